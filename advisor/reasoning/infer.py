"""Reason from facts to conclusions: judge, infer, plan, and infer again with the plan known.

`Reasoner.infer` is the decision; `items` and `explain` make an answer of it.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from advisor.estimates.derived import deriver_over
from advisor.estimates.kept import Kept
from advisor.facts.read import read_scenario, refuse_unknown_services
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue
from advisor.knowledge.base import Degree, Level, View
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Policy
from advisor.knowledge.rule import Condition, Phase, Rule
from advisor.reasoning.conclusions import Gathered, gather
from advisor.reasoning.coverage import Coverings
from advisor.reasoning.engines import Engine, PlainEngine, joins_of, make_engine
from advisor.reasoning.judge import Known, Verdict, judge
from advisor.reasoning.plan import Plan, Planned, Planner
from advisor.reasoning.premises import PremiseTable
from advisor.reasoning.resting import Resting

EngineName = Literal["durable", "plain"]

_SETS_KEPT = 512
"""Sets of premises whose rules are kept: a changed fact often changes no condition's verdict."""


@dataclass(frozen=True)
class Fired:
    """What one phase of inference found.

    verdicts: of each condition, by key; unknown: the keys of those that are; fired: rules that
    fire and stand; could_fire: finds those that would fire if every unknown condition were met.
    """

    verdicts: Mapping[str, Verdict]
    unknown: Collection[str]
    fired: frozenset[str]
    could_fire: Callable[[], frozenset[str]] = field(repr=False)

    @cached_property
    def possible(self) -> frozenset[str]:
        """The rules that would fire if every unknown condition were met; few ask for them."""
        return self.could_fire()


