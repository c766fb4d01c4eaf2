"""The shortlist of managed models: cheapest that fits first, a reason for every other."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest

from advisor.advisor import advise
from advisor.estimates.choosing import quota_of_written_tokens
from advisor.estimates.estimate import estimate
from advisor.estimates.served import Served, quota_taken, without_routing
from advisor.estimates.shapes import Estimates, Shortlist
from advisor.estimates.wanted import Stated, Wanted
from advisor.knowledge import load_knowledge
from advisor.reports.estimates import time_words

DAY = datetime.date(2026, 11, 22)
KNOWLEDGE = load_knowledge()
LOAD = {"requests_per_month": 100_000, "input_tokens": 500, "output_tokens": 300}
PROMPTS = ("prompt-engineering",)
RAG = ("prompt-engineering", "retrieval-augmented-generation")


def shortlist(
    facts: dict[str, Any] | None = None, plan: tuple[str, ...] = PROMPTS, day: datetime.date = DAY
) -> Shortlist:
    return estimate({**LOAD, **(facts or {})}, as_of=day, plan=plan).shortlist


def reasons(listed: Shortlist) -> dict[str, str]:
    return {each.id: each.reason for each in listed.excluded}


def test_every_model_is_listed_or_left_out_with_a_reason() -> None:
    listed = shortlist()

    ids = [each.id for each in listed.models] + [each.id for each in listed.excluded]
    assert sorted(ids) == sorted(load_knowledge().managed_models)
    assert all(each.reason for each in listed.excluded)


def test_the_cheapest_that_fits_comes_first() -> None:
    estimates = estimate(LOAD, as_of=DAY, plan=PROMPTS)
    figures = [estimates.figures[each.monthly_usd] for each in estimates.shortlist.models]

    assert [each.likely for each in figures] == sorted(each.likely for each in figures)


def test_a_plan_that_tunes_lists_only_models_that_a_source_says_can_be_tuned() -> None:
    listed = shortlist(plan=(*PROMPTS, "parameter-efficient-fine-tuning"))

    assert listed.models
    assert all(each.tuned_by for each in listed.models)


def test_pictures_ask_for_a_model_that_reads_them() -> None:
    listed = shortlist({"modalities": ["text", "image"]})

    assert listed.models
    assert all("image" in each.reads for each in listed.models)
    assert "reads image" in reasons(listed)["amazon.nova-micro-v1:0"]


def test_a_model_at_the_end_of_its_life_is_left_out_from_that_day() -> None:
    claude = "global.anthropic.claude-sonnet-4-20250514-v1:0"
    after = reasons(shortlist(day=datetime.date(2026, 10, 14)))[claude]
    legacy = reasons(shortlist(day=datetime.date(2026, 10, 13)))[claude]
    before = reasons(shortlist(day=datetime.date(2026, 4, 13)))[claude]

    assert "its life ended on 2026-10-14" in after
    assert "legacy" in legacy
    assert "fits" in before


def test_a_long_input_asks_for_a_long_context() -> None:
    listed = shortlist({"input_tokens": 400_000})

    assert all((each.context_tokens or 0) > 400_000 for each in listed.models)
    assert "context of 128,000" in reasons(listed)["amazon.nova-micro-v1:0"]


def test_data_that_stays_in_a_region_excludes_world_wide_routing() -> None:
    listed = shortlist({"data_residency": "region"})

    assert not any(each.id.startswith("global.") for each in listed.models)


def test_the_monthly_budget_leaves_out_dearer_models() -> None:
    listed = shortlist({"monthly_budget_usd": 15})

    assert "above the budget" in reasons(listed)["amazon.nova-pro-v1:0"]


def test_a_context_window_that_nobody_states_is_said_not_guessed() -> None:
    known, model = load_knowledge(), "openai.gpt-5.4"
    card = known.models[model].model_copy(update={"context_tokens": None})
    priced = known.managed_models[model].model_copy(update={"context_tokens": None})
    unsaid = known.model_copy(
        update={
            "version": "without a context window",
            "models": {**known.models, model: card},
            "managed_models": {**known.managed_models, model: priced},
        }
    )
    listed = estimate(LOAD, as_of=DAY, knowledge=unsaid, plan=PROMPTS).shortlist

    assert reasons(listed)[model] == "its context window is not known"
    assert reasons(shortlist())[model] != "its context window is not known"


@pytest.mark.parametrize("plan", [PROMPTS, (*PROMPTS, "agents")])
def test_the_criteria_name_what_no_source_here_measures(plan: tuple[str, ...]) -> None:
    assert "to be tested" in shortlist(plan=plan).criteria[-1]


def test_no_foundation_model_needs_no_list() -> None:
    assert shortlist(plan=("no-foundation-model",)) == Shortlist()


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"knowledge_source": "private_documents"}, True),
        ({"knowledge_source": "structured_records"}, False),
    ],
)
def test_a_model_that_knowledge_bases_do_not_take_is_told_where_passages_are_searched(
    facts: dict[str, Any], told: bool
) -> None:
    found = estimate(facts, as_of=DAY, plan=RAG, models=["openai.gpt-oss-20b-1:0"])
    warned = [each for each in found.warnings if "Knowledge Bases do not answer with" in each]

    assert bool(warned) == told


def test_of_a_model_that_knowledge_bases_take_nothing_is_told() -> None:
    facts = {"knowledge_source": "private_documents"}
    found = estimate(facts, as_of=DAY, plan=RAG, models=["amazon.nova-micro-v1:0"])

    assert not [each for each in found.warnings if "Knowledge Bases" in each]


def roles(facts: dict[str, Any], items: tuple[str, ...] = ()) -> dict[str, Any]:
    found = estimate({**LOAD, **facts}, as_of=DAY, plan=PROMPTS, items=items)
    return {each.role: each for each in found.models}


@pytest.mark.parametrize("sensitivity", ["confidential", "personal", "special_category"])
def test_guarded_data_go_round_the_world_only_where_somebody_said_that_they_may(
    sensitivity: str,
) -> None:
    unsaid = {"data_sensitivity": sensitivity, "region": "us-west-2"}
    listed = [each.id for each in roles(unsaid).values()]

    assert listed
    assert not any(each.startswith("global.") for each in listed)


def test_where_every_model_is_routed_world_wide_it_is_said_to_settle_that_first() -> None:
    dear = ["global.anthropic.claude-opus-5"]
    warned = estimate({"data_sensitivity": "confidential"}, as_of=DAY, models=dear).warnings
    public = estimate({"data_sensitivity": "public"}, as_of=DAY, models=dear).warnings

    assert any("settle their residency first" in each for each in warned)
    assert not any("residency" in each for each in public)


def test_a_balanced_model_keeps_nobody_waiting_who_would_not_wait_for_the_strongest() -> None:
    facts = {"serving_mode": "asynchronous", "region": "eu-west-1", "data_residency": "geography"}
    found = roles(facts)

    assert found["balanced"].times is not None
    longest = max(10_000.0, found["strongest"].times.first.likely)
    assert found["balanced"].times.first.likely <= longest * 1.01


def test_where_pages_are_read_the_balanced_model_reads_them_too() -> None:
    facts = {"serving_mode": "asynchronous", "region": "eu-west-1", "data_residency": "geography"}
    found = roles(facts, ("bedrock-data-automation",))

    card = KNOWLEDGE.models[without_routing(found["balanced"].id)]
    assert "image" in card.reads


def test_times_of_a_recording_are_told_without_its_transcription() -> None:
    facts = dict(KNOWLEDGE.scenarios["minutes-of-meetings"].facts)
    recorded = advise({**facts, "p95_latency_ms": 60_000}, as_of=DAY).estimates.models[0]
    live = advise({**facts, "serving_mode": "interactive"}, as_of=DAY).estimates.models[0]

    assert time_words(recorded).endswith(", without turning the recording into text")
    verdict = recorded.verdict("p95_latency_ms")
    assert verdict is not None
    assert verdict.verdict == "not_known"
    assert "without" not in time_words(live)


def test_times_are_told_without_the_query_that_finds_the_records() -> None:
    facts = {**LOAD, "knowledge_source": "structured_records", "p95_latency_ms": 60_000}
    records = estimate(facts, as_of=DAY, plan=RAG).models[0]
    documents = estimate({**facts, "knowledge_source": "private_documents"}, as_of=DAY, plan=RAG)

    assert records.times is not None
    assert records.times.without == "running the query"
    verdict = records.verdict("p95_latency_ms")
    assert verdict is not None
    assert verdict.verdict == "not_known"
    assert time_words(records).endswith(", without running the query")
    assert "without" not in time_words(documents.models[0])


def throttled(**facts: object) -> Estimates:
    return estimate({**LOAD, "symptoms": ["throttled"], **facts}, as_of=DAY, plan=PROMPTS)


def quota_of(identity: str) -> int | None:
    return quota_taken(KNOWLEDGE, Served(KNOWLEDGE.managed_models[identity]))


def test_where_calls_are_throttled_the_table_says_what_a_written_token_takes_of_the_quota() -> None:
    found = throttled()
    (warning,) = [each for each in found.warnings if each.startswith("Calls are throttled")]

    for model in found.models:
        taken = quota_of(model.id)
        assert model.name in warning
        assert taken is None or re.search(rf"\b{taken} (token of the quota )?with", warning)


def test_where_calls_are_throttled_the_balanced_model_takes_as_little_of_the_quota_as_any() -> None:
    (chosen,) = [each for each in throttled().models if each.role == "balanced"]
    usual = estimate(LOAD, as_of=DAY, plan=PROMPTS)
    (plain,) = [each for each in usual.models if each.role == "balanced"]

    assert quota_of(chosen.id) == 1
    assert quota_of(plain.id) == 10
    assert not any("throttled" in each for each in usual.warnings)


def test_a_model_of_which_no_source_tells_the_quota_is_named_as_not_known() -> None:
    models = ["amazon.nova-micro-v1:0", "global.anthropic.claude-sonnet-5-5"]
    facts = {**LOAD, "symptoms": ["throttled"]}
    found = estimate(facts, as_of=DAY, plan=PROMPTS, models=models)

    (warning,) = [each for each in found.warnings if each.startswith("Calls are throttled")]
    assert "uses 1 token of the quota with Nova Micro" in warning
    assert "How many it uses with Claude Sonnet 5.5 is not known here" in warning


def test_models_that_use_the_same_of_the_quota_are_named_as_a_list() -> None:
    micro, lite, pro, opus = (
        Served(KNOWLEDGE.managed_models[each])
        for each in (
            "amazon.nova-micro-v1:0",
            "amazon.nova-lite-v1:0",
            "amazon.nova-pro-v1:0",
            "global.anthropic.claude-opus-5",
        )
    )
    stated = Stated((("symptoms", ("throttled",)),))
    wanted = Wanted(frozenset(PROMPTS), frozenset(), stated)

    def told(*models: Served) -> str | None:
        return quota_of_written_tokens(models, wanted, lambda each: 10 if each is opus else 1)

    uses = "Calls are throttled. On the bedrock-runtime endpoint each output token uses"
    assert told(micro, opus) == (
        f"{uses} 1 token of the quota with Nova Micro, and 10 with Claude Opus 5."
    )
    assert told(micro, lite, pro) == (
        f"{uses} 1 token of the quota with Nova Micro, Nova Lite and Nova Pro."
    )


def test_how_calls_are_routed_at_a_price_is_told() -> None:
    facts = {"requests_per_month": 1000, "input_tokens": 500, "output_tokens": 300}

    def told(model: str) -> str:
        return " ".join(estimate(facts, as_of=DAY, models=[model]).beside)

    assert '"Regional" in a name' in told("regional.openai.gpt-5.6-luna")
    assert "routed world-wide: within a geography it is at least a tenth more" in told(
        "global.amazon.nova-2-lite-v1:0"
    )
    assert not told("amazon.nova-micro-v1:0")


def test_prompts_whose_price_nobody_gives_leave_a_model_out() -> None:
    facts = {"requests_per_month": 100, "output_tokens": 300, "region": "us-east-1"}
    longer = estimate({**facts, "input_tokens": 300_000}, as_of=DAY).shortlist.excluded
    shorter = estimate({**facts, "input_tokens": 1_000}, as_of=DAY, models=["openai.gpt-5.5"])
    reasons = {each.id: each.reason for each in longer}

    assert reasons["openai.gpt-5.4"] == (
        "no source here gives its price for prompts above 272,000 tokens"
    )
    assert "no source here gives its price" not in reasons.get("openai.gpt-6-luna", "")
    assert any("Prompts above 272,000 tokens cost more" in x for x in shorter.models[0].notes)


def test_a_model_on_whose_endpoint_no_guardrail_works_is_not_shown_where_one_is_wanted() -> None:
    facts = {
        "requests_per_month": 10_000,
        "input_tokens": 500,
        "output_tokens": 300,
        "region": "us-east-1",
        "data_residency": "region",
    }
    plain = estimate(facts, as_of=DAY)
    guarded = estimate(facts, as_of=DAY, items=["content-filters"])
    on_mantle = estimate(facts, as_of=DAY, items=["content-filters"], models=["openai.gpt-5.5"])

    assert plain.models[-1].name.startswith(("GPT", "Claude"))
    assert not any(each.name.startswith(("GPT-5", "GPT-6", "Claude")) for each in guarded.models)
    assert any("Here it is on the endpoint" in each for each in on_mantle.models[0].notes)


def test_by_a_profile_over_regions_a_guardrail_works() -> None:
    facts = {
        "requests_per_month": 10_000,
        "input_tokens": 500,
        "output_tokens": 300,
        "region": "us-east-1",
    }
    luna = "regional.openai.gpt-5.6-luna"
    (model,) = estimate(facts, as_of=DAY, items=["content-filters"], models=[luna]).models

    assert not any("Here it is on the endpoint" in each for each in model.notes)


def test_a_model_whose_calls_aws_reviews_is_not_shown_for_confidential_data() -> None:
    later = {"requests_per_month": 6_000, "serving_mode": "asynchronous", "region": "us-west-2"}
    public = estimate({**later, "data_sensitivity": "public"}, as_of=DAY).models
    confidential = estimate({**later, "data_sensitivity": "confidential"}, as_of=DAY).models

    assert any("Fable" in each.name for each in public)
    assert not any("Fable" in each.name for each in confidential)
    assert any("keeps and reviews" in note for each in public for note in each.notes)


def test_knowledge_bases_answer_with_the_balanced_model_where_they_do_with_any_between() -> None:
    rag = ("prompt-engineering", "retrieval-augmented-generation")
    facts = {"requests_per_month": 100_000, "knowledge_source": "private_documents"}
    (balanced,) = (
        each
        for each in estimate(
            {**facts, "region": "us-east-1"}, as_of=DAY, plan=rag, items=["bedrock-knowledge-bases"]
        ).models
        if each.role == "balanced"
    )

    assert not any("Knowledge Bases do not answer" in each for each in balanced.notes)
