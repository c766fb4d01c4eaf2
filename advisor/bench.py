"""Measure: engines side by side on the same rules and scenarios, checked to agree.

Everything runs in one process on one core. Other rule engines take part where they are installed
(the extra `bench`); each gets the rules in its own language, and the plan is chosen from what it
concludes by the same function.
"""

from __future__ import annotations

import datetime
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from importlib.util import find_spec
from pathlib import Path as FilePath
from typing import Any, NamedTuple, Protocol

import numpy as np

from advisor.advising import Advisor
from advisor.answers import Answers
from advisor.conditions import Known
from advisor.deciding import CHUNK, Decider
from advisor.estimates.derived import definition_of, deriver_over
from advisor.inference import joins_of, make_engine
from advisor.inference.columnar import Columns
from advisor.inference.joins import conclusion_keys
from advisor.knowledge.models import (
    Condition,
    CoverageConclusion,
    Degree,
    Knowledge,
    Level,
    LimitConclusion,
    NeedConclusion,
    Rule,
)
from advisor.planning import BALANCED, Coverings, choose
from advisor.reasoning import EngineName, Reasoner
from advisor.recommending import recommend
from advisor.scenario import FactValue, NumberRange, Scenario, read_scenario
from advisor.sensitivity import Sensitivities, Space

DAY = datetime.date(2026, 11, 22)
SEED = 20_261_122
MANY = 4 * CHUNK
"""Scenarios for the columnar engine's speed."""


class RuleEngine(Protocol):
    """Which rules of the first phase fire for a scenario."""

    name: str

    def fired(self, scenario: Scenario) -> frozenset[str]:
        """The ids of the rules that fire."""


class Rate(NamedTuple):
    """How many scenarios a second; rules: which rules fire; plan: and which plan follows."""

    engine: str
    rules: float
    plan: float


def random_columns(decider: Decider, size: int, seed: int = SEED) -> Columns:
    """Random scenarios: of each fact an answer that rules can tell apart, or unknown (half)."""
    answers = Answers(decider.rules)
    chance = np.random.Generator(np.random.PCG64(seed))
    space = Space(
        decider,
        Scenario(),
        "production",
        {fact: answers.of(fact, "items") for fact in answers.facts("items")},
    )
    answered = np.full((size, len(space.facts)), -1, dtype=np.int16)
    for place, fact in enumerate(space.facts):
        column = chance.integers(0, len(space.answers[fact]), size)
        answered[:, place] = np.where(chance.random(size) < 0.5, column, -1)
    return space.columns(answered.astype(np.intp, copy=False))


def scenario_of(decider: Decider, columns: Columns, row: int) -> Scenario:
    """One of many scenarios, as facts."""
    facts: dict[str, Any] = {}
    for name, column in columns.facts.items():
        value = decider.vocabulary.value(name, column, row)
        facts[name] = list(value) if isinstance(value, tuple) else value
    return read_scenario(facts)


class _Joining:
    """An engine that joins premises: the conditions are judged outside it."""

    def __init__(self, knowledge: Knowledge, engine: EngineName) -> None:
        self.name = {"durable": "durable-rules", "plain": "plain evaluator"}[engine]
        first = _first_phase(knowledge)
        self._reasoner = Reasoner(first, "plain")
        self._engine = make_engine(joins_of(first.rules.values()), engine)

    def fired(self, scenario: Scenario) -> frozenset[str]:
        return self._engine.fired(self._reasoner.premises(scenario, "production"))


