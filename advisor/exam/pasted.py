"""Read a question that was pasted with its options: the text, and what each option names.

Options are lines that begin with a letter, a number or a dash. Names are matched, not understood:
an option stands for the paths and items that its words name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from advisor.errors import BadInput, Problem
from advisor.facts.names import shape
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.names import plain_name, things_by_name

_OPTION = re.compile(r"^\s*(?:\(?([A-Ha-h]|\d)[.):]|[-•*])\s+(\S.*)$")
_LONGEST_NAME = 8
"""Words; the longest name of an item has fewer."""


@dataclass(frozen=True)
class PastedOption:
    """An option as it was written. ids: the paths and items that it names, as they come."""

    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class PastedQuestion:
    """A question and its options; text: all that stands before the options."""

    text: str
    options: tuple[PastedOption, ...]


def read_pasted(knowledge: Knowledge, pasted: str) -> PastedQuestion:
    """The question in a pasted text. Raises BadInput where it has no two options, or no text."""
    before: list[str] = []
    options: list[str] = []
    for line in pasted.splitlines():
        found = _OPTION.match(line)
        if found:
            options.append(found[2].strip())
        elif options and line.strip():
            options[-1] += f" {line.strip()}"
        elif not options:
            before.append(line)
    text = "\n".join(before).strip()
    if len(options) < 2 or not text:
        raise BadInput(
            Problem(
                "No question with options was found.",
                "question",
                "Paste the text, then each option on a line of its own: “A. ...”, “B. ...”.",
            )
        )
    names = things_by_name(knowledge)
    return PastedQuestion(text, tuple(PastedOption(each, _named(each, names)) for each in options))


def _named(option: str, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The ids that the words of an option name; of names within names the longest counts."""
    words = shape(re.sub(r"[(),;]", " ", option)).split()
    found: dict[str, None] = {}
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
            ids = names.get(plain_name(" ".join(words[place : place + length])), ())
            if len(ids) == 1:
                found[ids[0]] = None
                place += length
                break
        else:
            place += 1
    return tuple(found)
