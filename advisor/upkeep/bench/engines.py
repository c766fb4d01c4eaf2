"""Other engines with the same rules, to be measured beside the columnar one.

They take part in the first phase: which rules fire that decide on the plan. Others than
durable-rules take part where they are installed (the extra `bench`).
"""

from __future__ import annotations

import operator
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, Protocol

from advisor.facts.scenario import Scenario
from advisor.knowledge.base import Level
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.conclusions import gather
from advisor.reasoning.engines import joins_of, make_engine
from advisor.reasoning.infer import EngineName, Reasoner
from advisor.reasoning.plan import Planner
from advisor.upkeep.bench.expressions import Zen


class RuleEngine(Protocol):
    """Which rules of the first phase fire for one scenario.

    does: what the engine itself does; all else is done for it beforehand, in Python.
    """

    name: str
    does: str

    def prepare(self, scenario: Scenario) -> Any:
        """What the engine is handed of a scenario."""

    def run(self, prepared: Any) -> frozenset[str]:
        """The ids of the rules that fire, given what was prepared of a scenario."""


class _Joining:
    """An engine of this project that joins premises."""

    does = "joins, chains"

    def __init__(self, knowledge: Knowledge, engine: EngineName) -> None:
        self.name = {"durable": "durable-rules", "plain": "plain Python"}[engine]
        self._reasoner = Reasoner(knowledge, "plain")
        self._engine = make_engine(joins_of(knowledge.rules.values()), engine)

    def prepare(self, scenario: Scenario) -> frozenset[str]:
        """The premises that hold: the conditions are judged outside the engine."""
        return self._reasoner.premises(scenario, "production")

    def run(self, prepared: frozenset[str]) -> frozenset[str]:
        """Which rules fire on these premises."""
        return self._engine.fired(prepared)


class _Clips:
    """The same joins in CLIPS."""

    name = "CLIPS"
    does = "joins, chains"

    def __init__(self, knowledge: Knowledge) -> None:
        import clips

        self._reasoner = Reasoner(knowledge, "plain")
        self._environment = clips.Environment()
        self._numbers: dict[str, int] = {}
        self._rules: dict[int, str] = {}
        # Rules note in a variable that they fired. Facts handed out to Python would be slower to
        # read, and clipspy 1.0.6 does not give back their memory: CLIPS complains at its end.
        self._environment.build("(defglobal ?*fired* = (create$))")
        for number, join in enumerate(joins_of(knowledge.rules.values())):
            if not join.premises:
                continue
            left = " ".join(f"(key {self._key(premise)})" for premise in join.premises)
            right = " ".join(f"(assert (key {self._key(each)}))" for each in join.conclusions)
            if join.rule:
                self._rules[number] = join.rule
                right += f" (bind ?*fired* (create$ ?*fired* {number}))"
            self._environment.build(f"(defrule join{number} {left} => {right})")

    def _key(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def prepare(self, scenario: Scenario) -> str:
        """The premises that hold, as facts in the language of CLIPS."""
        premises = self._reasoner.premises(scenario, "production")
        numbers = (self._numbers.get(premise) for premise in premises)
        return "".join(f"(key {each})" for each in numbers if each is not None)

    def run(self, prepared: str) -> frozenset[str]:
        """Which rules fire on these facts."""
        self._environment.reset()
        self._environment.load_facts(prepared)
        self._environment.run()
        return frozenset(self._rules[number] for number in self._environment.eval("?*fired*"))


def first_phase(knowledge: Knowledge) -> Knowledge:
    """The knowledge with those rules alone that decide on the plan."""
    rules = {name: rule for name, rule in knowledge.rules.items() if rule.phase == "infer"}
    return knowledge.model_copy(update={"rules": rules})


def engines(knowledge: Knowledge) -> Iterator[RuleEngine]:
    """The engines that are installed, with the rules of the first phase."""
    first = first_phase(knowledge)
    if find_spec("durable"):
        yield _Joining(first, "durable")
    yield _Joining(first, "plain")
    if find_spec("zen"):
        yield Zen(first)
    if find_spec("clips"):
        yield _Clips(first)


def plan_of(planner: Planner, fired: frozenset[str], scenario: Scenario) -> tuple[str, ...]:
    """The plan that follows from the rules that fired."""
    concluded = gather(((planner.knowledge.rules[rule], 1) for rule in fired), operator.or_)
    needs: dict[str, Level] = {
        need: "must" if need in concluded.musts else "should" for need in concluded.needs
    }
    priority = scenario.get("priority")
    situation = planner.situation(
        needs, concluded.limits, concluded.coverage, None if priority is None else str(priority)
    )
    return planner.rank(situation).chosen.paths
