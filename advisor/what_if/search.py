"""The search for the smallest change of facts that leads to a goal.

A goal is another path, a need that is met, or a choice that becomes right. Every change of one
fact is tried, and every change of two; of three, those that extend the pairs that come nearest.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue, NumberRange
from advisor.reasoning.advice import Change
from advisor.reasoning.columns import Columns, unpack
from advisor.reasoning.infer_many import CHUNK
from advisor.reasoning.plan import Situations
from advisor.what_if.changes import change, effort, next_to
from advisor.what_if.space import Space

MOST_TRIPLES = 24_000
"""Changes of three facts that are tried, for all goals together."""
_ALIKE = 3
"""How many pairs that lead to the same situation are extended into triples."""

Combinations: TypeAlias = NDArray[np.intp]
"""Numbers of the changes made together, of shape (combinations, changes in each)."""

Effort: TypeAlias = Callable[[str, FactValue | None, FactValue], float]
"""How much it takes to change a fact from one value (None: unknown) to another."""


@dataclass(frozen=True)
class Goal:
    """What a change of facts should lead to. All that is given must hold.

    plans: one of these is chosen; items: all of these are recommended; need: it is a must, and
    the plan meets it in full.
    """

    plans: frozenset[tuple[str, ...]] | None = None
    items: frozenset[str] = frozenset()
    need: str | None = None


class SmallestChange(NamedTuple):
    """The changes of facts that lead to a goal, the plan under them, and musts that it leaves."""

    changes: tuple[Change, ...]
    plan: tuple[str, ...]
    leaves: tuple[str, ...] = ()


class Outcomes:
    """What is decided in many variants of a scenario.

    situations: the distinct ones among them; which: the number of the situation of each variant.
    """

    def __init__(self, space: Space, columns: Columns, day: datetime.date | None) -> None:
        self._decider, self._view, self._day = space.decider, space.view, day
        self._planner = space.decider.planner
        self._parts = [
            columns.take(slice(start, start + CHUNK)) if columns.size > CHUNK else columns
            for start in range(0, columns.size, CHUNK)
        ]
        parts = [self._decider.situated(part, self._view) for part in self._parts]
        before = np.cumsum([0, *(len(part.distinct.policy) for part in parts[:-1])])
        self.situations = Situations(
            *map(np.concatenate, zip(*(part.distinct for part in parts), strict=True))
        )
        self.which = np.concatenate(
            [part.which + first for part, first in zip(parts, before, strict=True)]
        )
        self._plan_of_situation = self._planner.choose(self.situations)

    @property
    def plans(self) -> NDArray[np.int16]:
        """The number of the plan of each variant."""
        plans: NDArray[np.int16] = self._plan_of_situation[self.which]
        return plans

    @cached_property
    def distances(self) -> NDArray[np.float64]:
        """How far each path is from being the headline of each variant; 0 where it is."""
        distances: NDArray[np.float64] = self._planner.distances(self.situations)[self.which]
        return distances

    def reach(self, goal: Goal) -> NDArray[np.bool_]:
        """Which of the variants reach a goal."""
        reached = np.ones(len(self.which), dtype=np.bool_)
        if goal.plans is not None:
            wanted = np.array([plan in goal.plans for plan in self._planner.plans])
            reached &= wanted[self.plans]
        if goal.need is not None:
            reached &= self._meets(goal.need)
        for item in goal.items:
            reached &= self._recommended.get(item, np.zeros_like(reached))
        return reached

    def leaves(self, row: int) -> tuple[str, ...]:
        """The musts that the plan of one variant does not meet in full."""
        planner, situations = self._planner, self.situations
        place = int(self.which[row])
        plan = int(self._plan_of_situation[place])
        found = []
        for number, need in enumerate(planner.needs):
            if situations.musts[place, number]:
                overrides = planner.overrides_of[need]
                code = situations.overrides[place, overrides] @ (1 << np.arange(len(overrides)))
                shortfall, _ = planner.coverage(number, int(code))
                if shortfall[plan] > 0:
                    found.append(need)
        return tuple(found)

    def _meets(self, need: str) -> NDArray[np.bool_]:
        """Where a need is a must and the plan meets it in full."""
        planner, situations = self._planner, self.situations
        place = planner.needs.index(need)
        overrides = planner.overrides_of[need]
        code = situations.overrides[:, overrides] @ (1 << np.arange(len(overrides)))
        met = np.zeros(len(situations.policy), dtype=np.bool_)
        for combination in np.unique(code).tolist():
            shortfall, _ = planner.coverage(place, int(combination))
            here = code == combination
            met[here] = shortfall[self._plan_of_situation[here]] == 0
        meeting: NDArray[np.bool_] = (met & situations.musts[:, place])[self.which]
        return meeting

    @cached_property
    def _recommended(self) -> Mapping[str, NDArray[np.bool_]]:
        """Where each item is recommended; worked out only if a goal asks for items."""
        assert self._day is not None
        found: dict[str, NDArray[np.bool_]] = {}
        start = 0
        for part in self._parts:
            decided = self._decider.decide(part, self._view, self._day)
            for (item, _, _), plane in decided.items.items():
                rows = found.setdefault(item, np.zeros(len(self.which), dtype=np.bool_))
                rows[start : start + part.size] |= unpack(plane, part.size)
            start += part.size
        return found


class Tried(NamedTuple):
    """Combinations of changes that were tried, and what they lead to."""

    combinations: Combinations
    outcomes: Outcomes


class Search:
    """Finds the fewest changes that lead to a goal and, among equally many, the easiest.

    space: the scenario, and for each fact that may change the values that it could take; day:
    the day on which items are offered, needed for goals that name items; effort: what makes one
    change easier than another.
    """

    def __init__(
        self, space: Space, day: datetime.date | None = None, effort: Effort = effort
    ) -> None:
        self._space = space
        self._day = day
        self._planner = space.decider.planner
        changes = [
            (place, code, effort(fact, space.scenario.get(fact), then))
            for place, fact in enumerate(space.facts)
            for code, then in enumerate(space.answers[fact])
        ]
        self._fact = np.array([each[0] for each in changes], dtype=np.intp)
        self._code = np.array([each[1] for each in changes], dtype=np.intp)
        self._effort = np.array([each[2] for each in changes], dtype=np.float64)

    @cached_property
    def unchanged(self) -> Outcomes:
        """What is decided where nothing changes."""
        return self._tried(np.zeros((1, 0), dtype=np.intp)).outcomes

    @property
    def plan(self) -> tuple[str, ...]:
        """The plan where nothing changes."""
        return self._planner.plans[int(self.unchanged.plans[0])]

    def flips(self) -> dict[str, SmallestChange]:
        """For each other path the smallest change that makes it the headline."""
        return self.smallest(
            {
                path: Goal(frozenset(plan for plan in self._planner.plans if plan[-1] == path))
                for path in self._planner.paths
                if path != self.plan[-1]
            }
        )

    def relaxations(self) -> dict[str, SmallestChange]:
        """For each must that the plan leaves unmet, the smallest change under which it is met.

        One fact changes or two; the need stays a must.
        """
        musts = self.unchanged.situations.musts[0].tolist()
        goals = {
            need: Goal(need=need)
            for need, must in zip(self._planner.needs, musts, strict=True)
            if must
        }
        return self.smallest(
            {need: goal for need, goal in goals.items() if not self.unchanged.reach(goal)[0]},
            most=2,
        )

    def smallest(self, goals: Mapping[str, Goal], most: int = 3) -> dict[str, SmallestChange]:
        """The smallest change that leads to each goal. A goal that none reaches is left out.

        most: how many facts may change, at most three.
        """
        found: dict[str, SmallestChange] = {}
        for size in range(1, min(most, len(self._space.facts)) + 1):
            missing = {name: goal for name, goal in goals.items() if name not in found}
            if not missing:
                break
            tried = self._of_size(size, list(missing.values()))
            for name, goal in missing.items():
                rows = np.flatnonzero(tried.outcomes.reach(goal))
                if len(rows):
                    row = rows[int(np.argmin(self._efforts(tried.combinations[rows])))]
                    found[name] = self._described(tried, row, goal)
        return found

    # What is tried

    def _of_size(self, size: int, goals: Sequence[Goal]) -> Tried:
        if size == 1:
            return self._singles
        return self._pairs if size == 2 else self._triples(goals)

    @cached_property
    def _singles(self) -> Tried:
        return self._tried(np.arange(len(self._fact))[:, None])

    @cached_property
    def _pairs(self) -> Tried:
        one, two = np.triu_indices(len(self._fact), 1)
        return self._tried(np.column_stack([one, two])[self._fact[one] != self._fact[two]])

    def _triples(self, goals: Sequence[Goal]) -> Tried:
        """The pairs that come nearest to each goal, each with every third change."""
        pairs, outcomes = self._pairs
        third = np.arange(len(self._fact))
        each = max(1, MOST_TRIPLES // (len(goals) * len(third)))
        efforts = self._efforts(pairs)
        nearest: list[int] = []
        for goal in goals:
            order = np.lexsort((efforts, self._distances(goal, outcomes)))
            nearest += _spread(order, outcomes.which, each)
        near = pairs[np.unique(np.array(nearest, dtype=np.intp))]
        triples = np.column_stack([np.repeat(near, len(third), axis=0), np.tile(third, len(near))])
        facts = self._fact[triples]
        triples = triples[(facts[:, 2] != facts[:, 0]) & (facts[:, 2] != facts[:, 1])]
        return self._tried(np.unique(np.sort(triples, axis=1), axis=0))

    def _distances(self, goal: Goal, outcomes: Outcomes) -> NDArray[np.float64]:
        """How far each variant is from a goal; of a goal without plans nothing is known."""
        if not goal.plans:
            return np.zeros(len(outcomes.which))
        headlines = {self._planner.paths.index(plan[-1]) for plan in goal.plans}
        least: NDArray[np.float64] = outcomes.distances[:, sorted(headlines)].min(axis=1)
        return least

    def _tried(self, combinations: Combinations) -> Tried:
        answers = self._space.unanswered(len(combinations))
        rows = np.arange(len(combinations))
        for number in combinations.T:
            answers[rows, self._fact[number]] = self._code[number]
        return Tried(combinations, self._outcomes(self._space.columns(answers)))

    def _outcomes(self, columns: Columns) -> Outcomes:
        return Outcomes(self._space, columns, self._day)

    def _efforts(self, combinations: Combinations) -> NDArray[np.float64]:
        efforts: NDArray[np.float64] = self._effort[combinations].sum(axis=1)
        return efforts

    # How it is described

    def _described(self, tried: Tried, row: int, goal: Goal) -> SmallestChange:
        space, plan = self._space, int(tried.outcomes.plans[row])
        values = {
            space.facts[self._fact[number]]: space.answers[space.facts[self._fact[number]]][
                self._code[number]
            ]
            for number in tried.combinations[row].tolist()
        }
        stands_for = {fact: [value] for fact, value in values.items()}
        for fact in values:
            if fact_definitions()[fact].is_number and space.scenario.get(fact) is None:
                self._widen(fact, values, stands_for, plan, goal)
        changes = tuple(change(space.scenario, fact, value) for fact, value in values.items())
        return SmallestChange(changes, self._planner.plans[plan], tried.outcomes.leaves(row))

    def _widen(
        self,
        fact: str,
        values: dict[str, FactValue],
        stands_for: dict[str, list[FactValue]],
        plan: int,
        goal: Goal,
    ) -> None:
        """Give an open number as the range of all values that lead to the same plan.

        stands_for: of each change the values that rules can tell apart; where all of them hold,
        everything between does.
        """

        def hold(candidates: Sequence[FactValue]) -> list[bool]:
            variants = [
                self._space.scenario.with_facts(**dict(zip(stands_for, each, strict=True)))
                for candidate in candidates
                for each in itertools.product(*({**stands_for, fact: [candidate]}).values())
            ]
            outcomes = self._outcomes(self._space.decider.vocabulary.columns(variants))
            good = outcomes.reach(goal) & (outcomes.plans == plan)
            table = good.reshape(len(candidates), -1).all(axis=1)
            return [bool(each) for each in table]

        every = self._space.answers[fact]
        holding = hold(every)
        first = last = every.index(values[fact])
        while first > 0 and holding[first - 1]:
            first -= 1
        while last + 1 < len(every) and holding[last + 1]:
            last += 1
        # Rules cut a number at one of these values, or just behind it.
        behind = [next_to(fact, every[first - 1], 1)] if first > 0 else []
        before = [next_to(fact, every[last + 1], -1)] if last + 1 < len(every) else []
        if not behind and not before:
            return
        edges = [edge for edge in (*behind, *before) if hold([edge])[0]]
        stretch = [*every[first : last + 1], *edges]
        wide = NumberRange(
            at_least=min(stretch, key=_size) if behind else None,
            at_most=max(stretch, key=_size) if before else None,
        )
        if hold([wide])[0]:
            values[fact], stands_for[fact] = wide, stretch


def _size(value: FactValue) -> float:
    assert isinstance(value, (int, float))
    return float(value)


def _spread(order: NDArray[np.intp], which: NDArray[np.intp], most: int) -> list[int]:
    """The first in this order, but only a few of those that lead to the same situation."""
    situation = which[order]
    grouped = np.argsort(situation, kind="stable")
    starts = np.flatnonzero(np.diff(situation[grouped], prepend=-1))
    lengths = np.diff(np.append(starts, len(order)))
    rank = np.empty(len(order), dtype=np.intp)
    rank[grouped] = np.arange(len(order)) - np.repeat(starts, lengths)
    chosen: list[int] = order[rank < _ALIKE][:most].tolist()
    return chosen
