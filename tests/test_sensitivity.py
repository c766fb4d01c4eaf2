"""How sure the answer is: the figures agree with brute force, and hold what they promise."""

from __future__ import annotations

import datetime
import itertools
from collections import Counter
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.conditions import Known, judge
from advisor.knowledge import load_knowledge
from advisor.reasoning import Reasoner
from advisor.recommending import recommend
from advisor.scenario import FactDefinition, Scenario, fact_definitions, read_scenario
from advisor.sensitivity import Sensitivities, default_sensitivities
from tests.strategies import numbers, scenarios, values

DAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module")
def sensitivities() -> Sensitivities:
    return default_sensitivities()


@pytest.fixture(scope="module")
def reasoner() -> Reasoner:
    return Reasoner(load_knowledge(), "plain")


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
    facts = [fact for fact in sensitivities.answers.facts("plan") if scenario.get(fact) is None]
    answers = [sensitivities.answers.of(fact, "plan") for fact in facts]
    for chosen in itertools.product(*answers):
        yield scenario.with_facts(**dict(zip(facts, chosen, strict=True)))


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
    value = data.draw(values(fact_definitions()[fact]))
    for each in completions(sensitivities, scenario):
        assert plan_of(reasoner, each.with_facts(**{fact: value})) == plan_of(reasoner, each)


@given(scenario=scenarios(), data=st.data())
@settings(max_examples=60)
def test_a_final_plan_is_the_plan_of_every_completion(
    sensitivities: Sensitivities, scenario: Scenario, data: st.DataObject
) -> None:
    space = sensitivities.space(scenario, "production")
    outlook = sensitivities.outlook(space)
    if not outlook.final:
        return

    rows = [
        [data.draw(st.integers(0, len(space.answers[fact]) - 1)) for fact in space.facts]
        for _ in range(5)
    ]
    plans = space.plans(np.array(rows, dtype=np.intp).reshape(5, len(space.facts)))
    assert set(plans) == set(space.plans(space.unanswered(1)))


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


@given(scenario=scenarios())
@settings(max_examples=25)
def test_a_flip_makes_its_path_the_headline_and_no_part_of_it_does(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario
) -> None:
    for flip in sensitivities.flips(scenario, "production"):
        changes = {change.fact: change.to for change in flip.changes}
        assert plan_of(reasoner, scenario.with_facts(**changes)) == flip.plan
        assert flip.plan[-1] == flip.path
        for size in range(len(changes)):
            for part in itertools.combinations(changes, size):
                fewer = {fact: changes[fact] for fact in part}
                assert plan_of(reasoner, scenario.with_facts(**fewer))[-1] != flip.path


@given(scenario=half_known())
@settings(max_examples=10)
def test_no_single_change_flips_where_two_are_told(
    sensitivities: Sensitivities, scenario: Scenario
) -> None:
    told = {flip.path: len(flip.changes) for flip in sensitivities.flips(scenario, "production")}
    changed = [
        scenario.with_facts(**{fact: value})
        for fact in sensitivities.answers.facts("plan")
        for value in sensitivities.answers.of(fact, "plan")
        if not isinstance(value, tuple) or len(value) <= 1
    ]
    decider = sensitivities.decider
    columns = decider.vocabulary.columns([scenario, *changed])
    present, *reached = (
        decider.planner.plans[number][-1] for number in decider.plans(columns, "production")
    )

    assert {path for path in reached if path != present} <= {
        path for path, size in told.items() if size == 1
    }


def test_a_fixed_fact_is_never_changed(sensitivities: Sensitivities) -> None:
    scenario = read_scenario({"knowledge_source": "private_documents", "priority": "quality"})
    flips = sensitivities.flips(scenario, "production", fixed=("knowledge_source", "domain_need"))

    assert flips
    changed = {change.fact for flip in flips for change in flip.changes}
    assert not changed & {"knowledge_source", "domain_need"}


def test_a_number_is_changed_to_the_nearest_value_that_a_rule_takes_otherwise(
    sensitivities: Sensitivities,
) -> None:
    nearest = sensitivities.answers.of("labelled_examples", "plan", near=5000.0)

    assert 1999 in nearest
    assert 10_000 in nearest


def test_the_smallest_relaxation_meets_the_must(
    sensitivities: Sensitivities, reasoner: Reasoner
) -> None:
    scenario = read_scenario(
        {
            "output_consistency": "brand_voice",
            "human_preference_alignment": True,
            "preference_pairs": 10,
            "reward_signal": "none",
            "human_raters": False,
        }
    )
    relaxations = sensitivities.relaxations(scenario, "production")

    assert "preference-alignment" in relaxations
    changes = {change.fact: change.to for change in relaxations["preference-alignment"].changes}
    inference = reasoner.infer(scenario.with_facts(**changes), "production", DAY)
    assert inference.needs["preference-alignment"] == "must"
    assert inference.coverings.of_plan(inference.plan.paths, "preference-alignment") == "full"


def test_the_same_scenario_gives_the_same_figures(sensitivities: Sensitivities) -> None:
    scenario = read_scenario({"knowledge_source": "private_documents"})

    first = sensitivities.of(scenario, "production")
    again = Sensitivities(sensitivities.decider).of(scenario, "production")
    assert first == again


def test_what_is_skipped_is_neither_asked_for_nor_varied(sensitivities: Sensitivities) -> None:
    scenario = read_scenario({"knowledge_source": "private_documents"})
    asked = sensitivities.of(scenario, "production", flips=False).questions[0].fact
    found = sensitivities.of(scenario, "production", skipped=(asked,), flips=False)

    assert asked not in [question.fact for question in found.questions]
    assert asked not in found.certainty.open_facts


@given(scenario=scenarios())
@settings(max_examples=30)
def test_answers_that_are_told_apart_cover_all_that_rules_can_tell(
    sensitivities: Sensitivities, scenario: Scenario
) -> None:
    """No value has verdicts that none of the example answers has."""
    rules = [rule for rule in load_knowledge().rules.values() if rule.phase == "infer"]
    conditions = [condition for rule in rules for condition in rule.conditions]
    for fact, value in scenario.values():
        tests = [each for each in conditions if each.fact == fact]
        rough = fact_definitions()[fact].is_number and not isinstance(value, (int, float))
        if not tests or rough:
            continue
        answers = sensitivities.answers.of(fact, "plan")
        wanted = [judge(each, Known(scenario, {})) for each in tests]
        assert wanted in [
            [judge(each, Known(read_scenario({fact: answer}), {})) for each in tests]
            for answer in answers
        ]


def test_at_most_a_third_of_the_questions_reaches_a_final_plan_in_the_median(
    sensitivities: Sensitivities,
) -> None:
    asked = []
    for worked in list(load_knowledge().scenarios.values())[::8]:
        known = read_scenario(worked.facts).known()
        answered: dict[str, object] = {}
        skipped: set[str] = set()
        while True:
            scenario = read_scenario(answered)
            outlook = sensitivities.outlook(sensitivities.space(scenario, worked.view, skipped))
            if outlook.final or not outlook.questions:
                break
            fact = outlook.questions[0].fact
            if fact in known:
                answered[fact] = known[fact]
            else:
                skipped.add(fact)
        assert outlook.final, worked.id
        decider = sensitivities.decider
        columns = decider.vocabulary.columns([scenario, read_scenario(known)])
        short, whole = decider.plans(columns, worked.view)
        assert short == whole, worked.id
        asked.append(len(answered) + len(skipped))

    asked.sort()
    assert asked[len(asked) // 2] <= len(fact_definitions()) / 3
