"""Facts that follow from estimates, for rules to read: does the budget suffice, does it fit?

A derived fact follows from facts that were stated and from the figures' own assumptions (sizes,
prices, utilization), never from an assumption about a fact that nobody stated: such a fact may
be any number from 0 up, and where that leaves the answer open, the derived fact is unknown.
A choice says where what is stated lies: below the low end of the estimate, within it, or above.
That is the verdict of the table of models: out with every model, with some, with none.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from advisor.estimates.derivations import (
    DERIVATIONS,
    DERIVED_FACTS,
    STANDINGS,
    Derivation,
    Ends,
    definition_of,
    derivation_of,
    rests_on,
)
from advisor.estimates.inputs import Inputs, stated_facts
from advisor.estimates.kept import Kept
from advisor.estimates.quantities import exactly
from advisor.facts.scenario import Scenario
from advisor.facts.values import LARGEST_NUMBER, FactValue, NumberRange
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge

__all__ = [
    "DERIVATIONS",
    "DERIVED_FACTS",
    "STANDINGS",
    "Derivation",
    "Deriver",
    "NumberColumn",
    "definition_of",
    "derivation_of",
    "derive",
    "derive_columns",
    "deriver_over",
    "rests_on",
    "standing",
    "thresholds_of",
]


class _Span(NamedTuple):
    """An estimate at the least and at the most that its facts allow.

    bounded: whether what was stated bounds the most.
    """

    low_least: float
    high_least: float
    low_most: float
    high_most: float
    bounded: bool


class Deriver:
    """Derives facts over one body of knowledge. Make one and keep it; threads may share it.

    given: assumptions that the user sets, as in `estimate`.
    """

    def __init__(self, knowledge: Knowledge, given: Mapping[str, object] | None = None) -> None:
        self._knowledge = knowledge
        self._given = dict(given or {})
        # Many scenarios share the few facts that one estimate rests on.
        self._span = lru_cache(maxsize=4096)(self._work_out_span)

    def derive(self, scenario: Scenario, view: View) -> dict[str, FactValue]:
        """The derived facts that can be known for the scenario; the same in both views."""
        if not self._knowledge.assumptions:
            return {}
        found: dict[str, FactValue] = {}
        for place, each in enumerate(DERIVATIONS):
            value = scenario.get(each.stated)
            if value is None:
                continue
            facts = tuple(_bounds(scenario.get(name)) for name in each.rests_on)
            span = self._span(place, facts)
            if span is None:
                continue
            least, most = _bounds(value)
            at_best = standing(most, span.low_least, span.high_least)
            at_worst = standing(least, span.low_most, span.high_most)
            if at_best != at_worst:
                continue
            found[each.standing] = STANDINGS[at_best]
            found[each.figure] = _told(span)
            if each.shortfall and at_best == 0:
                found[each.shortfall] = _rounded(span.low_least - most)
        return found

    def _work_out_span(self, place: int, facts: tuple[tuple[float, float], ...]) -> _Span | None:
        each = DERIVATIONS[place]
        if each.exact and any(low != high or low == 0 for low, high in facts):
            return None
        least, most = (
            self._estimate(
                each, {name: ends[end] for name, ends in zip(each.rests_on, facts, strict=True)}
            )
            for end in (0, 1)
        )
        if least is None or most is None:
            return None
        bounded = all(high < LARGEST_NUMBER for _, high in facts)
        return _Span(
            float(least.low), float(least.high), float(most.low), float(most.high), bounded
        )

    def _estimate(self, each: Derivation, values: Mapping[str, Any]) -> Ends | None:
        facts = {name: exactly(name, value, "", "fact") for name, value in values.items()}
        return each.work_out(Inputs(self._knowledge, facts, self._given))

    def derive_columns(
        self, columns: Mapping[str, NumberColumn], wanted: Collection[str] | None = None
    ) -> dict[str, Any]:
        """The same for many scenarios at once.

        columns: the stated numbers by fact; a fact without a column is stated nowhere; wanted:
        the derived facts to work out, by default all. Gives an int8 array for each choice (-1
        where unknown) and a `NumberColumn` for each amount.
        """
        import numpy

        found: dict[str, Any] = {}
        for each in DERIVATIONS:
            if wanted is not None and not {each.standing, each.figure, each.shortfall} & {*wanted}:
                continue
            stated = columns.get(each.stated)
            if stated is None or not self._knowledge.assumptions:
                continue
            size = len(stated.known)
            known = stated.known.copy()
            bounded = numpy.ones(size, dtype=bool)
            ends: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
            for name in each.rests_on:
                column = columns.get(name) or NumberColumn(
                    numpy.zeros(size), numpy.full(size, numpy.inf), numpy.zeros(size, dtype=bool)
                )
                low = numpy.where(column.known & numpy.isfinite(column.low), column.low, 0.0)
                closed = column.known & numpy.isfinite(column.high)
                high = numpy.where(closed, column.high, float(LARGEST_NUMBER))
                # As for one scenario: what may be the largest number is told as having no bound.
                bounded &= high < LARGEST_NUMBER
                if each.exact:
                    known &= (low == high) & (low > 0)
                ends[0][name], ends[1][name] = low, high
            if each.exact:
                # Where it cannot be told, any number will do that divides.
                ends = tuple(
                    {name: numpy.where(known, value, 1.0) for name, value in end.items()}
                    for end in ends
                )  # type: ignore[assignment]
            least, most = (self._estimate(each, end) for end in ends)
            if least is None or most is None:
                continue
            upper = numpy.where(numpy.isfinite(stated.high), stated.high, LARGEST_NUMBER)
            lower = numpy.where(numpy.isfinite(stated.low), stated.low, 0.0)
            best = _standings(upper, least.low, least.high)
            worst = _standings(lower, most.low, most.high)
            known &= best == worst
            found[each.standing] = numpy.where(known, best, -1).astype("int8")
            full = numpy.ones(size)
            found[each.figure] = NumberColumn(
                least.low * full, numpy.where(bounded, most.high * full, numpy.inf), known
            )
            if each.shortfall:
                found[each.shortfall] = NumberColumn(
                    least.low - upper, least.low - upper, known & (best == 0)
                )
        return found

    def thresholds_of(self, scenario: Scenario) -> dict[str, list[float]]:
        """The values of stated facts at which a derived choice changes, given the other facts.

        Facts that are not known are taken as the answer takes them: from the assumptions.
        """
        if not self._knowledge.assumptions:
            return {}
        inputs = Inputs(self._knowledge, stated_facts(scenario.values()), self._given)
        found: dict[str, set[float]] = {}
        for each in DERIVATIONS:
            estimate = each.work_out(inputs)
            if estimate is not None:
                found.setdefault(each.stated, set()).update(
                    (float(estimate.low), float(estimate.high))
                )
        return {fact: sorted(values) for fact, values in found.items()}


class NumberColumn(NamedTuple):
    """A number in many scenarios: both ends (infinite where open), and where it is known."""

    low: Any
    high: Any
    known: Any


_derivers: Kept[Deriver] = Kept(8)


def deriver_over(knowledge: Knowledge) -> Deriver:
    """The deriver over this knowledge; one for each version of it."""
    return _derivers.get(knowledge.version, lambda: Deriver(knowledge))


def _own_deriver() -> Deriver:
    return deriver_over(load_knowledge())


def derive(scenario: Scenario, view: View) -> dict[str, FactValue]:
    """The derived facts of a scenario that can be known, over the project's own knowledge."""
    return _own_deriver().derive(scenario, view)


