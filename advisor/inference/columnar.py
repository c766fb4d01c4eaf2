"""The rule base compiled to operations on NumPy columns: many scenarios judged at once.

A fact is a column: a choice or flag as a small integer, a set of choices as bits, a number as its
two bounds, unknown as a mask. A verdict is a plane: one bit for each scenario, 64 to a word, so
that joining conditions is a bitwise AND. Chaining runs the rules in the order in which they read
each other. Fires the same rules as the other engines on every scenario.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.derived import DERIVED_FACTS, NumberColumn, deriver_over
from advisor.inference.joins import conclusion_keys
from advisor.knowledge.models import CONTEXT_FACTS, Condition, Knowledge, Phase, Rule, View
from advisor.scenario import FactValue, NumberRange, Scenario, fact_definitions

Plane: TypeAlias = NDArray[np.uint64]
"""One bit for each scenario. Bits past the last scenario mean nothing."""
Codes: TypeAlias = NDArray[np.int8]
"""One choice for each scenario: its place among the fact's choices, -1 where unknown."""

_WORD = 64


def pack(flags: NDArray[np.bool_]) -> Plane:
    """A plane from one boolean for each scenario."""
    packed = np.packbits(flags, bitorder="little")
    words = np.zeros(-(-len(flags) // _WORD), dtype=np.uint64)
    words.view(np.uint8)[: len(packed)] = packed
    return words


def unpack(plane: Plane, size: int) -> NDArray[np.bool_]:
    """One boolean for each of `size` scenarios."""
    bits = np.unpackbits(plane.view(np.uint8), count=size, bitorder="little")
    return bits.view(np.bool_)


def count(plane: Plane | None, size: int) -> int:
    """In how many of `size` scenarios the bit is set; None is nowhere."""
    if plane is None:
        return 0
    return int(np.count_nonzero(unpack(plane, size)))


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

    def place(self, fact: str, word: object) -> int:
        """The number that stands for a word of this fact; -2, which no scenario has, for none."""
        if isinstance(word, bool):
            return int(word)
        return self._places.get(fact, {}).get(str(word), -2)

    def column(self, fact: str, values: Sequence[FactValue | None]) -> Column:
        """The column of a fact that has these values; None is unknown."""
        kind = self.kinds[fact]
        if kind in ("count", "amount"):
            low = np.full(len(values), -np.inf)
            high = np.full(len(values), np.inf)
            known = np.zeros(len(values), dtype=np.bool_)
            for row, value in enumerate(values):
                if value is not None:
                    low[row], high[row] = _ends(value)
                    known[row] = True
            return NumberColumn(low, high, known)
        if kind == "choices":
            places = self._places[fact]
            words = np.zeros((-(-max(len(places), 1) // _WORD), len(values)), dtype=np.uint64)
            known = np.zeros(len(values), dtype=np.bool_)
            for row, value in enumerate(values):
                if value is not None:
                    known[row] = True
                    assert isinstance(value, tuple)
                    for word in value:
                        place = places[word]
                        words[place // _WORD, row] |= np.uint64(1 << place % _WORD)
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
                if int(column.bits[place // _WORD, row]) >> place % _WORD & 1
            )
        code = int(column[row])
        if code < 0:
            return None
        return bool(code) if self.kinds[fact] == "flag" else self.words[fact][code]


def _ends(value: FactValue) -> tuple[float, float]:
    if isinstance(value, NumberRange):
        return value.low, value.high
    assert isinstance(value, (int, float))
    return float(value), float(value)


class Judged(NamedTuple):
    """Where a condition is met and where it is not; unknown is where neither. None is nowhere."""

    met: Plane | None
    unmet: Plane | None


class Judge:
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
        self.everywhere: Plane = np.full(
            -(-columns.size // _WORD), np.iinfo(np.uint64).max, dtype=np.uint64
        )

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
        met, unmet = self.judge(condition)
        if self._undecided is None:
            everything = self.everywhere
            return Judged(
                everything if unmet is None else ~unmet, everything if met is None else ~met
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
                stated = Judged(self.everywhere, None)
            else:
                stated = Judged(known, self.everywhere if known is None else ~known)
            return stated if operand else Judged(stated.unmet, stated.met)
        if known is None:
            return Judged(None, None)
        column = self._columns.facts[fact]
        if isinstance(column, NumberColumn):
            return _compared(operator, column, float(operand), known)
        met = self._chosen(fact, operator, operand)
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
                plane = ~self.everywhere
            elif isinstance(column, SetColumn):
                # One byte of each word holds the bit: an eighth of the work.
                octets = column.bits[place // _WORD].view(np.uint8)[place % _WORD // 8 :: 8]
                plane = pack((octets & (1 << place % 8)) != 0)
            else:
                assert isinstance(column, np.ndarray)
                plane = pack(column == place)
            self._planes[fact, place] = plane
        return plane

    def _either(self, fact: str, places: Iterable[int]) -> Plane:
        plane = ~self.everywhere
        for place in places:
            plane |= self._plane(fact, place)
        return plane

    def _chosen(self, fact: str, operator: str, operand: Any) -> Plane:
        words = (operand,) if isinstance(operand, (str, bool)) else tuple(operand)
        places = [self._vocabulary.place(fact, word) for word in words]
        every = range(len(self._vocabulary.words[fact]))
        match operator:
            case "is" | "is_one_of" | "includes_any_of":
                return self._either(fact, places)
            case "is_not" | "excludes":
                return ~self._either(fact, places)
            case "includes" | "includes_all_of":
                plane = self.everywhere.copy()
                for place in places:
                    plane &= self._plane(fact, place)
                return plane
            case "only":
                others = [place for place in every if place not in places]
                return self._either(fact, places) & ~self._either(fact, others)
            case "at_least":
                return self._either(fact, every[places[0] :])
            case "above":
                return self._either(fact, every[places[0] + 1 :])
            case "at_most":
                return self._either(fact, every[: places[0] + 1])
            case "below":
                return self._either(fact, every[: places[0]])
        raise ValueError(operator)


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


class FiredPlanes(NamedTuple):
    """Where each rule fires, and where each key ("need:id", "item:id" ...) is concluded.

    What happens nowhere is left out.
    """

    rules: dict[str, Plane]
    concluded: dict[str, Plane]


class ColumnarRules:
    """The rules of one body of knowledge, in the order in which they read each other."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.vocabulary = Vocabulary(knowledge)
        self._order: dict[Phase, tuple[list[Rule], list[Rule]]] = {
            phase: _in_reading_order(
                [rule for rule in knowledge.rules.values() if rule.phase == phase]
            )
            for phase in ("infer", "recommend")
        }
        self._derived: Mapping[Phase, frozenset[str]] = {
            phase: frozenset(
                fact
                for rule in knowledge.rules.values()
                for fact in rule.facts
                if fact in DERIVED_FACTS and phase in (rule.phase, "recommend")
            )
            for phase in ("infer", "recommend")
        }

    def ordered(self, phase: Phase) -> tuple[Rule, ...]:
        """The rules of a phase, those first that others read; in a circle, in any order."""
        ordered, circular = self._order[phase]
        return (*ordered, *circular)

    def prepared(self, columns: Columns, view: View, until: Phase = "recommend") -> Columns:
        """The columns with the context that rules read: the view, and what estimates derive.

        until: the last phase whose rules will run; what only later rules read is left out.
        """
        place = self.vocabulary.place("view", view)
        context: dict[str, Column] = {"view": np.full(columns.size, place, dtype=np.int8)}
        derived = self._derived[until]
        if derived:
            numbers = {
                name: column
                for name, column in columns.facts.items()
                if isinstance(column, NumberColumn)
            }
            context |= deriver_over(self.knowledge).derive_columns(numbers, derived)
        return columns.with_columns(context)

    def fire(
        self,
        phase: Phase,
        judge: Judge,
        settled: Mapping[str, Plane],
        reading: Literal["certain", "possible"] = "certain",
        denied: Mapping[str, Plane] | None = None,
    ) -> FiredPlanes:
        """Where each rule of a phase fires.

        settled: where needs, signals and paths are known to hold before the phase begins; denied:
        the same as `unless` reads it, where the two differ: what could hold, while the rules that
        fire for certain are sought, and what holds for certain, while those that could fire are.
        reading: "possible" takes every unknown condition as met: the rules that could fire yet.
        """
        ordered, circular = self._order[phase]
        found = FiredPlanes({}, dict(settled))
        run = _Run(judge, settled if denied is None else denied, found, reading == "possible")
        for rule in ordered:
            run.fire(rule)
        # Rules that read each other in a circle: again until nothing new is concluded.
        anything = bool(circular)
        while anything:
            anything = any(run.fire(rule) for rule in circular)
        return found


class _Run:
    def __init__(
        self, judge: Judge, denied: Mapping[str, Plane], found: FiredPlanes, possible: bool
    ) -> None:
        self._judge = judge
        self._denied = denied
        self._found = found
        self._possible = possible

    def fire(self, rule: Rule) -> bool:
        """Fires one rule; whether that is new anywhere."""
        plane = self._plane(rule)
        if plane is None:
            return False
        before = self._found.rules.get(rule.id)
        if before is not None and not np.any(plane & ~before):
            return False
        self._found.rules[rule.id] = plane
        concluded = self._found.concluded
        for key in conclusion_keys(rule):
            concluded[key] = concluded[key] | plane if key in concluded else plane
        return True

    def _plane(self, rule: Rule) -> Plane | None:
        if not rule.conditions:
            # The engines join premises: without any there is nothing to join.
            return None
        planes: list[Plane] = []
        for condition in rule.when:
            plane = self._holds(condition)
            if plane is None:
                return None
            planes.append(plane)
        if rule.any:
            either = [each for each in map(self._holds, rule.any) if each is not None]
            if not either:
                return None
            planes.append(either[0] if len(either) == 1 else np.bitwise_or.reduce(either))
        for condition in rule.unless:
            plane = self._fails(condition)
            if plane is None:
                return None
            planes.append(plane)
        joined = planes[0]
        for plane in planes[1:]:
            joined = joined & plane
        return joined

    def _holds(self, condition: Condition) -> Plane | None:
        if condition.fact is None:
            return self._found.concluded.get(condition.key)
        judge = self._judge
        return judge.could(condition).met if self._possible else judge.judge(condition).met

    def _fails(self, condition: Condition) -> Plane | None:
        if condition.fact is None:
            return self._not(self._denied.get(condition.key))
        judge = self._judge
        return judge.could(condition).unmet if self._possible else judge.judge(condition).unmet

    def _not(self, plane: Plane | None) -> Plane:
        return self._judge.everywhere if plane is None else ~plane


def _in_reading_order(rules: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules, each after all that conclude what it reads; and those that read in a circle."""
    concluding: dict[str, int] = {}
    for rule in rules:
        for key in conclusion_keys(rule):
            concluding[key] = concluding.get(key, 0) + 1
    ordered: list[Rule] = []
    waiting = rules
    while waiting:
        ready = [
            rule
            for rule in waiting
            if not any(
                concluding.get(each.key) for each in (*rule.when, *rule.any) if each.fact is None
            )
        ]
        if not ready:
            break
        for rule in ready:
            for key in conclusion_keys(rule):
                concluding[key] -= 1
        ordered += ready
        done = {rule.id for rule in ready}
        waiting = [rule for rule in waiting if rule.id not in done]
    return ordered, waiting
