"""The plan of every combination of one or two facts, neighbours that lead to the same merged.

Of two numbers that rules hold against each other, such as a budget and a cost that grows with the
labels, neither has an end of its own: the border runs across the table. It is then cut at the
powers of ten, and a cell through which the border runs names the plans on both of its sides.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.base import View
from advisor.reasoning.wording import spoken
from advisor.what_if import Sensitivities, Space
from advisor.what_if.stretches import (
    Plans,
    PlansOf,
    Stretch,
    holds,
    in_numbers,
    in_words,
    starts_of,
    with_powers_of_ten,
    without_needless,
)

MOST_CELLS = 4_000
"""The most combinations that are looked at."""

TURNING = "Where a cell has two, it depends on both numbers together which of them it is."
"""What cells with several headlines mean."""

Paths: TypeAlias = tuple[str, ...]
"""A plan, as its paths."""


@dataclass(frozen=True)
class Axis:
    """A fact and the values it takes, from least to most; present: the place of what is so now.

    labels: each value in words. A stretch of numbers is a `NumberRange`, whose bounds belong to it.
    """

    fact: str
    values: tuple[FactValue | None, ...]
    labels: tuple[str, ...]
    present: int

    @property
    def title(self) -> str:
        """The fact's title, with its unit."""
        definition = fact_definitions()[self.fact]
        return f"{definition.title} ({definition.unit})" if definition.unit else definition.title

    def label(self, place: int) -> str:
        """The value in words."""
        return self.labels[place]


@dataclass(frozen=True)
class Sweep:
    """The plan of each combination of values.

    plans: a row for each value of the second axis (one row where there is none), in it a plan,
    as its paths, for each value of the first: the plan where the cell begins, or in the row and
    column of what is so now, at that value. turning: by row and column, the further plans of a
    cell through which a border between plans runs.
    """

    across: Axis
    down: Axis | None
    plans: tuple[tuple[Paths, ...], ...]
    turning: Mapping[tuple[int, int], tuple[Paths, ...]] = field(default_factory=dict)

    def headlines(self) -> tuple[tuple[str, ...], ...]:
        """The headline of each plan."""
        return tuple(tuple(plan[-1] for plan in row) for row in self.plans)

    def headlines_in(self, row: int, column: int) -> tuple[str, ...]:
        """The headlines in a cell: one, or where its plan turns perhaps several."""
        plans = (self.plans[row][column], *self.turning.get((row, column), ()))
        return tuple(dict.fromkeys(plan[-1] for plan in plans))

    def turned(self) -> Sweep:
        """The same with the two axes changed about."""
        if self.down is None:
            return self
        turning = {(column, row): plans for (row, column), plans in self.turning.items()}
        return Sweep(self.down, self.across, tuple(zip(*self.plans, strict=True)), turning)


def sweep(
    sensitivities: Sensitivities, scenario: Scenario, view: View, facts: Sequence[str]
) -> Sweep:
    """The plan over one or two facts, the other facts as the scenario has them.

    Raises BadInput on a fact that is none, on more than two, and on too many combinations.
    """
    _check(facts)
    ways = [_Values(sensitivities, scenario, fact) for fact in facts]
    cells = len(ways[0].values) * (len(ways[1].values) if len(ways) == 2 else 1)
    if cells > MOST_CELLS:
        raise BadInput(
            Problem(
                f"{cells:,} combinations are too many for a table; the most is {MOST_CELLS:,}.",
                "--vary",
                "Vary one of the two facts at a time.",
            )
        )
    table = _Table(sensitivities, scenario, view, facts)
    if len(ways) == 1:
        (way,) = ways
        across = way.stretches(way.starts(table.of))
        return Sweep(way.axis(across), None, table.named([each.sample for each in across]))
    one, other = ways
    across, down = _stretches_of_two(one, other, table)
    plans = table.named([each.sample for each in across], [each.sample for each in down])
    turning = {
        (row, column): others
        for row, inside in enumerate(table.inside(across, down))
        for column, all_plans in enumerate(inside)
        if (others := tuple(plan for plan in all_plans if plan != plans[row][column]))
    }
    return Sweep(one.axis(across), other.axis(down), plans, turning)


def _stretches_of_two(
    one: _Values, other: _Values, table: _Table
) -> tuple[list[Stretch], list[Stretch]]:
    """The stretches of two facts, each cut where the plan changes under some value of the other."""
    columns = one.starts(lambda tried: table.of(tried, other.outer))
    rows = other.starts(lambda tried: table.turned(one.outer, tried))
    if one.is_number and other.is_number:
        columns, rows = one.with_powers_of_ten(columns), other.with_powers_of_ten(rows)
        by_row = table.inside(one.numbers(columns), other.stretches(rows))
        columns = without_needless(columns, list(zip(*by_row, strict=True)))
        rows = without_needless(rows, table.inside(one.stretches(columns), other.numbers(rows)))
    return one.stretches(columns), other.stretches(rows)


def _check(facts: Sequence[str]) -> None:
    if len(facts) not in (1, 2) or len(set(facts)) != len(facts):
        raise BadInput(Problem("One or two different facts are varied.", "--vary"))
    for fact in facts:
        if fact not in fact_definitions():
            hint = did_you_mean(fact, fact_definitions())
            raise BadInput(
                Problem(
                    f'"{fact}" is not a fact.',
                    "--vary",
                    f"{hint} `advisor facts` lists them all.".strip(),
                )
            )


