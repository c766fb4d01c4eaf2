"""What is measured: speed of the engines, an advice, start-up, memory and growth.

Each engine has seen every scenario once before the clock runs, so that nothing is paid for the
first time, and of several rounds the quickest counts. Seconds are those of the processor that the
process used: other work on the machine disturbs them little. Start-up alone is timed by the clock.
"""

from __future__ import annotations

import itertools
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path as FilePath
from typing import Literal, NamedTuple

import numpy as np

from advisor.advisor import Advisor
from advisor.estimates.derived import definition_of
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.columns import Columns, Plane, unpack
from advisor.reasoning.infer import Reasoner
from advisor.reasoning.infer_many import CHUNK, Decider, Decisions, default_decider
from advisor.reasoning.items import recommend
from advisor.reasoning.plan import Planner
from advisor.upkeep.bench.agreement import DAY
from advisor.upkeep.bench.engines import RuleEngine, engines, plan_of
from advisor.upkeep.bench.scenarios import SEED, RandomScenarios, mib_of
from advisor.what_if import Sensitivities

MANY = 4 * CHUNK
"""Scenarios for the columnar engine's speed."""
SOME = 10_000
"""Scenarios for its speed where each comes as an object and each answer is read out as one."""
ROUNDS = 3


@contextmanager
def one_core() -> Iterator[int | None]:
    """Keeps this process and its children on one core while the block runs; None where it cannot.

    The core's number is told.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield None
        return
    before = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(before)})
        yield min(before)
    finally:
        os.sched_setaffinity(0, before)


# Speed


class Speed(NamedTuple):
    """How many scenarios a second one engine decides.

    alone: rules, by the engine itself on what was prepared for it; rules: with preparing it from
    the scenario; plans: and choosing the plan. agreeing: in how many of `scenarios` rules and
    plan are the expected ones.
    """

    engine: str
    does: str
    alone: float
    rules: float
    plans: float
    agreeing: int
    scenarios: int


def speeds(knowledge: Knowledge, scenarios: int) -> Iterator[Speed]:
    """The engines one after the other, the columnar one in two forms last."""
    decider = Decider(knowledge)
    random = RandomScenarios(decider)
    columns = random.columns(MANY)
    few = random.scenarios(columns, scenarios)
    decisions = decider.decide(columns.take(slice(0, scenarios)), "production", DAY, items=False)
    expected = [
        (decisions.fired(row), decisions.plans[int(decisions.plan[row])])
        for row in range(scenarios)
    ]
    for engine in engines(knowledge):
        yield _speed(engine, decider.planner, few, expected)
    yield _speed_of_objects(decider, random, columns)
    yield _speed_of_columns(decider, columns)


def _speed(
    engine: RuleEngine,
    planner: Planner,
    scenarios: Sequence[Scenario],
    expected: Sequence[tuple[frozenset[str], tuple[str, ...]]],
) -> Speed:
    prepared = [engine.prepare(scenario) for scenario in scenarios]
    fired = [engine.run(each) for each in prepared]
    plans = [
        plan_of(planner, each, scenario) for each, scenario in zip(fired, scenarios, strict=True)
    ]
    preparing = quickest(lambda: [engine.prepare(scenario) for scenario in scenarios])
    running = quickest(lambda: [engine.run(each) for each in prepared])
    planning = quickest(
        lambda: [
            plan_of(planner, each, scenario)
            for each, scenario in zip(fired, scenarios, strict=True)
        ]
    )
    number = len(scenarios)
    agreeing = sum(
        found == wanted
        for found, wanted in zip(zip(fired, plans, strict=True), expected, strict=True)
    )
    return Speed(
        engine.name,
        engine.does,
        number / running,
        number / (preparing + running),
        number / (preparing + running + planning),
        agreeing,
        number,
    )


def _speed_of_columns(decider: Decider, columns: Columns) -> Speed:
    decider.plans(columns.take(slice(0, CHUNK)), "production")

    def rules() -> None:
        for start in range(0, columns.size, CHUNK):
            decider.rules_fired(columns.take(slice(start, start + CHUNK)), "production")

    by_rules = columns.size / quickest(rules)
    by_plans = columns.size / quickest(lambda: decider.plans(columns, "production"))
    return Speed("columnar", "everything", by_rules, by_rules, by_plans, 0, 0)


def _speed_of_objects(decider: Decider, random: RandomScenarios, columns: Columns) -> Speed:
    """As a caller sees it who has scenarios one by one, and wants each answer as an object."""
    scenarios = random.scenarios(columns, SOME)
    prepared = decider.vocabulary.columns(scenarios)

    def rules(columns: Columns) -> list[frozenset[str]]:
        return sets_of(decider.rules_fired(columns, "production").rules, columns.size)

    def plans(columns: Columns) -> list[tuple[frozenset[str], tuple[str, ...]]]:
        decisions = decider.decide(columns, "production", DAY, items=False)
        chosen = [decisions.plans[plan] for plan in decisions.plan.tolist()]
        return list(zip(sets_of(decisions.first.rules, columns.size), chosen, strict=True))

    plans(prepared)
    alone = quickest(lambda: rules(prepared))
    by_rules = quickest(lambda: rules(decider.vocabulary.columns(scenarios)))
    by_plans = quickest(lambda: plans(decider.vocabulary.columns(scenarios)))
    return Speed(
        "columnar, objects",
        "everything",
        SOME / alone,
        SOME / by_rules,
        SOME / by_plans,
        0,
        0,
    )


def sets_of(planes: Mapping[str, Plane], size: int) -> list[frozenset[str]]:
    """For each scenario the names of the planes in which its bit is set."""
    names = np.array(list(planes), dtype=object)
    table = np.column_stack([unpack(plane, size) for plane in planes.values()])
    return [frozenset(names[row]) for row in table]


def quickest(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the quickest of some rounds."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


# One advice


class Advising(NamedTuple):
    """Seconds for one scenario: rules and plan alone, the advice, and with its sensitivity."""

    scenario: str
    inference: float
    advice: float
    sure: float


def advising(knowledge: Knowledge) -> Iterator[Advising]:
    """Worked scenarios of which every second fact is known, so that there is something to doubt."""
    advisor = Advisor(knowledge)
    decider = Decider(knowledge)
    for worked in list(knowledge.scenarios.values())[::9]:
        facts = dict(list(read_scenario(dict(worked.facts)).known().items())[::2])
        yield _advising(advisor, decider, worked.id, read_scenario(facts))


def _advising(advisor: Advisor, decider: Decider, name: str, scenario: Scenario) -> Advising:
    def sure() -> None:
        # Nothing that an earlier call worked out may be used again.
        Sensitivities(decider).of(scenario, "production")

    def infer() -> None:
        advisor.reasoner.infer(scenario, "production", DAY)

    def advise() -> None:
        advisor.advise(scenario, "production", DAY)

    advise()
    inference, advice = quickest(infer, 10), quickest(advise, 5)
    return Advising(name, inference, advice, advice + quickest(sure))


# Start-up


class Start(NamedTuple):
    """A command from its start to its end: seconds (the median of five), and its peak in MiB."""

    command: str
    seconds: float
    mib: float


_SCENARIO = b"knowledge_change: weekly\n"
# The process tells its own peak: seen from outside it would be that of the process it came from.
_TELLING_ITS_PEAK = """\
import atexit, runpy, sys
atexit.register(lambda: sys.stderr.write(open("/proc/self/status").read()))
runpy.run_module("advisor", run_name="__main__", alter_sys=True)
"""


def starting() -> Iterator[Start]:
    """Commands as processes of their own, beside an interpreter that does nothing."""
    for told, arguments in {
        "python -c pass": ["-c", "pass"],
        "advisor --help": ["-m", "advisor", "--help"],
        "advisor advise -": ["-m", "advisor", "advise", "-"],
        "advisor advise - --sensitivity": ["-m", "advisor", "advise", "-", "--sensitivity"],
    }.items():
        seconds = statistics.median(_run(arguments)[0] for _ in range(5))
        again = ["-c", _TELLING_ITS_PEAK, *arguments[2:]] if arguments[0] == "-m" else arguments
        yield Start(told, seconds, _peak_in(_run(again)[1]))


def _run(arguments: Sequence[str]) -> tuple[float, str]:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], input=_SCENARIO, capture_output=True, check=True
    )
    return time.perf_counter() - start, done.stderr.decode()


# Growth with scenarios

Held = Literal["made by the chunk", "all held, plans", "all held, plans and items"]


class Growth(NamedTuple):
    """So many scenarios decided in a process of their own.

    held: how; columns_mib: what their facts fill; peak_mib: the most that the process held, with
    Python, NumPy and the rule base; base_mib: what it held before the first scenario.
    """

    held: Held
    scenarios: int
    seconds: float
    columns_mib: float
    peak_mib: float
    base_mib: float


GROWTH: Sequence[tuple[Held, int]] = (
    *(("made by the chunk", 10**power) for power in (3, 4, 5, 6)),
    *(("all held, plans", 10**power) for power in (3, 4, 5, 6)),
    ("all held, plans and items", 10**5),
    ("all held, plans and items", 10**6),
)


def growing(work: Sequence[tuple[Held, int]] = GROWTH) -> Iterator[Growth]:
    """How time and memory grow with the number of scenarios."""
    for held, size in work:
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            yield process.submit(_decide_apart, held, size).result()


def _decide_apart(held: Held, size: int) -> Growth:
    decider = default_decider()
    random = RandomScenarios(decider)
    # What is worked out once, for all that follow.
    decider.decide(random.columns(64), "production", DAY, items=held.endswith("items"))
    base = peak_mib()
    if held == "made by the chunk":
        seconds = filled = 0.0
        for start in range(0, size, CHUNK):
            columns = random.columns(min(CHUNK, size - start), SEED + start)
            filled = max(filled, mib_of(columns))
            seconds += quickest(lambda columns=columns: decider.plans(columns, "production"), 1)  # type: ignore[misc]
        return Growth(held, size, seconds, filled, peak_mib(), base)
    columns = random.many(size)
    began = time.process_time()
    if held == "all held, plans":
        plans = decider.plans(columns, "production")
        assert len(plans) == size
    else:
        kept = [
            decider.decide(columns.take(slice(first, first + CHUNK)), "production", DAY)
            for first in range(0, size, CHUNK)
        ]
        assert sum(decisions.size for decisions in kept) == size
    return Growth(held, size, time.process_time() - began, mib_of(columns), peak_mib(), base)


def peak_mib() -> float:
    """The most memory that this process has held so far, in MiB."""
    try:
        return _peak_in(FilePath("/proc/self/status").read_text(encoding="utf-8"))
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _peak_in(status: str) -> float:
    """The peak in MiB that a process tells of itself; not a number where it tells none."""
    for line in status.splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return float("nan")


# Growth with rules


class RuleGrowth(NamedTuple):
    """So many rules: seconds to compile them, and scenarios a second with plan and items."""

    rules: int
    compiling_columns: float
    columns: float
    compiling_engine: float
    engine: float
    engine_name: str
    agreeing: int
    scenarios: int


def growing_rules(
    knowledge: Knowledge, numbers: Sequence[int] = (50, 200, 500, 1_000), scenarios: int = 50
) -> Iterator[RuleGrowth]:
    """How compiling and deciding grow with the number of rules."""
    for number in numbers:
        yield _with_rules(
            knowledge.model_copy(update={"rules": so_many(knowledge, number)}), scenarios
        )


def _with_rules(knowledge: Knowledge, number: int) -> RuleGrowth:
    start = time.process_time()
    decider = Decider(knowledge)
    compiling_columns = time.process_time() - start
    start = time.process_time()
    reasoner = Reasoner(knowledge, "durable" if find_spec("durable") else "plain")
    compiling_engine = time.process_time() - start
    random = RandomScenarios(decider)
    columns = random.columns(CHUNK)
    few = random.scenarios(columns, number)

    def one_by_one() -> list[tuple[frozenset[str], tuple[str, ...]]]:
        found = []
        for scenario in few:
            inference = reasoner.infer(scenario, "production", DAY)
            recommend(knowledge, inference)
            found.append((inference.first.fired | inference.second.fired, inference.plan.paths))
        return found

    decisions: Decisions = decider.decide(columns, "production", DAY)
    agreeing = sum(
        (fired, plan) == (decisions.fired(row), decisions.plans[int(decisions.plan[row])])
        for row, (fired, plan) in enumerate(one_by_one())
    )
    return RuleGrowth(
        len(knowledge.rules),
        compiling_columns,
        columns.size / quickest(lambda: decider.decide(columns, "production", DAY)),
        compiling_engine,
        number / quickest(one_by_one),
        {"durable": "durable-rules", "plain": "plain Python"}[reasoner.engine_name],
        agreeing,
        number,
    )


def so_many(knowledge: Knowledge, number: int) -> Mapping[str, Rule]:
    """So many rules: every n-th of them, or all and variants of them.

    A variant asks for another word or another bound of the same facts. Its conditions are its
    own: copies would share theirs with the rules they were copied from, and cost next to nothing.
    """
    rules = list(knowledge.rules.values())
    if number <= len(rules):
        step = len(rules) / number
        chosen = [rules[int(place * step)] for place in range(number)]
        return {rule.id: rule for rule in chosen}
    found = {rule.id: rule for rule in rules}
    for turn in itertools.count(1):
        for rule in rules:
            variant = _variant(rule, turn)
            if {each.key for each in variant.conditions} != {each.key for each in rule.conditions}:
                found[variant.id] = variant
            if len(found) == number:
                return found
    raise AssertionError("there is no last turn")


def _variant(rule: Rule, turn: int) -> Rule:
    # Made anew, not copied: a copy would keep what the first one worked out from its conditions.
    said = rule.model_dump(by_alias=True, exclude_none=True)
    for part in ("when", "any", "unless"):
        said[part] = [_other(each, turn) for each in getattr(rule, part)]
    return Rule.model_validate({**said, "id": f"{rule.id}-variant-{turn}"})


def _other(condition: Condition, turn: int) -> Condition:
    """The same test of the same fact with another word, or with a larger bound."""
    if condition.fact is None or condition.operator == "stated":
        return condition
    definition = fact_definitions().get(condition.fact) or definition_of(condition.fact)
    operand = condition.operand
    if definition is None or isinstance(operand, bool):
        return condition
    if definition.is_number:
        return _with_operand(condition, operand + turn)
    if not definition.choices:
        return condition
    words = (operand,) if isinstance(operand, str) else tuple(operand)
    choices = definition.choices
    turned = tuple(choices[(choices.index(word) + turn) % len(choices)] for word in words)
    return _with_operand(condition, turned[0] if isinstance(operand, str) else turned)


def _with_operand(condition: Condition, operand: object) -> Condition:
    return Condition.model_validate({"fact": condition.fact, condition.operator: operand})
