"""The smallest changes: they lead where they say, and no smaller ones do."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advisor import advise
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import LARGEST_NUMBER
from advisor.knowledge import load_knowledge
from advisor.reasoning.infer import Reasoner
from advisor.what_if import Sensitivities
from advisor.what_if.changes import can_be_made, changed_values
from advisor.what_if.search import Goal
from tests.strategies import scenarios
from tests.what_if.cases import DAY, half_known, plan_of


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
def test_no_single_change_that_can_be_made_flips_where_two_are_told(
    sensitivities: Sensitivities, scenario: Scenario
) -> None:
    told = {flip.path: len(flip.changes) for flip in sensitivities.flips(scenario, "production")}
    changed = [
        scenario.with_facts(**{fact: value})
        for fact in sensitivities.answers.facts("plan")
        for value in sensitivities.answers.of(fact, "plan")
        if can_be_made(fact, value) and (not isinstance(value, tuple) or len(value) <= 1)
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


@given(scenario=scenarios(), chosen=st.data())
@settings(max_examples=15)
def test_no_change_of_two_facts_is_overlooked(
    sensitivities: Sensitivities, scenario: Scenario, chosen: st.DataObject
) -> None:
    """All pairs of changes that somebody could make to five facts, the others being fixed."""
    facts = [
        fact
        for fact in sensitivities.answers.facts("plan")
        if fact != "tasks" and fact_definitions()[fact].section != "status"
    ]
    free = chosen.draw(st.lists(st.sampled_from(facts), min_size=5, max_size=5, unique=True))
    fixed = [fact for fact in fact_definitions() if fact not in free]
    told = {
        flip.path: len(flip.changes) for flip in sensitivities.flips(scenario, "production", fixed)
    }

    values = {
        fact: [
            value
            for value in sensitivities.answers.of(fact, "plan")
            if (not isinstance(value, tuple) or len(value) <= 1)
            and fact_definitions()[fact].is_usual(value)
        ]
        for fact in free
    }
    pairs = [
        scenario.with_facts(**{one: first, two: second})
        for one, two in itertools.combinations(free, 2)
        for first in values[one]
        for second in values[two]
    ]
    decider = sensitivities.decider
    columns = decider.vocabulary.columns([scenario, *pairs])
    present, *reached = (
        decider.planner.plans[number][-1] for number in decider.plans(columns, "production")
    )
    assert {path for path in reached if path != present} <= {
        path for path, size in told.items() if size <= 2
    }


@given(scenario=scenarios(), data=st.data())
@settings(max_examples=25)
def test_every_number_of_a_range_that_is_told_leads_to_the_same(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario, data: st.DataObject
) -> None:
    for flip in sensitivities.flips(scenario, "production"):
        changes = {change.fact: change.to for change in flip.changes}
        ranges = {fact: value for fact, value in changes.items() if isinstance(value, dict)}
        for fact, bounds in ranges.items():
            # An open end reaches as far as somebody could state.
            least, most = fact_definitions()[fact].usual or (0, 10**9)
            low = bounds.get("at_least", least)
            high = bounds.get("at_most", max(low, most))
            whole = fact_definitions()[fact].kind == "count"
            number = st.integers(low, high) if whole else st.floats(low, high)
            changes[fact] = data.draw(st.sampled_from([low, high]) | number)
        if ranges:
            assert plan_of(reasoner, scenario.with_facts(**changes)) == flip.plan


def test_an_open_number_is_told_as_the_range_that_rules_take_alike(
    sensitivities: Sensitivities,
) -> None:
    scenario = read_scenario({"domain_need": "terminology", "knowledge_source": "general"})
    flips = {flip.path: flip for flip in sensitivities.flips(scenario, "production")}

    (change,) = flips["parameter-efficient-fine-tuning"].changes
    assert change.fact == "labelled_examples"
    assert change.to == {"at_least": 1000}
    assert "labelled examples: at least 1,000" in flips["parameter-efficient-fine-tuning"].text


def test_a_goal_may_name_items_and_the_smallest_change_makes_them_recommended(
    sensitivities: Sensitivities,
) -> None:
    scenario = read_scenario({"tasks": ["summarization"], "serving_mode": "interactive"})
    search = sensitivities.search(scenario, "production", aim="items", day=DAY)

    found = search.smallest({"batch": Goal(items=frozenset({"batch-inference"}))})["batch"]

    assert [change.fact for change in found.changes] == ["serving_mode"]
    changed = scenario.with_facts(**{change.fact: change.to for change in found.changes})
    columns = sensitivities.decider.vocabulary.columns([scenario, changed])
    decisions = sensitivities.decider.decide(columns, "production", DAY)
    before, after = ({placed[0] for placed in decisions.items_of(row)} for row in (0, 1))
    assert "batch-inference" in after - before


def test_only_allowed_changes_are_tried(sensitivities: Sensitivities) -> None:
    scenario = read_scenario({"tasks": ["question_answering"]})
    search = sensitivities.search(
        scenario, "production", allowed=lambda fact, value: fact == "citations_required"
    )

    flips = search.flips()

    assert set(flips) == {"retrieval-augmented-generation"}
    (change,) = flips["retrieval-augmented-generation"].changes
    assert (change.fact, change.to) == ("citations_required", True)


def test_the_effort_decides_between_changes_of_equally_many_facts(
    sensitivities: Sensitivities,
) -> None:
    scenario = read_scenario({"tasks": ["question_answering"]})
    goal = {
        "goal": Goal(
            frozenset(
                plan
                for plan in sensitivities.decider.planner.plans
                if plan[-1] == "retrieval-augmented-generation"
            )
        )
    }

    for preferred in ("citations_required", "knowledge_source"):
        search = sensitivities.search(
            scenario, "production", effort=lambda fact, now, then, name=preferred: fact != name
        )
        (change,) = search.smallest(goal)["goal"].changes
        assert change.fact == preferred


def test_a_number_larger_than_a_scenario_may_hold_is_never_proposed(
    sensitivities: Sensitivities,
) -> None:
    scenario = read_scenario({"monthly_budget_usd": 10**15, "input_tokens": 0, "output_tokens": 0})
    cuts = sensitivities.answers.cuts(scenario)
    # The largest budget pays for more requests than that, and the estimate says how many.
    far = {fact: [LARGEST_NUMBER * 10.0, *each] for fact, each in cuts.items()}

    for fact in ("requests_per_month", "knowledge_tokens"):
        values = changed_values(sensitivities.answers, scenario, fact, far.get(fact, [1e19]))
        assert values
        assert all(value <= LARGEST_NUMBER for value in values)  # type: ignore[operator]


def test_what_a_flip_leaves_unmet_is_said(sensitivities: Sensitivities) -> None:
    facts = load_knowledge().scenarios["plant-on-the-floor"].facts
    told = {each.path: each for each in sensitivities.flips(read_scenario(facts), "production")}
    said = []
    for flip in told.values():
        changed = read_scenario({**facts, **{each.fact: each.to for each in flip.changes}})
        unmet = [
            need.name.lower()
            for need in advise(changed, as_of=DAY, estimates=False).needs
            if need.level == "must" and need.coverage != "full"
        ]
        assert ("does not fully meet" in flip.text) is bool(unmet)
        assert all(name in flip.text for name in unmet)
        said.append(bool(unmet))

    assert set(said) == {True, False}
