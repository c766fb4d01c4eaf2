"""The plan of every combination of one or two facts, neighbours that lead to the same merged.

Numbers are first cut wherever rules could take them otherwise; where the plan turns out to be the
same on both sides of a cut, it is no cut. What is left is told as stretches: below 100, 100 to 499.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.base import View
from advisor.reasoning.wording import spoken
from advisor.what_if import Sensitivities, Space

MOST_CELLS = 4_000
"""The most combinations that are looked at."""
_AT_ONCE = 64
"""So many numbers are tried at once in search of the place where the plan changes."""


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
    as its paths, for each value of the first.
    """

    across: Axis
    down: Axis | None
    plans: tuple[tuple[tuple[str, ...], ...], ...]

    def headlines(self) -> tuple[tuple[str, ...], ...]:
        """The headline of each plan."""
        return tuple(tuple(plan[-1] for plan in row) for row in self.plans)

    def turned(self) -> Sweep:
        """The same with the two axes changed about."""
        if self.down is None:
            return self
        return Sweep(self.down, self.across, tuple(zip(*self.plans, strict=True)))


def sweep(
    sensitivities: Sensitivities, scenario: Scenario, view: View, facts: Sequence[str]
) -> Sweep:
    """The plan over one or two facts, the other facts as the scenario has them.

    Raises BadInput on a fact that is none, on more than two, and on too many combinations.
    """
    _check(facts)
    values = [_values(sensitivities, scenario, fact) for fact in facts]
    cells = len(values[0]) * (len(values[1]) if len(values) == 2 else 1)
    if cells > MOST_CELLS:
        raise BadInput(
            Problem(
                f"{cells:,} combinations are too many for a table; the most is {MOST_CELLS:,}.",
                "--vary",
                "Vary one of the two facts at a time.",
            )
        )
    table = _Table(sensitivities, scenario, view, facts)
    across = _stretches(scenario, facts[0], values[0], lambda tried: table.of(tried, *values[1:]))
    samples = [each.sample for each in across]
    if len(facts) == 1:
        return Sweep(_axis(scenario, facts[0], across), None, table.named(samples))
    down = _stretches(
        scenario,
        facts[1],
        values[1],
        lambda tried: list(zip(*table.of(samples, tried), strict=True)),
    )
    return Sweep(
        _axis(scenario, facts[0], across),
        _axis(scenario, facts[1], down),
        table.named(samples, [each.sample for each in down]),
    )


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


def _values(
    sensitivities: Sensitivities, scenario: Scenario, fact: str
) -> tuple[FactValue | None, ...]:
    """The values to begin with, from least to most; of a set one word at a time."""
    now = scenario.get(fact)
    definition = fact_definitions()[fact]
    values: list[FactValue | None] = list(
        sensitivities.answers.of(
            fact, "plan", None, sensitivities.answers.cuts(scenario).get(fact, ())
        )
    )
    if definition.is_number:
        return tuple(values)
    if definition.kind == "choice":
        values = list(definition.choices)
    if definition.kind == "choices":
        values = [value for value in values if isinstance(value, tuple) and len(value) <= 1]
    if now is None:
        values.insert(0, None)
    elif now not in values:
        values.append(now)
    return tuple(values)


Plans: TypeAlias = tuple[int, ...]
"""The numbers of the plans under one value of a fact: one for each value of the other fact."""


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

    def named(
        self, across: Sequence[FactValue | None], down: Sequence[FactValue | None] = (None,)
    ) -> tuple[tuple[tuple[str, ...], ...], ...]:
        """The plans as their paths: a row for each value of the second fact."""
        names = self._decider.planner.plans
        rows = zip(*self.of(across, down), strict=True)
        return tuple(tuple(names[plan] for plan in row) for row in rows)


def _codes(values: Sequence[FactValue | None]) -> list[int]:
    stated = itertools.count()
    return [-1 if value is None else next(stated) for value in values]


class _Stretch(NamedTuple):
    """Values of a fact that lead to the same, in words, and one of them."""

    value: FactValue | None
    label: str
    sample: FactValue | None


PlansOf: TypeAlias = Callable[[Sequence[FactValue | None]], list[Plans]]


