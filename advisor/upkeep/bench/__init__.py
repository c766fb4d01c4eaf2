"""Measure: engines side by side on the same rules and scenarios, checked to agree.

All is measured in one run on one core. The modules: `scenarios` draws random ones, `engines` and
`expressions` hand the rules to other engines, `measurements` measures, `agreement` compares,
`service` measures the JSON API, and `text` tells.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from importlib.util import find_spec
from typing import TypeVar

import numpy as np

from advisor.knowledge import load_knowledge
from advisor.knowledge.knowledge import Knowledge
from advisor.upkeep.bench.agreement import Progress, compare
from advisor.upkeep.bench.measurements import (
    RuleGrowth,
    Speed,
    advising,
    growing,
    growing_rules,
    one_core,
    speeds,
    starting,
)
from advisor.upkeep.bench.text import (
    told_advising,
    told_agreement,
    told_growing,
    told_growing_rules,
    told_speeds,
    told_starting,
)

__all__ = ["PARTS", "measure"]

PARTS = ("engines", "advice", "start", "scenarios", "rules", "service", "agreement")
"""What is measured, in this order. What may be interrupted comes last."""

Say = Callable[[str], None]
_Each = TypeVar("_Each")


def measure(
    say: Say,
    parts: Collection[str] = PARTS,
    scenarios: int = 300,
    agreeing: int = 2_000,
    processes: int = 1,
    progress: Progress = lambda compared, differing: None,
    seconds: float = 10,
) -> bool:
    """Measures and tells it line by line; whether all that was compared agreed.

    scenarios: how many each slow engine decides; agreeing: in how many the columnar engine is
    held against the engine for one scenario, in so many processes; seconds: of each load on the
    service, from sixteen clients. Raises KeyboardInterrupt
    when that was interrupted, once what was counted is told.
    """
    knowledge = load_knowledge()
    engine = "durable-rules" if find_spec("durable") else "plain Python"
    with one_core() as core:
        where = "not pinned to one core" if core is None else f"on one core (number {core})"
        say(f"Measured {where}, in processor time where nothing else is said.")
        say(
            f"{len(knowledge.rules)} rules, Python {sys.version.split()[0]}, NumPy {np.__version__}"
        )
        agreed = _measure(say, parts, knowledge, scenarios, engine)
    if "service" in parts:
        say("")
        _service(say, seconds)
    if "agreement" in parts:
        start = time.perf_counter()
        tally = compare(agreeing, progress, processes)
        _say_all(say, told_agreement(tally, agreeing, engine, time.perf_counter() - start))
        if tally.interrupted:
            raise KeyboardInterrupt
        agreed &= not tally.disagreements
    return agreed


def _service(say: Say, seconds: float) -> None:
    if not all(map(find_spec, ("fastapi", "uvicorn"))):
        say("The service is not measured: it needs the extra `api`.")
        return
    from advisor.upkeep.bench.service import measure as measure_service

    measure_service(say, clients=16, seconds=seconds, workers=1)


def _measure(
    say: Say, parts: Collection[str], knowledge: Knowledge, scenarios: int, engine: str
) -> bool:
    agreed = True
    if "engines" in parts:
        found: list[Speed] = []
        _say_all(say, told_speeds(_noted(speeds(knowledge, scenarios), found)))
        agreed &= all(each.agreeing == each.scenarios for each in found)
    if "advice" in parts:
        _say_all(say, told_advising(advising(knowledge), engine))
    if "start" in parts:
        _say_all(say, told_starting(starting()))
    if "scenarios" in parts:
        _say_all(say, told_growing(growing()))
    if "rules" in parts:
        grown: list[RuleGrowth] = []
        _say_all(say, told_growing_rules(_noted(growing_rules(knowledge), grown)))
        agreed &= all(each.agreeing == each.scenarios for each in grown)
    return agreed


def _noted(each: Iterable[_Each], noted: list[_Each]) -> Iterator[_Each]:
    """What is measured, as it is told, and kept besides."""
    for one in each:
        noted.append(one)
        yield one


def _say_all(say: Say, lines: Iterable[str]) -> None:
    say("")
    for line in lines:
        say(line.rstrip())
