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
    month_is_whole: bool = True,
) -> Iterator[LimitVerdict]:
    """The verdicts against all that was stated.

    build_is_whole: whether all of building has a price; time: within which 95 of 100 answers
    are whole, None where it was not measured; time_is_whole: whether all that takes time is in it;
    month_is_whole: whether all that may be most of a month has a price.
    """
    limits: tuple[tuple[str, Spread | None, bool, _Telling], ...] = (
        ("build_budget_usd", build, build_is_whole, money),
        ("monthly_budget_usd", month, month_is_whole, money),
        ("p95_latency_ms", time, time_is_whole, duration),
    )
    for fact, spread, whole, told in limits:
        limit = stated.middle(fact)
        if limit is not None:
            yield verdict_on(fact, limit, spread, whole, told)


def verdict_on(
    fact: str,
    limit: float,
    spread: Spread | None,
    whole: bool,
    told: _Telling,
    ends: tuple[float, float] | None = None,
) -> LimitVerdict:
    """The verdict against one limit.

    spread: None where nothing was measured or there is nothing of it; whole: whether all that
    belongs to it is in it; told: puts an amount into words; ends: the least and the most if every
    part of it is at its end at once, where that counts too.
    """
    if spread is None and whole:
        return LimitVerdict(fact=fact, stated=limit, verdict="fits", text="Fits: nothing to build")
    if spread is None:
        return LimitVerdict(fact=fact, stated=limit, verdict="not_known", text="Not measured")
    found = VERDICTS[place(limit, spread.low, spread.high)]
    estimate = span(told(spread.low), told(spread.high))
    if not whole and found != "out":
        lacking = "a part was not measured" if fact == "p95_latency_ms" else "a price is missing"
        text = f"Not known: {lacking}; the rest comes to {estimate}, against {told(limit)}"
        return LimitVerdict(fact=fact, stated=limit, verdict="not_known", text=text)
    least, most = ends or (spread.low, spread.high)
    match found:
        case "fits" if limit < most:
            found = "tight"
            text = (
                f"Tight: usually no more than {told(spread.high)} of {told(limit)}; "
                f"{told(most)} if every step is late"
            )
        case "fits" if ends:
            text = f"Fits: no more than {told(most)} of {told(limit)}, even if every step is late"
        case "fits":
            text = f"Fits: usually no more than {told(spread.high)} of {told(limit)}"
        case "out" if limit >= least:
            found = "tight"
            text = (
                f"Tight: usually at least {told(spread.low)} against {told(limit)}; "
                f"{told(least)} if every step is quick"
            )
        case "tight":
            text = f"Tight: {estimate} against {told(limit)}"
        case _:
            # "At least 3 s against 3 s" would read as if it were within the limit.
            low, stated = told_apart(told, least, limit)
            text = f"Out: at least {low} against {stated}"
    return LimitVerdict(fact=fact, stated=limit, verdict=found, text=text)
