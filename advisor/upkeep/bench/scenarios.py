"""Random scenarios for measuring and comparing: where engines could differ, on purpose often.

Two engines that read a bound differently differ only at the bound. So numbers stand at the values
that rules hold them against, one step below and above, and at the estimates of their own scenario;
a part of them are rough, with ends at such values too; sets hold any words; and facts are unknown.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.derived import DERIVATIONS, NumberColumn, deriver_over
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import LARGEST_NUMBER
from advisor.reasoning.columns import Codes, Column, Columns, SetColumn
from advisor.reasoning.infer_many import CHUNK, Decider

SEED = 20_261_122

KNOWN = (0.1, 0.5, 0.9, 1.0)
"""The share of facts that a scenario states: each scenario has one of these."""
ROUGH = 0.25
"""The share of stated numbers that are ranges, in the scenarios that have ranges."""
NEAR = 0.7
"""The share of numbers that stand at a bound or one step off; the rest are of any size."""
WORDS = (0.0, 0.05, 0.2, 0.6, 1.0)
"""How likely each word is to stand in a set: none, few, many or all of them."""


class RandomScenarios:
    """A source of random scenarios over one body of knowledge; the same seed gives the same."""

    def __init__(self, decider: Decider) -> None:
        self._vocabulary = decider.vocabulary
        self._deriver = deriver_over(decider.knowledge)
        bounds: dict[str, set[float]] = defaultdict(set)
        for rule in decider.knowledge.rules.values():
            for condition in rule.conditions:
                fact = fact_definitions().get(condition.about)
                if fact is not None and fact.is_number and condition.operator != "stated":
                    bounds[fact.name].add(float(condition.operand))
        for name, values in self._deriver.thresholds_of(Scenario()).items():
            bounds[name].update(values)
        self.bounds: Mapping[str, tuple[float, ...]] = {
            name: tuple(sorted(bounds[name]))
            for name, definition in fact_definitions().items()
            if definition.is_number
        }
        """The values at which rules, or an estimate about nothing stated, cut each number."""

    def columns(self, size: int, seed: int = SEED, rough: bool = True) -> Columns:
        """So many scenarios as columns. rough: whether some of their numbers are ranges."""
        chance = np.random.Generator(np.random.PCG64(seed))
        share = chance.choice(np.array(KNOWN), size)
        facts: dict[str, Column] = {}
        for fact, definition in fact_definitions().items():
            known = chance.random(size) < share
            if definition.is_number:
                facts[fact] = self._numbers(chance, definition, known, rough)
            elif definition.kind == "choices":
                facts[fact] = self._sets(chance, fact, known)
            else:
                facts[fact] = self._words(chance, fact, known)
        self._put_at_estimates(chance, facts)
        return Columns(size, facts)

    def many(self, size: int, seed: int = SEED) -> Columns:
        """So many scenarios held at once, made a chunk at a time: making them takes no more room.

        A chunk's seed is its first scenario's number added to `seed`.
        """
        facts: dict[str, Column] = {}
        for start in range(0, size, CHUNK):
            rows = slice(start, min(start + CHUNK, size))
            for fact, column in self.columns(rows.stop - start, seed + start).facts.items():
                if fact not in facts:
                    facts[fact] = _room_for(column, size)
                for whole, part in zip(_arrays(facts[fact]), _arrays(column), strict=True):
                    whole[..., rows] = part
        return Columns(size, facts)

    def _words(self, chance: np.random.Generator, fact: str, known: NDArray[np.bool_]) -> Codes:
        number = len(self._vocabulary.words[fact]) or 2
        codes = chance.integers(0, number, len(known), dtype=np.int8)
        codes[~known] = -1
        return codes

    def _sets(self, chance: np.random.Generator, fact: str, known: NDArray[np.bool_]) -> SetColumn:
        size, words = len(known), self._vocabulary.words[fact]
        likely = chance.choice(np.array(WORDS), size)
        bits = np.zeros((-(-max(len(words), 1) // 64), size), dtype=np.uint64)
        for place in range(len(words)):
            chosen = known & (chance.random(size) < likely)
            bits[place // 64] |= chosen.astype(np.uint64) << np.uint64(place % 64)
        return SetColumn(bits, known)

    def _numbers(
        self,
        chance: np.random.Generator,
        definition: FactDefinition,
        known: NDArray[np.bool_],
        rough: bool,
    ) -> NumberColumn:
        size = len(known)
        low = self._values(chance, definition, size)
        high = low.copy()
        if rough:
            ranged = chance.random(size) < ROUGH
            other = self._values(chance, definition, size)
            high = np.where(ranged, np.maximum(low, other), high)
            low = np.where(ranged, np.minimum(low, other), low)
            ends = chance.integers(0, 3, size)
            high[ranged & (ends == 1)] = np.inf
            # "At least nothing" says no more than leaving the fact out.
            known = known & ~(np.isinf(high) & (low == 0))
            low[ranged & (ends == 2)] = -np.inf
        low[~known], high[~known] = -np.inf, np.inf
        return NumberColumn(low, high, known)

    def _values(
        self, chance: np.random.Generator, definition: FactDefinition, size: int
    ) -> NDArray[np.float64]:
        whole = definition.kind == "count"
        points = {0.0, float(definition.most)}
        for bound in self.bounds[definition.name]:
            points.update(_beside(bound, whole))
        near = chance.choice(np.array(sorted(points)), size)
        sizes = 10.0 ** chance.uniform(-1, 13, size)
        values = np.where(chance.random(size) < NEAR, near, np.floor(sizes) if whole else sizes)
        return np.clip(values, 0.0, float(definition.most))

    def _put_at_estimates(self, chance: np.random.Generator, facts: dict[str, Column]) -> None:
        """Puts a part of the numbers exactly at an end of their own scenario's estimate."""
        definitions = fact_definitions()
        # An estimate that rests on a number is worked out once that number stands.
        stated_facts = dict.fromkeys(each.stated for each in DERIVATIONS)
        rested_on = {fact for each in DERIVATIONS for fact in each.rests_on}
        for stated in sorted(stated_facts, key=lambda fact: fact not in rested_on):
            held = [each for each in DERIVATIONS if each.stated == stated]
            column = facts[stated]
            assert isinstance(column, NumberColumn)
            exact = column.known & (column.low == column.high)
            numbers = {fact: each for fact, each in facts.items() if isinstance(each, NumberColumn)}
            derived = self._deriver.derive_columns(numbers, {each.figure for each in held})
            low, high = column.low.copy(), column.high.copy()
            for each, chosen in zip(held, _shares(chance, len(exact), len(held), 0.3), strict=True):
                figure = derived.get(each.figure)
                if figure is None:
                    continue
                end = np.where(chance.random(len(exact)) < 0.5, figure.low, figure.high)
                if definitions[stated].kind == "count":
                    end = np.floor(end) + chance.integers(-1, 2, len(exact))
                here = exact & chosen & np.isfinite(end) & (end >= 0) & (end <= LARGEST_NUMBER)
                low[here] = high[here] = end[here]
            facts[stated] = NumberColumn(low, high, column.known)

    def scenario(self, columns: Columns, row: int) -> Scenario:
        """One of many scenarios, as facts."""
        facts: dict[str, Any] = {}
        for name, column in columns.facts.items():
            value = self._vocabulary.value(name, column, row)
            facts[name] = list(value) if isinstance(value, tuple) else value
        return read_scenario(facts)

    def scenarios(self, columns: Columns, number: int | None = None) -> list[Scenario]:
        """The first so many scenarios of these columns, or all, as facts."""
        rows = columns.size if number is None else number
        return [self.scenario(columns, row) for row in range(rows)]


