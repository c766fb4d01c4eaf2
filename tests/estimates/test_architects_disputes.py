"""What an architect disputed in estimates of worked scenarios, held by its kind."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import pytest

from advisor.advisor import advise
from advisor.estimates.estimate import estimate
from advisor.estimates.shapes import Estimates
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Advice
from advisor.reports.brief import as_brief
from advisor.reports.estimates import as_text, cheaper_plan, model_line, short_table
from advisor.reports.sentences import left_less_met, path_names
from advisor.reports.text import as_text as advice_as_text

DAY = datetime.date(2026, 11, 25)
KNOWLEDGE = load_knowledge()
PROMPTS = ("prompt-engineering",)
RETRIEVAL = (*PROMPTS, "retrieval-augmented-generation")
LOAD = {"requests_per_month": 100_000, "input_tokens": 500, "output_tokens": 300}
RECORDS = {**LOAD, "knowledge_source": "structured_records"}


@cache
def advice_of(worked: str) -> Advice:
    return advise(KNOWLEDGE.scenarios[worked].facts, as_of=DAY, sensitivity=False)


def of(facts: dict[str, Any], plan: tuple[str, ...] = PROMPTS, items: Any = ()) -> Estimates:
    return estimate({**LOAD, **facts}, as_of=DAY, plan=plan, items=items)


def kinds(estimates: Estimates) -> set[str]:
    model = estimates.models[0]
    return {each.kind for each in (*model.month_parts, *model.build_parts)}


def test_a_cheaper_plan_says_which_musts_it_would_meet_less_well() -> None:
    advice = advice_of("questions-over-the-warehouse")
    cheaper = cheaper_plan(advice.estimates)

    assert cheaper is not None
    assert left_less_met(advice)[cheaper.headline] == (
        "would not meet: private knowledge (must), current knowledge (must)"
    )
    assert "private knowledge (must)" in " ".join(advice_as_text(advice).split())


def test_a_cheaper_plan_that_loses_no_more_than_a_should_says_that() -> None:
    advice = advice_of("questions-over-the-warehouse")
    should = [need.model_copy(update={"level": "should"}) for need in advice.needs]
    softer = advice.model_copy(update={"needs": tuple(should)})
    lines = short_table(softer.estimates, path_names(softer), left_less_met(softer))

    assert any(
        "Next cheaper plan" in line and "private knowledge (should)" in line for line in lines
    )


def test_records_that_a_query_finds_have_no_index_store_or_embeddings() -> None:
    estimates = of(RECORDS, RETRIEVAL)

    assert not kinds(estimates) & {"retrieval", "store", "indexing"}
    assert any("Running the queries" in each for each in estimates.models[0].not_counted)


@pytest.mark.parametrize(
    "facts",
    [
        {"knowledge_source": "private_documents"},
        {**RECORDS, "further_knowledge_sources": ["private_documents"]},
    ],
)
def test_documents_have_an_index_whatever_stands_beside_them(facts: dict[str, Any]) -> None:
    estimates = of(facts, RETRIEVAL)

    assert kinds(estimates) >= {"retrieval", "store", "indexing"}
    assert not any("warehouse" in each for each in estimates.models[0].not_counted)


def test_where_every_measured_model_lets_one_wait_it_is_said_and_others_are_shown() -> None:
    stays = {"data_residency": "region", "region": "eu-central-1", "serving_mode": "interactive"}
    estimates = of(stays)

    assert any(
        "No measured model that stays in eu-central-1 writes its first word within 10 s" in each
        and "our judgement" in each
        for each in estimates.warnings
    )
    assert any(each.variant is None for each in estimates.models)
    assert "No measured model that stays" in as_text(estimates, {})


def test_where_a_measured_model_answers_soon_nothing_is_said() -> None:
    found = of({"region": "us-east-1", "serving_mode": "interactive"})

    assert not any("No measured model" in each for each in found.warnings)
    assert all(each.variant for each in of({"region": "us-east-1"}).models)


def test_a_model_that_knowledge_bases_do_not_serve_is_noted_where_passages_are_retrieved() -> None:
    stays = {"data_residency": "region", "region": "eu-central-1"}

    def noted(plan: tuple[str, ...]) -> set[str]:
        listed = of(stays, plan).shortlist.models
        return {each.id for each in listed if "Knowledge Bases do not" in " ".join(each.notes)}

    assert "openai.gpt-oss-20b-1:0" in noted(RETRIEVAL)
    assert not noted(PROMPTS)


@pytest.mark.parametrize("sensitivity", ["personal", "special_category"])
def test_data_about_people_are_not_routed_world_wide_unless_somebody_says_so(
    sensitivity: str,
) -> None:
    unsaid = of({"data_sensitivity": sensitivity}).models
    said = of({"data_sensitivity": sensitivity, "data_residency": "none"}).models

    assert not any(each.id.startswith("global.") for each in unsaid)
    assert any(each.id.startswith("global.") for each in said)
    assert any(each.id.startswith("global.") for each in of({"data_sensitivity": "public"}).models)


def test_a_batch_has_no_time_of_a_single_answer() -> None:
    batch, asked = of({"serving_mode": "batch"}), of({"serving_mode": "interactive"})

    assert all(each.times is None for each in batch.models)
    assert all("whole job takes is not estimated" in model_line(each) for each in batch.models)
    assert all(each.whole_95 is None for each in batch.plans)
    assert all(each.times for each in asked.models)


def test_an_assistant_that_is_bought_has_no_table_of_models() -> None:
    bought = advice_of("assistant-for-developers").estimates

    assert not bought.models
    assert not bought.shortlist.models
    assert any("charged by the person" in each for each in bought.warnings)


def test_a_classical_model_says_why_no_cost_is_told() -> None:
    credit = advice_of("credit-with-reasons").estimates

    assert credit.services is None
    assert [each for each in credit.warnings if "training of a classical model" in each]


def test_exact_rules_say_why_no_cost_is_told() -> None:
    rules = advice_of("due-dates").estimates

    assert any("a program of your own" in each for each in rules.warnings)
    assert not any("classical model" in each for each in rules.warnings)


def test_a_ready_service_with_a_price_needs_no_such_word() -> None:
    told = [advice_of(each).estimates for each in ("call-recordings", "supplier-invoices")]

    assert not any("No cost is told" in text for each in told for text in each.warnings)


def test_an_assistant_beside_a_model_that_is_called_keeps_the_table() -> None:
    beside = of({}, items=["kiro", "amazon-bedrock"])

    assert beside.models
    assert not any("charged by the person" in each for each in beside.warnings)


def test_a_cheaper_plan_that_misses_low_cost_says_what_that_means() -> None:
    advice = advice_of("product-texts-at-scale")
    cheaper = cheaper_plan(advice.estimates)

    assert cheaper is not None
    assert (
        "without training a cheap model may not be good enough"
        in (left_less_met(advice)[cheaper.headline])
    )


def test_the_price_of_queries_over_records_is_told_to_be_missing() -> None:
    running = "running the queries over the records"
    assert running in of(RECORDS, RETRIEVAL).models[0].without
    assert running not in of(LOAD, RETRIEVAL).models[0].without


@pytest.mark.parametrize(
    ("worked", "told"),
    [("supplier-invoices", "about 4 pages"), ("call-recordings", "about 2.2 minutes of speech")],
)
def test_a_length_that_nobody_stated_is_told_in_pages_or_minutes_as_well(
    worked: str, told: str
) -> None:
    services = advice_of(worked).estimates.services

    assert services is not None
    assert any(told in each for each in services.taken)


def test_the_answer_in_short_tells_what_building_leaves_out_and_no_load_that_is_not_charged() -> (
    None
):
    built = as_brief(advice_of("intranet-assistant-by-role"))
    bought = as_brief(advice_of("assistant-for-developers"))
    queried = as_brief(advice_of("questions-over-the-warehouse"))

    assert "Building leaves out people's work" in built
    assert "Not stated, so assumed" not in bought
    assert "of knowledge" not in queried.partition("Not stated, so assumed")[2]


def test_no_two_columns_of_the_table_of_models_touch() -> None:
    text = as_text(advice_of("half-a-million-a-night").estimates, {})
    row = next(line for line in text.splitlines() if line.startswith("  Claude Opus 5  "))

    assert row.split()[3:] == ["$110,000", "$3.70", "$1.3", "million", "-", "-"]
    assert max(map(len, text[: text.index("Whole plans")].splitlines())) <= 80


def test_a_cheaper_model_of_unknown_quality_is_named() -> None:
    scanned = advice_of("half-a-million-a-night").estimates

    assert scanned.shortlist.models[0].name == "Nova Lite"
    assert (
        "Nova Lite fits too and costs less than Ministral 3B 3.0, the cheapest of which a source "
        "here measures the quality: try Nova Lite beside."
    ) in scanned.warnings
    written = advice_of("throttled-contact-centre").estimates
    assert written.shortlist.models[0].name == written.models[0].name
    assert not any("fits too" in each for each in written.warnings)


def test_a_second_graph_beside_the_one_in_use_is_told() -> None:
    graph = {"knowledge_source": "private_documents", "existing_vector_store": "graph"}
    counted = of(graph, RETRIEVAL, ("neptune-analytics",))

    assert any("builds beside yours" in each for each in counted.warnings)
    for facts, items in (
        (graph, ()),
        ({**graph, "existing_vector_store": "none"}, ("neptune-analytics",)),
    ):
        told = of(facts, RETRIEVAL, items)
        assert not any("builds beside yours" in each for each in told.warnings)


def test_hosting_breaks_even_only_if_the_hosts_of_the_load_can_serve_as_many() -> None:
    estimates = of({})
    figure = estimates.figures[estimates.break_evens[0]]

    assert figure.title == (
        "Hosting costs as much as tokens from, if the hosts of this load can serve as many"
    )


def test_a_total_with_a_graph_says_that_it_is_without_drawing_it() -> None:
    drawing = "building the graph"

    assert drawing in of(LOAD, RETRIEVAL, ("graph-retrieval",)).models[0].without
    assert drawing not in of(LOAD, RETRIEVAL, ("neptune-analytics",)).models[0].without
