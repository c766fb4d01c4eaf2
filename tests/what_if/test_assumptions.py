"""What nobody asks for is taken as not asked for, and the answer says what rests on that."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import advise
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import as_data
from advisor.knowledge import load_knowledge
from advisor.reasoning.infer import Reasoner
from advisor.reports import as_brief
from advisor.reports.sentences import rests
from advisor.what_if import Sensitivities
from advisor.what_if.assumptions import assumed, unstated_requirements
from tests.strategies import scenarios
from tests.what_if.cases import completions, half_known, plan_of


def law_breaks(sensitivities: Sensitivities, scenario: Scenario) -> list[str]:
    """The requirements whose silent value, stated, changes the plan; "all" for all at once."""
    silences = {name: fact_definitions()[name].silence for name in unstated_requirements(scenario)}
    stated = {
        name: scenario.with_facts(**{name: as_data(silence.value)})
        for name, silence in silences.items()
        if silence is not None and silence.value is not None
    }
    stated["all"] = assumed(scenario)
    decider = sensitivities.decider
    columns = decider.vocabulary.columns([scenario, *stated.values()])
    broken = set()
    for view in ("production", "exam"):
        present, *plans = decider.plans(columns, view).tolist()  # type: ignore[arg-type]
        broken |= {name for name, plan in zip(stated, plans, strict=True) if plan != present}
    return sorted(broken)


@given(scenario=scenarios())
@settings(max_examples=100)
def test_stating_what_silence_means_never_changes_the_plan(
    sensitivities: Sensitivities, scenario: Scenario
) -> None:
    assert law_breaks(sensitivities, scenario) == []


@pytest.mark.parametrize("name", sorted(load_knowledge().scenarios))
def test_stating_what_silence_means_changes_no_worked_scenario(
    sensitivities: Sensitivities, name: str
) -> None:
    facts = load_knowledge().scenarios[name].facts

    assert law_breaks(sensitivities, read_scenario(facts)) == []
    for left_out in facts:
        fewer = {fact: value for fact, value in facts.items() if fact != left_out}
        assert law_breaks(sensitivities, read_scenario(fewer)) == [], left_out


@pytest.mark.parametrize(
    "task",
    ["tabular_prediction", "forecasting", "anomaly_detection", "fraud_detection", "recommendation"],
)
@pytest.mark.parametrize("symptoms", [None, ["invented_answers"], ["slow"]], ids=str)
def test_that_text_is_the_content_says_nothing_against_a_prediction(
    sensitivities: Sensitivities, task: str, symptoms: list[str] | None
) -> None:
    assert law_breaks(sensitivities, read_scenario({"tasks": [task], "symptoms": symptoms})) == []


@given(scenario=half_known(), dropped=st.sets(st.sampled_from([*fact_definitions()]), max_size=8))
@settings(max_examples=25)
def test_final_is_never_wrong_while_the_assumptions_hold(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario, dropped: set[str]
) -> None:
    requirements = [fact for fact in dropped if fact_definitions()[fact].is_requirement]
    scenario = scenario.with_facts(**dict.fromkeys(requirements))

    final = sensitivities.is_final(scenario, "production")

    # With the assumptions stated: what is told of silence holds for who says it aloud, too.
    plans = {plan_of(reasoner, each) for each in completions(sensitivities, assumed(scenario))}
    assert final == (plans == {plan_of(reasoner, scenario)})


@given(scenario=scenarios())
@settings(max_examples=40)
def test_the_status_alone_is_the_status_of_the_whole_outlook(
    sensitivities: Sensitivities, scenario: Scenario
) -> None:
    final = sensitivities.is_final(scenario, "production")

    assert final == sensitivities.outlook(scenario, "production").final


@given(scenario=scenarios(), data=st.data())
@settings(max_examples=25)
def test_an_assumption_says_what_the_plan_is_if_it_is_asked_for(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario, data: st.DataObject
) -> None:
    present = plan_of(reasoner, scenario)
    for assumption in sensitivities.assumptions(scenario, "production"):
        assert scenario.get(assumption.fact) is None
        asked = data.draw(st.sampled_from(assumption.leads_to))
        answer = asked.answer
        if isinstance(answer, dict):
            answer = next(iter(answer.values()))
        further = {
            fact: next(iter(value.values())) if isinstance(value, dict) else value
            for fact, value in {**assumption.along_with, **assumption.where}.items()
        }
        plan = plan_of(reasoner, scenario.with_facts(**{assumption.fact: answer}, **further))
        assert plan == asked.plan != present


def test_a_number_that_takes_another_request_is_told_where_it_begins_to_matter(
    sensitivities: Sensitivities, reasoner: Reasoner
) -> None:
    scenario = read_scenario(load_knowledge().scenarios["policy-desk"].facts)
    found = sensitivities.assumptions(scenario, "production")
    (variants,) = [each for each in found if each.fact == "tuned_variants"]
    (asked,) = variants.leads_to
    assert isinstance(asked.answer, dict)
    first = asked.answer["at_least"]

    assert variants.along_with
    with_first = scenario.with_facts(**variants.along_with, tuned_variants=first)
    below = scenario.with_facts(**variants.along_with, tuned_variants=first - 1)
    assert plan_of(reasoner, with_first) == asked.plan != plan_of(reasoner, below)


def test_assumptions_come_the_furthest_up_the_ladder_first(sensitivities: Sensitivities) -> None:
    scenario = read_scenario(load_knowledge().scenarios["policy-desk"].facts)
    ladder = [path.id for path in load_knowledge().ladder]

    found = sensitivities.assumptions(scenario, "production")

    asked_for = [each for each in found if fact_definitions()[each.fact].section != "status"]
    assert list(found[: len(asked_for)]) == asked_for
    alone = [each for each in asked_for if not each.along_with and not each.where]
    heights = [ladder.index(each.leads_to[0].plan[-1]) for each in alone]
    assert len({*heights}) > 2
    assert asked_for[: len(alone)] == alone
    assert all(above >= below for above, below in itertools.pairwise(heights))
    texts = {each.fact: each.text for each in found}
    assert texts["actions"].startswith("Holds unless it must also act on other systems (")


def test_what_takes_two_requests_is_told_with_both(
    sensitivities: Sensitivities, reasoner: Reasoner
) -> None:
    # A voice is had by examples in the prompt; where these were not enough, by tuning.
    scenario = read_scenario({"tasks": ["question_answering"], "system_kind": "foundation_model"})

    found = {each.fact: each for each in sensitivities.assumptions(scenario, "production")}

    voice = found["output_consistency"]
    assert set(voice.along_with) == {"tried"}
    assert " while something has been tried and was not enough: " in voice.text
    for partner in ({}, voice.along_with):
        facts = {voice.fact: voice.leads_to[0].answer, **partner}
        changed = plan_of(reasoner, scenario.with_facts(**facts))
        assert (changed == plan_of(reasoner, scenario)) == (not partner)


def test_of_a_final_plan_it_is_told_in_which_circumstances_a_request_would_change_it(
    sensitivities: Sensitivities, reasoner: Reasoner
) -> None:
    # No number of labelled examples changes the plan, unless the best quality is asked for too.
    facts = load_knowledge().scenarios["own-architecture-by-budget"].facts
    left_out = ("quality_target", "labelled_examples", "control")
    scenario = read_scenario({f: value for f, value in facts.items() if f not in left_out})
    skipped = ("knowledge_tokens", "output_tokens", "monthly_budget_usd")
    assert sensitivities.outlook(scenario, "production", skipped).final

    found = sensitivities.assumptions(scenario, "production", skipped)

    quality = next(each for each in found if each.fact == "quality_target")
    assert quality.where
    assert all(not fact_definitions()[fact].is_requirement for fact in quality.where)
    assert ", with " in quality.text
    for where in ({}, quality.where):
        exact = {f: next(iter(v.values())) if isinstance(v, dict) else v for f, v in where.items()}
        asked = {quality.fact: quality.leads_to[0].answer, **exact}
        changed = plan_of(reasoner, scenario.with_facts(**asked))
        assert (changed == plan_of(reasoner, scenario)) == (not where)


@given(scenario=scenarios())
@settings(max_examples=15, deadline=None)
def test_a_plan_that_rests_on_one_answer_is_another_without_it_and_the_same_without_others(
    sensitivities: Sensitivities, reasoner: Reasoner, scenario: Scenario
) -> None:
    found = sensitivities.rests_on(scenario, "production")

    present = plan_of(reasoner, scenario)
    fewer = {fact: scenario.with_facts(**{fact: None}) for fact, _ in scenario.values()}
    plans = {fact: plan_of(reasoner, each) for fact, each in fewer.items()}
    changing = [fact for fact, plan in plans.items() if plan[-1] != present[-1]]
    assert (found is not None) == (len(changing) == 1)
    if found is not None:
        assert [found.fact] == changing
        assert found.without == plans[found.fact]


def test_a_plan_says_that_it_rests_on_one_answer() -> None:
    advice = advise({"knowledge_source": "private_documents", "tasks": ["search"]})

    assert advice.rests_on is not None
    assert rests(advice) == (
        "Rests on one answer alone (knowledge source: your own documents); without it: Prompting."
    )
    assert rests(advice) in as_brief(advice).replace("\n    ", " ")
    assert rests(advise({})) == ""


def test_a_scenario_that_asks_for_all_rests_on_no_assumption(sensitivities: Sensitivities) -> None:
    scenario = read_scenario({"actions": "read_only", "citations_required": True})

    facts = {each.fact for each in sensitivities.assumptions(scenario, "production")}

    assert not facts & {"actions", "citations_required"}


def test_what_is_assumed_is_never_asked_as_a_question(sensitivities: Sensitivities) -> None:
    outlook = sensitivities.outlook(read_scenario({}), "production")

    asked = {question.fact for question in outlook.questions}
    assert asked
    assert not any(fact_definitions()[fact].is_requirement for fact in asked)


def test_every_requirement_says_what_its_silence_means() -> None:
    for definition in fact_definitions().values():
        if definition.silence is not None:
            assert not definition.silence.unless.endswith(".")
            assert definition.silence.because.endswith(".")
            value = definition.silence.value
            if value is not None:
                read_scenario({definition.name: as_data(value)})
