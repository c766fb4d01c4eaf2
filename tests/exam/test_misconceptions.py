"""Each misconception is named to the learner who has it.

That its examples hold and that the rules agree with it is for `advisor check` (tests/upkeep).
"""

from __future__ import annotations

import pytest

from advisor.exam import check_reasoning
from advisor.knowledge import load_knowledge
from advisor.knowledge.learning import Misconception, MisconceptionExample

KNOWLEDGE = load_knowledge()
MISCONCEPTIONS = KNOWLEDGE.misconceptions
DAY = "2026-11-22"


def test_there_are_thirty_and_more() -> None:
    assert len(MISCONCEPTIONS) >= 30


@pytest.mark.parametrize(
    ("misconception", "example"),
    [
        pytest.param(each, example, id=f"{each.id}: {example.name}")
        for each in MISCONCEPTIONS.values()
        for example in each.examples
        if example.expect == "fires"
    ],
)
def test_the_answer_on_its_example_names_it_and_calls_the_choice_wrong(
    misconception: Misconception, example: MisconceptionExample
) -> None:
    answer = check_reasoning(example.facts, example.choice, view=example.view, as_of=DAY)

    assert [each.id for each in answer.misconceptions] == [misconception.id]
    assert answer.verdict == ("right" if misconception.beside else "wrong")
