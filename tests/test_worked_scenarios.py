"""The worked scenarios: realistic, and together they show all that the advisor can say."""

from __future__ import annotations

import datetime
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from advisor import Advice, Scenario
from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge
from advisor.reasoning.plan import BALANCED

KNOWLEDGE = load_knowledge()
SCENARIOS = KNOWLEDGE.scenarios
DAY = datetime.date(2026, 11, 22)
CONTRACT = yaml.safe_load(
    (Path(__file__).parent / "contract" / "catalogue.yaml").read_text(encoding="utf-8")
)
STARRED = [
    identity
    for section, entries in CONTRACT.items()
    for identity, name in entries.items()
    if name.endswith("*") and section != "stages"
]


@cache
def advice_on(scenario_id: str) -> Advice:
    worked = SCENARIOS[scenario_id]
    return default_advisor().advise(dict(worked.facts), worked.view, worked.as_of or DAY)


@cache
def everything() -> dict[str, Advice]:
    return {scenario_id: advice_on(scenario_id) for scenario_id in SCENARIOS}


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_the_headline_is_the_one_that_its_author_expects(scenario_id: str) -> None:
    assert advice_on(scenario_id).plan.headline == SCENARIOS[scenario_id].headline


@pytest.mark.parametrize(
    "scenario_id", [each for each in SCENARIOS if each != "first-conversation"]
)
def test_a_scenario_states_what_an_architect_would_know(scenario_id: str) -> None:
    least = 7 if SCENARIOS[scenario_id].view == "exam" else 8

    assert least <= len(SCENARIOS[scenario_id].facts) <= 25


PAIRS = [worked.id for worked in SCENARIOS.values() if worked.differs_from]
TIP_SCENARIOS = {one.scenario for tip in KNOWLEDGE.tips.values() for one in tip.look_alikes}


@pytest.mark.parametrize("scenario_id", PAIRS)
def test_look_alikes_differ_in_exactly_the_decisive_fact(scenario_id: str) -> None:
    worked = SCENARIOS[scenario_id]
    assert worked.differs_from is not None
    other = SCENARIOS[worked.differs_from]
    facts = {**worked.facts, **other.facts}
    different = {fact for fact in facts if worked.facts.get(fact) != other.facts.get(fact)}

    assert different == {worked.decisive_fact}
    if worked.id in TIP_SCENARIOS:
        # A tip may be about the items of one plan; tests/exam says which answer flips.
        assert advice_on(worked.id).items() != advice_on(other.id).items()
    else:
        assert advice_on(worked.id).plan.paths != advice_on(other.id).plan.paths


def test_there_are_look_alikes() -> None:
    assert len(PAIRS) >= 5


@pytest.mark.parametrize("path", KNOWLEDGE.paths)
def test_each_path_is_the_headline_of_a_realistic_scenario(path: str) -> None:
    assert [each for each, advice in everything().items() if advice.plan.headline == path]


@pytest.mark.parametrize("path", [each.id for each in KNOWLEDGE.paths.values() if not each.always])
def test_each_path_is_refused_somewhere_for_a_stated_reason(path: str) -> None:
    refusals = [
        shape
        for advice in everything().values()
        for shape in advice.paths
        if shape.id == path and shape.verdict in ("ruled_out", "does_not_meet", "not_needed")
    ]

    assert refusals
    assert all(shape.text for shape in refusals)


def test_prompting_is_refused_where_no_model_is_needed() -> None:
    shape = next(each for each in advice_on("due-dates").paths if each.id == "prompt-engineering")

    assert shape.verdict == "ruled_out"
    assert [reason.rule for reason in shape.reasons] == ["exact-rules-rule-out-models"]


@pytest.mark.parametrize("policy", KNOWLEDGE.policies)
def test_each_priority_decides_in_a_scenario(policy: str) -> None:
    assert [each for each, advice in everything().items() if advice.plan.policy == policy]


