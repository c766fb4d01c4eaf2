"""The drawings: well-formed, with text for who cannot see, and the same words as the answer."""

from __future__ import annotations

import datetime
import html
import re
from html.parser import HTMLParser

import pytest

from advisor.advisor import default_advisor
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from tests.worked import worked_advice

pytest.importorskip("streamlit")
from ui.drawings.bar import bar
from ui.drawings.coverage import matrix
from ui.drawings.cycle import Station, cycle, in_words
from ui.drawings.dimensions import DIMENSIONS, tiles
from ui.drawings.items import stage_list
from ui.drawings.ladder import ladder, legend, strip
from ui.drawings.markup import as_label, link, text
from ui.drawings.reason import reason
from ui.drawings.words import VERDICTS, fact_value
from ui.panels.hero import hero_markup
from ui.panels.lifecycle import stations

_VOID = {"br", "path", "circle", "polygon"}


class _Reader(HTMLParser):
    """Reads markup, holds its text and labels, and complains where tags do not nest."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: list[str] = []
        self.feed(markup)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.said += [value for name, value in attrs if name == "aria-label" and value]
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said.append(data)


def said(markup: str) -> str:
    return " ".join(_Reader(markup).said)


@pytest.fixture(scope="module")
def advice():
    worked = load_knowledge().scenarios["policy-desk"]
    return default_advisor().advise(worked.facts, "production", datetime.date(2026, 11, 22))


def test_the_ladder_names_every_path_with_its_verdict(advice):
    told = said(ladder(advice.paths, advice.plan.headline))

    for path in advice.paths:
        assert path.short_name in told
    assert "the plan" in told
    assert "ruled out" in told


def test_the_row_of_signs_says_in_words_what_it_shows(advice):
    told = said(strip(advice.paths))

    assert all(path.short_name in told for path in advice.paths)


def test_the_legend_says_what_each_sign_of_a_row_means(advice):
    said = legend([advice.paths])

    assert all(VERDICTS[path.verdict][1] in said for path in advice.paths)
    assert ", ".join(path.short_name for path in advice.paths) in said


def test_the_matrix_says_each_degree_in_words(advice):
    told = said(matrix(advice.needs, advice.paths))

    assert told.count("fully met") >= sum(need.coverage == "full" for need in advice.needs)
    assert all(need.name in told for need in advice.needs)


def test_the_cycle_counts_the_items_of_each_stage(advice):
    drawn = stations(advice)
    told = said(cycle(drawn))

    for stage in advice.stages:
        assert f"{stage.name}: {len(stage.items)} items" in told


def test_a_stage_to_go_back_to_is_said_in_words():
    told = in_words([Station("a", "Data", 2, 1, returns=True), Station("b", "Use", 0, 0)])

    assert "Data: 2 items, 1 essential, to go back to" in told


def test_the_list_of_stages_names_every_item(advice):
    told = said(stage_list(advice.stages))

    for stage in advice.stages:
        for item in stage.items:
            assert item.name in told
            assert item.rank in told


def test_every_dimension_is_named_served_or_not(advice):
    told = said(tiles(advice)).lower()

    assert all(each.replace("-", " ") in told for each in DIMENSIONS)


def test_a_reason_shows_rule_findings_and_sources(advice):
    shape = advice.needs[0].reasons[0]
    told = said(reason(shape))

    assert shape.rule in told
    assert all(source.title in told for source in shape.sources)
    assert fact_value(shape.conditions[0].fact, shape.conditions[0].found) in told


def test_the_hero_says_the_plan(advice):
    assert advice.plan.summary.rstrip(".") in said(hero_markup_of(advice))


def test_the_matrix_names_the_condition_on_which_a_need_is_met():
    advised = worked_advice("policy-desk")
    conditions = [need.provided for need in advised.needs if need.provided]

    assert conditions
    assert all(each in said(matrix(advised.needs, advised.paths)) for each in conditions)


@pytest.mark.parametrize("worked", ["assistant-for-developers", "policy-desk"])
def test_musts_are_counted_where_there_are_any(worked):
    advised = worked_advice(worked)
    musts = [need for need in advised.needs if need.level == "must"]

    assert ("fully met" in said(hero_markup_of(advised))) == bool(musts)


def test_the_bar_names_what_is_bought_before_what_is_left_to_do():
    assert "Kiro with prompting" in said(bar(worked_advice("assistant-for-developers"), ""))
    assert "Kiro" not in said(bar(worked_advice("policy-desk"), ""))


def hero_markup_of(advice):
    from ui.answers import Answered
    from ui.link import Shared

    return hero_markup(Answered(Shared(None), advice, load_knowledge()))


def test_no_text_of_a_user_becomes_markup():
    assert "<script>" not in text("<script>alert(1)</script>")


def test_only_web_addresses_become_links():
    assert "href" not in link("here", "javascript:alert(1)")


def test_what_somebody_typed_is_no_markdown_in_a_label():
    assert as_label("![x](http://a.b) $5 *a*") == (r"\!\[x\]\(http\://a\.b\) \$5 \*a\*")


@pytest.mark.parametrize("worked", ["policy-desk", "claims-desk-that-acts"])
def test_the_record_on_the_page_says_what_the_document_says(worked):
    from advisor.reports.record import decision_record
    from ui.drawings.record import record

    facts = load_knowledge().scenarios[worked].facts
    document = decision_record(
        default_advisor().advise(facts, "production", datetime.date(2026, 11, 22))
    )
    page = html.unescape(re.sub(r"<[^>]+>", " ", record(document)))
    told = re.sub(r"\W+", "", page)

    assert [each for each in document.texts() if re.sub(r"\W+", "", each) not in told] == []


@pytest.mark.parametrize(
    ("facts", "told"),
    [({}, "Priority not stated: balanced"), ({"priority": "cost"}, "First priority: ")],
)
def test_a_priority_that_nobody_stated_is_told_as_not_stated(facts, told):
    advised = default_advisor().advise(
        read_scenario({"tasks": ["summarization"], **facts}),
        "production",
        datetime.date(2026, 11, 25),
    )

    assert told in said(hero_markup_of(advised))
