"""Scenarios for property-based tests: any facts that a client may send, near every boundary."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from hypothesis import strategies as st

from advisor.knowledge import load_knowledge
from advisor.scenario import FactDefinition, Scenario, fact_definitions

LARGEST = 10**13


@cache
def thresholds(fact: str) -> tuple[int, ...]:
    """The whole numbers that rules compare this fact with."""
    found = {
        int(condition.operand)
        for rule in load_knowledge().rules.values()
        for condition in rule.conditions
        if condition.fact == fact and isinstance(condition.operand, (int, float))
    }
    return tuple(sorted(found))


@cache
def services() -> tuple[str, ...]:
    """The ids of the catalogue's services."""
    items = load_knowledge().items.values()
    return tuple(item.id for item in items if item.kind == "service")


def numbers(definition: FactDefinition) -> st.SearchStrategy[Any]:
    """A number of this fact: anywhere, or on and beside a rule's threshold; or a range of two."""
    near = sorted({max(0, each + step) for each in thresholds(definition.name) for step in (-1, 0, 1)})
    exact = st.sampled_from([0, 1, *near]) | st.integers(0, LARGEST)
    ranges = st.tuples(exact, exact).map(
        lambda two: {"at_least": min(two), "at_most": max(two)}
    )
    halves = exact.map(lambda low: {"at_least": low}) | exact.map(lambda high: {"at_most": high})
    return exact | ranges | halves


def values(definition: FactDefinition) -> st.SearchStrategy[Any]:
    """Any value that this fact may have, as plain data."""
    choices = definition.choices or services()
    match definition.kind:
        case "flag":
            return st.booleans()
        case "choice":
            return st.sampled_from(choices)
        case "choices":
            return st.lists(st.sampled_from(choices), unique=True, max_size=4)
        case _:
            return numbers(definition)


@st.composite
def facts(
    draw: st.DrawFn, most: int = 20, without: Collection[str] = ()
) -> dict[str, Any]:
    """Facts of a scenario as plain data: at most so many, and none of those in `without`."""
    names = [name for name in fact_definitions() if name not in without]
    chosen = draw(st.lists(st.sampled_from(names), unique=True, max_size=most))
    return {name: draw(values(fact_definitions()[name])) for name in chosen}


def scenarios(most: int = 20) -> st.SearchStrategy[Scenario]:
    """Any scenario of at most so many facts."""
    return facts(most).map(Scenario.model_validate)


__all__ = ["facts", "numbers", "scenarios", "services", "thresholds", "values"]
