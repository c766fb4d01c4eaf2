"""Which questions are near copies of others: no learner gains by the second."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from advisor.exam.practice.question import Question

SEQUENCE = 4
"""Words that make a sequence."""
MOST_SHARED = 0.5
"""Two stems that share more than this part of the shorter one's sequences are near copies."""
MOST_OF_ONE_KEY = 4
"""So many questions at most have the same thing as their key."""


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


def too_many_alike(questions: Iterable[Question]) -> frozenset[str]:
    """The ids of the questions beyond the most that there may be about one key.

    Those that stay are of as many kinds as there are.
    """
    about: dict[str, dict[str, list[str]]] = {}
    for each in questions:
        if each.facts and each.choice and each.kind != "belief":
            about.setdefault(each.choice, {}).setdefault(each.kind, []).append(each.id)
    dropped: set[str] = set()
    for kinds in about.values():
        turns = itertools.zip_longest(*kinds.values())
        in_turn = [name for turn in turns for name in turn if name is not None]
        dropped.update(in_turn[MOST_OF_ONE_KEY:])
    return frozenset(dropped)


def share_most(one: frozenset[tuple[str, ...]], two: frozenset[tuple[str, ...]]) -> bool:
    """Whether two texts share most of their runs of words."""
    if not one or not two:
        return False
    return len(one & two) > MOST_SHARED * min(len(one), len(two))
