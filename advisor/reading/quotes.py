"""Where words stand in a text: its sentences, and the place of a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from advisor.errors import BadInput, Problem

LONGEST_TEXT = 50_000
"""Characters of a text: some twenty pages, a description and no archive (our judgement)."""

SHORTEST_QUOTE = 4
"""Characters; a shorter quote says nothing by itself (our judgement)."""

_SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?;](?=\S)[^.!?;\n]*)*[.!?;]*")
_ALIKE = ("'’‘", '"“”„', "-‐‑–—")
"""Marks that keyboards and word processors take for one another."""


class Span(NamedTuple):
    """A part of a text, from the character `start` up to, not including, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]

    def meets(self, other: Span) -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a text, without the space around them; a line break ends one too."""
    for found in _SENTENCE.finditer(text):
        words = found[0].strip()
        if any(letter.isalnum() for letter in words):
            start = found.start() + found[0].index(words)
            yield Span(start, start + len(words))


def find_quote(quote: str, text: str) -> Span | None:
    """Where a quote stands in a text, letter by letter but for spaces and the kind of marks.

    None where it does not stand there as whole words, or is too short to say anything.
    """
    words = quote.split()
    if len(" ".join(words)) < SHORTEST_QUOTE:
        return None
    pattern = r"\s+".join("".join(map(_either, word)) for word in words)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text)
    return Span(*found.span()) if found else None


def _either(letter: str) -> str:
    alike = next((marks for marks in _ALIKE if letter in marks), "")
    return f"[{re.escape(alike)}]" if alike else re.escape(letter)


def checked_text(text: str) -> str:
    """The text, if it can be read at all. Raises BadInput."""
    if not any(letter.isalnum() for letter in text):
        raise BadInput(
            Problem(
                "There is nothing to read.", "text", "Describe the use case in a few sentences."
            )
        )
    if len(text) > LONGEST_TEXT:
        raise BadInput(
            Problem(
                f"The text has {len(text):,} characters; at most {LONGEST_TEXT:,} are read.",
                "text",
                "Give the part that describes the use case.",
            )
        )
    return text
