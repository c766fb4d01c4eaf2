"""Model cards: which models a new customer can take up, on a day, in a Region."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.estimates.estimate import estimate
from advisor.estimates.served import without_routing
from advisor.estimates.shapes import Shortlist
from advisor.facts.scenario import RegionId
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import Citation
from advisor.knowledge.model_card import ModelCard, months_before

KNOWLEDGE = load_knowledge()
DAY = datetime.date(2026, 11, 25)
CITED = (Citation(source="bedrock-model-lifecycle", where="legacy", confidence="read"),)
NO_CARD_STORED = {"moonshotai.kimi-k3.1"}
"""Models so new that no copy of their card was found."""
LOAD = {"requests_per_month": 10_000, "input_tokens": 500, "output_tokens": 200}


def shortlist(facts: Mapping[str, object], day: datetime.date = DAY) -> Shortlist:
    return estimate({**LOAD, **facts}, as_of=day).shortlist


def reason(facts: Mapping[str, object], model: str) -> str:
    excluded = {each.id: each.reason for each in shortlist(facts).excluded}
    return excluded[model]


FACTS = st.fixed_dictionaries(
    {},
    optional={
        "region": st.sampled_from(get_args(RegionId)),
        "data_residency": st.sampled_from(["none", "geography", "region"]),
        "modalities": st.sampled_from([["text"], ["text", "image"], ["text", "video"]]),
        "knowledge_source": st.sampled_from(["general", "private_documents"]),
        "serving_mode": st.sampled_from(["interactive", "batch"]),
    },
)


@settings(max_examples=60, deadline=None)
@given(FACTS, st.dates(datetime.date(2025, 6, 1), datetime.date(2028, 1, 1)))
def test_no_model_is_listed_that_a_new_customer_cannot_use_on_the_day_in_the_region(
    facts: dict[str, object], day: datetime.date
) -> None:
    for model in shortlist(facts, day).models:
        card = KNOWLEDGE.models[without_routing(model.id)]
        assert card.kind == "chat"
        assert card.listed
        assert not card.by_approval
        assert card.end_of_life is None or day < card.end_of_life
        assert card.legacy_since is None or day < card.legacy_since
        if "region" not in facts:
            continue
        assert card.regions is not None
        ways = {
            "region": card.regions.in_region,
            "geography": (*card.regions.in_region, *card.regions.geographic),
        }
        asked = str(facts.get("data_residency", "none"))
        assert facts["region"] in ways.get(asked, card.regions.anywhere)
        if asked == "region":
            assert model.routing == ("in_region",)


def test_every_model_that_has_a_price_has_a_card() -> None:
    assert {without_routing(each) for each in KNOWLEDGE.managed_models} == set(KNOWLEDGE.models)


def test_every_region_of_a_card_is_one_that_can_be_stated() -> None:
    named = {
        region
        for card in KNOWLEDGE.models.values()
        for region in (card.regions.anywhere if card.regions else ())
    }

    assert named <= set(get_args(RegionId))
    assert set(KNOWLEDGE.regions) == set(get_args(RegionId))


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-09-29", "active"), ("2026-09-30", "legacy"), ("2027-03-30", "ended")],
)
def test_a_model_whose_end_alone_is_told_is_legacy_six_months_before(day: str, state: str) -> None:
    card = ModelCard(id="x", kind="chat", end_of_life=datetime.date(2027, 3, 30), sources=CITED)

    assert card.state(datetime.date.fromisoformat(day)) == state


def test_a_model_of_short_notice_is_legacy_forty_five_days_before_its_end() -> None:
    end = datetime.date(2027, 3, 30)
    card = ModelCard(id="x", kind="chat", end_of_life=end, short_notice=True, sources=CITED)

    assert card.legacy_since == end - datetime.timedelta(days=45)


def test_six_months_before_the_last_of_august_is_the_last_of_february() -> None:
    assert months_before(datetime.date(2027, 8, 31), 6) == datetime.date(2027, 2, 28)


def test_claude_sonnet_4_5_is_legacy_because_its_end_is_told() -> None:
    assert "legacy" in reason({}, "global.anthropic.claude-sonnet-4-5-20250929-v1:0")


def test_voxtral_speaks_or_listens_and_is_no_model_for_text() -> None:
    assert "speaks or listens" in reason({}, "mistral.voxtral-mini-3b-2507")


def test_a_model_by_approval_is_not_for_every_new_customer() -> None:
    assert "one by one" in reason({}, "global.zai.glm-5.3")


def test_in_frankfurt_alone_nova_lite_and_claude_are_out_and_open_weights_are_in() -> None:
    facts = {"region": "eu-central-1", "data_residency": "region"}

    assert "only across Regions" in reason(facts, "amazon.nova-lite-v1:0")
    assert "only across Regions" in reason(facts, "regional.anthropic.claude-haiku-5-5")
    assert any(each.id.startswith("openai.gpt-oss") for each in shortlist(facts).models)


def test_a_geographic_profile_from_canada_leaves_canada() -> None:
    facts = {"region": "ca-central-1", "data_residency": "geography"}

    assert "United States" in reason(facts, "regional.anthropic.claude-haiku-5-5")


def test_a_tier_that_the_card_does_not_offer_is_not_priced() -> None:
    model = "global.anthropic.claude-opus-5-5"
    found = estimate(
        {**LOAD, "serving_mode": "batch"},
        as_of=DAY,
        items=("batch-inference",),
        models=(model,),
    )

    assert [each.tier for each in found.models] == ["on_demand"]


def test_provisioned_throughput_is_on_sale_for_active_models_alone() -> None:
    for card in KNOWLEDGE.models.values():
        assert "provisioned" not in card.sold or card.state(DAY) == "active", card.id


def test_a_call_names_the_id_under_which_another_price_list_knows_the_model() -> None:
    told = 0
    for card in KNOWLEDGE.models.values():
        for source in card.sources:
            if source.source.startswith("litellm"):
                listed = source.where.rpartition("/")[2].removeprefix("us.")
                assert listed == (card.call_as or card.id)
                told += 1
    assert told > 50


def test_call_as_is_for_an_id_that_differs() -> None:
    with pytest.raises(ValueError, match="differs from the key"):
        ModelCard(id="x", kind="chat", call_as="x", sources=CITED)


def test_the_shortlist_and_the_table_tell_the_id_that_a_call_names() -> None:
    listed = {each.id: each.call_as for each in shortlist({}).models}

    for identity, called in listed.items():
        card = KNOWLEDGE.models[without_routing(identity)]
        prefix = "global." if identity.startswith("global.") else ""
        assert (called or identity) == prefix + (card.call_as or card.id)
    found = estimate(LOAD, as_of=DAY, models=("global.anthropic.claude-sonnet-5-v1:0",))
    assert [each.call_as for each in found.models] == ["global.anthropic.claude-sonnet-5"]


def test_what_a_model_reads_is_not_guessed() -> None:
    card = KNOWLEDGE.models["anthropic.claude-mythos-5-2"]

    assert card.reads == ()
    assert ModelCard(id="x", kind="chat", sources=CITED).reads == ()


def test_a_model_is_cited_from_its_own_card_wherever_it_can_be_listed() -> None:
    without = {
        card.id
        for card in KNOWLEDGE.models.values()
        if card.kind == "chat"
        and card.state(DAY) == "active"
        and not any("card" in source.source.split("-") for source in card.sources)
    }

    assert without == NO_CARD_STORED


def test_a_measured_row_says_the_numbers_that_it_holds() -> None:
    for row in KNOWLEDGE.measured_models.values():
        says = row.sources[0].says or ""
        low, middle, high = row.tokens_per_second
        assert low <= middle <= high
        assert says.startswith(f"{middle:g} tokens a second")
        first = re.search(r"after ([0-9.]+) s", says)
        assert first is not None
        assert round(float(first[1]) * 1000) == row.first_word_ms[1]


@pytest.mark.parametrize("model", list(load_knowledge().models.values()))
def test_what_a_written_token_takes_of_the_quota_is_cited(model: ModelCard) -> None:
    cited = any(
        each.source == "bedrock-token-counting" or "quotas" in each.where for each in model.sources
    )

    assert cited == (model.quota_per_written_token is not None), model.id
