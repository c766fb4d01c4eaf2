"""Whether a rough number decides as its values do.

Where every value of a range leads to one plan, the range must lead to it too. It does not where
two rules share a conclusion and split a number between them: of a range across the bound neither
fires. Rules are stated so that one covers both sides.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.columns import take
from advisor.reasoning.infer_many import Decider

Facts = Mapping[str, Any]
VIEWS: tuple[View, ...] = ("production", "exam")


class Stretch(NamedTuple):
    """A stretch of numbers that no rule tells apart, both ends included."""

    low: float
    high: float

    def joined(self, other: Stretch) -> Stretch:
        """From the start of this one to the end of the other."""
        return Stretch(self.low, other.high)

    @property
    def value(self) -> Any:
        """The stretch as a fact's value."""
        if self.low == self.high:
            return self.low
        bounds = {"at_least": self.low, "at_most": self.high}
        return {name: bound for name, bound in bounds.items() if math.isfinite(bound)}

    def __str__(self) -> str:
        if math.isinf(self.high):
            return f"{self.low:,} and more"
        return f"{self.low:,}" if self.low == self.high else f"{self.low:,} to {self.high:,}"


def stretches(knowledge: Knowledge, fact: str) -> tuple[Stretch, ...]:
    """The stretches that the rules before the plan tell apart, from 0 upwards."""
    whole = fact_definitions()[fact].kind == "count"
    starts: set[float] = set()
    for rule in knowledge.rules.values():
        for condition in rule.conditions if rule.phase == "infer" else ():
            if condition.about != fact or condition.operator == "stated":
                continue
            bound = condition.operand
            after = bound + 1 if whole else math.nextafter(bound, math.inf)
            if condition.operator in ("at_least", "below", "is", "is_not"):
                starts.add(bound)
            if condition.operator in ("above", "at_most", "is", "is_not"):
                starts.add(after)
    ordered = [0, *sorted(start for start in starts if start > 0)]
    before = [start - 1 if whole else math.nextafter(start, 0) for start in ordered[1:]]
    return tuple(Stretch(*ends) for ends in zip(ordered, [*before, math.inf], strict=True))


def situations(knowledge: Knowledge, fact: str, pairs: bool = False) -> Iterator[Facts]:
    """Situations amid which a fact is tried: worked scenarios, and what its rules' examples say.

    pairs: also each two of these examples together, as far as they do not disagree.
    """
    yield {}
    for scenario in knowledge.scenarios.values():
        yield scenario.facts
    examples = [
        {name: value for name, value in example.facts.items() if name != fact}
        for rule in knowledge.rules.values()
        if rule.phase == "infer" and fact in rule.facts
        for example in rule.examples
        if example.expect == "fires"
    ]
    yield from examples
    if pairs:
        for one, other in itertools.combinations(examples, 2):
            if all(other.get(name, value) == value for name, value in one.items()):
                yield {**one, **other}


def split_ranges(
    knowledge: Knowledge, decider: Decider | None = None, pairs: bool = False
) -> Iterator[tuple[str, str]]:
    """A range that leads to another plan than all its values do misleads who knows it roughly.

    pairs: amid many more situations, which takes some seconds more.
    """
    decider = decider or Decider(knowledge)
    tested = [
        name
        for name, definition in fact_definitions().items()
        if definition.is_number and len(stretches(knowledge, name)) > 1
    ]
    for fact in tested:
        seen: dict[str, str] = {}
        for view in VIEWS:
            for key, message in _split(decider, fact, view, situations(knowledge, fact, pairs)):
                seen.setdefault(key, message)
        for message in seen.values():
            yield fact, message


def _split(
    decider: Decider, fact: str, view: View, bases: Iterable[Facts]
) -> Iterator[tuple[str, str]]:
    single = stretches(decider.knowledge, fact)
    last = len(single) - 1
    # From nought without end is no rough number: it says no more than silence.
    runs = [
        (start, end)
        for start in range(len(single))
        for end in range(start, len(single))
        if (start, end) != (0, last)
    ]
    known = _distinct(bases)
    tried = [
        read_scenario({fact: single[start].joined(single[end]).value}).get(fact)
        for start, end in runs
    ]
    rows = _plans(decider, [*known.values()], fact, tried, view)
    for base, plans in zip(known, rows, strict=True):
        plan = dict(zip(runs, plans, strict=True))
        for start, end in runs:
            shared = {plan[each, each] for each in range(start, end + 1)}
            if len(shared) == 1 and {plan[start, end]} != shared:
                wide = single[start].joined(single[end])
                yield (
                    f"{wide} {plan[start, end]} {shared}",
                    f"{wide} leads to {_named(decider, plan[start, end])}, and each value in it to "
                    f"{_named(decider, shared.pop())} ({view} view, amid {base})",
                )


def _distinct(bases: Iterable[Facts]) -> dict[str, Scenario]:
    """The scenarios of these facts, each once, by the facts as they were written."""
    found: dict[str, tuple[str, Scenario]] = {}
    for base in bases:
        try:
            scenario = read_scenario(dict(base))
        except BadInput:
            continue  # An example about bad facts says nothing of ranges.
        found.setdefault(str(scenario), (str(dict(base)), scenario))
    return dict(found.values())


def _plans(
    decider: Decider,
    scenarios: Sequence[Scenario],
    fact: str,
    values: Sequence[FactValue | None],
    view: View,
) -> list[list[int]]:
    """The number of the plan of each scenario with each of these values of a fact."""
    vocabulary = decider.vocabulary
    scenario = np.repeat(np.arange(len(scenarios)), len(values))
    value = np.tile(np.arange(len(values)), len(scenarios))
    tried = {fact: take(vocabulary.column(fact, values), value)}
    columns = vocabulary.columns(scenarios).take(scenario).with_columns(tried)
    plans: list[list[int]] = decider.plans(columns, view).reshape(-1, len(values)).tolist()
    return plans


def _named(decider: Decider, plan: int) -> str:
    return " + ".join(decider.planner.plans[plan])


def musts_from_silence(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """An amount that nobody stated is not a small amount: no must follows from its silence."""
    for rule in knowledge.rules.values():
        if not any(getattr(conclusion, "level", None) == "must" for conclusion in rule.then):
            continue
        for condition in rule.conditions:
            definition = fact_definitions().get(condition.about)
            silent = condition.operator == "stated" and condition.operand is False
            if silent and definition is not None and definition.is_number:
                yield rule.id, f"concludes a must because {condition.about} was not stated"
