"""Judge one condition against what is known: met, not met or unknown.

Unknown is never read as false. A range is met or not met where the whole range agrees.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from advisor.estimates.derived import DERIVED_FACTS, definition_of
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.learning import Misconception
from advisor.knowledge.rule import CONTEXT_FACTS, Condition, Rule


class Verdict(Enum):
    """What one condition says about one scenario."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"

    def __invert__(self) -> Verdict:
        return _OPPOSITE[self]


_OPPOSITE = {
    Verdict.MET: Verdict.NOT_MET,
    Verdict.NOT_MET: Verdict.MET,
    Verdict.UNKNOWN: Verdict.UNKNOWN,
}


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Not met where one is not met; else unknown where one is unknown; else met."""
    return _decided(verdicts, Verdict.NOT_MET, otherwise=Verdict.MET)


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Met where one is met; else unknown where one is unknown; else not met."""
    return _decided(verdicts, Verdict.MET, otherwise=Verdict.NOT_MET)


def _decided(verdicts: Iterable[Verdict], by: Verdict, otherwise: Verdict) -> Verdict:
    """One such verdict decides; without it, one that is unknown leaves it open."""
    found = otherwise
    for verdict in verdicts:
        if verdict is by:
            return by
        if verdict is Verdict.UNKNOWN:
            found = verdict
    return found


class Known(NamedTuple):
    """What conditions on facts are judged against: the scenario and the context.

    context: the facts of `CONTEXT_FACTS` and derived ones; these are never unknown when present.
    """

    scenario: Scenario
    context: Mapping[str, FactValue]

    def find(self, fact: str) -> FactValue | None:
        """What was found for this fact; None when it is unknown."""
        if fact in self.context:
            return self.context[fact]
        if fact in CONTEXT_FACTS or fact in DERIVED_FACTS:
            return None
        return self.scenario.get(fact)

    def found(self) -> Iterator[tuple[str, FactValue]]:
        """Every fact that is known, and its value."""
        yield from self.scenario.values()
        yield from self.context.items()


def judge(condition: Condition, known: Known) -> Verdict:
    """The verdict of a condition on a fact. Conditions on conclusions are the engines' work."""
    assert condition.fact is not None, "only conditions on facts are judged here"
    return verdict_on(condition, known.find(condition.fact))


def verdict_on(condition: Condition, found: FactValue | None) -> Verdict:
    """The verdict of a condition on a fact whose value is this; None where it is unknown."""
    assert condition.fact is not None
    assert condition.operator is not None
    if condition.operator == "stated":
        return _verdict((found is not None) == condition.operand)
    if found is None:
        return Verdict.UNKNOWN
    return _JUDGES[condition.operator](condition.fact, found, condition.operand)


def _verdict(holds: bool) -> Verdict:
    return Verdict.MET if holds else Verdict.NOT_MET


def _rank(fact: str, value: Any) -> Any:
    definition = definition_of(fact)
    if definition is not None and definition.ordered:
        return definition.choices.index(value)
    return value


def _compare(
    holds: Callable[[Any, Any], bool],
) -> Callable[[str, FactValue, Any], Verdict]:
    def compared(fact: str, found: FactValue, operand: Any) -> Verdict:
        if isinstance(found, NumberRange):
            # The tests are monotone: where both ends agree, all between them do.
            ends = {holds(found.low, operand), holds(found.high, operand)}
            return _verdict(ends.pop()) if len(ends) == 1 else Verdict.UNKNOWN
        return _verdict(holds(_rank(fact, found), _rank(fact, operand)))

    return compared


def _is(fact: str, found: FactValue, operand: Any) -> Verdict:
    if isinstance(found, NumberRange):
        inside = found.low <= operand <= found.high
        return Verdict.UNKNOWN if inside else Verdict.NOT_MET
    return _verdict(found == operand)


def _chosen(
    holds: Callable[[set[str], set[str]], bool],
) -> Callable[[str, FactValue, Any], Verdict]:
    def judged(fact: str, found: FactValue, operand: Any) -> Verdict:
        wanted = {operand} if isinstance(operand, str) else set(operand)
        chosen: set[str] = {found} if isinstance(found, str) else set(found)  # type: ignore[arg-type]
        return _verdict(holds(chosen, wanted))

    return judged


_JUDGES: Mapping[str, Callable[[str, FactValue, Any], Verdict]] = {
    "is": _is,
    "is_not": lambda fact, found, operand: ~_is(fact, found, operand),
    "is_one_of": _chosen(lambda chosen, wanted: chosen <= wanted),
    "at_least": _compare(operator.ge),
    "at_most": _compare(operator.le),
    "above": _compare(operator.gt),
    "below": _compare(operator.lt),
    "includes": _chosen(lambda chosen, wanted: wanted <= chosen),
    "includes_any_of": _chosen(lambda chosen, wanted: bool(wanted & chosen)),
    "includes_all_of": _chosen(lambda chosen, wanted: wanted <= chosen),
    "excludes": _chosen(lambda chosen, wanted: not wanted & chosen),
    "only": _chosen(lambda chosen, wanted: bool(chosen) and chosen <= wanted),
    "empty": lambda fact, found, operand: _verdict((not found) == operand),
}


def judge_rule(rule: Rule | Misconception, verdict_of: Callable[[Condition], Verdict]) -> Verdict:
    """Whether the rule fires (met), does not fire (not met) or cannot tell (unknown).

    verdict_of: the verdict of each single condition, on facts as well as on conclusions.
    """
    verdicts = [verdict_of(condition) for condition in rule.when]
    if rule.any:
        verdicts.append(any_of(verdict_of(condition) for condition in rule.any))
    verdicts += [~verdict_of(condition) for condition in rule.unless]
    return all_of(verdicts)


def reveals(misconception: Misconception, choice: Collection[str], known: Known) -> Verdict:
    """Whether choosing these paths or items in this situation reveals the misconception."""
    chosen = {*choice}
    if not chosen & {*misconception.choice} or chosen & {*misconception.without}:
        return Verdict.NOT_MET
    return judge_rule(misconception, lambda condition: judge(condition, known))
