"""Which questions are near copies of others: no learner gains by the second."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.exam.practice.question import Question

SEQUENCE = 4
"""Words that make a sequence."""
MOST_SHARED = 0.5
"""Two stems that share more than this part of the shorter one's sequences are near copies."""


def sequences(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of words in a text."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    return frozenset(tuple(words[at : at + SEQUENCE]) for at in range(len(words) - SEQUENCE + 1))


def grounds(question: Question) -> tuple[object, ...]:
    """What two questions must not have in common: rule, key and deciding facts."""
    key = question.options[question.key]
    first = question.rules[:1] or (question.id,)
    return question.kind, first, key.about or key.text, tuple(sorted(question.deciding))


def near_copies(questions: Iterable[Question]) -> frozenset[str]:
    """The ids of the questions that are near copies of an earlier one."""
    copies: set[str] = set()
    seen: set[tuple[object, ...]] = set()
    kept: list[frozenset[tuple[str, ...]]] = []
    for question in questions:
        here = sequences(question.stem or question.text)
        if grounds(question) in seen or any(share_most(here, other) for other in kept):
            copies.add(question.id)
            continue
        seen.add(grounds(question))
        kept.append(here)
    return frozenset(copies)


def share_most(one: frozenset[tuple[str, ...]], two: frozenset[tuple[str, ...]]) -> bool:
    """Whether two texts share most of their runs of words."""
    if not one or not two:
        return False
    return len(one & two) > MOST_SHARED * min(len(one), len(two))
