"""The estimates on the page: every path's range, what was stated, and the arithmetic."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from advisor.advisor import default_advisor
from advisor.estimates.shapes import FigureShape
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.reports.arithmetic import in_numbers
from tests.patience import PATIENCE
from ui.link import Shared, to_text

pytest.importorskip("streamlit")
from streamlit.testing.v1 import AppTest

import ui.panels
from ui.drawings.markup import text
from ui.drawings.ranges import Span, amount, arithmetic, between, in_words, ranges
from ui.panels.estimates import PICTURES

SCREEN = Path(ui.panels.__file__).parents[1] / "screens" / "advise.py"
DAY = datetime.date(2026, 11, 22)
KNOWN = load_knowledge()
FACTS = {
    "knowledge_source": "private_documents",
    "knowledge_change": "weekly",
    "requests_per_month": 40_000,
    "monthly_budget_usd": 2_000,
    "p95_latency_ms": 3_000,
}


@pytest.fixture(scope="module")
def estimates():
    return default_advisor().advise(FACTS, "production", DAY).estimates


def span(low: float, likely: float, high: float, chosen: bool = False) -> Span:
    figure = FigureShape(
        id="x", title="X", low=low, likely=likely, high=high, unit="USD", formula="a", inputs=()
    )
    return Span("Path", figure, chosen)


def widths(drawn: str) -> list[float]:
    return [float(each) for each in re.findall(r'<rect[^>]* width="([\d.]+)"', drawn)]


def test_equal_factors_take_equal_room():
    drawn = ranges("Cost", [span(1, 3, 10), span(100, 300, 1000), span(1, 30, 1000)], None)
    first, second, third = widths(drawn)

    assert first == pytest.approx(second)
    assert third == pytest.approx(3 * first, abs=0.5)


def test_what_was_stated_is_a_line_and_is_said_in_words():
    drawn = ranges("Cost", [span(1, 3, 10)], 2000.0)

    assert drawn.count('class="wanted"') == 1
    assert "The line marks what was stated: 2k." in drawn
    assert 'class="wanted"' not in ranges("Cost", [span(1, 3, 10)], None)


def test_a_cost_of_nothing_is_said_and_not_drawn():
    drawn = ranges("Cost", [span(0, 0, 0), span(0, 5, 10)], None)

    assert ">nothing<" in drawn
    assert len(widths(drawn)) == 1


def test_no_estimates_draw_nothing():
    assert ranges("Cost", [], 5.0) == ""


def test_amounts_are_written_as_people_write_them():
    assert [amount(each) for each in (0, 0.0123, 54, 1260, 3_000_000, 996)] == [
        "0",
        "0.012",
        "54",
        "1.3k",
        "3M",
        "1k",
    ]


def test_the_arithmetic_opens_every_figure_that_a_figure_rests_on(estimates):
    path = next(path for path in estimates.paths if path.monthly_cost)
    figure = estimates.figures[path.monthly_cost]
    told = arithmetic(figure, estimates)

    left = [figure]
    while left:
        each = left.pop()
        assert text(each.formula) in told
        assert text(in_numbers(each)) in told
        assert all(text(given.title) in told for given in each.inputs)
        left += [estimates.figures[given.figure] for given in each.inputs if given.figure]


def test_the_page_shows_the_range_of_every_path(estimates):
    test = AppTest.from_file(str(SCREEN), default_timeout=PATIENCE)
    test.query_params["s"] = to_text(Shared(read_scenario(FACTS), as_of=DAY))
    test.run()
    assert not test.exception
    more = next(each for each in test.get("button_group") if each.key == "more")
    more.set_value("Estimates").run()
    parts = [each.proto.body for each in test.get("html")]
    page = "\n".join(parts + [each.value for each in test.markdown])

    assert "could not be shown" not in page
    for title, fact, choose in PICTURES:
        spans = [
            Span(KNOWN.paths[path.path].short_name, figure, path.in_plan)
            for path in estimates.paths
            if (figure := estimates.figure(choose(path))) is not None
        ]
        stated = FACTS.get(fact)
        said = in_words(title, spans, float(stated) if stated else None)
        assert text(said) in page
        assert all(between(each.figure) in said for each in spans)

    pills = next(each for each in test.get("button_group") if each.key == "worked-out")
    pills.set_value("retrieval-augmented-generation").run()
    monthly = estimates.figures[estimates.of("retrieval-augmented-generation").monthly_cost]

    assert not test.exception
    assert text(monthly.formula) in "\n".join(
        each.proto.body for each in test.get("html") if "adv-grounds" in each.proto.body
    )


def test_the_page_tells_the_weeks_to_production_and_shows_them_step_by_step():
    test = AppTest.from_file(str(SCREEN), default_timeout=PATIENCE)
    facts = {**FACTS, "weeks_to_production": 6}
    test.query_params["s"] = to_text(Shared(read_scenario(facts), as_of=DAY))
    test.run()
    first = "\n".join(each.proto.body for each in test.get("html"))
    more = next(each for each in test.get("button_group") if each.key == "more")
    more.set_value("Timeline").run()
    drawn = "\n".join(each.value for each in test.markdown)

    assert not test.exception
    assert "Tight: 4 to 10 weeks against 6 weeks" in first
    assert "Weeks 3 to 4: RAG, 2 weeks" in drawn
    assert '<svg class="adv-ranges"' in drawn


@pytest.fixture(scope="module")
def page():
    test = AppTest.from_file(str(SCREEN), default_timeout=PATIENCE)
    test.query_params["s"] = to_text(Shared(read_scenario(FACTS), as_of=DAY))
    test.run()
    more = next(each for each in test.get("button_group") if each.key == "more")
    more.set_value("Estimates").run()
    assert not test.exception, test.exception
    parts = [each.proto.body for each in test.get("html")]
    return "\n".join(parts + [each.value for each in test.markdown])


def test_where_another_way_of_paying_is_cheaper_is_said_once(page, estimates):
    assert estimates.points
    for point in estimates.points:
        assert page.count(f"<li>{text(point.text.rstrip('.'))}") == 1


def test_the_usual_model_is_named_and_so_is_what_its_prices_leave_out(page):
    assert "calls Nova 2 Lite here, and guardrails, caching and other items are left out" in page


def test_plans_with_another_model_say_so(page):
    assert "Part of the difference is then the price of another model." in page


def test_what_ready_services_are_paid_for_opens_its_arithmetic():
    facts = KNOWN.scenarios["supplier-invoices"].facts
    test = AppTest.from_file(str(SCREEN), default_timeout=PATIENCE)
    test.query_params["s"] = to_text(Shared(read_scenario(facts), as_of=DAY))
    test.run()
    next(each for each in test.get("button_group") if each.key == "more").set_value(
        "Estimates"
    ).run()
    page = "\n".join(
        [*(each.proto.body for each in test.get("html")), *(each.value for each in test.markdown)]
    )
    found = default_advisor().advise(facts, "production", DAY).estimates

    assert not test.exception
    assert "What the ready services are paid for" in page
    for part in found.services.month_parts:
        assert text(found.figures[part.figure].formula) in page
