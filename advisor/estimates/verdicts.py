"""A stated budget or limit held against an estimate: it fits, is tight, or is out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from advisor.estimates.shapes import LimitVerdict, Spread, Verdict
from advisor.estimates.wanted import Stated
from advisor.estimates.words import duration, money, span, told_apart

VERDICTS: tuple[Verdict, ...] = ("out", "tight", "fits")
"""By where the limit stands: below the estimate, within it, at its high end or above."""


def place(limit: float, low: float, high: float) -> int:
    """Where a limit stands: 0 below the low end, 2 at the high end or above, 1 between."""
    return 0 if limit < low else 2 if limit >= high else 1


class _Telling(Protocol):
    def __call__(self, value: float, digits: int = 2, /) -> str: ...


def verdicts(
    stated: Stated,
    month: Spread | None,
    build: Spread | None,
    time: Spread | None,
    build_is_whole: bool,
    time_is_whole: bool,
) -> Iterator[LimitVerdict]:
    """The verdicts against all that was stated.

    build_is_whole: whether all of building has a price; time: within which 95 of 100 answers
    are whole, None where it was not measured; time_is_whole: whether all that takes time is in it.
    """
    limits: tuple[tuple[str, Spread | None, bool, _Telling], ...] = (
        ("build_budget_usd", build, build_is_whole, money),
        ("monthly_budget_usd", month, True, money),
        ("p95_latency_ms", time, time_is_whole, duration),
    )
    for fact, spread, whole, told in limits:
        limit = stated.middle(fact)
        if limit is not None:
            yield verdict_on(fact, limit, spread, whole, told)


def verdict_on(
    fact: str, limit: float, spread: Spread | None, whole: bool, told: _Telling
) -> LimitVerdict:
    """The verdict against one limit.

    spread: None where nothing was measured or there is nothing of it; whole: whether all that
    belongs to it is in it; told: puts an amount into words.
    """
    if spread is None and whole:
        return LimitVerdict(fact=fact, stated=limit, verdict="fits", text="Fits: nothing to build")
    if spread is None:
        return LimitVerdict(fact=fact, stated=limit, verdict="not_known", text="Not measured")
    found = VERDICTS[place(limit, spread.low, spread.high)]
    estimate = span(told(spread.low), told(spread.high))
    if not whole and found != "out":
        lacking = "a part was not measured" if fact == "p95_latency_ms" else "a price is missing"
        text = f"Not known: {lacking}; the rest comes to {estimate}"
        return LimitVerdict(fact=fact, stated=limit, verdict="not_known", text=text)
    match found:
        case "fits":
            text = f"Fits: at most {told(spread.high)} of {told(limit)}"
        case "tight":
            text = f"Tight: {estimate} against {told(limit)}"
        case _:
            # "At least 3 s against 3 s" would read as if it were within the limit.
            least, most = told_apart(told, spread.low, limit)
            text = f"Out: at least {least} against {most}"
    return LimitVerdict(fact=fact, stated=limit, verdict=found, text=text)
