"""A plan of ready services alone has a cost too, where its services have a price."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner

from advisor.advisor import advise
from advisor.cli import main
from advisor.estimates.estimate import estimate
from advisor.estimates.page_readers import FORMS
from advisor.estimates.shapes import ServicesEstimate
from advisor.knowledge import knowledge_folder, load_knowledge
from advisor.reasoning.advice import Advice
from advisor.reports import as_brief, record
from advisor.reports.estimates import as_markdown
from advisor.reports.text import as_text
from ui.drawings import models

DAY = datetime.date(2026, 11, 26)
ALONE = ("no-foundation-model",)
WORKED = knowledge_folder() / "data" / "scenarios"
LOAD = {"requests_per_month": 90_000, "input_tokens": 2_000}


@cache
def advice_of(worked: str) -> Advice:
    return advise(load_knowledge().scenarios[worked].facts, as_of=DAY, sensitivity=False)


def services(facts: dict[str, Any], *items: str, **given: float) -> ServicesEstimate:
    found = estimate(facts, as_of=DAY, plan=ALONE, items=items, assumptions=given).services
    assert found is not None
    return found


def test_pages_that_a_service_alone_reads_are_paid_with_their_fields() -> None:
    found = services(LOAD, "amazon-textract")

    assert found.month.likely == pytest.approx(180_000 * 0.015)
    assert found.year.likely == pytest.approx(12 * found.month.likely)


def test_who_needs_the_text_alone_says_so() -> None:
    found = services(LOAD, "amazon-textract", structured_page_share=0)

    assert found.month.likely == pytest.approx(180_000 * 0.0015)


def test_fields_that_are_counted_as_tables_are_told_as_such() -> None:
    fields, text = (
        services(LOAD, "amazon-textract", **given) for given in ({}, {"structured_page_share": 0})
    )

    assert FORMS in fields.not_counted
    assert FORMS not in text.not_counted


def test_the_share_of_pages_that_decides_the_figure_is_told() -> None:
    share = "100% (pages of which a service alone extracts fields or tables)"

    assert share in services(LOAD, "amazon-textract").taken
    assert services(LOAD, "amazon-textract", structured_page_share=1).taken == ()


def test_calls_are_paid_by_the_minute_and_by_the_text() -> None:
    kinds = {
        each.kind for each in services(LOAD, "amazon-transcribe", "amazon-comprehend").month_parts
    }

    assert kinds == {"speech", "text analysis"}


def test_no_price_is_made_up_for_a_service_that_has_none() -> None:
    assert estimate(LOAD, as_of=DAY, plan=ALONE, items=["amazon-personalize"]).services is None
    beside = services(LOAD, "amazon-transcribe", "amazon-lex")

    assert beside.without == ("Amazon Lex",)


def test_a_budget_is_held_against_ready_services() -> None:
    (verdict,) = services({**LOAD, "monthly_budget_usd": 100}, "amazon-textract").verdicts

    assert verdict.verdict == "out"


def test_a_plan_with_a_model_has_no_such_total() -> None:
    assert estimate(LOAD, as_of=DAY, items=["amazon-textract"]).services is None


@pytest.mark.parametrize("worked", ["supplier-invoices", "call-recordings"])
def test_every_face_tells_what_ready_services_cost(worked: str) -> None:
    advice = advice_of(worked)
    found = advice.estimates.services
    assert found is not None

    faces = (
        as_text(advice),
        as_brief(advice),
        "\n".join(as_markdown(advice.estimates, {})),
        record.as_markdown(record.decision_record(advice, "What to buy")),
        estimated(worked),
        models.of(advice.estimates),
    )
    for face in faces:
        told = " ".join(face.split())
        assert "Ready services, without a foundation model" in told
        assert found.month.text in told


def estimated(worked: str) -> str:
    """What `advisor estimate` prints."""
    scenario = WORKED / f"{worked}.yaml"
    run = CliRunner().invoke(main, ["estimate", str(scenario), "--as-of", DAY.isoformat()])
    assert run.exit_code == 0, run.output
    return run.output