def _beside(bound: float, whole: bool) -> tuple[float, ...]:
    """A bound, and the nearest numbers below and above it that the fact can have."""
    if whole:
        found = (np.floor(bound) - 1, np.floor(bound), np.ceil(bound), np.floor(bound) + 1)
    else:
        found = (np.nextafter(bound, 0.0), bound, np.nextafter(bound, np.inf), bound * 0.99)
    return tuple(float(each) for each in found if 0 <= each <= LARGEST_NUMBER)


def _shares(
    chance: np.random.Generator, size: int, parts: int, share: float
) -> list[NDArray[np.bool_]]:
    """Disjoint random parts of so many rows, together this share of them."""
    drawn = chance.random(size)
    ends = np.linspace(0.0, share, parts + 1)
    return [(drawn >= low) & (drawn < high) for low, high in itertools.pairwise(ends)]


def _arrays(column: Column) -> tuple[NDArray[Any], ...]:
    """The arrays that a column is made of; the scenarios run along the last axis of each."""
    return (column,) if isinstance(column, np.ndarray) else tuple(column)


def _room_for(column: Column, size: int) -> Column:
    room = (np.empty((*each.shape[:-1], size), each.dtype) for each in _arrays(column))
    return next(room) if isinstance(column, np.ndarray) else type(column)(*room)


def mib_of(columns: Columns) -> float:
    """How much memory the facts of these scenarios fill, in MiB."""
    return sum(each.nbytes for column in columns.facts.values() for each in _arrays(column)) / 2**20


def rough_rows(columns: Columns) -> NDArray[np.bool_]:
    """Which scenarios have a range among their facts."""
    found = np.zeros(columns.size, dtype=np.bool_)
    for column in columns.facts.values():
        if isinstance(column, NumberColumn):
            found |= column.known & (column.low != column.high)
    return found
