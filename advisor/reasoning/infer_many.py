"""Decide for many scenarios at once: which rules fire, which plan is best, which items remain.

The steps of `infer` and `items` on columns, with the same results on every scenario. A plan is
chosen once for each distinct situation, however many scenarios share it.
"""

from __future__ import annotations

import datetime
import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.catalogue import Item
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.columns import Column, Columns, Plane, pack, unpack
from advisor.reasoning.conclusions import Gathered, gather
from advisor.reasoning.engines.columns import ColumnarRules, FiredPlanes, OpenRules
from advisor.reasoning.items import Placed, Settling, placed_by, strongest
from advisor.reasoning.judge_columns import ColumnJudge
from advisor.reasoning.plan import Planner, Situations
from advisor.reasoning.resting import Resting

CHUNK = 65_536
"""Scenarios decided at a time: what one chunk needs stays below some tens of megabytes."""


@dataclass(frozen=True)
class Decisions:
    """What was decided for each of many scenarios.

    plan: the number of the plan chosen, into `plans`; first, second: where each rule of the two
    phases fires; needs: where each need is a must, and where at least a should; limits: where
    each path is ruled out; items: where each item is recommended at a stage and rank (empty
    where the items were not asked for).
    """

    size: int
    plans: tuple[tuple[str, ...], ...]
    plan: NDArray[np.int16]
    first: FiredPlanes
    second: FiredPlanes | None = None
    musts: Mapping[str, Plane] = field(default_factory=dict)
    needs: Mapping[str, Plane] = field(default_factory=dict)
    limits: Mapping[str, Plane] = field(default_factory=dict)
    items: Mapping[Placed, Plane] = field(default_factory=dict)

    def headline(self, row: int) -> str:
        """The costliest path of the plan chosen for one scenario."""
        return self.plans[int(self.plan[row])][-1]

    def fired(self, row: int) -> frozenset[str]:
        """The ids of the rules that fired for one scenario, in both phases."""
        planes = {**self.first.rules, **(self.second.rules if self.second else {})}
        return frozenset(rule for rule, plane in planes.items() if _bit(plane, row))

    def items_of(self, row: int) -> frozenset[Placed]:
        """What is recommended for one scenario."""
        return frozenset(placed for placed, plane in self.items.items() if _bit(plane, row))


def _bit(plane: Plane, row: int) -> bool:
    return bool(plane >> row & 1)


class Situated(NamedTuple):
    """The distinct situations of many scenarios, and the number of the one each is in."""

    distinct: Situations
    which: NDArray[np.intp]


