"""Do columns and durable-rules say the same? Random scenarios decided by both, one by one.

In each scenario three things are held against each other: which rules fire, which plan is chosen,
and which items are recommended, at which stage and rank.
"""

from __future__ import annotations

import datetime
import json
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from typing import Literal, NamedTuple

import numpy as np

from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.infer import Reasoner
from advisor.reasoning.infer_many import Decider
from advisor.reasoning.items import recommend
from advisor.upkeep.bench.scenarios import SEED, RandomScenarios, rough_rows
from advisor.upkeep.survey import own_prices

DAY = datetime.date(2026, 11, 22)
PART = 50
"""Scenarios compared at a time: of one view, one day, and with or without prices given."""
TOLD = 5
"""Disagreements that are told in full."""

Kind = Literal["production view", "exam view", "production view, own prices"]
KINDS: tuple[Kind, ...] = ("production view", "exam view", "production view, own prices")

Progress = Callable[[int, int], None]
"""Is told how many scenarios were compared so far, and in how many the two differed."""


class Disagreement(NamedTuple):
    """A scenario in which the two differ: in what, on which day, and its facts."""

    kind: Kind
    day: datetime.date
    what: tuple[str, ...]
    facts: str


@dataclass
class Tally:
    """How many scenarios were compared, and in how many the two differ, by kind.

    rough: of all compared, those with a range among their facts; on_closing_days: those decided
    on a day on which an item closes, or on the eve of one; fired: the rules that fired in any;
    differences: the first ones in full; interrupted: whether it was stopped before the end.
    """

    compared: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    differing: dict[Kind, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    rough: int = 0
    rough_differing: int = 0
    on_closing_days: int = 0
    fired: set[str] = field(default_factory=set)
    differences: list[Disagreement] = field(default_factory=list)
    interrupted: bool = False

    @property
    def total(self) -> int:
        """How many scenarios were compared."""
        return sum(self.compared.values())

    @property
    def disagreements(self) -> int:
        """In how many scenarios the two differ."""
        return sum(self.differing.values())

    def add(self, other: Tally) -> None:
        """Adds what was counted elsewhere."""
        for kind in KINDS:
            self.compared[kind] += other.compared[kind]
            self.differing[kind] += other.differing[kind]
        self.rough += other.rough
        self.rough_differing += other.rough_differing
        self.on_closing_days += other.on_closing_days
        self.fired |= other.fired
        self.differences += other.differences[: TOLD - len(self.differences)]


class Pair:
    """Columns and the engine for one scenario, over one body of knowledge."""

    def __init__(
        self, knowledge: Knowledge, decider: Decider | None = None, reasoner: Reasoner | None = None
    ) -> None:
        self.knowledge = knowledge
        self.decider = decider or Decider(knowledge)
        self.reasoner = reasoner or Reasoner(knowledge)
        self._random = RandomScenarios(self.decider)

    def compare(self, number: int, size: int, kind: Kind) -> Tally:
        """Compares so many random scenarios: the part of this number."""
        view: View = "exam" if kind == "exam view" else "production"
        chance = np.random.Generator(np.random.PCG64([SEED, number]))
        closings = _closings(self.knowledge)
        closing = bool(closings) and bool(chance.random() < 0.5)
        day = closings[int(chance.integers(len(closings)))] if closing else DAY
        columns = self._random.columns(size, SEED + number, rough=bool(chance.random() < 0.6))
        rough = rough_rows(columns)
        decisions = self.decider.decide(columns, view, day)
        tally = Tally(on_closing_days=size if closing else 0)
        tally.compared[kind] = size
        tally.rough = int(rough.sum())
        for row, scenario in enumerate(self._random.scenarios(columns)):
            inference = self.reasoner.infer(scenario, view, day)
            items = recommend(self.knowledge, inference).items
            fired = inference.first.fired | inference.second.fired
            tally.fired |= fired
            same = {
                "rules": decisions.fired(row) == fired,
                "plan": decisions.plans[int(decisions.plan[row])] == inference.plan.paths,
                "items": decisions.items_of(row)
                == {(each.item, each.stage, each.rank) for each in items},
            }
            if not all(same.values()):
                tally.differing[kind] += 1
                tally.rough_differing += bool(rough[row])
                what = tuple(name for name, holds in same.items() if not holds)
                facts = json.dumps(scenario.model_dump(mode="json", exclude_none=True))
                if len(tally.differences) < TOLD:
                    tally.differences.append(Disagreement(kind, day, what, facts))
        return tally


def _closings(knowledge: Knowledge) -> list[datetime.date]:
    """The days on which items close, and their eves."""
    days = {
        item.closing.on
        for item in knowledge.items.values()
        if item.closing is not None and item.closing.on is not None
    }
    return sorted(days | {day - datetime.timedelta(days=1) for day in days})


def parts(scenarios: int) -> list[tuple[int, int, Kind]]:
    """So many scenarios in parts: the number, the size and the kind of each."""
    return [
        (number, min(PART, scenarios - start), KINDS[number % len(KINDS)])
        for number, start in enumerate(range(0, scenarios, PART))
    ]


def compare(scenarios: int, progress: Progress, processes: int = 1) -> Tally:
    """Compares so many random scenarios, in this process or in several.

    When the user interrupts it, what was counted so far is given.
    """
    tally = Tally()
    work = parts(scenarios)
    try:
        for counted in _counted(work, processes):
            tally.add(counted)
            progress(tally.total, tally.disagreements)
    except KeyboardInterrupt:
        tally.interrupted = True
    return tally


def _counted(work: Sequence[tuple[int, int, Kind]], processes: int) -> Iterator[Tally]:
    if processes == 1:
        yield from (_compare_part(*part) for part in work)
        return
    # A compiled ruleset does not outlive a fork.
    pool = ProcessPoolExecutor(processes, get_context("spawn"), _leave_interrupts)
    try:
        for done in as_completed([pool.submit(_compare_part, *part) for part in work]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """The parent is interrupted together with its processes; it alone answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@cache
def _pair(priced: bool) -> Pair:
    knowledge = load_knowledge()
    return Pair(own_prices(knowledge)[0] if priced else knowledge)


def _compare_part(number: int, size: int, kind: Kind) -> Tally:
    return _pair(kind == "production view, own prices").compare(number, size, kind)
