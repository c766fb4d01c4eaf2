"""The way to production by week: its steps, its words and its chart."""

from __future__ import annotations

import datetime
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.estimates import paths
from advisor.estimates.estimate import estimate
from advisor.estimates.shapes import Timeline
from advisor.estimates.words import span, weeks
from advisor.reports.timeline import chart, line

DAY = datetime.date(2026, 11, 26)
RAG = (paths.PROMPTS, paths.RETRIEVAL)
NAMES = {paths.PROMPTS: "Prompting", paths.RETRIEVAL: "RAG"}


def of(facts: dict[str, Any] | None = None, plan: tuple[str, ...] = RAG, **more: Any) -> Timeline:
    return estimate(facts or {}, as_of=DAY, plan=plan, **more).timeline


def test_cases_come_first_then_the_paths_cheapest_first_then_the_release() -> None:
    found = of(plan=(paths.ADAPTERS, paths.RETRIEVAL, paths.PROMPTS))

    assert [each.path for each in found.steps] == [
        None,
        paths.PROMPTS,
        paths.RETRIEVAL,
        paths.ADAPTERS,
        None,
    ]


@given(st.sets(st.sampled_from(paths.ESTIMATED)))
def test_each_step_begins_where_the_one_before_is_likely_to_end(more: set[str]) -> None:
    found = of(plan=tuple({paths.PROMPTS, *more}))
    ends = [each.starts + each.weeks.likely for each in found.steps]

    assert [each.starts for each in found.steps] == pytest.approx([0.0, *ends[:-1]])
    assert found.whole is not None
    assert found.whole.likely == pytest.approx(ends[-1])
    assert found.whole.low <= found.whole.likely <= found.whole.high


def test_what_is_in_place_is_not_built_again() -> None:
    facts = {"current_path": "retrieval_augmented_generation"}
    more = of(facts, (*RAG, paths.ADAPTERS))

    assert [each.path for each in more.steps] == [None, paths.ADAPTERS, None]
    assert of(facts, RAG) == Timeline()


def test_without_a_model_there_is_nothing_to_build() -> None:
    assert of(plan=("no-foundation-model",)) == Timeline()


@pytest.mark.parametrize(
    ("stated", "verdict"), [(30, "fits"), (6, "tight"), (1, "out"), (None, None)]
)
def test_the_whole_is_held_against_the_weeks_that_were_stated(
    stated: int | None, verdict: str | None
) -> None:
    found = of({"weeks_to_production": stated} if stated else {})

    assert (found.verdict.verdict if found.verdict else None) == verdict


def test_weeks_of_ones_own_take_the_place_of_ours() -> None:
    assert of(assumptions={"retrieval_weeks": 10}).steps[2].weeks.text == "10 weeks"


def test_the_sentence_names_every_step_and_whose_judgement_it_is() -> None:
    told = line(of({"weeks_to_production": 6}), NAMES)

    assert told.startswith("Time to production: likely 6 weeks (4 to 10 weeks): cases to measure")
    assert "RAG 2 weeks" in told
    assert "Tight: 4 to 10 weeks against 6 weeks" in told
    assert "our judgement" in told
    assert line(Timeline(), NAMES) == ""


def test_the_chart_has_a_bar_for_each_step_and_says_the_same_in_words() -> None:
    drawn = chart(of({"weeks_to_production": 6}), NAMES)

    assert drawn is not None
    assert [row.name for row in drawn.rows][1:3] == ["Prompting", "RAG"]
    assert drawn.said[2] == "Weeks 3 to 4: RAG, 2 weeks (3 days to 4 weeks)"
    assert [each.x for each in drawn.bars] == sorted(each.x for each in drawn.bars)
    assert "The line marks the weeks that were stated" in drawn.said[-1]
    assert chart(Timeline(), NAMES) is None


@pytest.mark.parametrize(
    ("value", "told"), [(0.2, "1 day"), (0.6, "3 days"), (1, "1 week"), (6.14, "6 weeks")]
)
def test_a_time_of_work_is_told_in_days_or_whole_weeks(value: float, told: str) -> None:
    assert weeks(value) == told


def test_weeks_at_both_ends_are_named_once() -> None:
    assert span("4 weeks", "10 weeks") == "4 to 10 weeks"
    assert span("3 days", "4 weeks") == "3 days to 4 weeks"


def test_weeks_fit_only_if_they_do_with_every_step_late() -> None:
    late = sum(each.weeks.high for each in of().steps)
    almost, enough = (
        of({"weeks_to_production": stated}).verdict for stated in (int(late) - 1, int(late) + 1)
    )

    assert almost is not None
    assert enough is not None
    assert almost.verdict == "tight"
    assert almost.text == (
        "Tight: usually no more than 10 weeks of 13 weeks; 14 weeks if every step is late"
    )
    assert enough.verdict == "fits"
    assert enough.text == "Fits: no more than 14 weeks of 15 weeks, even if every step is late"


def test_weeks_that_only_quick_steps_can_keep_are_tight() -> None:
    quick = sum(each.weeks.low for each in of().steps)
    found = of({"weeks_to_production": math.ceil(quick)}).verdict

    assert found is not None
    assert found.verdict == "tight"
    assert "if every step is quick" in found.text


def test_no_week_is_marked_beyond_the_scale() -> None:
    drawn = chart(of({"weeks_to_production": 13}), NAMES)

    assert drawn is not None
    assert max(int(each.text) for each in drawn.words if each.text.isdecimal()) <= 13
