"""Situations that a rule speaks of: few facts under which it fires, found by reading it back.

From a rule's conditions back to facts: a need or signal is traced to the rules that conclude it, a
path to facts under which it is the plan's. What is found is tried by the engine, never trusted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from advisor.errors import BadInput
from advisor.exam.practice.completions import outlooks
from advisor.exam.practice.sentences import MOST_FACTS, Sentences
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, as_data
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.infer_many import Decider
from advisor.reasoning.judge import Verdict, verdict_on

Facts = Mapping[str, FactValue]

_DEPTH = 3
_MOST = 40
"""So many situations of one rule are tried at most."""


def scenario_of(facts: Facts) -> Scenario | None:
    """These facts as a scenario; None where they are none."""
    try:
        return read_scenario({name: as_data(value) for name, value in facts.items()})
    except BadInput:
        return None


class Situations:
    """Finds situations over one body of knowledge, in facts that sentences can say."""

    def __init__(self, decider: Decider, said: Sentences) -> None:
        self._decider = decider
        self._knowledge: Knowledge = decider.knowledge
        self._said = said
        self._concluding: dict[str, list[Rule]] = {}
        for rule in self._knowledge.rules.values():
            for key in rule.concludes.keys:
                self._concluding.setdefault(key, []).append(rule)

    def of(self, rule: Rule) -> list[dict[str, FactValue]]:
        """Sets of facts under which the rule may fire, the smallest first."""
        found = _each_once(itertools.islice(self._of(rule, _DEPTH), 400))
        return sorted(found, key=len)[:_MOST]

    def _of(self, rule: Rule, depth: int) -> Iterator[dict[str, FactValue]]:
        ways = [list(self._meeting(condition, depth)) for condition in rule.when]
        if rule.any:
            ways.append([way for each in rule.any for way in self._meeting(each, depth)])
        refused = [each for each in rule.unless if each.fact is not None]
        for combination in itertools.product(*ways):
            together = _joined(combination)
            if together is None or len(together) > MOST_FACTS:
                continue
            if not any(_meets(each, together) for each in refused):
                yield together

    def _meeting(self, condition: Condition, depth: int) -> Iterator[dict[str, FactValue]]:
        if condition.fact is not None:
            yield from self._facts_meeting(condition)
        elif condition.subject == "path":
            yield from self._of_path.get(condition.about, [])[:4]
        elif depth > 0:
            for rule in self._concluding.get(condition.key, [])[:8]:
                yield from itertools.islice(self._of(rule, depth - 1), 6)

    def _facts_meeting(self, condition: Condition) -> Iterator[dict[str, FactValue]]:
        fact = str(condition.fact)
        if fact == "view":
            met = verdict_on(condition, "exam") is Verdict.MET
            yield from [{}] if met else []
            return
        if fact in ("plan_headline", "plan_trains"):
            for path, situations in self._of_path.items():
                value: FactValue = (
                    path if fact == "plan_headline" else self._knowledge.paths[path].changes_weights
                )
                if verdict_on(condition, value) is Verdict.MET:
                    yield from situations[:2]
            return
        if condition.operator == "stated" and condition.operand is False:
            yield {}
            return
        if fact not in fact_definitions():
            return
        for value in self._said.values(fact):
            if verdict_on(condition, value) is Verdict.MET:
                yield {fact: value}

    @cached_property
    def _of_path(self) -> dict[str, list[dict[str, FactValue]]]:
        """For each path a few small situations of which it is the headline."""
        self.__dict__["_of_path"] = {}
        candidates = _each_once(
            facts
            for rule in self._knowledge.rules.values()
            if rule.kind == "needs"
            for facts in itertools.islice(self._of(rule, 1), 12)
        )
        more = [
            joined
            for one, two in itertools.combinations(candidates[:120], 2)
            if (joined := _joined((one, two))) is not None and len(joined) <= 3
        ]
        every = [(facts, made) for facts in (*candidates, *more) if (made := scenario_of(facts))]
        columns = self._decider.vocabulary.columns([made for _, made in every])
        plans = self._decider.plans(columns, "exam")
        found: dict[str, list[dict[str, FactValue]]] = {}
        for (facts, _), plan in zip(every, plans.tolist(), strict=True):
            found.setdefault(self._decider.planner.plans[plan][-1], []).append(facts)
        return {path: sorted(each, key=len)[:40] for path, each in found.items()}

    def of_path(self, path: str) -> list[dict[str, FactValue]]:
        """Small situations of which this path is the plan's headline."""
        return self._of_path.get(path, [])


def _joined(parts: Iterable[Facts]) -> dict[str, FactValue] | None:
    """These facts together; None where two contradict each other."""
    together: dict[str, FactValue] = {}
    for part in parts:
        for fact, value in part.items():
            before = together.get(fact)
            if before is None or before == value:
                together[fact] = value
            elif isinstance(before, tuple) and isinstance(value, tuple):
                together[fact] = tuple(dict.fromkeys((*before, *value)))
            else:
                return None
    return together


def _meets(condition: Condition, facts: Facts) -> bool:
    found = facts.get(str(condition.fact))
    return found is not None and verdict_on(condition, found) is Verdict.MET


def _each_once(found: Iterable[dict[str, FactValue]]) -> list[dict[str, FactValue]]:
    return list({repr(sorted(each.items())): each for each in found}.values())


__all__ = ["Facts", "Situations", "outlooks", "scenario_of"]
