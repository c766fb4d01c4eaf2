"""What a plan rests on that nobody has stated: requirements of which nobody has asked for any."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np

from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange, as_data
from advisor.knowledge.base import View
from advisor.reasoning.advice import Assumption, IfAsked
from advisor.reasoning.infer_many import Decider
from advisor.what_if.assumption_texts import holds_unless
from advisor.what_if.distinct_answers import DistinctAnswers
from advisor.what_if.questions import answers_told
from advisor.what_if.space import Cell, Space

COMPLETIONS = 64
"""In so many completions of the circumstances it is tried whether a request changes the plan."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})


def unstated_requirements(scenario: Scenario) -> tuple[str, ...]:
    """The requirements that the scenario does not state, in the order of the questionnaire."""
    return tuple(
        name
        for name, definition in fact_definitions().items()
        if definition.is_requirement and scenario.get(name) is None
    )


def assumed(scenario: Scenario) -> Scenario:
    """The scenario with every requirement that it does not state at its silent value.

    The plan is the same: stating what silence means never changes it.
    """
    definitions = fact_definitions()
    silences = {name: definitions[name].silence for name in unstated_requirements(scenario)}
    return scenario.with_facts(
        **{
            name: as_data(silence.value)
            for name, silence in silences.items()
            if silence is not None and silence.value is not None
        }
    )


def assumptions(
    decider: Decider,
    answers: DistinctAnswers,
    scenario: Scenario,
    view: View,
    circumstances: Mapping[str, tuple[FactValue, ...]] = _NOTHING,
) -> tuple[Assumption, ...]:
    """The unstated requirements that matter to the plan, the most consequential first.

    One matters where one of its answers changes the plan, alone or along with one answer of
    another requirement. The most consequential is the one whose answer leads furthest up the
    ladder; what takes two answers comes after that, and what may be in place already comes last.

    circumstances: the answers to circumstances that are unknown. Where the plan is final, none of
    them changes it; but along with a request one or two of them may, and that is told then.
    """
    cuts = answers.cuts(scenario)
    read = answers.facts("plan")
    asked = {
        fact: answers.of_one_word(fact, "plan", cuts.get(fact, ()))
        for fact in unstated_requirements(scenario)
        if fact in read
    }
    found = _Assumptions(Space(decider, scenario, view, {**asked, **circumstances}), tuple(asked))
    return tuple(sorted(found.every(), key=found.rank))


