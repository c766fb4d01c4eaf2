"""Choices inside the sentence of a reason."""

from __future__ import annotations

import pytest

from advisor import advise
from advisor.facts.definitions import fact_definitions
from advisor.facts.phrases import phrases
from advisor.reasoning.wording import in_a_reason


@pytest.mark.parametrize("fact", phrases())
def test_each_choice_of_a_fact_has_a_phrase_of_its_own(fact: str) -> None:
    told = phrases()[fact]

    assert set(told) == set(fact_definitions()[fact].choices)
    assert len(set(told.values())) == len(told)
    assert not [phrase for phrase in told.values() if "_" in phrase or phrase.endswith(".")]


def test_choices_are_listed_as_in_prose() -> None:
    assert in_a_reason("symptoms", ("slow", "expensive")) == "slow responses and high costs"
    assert in_a_reason("current_path", "full_fine_tuning") == "full fine-tuning"
    assert in_a_reason("tasks", ("question_answering",)) == "question answering"
    assert in_a_reason("symptoms", None) == "not stated"


def test_a_reason_says_a_symptom_in_prose() -> None:
    advice = advise({"symptoms": ["slow"], "tasks": ["summarization"]})

    told = [reason.text for each in advice.diagnosis for reason in each.reasons]
    assert any("suffers from slow responses" in text for text in told)
    assert not any("suffers from slow." in text for text in told)