class _Values:
    """The values of one fact that are tried.

    values: those to begin with, from least to most; of a set one word at a time. outer: those
    under which every change along the other fact shows; of a number, what it is now, none, and
    the most that somebody states.
    """

    def __init__(self, sensitivities: Sensitivities, scenario: Scenario, fact: str) -> None:
        self._definition = fact_definitions()[fact]
        self._now = scenario.get(fact)
        self.is_number = self._definition.is_number
        if self.is_number:
            self._most = self._most_stated()
            self.values: tuple[FactValue | None, ...] = sensitivities.answers.of(
                fact,
                "plan",
                NumberRange(at_least=0, at_most=self._most),
                sensitivities.answers.cuts(scenario).get(fact, ()),
            )
            self.outer: tuple[FactValue | None, ...] = tuple(
                dict.fromkeys((None, self._now, 0, self._most))
            )
        else:
            self.values = self.outer = self._words(sensitivities)

    def starts(self, plans_of: PlansOf) -> list[float]:
        """Where the plan changes along the numbers; nothing for words."""
        if not self.is_number:
            return []
        return starts_of([_size(value) for value in self.values], self._definition, plans_of)

    def with_powers_of_ten(self, starts: Sequence[float]) -> list[float]:
        """The starts of stretches, and the powers of ten between them."""
        return with_powers_of_ten(starts, self._most)

    def numbers(self, starts: Sequence[float]) -> list[Stretch]:
        """The stretches of numbers alone, without one for what is not known."""
        return in_numbers(self._definition, starts, self._most)

    def stretches(self, starts: Sequence[float]) -> list[Stretch]:
        """The values as they are told; of a number its stretches."""
        if not self.is_number:
            return in_words(self.values)
        stretches = self.numbers(starts)
        if self._now is None:
            return [*in_words([None]), *stretches]
        here = [holds(stretch.value, self._now) for stretch in stretches]
        if not any(here):
            # A rough number that lies on both sides of a border.
            return [*in_words([self._now]), *stretches]
        return [
            stretch._replace(sample=self._now) if is_here else stretch
            for stretch, is_here in zip(stretches, here, strict=True)
        ]

    def axis(self, stretches: Sequence[Stretch]) -> Axis:
        """The axis; the stretch in which the fact lies now is marked."""
        labels = [each.label for each in stretches]
        present = next(place for place, each in enumerate(stretches) if each.sample == self._now)
        if stretches[present].value != self._now:
            assert self._now is not None
            labels[present] += f" (now {spoken(self._now)})"
        values = tuple(each.value for each in stretches)
        return Axis(self._definition.name, values, tuple(labels), present)

    def _most_stated(self) -> float:
        most = float(self._definition.usual[1] if self._definition.usual else self._definition.most)
        now = self._now
        return max(most, now.low if isinstance(now, NumberRange) else _size(now or 0))

    def _words(self, sensitivities: Sensitivities) -> tuple[FactValue | None, ...]:
        values: list[FactValue | None] = list(
            sensitivities.answers.of(self._definition.name, "plan")
        )
        if self._definition.kind == "choice":
            values = list(self._definition.choices)
        if self._definition.kind == "choices":
            values = [value for value in values if isinstance(value, tuple) and len(value) <= 1]
        if self._now is None:
            values.insert(0, None)
        elif self._now not in values:
            values.append(self._now)
        return tuple(values)


class _Table:
    """The plans under values of the varied facts."""

    def __init__(
        self, sensitivities: Sensitivities, scenario: Scenario, view: View, facts: Sequence[str]
    ) -> None:
        self._decider = sensitivities.decider
        self._scenario = scenario.with_facts(**dict.fromkeys(facts))
        self._view = view
        self._facts = facts

    def of(
        self, across: Sequence[FactValue | None], down: Sequence[FactValue | None] = (None,)
    ) -> list[Plans]:
        """For each value of the first fact the plans over the values of the second."""
        answers = {
            fact: tuple(value for value in values if value is not None)
            for fact, values in zip(self._facts, (across, down), strict=False)
        }
        space = Space(self._decider, self._scenario, self._view, answers)
        answered = space.unanswered(len(across) * len(down))
        answered[:, 0] = np.repeat(_codes(across), len(down))
        if len(self._facts) == 2:
            answered[:, 1] = np.tile(_codes(down), len(across))
        plans = space.plans(answered).reshape(len(across), len(down))
        return [tuple(row) for row in plans.tolist()]

    def turned(
        self, across: Sequence[FactValue | None], down: Sequence[FactValue | None]
    ) -> list[Plans]:
        """For each value of the second fact the plans over the values of the first."""
        return list(zip(*self.of(across, down), strict=True))

    def named(
        self, across: Sequence[FactValue | None], down: Sequence[FactValue | None] = (None,)
    ) -> tuple[tuple[Paths, ...], ...]:
        """The plans as their paths: a row for each value of the second fact."""
        names = self._decider.planner.plans
        return tuple(tuple(names[plan] for plan in row) for row in self.turned(across, down))

    def inside(
        self, across: Sequence[Stretch], down: Sequence[Stretch]
    ) -> list[tuple[tuple[Paths, ...], ...]]:
        """The plans in the corners of each cell: a row for each stretch of the second fact."""
        ends = ([end for stretch in axis for end in stretch.ends] for axis in (across, down))
        corners = self.named(*ends)
        columns, rows = _places(across), _places(down)
        return [
            tuple(
                tuple(sorted({plan for line in corners[row] for plan in line[column]}))
                for column in columns
            )
            for row in rows
        ]


def _places(stretches: Sequence[Stretch]) -> list[slice]:
    """Where the ends of each stretch stand among those of all of them."""
    after = list(itertools.accumulate(len(each.ends) for each in stretches))
    return [slice(stop - len(each.ends), stop) for each, stop in zip(stretches, after, strict=True)]


def _codes(values: Sequence[FactValue | None]) -> list[int]:
    stated = itertools.count()
    return [-1 if value is None else next(stated) for value in values]


def _size(value: FactValue | None) -> float:
    assert isinstance(value, (int, float))
    return value
