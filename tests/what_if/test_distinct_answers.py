"""The answers that rules can tell apart."""

from __future__ import annotations

import math
from functools import cache

from hypothesis import given, settings

from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.rule import Condition
from advisor.reasoning.judge import Known, judge
from advisor.what_if import default_sensitivities
from advisor.what_if.distinct_answers import MOST_SETS
from tests.strategies import scenarios


@cache
def conditions_on(fact: str) -> tuple[Condition, ...]:
    rules = [rule for rule in load_knowledge().rules.values() if rule.phase == "infer"]
    return tuple(each for rule in rules for each in rule.conditions if each.fact == fact)


def verdicts(fact: str, scenario: Scenario) -> tuple[object, ...]:
    return tuple(judge(each, Known(scenario, {})) for each in conditions_on(fact))


@cache
def verdicts_of_all_answers(fact: str) -> frozenset[tuple[object, ...]]:
    answers = default_sensitivities().answers.of(fact, "plan")
    return frozenset(verdicts(fact, read_scenario({fact: answer})) for answer in answers)


@cache
def most_words_told_apart(fact: str) -> float:
    """All sets of so many words are told apart; of any number, where there are few enough sets."""
    answers = default_sensitivities().answers.of(fact, "plan")
    if len(answers) < MOST_SETS // 4:
        return math.inf
    longest = max(len(answer) for answer in answers if isinstance(answer, tuple))
    assert longest >= 4
    return longest


@given(scenario=scenarios())
@settings(max_examples=100)
def test_answers_that_are_told_apart_cover_all_that_rules_can_tell(scenario: Scenario) -> None:
    """No value has verdicts that none of the example answers has.

    Of sets this holds up to as many words as `MOST_SETS` leaves room for, which are four at least.
    """
    for fact, value in scenario.values():
        rough = fact_definitions()[fact].is_number and not isinstance(value, (int, float))
        beyond = isinstance(value, tuple) and len(value) > most_words_told_apart(fact)
        if conditions_on(fact) and not rough and not beyond:
            assert verdicts(fact, scenario) in verdicts_of_all_answers(fact)


def test_between_nothing_and_the_next_bound_lies_an_answer_of_its_own() -> None:
    """Of 0 no hundredth lies beyond; a share of one percent is told from none all the same."""
    answers = default_sensitivities().answers.of("baseline_success_percent", "plan")
    bounds = sorted(
        float(each.operand)
        for each in conditions_on("baseline_success_percent")
        if each.operator != "stated"
    )

    assert bounds[0] == 0
    assert any(0 < answer < min(each for each in bounds if each) for answer in answers)
