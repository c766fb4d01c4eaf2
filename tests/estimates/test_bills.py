"""Published bills lie inside the range of the matching model and parts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pytest

from advisor.estimates.estimate import estimate
from advisor.knowledge import load_knowledge
from advisor.knowledge.figures import Bill

DAY = datetime.date(2026, 11, 25)
BILLS = load_knowledge().bills
ROUNDED = 0.02
"""Published amounts are rounded, and prices of other days lie near today's."""


def span_of(bill: Bill) -> tuple[float, float]:
    """What the estimate says of the parts that a bill is for."""
    found = estimate(
        dict(bill.facts),
        as_of=DAY,
        assumptions=plain(bill.assumptions),
        plan=bill.paths,
        items=bill.items,
        models=[bill.model] if bill.model else [],
    )
    model = found.models[0]
    if bill.of == ("month",):
        return model.month.low, model.month.high
    parts = [
        part
        for part in (*model.month_parts, *model.build_parts)
        if part.kind in bill.of or part.figure in bill.of
    ]
    assert parts, f"{bill.id} is compared with nothing"
    # Each part in its own range: those of one bill hang together.
    figures = [found.figures[part.figure] for part in parts]
    return sum(each.low for each in figures), sum(each.high for each in figures)


def plain(assumptions: Mapping[str, Any]) -> dict[str, object]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in assumptions.items()
    }


def is_inside(bill: Bill) -> bool:
    low, high = span_of(bill)
    return low <= bill.usd[-1] * (1 + ROUNDED) and high >= bill.usd[0] * (1 - ROUNDED)


def test_there_are_at_least_twelve_published_bills() -> None:
    assert len(BILLS) >= 12


def test_at_least_ten_published_bills_lie_inside_their_range() -> None:
    inside = [identity for identity, bill in BILLS.items() if is_inside(bill)]

    assert len(inside) >= 10, sorted(set(BILLS) - set(inside))


@pytest.mark.parametrize("identity", BILLS)
def test_a_bill_that_lies_outside_says_so(identity: str) -> None:
    bill = BILLS[identity]

    assert is_inside(bill) == (not (bill.note or "").startswith("Outside"))


def test_a_bill_ten_times_as_high_lies_outside() -> None:
    dear = [
        bill.model_copy(update={"usd": tuple(10 * usd for usd in bill.usd)})
        for bill in BILLS.values()
        if is_inside(bill)
    ]

    assert dear
    assert not any(is_inside(bill) for bill in dear)
