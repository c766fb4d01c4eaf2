"""What guardrails cost: each policy for what it reads, in the languages that it reads."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor.advisor import advise, default_advisor
from advisor.estimates.estimate import estimate
from advisor.estimates.screening import beyond_filters
from advisor.estimates.shapes import ModelEstimate
from advisor.estimates.wanted import Stated, Wanted
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge

DAY = datetime.date(2026, 11, 26)
LOAD = {"requests_per_month": 100_000, "input_tokens": 900, "output_tokens": 250}
"""Four text units in a question, one in an answer."""
TEXTS = {**LOAD, "tasks": ["content_generation"], "serving_mode": "batch"}
FRANKFURT = {**LOAD, "data_residency": "region", "region": "eu-central-1"}


def values_of(fact: str) -> tuple[str, ...]:
    return fact_definitions()[fact].choices


def with_items(facts: dict[str, Any], *items: str) -> ModelEstimate:
    return estimate(
        facts,
        as_of=DAY,
        items=items,
        models=["amazon.nova-micro-v1:0"],
        assumptions={"characters_per_token": 4},
    ).models[0]


def screened(model: ModelEstimate) -> dict[str, float]:
    return {each.name: each.likely for each in model.month_parts if each.kind == "guardrails"}


def said(model: ModelEstimate, start: str) -> list[str]:
    return [each for each in model.not_counted if each.startswith(start)]


def test_content_filters_read_questions_and_answers() -> None:
    model = with_items(LOAD, "content-filters", "prompt-injection-defence")

    assert screened(model) == {"Screening questions and answers": pytest.approx(75)}


def test_the_filter_of_prompt_attacks_reads_questions_alone() -> None:
    model = with_items(LOAD, "prompt-injection-defence")

    assert screened(model) == {"Screening questions for prompt attacks": pytest.approx(60)}


@pytest.mark.parametrize(
    "facts",
    [
        TEXTS,
        {**TEXTS, "tasks": ["translation"]},
        {**TEXTS, "tasks": ["classification"], "untrusted_input": False},
    ],
)
def test_a_job_over_ones_own_texts_screens_what_comes_out_alone(facts: dict[str, Any]) -> None:
    model = with_items(facts, "content-filters", "prompt-injection-defence")

    assert screened(model) == {"Screening answers": pytest.approx(15)}
    (told,) = said(model, "Screening the input")
    assert told.endswith(
        "If strangers' texts can reach the prompt (untrusted_input), add about $60 a month"
    )


@pytest.mark.parametrize(
    "facts",
    [
        {**TEXTS, "untrusted_input": True},
        {**TEXTS, "tasks": ["content_generation", "classification"]},
        {**TEXTS, "serving_mode": "interactive"},
    ],
)
def test_where_strangers_may_write_what_goes_in_is_screened(facts: dict[str, Any]) -> None:
    model = with_items(facts, "content-filters")

    assert screened(model) == {"Screening questions and answers": pytest.approx(75)}
    assert not said(model, "Screening the input")


def test_personal_data_is_masked_on_the_way_in_of_ones_own_texts_too() -> None:
    model = with_items(TEXTS, "pii-redaction")

    assert screened(model) == {"Screening questions and answers": pytest.approx(50)}


def test_filters_that_cannot_read_the_languages_are_not_paid() -> None:
    facts = {**FRANKFURT, "languages": "several"}
    items = ("content-filters", "denied-topics", "contextual-grounding-check", "pii-redaction")
    model = estimate(facts, as_of=DAY, items=items, assumptions={"characters_per_token": 4}).models[
        0
    ]

    assert screened(model) == {"Screening questions and answers": pytest.approx(50)}
    assert said(model, "Content filters: within one Region this policy reads English")
    assert said(model, f"A second call of {model.name}")


def test_a_second_call_that_is_recommended_is_in_the_total_and_no_longer_beside_it() -> None:
    facts = {**FRANKFURT, "languages": "several"}
    beside = estimate(facts, as_of=DAY, items=["content-filters"]).models[0]
    within = estimate(facts, as_of=DAY, items=["content-filters", "content-check-by-model"])
    (model,) = (each for each in within.models if each.name == beside.name)
    (told,) = said(beside, f"A second call of {beside.name}")

    assert not said(model, "A second call")
    (judging,) = (each for each in model.month_parts if each.kind == "checks")
    assert f"about ${judging.likely:,.0f} a month" in told
    assert model.month.likely == pytest.approx(beside.month.likely + judging.likely)


@pytest.mark.parametrize(
    "facts",
    [
        {**FRANKFURT, "languages": "one_common"},
        {**FRANKFURT, "data_residency": "geography", "languages": "several"},
    ],
)
def test_filters_that_may_read_the_languages_are_paid(facts: dict[str, Any]) -> None:
    model = estimate(facts, as_of=DAY, items=["content-filters"]).models[0]

    assert screened(model)
    assert not said(model, "A second call")


@pytest.mark.parametrize("worked", ["policy-desk", "case-law-for-lawyers"])
def test_a_filter_that_nobody_recommended_is_not_paid(worked: str) -> None:
    estimates = advise(load_knowledge().scenarios[worked].facts, as_of=DAY).estimates

    for model in estimates.models:
        assert set(screened(model)) == {"Holding answers against their sources"}


def test_a_guardrail_without_any_policy_is_counted_with_one() -> None:
    assert set(screened(with_items(LOAD, "bedrock-guardrails"))) == {
        "Screening questions and answers"
    }


@pytest.mark.parametrize("region", [None, *values_of("region")])
@pytest.mark.parametrize("residency", [None, *values_of("data_residency")])
@pytest.mark.parametrize("languages", [None, *values_of("languages")])
def test_costs_and_rules_agree_on_what_filters_can_read(
    region: str | None, residency: str | None, languages: str | None
) -> None:
    facts = {"data_residency": residency, "languages": languages, "region": region}
    stated = Stated.of(read_scenario({name: each for name, each in facts.items() if each}))
    inference = default_advisor("plain").reasoner.infer(dict(stated.facts), "production", DAY)

    assert beyond_filters(Wanted(frozenset(), frozenset(), stated)) == (
        "beyond-the-languages-of-filters" in inference.first.fired
    )


@pytest.mark.parametrize("languages", ["several", "low_resource"])
def test_a_check_that_reads_english_alone_is_not_paid_in_other_languages(languages: str) -> None:
    items = ("bedrock-guardrails", "pii-redaction", "automated-reasoning-check")
    model = with_items({**LOAD, "languages": languages}, *items)
    alone = with_items({**LOAD, "languages": languages}, "pii-redaction")

    assert screened(model) == screened(alone)
    assert said(model, "Automated reasoning checks: this policy reads US English alone")
    assert not said(model, "A second call")


@pytest.mark.parametrize("items", [(), ("content-filters",)])
def test_a_guardrail_of_which_no_policy_reads_the_languages_says_why(items: tuple[str]) -> None:
    model = with_items({**FRANKFURT, "languages": "several"}, "bedrock-guardrails", *items)

    assert not screened(model)
    (told,) = said(model, "Amazon Bedrock Guardrails")
    assert told.endswith("its policies cannot read the other languages that may occur")
    assert said(model, f"A second call of {model.name}")[0].endswith("(our judgement)")


@pytest.mark.parametrize(
    ("tokens", "says"),
    [
        ({"input_tokens": 500}, "1,000 characters of a question"),
        ({"input_tokens": 200}, None),
        ({"input_tokens": 200, "output_tokens": 1_500}, "5,000 characters of an answer"),
    ],
)
def test_what_the_check_against_sources_cannot_take_is_said(
    tokens: dict[str, int], says: str | None
) -> None:
    facts = {"requests_per_month": 1_000, "output_tokens": 300, **tokens}
    found = estimate(facts, as_of=DAY, items=["contextual-grounding-check"])
    told = [each for each in found.warnings if "grounding check takes" in each]

    assert bool(told) == (says is not None)
    assert all(says in each for each in told if says)


def test_a_text_in_the_request_is_the_source_of_the_check_and_not_its_question() -> None:
    facts = {"input_tokens": 12_000, "output_tokens": 300}
    check = ["contextual-grounding-check"]
    summary = estimate(facts, as_of=DAY, items=check)
    plan = ["prompt-engineering", "retrieval-augmented-generation"]
    looked_up = estimate(facts, as_of=DAY, plan=plan, items=check)

    source = "mark the text as its source and what is asked of it as the question, or split it"
    assert any(source in each for each in summary.warnings)
    assert any("give it the question alone, or split it" in each for each in looked_up.warnings)