class _Zen:
    """The rules in the expression language of GoRules ZEN: judged and chained by it."""

    name = "zen-engine"

    def __init__(self, knowledge: Knowledge) -> None:
        import zen

        self._knowledge = knowledge
        self._deriver = deriver_over(knowledge)
        rules = Decider(_first_phase(knowledge)).rules.ordered("infer")
        self._number = {rule.id: number for number, rule in enumerate(rules)}
        self._names = {number: rule for rule, number in self._number.items()}
        self._concluding: dict[str, list[int]] = {}
        for rule in rules:
            for key in conclusion_keys(rule):
                self._concluding.setdefault(key, []).append(self._number[rule.id])
        self._facts = sorted({fact for rule in rules for fact in rule.facts})
        graph = {
            "nodes": [
                {"id": "in", "type": "inputNode", "name": "in"},
                {
                    "id": "rules",
                    "type": "expressionNode",
                    "name": "rules",
                    "content": {
                        "expressions": [
                            {
                                "id": f"r{self._number[rule.id]}",
                                "key": f"r{self._number[rule.id]}",
                                "value": self._expression(rule),
                            }
                            for rule in rules
                        ]
                    },
                },
                {"id": "out", "type": "outputNode", "name": "out"},
            ],
            "edges": [
                {"id": "1", "sourceId": "in", "targetId": "rules"},
                {"id": "2", "sourceId": "rules", "targetId": "out"},
            ],
        }
        self._decision = zen.ZenEngine().create_decision(json.dumps(graph))

    def fired(self, scenario: Scenario) -> frozenset[str]:
        result = self._decision.evaluate(self._input(scenario))["result"]
        return frozenset(
            self._names[int(key[1:])]
            for key, holds in result.items()
            if holds is True and key[0] == "r"
        )

    def _input(self, scenario: Scenario) -> dict[str, Any]:
        context: dict[str, FactValue] = {
            "view": "production",
            **self._deriver.derive(scenario, "production"),
        }
        known = Known(scenario, context)
        given: dict[str, Any] = {}
        for fact in self._facts:
            value = known.find(fact)
            definition = definition_of(fact)
            given[f"{fact}_known"] = value is not None
            if definition is not None and definition.is_number:
                low, high = -1.0, 1e18
                if isinstance(value, NumberRange):
                    low, high = min(max(value.low, -1.0), 1e18), min(value.high, 1e18)
                elif value is not None:
                    # ZEN counts with 28 digits, and no rule asks for so much.
                    low = high = min(float(value), 1e18)  # type: ignore[arg-type]
                given[f"{fact}_low"], given[f"{fact}_high"] = low, high
            elif definition is not None and definition.kind == "choices":
                given[fact] = list(value or ())  # type: ignore[arg-type]
            else:
                given[fact] = "" if value is None else value
                if definition is not None and definition.ordered:
                    given[f"{fact}_rank"] = (
                        -1 if value is None else definition.choices.index(str(value))
                    )
        return given

    def _expression(self, rule: Rule) -> str:
        parts = [self._met(condition) for condition in rule.when]
        if rule.any:
            parts.append(f"({' or '.join(self._met(condition) for condition in rule.any)})")
        parts += [self._unmet(condition) for condition in rule.unless]
        return " and ".join(parts)

    def _met(self, condition: Condition) -> str:
        if condition.fact is None:
            numbers = self._concluding.get(condition.key, [])
            return f"({' or '.join(f'$.r{number}' for number in numbers) or 'false'})"
        return self._test(condition, wanted=True)

    def _unmet(self, condition: Condition) -> str:
        return self._test(condition, wanted=False)

    def _test(self, condition: Condition, wanted: bool) -> str:
        fact, operand = condition.about, condition.operand
        definition = definition_of(fact)
        known = f"{fact}_known"
        match condition.operator:
            case "stated":
                return known if bool(operand) == wanted else f"(not {known})"
            case "at_least" | "above" | "at_most" | "below" as operator:
                symbol = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}[operator]
                opposite = {">=": "<", ">": "<=", "<=": ">", "<": ">="}[symbol]
                chosen = symbol if wanted else opposite
                if definition is not None and definition.is_number:
                    end = "low" if chosen in (">=", ">") else "high"
                    return f"{fact}_{end} {chosen} {operand}"
                assert definition is not None
                rank = definition.choices.index(str(operand))
                return f"({known} and {fact}_rank {chosen} {rank})"
        if definition is not None and definition.is_number:
            equal = (condition.operator == "is") == wanted
            if equal:
                return f"({fact}_low == {operand} and {fact}_high == {operand})"
            return f"({known} and ({fact}_low > {operand} or {fact}_high < {operand}))"
        test = self._words_test(condition)
        return f"({known} and {test})" if wanted else f"({known} and not ({test}))"

    def _words_test(self, condition: Condition) -> str:
        fact, operand = condition.about, condition.operand
        words = (operand,) if isinstance(operand, (str, bool)) else tuple(operand)
        quoted = [str(word).lower() if isinstance(word, bool) else f'"{word}"' for word in words]
        match condition.operator:
            case "is":
                return f"{fact} == {quoted[0]}"
            case "is_not":
                return f"{fact} != {quoted[0]}"
            case "is_one_of":
                return f"{fact} in [{', '.join(quoted)}]"
            case "includes_any_of":
                return f"({' or '.join(f'{word} in {fact}' for word in quoted)})"
            case "includes" | "includes_all_of":
                return f"({' and '.join(f'{word} in {fact}' for word in quoted)})"
            case "excludes":
                return f"(not ({quoted[0]} in {fact}))"
            case "only":
                return f"(len({fact}) > 0 and all({fact}, # in [{', '.join(quoted)}]))"
        raise ValueError(condition.operator)