class _Assumptions:
    """Finds the assumptions of a plan.

    space: the answers to the requirements, and to the circumstances that may go along with them.
    """

    def __init__(self, space: Space, requirements: Sequence[str]) -> None:
        self._space = space
        self._planner = space.decider.planner
        self._ladder = [path.id for path in space.decider.knowledge.ladder]
        self._requirements = range(len(requirements))
        self._circumstances = range(len(requirements), len(space.facts))
        cells = space.cells(requirements)
        self._present, *alone = self._space.plans_with([(), *((cell,) for cell in cells)])
        self._alone = dict(zip(cells, alone, strict=True))

    def every(self) -> list[Assumption]:
        """All of them: by one answer, by two requests, and by a request in some circumstances."""
        by_fact = {
            self._space.facts[place]: [
                plan for cell, plan in self._alone.items() if cell.place == place
            ]
            for place in self._requirements
        }
        found = [
            self._assumption(fact, leads) for fact, leads in self._leads(by_fact).items() if leads
        ]
        quiet = [
            cell
            for cell, plan in self._alone.items()
            if plan == self._present and self._is_usual(cell)
        ]
        found += self._in_pairs(quiet)
        told = {each.fact for each in found}
        quiet = [cell for cell in quiet if self._space.facts[cell.place] not in told]
        if quiet and self._circumstances:
            found += self._in_circumstances(quiet)
        return found

    def rank(self, assumption: Assumption) -> tuple[bool, int, int]:
        """What may be asked for comes before what may be in place already."""
        status = fact_definitions()[assumption.fact].section == "status"
        further = len(assumption.along_with) + len(assumption.where)
        return status, further, -self._height(assumption.leads_to[0])

    def _in_pairs(self, quiet: Sequence[Cell]) -> Iterator[Assumption]:
        """What changes the plan by two answers of which neither does so alone.

        Each fact is told once, with the partner whose answer goes along with most of its own.
        """
        usual = {*quiet}
        unusual = [
            cell
            for cell, plan in self._alone.items()
            if plan == self._present and cell not in usual
        ]
        cells = [*quiet, *unusual]
        plans = self._space.plans_of_pairs(cells, len(quiet))
        changing = [
            (cells[first], cells[second])
            for first, second in np.argwhere(
                np.triu(plans[: len(quiet), : len(quiet)] != self._present)
            ).tolist()
        ]
        number = {cell: place for place, cell in enumerate(cells)}
        told: set[int] = set()
        while changing:
            counts = Counter((first.place, second) for first, second in changing)
            (place, partner), _ = counts.most_common(1)[0]
            fact = self._space.facts[place]
            along = plans[number[partner]].tolist()
            row = [
                along[number[cell]] if cell in number else self._present
                for cell in self._space.cells([fact])
            ]
            along_with = self._values([partner])
            yield self._assumption(
                fact, self._leads({fact: row}, along_with)[fact], along_with=along_with
            )
            told |= {place}
            changing = [pair for pair in changing if not {pair[0].place, pair[1].place} & told]

    def _in_circumstances(self, quiet: Sequence[Cell]) -> Iterator[Assumption]:
        """What changes the plan along with one answer about the circumstances, or with two."""
        around = self._space.cells([self._space.facts[place] for place in self._circumstances])
        plans = self._space.plans_by_two(quiet, around)
        told: dict[str, Assumption] = {}
        for cell, row in zip(quiet, plans, strict=True):
            fact = self._space.facts[cell.place]
            changed = np.flatnonzero(row != self._present).tolist()
            if fact not in told and changed:
                where = self._where([around[number] for number in changed])
                told[fact] = self._requested(cell, int(row[changed[0]]), where)
        yield from told.values()
        for cell, plan, partners in self._by_two(
            [cell for cell in quiet if self._space.facts[cell.place] not in told]
        ):
            yield self._requested(cell, plan, self._values(partners))

    def _by_two(self, quiet: Sequence[Cell]) -> Iterator[tuple[Cell, int, tuple[Cell, Cell]]]:
        """The first cell of each fact that changes the plan along with two circumstances.

        Found in random completions: of the first that changes the plan, every two answers are
        tried.
        """
        space = self._space
        around = [space.facts[place] for place in self._circumstances]
        sample = space.sample(around, COMPLETIONS)
        sample[:, : len(self._requirements)] = -1
        answered = np.tile(sample, (len(quiet), 1))
        for number, cell in enumerate(quiet):
            answered[number * COMPLETIONS : (number + 1) * COMPLETIONS, cell.place] = cell.code
        changed = space.plans(answered) != self._present
        rows: list[tuple[Cell, Cell, Cell]] = []
        seen: set[int] = set()
        for number in np.flatnonzero(changed).tolist():
            cell = quiet[number // COMPLETIONS]
            if cell.place not in seen:
                seen.add(cell.place)
                codes = sample[number % COMPLETIONS].tolist()
                partners = [Cell(place, codes[place]) for place in self._circumstances]
                rows += [(cell, *pair) for pair in itertools.combinations(partners, 2)]
        found: set[int] = set()
        for (cell, *pair), plan in zip(rows, self._space.plans_with(rows), strict=True):
            if plan != self._present and cell.place not in found:
                found.add(cell.place)
                yield cell, plan, (pair[0], pair[1])

    # Answers and plans

    def _is_usual(self, cell: Cell) -> bool:
        fact = self._space.facts[cell.place]
        return fact_definitions()[fact].is_usual(self._space.answers[fact][cell.code])

    def _values(self, cells: Sequence[Cell]) -> dict[str, Any]:
        facts = [self._space.facts[cell.place] for cell in cells]
        return {
            fact: as_data(self._space.answers[fact][cell.code])
            for fact, cell in zip(facts, cells, strict=True)
        }

    def _where(self, changing: Sequence[Cell]) -> dict[str, Any]:
        """The answers of the first fact among these: of numbers in a row, the range."""
        place, first = changing[0]
        fact = self._space.facts[place]
        if not fact_definitions()[fact].is_number:
            return self._values(changing[:1])
        last = first
        while Cell(place, last + 1) in changing:
            last += 1
        answers = self._space.answers[fact]
        low, high = answers[first], answers[last]
        within = NumberRange(
            at_least=low if first > 0 else None,
            at_most=high if last + 1 < len(answers) else None,
        )
        return {fact: as_data(within)}

    # Told

    def _leads(
        self, plans: Mapping[str, Sequence[int]], along_with: Mapping[str, Any] | None = None
    ) -> dict[str, list[IfAsked]]:
        """For each fact the answers that lead to another plan, and these plans.

        along_with: what is asked for besides, in each of these plans.
        """
        definitions = fact_definitions()
        space = self._space.given(along_with) if along_with else self._space
        return {
            fact: [
                IfAsked(answer=as_data(each.answer), plan=self._planner.plans[each.plan])
                for each in told
                if each.plan != self._present and definitions[fact].is_usual(each.answer)
            ]
            for fact, told in answers_told(space, plans).items()
        }

    def _requested(self, cell: Cell, plan: int, where: Mapping[str, Any]) -> Assumption:
        ((fact, answer),) = self._values([cell]).items()
        leads = [IfAsked(answer=answer, plan=self._planner.plans[plan])]
        return self._assumption(fact, leads, where=where)

    def _assumption(
        self,
        fact: str,
        leads: list[IfAsked],
        along_with: Mapping[str, Any] = _NOTHING,
        where: Mapping[str, Any] = _NOTHING,
    ) -> Assumption:
        definition = fact_definitions()[fact]
        silence = definition.silence
        assert silence is not None
        leads.sort(key=lambda each: -self._height(each))
        knowledge = self._space.decider.knowledge
        return Assumption(
            fact=fact,
            value=as_data(silence.value),
            text=holds_unless(knowledge, definition, leads, along_with, where),
            because=silence.because,
            leads_to=tuple(leads),
            along_with=dict(along_with),
            where=dict(where),
        )

    def _height(self, asked: IfAsked) -> int:
        """How far up the ladder the headline of the plan stands that an answer leads to."""
        return self._ladder.index(asked.plan[-1])
