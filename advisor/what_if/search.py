"""The search for the smallest changes of facts that lead to another path, or meet a need.

Every change of one fact is tried, and every change of two; of three those that go on from the
pairs that come nearest.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue, NumberRange
from advisor.reasoning.advice import Change
from advisor.reasoning.columns import Columns
from advisor.reasoning.infer_many import CHUNK
from advisor.reasoning.plan import Planner, Situations
from advisor.what_if.changes import change, effort, next_to
from advisor.what_if.space import Space

MOST_TRIPLES = 24_000
"""Changes of three facts that are tried, for all paths together."""
_ALIKE = 3
"""Of the pairs of changes that lead to one situation, so many are gone on from."""

Chosen: TypeAlias = NDArray[np.intp]
"""Numbers of changes, of shape (tries, changes at once)."""


class Found(NamedTuple):
    """Changes of facts that lead where it was looked for, and the plan under them."""

    changes: tuple[Change, ...]
    plan: tuple[str, ...]


@dataclass(frozen=True)
class Decided:
    """What tries lead to: distinct situations with the plans chosen there.

    which: the number of the situation of each try.
    """

    situations: Situations
    situation_plans: NDArray[np.int16]
    which: NDArray[np.intp]

    @property
    def plans(self) -> NDArray[np.int16]:
        """The number of the plan that each try leads to."""
        return self.situation_plans[self.which]


class Tried(NamedTuple):
    """Changes that were tried, and what they lead to."""

    chosen: Chosen
    decided: Decided


Holds: TypeAlias = Callable[[Decided], NDArray[np.bool_]]
"""Tells which tries lead where it is looked for."""


class Search:
    """Looks for the fewest changes that lead somewhere, and of equally many the easiest.

    space: the scenario, and for each fact that may change the values that it could take.
    """

    def __init__(self, space: Space) -> None:
        self._space = space
        self._planner: Planner = space.decider.planner
        scenario = space.scenario
        changes = [
            (place, code, effort(fact, scenario.get(fact), then))
            for place, fact in enumerate(space.facts)
            for code, then in enumerate(space.answers[fact])
        ]
        self._fact = np.array([each[0] for each in changes], dtype=np.intp)
        self._code = np.array([each[1] for each in changes], dtype=np.intp)
        self._effort = np.array([each[2] for each in changes], dtype=np.float64)
        self._start = self._try(np.zeros((1, 0), dtype=np.intp))
        self.plan = self._planner.plans[int(self._start.plans[0])]

    # What is tried

    @cached_property
    def _singles(self) -> Tried:
        chosen = np.arange(len(self._fact))[:, None]
        return Tried(chosen, self._try(chosen))

    @cached_property
    def _pairs(self) -> Tried:
        one, two = np.triu_indices(len(self._fact), 1)
        chosen = np.column_stack([one, two])[self._fact[one] != self._fact[two]]
        return Tried(chosen, self._try(chosen))

    def _triples(self, missing: Sequence[int]) -> Tried:
        """Pairs that come near to one of these paths, each with every third change."""
        pairs, decided = self._pairs
        third = np.arange(len(self._fact))
        each = max(1, MOST_TRIPLES // max(1, len(missing) * len(third)))
        efforts = self._efforts(pairs)
        far = self._planner.distances(decided.situations)
        nearest: list[int] = []
        for path in missing:
            order = np.lexsort((efforts, far[decided.which, path]))
            nearest += _spread(order, decided.which, each)
        near = pairs[np.unique(np.array(nearest, dtype=np.intp))]
        chosen = np.column_stack([np.repeat(near, len(third), axis=0), np.tile(third, len(near))])
        facts = self._fact[chosen]
        chosen = chosen[(facts[:, 2] != facts[:, 0]) & (facts[:, 2] != facts[:, 1])]
        chosen = np.unique(np.sort(chosen, axis=1), axis=0)
        return Tried(chosen, self._try(chosen))

    def _try(self, chosen: Chosen) -> Decided:
        answered = self._space.unanswered(len(chosen))
        rows = np.arange(len(chosen))
        for number in chosen.T:
            answered[rows, self._fact[number]] = self._code[number]
        return self._decided(self._space.columns(answered))

    def _decided(self, columns: Columns) -> Decided:
        decider, view = self._space.decider, self._space.view
        parts = []
        for start in range(0, columns.size, CHUNK):
            part = columns.take(slice(start, start + CHUNK)) if columns.size > CHUNK else columns
            parts.append(decider.situated(part, view))
        before = np.cumsum([0, *(len(part.distinct.policy) for part in parts[:-1])])
        situations = Situations(
            *map(np.concatenate, zip(*(p.distinct for p in parts), strict=True))
        )
        which = [part.which + first for part, first in zip(parts, before, strict=True)]
        return Decided(situations, self._planner.choose(situations), np.concatenate(which))

    def _efforts(self, chosen: Chosen) -> NDArray[np.float64]:
        efforts: NDArray[np.float64] = self._effort[chosen].sum(axis=1)
        return efforts

    # What is looked for

    def flips(self, paths: Iterable[str]) -> dict[str, Found]:
        """For each of these paths the fewest changes that make it the headline."""
        headlines = np.array([self._planner.paths.index(plan[-1]) for plan in self._planner.plans])

        def leads_to(path: int) -> Holds:
            return lambda decided: headlines[decided.plans] == path

        places = {path: self._planner.paths.index(path) for path in paths}
        found = self._fewest({path: leads_to(place) for path, place in places.items()})
        missing = {path: place for path, place in places.items() if path not in found}
        if missing and len(self._fact):
            triples = self._triples(list(missing.values()))
            found |= self._among(
                triples, {path: leads_to(place) for path, place in missing.items()}
            )
        return found

    def relaxations(self) -> dict[str, Found]:
        """For each must that the plan leaves unmet, the fewest changes under which it is met.

        One change or two; the need stays a must.
        """
        start = self._start
        meets = {need: self._meets(place) for place, need in enumerate(self._planner.needs)}
        musts = dict(zip(meets, start.situations.musts[0].tolist(), strict=True))
        return self._fewest(
            {need: holds for need, holds in meets.items() if musts[need] and not holds(start)[0]}
        )

    def _fewest(self, wanted: Mapping[str, Holds]) -> dict[str, Found]:
        """What one change leads to, and where none does, what two lead to."""
        found: dict[str, Found] = {}
        if wanted and len(self._fact):
            found = self._among(self._singles, wanted)
        missing = {name: holds for name, holds in wanted.items() if name not in found}
        if missing and len(self._fact) > 1:
            found |= self._among(self._pairs, missing)
        return found

    def _among(self, tried: Tried, wanted: Mapping[str, Holds]) -> dict[str, Found]:
        """The easiest of these tries that leads to each of what is wanted, where one does."""
        found: dict[str, Found] = {}
        for name, holds in wanted.items():
            rows = np.flatnonzero(holds(tried.decided))
            if len(rows):
                row = rows[int(np.argmin(self._efforts(tried.chosen[rows])))]
                found[name] = self._found(tried.chosen[row], int(tried.decided.plans[row]), holds)
        return found

    def _meets(self, place: int) -> Holds:
        """Where a need is a must and the plan meets it in full."""
        planner = self._planner
        changing = planner.overrides_of[planner.needs[place]]

        def holds(decided: Decided) -> NDArray[np.bool_]:
            situations = decided.situations
            code = situations.overrides[:, changing] @ (1 << np.arange(len(changing)))
            met = np.zeros(len(situations.policy), dtype=np.bool_)
            for combination in np.unique(code).tolist():
                shortfall, _ = planner.coverage(place, int(combination))
                here = code == combination
                met[here] = shortfall[decided.situation_plans[here]] == 0
            return (met & situations.musts[:, place])[decided.which]

        return holds

    # How it is told

    def _found(self, chosen: NDArray[np.intp], plan: int, holds: Holds) -> Found:
        space = self._space
        values = {
            space.facts[self._fact[number]]: space.answers[space.facts[self._fact[number]]][
                self._code[number]
            ]
            for number in chosen.tolist()
        }
        stands_for = {fact: [value] for fact, value in values.items()}
        for fact in values:
            if fact_definitions()[fact].is_number and space.scenario.get(fact) is None:
                self._widen(fact, values, stands_for, plan, holds)
        changes = tuple(change(space.scenario, fact, value) for fact, value in values.items())
        return Found(changes, self._planner.plans[plan])

    def _widen(
        self,
        fact: str,
        values: dict[str, FactValue],
        stands_for: dict[str, list[FactValue]],
        plan: int,
        holds: Holds,
    ) -> None:
        """Tell an open number as the range of all that lead to the same, not as one of them.

        stands_for: of each change the values that rules can tell apart; where all of them hold,
        everything between does.
        """

        def hold(candidates: Sequence[FactValue]) -> list[bool]:
            tried = [
                self._space.scenario.with_facts(**dict(zip(stands_for, each, strict=True)))
                for candidate in candidates
                for each in itertools.product(*({**stands_for, fact: [candidate]}).values())
            ]
            decided = self._decided(self._space.decider.vocabulary.columns(tried))
            good = holds(decided) & (decided.plans == plan)
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
    """The first tries in this order, of those that lead to one situation only a few."""
    situation = which[order]
    grouped = np.argsort(situation, kind="stable")
    starts = np.flatnonzero(np.diff(situation[grouped], prepend=-1))
    lengths = np.diff(np.append(starts, len(order)))
    rank = np.empty(len(order), dtype=np.intp)
    rank[grouped] = np.arange(len(order)) - np.repeat(starts, lengths)
    chosen: list[int] = order[rank < _ALIKE][:most].tolist()
    return chosen
