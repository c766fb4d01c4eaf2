"""A fact's values laid along an axis: words one by one, numbers in stretches that lead to the same.

Numbers are first cut wherever rules could take them otherwise; where the plan turns out to be the
same on both sides of a cut, it is no cut. What is left is told as stretches: below 100, 100 to 499.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from advisor.facts.definitions import FactDefinition
from advisor.facts.values import FactValue, NumberRange
from advisor.reasoning.wording import spoken

STEP = 1.0
"""The smallest step between two counts, and between two amounts above 100."""
_FINE_STEP = 0.01
_AT_ONCE = 64
"""So many numbers are tried at once in search of the place where the plan changes."""

Plans: TypeAlias = tuple[int, ...]
"""The numbers of the plans under one value of a fact: one for each value of the other fact."""
PlansOf: TypeAlias = Callable[[Sequence[FactValue | None]], list[Plans]]


class Stretch(NamedTuple):
    """Values of a fact that lead to the same, in words.

    sample: one of them, the present one if it lies here; ends: the least and the most of them.
    """

    value: FactValue | None
    label: str
    sample: FactValue | None
    ends: tuple[FactValue | None, ...]


def in_words(values: Sequence[FactValue | None]) -> list[Stretch]:
    """Each value on its own; None is unknown."""
    return [
        Stretch(value, "unknown" if value is None else spoken(value), value, (value,))
        for value in values
    ]


def in_numbers(definition: FactDefinition, starts: Sequence[float], most: float) -> list[Stretch]:
    """The stretches of numbers that begin at these; the last goes on, and is tried up to `most`."""
    return [
        _stretch(definition, start, after, most)
        for start, after in itertools.zip_longest(starts, starts[1:])
    ]


def holds(stretch: FactValue | None, number: FactValue) -> bool:
    """Whether all of a number lies in a stretch of numbers."""
    if not isinstance(stretch, NumberRange) or not isinstance(number, (int, float, NumberRange)):
        return False
    low, high = (number.low, number.high) if isinstance(number, NumberRange) else (number, number)
    # Between two stretches of an amount lies less than its smallest step.
    return stretch.low <= max(low, 0) and high < stretch.high + STEP


def starts_of(
    numbers: Sequence[float], definition: FactDefinition, plans_of: PlansOf
) -> list[float]:
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


def with_powers_of_ten(starts: Sequence[float], most: float) -> list[float]:
    """These numbers and the powers of ten up to the most, but none next to a number that is there.

    A border that runs across a table of two numbers is drawn in such steps, as on paper whose
    scale is logarithmic.
    """
    powers = (10**power for power in range(1, math.floor(math.log10(max(most, 1))) + 1))
    apart = [
        power
        for power in powers
        if power < most and not any(power / 2 < start < power * 2 for start in starts)
    ]
    return sorted({*starts, *apart})


def without_needless(starts: Sequence[float], found: Sequence[Hashable]) -> list[float]:
    """The starts of stretches, those left out in which the same is found as in the one before."""
    kept = [starts[0]]
    for start, before, here in zip(starts[1:], found, found[1:], strict=False):
        if here != before:
            kept.append(start)
    return kept


def _stretch(definition: FactDefinition, start: float, after: float | None, most: float) -> Stretch:
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
    ends = (start, max(start, most) if last is None else last)
    return Stretch(NumberRange(at_least=low, at_most=last), label, start, ends)


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


def _step(definition: FactDefinition, number: float) -> float:
    """How exactly a number is looked for: whole ones, of amounts below 100 hundredths."""
    return STEP if definition.kind == "count" or number > 100 else _FINE_STEP


def _plain(number: float) -> float:
    number = round(number, 2)
    return int(number) if number == int(number) else number
