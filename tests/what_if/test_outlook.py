"""Final or provisional: the figures agree with brute force, and what cannot matter does not."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.reasoning.infer import Reasoner
from advisor.reasoning.items import recommend
from advisor.what_if import Sensitivities
from tests.strategies import scenarios, values
from tests.what_if.cases import DAY, completions, half_known, plan_of, usual


@given(scenario=half_known())
@settings(max_examples=15)
def test_agreement_and_runners_up_are_those_of_brute_force(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario
) -> None:
    found = sensitivities.of(scenario, "production", flips=False)

    present = plan_of(reasoner, scenario)
    plans = Counter(plan_of(reasoner, each) for each in completions(sensitivities, scenario))
    share = plans[present] / plans.total()
    assert found.agreement == pytest.approx(share, abs=1e-6)
    assert found.final == (share == 1)
    others = {plan: number / plans.total() for plan, number in plans.items() if plan != present}
    assert {each.paths for each in found.runners_up} <= set(others)
    for each in found.runners_up:
        assert each.share == pytest.approx(others[each.paths], abs=1e-6)
    if len(others) <= 5:
        assert len(found.runners_up) == len(others)


@given(scenario=half_known(), data=st.data())
@settings(max_examples=15)
def test_an_irrelevant_fact_changes_no_plan_whatever_else_is_answered(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario, data: st.DataObject
) -> None:
    found = sensitivities.of(scenario, "production", flips=False)
    open_facts = [fact for fact in found.irrelevant_facts if fact != "existing_services"]
    if not open_facts:
        return

    fact = data.draw(st.sampled_from(open_facts))
    definition = fact_definitions()[fact]
    limits = usual(definition)
    if limits is None:
        value = data.draw(values(definition))
    else:
        value = data.draw(st.integers(int(limits.low), int(limits.high)))
    for each in completions(sensitivities, scenario):
        assert plan_of(reasoner, each.with_facts(**{fact: value})) == plan_of(reasoner, each)


@given(scenario=scenarios(), data=st.data())
@settings(max_examples=60)
def test_a_final_plan_is_the_plan_of_every_completion(
    sensitivities: Sensitivities, scenario: Scenario, data: st.DataObject
) -> None:
    space = sensitivities.circumstances(scenario, "production")
    outlook = sensitivities.outlook(scenario, "production")
    if not outlook.final:
        return

    rows = [
        [data.draw(st.integers(0, len(space.answers[fact]) - 1)) for fact in space.facts]
        for _ in range(5)
    ]
    plans = space.plans(np.array(rows, dtype=np.intp).reshape(5, len(space.facts)))
    assert set(plans) == set(space.plans(space.unanswered(1)))


def test_what_the_gate_of_the_items_reads_matters_to_them(sensitivities: Sensitivities) -> None:
    # A managed knowledge base is offered in some Regions alone, whatever rules read.
    scenario = read_scenario({"knowledge_source": "private_documents", "data_residency": "none"})
    found = sensitivities.of(scenario, "production", flips=False)

    assert not {"region", "existing_services"} & {*found.irrelevant_for_items}


@given(scenario=scenarios(), data=st.data())
@settings(max_examples=60)
def test_a_fact_irrelevant_for_the_items_changes_none_of_them(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario, data: st.DataObject
) -> None:
    found = sensitivities.of(scenario, "production", flips=False)
    if not found.irrelevant_for_items:
        return

    def items(each: Scenario) -> object:
        inference = reasoner.infer(each, "production", DAY)
        return inference.plan.paths, [
            (entry.item, entry.stage, entry.rank)
            for entry in recommend(reasoner.knowledge, inference).items
        ]

    fact = data.draw(st.sampled_from(found.irrelevant_for_items))
    value = data.draw(values(fact_definitions()[fact]))
    others = {
        each: data.draw(values(fact_definitions()[each]))
        for each in data.draw(st.lists(st.sampled_from(sorted(fact_definitions())), max_size=4))
        if scenario.get(each) is None and each != fact
    }
    other = scenario.with_facts(**others)
    assert items(other.with_facts(**{fact: value})) == items(other)


def test_the_same_scenario_gives_the_same_figures(sensitivities: Sensitivities) -> None:
    scenario = read_scenario({"knowledge_source": "private_documents"})

    first = sensitivities.of(scenario, "production")
    again = Sensitivities(sensitivities.decider).of(scenario, "production")
    assert first == again


@given(scenario=half_known())
@settings(max_examples=15)
def test_what_one_answer_can_change_is_found_by_trying_every_answer(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario
) -> None:
    found = sensitivities.outlook(scenario, "production").certainty

    present = plan_of(reasoner, scenario)
    changing = {
        fact
        for fact in sensitivities.answers.facts("plan")
        if scenario.get(fact) is None
        and not fact_definitions()[fact].is_requirement
        and any(
            plan_of(reasoner, scenario.with_facts(**{fact: answer})) != present
            for answer in sensitivities.answers.of(fact, "plan", usual(fact_definitions()[fact]))
        )
    }
    assert set(found.by_one_answer) == changing


@given(scenario=scenarios())
@settings(max_examples=30)
def test_a_headline_is_at_least_as_sure_as_its_plan(
    sensitivities: Sensitivities, scenario: Scenario
) -> None:
    found = sensitivities.outlook(scenario, "production")

    assert found.certainty.headline >= found.agreement
    assert set(found.certainty.by_one_answer) <= set(found.certainty.open_facts)
