"""Changes of single facts: to which values, and how large a change is."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import LARGEST_NUMBER, FactValue, NumberRange, as_data
from advisor.reasoning.advice import Change
from advisor.what_if.distinct_answers import Aim, DistinctAnswers


def changed_values(
    answers: DistinctAnswers,
    scenario: Scenario,
    fact: str,
    cuts: Sequence[float],
    aim: Aim = "plan",
) -> tuple[FactValue, ...]:
    """The values that a fact could be changed to, one for each way in which rules treat it.

    For a stated number, the nearest such values; for an unknown one, the smallest, in order.
    cuts: further values at which the number is cut; aim: the rules that count.
    """
    definition = fact_definitions()[fact]
    now = scenario.get(fact)
    if definition.is_number and now is not None:
        near = now if isinstance(now, (int, float)) else max(0.0, _middle(now))
        nearest = _sayable(answers.of(fact, aim, None, cuts, float(near)))
        return tuple(value for value in nearest if value != near)
    values = answers.of(fact, aim, None, cuts)
    if definition.is_number:
        return _sayable(values)
    if definition.kind == "choices":
        # One word more or less, or one alone: a change that a few words describe.
        chosen = set(now) if isinstance(now, tuple) else set()
        words = {value[0] for value in values if isinstance(value, tuple) and len(value) == 1}
        options = [(), *((word,) for word in sorted(words))]
        options += [tuple(sorted(chosen | {word})) for word in sorted(words - chosen)]
        options += [tuple(sorted(chosen - {word})) for word in sorted(chosen)]
        return tuple(dict.fromkeys(each for each in options if now is None or set(each) != chosen))
    return tuple(value for value in values if value != now)


def can_be_made(fact: str, value: FactValue) -> bool:
    """Whether somebody could bring this change about, or it may turn out so.

    The tasks are the use case itself; what has happened already stays so.
    """
    definition = fact_definitions()[fact]
    return fact != "tasks" and definition.section != "status" and definition.is_usual(value)


def _sayable(numbers: Sequence[FactValue]) -> tuple[int | float, ...]:
    """These numbers, rounded, without those that are larger than a scenario may hold."""
    plain = dict.fromkeys(map(plainly, numbers))
    return tuple(number for number in plain if number <= LARGEST_NUMBER)


_SMALLEST = 1e-6
"""Amounts below it stay as they are: nobody says them."""


def plainly(number: FactValue, towards: Callable[[float], int] = round) -> int | float:
    """An amount rounded as people would say it: 2.2 for an estimate of 2.2032284.

    towards: how to round; `math.ceil` and `math.floor` round up and down.
    """
    assert isinstance(number, (int, float))
    if number < _SMALLEST:
        return number
    if number >= 100 or number == int(number):
        return towards(number)
    figures = 3 - 1 - math.floor(math.log10(number))
    plain = towards(number * 10**figures) / 10**figures
    return int(plain) if plain == int(plain) else plain


def effort(fact: str, now: FactValue | None, then: FactValue) -> float:
    """How much a change of a fact takes: less to answer an open fact than to change a known one.

    Only the order of efforts has a meaning, not their size.
    """
    if now is None:
        return 0.5 + (len(then) / 8 if isinstance(then, tuple) else 0)
    return 1 + _distance(fact, now, then)


def _distance(fact: str, now: FactValue, then: FactValue) -> float:
    """How far a new value is from the old one, from 0 to below 1."""
    if isinstance(now, tuple) and isinstance(then, tuple):
        return len({*now} ^ {*then}) / 50
    if isinstance(now, NumberRange):
        now = _middle(now)
    if isinstance(now, (int, float)) and isinstance(then, (int, float)):
        return abs(math.log10(1 + float(then)) - math.log10(1 + float(now))) / 50
    definition = fact_definitions()[fact]
    if definition.ordered and now in definition.choices and then in definition.choices:
        steps = definition.choices.index(str(then)) - definition.choices.index(str(now))
        return abs(steps) / 50
    return 1 / 50


def _middle(value: FactValue) -> float:
    assert isinstance(value, NumberRange)
    if not math.isfinite(value.high):
        return value.low
    return value.high if not math.isfinite(value.low) else (value.low + value.high) / 2


def next_to(fact: str, value: FactValue, step: int) -> int | float:
    """The next number above (step 1) or below (step -1): 1 more or less; 1% for small amounts."""
    assert isinstance(value, (int, float))
    whole = fact_definitions()[fact].kind == "count" or value >= 100
    return max(0, value + step) if whole else plainly(value * (1 + step / 100))


def change(scenario: Scenario, fact: str, then: FactValue) -> Change:
    """A change of a fact, as an advice holds it."""
    return Change(fact=fact, was=as_data(scenario.get(fact)), to=as_data(then))
