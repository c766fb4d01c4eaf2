"""Scenarios whose completions can be counted, and the plan of each by the other engine."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator

from hypothesis import strategies as st

from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import NumberRange
from advisor.reasoning.infer import Reasoner
from advisor.what_if import Sensitivities, default_sensitivities
from tests.strategies import numbers, values

DAY = datetime.date(2026, 11, 22)


def plan_of(reasoner: Reasoner, scenario: Scenario) -> tuple[str, ...]:
    return reasoner.infer(scenario, "production", DAY).plan.paths


def half_known() -> st.SearchStrategy[Scenario]:
    """Scenarios in which all but two or three of the deciding facts are known."""
    deciding = default_sensitivities().answers.facts("plan")
    # Facts of few answers, so that brute force ends.
    small = [
        fact for fact in deciding if len(default_sensitivities().answers.of(fact, "plan")) <= 4
    ]
    definitions = fact_definitions()

    def with_gaps(gaps: list[str]) -> st.SearchStrategy[Scenario]:
        known = {fact: _exact(definitions[fact]) for fact in deciding if fact not in gaps}
        return st.fixed_dictionaries(known).map(read_scenario)

    return st.lists(st.sampled_from(small), unique=True, min_size=1, max_size=3).flatmap(with_gaps)


def _exact(definition: FactDefinition) -> st.SearchStrategy[object]:
    return numbers(definition) if definition.is_number else values(definition)


def completions(sensitivities: Sensitivities, scenario: Scenario) -> Iterator[Scenario]:
    """Every usual answer to the unknown circumstances; what nobody asks for stays unstated."""
    definitions = fact_definitions()
    answers = {
        fact: sensitivities.answers.of(fact, "plan", usual(definitions[fact]))
        for fact in sensitivities.answers.facts("plan")
        if scenario.get(fact) is None and not definitions[fact].is_requirement
    }
    for chosen in itertools.product(*answers.values()):
        yield scenario.with_facts(**dict(zip(answers, chosen, strict=True)))


def usual(definition: FactDefinition) -> NumberRange | None:
    """The numbers that somebody could state in earnest; None where the fact is no number."""
    limits = definition.usual
    return None if limits is None else NumberRange(at_least=limits[0], at_most=limits[1])