@dataclass(frozen=True)
class Inference:
    """Everything that was concluded about a scenario, with the rules that concluded it.

    needs: each with its level; need_rules: all rules that conclude a need; deciding_rules: those
    that conclude it at its level (a must makes each should idle); limits: by path; coverage: how
    far each path meets each need, by need; coverage_rules: by path and need, those that say so.
    """

    scenario: Scenario
    view: View
    as_of: datetime.date
    known: Known
    needs: Mapping[str, Level]
    need_rules: Mapping[str, tuple[str, ...]]
    deciding_rules: Mapping[str, tuple[str, ...]]
    limits: Mapping[str, tuple[str, ...]]
    signals: Mapping[str, tuple[str, ...]]
    coverings: Coverings
    coverage: Mapping[str, Mapping[str, Degree]]
    coverage_rules: Mapping[tuple[str, str], tuple[str, ...]]
    policy: Policy
    planned: Planned
    first: Fired
    second: Fired
    rules: Mapping[str, Rule] = field(repr=False)

    @property
    def plan(self) -> Plan:
        """The plan chosen."""
        return self.planned.chosen

    @cached_property
    def met(self) -> Mapping[str, Degree]:
        """How far the plan meets each need."""
        return {need: self.coverings.of_plan(self.plan.paths, need) for need in self.needs}

    def fired_rules(self, phase: Phase) -> tuple[Rule, ...]:
        """The rules that fired in a phase, in the order of their ids."""
        ids = self.first.fired if phase == "infer" else self.second.fired
        return tuple(self.rules[each] for each in sorted(ids))

    @cached_property
    def waiting_rules(self) -> tuple[Rule, ...]:
        """The rules that could not tell: they would fire if unknown conditions were met."""
        waiting = (self.first.possible - self.first.fired) | (
            self.second.possible - self.second.fired
        )
        return tuple(self.rules[each] for each in sorted(waiting))

    def verdict(self, condition: Condition) -> Verdict:
        """The verdict of any condition, on facts and on conclusions."""
        if condition.fact is None:
            return Verdict.MET if condition.key in self.concluded else Verdict.NOT_MET
        found = self.second.verdicts.get(condition.key) or self.first.verdicts.get(condition.key)
        return judge(condition, self.known) if found is None else found

    def calling(self, rule: Rule) -> tuple[Condition, ...]:
        """The conditions that called for what a rule says: of alternatives those that are met."""
        met = (each for each in rule.any if self.verdict(each) is Verdict.MET)
        return (*rule.when, *met)

    @cached_property
    def concluded(self) -> Mapping[str, tuple[str, ...]]:
        """What conditions may ask for ("need:id", "item:id" ...), and the rules that conclude it.

        The plan's paths are here too; the planner concludes them, and no rule. Items are as rules
        recommend them, before gate and alternatives.
        """
        found: dict[str, tuple[str, ...]] = {f"path:{path}": () for path in self.plan.paths}
        found |= {f"need:{need}": rules for need, rules in self.need_rules.items()}
        found |= {f"signal:{signal}": rules for signal, rules in self.signals.items()}
        found |= {f"item:{item}": rules for item, rules in self.items_concluded.items()}
        return found

    @cached_property
    def items_concluded(self) -> Mapping[str, tuple[str, ...]]:
        """The items that fired rules recommend, before gate and alternatives, and these rules."""
        found: dict[str, tuple[str, ...]] = {}
        for rule in self.fired_rules("recommend"):
            for each in rule.concludes.items:
                found[each.recommend] = (*found.get(each.recommend, ()), rule.id)
        return found


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
        self._rules_by_premises: dict[Phase, Kept[frozenset[str]]] = {
            phase: Kept(_SETS_KEPT) for phase in self._rules
        }
        self._resting = Resting(self._rules["recommend"])
        self.planner = Planner(knowledge)
        self._deriver = deriver_over(knowledge)
        self._premises: dict[Phase, PremiseTable] = {
            phase: PremiseTable(rules) for phase, rules in self._rules.items()
        }

    @property
    def engine_name(self) -> str:
        """Which engine decides."""
        return self._engines["infer"].name

    def infer(
        self, scenario: Scenario | Mapping[str, Any], view: View, as_of: datetime.date
    ) -> Inference:
        """What is concluded about a scenario, in a view, on a day.

        Raises BadInput if a name is not a fact.
        """
        facts = read_scenario(scenario)
        self._check_services(facts)
        context: dict[str, FactValue] = {"view": view, **self._deriver.derive(facts, view)}
        first = self._fire("infer", Known(facts, context), ())
        rules = self.knowledge.rules
        concluded = gather(
            ((rules[each], _only(each)) for each in sorted(first.fired)),
            operator.add,
        )
        needs = self._levels(concluded)
        coverings, coverage_rules = self._coverage(concluded)
        priority = None if facts.priority is None else str(facts.priority)
        planned = self.planner.rank(
            self.planner.situation(needs, concluded.limits, concluded.coverage, priority)
        )
        context |= self.planner.facts_of(planned.chosen.paths)
        known = Known(facts, context)
        settled = (
            {f"need:{need}" for need in needs}
            | {f"signal:{signal}" for signal in concluded.signals}
            | {f"path:{path}" for path in planned.chosen.paths}
        )
        return Inference(
            scenario=facts,
            view=view,
            as_of=as_of,
            known=known,
            needs=needs,
            need_rules=concluded.needs,
            deciding_rules={**concluded.needs, **concluded.musts},
            limits=concluded.limits,
            signals=concluded.signals,
            coverings=coverings,
            coverage={
                need: {path: coverings.of(path, need) for path in self.planner.paths}
                for need in needs
            },
            coverage_rules=coverage_rules,
            policy=self.planner.policies[self.planner.policy_number(priority)],
            planned=planned,
            first=first,
            second=self._standing(self._fire("recommend", known, settled), facts, view),
            rules=rules,
        )

    def under_each(
        self, inference: Inference, plans: Iterable[Collection[str]]
    ) -> Iterator[Inference]:
        """The same with the rules on items fired as if each of these plans had been chosen.

        What is recommended follows from it; why a plan was chosen does not, and still tells of
        the chosen one. The plain evaluator fires them: this decides nothing, and takes less time.
        """
        table = self._premises["recommend"]
        scenario, context = inference.scenario, inference.known.context
        chosen = self.planner.facts_of(inference.plan.paths)
        without = {fact: value for fact, value in context.items() if fact not in chosen}
        needs = {f"need:{need}" for need in inference.needs}
        signals = {f"signal:{signal}" for signal in inference.signals}
        # All but the plan is the same under each, and judged once.
        whichever = table.judge(Known(scenario, without), needs | signals)
        for plan in plans:
            of_plan = self.planner.facts_of(plan)
            verdicts, certain, unknown = table.judge_further(
                whichever, of_plan.items(), {f"path:{path}" for path in plan}
            )
            fired = self._plain["recommend"].fired(certain)
            second = self._standing(
                Fired(verdicts, unknown, fired, fired.copy), scenario, inference.view
            )
            yield replace(inference, known=Known(scenario, {**without, **of_plan}), second=second)

    def _levels(self, concluded: Gathered[tuple[str, ...]]) -> dict[str, Level]:
        """Each need and its level, in the order of the needs file, whichever rule concluded it."""
        return {
            need: "must" if need in concluded.musts else "should"
            for need in self.knowledge.needs
            if need in concluded.needs
        }

    def _coverage(
        self, concluded: Gathered[tuple[str, ...]]
    ) -> tuple[Coverings, dict[tuple[str, str], tuple[str, ...]]]:
        degrees: dict[tuple[str, str], list[Degree]] = {}
        rules: dict[tuple[str, str], tuple[str, ...]] = {}
        for (path, need, degree), by in concluded.coverage.items():
            degrees.setdefault((path, need), []).append(degree)
            rules[path, need] = tuple(sorted((*rules.get((path, need), ()), *by)))
        return Coverings(self.knowledge, degrees), rules

    def premises(self, scenario: Scenario, view: View) -> frozenset[str]:
        """What the engine of the first phase is handed for a scenario: the premises that hold."""
        context: dict[str, FactValue] = {"view": view, **self._deriver.derive(scenario, view)}
        return frozenset(self._premises["infer"].judge(Known(scenario, context), ()).certain)

    def _fire(self, phase: Phase, known: Known, settled: Collection[str]) -> Fired:
        verdicts, certain, unknown = self._premises[phase].judge(known, settled)
        premises = frozenset(certain)
        fired = self._rules_by_premises[phase].get(
            premises, lambda: self._engines[phase].fired(premises)
        )

        def could_fire() -> frozenset[str]:
            # It explains the gaps and decides nothing: the plain evaluator tells.
            return self._plain[phase].fired(certain | unknown) if unknown else fired

        return Fired(verdicts, unknown, fired, could_fire)

    def _standing(self, second: Fired, facts: Scenario, view: View) -> Fired:
        """Without the rules on an item that others advise against, or that the Region lacks."""
        items, region = self.knowledge.items, facts.region

        def elsewhere(item: str) -> int:
            return int(view == "production" and not items[item].offered_in(region))

        standing = frozenset(self._resting.standing(dict.fromkeys(second.fired, 1), elsewhere))
        fallen = second.fired - standing
        return replace(second, fired=standing, could_fire=lambda: second.possible - fallen)

    def _check_services(self, scenario: Scenario) -> None:
        services = [item.id for item in self.knowledge.items.values() if item.kind == "service"]
        refuse_unknown_services(scenario.existing_services or (), services)


def _only(rule: str) -> tuple[str, ...]:
    return (rule,)