def _axis(scenario: Scenario, fact: str, stretches: Sequence[_Stretch]) -> Axis:
    """The axis; the stretch in which the fact lies now is marked."""
    now = scenario.get(fact)
    values = [each.value for each in stretches]
    labels = [each.label for each in stretches]
    if now in values:
        present = values.index(now)
    else:
        assert isinstance(now, (int, float, NumberRange))
        present = next(place for place, value in enumerate(values) if _within(now, value))
        labels[present] += f" (now {spoken(now)})"
    return Axis(fact, tuple(values), tuple(labels), present)


def _within(number: float | NumberRange, stretch: FactValue | None) -> bool:
    if not isinstance(stretch, NumberRange):
        return False
    low, high = (number.low, number.high) if isinstance(number, NumberRange) else (number, number)
    # Between two stretches of an amount lies less than its smallest step.
    return stretch.low <= max(low, 0) and high < stretch.high + _STEP


def _stretches(
    scenario: Scenario, fact: str, values: Sequence[FactValue | None], plans_of: PlansOf
) -> list[_Stretch]:
    definition = fact_definitions()[fact]
    if not definition.is_number:
        return [
            _Stretch(value, "unknown" if value is None else spoken(value), value)
            for value in values
        ]
    starts = _starts([_size(value) for value in values], definition, plans_of)
    stretches = [
        _stretch(definition, start, after)
        for start, after in itertools.zip_longest(starts, starts[1:])
    ]
    now = scenario.get(fact)
    if now is None:
        return [_Stretch(None, "unknown", None), *stretches]
    rough = isinstance(now, NumberRange) and not any(_within(now, s.value) for s in stretches)
    return [_Stretch(now, spoken(now), now), *stretches] if rough else stretches


def _stretch(definition: FactDefinition, start: float, after: float | None) -> _Stretch:
    """The numbers from start up to below the start of the next stretch."""
    step = _step(definition, start if after is None else after)
    last = None if after is None else _plain(after - step)
    if after is None:
        label = f"{start:,} and more" if start else "any"
    elif not start:
        label = f"below {after:,}"
    else:
        label = f"{start:,} to {last:,}" if step == 1 else f"{start:,} to below {after:,}"
    if last == start:
        label = f"{start:,}"
    low = None if after is not None and not start else start
    return _Stretch(NumberRange(at_least=low, at_most=last), label, start)


def _starts(numbers: Sequence[float], definition: FactDefinition, plans_of: PlansOf) -> list[float]:
    """Where the plans change, going up through the numbers: the first number of each stretch."""
    plans = plans_of(numbers)
    starts = [numbers[0]]
    for (low, here), (high, there) in itertools.pairwise(zip(numbers, plans, strict=True)):
        while here != there:
            low, here = _first_other(low, here, high, definition, plans_of)
            if low > starts[-1]:
                starts.append(low)
            if low >= high:
                break
    return starts


def _first_other(
    low: float, here: Plans, high: float, definition: FactDefinition, plans_of: PlansOf
) -> tuple[float, Plans]:
    """The first number above low, up to high, whose plans are others than here; and its plans.

    Found by halving: among many changes between the two it is one of them.
    """
    step = _step(definition, high)
    first, last = math.floor(low / step), math.ceil(high / step)
    (there,) = plans_of([_plain(last * step)])
    while last - first > 1:
        places = np.linspace(first, last, min(_AT_ONCE, last - first) + 1).round()[1:-1]
        between = [int(place) for place in np.unique(places).tolist()]
        tried = plans_of([_plain(place * step) for place in between])
        other = next((n for n, plans in enumerate(tried) if plans != here), None)
        if other is None:
            first = between[-1]
        else:
            last, there = between[other], tried[other]
            first = between[other - 1] if other else first
    return _plain(last * step), there


_STEP = 1.0
_FINE_STEP = 0.01


def _step(definition: FactDefinition, number: float) -> float:
    """How exactly a number is looked for: whole ones, of amounts below 100 hundredths."""
    return _STEP if definition.kind == "count" or number > 100 else _FINE_STEP


def _plain(number: float) -> float:
    number = round(number, 2)
    return int(number) if number == int(number) else number


def _size(value: FactValue | None) -> float:
    assert isinstance(value, (int, float))
    return value
