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
_SHORT_FORM = re.compile(
    r"(?:^|[\s(])(?:approx|appr|ca|circa|max|min|e\.g|i\.e|incl|excl|resp|vs|est|avg|no|nr|Mr|Mrs|Ms|"
    r"Dr|Prof|St|Inc|Ltd|Co|dept)\.$",
    re.IGNORECASE,
)
"""Short forms whose full stop ends no sentence. "No." does so before anything but a number."""
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
    begin = None
    for found in _SENTENCE.finditer(text):
        begin = found.start() if begin is None else begin
        if _goes_on(found[0], text[found.end() :]):
            continue
        whole = text[begin : found.end()]
        words = whole.strip()
        if any(letter.isalnum() for letter in words):
            start = begin + whole.index(words)
            yield Span(start, start + len(words))
        begin = None


def _goes_on(said: str, rest: str) -> bool:
    """Whether the full stop at the end of these words belongs to a short form."""
    short = _SHORT_FORM.search(said)
    if short is None or not re.match(r"[ \t]+\S", rest):
        return False
    only_before_numbers = short[0].strip(" (").lower() in (
        "no.",
        "nr.",
        "min.",
        "max.",
        "co.",
        "inc.",
    )
    return not only_before_numbers or bool(re.match(r"[ \t]+[$€£]?\d", rest))


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
