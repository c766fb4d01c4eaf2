"""Ready services beside a model: counted by the minute and the page, or named beside the total."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor.estimates.estimate import estimate
from advisor.estimates.page_readers import KINDS
from advisor.estimates.running import NAMES
from advisor.estimates.shapes import ModelEstimate
from advisor.reports.estimates import beside_total, beside_totals

DAY = datetime.date(2026, 11, 26)
MEETINGS = {"requests_per_month": 6_000, "input_tokens": 9_000, "output_tokens": 600}
NOTES = {"requests_per_month": 15_000_000, "input_tokens": 1_200, "output_tokens": 250}


def with_items(facts: dict[str, Any], *items: str, **assumptions: object) -> ModelEstimate:
    models = estimate(
        facts, as_of=DAY, items=items, assumptions=assumptions, models=["amazon.nova-micro-v1:0"]
    ).models
    return models[0]


def part(model: ModelEstimate, kind: str) -> float:
    return next(each.likely for each in model.month_parts if each.kind == kind)


def test_an_hour_of_speech_is_charged_by_the_minute_beside_the_tokens() -> None:
    model = with_items(MEETINGS, "amazon-transcribe", spoken_tokens_per_minute=150)

    assert part(model, "speech") == pytest.approx(6_000 * 60 * 0.006)
    assert not any("Transcribe" in each for each in model.not_counted)


def test_speech_that_somebody_waits_for_is_dearer_than_a_recording() -> None:
    live = with_items({**MEETINGS, "serving_mode": "interactive"}, "amazon-transcribe")
    later = with_items({**MEETINGS, "serving_mode": "batch"}, "amazon-transcribe")

    assert part(live, "speech") == pytest.approx(part(later, "speech") / 0.006 * 0.010)


def test_a_document_is_charged_by_its_pages_with_one_at_the_least() -> None:
    short = with_items({**NOTES, "input_tokens": 200}, "bedrock-data-automation")
    long = with_items(NOTES, "bedrock-data-automation", page_tokens=400)

    assert part(short, "pages") == pytest.approx(15_000_000 * 0.01)
    assert part(long, "pages") == pytest.approx(3 * 15_000_000 * 0.01)


def test_fields_that_data_automation_extracts_cost_four_times_the_page() -> None:
    model = with_items(
        {**NOTES, "input_tokens": 200}, "bedrock-data-automation", structured_page_share=1
    )

    assert part(model, "pages") == pytest.approx(15_000_000 * 0.04)


def test_fields_that_the_service_would_extract_are_told_with_their_price() -> None:
    model = with_items(NOTES, "bedrock-data-automation")

    told = "Fields that Data Automation itself extracts: 0.04 USD a page in place of 0.01"
    assert any(each.startswith(told) for each in model.not_counted)


@pytest.mark.parametrize("item", ["amazon-textract", "bedrock-data-automation"])
def test_a_document_of_which_nobody_says_how_long_it_is_has_a_few_pages(item: str) -> None:
    def tokens(items: list[str], **given: object) -> float:
        found = estimate({}, as_of=DAY, items=items, assumptions=given)
        return next(each.likely for each in found.assumptions if each.id == "input_tokens")

    assert tokens([item]) >= 3_000
    assert tokens([]) == 500
    assert tokens([item], document_tokens=9_000) == 9_000
    assert tokens([item], input_tokens=700) == 700


def test_textract_costs_less_beyond_a_million_pages() -> None:
    model = with_items({**NOTES, "input_tokens": 200}, "amazon-textract")

    assert part(model, "textract") == pytest.approx(1e6 * 0.0015 + 14e6 * 0.0006)


def test_tables_that_textract_reads_cost_less_beyond_a_million_pages_too() -> None:
    model = with_items({**NOTES, "input_tokens": 200}, "amazon-textract", structured_page_share=1)

    assert part(model, "textract") == pytest.approx(1e6 * 0.015 + 14e6 * 0.01)


def test_a_page_whose_tables_are_read_is_not_paid_for_its_text_besides() -> None:
    few = {**NOTES, "requests_per_month": 1_000, "input_tokens": 200}
    half = with_items(few, "amazon-textract", structured_page_share=0.5)

    assert part(half, "textract") == pytest.approx(500 * 0.0015 + 500 * 0.015)


def test_of_two_readers_of_pages_the_cheapest_is_paid_and_the_other_is_told() -> None:
    model = with_items(NOTES, "amazon-textract", "bedrock-data-automation")

    kinds = [each.kind for each in model.month_parts]
    assert kinds.count("textract") == 1
    assert "pages" not in kinds
    (told,) = [
        each for each in model.not_counted if each.startswith("Amazon Bedrock Data Automation")
    ]
    assert (
        "only one service reads the pages, and Amazon Textract is counted. Using this one instead "
        "would cost about $180,000 a month" in told
    )


def reading_pictures(*items: str, **given: object) -> ModelEstimate:
    return estimate(
        NOTES, as_of=DAY, items=items, assumptions=given, models=["global.amazon.nova-2-lite-v1:0"]
    ).models[0]


def test_a_model_that_reads_pages_itself_pays_no_service_before_it() -> None:
    model = reading_pictures("amazon-textract", "bedrock-data-automation")

    assert model.month.likely == pytest.approx(reading_pictures().month.likely)
    told = [each for each in model.not_counted if "Nova 2 Lite reads the pages itself" in each]
    assert len(told) == 2
    assert "a page of text 0.0015 USD up to a million a month and 0.0006 beyond" in told[0]


def test_a_model_that_needs_a_service_to_read_pages_is_not_the_cheapest_for_its_tokens() -> None:
    found = estimate(NOTES, as_of=DAY, items=["amazon-textract"])
    cheapest, *others = found.models

    assert cheapest.role == "cheapest"
    assert not any(each.kind == "textract" for each in cheapest.month_parts)
    assert all(cheapest.month.likely <= each.month.likely for each in others)


def test_whoever_wants_the_fields_of_a_service_pays_it_whatever_the_model_reads() -> None:
    model = reading_pictures("bedrock-data-automation", structured_page_share=1)

    assert part(model, "pages") == pytest.approx(15_000_000 * 1.2 * 0.04)


@pytest.mark.parametrize(
    ("item", "kind"),
    [
        ("amazon-rekognition", "pictures"),
        ("amazon-translate", "translation"),
        ("amazon-polly", "voice"),
        ("amazon-comprehend", "text analysis"),
    ],
)
def test_each_ready_service_with_a_price_is_in_the_total(item: str, kind: str) -> None:
    model, plain = with_items(MEETINGS, item), with_items(MEETINGS)

    assert model.month.likely == pytest.approx(plain.month.likely + part(model, kind))
    assert not model.without


def test_a_service_that_is_most_of_a_month_is_named_beside_the_total() -> None:
    found = estimate(MEETINGS, as_of=DAY, items=["amazon-transcribe"])

    assert "of it for Amazon Transcribe" in beside_total(found.models[0])
    assert "most of it is for Amazon Transcribe: " in beside_totals(found)[0]


def test_what_has_no_price_and_may_cost_most_is_named_beside_every_total() -> None:
    found = estimate(MEETINGS, as_of=DAY, items=["amazon-lex", "amazon-kendra"])

    for model in found.models:
        assert model.without == ("Amazon Kendra", "Amazon Lex")
        assert "without Amazon Kendra and Amazon Lex, which may cost more" in beside_total(model)
    assert "All without Amazon Kendra and Amazon Lex" in beside_totals(found)[-1]


def test_what_costs_little_is_not_said_to_be_most() -> None:
    model = with_items(MEETINGS, "amazon-s3", "aws-kms", "private-connectivity")

    assert model.without == ()
    assert beside_total(model) == ""


def test_a_budget_is_not_met_while_what_may_cost_most_has_no_price() -> None:
    held = {**MEETINGS, "monthly_budget_usd": 1_000_000}
    whole = estimate(held, as_of=DAY).models[0].verdict("monthly_budget_usd")
    rest = estimate(held, as_of=DAY, items=["amazon-lex"])

    assert whole is not None
    assert whole.text.startswith("Fits: usually no more than ")
    held_against = [each.verdicts for each in rest.models]
    for (verdict,) in [*held_against, *(each.verdicts for each in rest.plans)]:
        assert verdict.verdict == "not_known"
        assert verdict.text.startswith("Not known: a price is missing; the rest comes to ")
        assert verdict.text.endswith(", against $1 million")


def test_a_plan_without_retrieval_does_not_wait_for_the_price_of_a_store() -> None:
    found = estimate(
        {"monthly_budget_usd": 1_000_000},
        as_of=DAY,
        plan=("prompt-engineering", "retrieval-augmented-generation"),
        items=["bedrock-managed-knowledge-base"],
    )
    verdicts = {each.headline: each.verdicts[0].verdict for each in found.plans}

    assert verdicts["prompt-engineering"] == "fits"
    assert verdicts["retrieval-augmented-generation"] == "not_known"


def test_what_a_total_is_without_is_said_once_where_two_totals_are_told() -> None:
    model = estimate(MEETINGS, as_of=DAY, items=["amazon-lex"]).models[0]

    assert "without Amazon Lex" in beside_total(model)
    assert "without" not in beside_total(model, model.without)


@pytest.mark.parametrize(
    ("items", "title"),
    [([], "Tokens"), (["amazon-textract"], "Tokens, and a service that reads the pages")],
)
def test_a_cost_that_includes_reading_pages_does_not_say_tokens_alone(
    items: list[str], title: str
) -> None:
    given = {"structured_page_share": 0}
    found = estimate(NOTES, as_of=DAY, items=items, assumptions=given)

    assert {found.figures[each.monthly_usd].title for each in found.shortlist.models} == {title}


def test_every_reader_of_pages_has_a_kind_that_is_told() -> None:
    assert NAMES.keys() >= KINDS


def test_a_reader_of_pages_that_costs_more_than_all_else_is_not_passed_over() -> None:
    facts = {
        "requests_per_month": 15_000_000,
        "input_tokens": 1_200,
        "output_tokens": 250,
        "serving_mode": "batch",
        "region": "us-east-1",
    }
    both = ["amazon-textract", "bedrock-data-automation"]
    (dear,) = (
        each
        for each in estimate(facts, as_of=DAY, items=both).warnings
        if "A service that reads the pages" in each
    )
    one = estimate(facts, as_of=DAY, items=both, models=["amazon.nova-micro-v1:0"])

    assert "Data Automation about $180,000" in dear
    assert "too badly" in dear
    # A model that cannot read pictures needs the service: it is in the total.
    assert not any("A service that reads the pages" in each for each in one.warnings)


def test_a_month_without_a_range_says_that_pages_may_take_more_tokens_than_their_text() -> None:
    night = {**NOTES, "input_tokens": 1_200, "output_tokens": 250, "serving_mode": "batch"}
    read, text = (
        estimate(night, as_of=DAY, items=items, models=["mistral.mistral-large-3-675b-instruct"])
        for items in (["amazon-textract"], [])
    )
    told = "if that is the length of the text alone, pages read as pictures may cost more"

    assert any(told in each for each in beside_totals(read))
    assert not any(told in each for each in beside_totals(text))


def test_a_price_on_which_sources_differ_widely_is_told_with_what_depends_on_it() -> None:
    def told(facts: dict[str, Any], *items: str) -> bool:
        found = estimate(facts, as_of=DAY, items=items).warnings
        return any("older notes give 0.024" in each for each in found)

    assert told({**MEETINGS, "serving_mode": "batch"}, "amazon-transcribe")
    assert not told({**MEETINGS, "serving_mode": "interactive"}, "amazon-transcribe")
    assert not told({**MEETINGS, "serving_mode": "batch"})
