"""Facts that follow from estimates, for rules to read: does the budget suffice, does it fit?

A derived fact follows from facts that were stated and from the figures' own assumptions (sizes,
prices, utilization), never from an assumption about a fact that nobody stated: such a fact may
be any number from 0 up, and where that leaves the answer open, the derived fact is unknown.
A choice says where what is stated lies: below the low end of the estimate, within it, or above.
"""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from advisor.estimates import by_path
from advisor.estimates.kept import Kept
from advisor.estimates.quantities import Inputs, Quantity, exactly, stated_facts
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import LARGEST_NUMBER, FactValue, NumberRange
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge

STANDINGS = ("below_estimate", "within_estimate", "above_estimate")
"""Where a stated number lies against an estimate, from least to most."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """One estimate, held against one stated fact.

    standing: name of the derived choice; figure: name of the derived amount; shortfall: name of
    the amount that is missing to the low end (empty where nothing can be missing); stated: the
    fact held against it; rests_on: further facts that the estimate depends on, all of which
    raise it; subject: in words; work_out: the estimate, None where a price is lacking.
    """

    standing: str
    figure: str
    shortfall: str
    stated: str
    rests_on: tuple[str, ...]
    subject: str
    unit: str
    work_out: Callable[[Inputs], Quantity | None]

    @property
    def exact(self) -> bool:
        """Whether the facts must be exact: a break-even neither only rises nor only falls."""
        return not self.shortfall


_SHORT = {
    by_path.PROMPTS: ("prompt_engineering", "prompts"),
    by_path.RETRIEVAL: ("retrieval", "retrieval"),
    by_path.AGENTS: ("agents", "agents"),
    by_path.ADAPTERS: ("adapters", "training adapters"),
    by_path.FULL: ("full_fine_tuning", "training all weights"),
    by_path.ALIGNMENT: ("preference_alignment", "preference alignment"),
    by_path.CONTINUED: ("continued_pre_training", "continued pre-training"),
    by_path.SCRATCH: ("pre_training_from_scratch", "pre-training from scratch"),
}
_TRAINED_ON: Mapping[str, tuple[str, ...]] = {
    by_path.ADAPTERS: ("labelled_examples",),
    by_path.FULL: ("labelled_examples",),
    by_path.ALIGNMENT: ("preference_pairs",),
    by_path.CONTINUED: ("unlabelled_tokens",),
    by_path.SCRATCH: (),
}
_TOKENS = ("input_tokens", "output_tokens")
_LOAD = ("requests_per_month", *_TOKENS)
_RUN_ON: Mapping[str, tuple[str, ...]] = {
    by_path.PROMPTS: _LOAD,
    by_path.RETRIEVAL: (*_LOAD, "knowledge_tokens"),
    by_path.AGENTS: _LOAD,
    by_path.ADAPTERS: (*_LOAD, "tuned_variants"),
    by_path.FULL: _LOAD,
}


def _build(path: str) -> Derivation:
    name, words = _SHORT[path]
    return Derivation(
        f"budget_for_{name}",
        f"build_cost_of_{name}",
        f"build_shortfall_of_{name}",
        "build_budget_usd",
        _TRAINED_ON[path],
        f"building with {words}",
        "USD",
        lambda inputs: by_path.build_cost(inputs, path),
    )


def _month(path: str) -> Derivation:
    name, words = _SHORT[path]
    return Derivation(
        f"monthly_budget_for_{name}",
        f"monthly_cost_of_{name}",
        f"monthly_shortfall_of_{name}",
        "monthly_budget_usd",
        _RUN_ON[path],
        f"running with {words}",
        "USD/month",
        lambda inputs: by_path.monthly_cost(inputs, path),
    )


def _memory(name: str, words: str, work_out: Callable[[Inputs], Quantity]) -> Derivation:
    return Derivation(
        f"memory_for_{name}",
        f"memory_of_{name}",
        f"memory_shortfall_of_{name}",
        "accelerator_memory_gb",
        (),
        words,
        "GB",
        work_out,
    )


def _time(path: str) -> Derivation:
    name, words = _SHORT[path]
    return Derivation(
        f"latency_budget_for_{name}",
        f"latency_of_{name}",
        f"latency_shortfall_of_{name}",
        "p95_latency_ms",
        _TOKENS,
        f"a complete answer with {words}",
        "ms",
        lambda inputs: by_path.answer_time(inputs, path),
    )


DERIVATIONS: tuple[Derivation, ...] = (
    *(_build(path) for path in _TRAINED_ON),
    *(_month(path) for path in _RUN_ON),
    _memory("full_fine_tuning", "training all weights", by_path.full_tuning_memory),
    _memory("lora", "training adapters beside 16-bit weights", by_path.lora_memory),
    _memory("qlora", "training adapters beside 4-bit weights", by_path.qlora_memory),
    *(_time(path) for path in (by_path.PROMPTS, by_path.RETRIEVAL, by_path.AGENTS)),
    Derivation(
        "volume_for_self_hosting",
        "break_even_of_self_hosting",
        "",
        "requests_per_month",
        _LOAD,
        "hosting one's own weights costing as much as paying by the token",
        "requests/month",
        by_path.self_hosting_break_even,
    ),
    Derivation(
        "volume_for_provisioned_throughput",
        "break_even_of_provisioned_throughput",
        "",
        "requests_per_month",
        _LOAD,
        "a reserved unit costing as much as paying by the token",
        "requests/month",
        by_path.provisioned_break_even,
    ),
)
"""Every estimate that rules may read, and the stated fact that it is held against."""


def _definitions() -> dict[str, FactDefinition]:
    definitions: dict[str, FactDefinition] = {}

    def define(name: str, title: str, question: str, unit: str | None) -> None:
        choices = () if unit else STANDINGS
        definitions[name] = FactDefinition(
            name,
            title,
            question,
            "estimates",
            "amount" if unit else "choice",
            choices,
            bool(choices),
            unit,
        )

    facts = fact_definitions()
    for each in DERIVATIONS:
        stated = facts[each.stated].title
        define(
            each.standing,
            f"{stated} against {each.subject}",
            f"Where does the stated {stated.lower()} lie against the estimate for {each.subject}?",
            None,
        )
        define(
            each.figure,
            f"Estimate for {each.subject}",
            f"What is the estimate for {each.subject}, from low to high?",
            each.unit,
        )
        if each.shortfall:
            define(
                each.shortfall,
                f"Missing for {each.subject}",
                f"How much is missing to the low end of the estimate for {each.subject}?",
                each.unit,
            )
    return definitions


DERIVED_FACTS: Mapping[str, FactDefinition] = types.MappingProxyType(_definitions())
"""Every derived fact by name: choices for decisions, amounts for telling the figure."""

_RESTS_ON: Mapping[str, tuple[str, ...]] = {
    name: tuple(dict.fromkeys((each.stated, *each.rests_on)))
    for each in DERIVATIONS
    for name in (each.standing, each.figure, each.shortfall)
    if name
}


def definition_of(fact: str) -> FactDefinition | None:
    """What a fact is, of the scenario or derived; None when there is no such fact."""
    return fact_definitions().get(fact) or DERIVED_FACTS.get(fact)


def derivation_of(fact: str) -> Derivation | None:
    """What a derived choice follows from; None for any other fact."""
    return next((each for each in DERIVATIONS if each.standing == fact), None)


def rests_on(fact: str) -> tuple[str, ...]:
    """The facts of the scenario that a fact follows from; the fact itself where it is one."""
    return _RESTS_ON.get(fact, (fact,))


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
            at_best = _standing(most, span.low_least, span.high_least)
            at_worst = _standing(least, span.low_most, span.high_most)
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

    def _estimate(self, each: Derivation, values: Mapping[str, Any]) -> Quantity | None:
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
        inputs = Inputs(self._knowledge, stated_facts(scenario), self._given)
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


def _standing(stated: float, low: float, high: float) -> int:
    return 0 if stated < low else 2 if stated > high else 1


def _standings(stated: Any, low: Any, high: Any) -> Any:
    return 1 - (stated < low).astype("int8") + (stated > high).astype("int8")


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
