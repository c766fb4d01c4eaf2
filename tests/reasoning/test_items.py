"""Items for a scenario: in the stated Region an item that AWS does not list there is left out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor.advisor import default_advisor
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.catalogue import Item
from advisor.reasoning.advice import Advice
from advisor.reasoning.engines.columns import ColumnarRules
from advisor.reasoning.infer_many import Decider
from advisor.what_if.distinct_answers import DistinctAnswers

KNOWLEDGE = load_knowledge()
DAY = datetime.date(2026, 11, 25)
MANAGED = "bedrock-managed-knowledge-base"
BOUND = [each for each in KNOWLEDGE.items.values() if each.regions]


def asking(region: str | None, **facts: Any) -> dict[str, Any]:
    """The facts of a worked scenario whose answer names a managed knowledge base."""
    stated = {**KNOWLEDGE.scenarios["intranet-assistant-by-role"].facts, **facts}
    return {**stated, "region": region}


def advice(facts: dict[str, Any], view: View = "production") -> Advice:
    return default_advisor().advise(facts, view, DAY)


def named(given: Advice) -> set[str]:
    stages = given.stages
    return {each.id for stage in stages for each in stage.items} | {
        each.id for stage in stages for each in stage.further
    }


def test_what_the_region_does_not_offer_is_not_recommended() -> None:
    elsewhere = advice(asking("eu-west-3"))

    assert MANAGED in named(advice(asking("eu-west-1")))
    assert MANAGED in named(advice(asking(None)))
    assert MANAGED not in named(elsewhere)
    told = {each.id: each.text for each in elsewhere.not_recommended}
    assert told[MANAGED] == "It is not offered in eu-west-3, says AWS's list."


def test_in_the_exam_view_no_region_matters() -> None:
    assert (MANAGED in named(advice(asking("eu-west-3"), "exam"))) == (
        MANAGED in named(advice(asking("eu-west-1"), "exam"))
    )


@pytest.mark.parametrize("item", BOUND, ids=lambda item: item.id)
def test_the_regions_of_an_item_are_known_and_do_not_hold_all(item: Item) -> None:
    assert set(item.regions) < set(KNOWLEDGE.regions)
    assert len(set(item.regions)) == len(item.regions)


def test_many_scenarios_are_settled_by_region_as_one_is() -> None:
    regions = [None, "eu-west-1", "eu-west-3", "us-gov-west-1", "sa-east-1"]
    several = [asking(region) for region in regions]
    decider = Decider(KNOWLEDGE)
    columns = decider.vocabulary.columns([Scenario.model_validate(each) for each in several])
    decisions = decider.decide(columns, "production", DAY)

    for row, facts in enumerate(several):
        assert {item for item, _, _ in decisions.items_of(row)} == named(advice(facts))


def test_regions_are_told_apart_by_what_is_offered_there() -> None:
    told_apart = DistinctAnswers(ColumnarRules(KNOWLEDGE)).of("region", "items")

    for item in BOUND:
        assert {region in item.regions for region in told_apart} == {True, False}


@pytest.mark.parametrize(
    ("region", "title"),
    [
        (None, "Choose the model by the Region first"),
        ("eu-west-2", "Not all of the usual models stay in this Region"),
        ("eu-west-3", "The usual models leave this Region"),
    ],
)
def test_that_a_model_leaves_the_region_is_the_first_warning(
    region: str | None, title: str
) -> None:
    told = advice(asking(region, data_residency="region")).warnings

    assert told[0].title == title
    assert [each.first for each in told] == [True] + [False] * (len(told) - 1)
