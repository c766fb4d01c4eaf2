"""Numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions

pytest.importorskip("streamlit")
from ui.numbers import read_number, write_number

EXAMPLES = fact_definitions()["labelled_examples"]
BUDGET = fact_definitions()["monthly_budget_usd"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("40", 40),
        ("40k", 40_000),
        ("1,000,000", 1_000_000),
        ("1 000 000", 1_000_000),
        ("1e6", 1_000_000),
        ("2.5 million", 2_500_000),
        ("3bn", 3_000_000_000),
        ("1000-5000", {"at_least": 1000, "at_most": 5000}),
        ("1,000 – 5,000", {"at_least": 1000, "at_most": 5000}),
        ("1000 to 5000", {"at_least": 1000, "at_most": 5000}),
        ("between 1000 and 5000", {"at_least": 1000, "at_most": 5000}),
        ("5-10k", {"at_least": 5000, "at_most": 10_000}),
        (">= 1000", {"at_least": 1000}),
        ("1000+", {"at_least": 1000}),
        ("at least 1k", {"at_least": 1000}),
        ("≤ 50", {"at_most": 50}),
        ("up to 50", {"at_most": 50}),
        ("", None),
        ("  ", None),
    ],
)
def test_a_number_is_read_the_way_it_is_meant(typed, meant):
    assert read_number(typed, EXAMPLES) == meant


def test_a_dollar_sign_does_not_matter():
    assert read_number("$2,500.50", BUDGET) == 2500.5


@pytest.mark.parametrize("typed", ["many", "1,5", "10 5", "1-2-3", "k", "-", "5 apples", "1.5.2"])
def test_what_cannot_be_read_says_how_to_type_it(typed):
    with pytest.raises(BadInput) as refused:
        read_number(typed, EXAMPLES)

    assert refused.value.problems[0].remedy


def test_half_an_example_is_refused():
    with pytest.raises(BadInput, match="whole number"):
        read_number("2.5", EXAMPLES)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_what_is_written_is_read_back(one, other):
    low, high = sorted((one, other))
    for value in (one, {"at_least": low + 1}, {"at_most": high}):
        assert read_number(write_number(value), EXAMPLES) == value
    if low < high:
        spread = {"at_least": low, "at_most": high}
        assert read_number(write_number(spread), EXAMPLES) == spread
