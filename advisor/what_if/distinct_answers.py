"""The answers to a question that rules can tell apart, one example of each.

A number is cut at the values that rules hold it against; choices are told apart as far as rules
do; a set of choices by the groups of words that rules treat alike. So the space of all answers
is finite, and can be swept.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import numpy as np

from advisor.estimates.derived import DERIVED_FACTS, deriver_over, rests_on
from advisor.estimates.kept import Kept
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.rule import Condition
from advisor.reasoning.columns import Columns, unpack
from advisor.reasoning.engines.columns import ColumnarRules
from advisor.reasoning.judge_columns import ColumnJudge

Aim: TypeAlias = Literal["plan", "items"]
"""What answers are told apart for: the plan alone, or everything recommended."""

MOST_SETS = 4_096
"""When so many sets of words are told apart, larger ones are left out."""

READ_BY_THE_GATE = ("existing_services", "region")
"""What is left of the items recommended for production depends on these, whatever rules read."""

_GRID = (1_000, 1_000_000, 1_000_000_000)
"""Where a number is cut besides, if estimates follow from it."""


class DistinctAnswers:
    """The distinguishable answers to each fact, over one body of knowledge."""

    def __init__(self, rules: ColumnarRules) -> None:
        self._rules = rules
        self._knowledge = rules.knowledge
        self._conditions: dict[Aim, dict[str, list[Condition]]] = {
            aim: self._conditions_for(aim) for aim in ("plan", "items")
        }
        self._estimated: dict[Aim, frozenset[str]] = {
            aim: frozenset(
                name for fact in self._read(aim) if fact in DERIVED_FACTS for name in rests_on(fact)
            )
            for aim in ("plan", "items")
        }
        self._facts: dict[Aim, tuple[str, ...]] = {
            aim: self._facts_for(aim) for aim in ("plan", "items")
        }
        self._cache: dict[tuple[Aim, str, bool], tuple[FactValue, ...]] = {}
        self._of_one_word: dict[tuple[Aim, str], tuple[FactValue, ...]] = {}
        # The status and the assumptions of an answer ask for the same.
        self._cuts: Kept[Mapping[str, Sequence[float]]] = Kept(16)

    def facts(self, aim: Aim) -> tuple[str, ...]:
        """The facts of a scenario on which the plan, or any item, can depend."""
        return self._facts[aim]

    def _facts_for(self, aim: Aim) -> tuple[str, ...]:
        read = {name for fact in self._read(aim) for name in rests_on(fact)} | {"priority"}
        if aim == "items":
            read |= {*READ_BY_THE_GATE}
        return tuple(name for name in fact_definitions() if name in read)

    def cuts(self, scenario: Scenario) -> Mapping[str, Sequence[float]]:
        """Where estimates about this scenario cut the numbers that they are held against."""
        deriver = deriver_over(self._knowledge)
        return self._cuts.get(tuple(scenario.values()), lambda: deriver.thresholds_of(scenario))

    def of(
        self,
        fact: str,
        aim: Aim,
        within: NumberRange | None = None,
        cuts: Sequence[float] = (),
        near: float | None = None,
    ) -> tuple[FactValue, ...]:
        """One example of each distinguishable answer, the smallest number first.

        within: bounds that are known already; cuts: further values at which a number is cut;
        near: of each answer that is a range of numbers, the example nearest to this one.
        """
        if near is None and not (cuts and fact in self._estimated[aim]):
            # A user's own range is asked for once; the usual ones come again and again.
            usual = fact_definitions()[fact].usual
            if within is None or (within.at_least, within.at_most) == usual:
                key = (aim, fact, within is None)
                if key not in self._cache:
                    self._cache[key] = self._distinct(fact, aim, within, (), None)
                return self._cache[key]
        return self._distinct(fact, aim, within, cuts, near)

    def of_one_word(self, fact: str, aim: Aim, cuts: Sequence[float] = ()) -> tuple[FactValue, ...]:
        """The same, of sets those of at most one word: what one request asks for."""
        if fact_definitions()[fact].kind != "choices":
            return self.of(fact, aim, None, cuts)
        if (aim, fact) not in self._of_one_word:
            self._of_one_word[aim, fact] = tuple(
                value
                for value in self.of(fact, aim)
                if not isinstance(value, tuple) or len(value) < 2
            )
        return self._of_one_word[aim, fact]

    def _read(self, aim: Aim) -> set[str]:
        rules = self._knowledge.rules.values()
        return {
            fact for rule in rules if aim == "items" or rule.phase == "infer" for fact in rule.facts
        } & (set(fact_definitions()) | set(DERIVED_FACTS))

    def _conditions_for(self, aim: Aim) -> dict[str, list[Condition]]:
        found: dict[str, dict[str, Condition]] = defaultdict(dict)
        for rule in self._knowledge.rules.values():
            if aim == "items" or rule.phase == "infer":
                for condition in rule.conditions:
                    if condition.fact is not None:
                        found[condition.fact][condition.key] = condition
        if aim == "items":
            # An item that AWS offers in some Regions alone is left out in the others.
            for item in self._knowledge.items.values():
                if item.regions:
                    where = Condition(fact="region", is_one_of=item.regions)
                    found["region"][where.key] = where
        return {fact: list(conditions.values()) for fact, conditions in found.items()}

    def _distinct(
        self,
        fact: str,
        aim: Aim,
        within: NumberRange | None,
        cuts: Sequence[float],
        near: float | None,
    ) -> tuple[FactValue, ...]:
        definition = fact_definitions()[fact]
        conditions = self._conditions[aim].get(fact, [])
        estimated = fact in self._estimated[aim]
        values: list[FactValue]
        match definition.kind:
            case "flag":
                values = [False, True]
            case "choice":
                values = list(definition.choices)
            case "choices":
                values = list(_sets(self._rules.vocabulary.words[fact], conditions))
            case _:
                bounds = {float(each.operand) for each in conditions if each.operator != "stated"}
                finer = {float(cut) for cut in (*cuts, *_GRID)} if estimated else set[float]()
                values = list(_numbers(definition, bounds | finer, within, near))
                if estimated:
                    return tuple(sorted(values))  # type: ignore[type-var]
        if fact == "priority" and aim == "plan":
            # The order of the criteria depends on it, whether or not a rule reads it.
            return tuple(values)
        if not conditions:
            return tuple(values[:1])
        vocabulary = self._rules.vocabulary
        columns = Columns(len(values), {fact: vocabulary.column(fact, values)})
        judge = ColumnJudge(vocabulary, columns)
        seen: dict[bytes, FactValue] = {}
        verdicts = [
            plane if plane is None else unpack(plane, len(values))
            for condition in conditions
            for plane in judge.judge(condition)
        ]
        table = np.column_stack([each for each in verdicts if each is not None])
        for row, value in zip(table, values, strict=True):
            seen.setdefault(row.tobytes(), value)
        return tuple(seen.values())


def _numbers(
    definition: FactDefinition,
    bounds: Iterable[float],
    within: NumberRange | None,
    near: float | None,
) -> list[int | float]:
    """Numbers on all sides of each bound: the nearest to `near` first, else the smallest."""
    ends = sorted(bounds)
    low, high = (within.low, within.high) if within else (0.0, np.inf)
    high = min(high, float(definition.most))
    low = max(0.0, low)
    whole = definition.kind == "count"
    candidates = {low, *ends, 2 * ends[-1] or 1.0} if ends else {low}
    steps = [_beyond(end, after, whole) for end, after in itertools.zip_longest(ends, ends[1:])]
    candidates |= {end + step for end, step in zip(ends, steps, strict=True)}
    if near is not None:
        candidates |= {end - step for end, step in zip(ends, steps, strict=True)}
        candidates.add(near)
    if np.isfinite(high):
        candidates.add(high)
    rounded = {float(np.floor(each)) if whole else each for each in candidates}
    numbers = [int(each) if each % 1 == 0 else each for each in rounded if low <= each <= high]
    return sorted(numbers, key=lambda each: (abs(each - (near or 0.0)), each))


def _beyond(end: float, after: float | None, whole: bool) -> float:
    """How far beyond a bound another number lies, before the next bound. after: None for none."""
    if whole or end >= 100:
        return 1.0
    if end:
        return end / 100
    return 1.0 if after is None or after > 1 else after / 2


def _sets(words: Sequence[str], conditions: Iterable[Condition]) -> Iterator[tuple[str, ...]]:
    """Sets of words, a smallest one for each way in which conditions can take a set.

    A word gives a set marks: "one of these is there", "another than these is there". A condition
    reads nothing but marks, and the marks of a set are those of its words, so that all of them
    are found by adding one word at a time; larger sets are left out where there are too many.
    """
    marks = {word: _marks(word, conditions) for word in words}
    word_with = {mark: word for word, mark in reversed(marks.items())}
    seen: dict[frozenset[Mark], tuple[str, ...]] = {frozenset(): ()}
    last = dict(seen)
    while last and len(seen) < MOST_SETS:
        larger: dict[frozenset[Mark], tuple[str, ...]] = {}
        for found, chosen in last.items():
            for mark, word in word_with.items():
                together = found | mark
                if together not in seen and together not in larger:
                    larger[together] = (*chosen, word)
        seen |= larger
        last = larger
    place = {word: number for number, word in enumerate(words)}
    for chosen in seen.values():
        yield tuple(sorted(chosen, key=place.__getitem__))


Mark: TypeAlias = tuple[str, bool]
"""A condition (for one that asks for all of its words, with the word), and on which side."""


def _marks(word: str, conditions: Iterable[Condition]) -> frozenset[Mark]:
    found = set()
    for condition in conditions:
        if condition.operator == "stated":
            continue
        if condition.operator == "empty":
            found.add((condition.key, True))
            continue
        operand = condition.operand
        named = {operand} if isinstance(operand, str) else {*operand}
        if condition.operator == "includes_all_of":
            found |= {(f"{condition.key} {word}", True)} if word in named else set()
        elif condition.operator == "only":
            found.add((condition.key, word in named))
        elif word in named:
            found.add((condition.key, True))
    return frozenset(found)
