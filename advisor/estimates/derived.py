"""Facts that follow from estimates, for rules to read: does the budget suffice, does it fit?

A derived fact follows from facts that were stated and from the figures' own assumptions (sizes,
prices, utilization), never from an assumption about a fact that nobody stated: such a fact may
be any number from 0 up, and where that leaves the answer open, the derived fact is unknown.
A choice says where what is stated lies: below the low end of the estimate, within it, or above.
That is the verdict of the table of models: out with every model, with some, with none.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

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
from advisor.estimates.load_numbers import (
    FOLLOWS_FROM,
    load_number,
    load_numbers_of_many,
    load_quantities,
)
from advisor.estimates.quantities import exactly
from advisor.facts.scenario import Scenario
from advisor.facts.values import LARGEST_NUMBER, FactValue, NumberRange
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge

if TYPE_CHECKING:
    from advisor.estimates.distinct_rows import Bounds

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


MOST_KEPT = 4096
"""For so many rows it is kept what an estimate came to; more are worked out all together."""


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
        self._likely = lru_cache(maxsize=4096)(self._work_out_likely)
        self._kept: list[Kept[Any]] = [Kept(MOST_KEPT) for _ in DERIVATIONS]

    def derive(self, scenario: Scenario, view: View) -> dict[str, FactValue]:
        """The derived facts that can be known for the scenario; the same in both views."""
        if not self._knowledge.assumptions:
            return {}
        found: dict[str, FactValue] = {}
        for place, each in enumerate(DERIVATIONS):
            value = scenario.get(each.stated)
            if value is None:
                continue
            facts = tuple(_bounds_of(scenario, name) for name in each.rests_on)
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
        if each.exact and any(
            low != high or (low == 0 and name not in FOLLOWS_FROM)
            for name, (low, high) in zip(each.rests_on, facts, strict=True)
        ):
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

        columns: the stated numbers by fact, and those of `load_columns`; a fact without a column
        is stated nowhere; wanted: the derived facts to work out, by default all. Gives an int8
        array for each choice (-1 where unknown) and a `NumberColumn` for each amount.
        """
        import numpy

        from advisor.estimates.distinct_rows import Bounds, DistinctRows

        found: dict[str, Any] = {}
        size = max((len(column.known) for column in columns.values()), default=0)
        distinct = DistinctRows(size)
        closed: dict[str, Bounds] = {}
        for place, each in enumerate(DERIVATIONS):
            if wanted is not None and not {each.standing, each.figure, each.shortfall} & {*wanted}:
                continue
            stated = columns.get(each.stated)
            if stated is None or not self._knowledge.assumptions:
                continue
            for name in each.rests_on:
                if name not in closed:
                    column = columns.get(name)
                    if column is None and name in FOLLOWS_FROM:
                        closed[name] = Bounds(numpy.zeros(size), numpy.zeros(size))
                    else:
                        closed[name] = _closed(column, size)
            rows = distinct.of(closed, each.rests_on)
            spans = self._spans(place, [closed[name] for name in each.rests_on], rows.first)
            if spans is None:
                continue
            low_least, high_least, low_most, high_most = spans.T[:, rows.which]
            upper = numpy.where(numpy.isfinite(stated.high), stated.high, LARGEST_NUMBER)
            lower = numpy.where(numpy.isfinite(stated.low), stated.low, 0.0)
            best = _standings(upper, low_least, high_least)
            worst = _standings(lower, low_most, high_most)
            known = stated.known & (best == worst) & ~numpy.isnan(low_least)
            # As for one scenario: what may be the largest number is told as having no bound.
            bounded = numpy.ones(size, dtype=bool)
            for name in each.rests_on:
                bounded &= closed[name].high < LARGEST_NUMBER
            found[each.standing] = numpy.where(known, best, -1).astype("int8")
            found[each.figure] = NumberColumn(
                low_least, numpy.where(bounded, high_most, numpy.inf), known
            )
            if each.shortfall:
                missing = low_least - upper
                found[each.shortfall] = NumberColumn(missing, missing, known & (best == 0))
        return found

    def _spans(self, place: int, ends: Sequence[Bounds], rows: Any) -> Any:
        """The span of an estimate in each of these rows: its four ends, NaN where it is unknown.

        An array of shape (rows, 4); None where nothing is known of the estimate. What was worked
        out for a row is kept for the next batch, unless there are too many.
        """
        import numpy

        table = numpy.empty((len(rows), 2 * len(ends)))
        for number, each in enumerate(ends):
            table[:, 2 * number], table[:, 2 * number + 1] = each.low[rows], each.high[rows]
        if len(table) > MOST_KEPT:
            return self._work_out_spans(place, table)
        kept, keys = self._kept[place], [row.tobytes() for row in table]
        known = kept.those(keys)
        missing = {key: row for row, key in enumerate(keys) if key not in known}
        if missing:
            spans = self._work_out_spans(place, table[[*missing.values()]])
            if spans is None:
                return None
            made: dict[Hashable, Any] = dict(zip(missing, spans, strict=True))
            kept.add(made)
            known |= made
        return numpy.array([known[key] for key in keys]).reshape(-1, 4)

    def _work_out_spans(self, place: int, table: Any) -> Any:
        """`_spans` of a table with the least and the most of each fact, worked out anew."""
        import numpy

        each = DERIVATIONS[place]
        low, high = table[:, ::2], table[:, 1::2]
        told = numpy.ones(len(table), dtype=bool)
        if each.exact:
            facts = [name not in FOLLOWS_FROM for name in each.rests_on]
            told = (low == high).all(axis=1) & (low[:, facts] > 0).all(axis=1)
            # Where it cannot be told, any number will do that divides.
            low = high = numpy.where(told[:, None], low, 1.0)
        # Both ends in one go: an estimate's cost is in its steps, not in its rows.
        ends = numpy.concatenate([low, high])
        found = self._estimate(each, dict(zip(each.rests_on, ends.T, strict=True)))
        if found is None:
            return None
        spans = numpy.empty((len(table), 4))
        for number, amount in enumerate(found):
            # An amount that none of these facts moves is one number for all rows.
            both = numpy.broadcast_to(amount, len(ends)).reshape(2, -1)
            spans[:, number], spans[:, number + 2] = both
        spans[~told] = numpy.nan
        return spans

    def thresholds_of(self, scenario: Scenario) -> dict[str, list[float]]:
        """The values of stated facts at which a derived choice changes, given the other facts.

        Facts that are not known are taken as the answer takes them: from the assumptions.
        """
        if not self._knowledge.assumptions:
            return {}
        found: dict[str, set[float]] = {}
        for place, each in enumerate(DERIVATIONS):
            # What follows from facts is looked up under the facts.
            names = (n for name in each.rests_on for n in FOLLOWS_FROM.get(name, (name,)))
            facts = tuple((name, scenario.get(name)) for name in names)
            found.setdefault(each.stated, set()).update(self._likely(place, facts))
        return {fact: sorted(values) for fact, values in found.items() if values}

    def _work_out_likely(
        self, place: int, facts: tuple[tuple[str, FactValue | None], ...]
    ) -> tuple[float, ...]:
        """Both ends of an estimate where what is not known is as assumed; empty if unknown."""
        stated = {name: value for name, value in facts if value is not None}
        known = stated_facts(stated.items())
        known |= load_quantities(stated.get, known)
        estimate = DERIVATIONS[place].work_out(Inputs(self._knowledge, known, self._given))
        return () if estimate is None else (float(estimate.low), float(estimate.high))


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