class Decider:
    """The whole decision over columns, for one body of knowledge. Threads may share it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.rules = ColumnarRules(knowledge)
        self.vocabulary = self.rules.vocabulary
        self._resting = Resting(
            rule for rule in knowledge.rules.values() if rule.phase == "recommend"
        )
        self.planner = Planner(knowledge)
        planner = self.planner
        self._paths_of_plan = np.array(
            [[path in plan for path in planner.paths] for plan in planner.plans], dtype=np.bool_
        )
        facts = [planner.facts_of(plan) for plan in planner.plans]
        self._headline = np.array(
            [planner.paths.index(str(each["plan_headline"])) for each in facts], dtype=np.int8
        )
        self._trains = np.array([each["plan_trains"] for each in facts], dtype=np.int8)
        priorities = self.vocabulary.words["priority"]
        self._policy_of_code = np.array(
            [planner.policy_number(None), *(planner.policy_number(each) for each in priorities)],
            dtype=np.intp,
        )

    def decide(
        self, columns: Columns, view: View, as_of: datetime.date, items: bool = True
    ) -> Decisions:
        """The plan, and where asked the items, of each scenario.

        All columns are worked on at once: hand over many scenarios in chunks of `CHUNK`.
        """
        prepared = self.rules.prepared(columns, view, "recommend" if items else "infer")
        judge = ColumnJudge(self.vocabulary, prepared)
        first = self.rules.fire("infer", judge, {})
        concluded = self.gathered(first)
        plan = self._plans(concluded, prepared)
        decisions = Decisions(
            columns.size,
            self.planner.plans,
            plan,
            first,
            musts=concluded.musts,
            needs=concluded.needs,
            limits=concluded.limits,
        )
        if not items:
            return decisions
        second = self._second(prepared, judge, decisions, view)
        found = self._items(prepared, second, view, as_of)
        return replace(decisions, second=second, items=found)

    def plans(
        self, columns: Columns, view: View, among: OpenRules | None = None
    ) -> NDArray[np.int16]:
        """The number of the plan of each scenario, worked out chunk by chunk.

        among: where all of them complete one scenario, the rules that are open for it.
        """
        found = np.zeros(columns.size, dtype=np.int16)
        for start in range(0, columns.size, CHUNK):
            part = slice(start, start + CHUNK)
            few = columns if columns.size <= CHUNK else columns.take(part)
            distinct, which = self.situated(few, view, among)
            found[part] = self.planner.choose(distinct)[which]
        return found

    def rules_fired(self, columns: Columns, view: View) -> FiredPlanes:
        """Where each rule of the first phase fires, and nothing more."""
        prepared = self.rules.prepared(columns, view, "infer")
        return self.rules.fire("infer", ColumnJudge(self.vocabulary, prepared), {})

    # The plan

    def gathered(self, first: FiredPlanes) -> Gathered[Plane]:
        """What the rules of the first phase conclude, from where they fire."""
        return gather(
            ((self.knowledge.rules[rule], plane) for rule, plane in first.rules.items()),
            operator.or_,
        )

    def situations(self, concluded: Gathered[Plane], columns: Columns) -> Situations:
        """The situation of each scenario."""
        planner, size = self.planner, columns.size

        def table(planes: Mapping[Any, Plane], names: Sequence[Any]) -> NDArray[np.bool_]:
            found = np.zeros((size, len(names)), dtype=np.bool_)
            for place, name in enumerate(names):
                if name in planes:
                    found[:, place] = unpack(planes[name], size)
            return found

        priority = columns.facts.get("priority")
        assert priority is None or isinstance(priority, np.ndarray)
        codes = np.full(size, -1, dtype=np.int8) if priority is None else priority
        # Coverage of a need that nobody has decides nothing.
        overrides = {
            cell: plane & concluded.needs[cell[1]]
            for cell, plane in concluded.coverage.items()
            if cell[1] in concluded.needs
        }
        return Situations(
            table(concluded.musts, planner.needs),
            table(concluded.needs, planner.needs),
            table(concluded.limits, planner.paths),
            table(overrides, planner.overrides),
            self._policy_of_code[codes + 1],
        )

    def situated(self, columns: Columns, view: View, among: OpenRules | None = None) -> Situated:
        """The distinct situations of these scenarios; like `plans`, for at most `CHUNK`."""
        prepared = self.rules.prepared(columns, view, "infer")
        judge = ColumnJudge(self.vocabulary, prepared)
        first = self.rules.fire("infer", judge, {}, among=among)
        return self._situated(self.gathered(first), prepared)

    def _situated(self, concluded: Gathered[Plane], columns: Columns) -> Situated:
        situations = self.situations(concluded, columns)
        first, which = _distinct(situations)
        return Situated(situations.take(first), which)

    def _plans(self, concluded: Gathered[Plane], columns: Columns) -> NDArray[np.int16]:
        distinct, which = self._situated(concluded, columns)
        return self.planner.choose(distinct)[which]

    # The items

    def _second(
        self, columns: Columns, judge: ColumnJudge, decisions: Decisions, view: View
    ) -> FiredPlanes:
        plan = decisions.plan
        settled = {
            key: plane
            for key, plane in decisions.first.concluded.items()
            if key.startswith(("need:", "signal:"))
        }
        for place, path in enumerate(self.planner.paths):
            settled[f"path:{path}"] = pack(self._paths_of_plan[plan, place])
        judge.add(self.plan_facts(plan))
        fired = self.rules.fire("recommend", judge, settled)

        def elsewhere(item: str) -> Plane:
            stated = self.knowledge.items[item]
            if view != "production" or not stated.regions:
                return 0
            return self._elsewhere(columns, stated) or 0

        return fired._replace(rules=self._resting.standing(fired.rules, elsewhere))

    def plan_facts(self, plan: NDArray[Any]) -> Mapping[str, Column]:
        """What rules may read of the plans with these numbers."""
        return {"plan_headline": self._headline[plan], "plan_trains": self._trains[plan]}

    def _items(
        self, columns: Columns, second: FiredPlanes, view: View, as_of: datetime.date
    ) -> dict[Placed, Plane]:
        recommended: dict[Placed, Plane] = {}
        vetoes: dict[str, Plane] = {}
        for rule, plane in second.rules.items():
            stated = self.knowledge.rules[rule]
            for placed in placed_by(self.knowledge, stated):
                _add(recommended, placed, plane)
            for item in stated.concludes.vetoes:
                _add(vetoes, item, plane)
        settling = Settling(
            self.knowledge,
            view,
            as_of,
            vetoes,
            lambda item: self._in_use(columns, item),
            lambda item: self._elsewhere(columns, item),
        )
        return strongest(settling.settle(recommended))

    def _in_use(self, columns: Columns, service: str) -> Plane | None:
        column = columns.facts.get("existing_services")
        place = self.vocabulary.place("existing_services", service)
        if column is None or place < 0:
            return None
        bits = column.bits[place // 64]  # type: ignore[union-attr]
        return pack((bits >> np.uint64(place % 64)) & np.uint64(1) != 0)

    def _elsewhere(self, columns: Columns, item: Item) -> Plane | None:
        column = columns.facts.get("region")
        if column is None:
            return None
        others = [
            self.vocabulary.place("region", region)
            for region in self.knowledge.regions
            if region not in item.regions
        ]
        return pack(np.isin(column, others))


def _add(planes: dict[Any, Plane], key: Any, plane: Plane) -> None:
    planes[key] = planes[key] | plane if key in planes else plane


def _distinct(situations: Situations) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows that stand for all distinct situations, and for each row which of them it is."""
    bits = np.column_stack(
        [
            situations.musts,
            situations.needs,
            situations.ruled_out,
            situations.overrides,
            *((situations.policy >> place & 1).astype(np.bool_) for place in range(4)),
        ]
    )
    _, first, which = np.unique(_mixed(bits), return_index=True, return_inverse=True)
    return first, which.ravel()


def _mixed(bits: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """One number for each row of bits: equal rows share it and different ones do not.

    Up to 64 bits it is the bits themselves. Raises ValueError in the case, as good as
    impossible, that two different rows of more bits were given one number.
    """
    octets = np.packbits(bits, axis=1)
    words = np.zeros((len(bits), -(-octets.shape[1] // 8)), dtype=np.uint64)
    words.view(np.uint8)[:, : octets.shape[1]] = octets
    mixed = words[:, 0].copy()
    for place in range(1, words.shape[1]):
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= words[:, place]
    return mixed


@lru_cache(maxsize=2)
def default_decider() -> Decider:
    """The decider over the project's own knowledge; made once per process."""
    return Decider(load_knowledge())
