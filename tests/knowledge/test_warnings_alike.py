"""Two warnings with one title are never told together: a reader would take one for a repetition."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest

from advisor.estimates.derived import definition_of
from advisor.knowledge import load_knowledge
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.judge import Verdict, verdict_on
from advisor.upkeep.entailment import entails


def pairs() -> list[tuple[Rule, Rule]]:
    """The rules that warn under one title, two by two."""
    by_title: dict[str, list[Rule]] = defaultdict(list)
    for rule in load_knowledge().rules.values():
        for title in rule.concludes.warnings:
            by_title[title].append(rule)
    return [pair for rules in by_title.values() for pair in itertools.combinations(rules, 2)]


def never_both(one: Rule, other: Rule) -> bool:
    """Whether what one rule asks for keeps the other from firing, as far as it can be read off."""
    return any(
        entails(asked, exception)
        for first, second in ((one, other), (other, one))
        for asked in first.when
        for exception in second.unless
    ) or any(disjoint(*each) for each in itertools.product(one.when, other.when))


def disjoint(one: Condition, other: Condition) -> bool:
    """Whether no answer to one question meets both conditions."""
    if one.fact is None or one.fact != other.fact:
        return False
    silent = [each.operator == "stated" and each.operand is False for each in (one, other)]
    if any(silent):
        return not all(silent) and "stated" not in (one.operator if silent[1] else other.operator,)
    definition = definition_of(one.fact)
    if definition is None or definition.kind != "choice":
        return False
    return not any(
        verdict_on(one, choice) is Verdict.MET and verdict_on(other, choice) is Verdict.MET
        for choice in definition.choices
    )


@pytest.mark.parametrize("pair", pairs(), ids=lambda pair: f"{pair[0].id}-{pair[1].id}")
def test_warnings_with_one_title_are_never_told_together(pair: tuple[Rule, Rule]) -> None:
    assert never_both(*pair), "give one of them another title, or an exception for the other"
