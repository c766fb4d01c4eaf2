"""Where hosting costs as much as tokens: with the hosts that the load of the crossing needs."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from advisor.estimates.comparing import crossing
from advisor.estimates.estimate import estimate
from advisor.estimates.formulas import Amount
from advisor.estimates.served import Served, in_tier
from advisor.estimates.shapes import BreakEvenShape
from advisor.knowledge import load_knowledge

DAY = datetime.date(2026, 11, 25)
DEAR = "global.anthropic.claude-opus-4-6-v1:0"


def hosts_of_100(requests: Amount) -> Amount:
    """10 USD for each 100 requests."""
    return 10.0 * np.maximum(1, np.ceil(requests / 100))


def test_where_one_host_bears_the_load_of_the_crossing_it_lies_at_its_cost() -> None:
    assert crossing(hosts_of_100, 0.2) == pytest.approx(50)


def test_where_a_full_host_costs_more_than_tokens_hosting_never_costs_less() -> None:
    assert crossing(hosts_of_100, 0.09) is None


def test_where_the_crossing_needs_more_hosts_it_lies_further_on() -> None:
    def month(requests: Amount) -> Amount:
        return 10.0 * np.ceil((150 + requests) / 100)

    at = crossing(month, 0.13)

    assert at is not None
    assert month(at) == pytest.approx(0.13 * at)
    assert all(month(fewer) > 0.13 * fewer for fewer in range(1, int(at)))


def points(requests: int, *models: str) -> tuple[BreakEvenShape, ...]:
    facts = {"requests_per_month": requests, "input_tokens": 500, "output_tokens": 300}
    return estimate(facts, as_of=DAY, models=models).points


def test_the_crossing_does_not_move_with_the_load() -> None:
    few, many = ([each.at for each in points(requests, DEAR)] for requests in (10_000, 100_000_000))

    assert few[0] is not None
    assert many == pytest.approx(few)


@pytest.mark.parametrize("requests", [100, 10_000_000])
def test_where_hosting_never_costs_less_it_is_said(requests: int) -> None:
    for point in points(requests):
        assert point.at is None
        assert "never costs less" in point.text
        assert all(each.usd > each.by_tokens for each in point.costs)


def test_hosting_costs_less_only_where_its_hosts_do() -> None:
    for requests in (10_000, 10_000_000):
        point = points(requests, DEAR)[0]
        now = next(each for each in reversed(point.costs) if each.requests <= requests)

        assert ("it costs less" in point.text) == (now.usd < now.by_tokens)


def test_without_requests_costs_are_told_all_the_same() -> None:
    assert all(each.costs for each in points(0))


TUNED = ("prompt-engineering", "parameter-efficient-fine-tuning")
NIGHTLY = {
    "requests_per_month": 5_000_000,
    "input_tokens": 900,
    "output_tokens": 250,
    "serving_mode": "batch",
}


def test_a_tuned_model_is_charged_on_demand_whatever_is_recommended() -> None:
    for item in ("batch-inference", "service-tiers"):
        found = estimate(NIGHTLY, as_of=DAY, plan=TUNED, items=[item])

        assert found.models
        assert {each.tier for each in found.models} == {"on_demand"}


NO_BATCHES = "nvidia.nemotron-super-3-120b:0"
"""A price in batches is known for it, and its card says that none are sold."""


def test_a_price_in_batches_is_not_taken_where_the_card_says_that_none_are_sold() -> None:
    knowledge = load_knowledge()
    model = knowledge.managed_models[NO_BATCHES]
    asked = Served(model)

    assert knowledge.price_tiers[NO_BATCHES].batch_input_usd is not None
    assert in_tier(knowledge, asked, "batch") == asked
    assert in_tier(knowledge, asked, "flex").tier == "flex"


@pytest.mark.parametrize("plan", [("prompt-engineering",), TUNED])
def test_each_plan_that_is_compared_is_asked_in_a_tier_that_its_card_sells(
    plan: tuple[str, ...],
) -> None:
    found = estimate(NIGHTLY, as_of=DAY, plan=plan, items=["batch-inference"], models=[NO_BATCHES])

    assert {each.tier for each in found.models} == {"on_demand"}
    assert "batch" not in str([each.consists_of for each in found.plans])


def test_a_tuned_plan_beside_one_in_batches_reads_at_the_price_on_demand() -> None:
    found = estimate(
        NIGHTLY, as_of=DAY, items=["batch-inference"], models=["amazon.nova-2-lite-v1:0"]
    )

    tuned = next(each for each in found.plans if each.headline == TUNED[1])
    assert found.models[0].tier == "batch"
    assert "tokens read $1,400" in tuned.consists_of
