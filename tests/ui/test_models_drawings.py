"""The drawings of the table of models say what the estimates say."""

from __future__ import annotations

import datetime
import re
from html import escape
from pathlib import Path

import pytest

from advisor.estimates.estimate import estimate
from advisor.reports.money_charts import charts
from ui.drawings import models
from ui.drawings.charts import chart

DAY = datetime.date(2026, 11, 25)
FOUND = estimate(
    {"requests_per_month": 100_000, "monthly_budget_usd": 200, "p95_latency_ms": 4_000},
    as_of=DAY,
    plan=("prompt-engineering", "retrieval-augmented-generation"),
)


def test_the_table_holds_every_model_with_its_month_and_its_verdicts_in_words():
    drawn = models.table(FOUND.models)

    for model in FOUND.models:
        assert model.name in drawn
        assert model.month.text in drawn
        assert all(verdict.text in drawn for verdict in model.verdicts)
    assert drawn.count("<tr>") == len(FOUND.models) + 1


def test_warnings_stand_before_the_models_and_tell_why_there_are_none():
    warned = FOUND.model_copy(update={"warnings": ("Charged by the person <a>.",), "beside": ()})
    without = warned.model_copy(update={"models": ()})

    assert (
        models.of(warned) == f"<p>Charged by the person &lt;a&gt;.</p>{models.table(FOUND.models)}"
    )
    assert models.of(without) == "<p>Charged by the person &lt;a&gt;.</p>"
    assert "No price is kept here for what this plan runs on" in models.of(
        without.model_copy(update={"warnings": ()})
    )


def test_what_no_total_holds_and_may_cost_most_stands_below_the_models():
    found = FOUND.model_copy(
        update={
            "models": (FOUND.models[0].model_copy(update={"without": ("Amazon <Lex>",)}),),
            "warnings": (),
            "beside": (),
        }
    )

    told = "<p>All without Amazon &lt;Lex&gt;, which may cost more than all the rest.</p>"
    assert models.of(found).endswith(told)


def test_a_batch_says_why_no_times_are_told():
    nightly = {"requests_per_month": 100_000, "serving_mode": "batch"}
    found = estimate(nightly, as_of=DAY, plan=("prompt-engineering",), items=("batch-inference",))

    assert "not estimated: a batch" in models.table(found.models)
    assert "not measured" not in models.table(found.models)


def test_the_parts_of_a_model_open_their_arithmetic():
    drawn = models.parts(FOUND.models[0], lambda part: f"[{part.figure}]")

    for part in FOUND.models[0].month_parts:
        assert part.name in drawn
        assert f"[{part.figure}]" in drawn


def test_the_parts_of_ready_services_open_their_arithmetic_too():
    found = estimate(
        {"requests_per_month": 100},
        as_of=DAY,
        plan=("no-foundation-model",),
        items=("amazon-polly",),
    )
    drawn = models.parts(found.services, lambda part: f"[{part.figure}]")

    (part,) = found.services.month_parts
    assert part.name in drawn
    assert f"[{part.figure}]" in drawn
    assert "Not counted" not in drawn


def test_every_chart_is_drawn_and_told_in_words():
    for each in charts(FOUND):
        drawn = chart(each)

        assert drawn.count("<rect") == len(each.bars)
        assert drawn.count("<polyline") == len(each.lines)
        assert all(escape(text) in drawn.split("</svg>")[1] for text in each.said)


@pytest.mark.parametrize("plan", FOUND.plans, ids=lambda plan: plan.headline)
def test_every_plan_stands_in_the_table_of_plans(plan):
    drawn = models.plans(FOUND.plans, lambda path: path)

    assert plan.year.text in drawn
    assert plan.verdicts
    assert all(each.text in drawn for each in plan.verdicts)
    assert drawn.count("▶") == 1


def test_training_without_a_price_is_named_in_every_total_that_lacks_it():
    align = ("prompt-engineering", "preference-alignment")
    scored = {"reward_signal": "programmatic", "region": "us-east-1"}
    found = estimate(scored, as_of=DAY, plan=align)
    lacking = found.models[0]
    (aligned,) = (each for each in found.plans if each.headline == "preference-alignment")
    (tuned,) = (each for each in found.plans if each.headline == "parameter-efficient-fine-tuning")

    assert lacking.unpriced == aligned.unpriced == "plus training: no price known"
    assert tuned.unpriced == ""
    assert models.table((lacking,)).count("(plus training: no price known)") == 2
    assert (
        models.plans((aligned, tuned), lambda path: path).count("(plus training: no price known)")
        == 2
    )


def test_aligning_without_a_price_is_named_beside_tuning_that_has_one():
    both = ("prompt-engineering", "parameter-efficient-fine-tuning", "preference-alignment")
    (model,) = estimate({}, as_of=DAY, plan=both, models=("amazon.nova-2-lite-v1:0",)).models

    assert model.unpriced == "plus training: no price known"
    assert any(each.startswith("Aligning Nova 2 Lite: no source") for each in model.not_counted)


def test_what_is_to_know_of_one_model_stands_below_the_table():
    told = "Knowledge Bases do not answer with Nova 2 Lite."
    drawn = models.of(FOUND.model_copy(update={"warnings": (told,), "beside": (told,)}))

    assert drawn.startswith("<div")
    assert drawn.endswith(f"<p>{told}</p>")


def test_a_chart_stands_in_a_part_of_its_own_that_scrolls_and_no_screen_hides_it():
    drawn = chart(next(charts(FOUND)))

    assert '<div class="adv-scroll adv-picture" role="region"' in drawn
    css = (Path(models.__file__).parents[1] / "look.css").read_text()
    assert not re.search(r"adv-picture[^{]*\{[^}]*display: none", css)


def test_every_figure_of_a_plan_says_on_a_narrow_screen_what_it_is():
    drawn = models.plans(FOUND.plans, lambda path: path)

    assert "adv-cards" in drawn
    assert "<td>" not in drawn
