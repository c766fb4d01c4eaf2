"""Another plan is costed with what would be recommended with it, not with the plan's own items."""

from __future__ import annotations

import datetime

import pytest

from advisor.advisor import advise, default_advisor
from advisor.knowledge import load_knowledge
from advisor.reasoning.items import recommend
from advisor.reasoning.other_plans import items_of_others
from advisor.reports.estimates import as_text

DAY = datetime.date(2026, 11, 25)
KNOWLEDGE = load_knowledge()
REASONER = default_advisor().reasoner


def others_of(worked: str) -> dict[str, tuple[str, ...]]:
    inference = REASONER.infer(KNOWLEDGE.scenarios[worked].facts, "production", DAY)
    return items_of_others(REASONER, inference)


@pytest.mark.parametrize("worked", sorted(KNOWLEDGE.scenarios)[::12])
def test_under_its_own_plan_the_same_is_recommended(worked: str) -> None:
    inference = REASONER.infer(KNOWLEDGE.scenarios[worked].facts, "production", DAY)
    (again,) = REASONER.under_each(inference, [inference.plan.paths])

    assert recommend(KNOWLEDGE, again).items == recommend(KNOWLEDGE, inference).items


def test_prompting_in_place_of_tuning_is_asked_in_batches_at_half_the_price() -> None:
    facts = KNOWLEDGE.scenarios["product-texts-at-scale"].facts
    estimates = advise(facts, as_of=DAY, sensitivity=False).estimates
    told = {each.headline: each for each in estimates.plans}

    assert "batch-inference" in others_of("product-texts-at-scale")["prompt-engineering"]
    assert "tokens read $79" in told["prompt-engineering"].consists_of
    assert "tokens read $160" in told["parameter-efficient-fine-tuning"].consists_of


def test_a_plan_that_retrieves_brings_the_store_that_goes_with_it() -> None:
    others = others_of("product-texts-at-scale")

    assert "bedrock-knowledge-bases" in others["retrieval-augmented-generation"]
    assert "bedrock-knowledge-bases" not in others["prompt-engineering"]


def test_another_plan_says_what_it_has_no_price_for() -> None:
    facts = KNOWLEDGE.scenarios["broker-assistant"].facts
    estimates = advise(facts, as_of=DAY, sensitivity=False).estimates
    (searching,) = [
        each for each in estimates.plans if each.headline == "retrieval-augmented-generation"
    ]

    assert "Amazon Bedrock Managed Knowledge Base" in searching.without
    assert "without Amazon Bedrock Managed Knowledge Base" in as_text(estimates, {})


def test_without_a_foundation_model_no_other_plan_is_costed() -> None:
    assert others_of("supplier-invoices") == {}
