"""Each misconception is seen where it is, and not beside it; and the rules agree with it."""

from __future__ import annotations

import pytest

from advisor.advisor import advise
from advisor.exam import check_reasoning
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.learning import Misconception, MisconceptionExample
from advisor.reasoning.judge import Known, Verdict, reveals
from advisor.upkeep.checks import check_knowledge, misconception_outcome

KNOWLEDGE = load_knowledge()
MISCONCEPTIONS = KNOWLEDGE.misconceptions
DAY = "2026-11-22"

EXAMPLES = [
    pytest.param(each, example, id=f"{each.id}: {example.name}")
    for each in MISCONCEPTIONS.values()
    for example in each.examples
]
FIRING = [each for each in EXAMPLES if each.values[1].expect == "fires"]  # type: ignore[attr-defined]


def test_there_are_thirty_and_more() -> None:
    assert len(MISCONCEPTIONS) >= 30


@pytest.mark.parametrize(("misconception", "example"), EXAMPLES)
def test_it_is_seen_in_its_examples_and_not_in_their_neighbours(
    misconception: Misconception, example: MisconceptionExample
) -> None:
    assert misconception_outcome(misconception, example) == example.expect


@pytest.mark.parametrize(("misconception", "example"), FIRING)
def test_no_other_misconception_is_seen_in_its_place(
    misconception: Misconception, example: MisconceptionExample
) -> None:
    known = Known(read_scenario(dict(example.facts)), {"view": example.view})

    seen = [
        each.id
        for each in MISCONCEPTIONS.values()
        if reveals(each, example.choice, known) is Verdict.MET
    ]

    assert seen == [misconception.id]


@pytest.mark.parametrize(("misconception", "example"), FIRING)
def test_the_rules_call_the_choice_wrong_and_recommend_what_is_right(
    misconception: Misconception, example: MisconceptionExample
) -> None:
    answer = check_reasoning(example.facts, example.choice, view=example.view, as_of=DAY)
    advice = advise(example.facts, view=example.view, as_of=DAY)
    recommended = {*advice.items()} | {each.id for stage in advice.stages for each in stage.further}

    assert [each.id for each in answer.misconceptions] == [misconception.id]
    assert answer.verdict == ("right" if misconception.beside else "wrong")
    assert recommended & {*misconception.instead}


def test_the_check_of_the_knowledge_finds_nothing_wrong_with_them() -> None:
    named = {*MISCONCEPTIONS, *KNOWLEDGE.tips}

    assert [each for each in check_knowledge(KNOWLEDGE) if each.subject in named] == []
