"""Reason from facts to conclusions: judge, infer, plan, and infer again with the plan known.

`Reasoner.infer` is the decision; `recommending` and `explaining` make an answer of it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.estimates.derived import deriver_over
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue
from advisor.knowledge.base import Degree, Level, View
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Policy
from advisor.knowledge.rule import (
    Condition,
    CoverageConclusion,
    ItemConclusion,
    LimitConclusion,
    NeedConclusion,
    Phase,
    Rule,
    SignalConclusion,
)
from advisor.reasoning.engines import Engine, PlainEngine, joins_of, make_engine
from advisor.reasoning.engines.joins import any_is_settled, key_any, key_unless
from advisor.reasoning.judge import Known, Verdict, any_of, judge
from advisor.reasoning.plan import BALANCED, Coverings, Plan, Planned, choose

EngineName = Literal["durable", "plain"]


@dataclass(frozen=True)
class Fired:
    """What one phase of inference found.

    verdicts: of each condition on a fact, by key; fired: rules that fire; possible: rules that
    would fire if every unknown condition were met.
    """

    verdicts: Mapping[str, Verdict]
    fired: frozenset[str]
    possible: frozenset[str]


@dataclass(frozen=True)
class Inference:
    """Everything that was concluded about a scenario, with the rules that concluded it."""

    scenario: Scenario
    view: View
    as_of: datetime.date
    known: Known
    needs: Mapping[str, Level]
    need_rules: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, tuple[str, ...]]
    coverage_rules: Mapping[tuple[str, str], tuple[str, ...]]
    signals: Mapping[str, tuple[str, ...]]
    policy: Policy
    coverings: Coverings
    planned: Planned
    first: Fired
    second: Fired
    rules: Mapping[str, Rule] = field(repr=False)

    @property
    def plan(self) -> Plan:
        """The plan chosen."""
        return self.planned.chosen

    def fired_rules(self, phase: Phase) -> tuple[Rule, ...]:
        """The rules that fired in a phase, in the order of their ids."""
        ids = self.first.fired if phase == "infer" else self.second.fired
        return tuple(self.rules[each] for each in sorted(ids))

    def waiting_rules(self) -> tuple[Rule, ...]:
        """The rules that could not tell: they would fire if unknown conditions were met."""
        waiting = (self.first.possible - self.first.fired) | (
            self.second.possible - self.second.fired
        )
        return tuple(self.rules[each] for each in sorted(waiting))

    def verdict(self, condition: Condition) -> Verdict:
        """The verdict of any condition, on facts and on conclusions."""
        if condition.fact is not None:
            return judge(condition, self.known)
        concluded: Mapping[str, Iterable[str]] = {
            "need": self.needs,
            "signal": self.signals,
            "path": self.plan.paths,
            "item": self.items_concluded,
        }
        return Verdict.MET if condition.about in concluded[condition.subject] else Verdict.NOT_MET

    @property
    def items_concluded(self) -> frozenset[str]:
        """The items that a fired rule recommends, before gate and alternatives."""
        return frozenset(
            conclusion.recommend
            for rule in self.fired_rules("recommend")
            for conclusion in rule.then
            if isinstance(conclusion, ItemConclusion)
        )


class Reasoner:
    """Reasons over one body of knowledge. Make one and keep it: the engines are compiled once.

    engine: "durable" or "plain"; by default durable-rules where it is installed.
    """

    def __init__(self, knowledge: Knowledge, engine: EngineName | None = None) -> None:
        self.knowledge = knowledge
        self._rules: dict[Phase, tuple[Rule, ...]] = {
            phase: tuple(rule for rule in knowledge.rules.values() if rule.phase == phase)
            for phase in ("infer", "recommend")
        }
        self._engines: dict[Phase, Engine] = {
            phase: make_engine(joins_of(rules), engine) for phase, rules in self._rules.items()
        }
        self._plain: dict[Phase, Engine] = {
            phase: PlainEngine(joins_of(rules)) for phase, rules in self._rules.items()
        }
        self._deriver = deriver_over(knowledge)
        # Judged once per scenario, however many rules share a condition.
        self._conditions = {
            phase: {
                condition.key: condition
                for rule in rules
                for condition in rule.conditions
                if condition.fact is not None
            }
            for phase, rules in self._rules.items()
        }

    @property
    def engine_name(self) -> str:
        """Which engine decides."""
        return self._engines["infer"].name

    def infer(
        self, scenario: Scenario | Mapping[str, Any], view: View, as_of: datetime.date
    ) -> Inference:
        """What is concluded about a scenario, in a view, on a day.

        Raises BadInput on facts that are none.
        """
        facts = read_scenario(scenario)  # type: ignore[arg-type]
        self._check_services(facts)
        context: dict[str, FactValue] = {"view": view, **self._deriver.derive(facts, view)}
        first = self._fire("infer", Known(facts, context), frozenset())
        rules = self.knowledge.rules
        fired = [rules[each] for each in sorted(first.fired)]

        needs: dict[str, Level] = {}
        need_rules: dict[str, list[str]] = defaultdict(list)
        limits: dict[str, list[str]] = defaultdict(list)
        signals: dict[str, list[str]] = defaultdict(list)
        degrees: dict[tuple[str, str], list[Degree]] = defaultdict(list)
        coverage_rules: dict[tuple[str, str], list[str]] = defaultdict(list)
        for rule in fired:
            for conclusion in rule.then:
                match conclusion:
                    case NeedConclusion(need=need, level=level):
                        needs[need] = "must" if "must" in (level, needs.get(need)) else "should"
                        need_rules[need].append(rule.id)
                    case LimitConclusion():
                        for path in conclusion.rule_out:
                            limits[path].append(rule.id)
                    case SignalConclusion():
                        signals[conclusion.signal].append(rule.id)
                    case CoverageConclusion():
                        cell = (conclusion.by, conclusion.cover)
                        degrees[cell].append(conclusion.degree)
                        coverage_rules[cell].append(rule.id)
        # The order of the needs file, whichever rule concluded them.
        needs = {need: needs[need] for need in self.knowledge.needs if need in needs}
        policies = self.knowledge.policies
        policy = policies.get(str(facts.get("priority")), policies[BALANCED])
        coverings = Coverings(self.knowledge, degrees)
        planned = choose(self.knowledge, policy, needs, limits, coverings)

        plan = planned.chosen
        context["plan_headline"] = plan.headline
        context["plan_trains"] = any(
            self.knowledge.paths[path].changes_weights for path in plan.paths
        )
        known = Known(facts, context)
        settled = (
            {f"need:{need}" for need in needs}
            | {f"signal:{signal}" for signal in signals}
            | {f"path:{path}" for path in plan.paths}
        )
        second = self._fire("recommend", known, frozenset(settled))
        return Inference(
            scenario=facts,
            view=view,
            as_of=as_of,
            known=known,
            needs=needs,
            need_rules=_frozen(need_rules),
            limits=_frozen(limits),
            coverage_rules=_frozen(coverage_rules),
            signals=_frozen(signals),
            policy=policy,
            coverings=coverings,
            planned=planned,
            first=first,
            second=second,
            rules=rules,
        )

    def premises(self, scenario: Scenario, view: View) -> frozenset[str]:
        """What the engine of the first phase is handed for a scenario: the premises that hold."""
        context: dict[str, FactValue] = {"view": view, **self._deriver.derive(scenario, view)}
        _, certain, _ = self._judge("infer", Known(scenario, context), frozenset())
        return frozenset(certain)

    def _judge(
        self, phase: Phase, known: Known, settled: frozenset[str]
    ) -> tuple[dict[str, Verdict], set[str], set[str]]:
        """The verdicts of conditions; the premises that hold; and those that are unknown."""
        verdicts = {
            key: judge(condition, known) for key, condition in self._conditions[phase].items()
        }

        def verdict_of(condition: Condition) -> Verdict:
            if condition.fact is not None:
                return verdicts[condition.key]
            return Verdict.MET if condition.key in settled else Verdict.NOT_MET

        certain, open_ones = set(settled), set[str]()

        def put(key: str, verdict: Verdict) -> None:
            if verdict is Verdict.MET:
                certain.add(key)
            elif verdict is Verdict.UNKNOWN:
                open_ones.add(key)

        for key, verdict in verdicts.items():
            put(key, verdict)
        for rule in self._rules[phase]:
            if rule.any and any_is_settled(rule):
                put(key_any(rule), any_of(verdict_of(condition) for condition in rule.any))
            for condition in rule.unless:
                put(key_unless(condition), ~verdict_of(condition))
        return verdicts, certain, open_ones

    def _fire(self, phase: Phase, known: Known, settled: frozenset[str]) -> Fired:
        verdicts, certain, open_ones = self._judge(phase, known, settled)
        fired = self._engines[phase].fired(certain)
        # What could still fire explains the gaps and decides nothing: the plain evaluator tells.
        possible = self._plain[phase].fired(certain | open_ones) if open_ones else fired
        return Fired(verdicts, fired, possible)

    def _check_services(self, scenario: Scenario) -> None:
        named = scenario.existing_services or ()
        services = [item.id for item in self.knowledge.items.values() if item.kind == "service"]
        problems = [
            Problem(
                f'existing_services: there is no service "{name}" in the catalogue.',
                "existing_services",
                f"{did_you_mean(name, services)} `advisor catalogue` lists them all.".strip(),
            )
            for name in named
            if name not in services
        ]
        if problems:
            raise BadInput(problems)


def _frozen(lists: Mapping[Any, list[str]]) -> dict[Any, tuple[str, ...]]:
    return {key: tuple(value) for key, value in lists.items()}
