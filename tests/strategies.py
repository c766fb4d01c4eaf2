"""Scenarios for property tests: every kind of fact, known, roughly known and unknown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from hypothesis import strategies as st

from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge


@cache
def tested_values() -> Mapping[str, tuple[int | float, ...]]:
    """For each number, the values that rules hold it against."""
    found: dict[str, set[int | float]] = {}
    for rule in load_knowledge().rules.values():
        for condition in rule.conditions:
            operand = condition.operand
            if isinstance(operand, (int, float)) and not isinstance(operand, bool):
                found.setdefault(condition.about, set()).add(operand)
    return {fact: tuple(sorted(values)) for fact, values in found.items()}


@cache
def services() -> tuple[str, ...]:
    """The ids of the catalogue's services."""
    return tuple(item.id for item in load_knowledge().items.values() if item.kind == "service")


def numbers(definition: FactDefinition) -> st.SearchStrategy[int | float]:
    """Numbers of one fact, most of them on or beside a value that a rule tests."""
    # On a boundary and at both sides of it is where engines disagree, if anywhere.
    near = [
        max(0, value + step)
        for value in tested_values().get(definition.name, (1000,))
        for step in (-1, 0, 1)
    ]
    near = [min(each, definition.most) for each in near]
    anywhere = st.integers(0, min(10**12, definition.most))
    if definition.kind == "amount":
        # What is written is read to nine decimals: a billionth of a dollar is none.
        floats = st.floats(0, min(1e9, definition.most), allow_nan=False)
        return st.sampled_from(near) | anywhere | floats.map(lambda amount: round(amount, 9))
    return st.sampled_from([int(value) for value in near]) | anywhere


def ranges(definition: FactDefinition) -> st.SearchStrategy[dict[str, int | float]]:
    """Ranges of one fact: both bounds, or one of them."""
    bound = numbers(definition)
    both = st.tuples(bound, bound).map(lambda ends: dict(zip(_BOUNDS, sorted(ends), strict=True)))
    low = bound.filter(bool).map(lambda end: {"at_least": end})
    return both | low | bound.map(lambda end: {"at_most": end})


_BOUNDS = ("at_least", "at_most")


def values(definition: FactDefinition) -> st.SearchStrategy[Any]:
    """Values of one fact, as plain data."""
    match definition.kind:
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(definition.choices)
        case "choices":
            return st.lists(
                st.sampled_from(definition.choices or services()), unique=True, max_size=5
            )
        case _:
            return numbers(definition) | ranges(definition)


def scenarios() -> st.SearchStrategy[Scenario]:
    """Scenarios in which any number of facts is known, from none to all."""
    optional = {name: values(each) for name, each in fact_definitions().items()}
    return st.fixed_dictionaries({}, optional=optional).map(read_scenario)
