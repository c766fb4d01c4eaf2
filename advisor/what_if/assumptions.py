"""Assumptions: what nobody has asked for, and the plan if somebody did."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import numpy as np

from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, as_data
from advisor.knowledge.base import View
from advisor.reasoning.advice import Assumption, IfAsked, in_words
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
    """The unstated requirements of which one answer changes the plan, most consequential first.

    The most consequential is the one whose answer leads furthest up the ladder; what may be in
    place already comes last.
    """
    cuts = answers.cuts(scenario)
    read = answers.facts("plan")
    asked = {
        fact: _single(answers.of(fact, "plan", None, cuts.get(fact, ())))
        for fact in unstated_requirements(scenario)
        if fact in read
    }
    space = Space(decider, scenario, view, asked)
    sizes = [len(values) for values in asked.values()]
    answered = space.unanswered(1 + sum(sizes))
    row = 1
    for place, size in enumerate(sizes):
        answered[row : row + size, place] = np.arange(size)
        row += size
    present, *plans = space.plans(answered).tolist()
    found = []
    row = 0
    for fact, size in zip(asked, sizes, strict=True):
        leads = [*_leads(space, fact, plans[row : row + size], present)]
        row += size
        if leads:
            found.append(_assumption(decider, fact_definitions()[fact], leads, present))
    return tuple(sorted(found, key=lambda each: _rank(decider, each, present)))


def _rank(decider: Decider, assumption: Assumption, present: int) -> tuple[bool, int]:
    """What may be asked for comes before what may be in place already."""
    status = fact_definitions()[assumption.fact].section == "status"
    return status, -_climb(decider, assumption.leads_to[0], present)


def _single(values: tuple[FactValue, ...]) -> tuple[FactValue, ...]:
    """Of sets those of one word: what one request asks for."""
    return tuple(value for value in values if not isinstance(value, tuple) or len(value) < 2)


def _leads(space: Space, fact: str, plans: list[int], present: int) -> Iterator[IfAsked]:
    """The answers that lead to another plan, and these plans."""
    definition = fact_definitions()[fact]
    for answer, _, plan in answers_told(space, fact, plans):
        if plan != present and definition.is_usual(answer):
            yield IfAsked(answer=as_data(answer), plan=space.decider.planner.plans[plan])


def _climb(decider: Decider, asked: IfAsked, present: int) -> int:
    planner = decider.planner
    return planner.paths.index(asked.plan[-1]) - planner.paths.index(planner.plans[present][-1])


def _assumption(
    decider: Decider, definition: FactDefinition, leads: list[IfAsked], present: int
) -> Assumption:
    silence = definition.silence
    assert silence is not None
    leads.sort(key=lambda each: -_climb(decider, each, present))
    return Assumption(
        fact=definition.name,
        value=as_data(silence.value),
        text=f"Holds unless {silence.unless} ({_then(decider, definition, leads)}).",
        because=silence.because,
        leads_to=tuple(leads),
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
