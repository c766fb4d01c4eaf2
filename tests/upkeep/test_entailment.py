"""What follows from what: held against judging many values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.judge import Known, Verdict, judge
from advisor.upkeep.entailment import entails, excludes, fires_wherever
from tests.strategies import values

CONDITIONS = [
    condition
    for rule in load_knowledge().rules.values()
    for condition in rule.conditions
    if condition.fact in fact_definitions()
]
ABOUT = {
    fact: [each for each in CONDITIONS if each.fact == fact]
    for fact in {condition.fact for condition in CONDITIONS}
}


def condition(**parts: Any) -> Condition:
    return Condition.model_validate(parts)


@given(st.sampled_from(sorted(ABOUT)), st.data())
def test_what_follows_is_met_wherever_the_first_is(fact: str, data: st.DataObject) -> None:
    one, other = (data.draw(st.sampled_from(ABOUT[fact])) for _ in range(2))
    value = data.draw(values(fact_definitions()[fact]))
    known = Known(read_scenario({fact: value}), {})
    assume(judge(one, known) is Verdict.MET)

    if entails(one, other):
        assert judge(other, known) is Verdict.MET
    if excludes(one, other):
        assert judge(other, known) is not Verdict.MET


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"fact": "labelled_examples", "at_least": 50}, {"fact": "labelled_examples", "above": 49}),
        ({"fact": "labelled_examples", "below": 50}, {"fact": "labelled_examples", "at_most": 50}),
        (
            {"fact": "knowledge_change", "is": "daily"},
            {"fact": "knowledge_change", "at_least": "weekly"},
        ),
        (
            {"fact": "audience", "is_one_of": ["public", "minors"]},
            {"fact": "audience", "is_not": "internal"},
        ),
        ({"fact": "tasks", "includes": "search"}, {"fact": "tasks", "stated": True}),
        (
            {"fact": "tasks", "includes": "search"},
            {"fact": "tasks", "includes_any_of": ["search", "translation"]},
        ),
        ({"fact": "symptoms", "empty": True}, {"fact": "symptoms", "excludes": "slow"}),
        ({"fact": "symptoms", "includes": "slow"}, {"fact": "symptoms", "empty": False}),
        ({"fact": "tasks", "only": ["search"]}, {"fact": "tasks", "empty": False}),
        ({"need": "no-model"}, {"need": "no-model"}),
    ],
    ids=str,
)
def test_the_second_follows_and_not_the_other_way_round(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert entails(condition(**one), condition(**other))
    assert one == other or not entails(condition(**other), condition(**one))


def rule(**parts: Any) -> Rule:
    base = {
        "id": "it",
        "kind": "needs",
        "title": "It",
        "then": [{"need": "no-model", "level": "must"}],
        "because": "It is so.",
        "sources": [{"source": "project", "where": "here", "confidence": "read"}],
    }
    return Rule.model_validate({**base, **parts})


PUBLIC = {"fact": "audience", "is": "public"}
MINORS = {"fact": "audience", "is": "minors"}
SEARCH = {"fact": "tasks", "includes": "search"}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"when": [PUBLIC]}, {"when": [PUBLIC, SEARCH]}, True),
        ({"when": [PUBLIC, SEARCH]}, {"when": [PUBLIC]}, False),
        ({"any": [PUBLIC, MINORS]}, {"when": [PUBLIC]}, True),
        ({"any": [PUBLIC, MINORS]}, {"any": [PUBLIC]}, True),
        ({"any": [PUBLIC]}, {"any": [PUBLIC, MINORS]}, False),
        ({"when": [PUBLIC], "unless": [SEARCH]}, {"when": [PUBLIC]}, False),
        ({"when": [PUBLIC]}, {"when": [PUBLIC], "unless": [SEARCH]}, True),
    ],
    ids=str,
)
def test_a_rule_fires_wherever_a_narrower_one_does(
    one: dict[str, Any], other: dict[str, Any], expected: bool
) -> None:
    assert fires_wherever(rule(**one), rule(**other)) is expected