def test_an_unstated_priority_is_the_balanced_one() -> None:
    assert advice_on("first-conversation").plan.policy == BALANCED


def test_a_conflict_without_a_full_answer_says_so_and_what_would_help() -> None:
    advice = advice_on("ward-notes-in-dialect")
    unmet = {need.id for need in advice.needs if need.level == "must" and need.coverage != "full"}

    assert "deep-domain-fluency" in unmet
    assert "Not fully met" in advice.plan.summary
    assert "deep-domain-fluency" in {each.need for each in advice.relaxations}
    assert any("training allowed" in each.text for each in advice.relaxations)


def test_a_musts_lack_is_shown_where_money_lacks() -> None:
    advice = advice_on("protein-sequences-on-a-grant")

    assert [each.need for each in advice.relaxations] == ["own-architecture"]


def test_with_almost_nothing_known_the_advice_asks_on() -> None:
    advice = advice_on("first-conversation")

    assert advice.plan.headline == "prompt-engineering"
    assert advice.status == "provisional"
    assert len(advice.next_questions) > 10


def test_some_plans_take_three_paths_and_more() -> None:
    assert len(advice_on("broker-assistant").plan.paths) == 3
    assert len(advice_on("claims-desk-that-acts").plan.paths) == 4


def test_running_systems_with_symptoms_get_a_diagnosis() -> None:
    for worked in SCENARIOS.values():
        if worked.facts.get("symptoms"):
            assert advice_on(worked.id).diagnosis, worked.id


def test_missed_part_numbers_lead_to_hybrid_search() -> None:
    changes = {each.change for each in advice_on("search-that-misses-part-numbers").diagnosis}

    assert {"hybrid-search", "reranking"} <= changes


def test_an_out_of_date_tuned_model_is_not_tuned_again() -> None:
    advice = advice_on("tuned-and-out-of-date")

    assert not advice.plan.paths[-1].endswith("fine-tuning")
    assert "bedrock-knowledge-bases" in {each.change for each in advice.diagnosis}


@pytest.mark.parametrize(
    ("scenario_id", "kind"),
    [
        ("due-dates", "aws-lambda"),
        ("loan-defaults", "feature-engineering"),
        ("supplier-invoices", "amazon-textract"),
    ],
    ids=["exact rules", "classical model", "ready service"],
)
def test_no_foundation_model_says_which_kind_instead(scenario_id: str, kind: str) -> None:
    assert kind in advice_on(scenario_id).items()


@pytest.mark.parametrize("identity", STARRED)
def test_what_the_source_document_names_is_recommended_somewhere(identity: str) -> None:
    recommending = defaultdict(list)
    for scenario_id, advice in everything().items():
        for item in advice.items():
            recommending[item].append(scenario_id)

    assert recommending[identity]


def test_clarify_is_recommended_then_and_in_the_exam_and_has_no_successor_today() -> None:
    facts = dict(SCENARIOS["hiring-bias-in-january"].facts)
    today = default_advisor().advise(facts, "production", DAY)
    closed = {each.id: each for each in today.not_recommended}

    assert "sagemaker-clarify" in advice_on("hiring-bias-in-january").items()
    assert "sagemaker-clarify" in advice_on("exam-hiring-bias").items()
    assert "sagemaker-clarify" not in today.items()
    assert closed["sagemaker-clarify"].instead is None
    assert "SHAP" in closed["sagemaker-clarify"].text
    assert "bedrock-evaluations" not in today.items()


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_an_advice_stays_short_enough_to_be_read(scenario_id: str) -> None:
    assert len([item for stage in advice_on(scenario_id).stages for item in stage.items]) <= 40


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_its_facts_are_a_scenario(scenario_id: str) -> None:
    scenario = Scenario.model_validate(dict(SCENARIOS[scenario_id].facts))

    assert set(scenario.known()) == set(SCENARIOS[scenario_id].facts)
