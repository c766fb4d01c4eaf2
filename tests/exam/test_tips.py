"""The study pages: tips with the rules that carry them, stages, and what is taught and today.

That one fact flips the answer of each tip is for `advisor check` (tests/upkeep).
"""

from __future__ import annotations

import datetime

import pytest

from advisor.exam.study_pages import TipPage, stage_pages, taught_and_today, tip_pages
from advisor.knowledge import load_knowledge
from advisor.knowledge.conclusions import ItemConclusion

KNOWLEDGE = load_knowledge()
TIPS = tip_pages(KNOWLEDGE)


@pytest.mark.parametrize("page", TIPS, ids=lambda page: page.tip.id)
def test_the_page_of_a_tip_shows_the_rules_that_carry_it(page: TipPage) -> None:
    assert page.rules
    assert all(page.tip.number in rule.tips for rule in page.rules)


def test_the_stages_are_told_in_the_order_of_the_source_document() -> None:
    assert [page.stage.id for page in stage_pages(KNOWLEDGE)] == [
        "data-preparation",
        "pre-training",
        "fine-tuning",
        "evaluation",
        "deployment",
        "monitoring",
    ]


def test_each_stage_has_services_and_each_item_one_stage() -> None:
    pages = stage_pages(KNOWLEDGE)
    told = [item.id for page in pages for items in page.items.values() for item in items]

    assert all(page.items.get("service") for page in pages)
    assert sorted(told) == sorted(KNOWLEDGE.items)


def test_every_closed_item_and_every_rule_of_the_exam_alone_is_told_with_sources() -> None:
    told = taught_and_today(KNOWLEDGE)
    closed = {item.name for item in KNOWLEDGE.items.values() if item.closing}
    exam_only = {
        rule.title
        for rule in KNOWLEDGE.rules.values()
        if any(each.fact == "view" and each.operand == "exam" for each in rule.when)
    }

    assert {each.subject for each in told if each.kind == "closed"} == closed
    assert exam_only <= {each.subject for each in told}
    assert all(each.sources for each in told)
    assert all(isinstance(each.since, datetime.date) for each in told if each.kind == "closed")


def test_no_text_of_the_study_pages_has_an_open_placeholder() -> None:
    for each in taught_and_today(KNOWLEDGE):
        assert "{" not in each.today + each.taught, each.subject


def test_a_stage_tells_the_tips_of_rules_that_recommend_something_in_it() -> None:
    for page in stage_pages(KNOWLEDGE):
        for rule in page.tips:
            stages = {
                each.stage or KNOWLEDGE.items[each.recommend].stages[0]
                for each in rule.then
                if isinstance(each, ItemConclusion)
            }
            assert page.stage.id in stages