class _Clips:
    """The rules as joins in CLIPS, over conditions judged outside as for durable-rules."""

    name = "CLIPS (clipspy)"

    def __init__(self, knowledge: Knowledge) -> None:
        import clips

        self._knowledge = _first_phase(knowledge)
        self._reasoner = Reasoner(self._knowledge, "plain")
        self._environment = clips.Environment()
        self._numbers: dict[str, int] = {}
        self._rules: dict[int, str] = {}
        for number, join in enumerate(joins_of(self._knowledge.rules.values())):
            if not join.premises:
                continue
            left = " ".join(f"(key {self._key(premise)})" for premise in join.premises)
            right = " ".join(f"(assert (key {self._key(each)}))" for each in join.conclusions)
            if join.rule:
                self._rules[number] = join.rule
                right += f" (assert (fired {number}))"
            self._environment.build(f"(defrule join{number} {left} => {right})")

    def _key(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def fired(self, scenario: Scenario) -> frozenset[str]:
        premises = self._reasoner.premises(scenario, "production")
        environment = self._environment
        environment.reset()
        numbers = (self._numbers.get(premise) for premise in premises)
        environment.load_facts("".join(f"(key {each})" for each in numbers if each is not None))
        environment.run()
        return frozenset(
            self._rules[int(fact[0])]
            for fact in environment.facts()
            if fact.template.name == "fired"
        )


def _first_phase(knowledge: Knowledge) -> Knowledge:
    rules = {name: rule for name, rule in knowledge.rules.items() if rule.phase == "infer"}
    return knowledge.model_copy(update={"rules": rules})


def engines(knowledge: Knowledge) -> Iterator[RuleEngine]:
    """The engines that are installed."""
    if find_spec("durable"):
        yield _Joining(knowledge, "durable")
    yield _Joining(knowledge, "plain")
    if find_spec("zen"):
        yield _Zen(knowledge)
    if find_spec("clips"):
        yield _Clips(knowledge)


def plan_of(knowledge: Knowledge, fired: frozenset[str], scenario: Scenario) -> tuple[str, ...]:
    """The plan that follows from the rules that fired."""
    needs: dict[str, Level] = {}
    limits: set[str] = set()
    degrees: dict[tuple[str, str], list[Degree]] = {}
    for rule in sorted(fired):
        for conclusion in knowledge.rules[rule].then:
            match conclusion:
                case NeedConclusion(need=need, level=level):
                    needs[need] = "must" if "must" in (level, needs.get(need)) else "should"
                case LimitConclusion():
                    limits.update(conclusion.rule_out)
                case CoverageConclusion():
                    cell = (conclusion.by, conclusion.cover)
                    degrees.setdefault(cell, []).append(conclusion.degree)
    ordered = {need: needs[need] for need in knowledge.needs if need in needs}
    policies = knowledge.policies
    policy = policies.get(str(scenario.get("priority")), policies[BALANCED])
    return choose(knowledge, policy, ordered, limits, Coverings(knowledge, degrees)).chosen.paths


Say = Callable[[str], None]


def measure(knowledge: Knowledge, say: Say, scenarios: int = 300, agreeing: int = 2_000) -> bool:
    """Measures everything and tells it line by line; whether all engines agreed.

    scenarios: how many each slow engine decides; agreeing: in how many the columnar engine is
    held against the engine for one scenario, with all rules, the plan and the items.
    """
    core = _one_core()
    say(f"One core{core}; {len(knowledge.rules)} rules; Python {sys.version.split()[0]}")
    agreed, rates = measure_engines(knowledge, say, scenarios)
    durable = next((rate for rate in rates if rate.engine == "durable-rules"), None)
    zen = next((rate for rate in rates if rate.engine == "zen-engine"), None)
    columns = rates[-1]
    if durable is not None:
        say(f"  columnar / durable-rules: {columns.plan / durable.plan:,.0f} times the plans")
    if zen is not None:
        say(f"  columnar / zen-engine:    {columns.plan / zen.plan:,.0f} times the plans")
    agreed &= measure_agreement(knowledge, say, agreeing)
    measure_advice(knowledge, say)
    measure_start(say)
    measure_growth(knowledge, say)
    return agreed


def _one_core() -> str:
    if not hasattr(os, "sched_setaffinity"):
        return " (not pinned)"
    core = min(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return f" (number {core})"


def measure_engines(knowledge: Knowledge, say: Say, scenarios: int) -> tuple[bool, list[Rate]]:
    """Scenarios a second of each engine, for rules alone and with the plan."""
    decider = Decider(knowledge)
    columns = random_columns(decider, MANY)
    few = [scenario_of(decider, columns, row) for row in range(scenarios)]
    decisions = decider.decide(columns.take(slice(0, scenarios)), "production", DAY, items=False)
    expected = [
        (decisions.fired(row), decisions.plans[int(decisions.plan[row])])
        for row in range(scenarios)
    ]
    say("")
    say("Scenarios a second             rules       plans   agree")
    rates = []
    all_agree = True
    for engine in engines(knowledge):
        engine.fired(few[0])
        start = time.perf_counter()
        fired = [engine.fired(scenario) for scenario in few]
        rules_seconds = time.perf_counter() - start
        start = time.perf_counter()
        plans = [
            plan_of(knowledge, each, scenario) for each, scenario in zip(fired, few, strict=True)
        ]
        plan_seconds = rules_seconds + time.perf_counter() - start
        found = list(zip(fired, plans, strict=True))
        same = sum(one == other for one, other in zip(found, expected, strict=True))
        all_agree &= same == scenarios
        rate = Rate(engine.name, scenarios / rules_seconds, scenarios / plan_seconds)
        rates.append(rate)
        say(f"  {rate.engine:<22}{rate.rules:>12,.0f}{rate.plan:>12,.0f}   {same}/{scenarios}")
    decider.plans(columns.take(slice(0, CHUNK)), "production")
    start = time.perf_counter()
    decider.plans(columns, "production")
    plan_seconds = time.perf_counter() - start
    start = time.perf_counter()
    for first in range(0, MANY, CHUNK):
        decider.rules_fired(columns.take(slice(first, first + CHUNK)), "production")
    rules_seconds = time.perf_counter() - start
    rate = Rate("columnar", MANY / rules_seconds, MANY / plan_seconds)
    say(f"  {rate.engine:<22}{rate.rules:>12,.0f}{rate.plan:>12,.0f}   (the measure)")
    return all_agree, [*rates, rate]


def measure_agreement(knowledge: Knowledge, say: Say, scenarios: int) -> bool:
    """In how many random scenarios the columnar engine and the reasoner disagree."""
    decider, reasoner = Decider(knowledge), Reasoner(knowledge)
    disagreements = 0
    start = time.perf_counter()
    for first in range(0, scenarios, 1_000):
        size = min(1_000, scenarios - first)
        columns = random_columns(decider, size, SEED + 1 + first)
        decisions = decider.decide(columns, "production", DAY)
        for row in range(size):
            inference = reasoner.infer(scenario_of(decider, columns, row), "production", DAY)
            items = recommend(knowledge, inference).items
            same = (
                decisions.fired(row) == inference.first.fired | inference.second.fired
                and decisions.plans[int(decisions.plan[row])] == inference.plan.paths
                and decisions.items_of(row)
                == {(each.item, each.stage, each.rank) for each in items}
            )
            disagreements += not same
    seconds = time.perf_counter() - start
    say("")
    say(
        f"Rules, plan and items by columns and by {reasoner.engine_name}: {disagreements} "
        f"disagreements in {scenarios:,} random scenarios ({seconds:,.0f} s)"
    )
    return disagreements == 0


def measure_advice(knowledge: Knowledge, say: Say) -> None:
    """Time of an advice, with and without sensitivity, for half-known worked scenarios."""
    advisor = Advisor(knowledge)
    sensitivities = Sensitivities(Decider(knowledge))
    say("")
    say("A half-known scenario            inference  advice  with sensitivity  in inferences")
    worst = 0.0
    for worked in list(knowledge.scenarios.values())[::9] or ():
        known = read_scenario(dict(worked.facts)).known()
        facts = dict(list(known.items())[::2])
        bare = _seconds(lambda facts=facts: advisor.reasoner.infer(facts, "production", DAY), 20)  # type: ignore[misc]
        advice = _seconds(lambda facts=facts: advisor.advise(facts, "production", DAY), 5)  # type: ignore[misc]
        scenario = read_scenario(facts)
        # Nothing that an earlier call worked out may be used again.
        sure = _seconds(
            lambda scenario=scenario: Sensitivities(sensitivities.decider).of(  # type: ignore[misc]
                scenario, "production"
            ),
            3,
        )
        ratio = (sure + advice) / bare
        worst = max(worst, ratio)
        say(
            f"  {worked.id:<30}{1e3 * bare:>8.1f}ms{1e3 * advice:>6.1f}ms"
            f"{1e3 * (sure + advice):>16.0f}ms{ratio:>14.0f}"
        )
    say(f"  the most: {worst:.0f} inferences by {advisor.reasoner.engine_name}")


def _seconds(work: Callable[[], object], times: int) -> float:
    work()
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times


def measure_start(say: Say) -> None:
    """Time to start the command, with and without an advice."""
    say("")
    for told, arguments in (
        ("advisor --help", ["--help"]),
        ("advisor advise -", ["advise", "-"]),
        ("advisor advise - --sensitivity", ["advise", "-", "--sensitivity"]),
    ):
        start = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "advisor", *arguments],
            input=b"knowledge_change: weekly\n",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        say(f"  {told:<32}{time.perf_counter() - start:>6.2f} s from start to end")


def measure_growth(knowledge: Knowledge, say: Say) -> None:
    """How time and memory grow with scenarios and with rules."""
    say("")
    say("Plans by columns, in a process of its own   seconds  plans a second  peak MiB")
    context = multiprocessing.get_context("spawn")
    for size in (1_000, 10_000, 100_000, 1_000_000):
        with ProcessPoolExecutor(1, mp_context=context) as process:
            seconds, peak = process.submit(_plans_apart, size).result()
        say(f"  {size:>10,} scenarios{seconds:>26.2f}{size / seconds:>16,.0f}{peak:>10,.0f}")
    say("")
    say("By number of rules       columnar   durable-rules   (scenarios a second, rules fired)")
    for number in (50, 200, 500, 1_000):
        part = knowledge.model_copy(update={"rules": _so_many(knowledge, number)})
        decider = Decider(part)
        columns = random_columns(decider, CHUNK)
        start = time.perf_counter()
        decider.decide(columns, "production", DAY)
        by_columns = CHUNK / (time.perf_counter() - start)
        engine_name = "durable" if find_spec("durable") else "plain"
        reasoner = Reasoner(part, engine_name)  # type: ignore[arg-type]
        few = [scenario_of(decider, columns, row) for row in range(50)]
        start = time.perf_counter()
        for scenario in few:
            reasoner.infer(scenario, "production", DAY)
        one_by_one = len(few) / (time.perf_counter() - start)
        say(f"  {number:>6,} rules{by_columns:>19,.0f}{one_by_one:>16,.0f}")


def _so_many(knowledge: Knowledge, number: int) -> Mapping[str, Rule]:
    """So many rules: every n-th, or all and copies of them."""
    rules = list(knowledge.rules.values())
    if number <= len(rules):
        step = len(rules) / number
        chosen = [rules[int(place * step)] for place in range(number)]
        return {rule.id: rule for rule in chosen}
    copies = [
        rule.model_copy(update={"id": f"{rule.id}-again"}) for rule in rules[: number - len(rules)]
    ]
    return {rule.id: rule for rule in (*rules, *copies)}


def _plans_apart(size: int) -> tuple[float, float]:
    """Seconds for so many plans, chunk by chunk, and the process's peak memory in MiB."""
    from advisor.deciding import default_decider

    decider = default_decider()
    decider.plans(random_columns(decider, 64), "production")
    seconds = 0.0
    for first in range(0, size, CHUNK):
        columns = random_columns(decider, min(CHUNK, size - first), SEED + first)
        start = time.perf_counter()
        decider.plans(columns, "production")
        seconds += time.perf_counter() - start
    return seconds, _peak_mib()


def _peak_mib() -> float:
    """The most memory that this process has held so far, in MiB."""
    try:
        # getrusage would tell the parent's peak where a process was started from a larger one.
        status = FilePath("/proc/self/status").read_text(encoding="utf-8")
        line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
