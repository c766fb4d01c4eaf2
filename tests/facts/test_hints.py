"""Names that are none: what is hinted at, and what is not."""

from __future__ import annotations

import pytest

from advisor.facts.definitions import fact_definitions
from advisor.facts.names import choice_names
from advisor.facts.resembling import fact_hint, resembled


@pytest.mark.parametrize(
    ("fact", "typed"),
    [
        ("data_sensitivity", "no personal data"),
        ("regulations", "no GDPR"),
        ("serving_mode", "non-interactive"),
        ("wanted_model_size", "70 billion"),
        ("data_residency", "Germany"),
        ("region", "europe-west3"),
        ("knowledge_change", "Mondays"),
    ],
)
def test_no_hint_is_better_than_one_that_says_the_opposite_or_is_chance(
    fact: str, typed: str
) -> None:
    assert choice_names(fact).suggestion(typed, fact_definitions()[fact].choices) == ""


@pytest.mark.parametrize(
    "name", ["Training forbidden", "Price", "Country", "Use case", "Department"]
)
def test_no_fact_is_hinted_at_by_chance(name: str) -> None:
    assert fact_hint(name) == ""


def test_unlabelled_is_never_taken_for_labelled() -> None:
    assert fact_hint("Unlabelled examples") == 'Did you mean "unlabelled_tokens"?'


@pytest.mark.parametrize(
    ("name", "fact"),
    [
        ("Requests per hour", "requests_per_month"),
        ("How many requests a month are expected?", "requests_per_month"),
        ("Calls", "requests_per_month"),
        ("average response time", "p95_latency_ms"),
        ("Number of documents", "knowledge_tokens"),
        ("Accuracy (%)", "baseline_success_percent"),
        ("Budget EUR", "build_budget_usd"),
        ("Total budget", "build_budget_usd"),
        ("Contains PII", "data_sensitivity"),
        ("How fresh must it be", "knowledge_change"),
    ],
)
def test_a_name_that_speaks_of_a_fact_resembles_it(name: str, fact: str) -> None:
    assert fact in resembled(name)


@pytest.mark.parametrize("name", ["Call centre", "Request type", "Owner", "Notes", "PII officer"])
def test_a_word_among_others_resembles_nothing(name: str) -> None:
    assert resembled(name) == ()
