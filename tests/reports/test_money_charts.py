"""The charts of an estimate show its numbers, each where its scale says."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Sequence

import pytest

from advisor.estimates.estimate import estimate
from advisor.estimates.shapes import Estimates
from advisor.reports.chart import Chart, Row, Scale, apart, as_rows, scale_over
from advisor.reports.estimates import balanced
from advisor.reports.money_charts import (
    by_model,
    charts,
    crossing,
    paid,
    reserving,
    tornado,
    twelve_months,
)

DAY = datetime.date(2026, 11, 25)
RETRIEVAL = ("prompt-engineering", "retrieval-augmented-generation")
FACTS = {"requests_per_month": 100_000, "monthly_budget_usd": 200, "p95_latency_ms": 4_000}
FOUND = estimate(FACTS, as_of=DAY, plan=RETRIEVAL)
DEAR = estimate(FACTS, as_of=DAY, plan=RETRIEVAL, models=["global.anthropic.claude-opus-4-6-v1:0"])
HOSTED = estimate(FACTS, as_of=DAY, plan=("prompt-engineering", "full-fine-tuning"))


def test_the_widest_swing_is_drawn_widest_and_first() -> None:
    drawn = tornado(FOUND)
    assert drawn is not None

    widths = [bar.width for bar in drawn.bars]
    assert widths == sorted(widths, reverse=True)
    for swing in FOUND.swings[: len(widths)]:
        assert swing.text in drawn.said


def test_the_line_of_a_tornado_stands_at_the_likely_month() -> None:
    drawn = tornado(FOUND)
    assert drawn is not None

    ((x, _), _) = drawn.lines[0].points
    likely = balanced(FOUND).month.likely
    low, high = (
        min(each.month_low for each in FOUND.swings[: len(drawn.bars)]),
        max(each.month_high for each in FOUND.swings[: len(drawn.bars)]),
    )
    left = min(bar.x for bar in drawn.bars)
    right = max(bar.x + bar.width for bar in drawn.bars)
    assert (x - left) / (right - left) == pytest.approx((likely - low) / (high - low))


def test_every_model_is_charted_against_the_stated_budget() -> None:
    drawn = by_model(FOUND.models)
    assert drawn is not None

    assert len(drawn.bars) == len(FOUND.models)
    assert [line.kind for line in drawn.lines] == ["mark"]
    assert "The line marks the budget: $200 a month" in drawn.said


def test_twelve_months_end_at_the_year() -> None:
    drawn = twelve_months(FOUND.models)
    assert drawn is not None

    for model, said in zip(FOUND.models, drawn.said, strict=True):
        assert paid(model)[-1] == pytest.approx(model.year.likely, rel=1e-6)
        assert said.endswith(f"{model.year.text} after 12")


def between(line: Sequence[tuple[float, float]], x: float) -> float:
    """The height of a line at x."""
    return next(
        y0 + (y1 - y0) * (x - x0) / (x1 - x0)
        for (x0, y0), (x1, y1) in itertools.pairwise(line)
        if x0 <= x <= x1
    )


def test_the_lines_cross_where_the_break_even_is() -> None:
    drawn = crossing(DEAR)
    assert drawn is not None
    tokens, *others = [line.points for line in drawn.lines if line.kind == "data"]
    asked = 100_000

    ((stated, _), _) = next(line.points for line in drawn.lines if line.kind == "mark")
    ats = [asked, *(point.at for point in DEAR.points if point.at)]
    across = Scale(min(ats) / 10, max(ats) * 10, tokens[0][0], tokens[-1][0], powers=True)
    assert stated == pytest.approx(across.at(asked))
    assert len(ats) > 1
    for line, point in zip(others, DEAR.points, strict=True):
        if point.at:
            x = across.at(point.at)
            assert between(line, x) == pytest.approx(between(tokens, x), abs=0.5)


def test_where_hosting_never_costs_less_its_line_stays_above_that_of_tokens() -> None:
    drawn = crossing(FOUND)
    assert drawn is not None
    tokens, *others = [line.points for line in drawn.lines if line.kind == "data"]

    assert [point.at for point in FOUND.points] == [None, None]
    assert len(others) == 2
    for line in others:
        # Heights are counted from above.
        assert all(y < between(tokens, x) for x, y in line)
        assert line[-1][1] < line[0][1]


def test_one_request_is_told_in_the_singular() -> None:
    drawn = crossing(estimate({"requests_per_month": 1}, as_of=DAY))
    assert drawn is not None

    assert "The line marks 1 request a month; both scales go by powers of ten" in drawn.said


def test_hosted_weights_are_charted_reserved_against_on_demand() -> None:
    drawn = reserving(HOSTED)
    assert drawn is not None

    (point,) = HOSTED.points
    assert point.text.rstrip(".") in drawn.said
    assert crossing(HOSTED) is None


def test_nothing_is_charted_of_an_estimate_without_models() -> None:
    assert list(charts(Estimates())) == []


def test_every_mark_lies_on_the_plane() -> None:
    for found in (FOUND, DEAR, HOSTED):
        for each in charts(found):
            for bar in each.bars:
                assert bar.x >= 0
                assert bar.x + bar.width <= each.width
                assert bar.y + bar.height <= each.height
            for x, y in (point for line in each.lines for point in line.points):
                assert 0 <= x <= each.width
                assert 0 <= y <= each.height
            assert len(as_rows(each)) == len(each.rows)


def test_amounts_far_apart_stand_on_a_scale_of_powers_of_ten() -> None:
    far, near = scale_over([1, 1_000], 0, 1), scale_over([100, 200], 0, 1)

    assert far.at(10) - far.at(1) == pytest.approx(far.at(1_000) - far.at(100))
    assert near.at(200) - near.at(100) == pytest.approx(near.at(100) - near.at(0))


def test_a_name_cannot_end_the_block_that_it_stands_in() -> None:
    row = Row("a ``` {noformat}", 0.0, 1.0, "$1")

    (told,) = as_rows(Chart("", 1, 1, (), (), (), (row,), ()))
    assert told.startswith("a ''' (noformat)")


def test_words_that_would_lie_on_each_other_are_moved_apart() -> None:
    assert apart([50, 10, 52], 15) == [50, 10, 65]
