"""What holds of many situations whatever is answered to the facts that each leaves open.

A stem states a few facts. What it does not state is open: circumstances may take any value, or
stay unknown; a requirement that nobody states is not asked for, as everywhere. An item is *sure*
where it is recommended under every completion, and *possible* where it is under some. Both lean to
the safe side: what is called sure is, and what is not called possible never is.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.derived import DERIVED_FACTS, rests_on
from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.knowledge.base import Rank
from advisor.knowledge.rule import Condition
from advisor.reasoning.columns import Columns, Plane, pack, unpack
from advisor.reasoning.infer_many import Decider
from advisor.reasoning.items import placed_by
from advisor.reasoning.judge_columns import ColumnJudge, Judged
from advisor.what_if.possible import Possibilities
from advisor.what_if.proof import surely_worse

EXAM_DAY = datetime.date(2026, 11, 25)
"""The exam view does not depend on the day; some functions ask for one."""

FIT_RANKS: tuple[Rank, ...] = ("essential", "recommended")
"""The ranks with which an item may be a key."""


class _OpenJudge(ColumnJudge):
    """Judges where a fact may also come to be stated, or stay unknown."""

    def __init__(self, decider: Decider, columns: Columns, open_where: Mapping[str, Plane]) -> None:
        super().__init__(decider.vocabulary, columns, (), open_where)
        self._open_where = open_where

    def _judge(self, condition: Condition) -> Judged:
        judged = super()._judge(condition)
        may_change = self._open_where.get(condition.about)
        if condition.operator != "stated" or may_change is None:
            return judged
        met, unmet = judged
        return Judged(
            met if met is None else met & ~may_change,
            unmet if unmet is None else unmet & ~may_change,
        )

    def could(self, condition: Condition) -> Judged:
        may_change = self._open_where.get(condition.about)
        if condition.operator != "stated" or may_change is None:
            return super().could(condition)
        met, unmet = self.judge(condition)
        return Judged(
            may_change if met is None else met | may_change,
            may_change if unmet is None else unmet | may_change,
        )


@dataclass(frozen=True)
class Outlooks:
    """What holds of each of many situations under every completion.

    plan: the number of the plan of each as stated; settled: where no completion changes it; sure:
    where an item is essential or recommended whatever is answered; possible: where it is
    recommended, of whatever rank, for some answers; here: where it is, as the situation is stated.
    """

    size: int
    plans: tuple[tuple[str, ...], ...]
    plan: NDArray[np.int16]
    settled: NDArray[np.bool_]
    sure: Mapping[str, NDArray[np.bool_]]
    possible: Mapping[str, NDArray[np.bool_]]
    here: Mapping[str, NDArray[np.bool_]]

    def is_sure(self, row: int, item: str) -> bool:
        """Whether the item is a fit answer in this situation, whatever is left open."""
        return item in self.sure and bool(self.sure[item][row])

    def is_possible(self, row: int, item: str) -> bool:
        """Whether some completion makes the item right, even if only worth considering."""
        return item in self.possible and bool(self.possible[item][row])

    def is_here(self, row: int, item: str) -> bool:
        """Whether the item is essential or recommended in the situation as it is stated."""
        return item in self.here and bool(self.here[item][row])

    def paths(self, row: int) -> tuple[str, ...]:
        """The plan of this situation as stated."""
        return self.plans[int(self.plan[row])]


def open_facts(scenario: Scenario) -> tuple[str, ...]:
    """The circumstances that a scenario leaves open."""
    return tuple(
        name
        for name, definition in fact_definitions().items()
        if not definition.is_requirement and scenario.get(name) is None
    )


def outlooks(decider: Decider, scenarios: Sequence[Scenario]) -> Outlooks:
    """What holds of these situations in the exam view under every completion."""
    size = len(scenarios)
    columns = decider.vocabulary.columns(scenarios)
    open_where = _open_where(scenarios)
    prepared = decider.rules.prepared(columns, "exam")
    judge = _OpenJudge(decider, prepared, open_where)
    certain = decider.rules.fire("infer", judge, {})
    possible = decider.rules.fire("infer", judge, {}, "possible")
    decided = decider.decide(columns, "exam", EXAM_DAY)
    plan = decided.plan

    standing = SimpleNamespace(
        space=SimpleNamespace(decider=decider, answers={}),
        sure=decider.gathered(certain),
        could=decider.gathered(possible),
        columns=prepared,
        size=size,
        answered=np.zeros((size, 0), dtype=np.intp),
    )
    planner = decider.planner
    could_be = np.zeros((size, len(planner.plans)), dtype=np.bool_)
    for number in np.unique(plan).tolist():
        rows = plan == number
        could_be[rows] = ~surely_worse(cast(Possibilities, standing), number)[rows]
        could_be[rows, number] = True
    settled = could_be.sum(axis=1) == 1

    open_plan = pack(~settled)
    holds = {k: p for k, p in certain.concluded.items() if k.startswith(("need:", "signal:"))}
    could_hold = {k: p for k, p in possible.concluded.items() if k.startswith(("need:", "signal:"))}
    for path in planner.paths:
        uses = np.array([path in each for each in planner.plans])
        holds[f"path:{path}"] = pack(~(could_be & ~uses).any(axis=1))
        could_hold[f"path:{path}"] = pack((could_be & uses).any(axis=1))
    second = _OpenJudge(
        decider, prepared, {**open_where, "plan_headline": open_plan, "plan_trains": open_plan}
    )
    second.add(decider.plan_facts(plan))
    _forget_open_plans(second, decider, plan, settled)
    surely = decider.rules.fire("recommend", second, holds, "certain", could_hold)
    maybe = decider.rules.fire("recommend", second, could_hold, "possible", holds)

    sure, could = _settled_items(decider, surely.rules, maybe.rules, size)
    here: dict[str, NDArray[np.bool_]] = {}
    for (item, _, rank), plane in decided.items.items():
        if rank in FIT_RANKS:
            bits = unpack(plane, size)
            here[item] = here[item] | bits if item in here else bits
    return Outlooks(size, planner.plans, plan, settled, sure, could, here)


def _forget_open_plans(
    judge: ColumnJudge, decider: Decider, plan: NDArray[np.int16], settled: NDArray[np.bool_]
) -> None:
    """Where the plan may change, what rules read of it is unknown."""
    facts = decider.plan_facts(plan)
    judge.add(
        {
            name: np.where(settled, cast(NDArray[np.int8], column), np.int8(-1)).astype(np.int8)
            for name, column in facts.items()
        }
    )


def _open_where(scenarios: Sequence[Scenario]) -> dict[str, Plane]:
    """For each circumstance, and each estimate that rests on one, where it is open."""
    open_rows: dict[str, NDArray[np.bool_]] = {
        name: np.array([scenario.get(name) is None for scenario in scenarios], dtype=np.bool_)
        for name, definition in fact_definitions().items()
        if not definition.is_requirement
    }
    for fact in DERIVED_FACTS:
        on = [open_rows[name] for name in rests_on(fact) if name in open_rows]
        if on:
            open_rows[fact] = np.logical_or.reduce(on)
    return {fact: pack(rows) for fact, rows in open_rows.items() if rows.any()}


def _settled_items(
    decider: Decider,
    surely: Mapping[str, Plane],
    maybe: Mapping[str, Plane],
    size: int,
) -> tuple[dict[str, NDArray[np.bool_]], dict[str, NDArray[np.bool_]]]:
    """Where items are right for certain, and where they may be, after vetoes and alternatives."""
    knowledge = decider.knowledge
    rules = knowledge.rules

    def recommended(planes: Mapping[str, Plane], ranks: Sequence[Rank]) -> dict[str, Any]:
        found: dict[str, NDArray[np.bool_]] = {}
        for rule, plane in planes.items():
            for placed in placed_by(knowledge, rules[rule]):
                if placed.rank in ranks:
                    bits = unpack(plane, size)
                    old = found.get(placed.item)
                    found[placed.item] = bits if old is None else old | bits
        return found

    def vetoed(planes: Mapping[str, Plane]) -> dict[str, Any]:
        found: dict[str, NDArray[np.bool_]] = {}
        for rule, plane in planes.items():
            for item in rules[rule].concludes.vetoes:
                bits = unpack(plane, size)
                found[item] = found[item] | bits if item in found else bits
        return found

    nowhere = np.zeros(size, dtype=np.bool_)
    sure = recommended(surely, FIT_RANKS)
    anyway = recommended(surely, (*FIT_RANKS, "consider"))
    could = recommended(maybe, (*FIT_RANKS, "consider"))
    vetoes_sure, vetoes_could = vetoed(surely), vetoed(maybe)
    for item in {*sure, *could, *anyway}:
        refused_maybe = vetoes_could.get(item, nowhere)
        refused_surely = vetoes_sure.get(item, nowhere)
        for planes, refused in ((sure, refused_maybe), (anyway, refused_maybe)):
            if item in planes:
                planes[item] = planes[item] & ~refused
        if item in could:
            could[item] = could[item] & ~refused_surely
    for group in knowledge.alternatives.values():
        before_maybe, before_surely = nowhere, nowhere
        for item in group.items:
            may, must = could.get(item, nowhere), anyway.get(item, nowhere)
            if item in sure:
                sure[item] = sure[item] & ~before_maybe
            if item in could:
                could[item] = may & ~before_surely
            # Of three, the second gives way to the first: it keeps the third away all the same.
            before_maybe = before_maybe | may
            before_surely = before_surely | must
    return sure, could