def load_columns(
    numbers: Mapping[str, NumberColumn], waits: Any = None, general: Any = None
) -> dict[str, NumberColumn]:
    """The numbers of `load_numbers`, as columns.

    numbers: the stated ones; waits, general: 1.0 where nobody waits, and where the knowledge is
    general; None where neither is stated anywhere.
    """
    import numpy

    return {
        name: NumberColumn(low, high, numpy.ones(len(high), dtype=bool))
        for name, (low, high) in load_numbers_of_many(numbers, waits, general).items()
    }


def _bounds_of(scenario: Scenario, name: str) -> tuple[float, float]:
    """Least and most of a number that an estimate rests on, in a scenario."""
    if name in FOLLOWS_FROM:
        return load_number(name, scenario.get)
    return _bounds(scenario.get(name))


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


def _closed(column: NumberColumn | None, size: int) -> Bounds:
    """The least and the most of a number in each scenario; from 0 up where it is not known."""
    import numpy

    from advisor.estimates.distinct_rows import Bounds

    if column is None:
        return Bounds(numpy.zeros(size), numpy.full(size, float(LARGEST_NUMBER)))
    low = numpy.where(column.known & numpy.isfinite(column.low), column.low, 0.0)
    closed = column.known & numpy.isfinite(column.high)
    return Bounds(low, numpy.where(closed, column.high, float(LARGEST_NUMBER)))


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
