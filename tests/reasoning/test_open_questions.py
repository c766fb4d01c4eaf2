"""What rules wait for: what is unknown, and what is known within bounds that leave it open."""

from __future__ import annotations

import datetime

import pytest

from advisor.advisor import default_advisor
from advisor.facts.read import read_scenario
from advisor.reasoning.explain.open_questions import waiting_rules

DAY = datetime.date(2026, 11, 25)


@pytest.mark.parametrize(
    ("requests", "waits"), [({"at_least": 1_000, "at_most": 1_000_000}, True), (50_000, False)]
)
def test_a_cost_waits_for_a_number_that_is_known_within_bounds(
    requests: object, waits: bool
) -> None:
    scenario = read_scenario(
        {
            "tasks": ["question_answering"],
            "knowledge_source": "private_documents",
            "requests_per_month": requests,
            "monthly_budget_usd": 800,
        }
    )
    inference = default_advisor().reasoner.infer(scenario, "production", DAY)

    waiting = {each.rule: each.waits_for for each in waiting_rules(inference)}

    assert "input_tokens" in waiting["budget-below-retrieval"]
    assert ("requests_per_month" in waiting["budget-below-retrieval"]) == waits
