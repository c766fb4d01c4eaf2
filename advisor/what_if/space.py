"""A scenario and the answers that could be given to its open facts: what is swept and sampled."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue
from advisor.knowledge.base import View
from advisor.reasoning.columns import Column, Columns, repeated, take
from advisor.reasoning.engines.columns import OpenRules
from advisor.reasoning.infer_many import Decider

SEED = 20_261_122

AnswerCodes: TypeAlias = NDArray[np.intp]
"""The number of the answer that each scenario gives to each open fact; -1 if it gives none.

Of shape (scenarios, open facts).
"""


class Cell(NamedTuple):
    """One answer to one fact of a space: the place of the fact and the code of the answer."""

    place: int
    code: int


class Space:
    """A scenario and the answers that could be given to some of its facts.

    answers: for each of these facts the values that it could take. A fact that is not answered
    stays as the scenario has it.
    """

    def __init__(
        self,
        decider: Decider,
        scenario: Scenario,
        view: View,
        answers: Mapping[str, tuple[FactValue, ...]],
    ) -> None:
        self.decider = decider
        self.scenario = scenario
        self.view = view
        self.answers = answers
        self.facts = tuple(answers)
        self._answered: dict[str, Column] = {}
        self._stated = {
            name: decider.vocabulary.column(name, [value]) for name, value in scenario.values()
        }

    def without(self, fact: str) -> Space:
        """The same space in which this fact stays as the scenario has it."""
        others = {name: answers for name, answers in self.answers.items() if name != fact}
        return Space(self.decider, self.scenario, self.view, others)

    def given(self, facts: Mapping[str, Any]) -> Space:
        """The same space around the scenario that states these facts besides."""
        scenario = self.scenario.with_facts(**facts)
        return Space(self.decider, scenario, self.view, self.answers)

    def place(self, fact: str) -> int:
        """The place of an open fact among the columns of answers."""
        return self.facts.index(fact)

    def unanswered(self, size: int) -> AnswerCodes:
        """`size` scenarios in which no open fact is answered."""
        return np.full((size, len(self.facts)), -1, dtype=np.intp)

    def every(self, facts: Sequence[str]) -> AnswerCodes:
        """Every completion of these facts; the others get their first answer."""
        answered = np.zeros(
            (math.prod(len(self.answers[fact]) for fact in facts), len(self.facts)), dtype=np.intp
        )
        repeat = 1
        for fact in facts:
            number = len(self.answers[fact])
            answered[:, self.place(fact)] = np.arange(len(answered)) // repeat % number
            repeat *= number
        return answered

    def sample(self, facts: Sequence[str], size: int) -> AnswerCodes:
        """`size` random completions of these facts; the others get their first answer."""
        chance = np.random.Generator(np.random.PCG64(SEED))
        answered = np.zeros((size, len(self.facts)), dtype=np.intp)
        for fact in facts:
            answered[:, self.place(fact)] = chance.integers(0, len(self.answers[fact]), size)
        return answered

    def columns(self, answered: AnswerCodes) -> Columns:
        """The facts of the scenarios with these answers."""
        size = len(answered)
        # A fact's codes side by side: a row of a table is read much faster than a column.
        codes_of = np.ascontiguousarray(answered.T)
        told = np.flatnonzero((codes_of >= 0).any(axis=1))
        given = {self.facts[place]: codes_of[place] for place in told}
        facts = {
            name: repeated(column, size)
            for name, column in self._stated.items()
            if name not in given
        }
        facts |= {fact: take(self._answers(fact), codes) for fact, codes in given.items()}
        return Columns(size, facts)

    def _answers(self, fact: str) -> Column:
        """The answers to a fact as a column: a set of words has thousands, so only if asked for.

        What is not answered stands last: number -1 finds it.
        """
        if fact not in self._answered:
            values = (*self.answers[fact], self.scenario.get(fact))
            self._answered[fact] = self.decider.vocabulary.column(fact, values)
        return self._answered[fact]

    def cells(self, facts: Sequence[str]) -> list[Cell]:
        """Every answer to each of these facts."""
        return [
            Cell(self.place(fact), code)
            for fact in facts
            for code in range(len(self.answers[fact]))
        ]

    def plans_with(self, rows: Sequence[Sequence[Cell]]) -> list[int]:
        """The number of the plan with each of these rows of answers; the others are left open."""
        answered = self.unanswered(len(rows))
        numbers = np.repeat(np.arange(len(rows)), [len(cells) for cells in rows])
        cells = [*itertools.chain.from_iterable(rows)]
        answered[numbers, [cell.place for cell in cells]] = [cell.code for cell in cells]
        plans: list[int] = self.plans(answered).tolist()
        return plans

    def plans_by_two(self, ones: Sequence[Cell], others: Sequence[Cell]) -> NDArray[np.int16]:
        """The number of the plan with each of the ones along with each of the others.

        Of shape (ones, others).
        """
        answered = self.unanswered(len(ones) * len(others))
        for number, cell in enumerate(ones):
            answered[number * len(others) : (number + 1) * len(others), cell.place] = cell.code
        for number, cell in enumerate(others):
            answered[number :: len(others), cell.place] = cell.code
        return self.plans(answered).reshape(len(ones), len(others))

    def plans_of_pairs(self, cells: Sequence[Cell], partners: int) -> NDArray[np.int16]:
        """The number of the plan with every two of these cells of which one is a partner.

        partners: so many of the cells, the first, are partners. Of shape (cells, cells); for two
        cells of one fact, and for two of which none is a partner, the plan as things stand.
        """
        places = np.array([cell.place for cell in cells], dtype=np.intp)
        codes = np.array([cell.code for cell in cells], dtype=np.intp)
        first, second = np.triu_indices(len(cells), 1)
        told = (first < partners) & (places[first] != places[second])
        first, second = first[told], second[told]
        # The scenario as it stands comes last.
        answered = self.unanswered(len(first) + 1)
        rows = np.arange(len(first))
        answered[rows, places[first]] = codes[first]
        answered[rows, places[second]] = codes[second]
        *plans, present = self.plans(answered)
        found = np.full((len(cells), len(cells)), present, dtype=np.int16)
        found[first, second] = found[second, first] = plans
        return found

    def by_one_answer(self, facts: Sequence[str]) -> dict[str, list[int]]:
        """The number of the plan with each answer to each of these facts, the others left open."""
        plans = iter(self.plans_with([(cell,) for cell in self.cells(facts)]))
        return {fact: list(itertools.islice(plans, len(self.answers[fact]))) for fact in facts}

    def plans(self, answered: AnswerCodes, among: OpenRules | None = None) -> NDArray[np.int16]:
        """The number of the plan in each of these scenarios.

        among: where all open facts are answered in each, the rules that are open while none is.
        """
        return self.decider.plans(self.columns(answered), self.view, among)
