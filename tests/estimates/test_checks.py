"""What is checked before an answer is shown counts in its time and in its cost."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor.estimates.estimate import estimate
from advisor.estimates.shapes import Estimates, ModelEstimate
from advisor.reports.estimates import time_words

DAY = datetime.date(2026, 11, 25)
LOAD: dict[str, Any] = {
    "requests_per_month": 60_000,
    "input_tokens": 500,
    "output_tokens": 300,
    "serving_mode": "interactive",
    "languages": "one_common",
}
THINKS = "openai.gpt-oss-20b-1:0"
CHECK = "content-check-by-model"


def of(*items: str, model: str = THINKS, **facts: Any) -> ModelEstimate:
    found = estimate({**LOAD, **facts}, as_of=DAY, items=items, models=[model])
    return found.models[0]


def figures_of(*items: str) -> Estimates:
    return estimate(LOAD, as_of=DAY, items=items, models=[THINKS])


def test_an_answer_that_a_second_call_judges_shows_only_after_that_call() -> None:
    plain, judged = of(), of(CHECK)

    assert plain.times is not None
    assert judged.times is not None
    # The judge thinks before its verdict, as the model does before its answer.
    assert judged.times.whole.likely >= plain.times.whole.likely + plain.times.first.likely
    assert judged.times.first.likely == judged.times.whole.likely
    assert judged.times.first_95.likely == judged.times.whole_95.likely
    assert "held back until it is checked" in time_words(judged)
    assert "first word after" in time_words(plain)


def test_a_judge_is_paid_for_what_it_thinks() -> None:
    found = figures_of(CHECK)
    (judging,) = (each for each in found.models[0].month_parts if each.kind == "checks")
    thought = next(
        each.likely for each in found.figures["judge_cost"].inputs if each.name == "thinking_tokens"
    )

    assert thought > 500
    assert judging.likely > LOAD["requests_per_month"] * thought * 0.3 / 1e6


def test_a_guardrail_adds_its_checks_to_the_first_word_and_to_the_whole() -> None:
    plain, one_side, both = of(), of("prompt-injection-defence"), of("content-filters")

    assert plain.times is not None
    for times, checks in ((one_side.times, 1), (both.times, 2)):
        assert times is not None
        assert times.first.likely - plain.times.first.likely == pytest.approx(200 * checks)
        assert times.whole.likely - plain.times.whole.likely == pytest.approx(200 * checks)


@pytest.mark.parametrize("item", ["contextual-grounding-check", "automated-reasoning-check"])
def test_an_answer_that_is_judged_as_a_whole_is_held_back(item: str) -> None:
    times = of(item).times

    assert times is not None
    assert times.first.likely == times.whole.likely


def test_a_guardrail_that_cannot_read_the_languages_takes_no_time() -> None:
    bound = {"languages": "several", "data_residency": "region", "region": "eu-central-1"}
    plain, filtered = of(**bound).times, of("content-filters", **bound).times

    assert plain is not None
    assert filtered is not None
    assert filtered.whole.likely == plain.whole.likely


def test_the_check_of_an_answer_from_own_hosts_takes_time_there_too() -> None:
    own = {**LOAD, "control": "own_weights"}
    plain, judged = (
        estimate(own, as_of=DAY, items=items).models[0].times for items in ((), (CHECK,))
    )

    assert plain is not None
    assert judged is not None
    assert judged.first.likely == judged.whole.likely > plain.whole.likely


def test_a_time_of_95_that_begins_below_the_usual_one_says_why() -> None:
    ministral = "mistral.ministral-3-14b-instruct"
    facts = {fact: value for fact, value in LOAD.items() if fact != "output_tokens"}
    (any_length,) = estimate(facts, as_of=DAY, models=[ministral]).models

    assert any_length.times is not None
    assert any_length.times.whole_95.low < any_length.times.whole.likely
    assert time_words(any_length).endswith(", by the length of the answers")
    assert "by the length" not in time_words(of(model=ministral))
