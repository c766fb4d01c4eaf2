"""What a cache costs: each call reads the prefix from it or writes it, never both."""

from __future__ import annotations

import datetime

import pytest

from advisor.estimates.estimate import estimate
from advisor.estimates.tokens import cached_cost

DAY = datetime.date(2026, 11, 25)
LOAD = {
    "requests_per_month": 1_000_000,
    "input_tokens": 3_000,
    "output_tokens": 200,
    "shared_prefix_tokens": 2_000,
}


def test_a_call_that_misses_the_cache_pays_for_writing_and_not_for_reading() -> None:
    assert cached_cost(1e6, 1.0, 1_000.0, 0.1, 0.0, 1.0) == pytest.approx(100)
    assert cached_cost(1e6, 1.0, 1_000.0, 0.1, 1.0, 1.0) == pytest.approx(1_000)


def month(*items: str) -> float:
    found = estimate(
        LOAD,
        as_of=DAY,
        items=items,
        models=["amazon.nova-micro-v1:0"],
        assumptions={"cache_miss_share": 1},
    )
    return found.models[0].month.likely


def test_a_cache_that_every_request_misses_costs_no_less_than_none() -> None:
    assert month("prompt-caching") == pytest.approx(month())
