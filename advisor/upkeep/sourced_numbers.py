"""Whether the numbers that rules test come from somewhere: a source that says them, or a judgement.

A bound that no source gives is ours. It may stand, but an answer says that it is ours and why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition, Rule

_SIZES = {
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "b": 1e9,
    "trillion": 1e12,
}
_DIGITS = re.compile(
    r"(?<![\w.])(\d[\d,]*(?:\.\d+)?)(?:\s*(thousand|million|billion|trillion)|([kKMB])\b)?"
)
_IN_WORDS = re.compile(
    r"(?<!\d )\b(?:(tens|hundreds) of |(a hundred) )?"
    r"(hundreds?|thousands?|millions?|billions?|trillions?)\b(?! of (?:thou|mill|bill|trill))"
)
_SCALES = {"tens": 10, "hundreds": 100, "a hundred": 100, "": 1}

ANY_AT_ALL = {
    ("at_least", 0),
    ("at_least", 1),
    ("above", 0),
    ("below", 1),
    ("at_most", 0),
    ("is", 0),
}
"""Tests that ask whether there is any at all: no bound that a source would have to give."""


def numbers_said(text: str) -> set[float]:
    """The numbers that a sentence names, in digits or in words.

    "1,000" is 1000, "2.2 billion" is 2.2e9, "tens of billions" is 1e10: the least that it means.
    """
    found = set()
    for digits, size, letter in _DIGITS.findall(text):
        number = float(digits.rstrip(",").replace(",", ""))
        found.add(number * _SIZES.get(size or letter.lower(), 1.0))
    for scale, a_hundred, size in _IN_WORDS.findall(text.lower()):
        unit = 100.0 if size.startswith("hundred") else _SIZES[size.rstrip("s")]
        found.add(_SCALES[scale or a_hundred] * unit)
    return found


def tested_numbers(rule: Rule) -> Iterator[tuple[Condition, float]]:
    """The conditions of a rule that hold a fact against a number, and the number."""
    for condition in rule.conditions:
        operand = condition.operand
        if isinstance(operand, bool) or not isinstance(operand, (int, float)):
            continue
        if (condition.operator, operand) not in ANY_AT_ALL:
            yield condition, float(operand)


def unsourced_numbers(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """A bound that nobody gives reads like a fact: a source says it, or it is marked as ours."""
    for rule in knowledge.rules.values():
        said = {number for each in rule.sources for number in numbers_said(each.says or "")}
        missing = [condition for condition, number in tested_numbers(rule) if number not in said]
        if missing and rule.judgement is None:
            tests = "; ".join(condition.key for condition in missing)
            yield (
                rule.id,
                f"no cited source says the number in: {tests}. Give a source whose `says` names "
                "it, or say under `judgement` why this number",
            )
