"""Which values of facts would make a rule fire, or keep it from firing."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from advisor.errors import BadInput
from advisor.estimates.derived import DERIVED_FACTS, derivation_of
from advisor.exam.situation import Situation
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.values import NumberRange
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import CONTEXT_FACTS, Condition, Rule
from advisor.reasoning.judge import Known, Verdict, judge

Edits: TypeAlias = Mapping[str, Any]
"""Facts to change, each with its new value; None makes a fact unknown."""

_MOST_COMBINATIONS = 8
_MOST_VALUES = 2
_DEEPEST = 3


class Editor:
    """Finds the edits of one scenario that turn conditions and rules one way or the other."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._knowledge = situation.knowledge
        self._facts = situation.facts

    def firing(self, rule: Rule, depth: int = 0) -> list[Edits]:
        """Edits with each of which the rule would fire, the fewest changed facts first."""
        parts = [self.turning(condition, Verdict.MET, depth) for condition in rule.when]
        if rule.any:
            alternatives = [self.turning(each, Verdict.MET, depth) for each in rule.any]
            parts.append(sorted(itertools.chain(*alternatives), key=len))
        parts += [self.turning(condition, Verdict.NOT_MET, depth) for condition in rule.unless]
        combined = (_merged(each) for each in itertools.islice(itertools.product(*parts), 64))
        fitting: list[Edits] = [each for each in combined if each is not None]
        return sorted(fitting, key=len)[:_MOST_COMBINATIONS]

    def stopping(self, rule: Rule, depth: int = 0) -> list[Edits]:
        """Edits with each of which the rule, which fires, would no longer do so."""
        edits: list[Edits] = []
        for condition in rule.when:
            edits += self.turning(condition, Verdict.NOT_MET, depth)
        if rule.any:
            parts = [self.turning(condition, Verdict.NOT_MET, depth) for condition in rule.any]
            combined = (_merged(each) for each in itertools.islice(itertools.product(*parts), 16))
            edits += [each for each in combined if each is not None]
        for condition in rule.unless:
            edits += self.turning(condition, Verdict.MET, depth)
        return [each for each in edits if each]

    def turning(self, condition: Condition, wanted: Verdict, depth: int = 0) -> list[Edits]:
        """Edits that give a condition this verdict; one empty edit where it has it already."""
        if self._situation.inference.verdict(condition) is wanted:
            return [{}]
        if condition.fact is not None:
            return [] if condition.fact in CONTEXT_FACTS else self._valued(condition, wanted)
        if depth >= _DEEPEST:
            return []
        rules = concluding(self._knowledge, condition)
        if wanted is Verdict.MET:
            return [edits for rule in rules for edits in self.firing(rule, depth + 1)]
        fired = {rule.id for phase in ("infer", "recommend") for rule in self._fired(phase)}
        parts = [self.stopping(rule, depth + 1) for rule in rules if rule.id in fired]
        combined = (_merged(each) for each in itertools.islice(itertools.product(*parts), 16))
        return [each for each in combined if each]

    def _fired(self, phase: Any) -> tuple[Rule, ...]:
        return self._situation.inference.fired_rules(phase)

    def _valued(self, condition: Condition, wanted: Verdict) -> list[Edits]:
        fact = condition.about
        if fact in DERIVED_FACTS:
            return self._of_estimate(fact)
        values = _values(condition, wanted, _key(self._facts.get(fact)))
        return [{fact: value} for value in values]

    def _of_estimate(self, fact: str) -> list[Edits]:
        """Move the stated number to the other side of the estimate that it is held against."""
        derivation = derivation_of(fact)
        if derivation is None or derivation.stated not in self._facts:
            return []
        figure = self._situation.inference.known.find(derivation.figure)
        if not isinstance(figure, (int, float, NumberRange)) or isinstance(figure, bool):
            return []
        low, high = (
            (figure.low, figure.high) if isinstance(figure, NumberRange) else (figure, figure)
        )
        numbers = [number for number in (high, low) if math.isfinite(number)]
        edits: list[Edits] = [{derivation.stated: math.ceil(number)} for number in numbers]
        return [*edits, {derivation.stated: None}]


def _key(value: Any) -> Any:
    """A value of a fact such that it can be a key."""
    if isinstance(value, list):
        return tuple(value)
    return str(value) if isinstance(value, dict) else value


@lru_cache(maxsize=20_000)
def _values(condition: Condition, wanted: Verdict, now: Any) -> tuple[Any, ...]:
    """Values of the fact that give the condition this verdict, those near to `now` first."""
    found = []
    for value in _candidates(fact_definitions()[condition.about], condition, now):
        try:
            scenario = read_scenario({condition.about: value})
        except BadInput:
            continue
        if judge(condition, Known(scenario, {})) is wanted and value != now:
            found.append(value)
        if len(found) == _MOST_VALUES:
            break
    # The last resort is that nobody stated it.
    if wanted is Verdict.NOT_MET and condition.operator != "stated":
        found.append(None)
    return tuple(found)


def concluding(knowledge: Knowledge, condition: Condition) -> list[Rule]:
    """The rules that conclude what a condition asks for; for a path, needs that it meets."""
    if condition.subject == "path":
        met = {
            coverage.need
            for coverage in knowledge.paths[condition.about].covers
            if coverage.degree == "full"
        }
        return [rule for rule in knowledge.rules.values() if _concluded(rule, "need") & met]
    field = {"need": "need", "signal": "signal", "item": "recommend"}[condition.subject]
    return [rule for rule in knowledge.rules.values() if condition.about in _concluded(rule, field)]


def _concluded(rule: Rule, field: str) -> set[str]:
    return {getattr(each, field) for each in rule.then if getattr(each, field, None)}


def _merged(parts: Iterable[Edits]) -> dict[str, Any] | None:
    merged: dict[str, Any] = {}
    for part in parts:
        for fact, value in part.items():
            if merged.setdefault(fact, value) != value:
                return None
    return merged


def _candidates(definition: FactDefinition, condition: Condition, now: Any) -> Iterator[Any]:
    """Values near to what is stated first; the last resort is that nothing is stated."""
    operand = condition.operand
    if definition.kind == "flag":
        yield from (True, False)
    elif definition.is_number:
        if isinstance(operand, (int, float)) and not isinstance(operand, bool):
            yield from (operand, operand + 1, max(operand - 1, 0), 0)
    elif definition.kind == "choice":
        choices = definition.choices
        if definition.ordered and now in choices:
            place = choices.index(now)
            yield from sorted(choices, key=lambda each: abs(choices.index(each) - place))
        else:
            yield from choices
    else:
        words = (
            [operand]
            if isinstance(operand, str)
            else list(operand)
            if isinstance(operand, tuple)
            else []
        )
        stated = list(now) if isinstance(now, tuple) else []
        for word in words:
            yield [*stated, word]
        yield [*stated, *words]
        yield [word for word in stated if word not in words]
        yield from ([word] for word in words)
        yield from ([choice] for choice in definition.choices)
    yield None
