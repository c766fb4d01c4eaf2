"""Numbers that estimates of tokens rest on beside plain facts.

They follow from facts, and are always known: what nobody states is taken as not there. Nobody says
that requests may wait, that prompts share a beginning, that questions repeat, or that the knowledge
is small enough to stand in every prompt: then none of it is counted on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from advisor.estimates.quantities import Quantity
from advisor.facts.values import LARGEST_NUMBER, FactValue, NumberRange

NOBODY_WAITS = "nobody_waits"
"""1 where the serving mode lets requests be batched or take the flex tier, else 0."""
KNOWLEDGE_IN_PROMPT = "knowledge_in_prompt"
"""Tokens of the knowledge that stand in every prompt where nothing is retrieved; 0 where none."""
MOST_SHARED = "most_shared_prefix"
"""The most tokens that prompts share at their beginning, as stated; 0 where nobody says."""
MOST_REPEATED = "most_repeated_requests"
"""The most requests of 100 that ask the same again, as stated; 0 where nobody says."""

WAITING = ("asynchronous", "batch")
"""Serving modes in which nobody waits."""

LARGEST_IN_PROMPT = 200_000
"""Knowledge of more tokens than this is not put into a prompt whole."""

FOLLOWS_FROM: Mapping[str, tuple[str, ...]] = {
    NOBODY_WAITS: ("serving_mode",),
    KNOWLEDGE_IN_PROMPT: ("knowledge_tokens", "knowledge_source"),
    MOST_SHARED: ("shared_prefix_tokens",),
    MOST_REPEATED: ("repeated_requests_percent",),
}
"""Every one of these numbers, and the facts that it follows from."""


Bounds: TypeAlias = tuple[Any, Any]
"""The least and the most of a number: of one scenario, or an array for many."""


def load_number(name: str, get: Callable[[str], FactValue | None]) -> Bounds:
    """One of the numbers, for one scenario.

    get: the value of a fact, None where it is not known.
    """
    if name == NOBODY_WAITS:
        waits = float(get("serving_mode") in WAITING)
        return (waits, waits)
    low, high = _ends(get(FOLLOWS_FROM[name][0]))
    if name == KNOWLEDGE_IN_PROMPT:
        return _in_prompt(low, high, float(get("knowledge_source") == "general"))
    return (high, high)


def load_quantities(
    get: Callable[[str], FactValue | None], facts: Mapping[str, Quantity]
) -> dict[str, Quantity]:
    """All of the numbers as quantities, for one scenario; facts: its stated numbers."""
    found: dict[str, Quantity] = {}
    for name in FOLLOWS_FROM:
        low, high = load_number(name, get)
        if name == KNOWLEDGE_IN_PROMPT and high:
            # Told as the fact that it is.
            found[name] = facts["knowledge_tokens"].named(name)
        else:
            found[name] = bounded(name, low, high)
    return found


def bounded(name: str, low: Any, high: Any) -> Quantity:
    """One of the numbers as a quantity."""
    return Quantity(name, low, low if low is high else (low + high) / 2, high, "", "fact")


def load_numbers_of_many(
    numbers: Mapping[str, tuple[Any, Any, Any]], waits: Any, general: Any
) -> dict[str, Bounds]:
    """The numbers, for many scenarios at once.

    numbers: of stated facts, the low ends, the high ends and where they are known; waits, general:
    1 where the serving mode is one of `WAITING`, and where the knowledge is general. A number of
    which no fact is stated anywhere is left out.
    """
    import numpy

    found: dict[str, Bounds] = {}
    if waits is not None:
        found[NOBODY_WAITS] = (waits, waits)
    for name in (KNOWLEDGE_IN_PROMPT, MOST_SHARED, MOST_REPEATED):
        stated = numbers.get(FOLLOWS_FROM[name][0])
        if stated is None:
            continue
        low, high, known = stated
        low = numpy.where(known & numpy.isfinite(low), low, 0.0)
        high = numpy.where(numpy.isfinite(high), high, float(LARGEST_NUMBER))
        high = numpy.where(known, high, 0.0)
        if name == KNOWLEDGE_IN_PROMPT:
            found[name] = _in_prompt(low, high, 0.0 if general is None else general)
        else:
            found[name] = (high, high)
    return found


def _ends(value: FactValue | None) -> Bounds:
    """Both ends of what is stated of a number; 0 where nothing is."""
    if isinstance(value, NumberRange):
        return (max(0.0, value.low), min(float(LARGEST_NUMBER), value.high))
    number = float(value) if isinstance(value, (int, float)) else 0.0
    return (number, number)


def _in_prompt(low: Any, high: Any, general: Any) -> Bounds:
    # Multiplied, so that it holds for a number as for an array.
    stands = (high <= LARGEST_IN_PROMPT) * (1.0 - general)
    return (low * stands, high * stands)
