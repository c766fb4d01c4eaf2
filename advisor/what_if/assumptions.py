"""What a plan rests on: what nobody has asked for, and the answers that were given."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, as_data
from advisor.knowledge.base import View
from advisor.reasoning.advice import Assumption, IfAsked, RestsOn, in_words
from advisor.reasoning.infer_many import Decider
from advisor.reasoning.wording import listed, plan_in_words
from advisor.what_if.distinct_answers import DistinctAnswers
from advisor.what_if.questions import answers_told
from advisor.what_if.space import Space

TOLD = 2
"""The most plans that the text of one assumption names."""
FEW = 3
"""The most answers that it names for each plan."""


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
    decider: Decider, answers: DistinctAnswers, scenario: Scenario, view: View
) -> tuple[Assumption, ...]:
    """The unstated requirements that matter to the plan, the most consequential first.

    One matters where one of its answers changes the plan, or does so along with one answer of
    another requirement. The most consequential is the one whose answer leads furthest up the
    ladder; what takes two answers comes after that, and what may be in place already comes last.
    """
    cuts = answers.cuts(scenario)
    read = answers.facts("plan")
    asked = {
        fact: _single(answers.of(fact, "plan", None, cuts.get(fact, ())))
        for fact in unstated_requirements(scenario)
        if fact in read
    }
    space = Space(decider, scenario, view, asked)
    cells = [
        Cell(place, code)
        for place, values in enumerate(asked.values())
        for code in range(len(values))
    ]
    present, *alone = _plans(space, [(), *((cell,) for cell in cells)])
    plans = dict(zip(cells, alone, strict=True))
    leads = _leads(space, {fact: _of(plans, place) for place, fact in enumerate(asked)}, present)
    found = [
        _assumption(decider, fact_definitions()[fact], of_fact, present)
        for fact, of_fact in leads.items()
        if of_fact
    ]
    quiet = [cell for cell in cells if plans[cell] == present and _usual(space, cell)]
    found += _in_pairs(space, quiet, present)
    return tuple(sorted(found, key=lambda each: _rank(decider, each, present)))


class Cell(NamedTuple):
    """One answer to one fact of a space: the place of the fact and the code of the answer."""

    place: int
    code: int


def _plans(space: Space, rows: Sequence[tuple[Cell, ...]]) -> list[int]:
    """The plan of each of these rows of answers; what a row does not answer stays open."""
    answered = space.unanswered(len(rows))
    for row, cells in enumerate(rows):
        for cell in cells:
            answered[row, cell.place] = cell.code
    plans: list[int] = space.plans(answered).tolist()
    return plans


def _of(plans: Mapping[Cell, int], place: int) -> list[int]:
    return [plan for cell, plan in plans.items() if cell.place == place]


def _usual(space: Space, cell: Cell) -> bool:
    fact = space.facts[cell.place]
    return fact_definitions()[fact].is_usual(space.answers[fact][cell.code])


def _in_pairs(space: Space, quiet: Sequence[Cell], present: int) -> Iterator[Assumption]:
    """What changes the plan by two answers of which neither does so alone.

    Each fact is told once, with the partner whose answer goes along with most of its own.
    """
    pairs = [pair for pair in itertools.combinations(quiet, 2) if pair[0].place != pair[1].place]
    plans = dict(zip(pairs, _plans(space, pairs), strict=True))
    changing = [pair for pair in pairs if plans[pair] != present]
    told: set[int] = set()
    while changing:
        counts = Counter((first.place, second) for first, second in changing)
        (place, partner), _ = counts.most_common(1)[0]
        fact = space.facts[place]
        leads = {
            pair[0].code: plans[pair]
            for pair in changing
            if pair[0].place == place and pair[1] == partner
        }
        row = [leads.get(code, present) for code in range(len(space.answers[fact]))]
        found = _leads(space, {fact: row}, present)[fact]
        other = space.facts[partner.place]
        answer = as_data(space.answers[other][partner.code])
        yield _assumption(
            space.decider, fact_definitions()[fact], found, present, along_with={other: answer}
        )
        told |= {place}
        changing = [pair for pair in changing if not {pair[0].place, pair[1].place} & told]


def _rank(decider: Decider, assumption: Assumption, present: int) -> tuple[bool, bool, int]:
    """What may be asked for comes before what may be in place already."""
    status = fact_definitions()[assumption.fact].section == "status"
    climb = _climb(decider, assumption.leads_to[0], present)
    return status, bool(assumption.along_with), -climb


def _single(values: tuple[FactValue, ...]) -> tuple[FactValue, ...]:
    """Of sets those of one word: what one request asks for."""
    return tuple(value for value in values if not isinstance(value, tuple) or len(value) < 2)


def _leads(
    space: Space, plans: Mapping[str, Sequence[int]], present: int
) -> dict[str, list[IfAsked]]:
    """For each fact the answers that lead to another plan, and these plans."""
    names, definitions = space.decider.planner.plans, fact_definitions()
    return {
        fact: [
            IfAsked(answer=as_data(each.answer), plan=names[each.plan])
            for each in told
            if each.plan != present and definitions[fact].is_usual(each.answer)
        ]
        for fact, told in answers_told(space, plans).items()
    }


def _climb(decider: Decider, asked: IfAsked, present: int) -> int:
    planner = decider.planner
    return planner.paths.index(asked.plan[-1]) - planner.paths.index(planner.plans[present][-1])


def _assumption(
    decider: Decider,
    definition: FactDefinition,
    leads: list[IfAsked],
    present: int,
    along_with: Mapping[str, Any] = MappingProxyType({}),
) -> Assumption:
    silence = definition.silence
    assert silence is not None
    leads.sort(key=lambda each: -_climb(decider, each, present))
    return Assumption(
        fact=definition.name,
        value=as_data(silence.value),
        text=f"Holds unless {silence.unless}{_along(along_with)} "
        f"({_then(decider, definition, leads)}).",
        because=silence.because,
        leads_to=tuple(leads),
        along_with=dict(along_with),
    )


def _along(along_with: Mapping[str, Any]) -> str:
    """The other answer that it takes, in words: what it is about, and the answer."""
    definitions = fact_definitions()
    return "".join(
        f" while {definitions[fact].silence.unless}: {in_words(answer)}"  # type: ignore[union-attr]
        for fact, answer in along_with.items()
    )


def _then(decider: Decider, definition: FactDefinition, leads: list[IfAsked]) -> str:
    """The plans that answers lead to, and which answer leads where."""
    by_plan: dict[tuple[str, ...], list[str]] = {}
    for each in leads:
        by_plan.setdefault(each.plan, []).append(in_words(each.answer))
    names = {plan: plan_in_words(decider.knowledge, plan) for plan in by_plan}
    if definition.kind == "flag":
        return f"then: {names[leads[0].plan]}"
    told = [
        f"{_few(words)}: {names[plan]}" for plan, words in itertools.islice(by_plan.items(), TOLD)
    ]
    more = ["or another plan"] if len(by_plan) > TOLD else []
    return "; ".join([*told, *more])


def _few(words: Sequence[str]) -> str:
    """Some of these words as alternatives."""
    return listed(words, "or") if len(words) <= FEW else f"{', '.join(words[:FEW])} and others"


# The answers that were given


def rests_on(decider: Decider, scenario: Scenario, view: View) -> RestsOn | None:
    """The only stated fact without which the headline would be another.

    An answer to one question, perhaps a leading one, has then made the plan. None where the plan
    rests on several answers together, or would be the same without each of them.
    """
    stated = dict(scenario.values())
    fewer = [scenario.model_copy(update={fact: None}) for fact in stated]
    columns = decider.vocabulary.columns([scenario, *fewer])
    present, *plans = decider.plans(columns, view).tolist()
    paths = decider.planner.plans
    changing = [
        (fact, paths[plan])
        for fact, plan in zip(stated, plans, strict=True)
        if paths[plan][-1] != paths[present][-1]
    ]
    if len(changing) != 1:
        return None
    fact, without = changing[0]
    return RestsOn(fact=fact, value=as_data(stated[fact]), without=without)
