"""Judge conditions on columns: where each is met, not met or unknown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.derived import NumberColumn
from advisor.knowledge.rule import Condition
from advisor.reasoning.columns import (
    EVERYWHERE,
    NOWHERE,
    WORD_BITS,
    Choice,
    Column,
    Columns,
    Plane,
    SetColumn,
    Vocabulary,
    pack,
)


class Judged(NamedTuple):
    """Where a condition is met and where it is not; unknown is where neither. None is nowhere."""

    met: Plane | None
    unmet: Plane | None


class ColumnJudge:
    """Judges conditions over columns; each fact is read once, however many conditions test it.

    answered: facts that count as stated although their value is unknown: those whose every
    answer is being thought through. undecided: where the value of a fact is open; other unknown
    facts stay unknown. Without it, all that is unknown is open.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        columns: Columns,
        answered: Collection[str] = (),
        undecided: Mapping[str, Plane] | None = None,
    ) -> None:
        self._vocabulary = vocabulary
        self._columns = columns
        self._answered = answered
        self._undecided = undecided
        self._planes: dict[tuple[str, int], Plane] = {}
        self._known: dict[str, Plane | None] = {}
        self._judged: dict[str, Judged] = {}
        self._could: dict[str, Judged] = {}
        self._shared: dict[str, list[int] | None] = {}

    def add(self, facts: Mapping[str, Column]) -> None:
        """Adds facts that have come to be known: those of the plan."""
        self._columns = self._columns.with_columns(facts)

    def judge(self, condition: Condition) -> Judged:
        """The verdicts of a condition on a fact."""
        judged = self._judged.get(condition.key)
        if judged is None:
            judged = self._judged[condition.key] = self._judge(condition)
        return judged

    def could(self, condition: Condition) -> Judged:
        """Where a condition on a fact could turn out to be met, and where not to be met."""
        could = self._could.get(condition.key)
        if could is None:
            could = self._could[condition.key] = self._open(condition)
        return could

    def _open(self, condition: Condition) -> Judged:
        met, unmet = self.judge(condition)
        if self._undecided is None:
            return Judged(
                EVERYWHERE if unmet is None else ~unmet, EVERYWHERE if met is None else ~met
            )
        unsettled = self._undecided.get(condition.about)
        if unsettled is None or condition.operator == "stated":
            return Judged(met, unmet)
        could_hold = unsettled if unmet is None else unsettled & ~unmet
        could_fail = unsettled if met is None else unsettled & ~met
        return Judged(
            could_hold if met is None else met | could_hold,
            could_fail if unmet is None else unmet | could_fail,
        )

    def _judge(self, condition: Condition) -> Judged:
        fact, operator, operand = condition.about, condition.operator, condition.operand
        assert condition.fact is not None
        assert operator is not None
        known = self._known_plane(fact)
        if operator == "stated":
            if fact in self._answered:
                stated = Judged(EVERYWHERE, None)
            else:
                stated = Judged(known, EVERYWHERE if known is None else ~known)
            return stated if operand else Judged(stated.unmet, stated.met)
        if known is None:
            return Judged(None, None)
        column = self._columns.facts[fact]
        if isinstance(column, NumberColumn):
            return _compared(operator, column, float(operand), known)
        met = self._chosen(self._vocabulary.choice(condition))
        return Judged(met & known, known & ~met)

    def _known_plane(self, fact: str) -> Plane | None:
        if fact not in self._known:
            column = self._columns.facts.get(fact)
            if column is None:
                self._known[fact] = None
            elif isinstance(column, (SetColumn, NumberColumn)):
                self._known[fact] = pack(column.known)
            else:
                self._known[fact] = pack(column >= 0)
        return self._known[fact]

    def _plane(self, fact: str, place: int) -> Plane:
        """Where the choice of this number is made."""
        plane = self._planes.get((fact, place))
        if plane is None:
            column = self._columns.facts[fact]
            if place < 0:
                plane = NOWHERE
            elif isinstance(column, SetColumn):
                shared = self._shared_by_all(fact, column.bits)
                if shared is not None:
                    chosen = shared[place // WORD_BITS] >> place % WORD_BITS & 1
                    plane = EVERYWHERE if chosen else NOWHERE
                else:
                    # One byte of each word holds the bit: an eighth of the work.
                    word = column.bits[place // WORD_BITS].view(np.uint8)
                    octets = word[place % WORD_BITS // 8 :: 8]
                    plane = pack((octets & (1 << place % 8)) != 0)
            else:
                assert isinstance(column, np.ndarray)
                shared = self._shared_by_all(fact, column)
                if shared is not None:
                    plane = EVERYWHERE if shared[0] == place else NOWHERE
                else:
                    plane = pack(column == place)
            self._planes[fact, place] = plane
        return plane

    def _shared_by_all(self, fact: str, values: NDArray[Any]) -> list[int] | None:
        """What all scenarios have in common, a number for each row of an array; else None.

        Of scenarios that answer open facts of one scenario, most facts are the same in all.
        """
        if fact not in self._shared:
            rows = values if values.ndim > 1 else values[np.newaxis]
            same = rows.size and (rows.strides[-1] == 0 or (rows == rows[:, :1]).all())
            self._shared[fact] = rows[:, 0].tolist() if same else None
        return self._shared[fact]

    def _chosen(self, choice: Choice) -> Plane:
        """Where the choices made are as asked."""
        plane = self._either(choice.fact, choice.places)
        if choice.every:
            plane = EVERYWHERE
            for place in choice.places:
                plane &= self._plane(choice.fact, place)
        if choice.others:
            plane &= ~self._either(choice.fact, choice.others)
        return ~plane if choice.denied else plane

    def _either(self, fact: str, places: Sequence[int]) -> Plane:
        plane = NOWHERE
        for place in places:
            plane |= self._plane(fact, place)
        return plane


def _compared(operator: str, column: NumberColumn, bound: float, known: Plane) -> Judged:
    low, high = column.low, column.high
    met: NDArray[np.bool_]
    unmet: NDArray[np.bool_]
    match operator:
        case "at_least":
            met, unmet = low >= bound, high < bound
        case "above":
            met, unmet = low > bound, high <= bound
        case "at_most":
            met, unmet = high <= bound, low > bound
        case "below":
            met, unmet = high < bound, low >= bound
        case "is" | "is_not":
            met, unmet = (low == bound) & (high == bound), (low > bound) | (high < bound)
            if operator == "is_not":
                met, unmet = unmet, met
        case _:
            raise ValueError(operator)
    return Judged(pack(met) & known, pack(unmet) & known)
