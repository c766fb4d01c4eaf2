"""What the advice on some worked scenarios says.

That each is realistic and gets the headline that its author expects, and that together they show
every path, is for `advisor check` (tests/upkeep).
"""

from __future__ import annotations

import datetime

import pytest

from advisor import Scenario
from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge
from advisor.reasoning.items import RANKS
from advisor.reasoning.plan import BALANCED
from advisor.reports import as_text
from tests.worked import worked_advice

KNOWLEDGE = load_knowledge()
SCENARIOS = KNOWLEDGE.scenarios
DAY = datetime.date(2026, 11, 22)


def test_prompting_is_refused_where_no_model_is_needed() -> None:
    shape = next(
        each for each in worked_advice("due-dates").paths if each.id == "prompt-engineering"
    )

    assert shape.verdict == "ruled_out"
    assert [reason.rule for reason in shape.reasons] == ["exact-rules-rule-out-models"]


def test_an_unstated_priority_is_the_balanced_one() -> None:
    assert worked_advice("first-conversation").plan.policy == BALANCED


def test_a_conflict_without_a_full_answer_says_so_and_what_would_help() -> None:
    advice = worked_advice("ward-notes-in-dialect")
    unmet = {need.id for need in advice.needs if need.level == "must" and need.coverage != "full"}

    assert "deep-domain-fluency" in unmet
    assert "Not fully met" in advice.plan.summary
    assert "deep-domain-fluency" in {each.need for each in advice.relaxations}
    assert any("training allowed" in each.text for each in advice.relaxations)


def test_a_musts_lack_is_shown_where_money_lacks() -> None:
    advice = worked_advice("protein-sequences-on-a-grant")

    assert [each.need for each in advice.relaxations] == ["own-architecture"]


def test_with_almost_nothing_known_the_advice_asks_on() -> None:
    advice = worked_advice("first-conversation")

    assert advice.plan.headline == "prompt-engineering"
    assert advice.status == "provisional"
    assert len(advice.next_questions) > 10


def test_some_plans_take_three_paths_and_more() -> None:
    assert len(worked_advice("broker-assistant").plan.paths) == 3
    assert len(worked_advice("claims-desk-that-acts").plan.paths) == 4


def test_grounded_answers_are_met_if_they_are_checked() -> None:
    advice = worked_advice("policy-desk")
    needs = {need.id: need for need in advice.needs}

    assert needs["grounded-answers"].provided == "answers are checked against their sources"
    assert needs["private-knowledge"].provided is None
    told = " ".join(as_text(advice).split())
    assert "fully met, by RAG, if answers are checked against their sources" in told


def test_what_was_read_on_is_tuned_before_a_new_model_is_trained() -> None:
    facts = {
        "tasks": ["content_generation"],
        "system_kind": "foundation_model",
        "domain_need": "deep_expertise",
        "unlabelled_tokens": 20_000_000_000,
        "labelled_examples": 2_000,
        "tried": ["continued_pre_training"],
        "team_skill": "ml_engineer",
    }
    plan = default_advisor().advise(facts, "production", DAY).plan

    assert set(plan.paths) == {
        "prompt-engineering",
        "parameter-efficient-fine-tuning",
        "continued-pre-training",
    }


def test_a_changed_system_is_judged_by_a_model_where_nobody_can_rate() -> None:
    facts = {"tasks": ["content_generation"], "symptoms": ["too_repetitive"]}
    measured = {
        raters: [
            each.measure
            for each in default_advisor()
            .advise({**facts, "human_raters": raters}, "production", DAY)
            .diagnosis
        ]
        for raters in (True, False)
    }

    assert measured == {True: ["human-evaluation"], False: ["llm-as-judge"]}


def test_a_classical_model_in_place_is_asked_for_no_reasoning_in_steps() -> None:
    facts = {
        "current_path": "classical_model",
        "reasoning": "several_steps",
        "languages": "low_resource",
    }

    needs = default_advisor().advise(facts, "production", DAY).needs
    assert [each.id for each in needs] == ["no-model"]


def test_where_an_assistant_is_bought_the_plan_names_it() -> None:
    bought = worked_advice("assistant-for-developers").plan
    built = worked_advice("campaign-ideas-without-code").plan

    assert bought.summary == "Buy a ready assistant (Kiro), with prompt engineering."
    assert "assistant" not in built.summary


def test_missed_part_numbers_lead_to_hybrid_search() -> None:
    changes = {each.change for each in worked_advice("search-that-misses-part-numbers").diagnosis}

    assert {"hybrid-search", "reranking"} <= changes


def test_an_out_of_date_tuned_model_is_not_tuned_again() -> None:
    advice = worked_advice("tuned-and-out-of-date")

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
    assert kind in worked_advice(scenario_id).items()


def test_clarify_is_recommended_then_and_in_the_exam_and_has_no_successor_today() -> None:
    facts = dict(SCENARIOS["hiring-bias-in-january"].facts)
    today = default_advisor().advise(facts, "production", DAY)
    closed = {each.id: each for each in today.not_recommended}

    assert "sagemaker-clarify" in worked_advice("hiring-bias-in-january").items()
    assert "sagemaker-clarify" in worked_advice("exam-hiring-bias").items()
    assert "sagemaker-clarify" not in today.items()
    assert closed["sagemaker-clarify"].instead is None
    assert "SHAP" in closed["sagemaker-clarify"].text
    assert "bedrock-evaluations" not in today.items()


@pytest.mark.parametrize("scenario_id", SCENARIOS)
def test_its_facts_are_a_scenario(scenario_id: str) -> None:
    scenario = Scenario.model_validate(dict(SCENARIOS[scenario_id].facts))

    assert set(scenario.known()) == set(SCENARIOS[scenario_id].facts)


@pytest.mark.parametrize("name", sorted(load_knowledge().scenarios))
def test_what_gives_an_item_most_weight_is_told_first(name: str) -> None:
    rules = load_knowledge().rules
    for stage in worked_advice(name).stages:
        for item in stage.items:
            weights = [
                min(
                    RANKS.index(each.rank)
                    for each in rules[reason.rule].concludes.items
                    if each.recommend == item.id
                )
                for reason in item.reasons
                if item.id in {each.recommend for each in rules[reason.rule].concludes.items}
            ]
            assert weights == sorted(weights), item.id
