"""Many scenarios at once: a NumPy array for each fact, one bit of a number for each truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.derived import DERIVED_FACTS, NumberColumn
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import refuse_unknown_services
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import CONTEXT_FACTS, Condition

Plane: TypeAlias = int

"""One bit for each scenario, in one number. Bits past the last scenario mean nothing.

Where scenarios are few, joining two numbers takes a tenth of the time of joining two arrays.
"""

EVERYWHERE: Plane = -1
NOWHERE: Plane = 0

Codes: TypeAlias = NDArray[np.int8]

"""One choice for each scenario: its place among the fact's choices, -1 where unknown."""

WORD_BITS = 64
_WORD = (1 << WORD_BITS) - 1


def pack(flags: NDArray[np.bool_]) -> Plane:
    """A plane from one boolean for each scenario."""
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def unpack(plane: Plane, size: int) -> NDArray[np.bool_]:
    """One boolean for each of `size` scenarios."""
    octets = _within(plane, size).to_bytes(-(-size // 8), "little")
    bits = np.unpackbits(np.frombuffer(octets, np.uint8), count=size, bitorder="little")
    return bits.view(np.bool_)


def count(plane: Plane | None, size: int) -> int:
    """In how many of `size` scenarios the bit is set; None is nowhere."""
    return 0 if plane is None else _within(plane, size).bit_count()


def anywhere(plane: Plane, size: int) -> bool:
    """Whether the bit is set in any of `size` scenarios."""
    return _within(plane, size) != 0


def _within(plane: Plane, size: int) -> Plane:
    return plane & ((1 << size) - 1)


class SetColumn(NamedTuple):
    """A set of choices in many scenarios.

    bits: uint64 of shape (words, scenarios), choice number n in bit n % 64 of word n // 64;
    known: where the fact was given at all.
    """

    bits: NDArray[np.uint64]
    known: NDArray[np.bool_]


Column: TypeAlias = Codes | SetColumn | NumberColumn


@dataclass(frozen=True)
class Columns:
    """The facts of many scenarios. A fact without a column is unknown in all of them."""

    size: int
    facts: Mapping[str, Column]

    def take(self, rows: NDArray[Any] | slice) -> Columns:
        """These scenarios only, in this order."""
        size = len(np.empty(self.size, dtype=np.bool_)[rows])
        return Columns(size, {name: take(column, rows) for name, column in self.facts.items()})

    def with_columns(self, facts: Mapping[str, Column]) -> Columns:
        """The same scenarios with these facts in place of theirs."""
        return replace(self, facts={**self.facts, **facts})


def take(column: Column, rows: NDArray[Any] | slice) -> Column:
    """A column of these scenarios only, in this order."""
    if isinstance(column, SetColumn):
        return SetColumn(np.ascontiguousarray(column.bits[:, rows]), column.known[rows])
    if isinstance(column, NumberColumn):
        return NumberColumn(column.low[rows], column.high[rows], column.known[rows])
    return column[rows]


def repeated(column: Column, size: int) -> Column:
    """The column of one scenario for `size` alike; nothing is copied."""

    def wide(values: NDArray[Any]) -> NDArray[Any]:
        return np.broadcast_to(values, (*values.shape[:-1], size))

    if isinstance(column, (SetColumn, NumberColumn)):
        return type(column)(*map(wide, column))
    return wide(column)


class Choice(NamedTuple):
    """What a condition asks of the choices made for a fact, by their places.

    places: one of these is asked for, or every one where `every` says so; others: none of these;
    denied: where the rest does not hold, the condition is met.
    """

    fact: str
    places: tuple[int, ...]
    every: bool = False
    others: tuple[int, ...] = ()
    denied: bool = False


class Vocabulary:
    """The words of each fact and their places: the code between values and columns."""

    def __init__(self, knowledge: Knowledge) -> None:
        services = tuple(item.id for item in knowledge.items.values() if item.kind == "service")
        definitions = {**DERIVED_FACTS, **fact_definitions()}
        self.kinds: dict[str, str] = {name: each.kind for name, each in definitions.items()}
        self.kinds |= {"view": "choice", "plan_headline": "choice", "plan_trains": "flag"}
        self.words: dict[str, tuple[str, ...]] = {
            **{name: each.choices for name, each in definitions.items()},
            "existing_services": services,
            "view": CONTEXT_FACTS["view"],
            "plan_headline": tuple(knowledge.paths),
            "plan_trains": (),
        }
        self._places = {
            name: {word: place for place, word in enumerate(words)}
            for name, words in self.words.items()
        }
        self._choices: dict[str, Choice] = {}

    def place(self, fact: str, word: object) -> int:
        """The number that stands for a word of this fact; -2, which no scenario has, for none."""
        if isinstance(word, bool):
            return int(word)
        return self._places.get(fact, {}).get(str(word), -2)

    def choice(self, condition: Condition) -> Choice:
        """What a condition on a choice, a flag or a set asks for. Raises ValueError for none."""
        found = self._choices.get(condition.key)
        if found is None:
            found = self._choices[condition.key] = self._asked(condition)
        return found

    def _asked(self, condition: Condition) -> Choice:
        fact, operand = condition.about, condition.operand
        words = (operand,) if isinstance(operand, (str, bool)) else tuple(operand)
        places = tuple(self.place(fact, word) for word in words)
        every = tuple(range(len(self.words[fact])))
        match condition.operator:
            case "is" | "is_one_of" | "includes_any_of":
                return Choice(fact, places)
            case "is_not" | "excludes":
                return Choice(fact, places, denied=True)
            case "includes" | "includes_all_of":
                return Choice(fact, places, every=True)
            case "only":
                others = tuple(place for place in every if place not in places)
                return Choice(fact, places, others=others)
            case "empty":
                return Choice(fact, (), every=True, others=every, denied=not operand)
            case "at_least":
                return Choice(fact, every[places[0] :])
            case "above":
                return Choice(fact, every[places[0] + 1 :])
            case "at_most":
                return Choice(fact, every[: places[0] + 1])
            case "below":
                return Choice(fact, every[: places[0]])
        raise ValueError(condition.operator)

    def column(self, fact: str, values: Sequence[FactValue | None]) -> Column:
        """The column of a fact that has these values; None is unknown.

        Raises BadInput on a service that is none of the catalogue's.
        """
        kind = self.kinds[fact]
        if kind in ("count", "amount"):
            low = np.full(len(values), -np.inf)
            high = np.full(len(values), np.inf)
            known = np.zeros(len(values), dtype=np.bool_)
            for row, value in enumerate(values):
                if value is not None:
                    low[row], high[row] = ends(value)
                    known[row] = True
            return NumberColumn(low, high, known)
        if kind == "choices":
            places = self._places[fact]
            if fact == "existing_services":
                # A scenario is read without the catalogue.
                for value in {each for each in values if isinstance(each, tuple)}:
                    refuse_unknown_services(value, places)
            known = np.array([value is not None for value in values], dtype=np.bool_)
            sets = [_bits(value, places) for value in values]
            firsts = range(0, max(len(places), 1), WORD_BITS)
            words = np.array(
                [[each >> first & _WORD for each in sets] for first in firsts], dtype=np.uint64
            )
            return SetColumn(words, known)
        codes = [-1 if value is None else self.place(fact, value) for value in values]
        return np.array(codes, dtype=np.int8)

    def columns(self, scenarios: Sequence[Scenario]) -> Columns:
        """The facts of these scenarios as columns; facts that none of them states are left out."""
        stated: dict[str, list[FactValue | None]] = {}
        for row, scenario in enumerate(scenarios):
            for name, value in scenario.values():
                if name not in stated:
                    stated[name] = [None] * len(scenarios)
                stated[name][row] = value
        return Columns(
            len(scenarios), {name: self.column(name, values) for name, values in stated.items()}
        )

    def value(self, fact: str, column: Column, row: int) -> FactValue | None:
        """The value that a column holds for one scenario; None where unknown."""
        if isinstance(column, NumberColumn):
            if not column.known[row]:
                return None
            low, high = float(column.low[row]), float(column.high[row])
            if low == high:
                return int(low) if low.is_integer() else low
            return NumberRange(
                at_least=None if low == -np.inf else low, at_most=None if high == np.inf else high
            )
        if isinstance(column, SetColumn):
            if not column.known[row]:
                return None
            return tuple(
                word
                for place, word in enumerate(self.words[fact])
                if int(column.bits[place // WORD_BITS, row]) >> place % WORD_BITS & 1
            )
        code = int(column[row])
        if code < 0:
            return None
        return bool(code) if self.kinds[fact] == "flag" else self.words[fact][code]


def _bits(value: FactValue | None, places: Mapping[str, int]) -> int:
    """A set of choices as bits, choice number n in bit n."""
    if value is None:
        return 0
    assert isinstance(value, tuple)
    return sum(1 << place for place in {places[word] for word in value})


def ends(value: FactValue) -> tuple[float, float]:
    """The least and the greatest number that a value allows."""
    if isinstance(value, NumberRange):
        return value.low, value.high
    assert isinstance(value, (int, float))
    return float(value), float(value)
