"""Prices are those of the Region that is named, where a source gives them; else it is said."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor.estimates import paths
from advisor.estimates.estimate import estimate
from advisor.estimates.prices import GivenPrices
from advisor.estimates.regional import at_region
from advisor.estimates.shapes import Estimates
from advisor.estimates.wanted import Stated
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge

DAY = datetime.date(2026, 11, 25)
KNOWLEDGE = load_knowledge()
MICRO, HAIKU = "amazon.nova-micro-v1:0", "regional.anthropic.claude-haiku-5-5"
LOAD: dict[str, Any] = {"requests_per_month": 1_000_000, "input_tokens": 500, "output_tokens": 300}


def of(region: str | None, *models: str, **more: Any) -> Estimates:
    return estimate({**LOAD, "region": region}, as_of=DAY, models=models, **more)


def month(found: Estimates) -> float:
    return found.models[0].month.likely


def about_prices(found: Estimates) -> list[str]:
    return [each for each in found.warnings if "Prices are those of the United" in each]


def test_nova_costs_more_where_it_is_called_from_europe() -> None:
    assert month(of("us-east-1", MICRO)) == pytest.approx(500 * 0.035 + 300 * 0.14)
    assert month(of("eu-west-1", MICRO)) == pytest.approx(500 * 0.046 + 300 * 0.184)


def test_the_source_of_a_regional_price_is_named() -> None:
    sources = of("eu-west-1", MICRO).sources.values()

    assert any(each.where == f"eu.{MICRO}" for each in sources)


def test_a_batch_keeps_its_share_of_the_price_of_the_region() -> None:
    batch = {"serving_mode": "batch", **LOAD}
    here, there = (
        estimate({**batch, "region": region}, as_of=DAY, models=[MICRO], items=["batch-inference"])
        for region in ("eu-west-1", "us-east-1")
    )

    assert month(there) == pytest.approx(month(of("us-east-1", MICRO)) / 2)
    assert month(here) == pytest.approx(month(of("eu-west-1", MICRO)) / 2)


def test_longer_prompts_stay_dearer_in_proportion() -> None:
    there = KNOWLEDGE.managed_models[HAIKU]
    gov = Stated.of(Scenario(region="us-gov-west-1"))
    here = at_region(KNOWLEDGE, gov).managed_models[HAIKU]

    assert here.input_usd == 0.12
    assert here.input_usd_above == pytest.approx(there.input_usd_above * 0.12 / 0.11)


def test_a_price_that_the_user_gave_is_not_replaced() -> None:
    own = GivenPrices("own.yaml", {}, {}, {MICRO: {"input_usd": 1.0, "output_usd": 1.0}})

    assert month(of("eu-west-1", MICRO, prices=own)) == pytest.approx(800)


@pytest.mark.parametrize(
    ("region", "model", "says"),
    [
        (
            "eu-central-1",
            "openai.gpt-oss-20b-1:0",
            "in eu-central-1, as for gpt-oss-20b or services",
        ),
        ("eu-central-1", MICRO, "in eu-central-1, as for services beside the models"),
        ("us-west-2", "openai.gpt-oss-20b-1:0", None),
        (None, "openai.gpt-oss-20b-1:0", None),
    ],
)
def test_where_no_price_of_the_region_is_known_it_is_said(
    region: str | None, model: str, says: str | None
) -> None:
    told = about_prices(of(region, model))

    assert [each for each in told if says and says in each] == told
    assert bool(told) == (says is not None)


def test_the_warning_names_instances_stores_and_the_budgets_of_rules_where_they_count() -> None:
    def told(plan: list[str], **facts: Any) -> str:
        scenario = {**LOAD, "region": "eu-central-1", **facts}
        return " ".join(about_prices(estimate(scenario, as_of=DAY, plan=plan)))

    prompts = told([paths.PROMPTS])
    assert not [each for each in ("instances", "stores", "budget") if each in prompts]
    assert "stores or services beside the models" in told([paths.PROMPTS, paths.RETRIEVAL])
    assert "instances or services beside the models" in told([paths.PROMPTS, paths.FULL])
    assert "hold the stated budget against" in told([paths.PROMPTS], monthly_budget_usd=900)
    assert "hold the stated budget against" in told([paths.PROMPTS], build_budget_usd=900)


@pytest.mark.parametrize("price", KNOWLEDGE.regional_prices.values(), ids=lambda each: each.id)
def test_every_regional_price_is_of_a_model_that_is_called_from_its_regions(price: Any) -> None:
    assert price.model in KNOWLEDGE.managed_models
    assert set(price.regions) <= KNOWLEDGE.regions.keys()
    assert not any(KNOWLEDGE.regions[each].geography == "United States" for each in price.regions)