def derive_columns(columns: Mapping[str, NumberColumn]) -> dict[str, Any]:
    """`Deriver.derive_columns` over the project's own knowledge."""
    return _own_deriver().derive_columns(columns)


def thresholds_of(scenario: Scenario) -> dict[str, list[float]]:
    """`Deriver.thresholds_of` over the project's own knowledge."""
    return _own_deriver().thresholds_of(scenario)


def _bounds(value: FactValue | None) -> tuple[float, float]:
    """Least and most of a number; from 0 up where it is not known."""
    if value is None:
        return 0.0, float(LARGEST_NUMBER)
    if isinstance(value, NumberRange):
        return max(0.0, value.low), min(float(LARGEST_NUMBER), value.high)
    assert isinstance(value, (int, float))
    return float(value), float(value)


def standing(stated: float, low: float, high: float) -> int:
    """Where a stated number lies: 0 below the low end, 2 at the high end or above, 1 between."""
    return 0 if stated < low else 2 if stated >= high else 1


def _standings(stated: Any, low: Any, high: Any) -> Any:
    below = stated < low
    return 1 - below.astype("int8") + ((stated >= high) & ~below).astype("int8")


def _told(span: _Span) -> NumberRange:
    high = _rounded(span.high_most) if span.bounded else None
    return NumberRange(at_least=_rounded(span.low_least), at_most=high)


def _rounded(value: float) -> float | int:
    """Three digits that count; a whole number from 100 up."""
    if value <= 0 or not math.isfinite(value):
        return 0
    digits = 2 - math.floor(math.log10(value))
    rounded = round(value, digits)
    return int(rounded) if rounded >= 100 else rounded
