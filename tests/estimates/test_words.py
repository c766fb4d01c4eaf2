"""Amounts in words: round, and never so round that two of them read alike where they differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.estimates.shapes import Spread
from advisor.estimates.verdicts import verdicts
from advisor.estimates.wanted import Stated
from advisor.estimates.words import duration, money, told_apart
from advisor.facts.scenario import Scenario

AMOUNTS = st.floats(0.01, 1e9)


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.001, "under $0.01"), (0.21, "$0.21"), (1436, "$1,400"), (2.44e6, "$2.4 million")],
)
def test_money_has_two_digits(value: float, said: str) -> None:
    assert money(value) == said


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (3030, 3000, ("3.03 s", "3 s")),
        (9400, 3000, ("9.4 s", "3 s")),
        (640, 200, ("640 ms", "200 ms")),
    ],
)
def test_two_times_that_round_alike_get_more_digits(
    one: float, other: float, said: tuple[str, str]
) -> None:
    assert told_apart(duration, one, other) == said


@given(AMOUNTS, st.floats(1.001, 100))
def test_amounts_that_differ_by_a_thousandth_read_differently(value: float, times: float) -> None:
    one, other = told_apart(money, value * times, value)

    assert one != other or value < 10


def test_what_is_out_by_a_little_reads_so() -> None:
    stated = Stated.of(Scenario(p95_latency_ms=3000))
    time = Spread(low=3030, likely=4000, high=9000, unit="ms", text="4 s", range="3 s to 9 s")

    (found,) = verdicts(stated, None, None, time, True, True)

    assert found.text == "Out: at least 3.03 s against 3 s"


def test_a_thousand_milliseconds_are_a_second() -> None:
    assert duration(999.68) == "1 s"
    assert duration(994.0) == "990 ms"
    assert duration(1_000.0) == "1 s"
