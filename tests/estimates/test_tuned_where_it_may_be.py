"""What Bedrock cannot tune where the data must stay is not priced as if it could."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor.estimates.estimate import estimate
from advisor.estimates.shapes import Estimates, PlanCost

DAY = datetime.date(2026, 11, 25)
PROMPTS = ("prompt-engineering",)
TUNED = (*PROMPTS, "parameter-efficient-fine-tuning")
ALIGNED = (*PROMPTS, "preference-alignment")
LOAD: dict[str, Any] = {
    "requests_per_month": 100_000,
    "input_tokens": 500,
    "output_tokens": 300,
    "labelled_examples": 6_000,
}
FRANKFURT = {**LOAD, "region": "eu-central-1", "data_residency": "geography"}
VIRGINIA = {**LOAD, "region": "us-east-1"}


def of(facts: dict[str, Any], plan: tuple[str, ...]) -> Estimates:
    return estimate(facts, as_of=DAY, plan=plan)


def beside(estimates: Estimates, headline: str) -> PlanCost:
    return next(each for each in estimates.plans if each.headline == headline)


def test_a_tuned_nova_is_priced_where_bedrock_tunes_it() -> None:
    assert beside(of(VIRGINIA, PROMPTS), TUNED[-1]).model == "Nova 2 Lite"
    assert {each.name for each in of(VIRGINIA, TUNED).models} == {"Nova Micro", "Nova 2 Lite"}


def test_where_data_stay_in_the_eu_open_weights_are_tuned_and_hosted() -> None:
    other = beside(of(FRANKFURT, PROMPTS), TUNED[-1])
    own = of(FRANKFURT, TUNED)

    assert other.model == own.models[0].name == "Llama 3.1 8B"
    assert other.month.likely > 500
    assert all(each.role == "hosted" for each in own.models)
    assert any("Bedrock tunes no model that fits" in each for each in own.warnings)
    assert not any("Bedrock tunes" in each for each in of(VIRGINIA, TUNED).warnings)


def test_beside_hosted_open_weights_a_prompted_plan_keeps_a_managed_model() -> None:
    other = beside(of(FRANKFURT, TUNED), PROMPTS[-1])

    assert other.model != "Llama 3.1 8B"
    assert other.month.likely < 100


@pytest.mark.parametrize("headline", [TUNED[-1], ALIGNED[-1]])
def test_each_path_alone_is_run_where_it_may_be(headline: str) -> None:
    here, there = of(FRANKFURT, PROMPTS).of(headline), of(VIRGINIA, PROMPTS).of(headline)

    assert here is not None
    assert there is not None
    assert here.managed_tuning is None
    assert here.serving_memory is not None
    assert (there.managed_tuning is None) == (headline == ALIGNED[-1])


def test_pairs_of_preferred_answers_are_learned_by_open_weights_whose_training_is_priced() -> None:
    aligned = of({**VIRGINIA, "preference_pairs": 5_000}, ALIGNED)

    assert [each.kind for each in aligned.models[0].build_parts] == ["training"]
    assert all(not each.unpriced for each in aligned.models)
    assert any("none on pairs" in each for each in aligned.warnings)


def test_a_score_teaches_a_managed_model_and_the_training_is_said_to_be_on_top() -> None:
    scored = of({**VIRGINIA, "reward_signal": "programmatic"}, ALIGNED)

    assert [each.name for each in scored.models] == ["Nova 2 Lite"]
    assert scored.models[0].unpriced == "plus training: no price known"


def test_a_reserved_unit_is_told_only_where_it_is_sold() -> None:
    def units(facts: dict[str, Any]) -> list[str]:
        found = estimate(facts, as_of=DAY, models=["amazon.nova-2-lite-v1:0"])
        return [each.name for each in found.points if each.of == "unit"]

    assert units(VIRGINIA) == ["Nova 2 Lite"]
    assert units(FRANKFURT) == []


def test_a_tuned_model_answers_where_it_was_tuned_whatever_routes_the_plain_one() -> None:
    bound = of({**VIRGINIA, "data_residency": "region"}, TUNED)
    (lite,) = (each for each in bound.models if each.name == "Nova 2 Lite")

    assert "Tuned, it answers in us-east-1 only." in lite.notes
    assert not any("routed" in note for note in lite.notes)
    # The tuned model costs 0.30 and 2.50 USD a million tokens there.
    assert lite.month.likely == pytest.approx(50 * 0.30 + 30 * 2.50 + 1.95)


def test_data_bound_to_a_region_that_nobody_named_are_not_tuned_on_bedrock() -> None:
    unnamed = of({**LOAD, "data_residency": "region"}, TUNED)

    assert all(each.role == "hosted" for each in unnamed.models)


def test_a_tuned_model_is_shown_for_data_about_people_whose_residency_nobody_said() -> None:
    unsaid = of({**VIRGINIA, "data_sensitivity": "personal"}, TUNED)

    assert not any("routed" in each for each in unsaid.warnings)
    assert {each.name for each in unsaid.models} == {"Nova Micro", "Nova 2 Lite"}
