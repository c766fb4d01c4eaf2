"""What a user reads holds no id of a choice or of a fact, whatever the scenario."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from advisor.advisor import default_advisor
from advisor.facts.definitions import fact_definitions
from advisor.facts.labels import label_of
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Advice, IfAsked
from advisor.reports.brief import as_brief
from advisor.what_if.assumption_texts import holds_unless
from tests.strategies import scenarios

DAY = datetime.date(2026, 11, 22)
IDS = {
    word
    for name, each in fact_definitions().items()
    for word in (name, *each.choices)
    if "_" in word
}
NOT_SENTENCES = {"formula", "question", "sources", "facts", "found", "inputs", "where"}
"""Formulas, promised questions, quotes of sources, and what programs read."""


def sentences(value: Any, key: str = "") -> Iterator[str]:
    if key in NOT_SENTENCES:
        return
    if isinstance(value, dict):
        for name, each in value.items():
            yield from sentences(each, name)
    elif isinstance(value, list):
        for each in value:
            yield from sentences(each, key)
    elif isinstance(value, str) and " " in value:
        yield value


def raw_words(advice: Advice) -> list[tuple[str, str]]:
    told = [*sentences(advice.model_dump(mode="json")), as_brief(advice)]
    return [
        (word, text)
        for text in told
        for word in re.findall(r"[a-z0-9]+(?:_[a-z0-9]+)+", text)
        if word in IDS
    ]


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(scenarios())
def test_no_sentence_holds_the_id_of_a_choice_or_of_a_fact(scenario: Scenario) -> None:
    assert raw_words(default_advisor("plain").advise(scenario, "production", DAY)) == []


CHOICES = [
    (name, choice)
    for name, each in fact_definitions().items()
    if each.silence is not None
    for choice in each.choices
]


@pytest.mark.parametrize(("fact", "choice"), CHOICES)
def test_an_assumption_tells_a_choice_as_readers_are_shown_it(fact: str, choice: str) -> None:
    definition = fact_definitions()[fact]
    answer = [choice] if definition.kind == "choices" else choice
    leads = [IfAsked(answer=answer, plan=("prompt-engineering",))]
    told = holds_unless(load_knowledge(), definition, leads, {}, {})

    (shown,) = re.findall(r"\(([^()]*): Prompting\)", told)
    assert shown.lower() == label_of(fact, choice).lower()
