"""The nine exam tips: each has rules, and a pair of scenarios that one fact tells apart."""

from __future__ import annotations

import datetime

import pytest

from advisor.exam import check_reasoning
from advisor.exam.study_pages import TipPage, stage_pages, taught_and_today, tip_pages
from advisor.knowledge import load_knowledge
from advisor.knowledge.conclusions import ItemConclusion

KNOWLEDGE = load_knowledge()
TIPS = tip_pages(KNOWLEDGE)
DAY = "2026-11-22"


def test_there_are_nine_in_order() -> None:
    assert [page.tip.number for page in TIPS] == list(range(1, 10))


@pytest.mark.parametrize("page", TIPS, ids=lambda page: page.tip.id)
def test_one_fact_flips_the_answer(page: TipPage) -> None:
    first, second = page.pair.scenarios
    one, other = page.pair.answers
    facts = {**first.facts, **second.facts}
    different = [name for name in facts if first.facts.get(name) != second.facts.get(name)]

    def verdicts(choice: str) -> list[bool]:
        return [
            check_reasoning(each.facts, choice, view=each.view, as_of=DAY).verdict == "right"
            for each in (first, second)
        ]

    assert different == [page.pair.decisive_fact]
    assert verdicts(one) == [True, False]
    assert verdicts(other) == [False, True]


@pytest.mark.parametrize("page", TIPS, ids=lambda page: page.tip.id)
def test_each_tip_is_carried_by_rules(page: TipPage) -> None:
    assert len(page.rules) >= 3
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
