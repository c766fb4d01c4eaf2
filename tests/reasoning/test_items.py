"""Items for a scenario: in the stated Region an item that AWS does not list there is left out."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor.advisor import advise, default_advisor
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.catalogue import Item
from advisor.reasoning.advice import Advice, Availability
from advisor.reasoning.engines.columns import ColumnarRules
from advisor.reasoning.explain.items import stages
from advisor.reasoning.explain.reasons import Reasons
from advisor.reasoning.infer_many import Decider
from advisor.reasoning.items import (
    CLOSED,
    MOST_ITEMS_IN_A_STAGE,
    VETOED,
    Placed,
    Recommendations,
    Recommended,
    Rejected,
    Settling,
    placed_by,
    recommend,
)
from advisor.what_if.distinct_answers import DistinctAnswers

KNOWLEDGE = load_knowledge()
DAY = datetime.date(2026, 11, 25)
MANAGED = "bedrock-managed-knowledge-base"
CLOSED_ONE = "amazon-kendra"
FIRST, SECOND = KNOWLEDGE.items[CLOSED_ONE].closing.successors  # type: ignore[union-attr]
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

    firsts = [each.first for each in told]
    assert told[0].title == title
    assert firsts == sorted(firsts, reverse=True)
    assert firsts[0]
    assert not firsts[-1]


@pytest.mark.parametrize(
    ("vetoed", "in_use", "elsewhere", "standing"),
    [
        ([], [], [], FIRST),
        ([], [CLOSED_ONE], [], CLOSED_ONE),
        ([SECOND], [], [SECOND], FIRST),
        ([FIRST], [], [], SECOND),
        ([FIRST], [CLOSED_ONE], [], CLOSED_ONE),
        ([FIRST], [], [SECOND], None),
        ([FIRST, SECOND], [], [], None),
        ([FIRST, SECOND], [], [SECOND], None),
    ],
)
def test_in_the_place_of_a_closed_item_stands_its_first_successor_that_may(
    vetoed: list[str], in_use: list[str], elsewhere: list[str], standing: str | None
) -> None:
    rejected: list[tuple[Rejected, int]] = []
    settling = Settling(
        KNOWLEDGE,
        "production",
        DAY,
        dict.fromkeys(vetoed, 1),
        lambda item: 1 if item in in_use else None,
        lambda item: 1 if item.id in elsewhere else None,
        rejected,
    )
    left = settling.settle({Placed(CLOSED_ONE, "deployment", "recommended"): 1})
    lost = [each for each, where in rejected if where]

    assert [entry.placed.item for entry, where in left if where] == [standing] * bool(standing)
    if standing == CLOSED_ONE:
        assert not lost
    else:
        assert lost == [Rejected(CLOSED_ONE, CLOSED, instead=standing)]


MOST = MOST_ITEMS_IN_A_STAGE["production"]


@pytest.mark.parametrize(
    ("essential", "recommended", "told", "further"),
    [
        (2, 3, 5, 0),
        (3, MOST, MOST, 3),
        (0, MOST + 1, MOST, 1),
        (MOST + 2, 3, MOST + 2, 3),
    ],
)
def test_a_stage_tells_all_that_is_essential_and_no_more_than_can_be_acted_on(
    essential: int, recommended: int, told: int, further: int
) -> None:
    items = tuple(
        Recommended(item, "deployment", "essential" if place < essential else "recommended", ())
        for place, item in enumerate([*KNOWLEDGE.items][: essential + recommended])
    )
    inference = default_advisor().reasoner.infer({}, "production", DAY)
    found = stages(Reasons(KNOWLEDGE, inference), Recommendations(items, ()))
    stage = next(each for each in found if each.id == "deployment")

    assert [len(stage.items), len(stage.further)] == [told, further]


def test_of_a_service_in_use_nothing_is_said_before_the_day_on_which_it_closes() -> None:
    closing = KNOWLEDGE.items[CLOSED_ONE].closing
    assert closing is not None

    def warned(day: datetime.date) -> bool:
        given = default_advisor().advise({"existing_services": [CLOSED_ONE]}, "production", day)
        return any("closed to new customers" in each.title for each in given.warnings)

    assert warned(closing.since)
    assert not warned(closing.since - datetime.timedelta(days=1))


def test_a_closed_service_in_use_stays_and_no_successor_takes_its_place() -> None:
    facts = {"tasks": ["agentic_automation"], "actions": "transactional"}
    old, successor = "bedrock-agents", "bedrock-agentcore"

    def standing(**further: Any) -> dict[str, Availability]:
        given = advice({**facts, **further})
        return {each.id: each.availability for stage in given.stages for each in stage.items}

    new, used = standing(), standing(existing_services=[old])

    assert old not in new
    assert new[successor].instead_of == old
    assert used[old].state == "closed_to_new_customers"
    assert successor not in used or used[successor].instead_of is None


@pytest.mark.parametrize(
    "worked",
    [
        "appointments-by-agent",
        "claim-letters-without-consent",
        "seismic-reports",
        "court-summaries",
    ],
)
def test_what_is_left_out_names_the_rules_that_speak_against_it_or_for_it(worked: str) -> None:
    facts = dict(KNOWLEDGE.scenarios[worked].facts)
    inference = default_advisor().reasoner.infer(facts, "production", DAY)
    rejected = recommend(KNOWLEDGE, inference).rejected
    fired = inference.fired_rules("recommend")

    assert rejected
    for lost in rejected:
        assert lost.rules
        against = {rule.id for rule in fired if lost.item in rule.concludes.vetoes}
        if lost.why == VETOED:
            assert set(lost.rules) == against
        else:
            assert not set(lost.rules) & against


def test_what_to_change_and_what_to_measure_stand_at_their_first_stages() -> None:
    items = KNOWLEDGE.items
    diagnoses = [
        (rule, each) for rule in KNOWLEDGE.rules.values() for each in rule.concludes.diagnoses
    ]

    assert any(len(items[each.change].stages) > 1 for _, each in diagnoses)
    for rule, each in diagnoses:
        placed = set(placed_by(KNOWLEDGE, rule))
        assert (each.change, items[each.change].stages[0], "essential") in placed
        assert (each.measure, items[each.measure].stages[0], "recommended") in placed


@pytest.mark.parametrize("item", ["bedrock-agents", "amazon-a2i"])
def test_of_what_has_closed_it_is_told_since_when_and_what_to_use(item: str) -> None:
    facts = {"tasks": ["agentic_automation"], "actions": "transactional"}
    facts |= {"human_review": "every_output"}
    closing = KNOWLEDGE.items[item].closing
    assert closing is not None
    successors = [KNOWLEDGE.items[each].name for each in closing.successors]
    told = next(each.text for each in advice(facts).not_recommended if each.id == item)

    assert told.startswith(f"Closed to new customers since {closing.on}. ")
    assert told.endswith(f"Use {successors[0]}." if successors else closing.note)


@pytest.mark.parametrize(
    ("worked", "item", "of_another"),
    [
        ("intranet-assistant-by-role", "bedrock-knowledge-bases", "enterprise-search"),
        ("assistant-for-developers", "kiro", "assistant-for-developers"),
    ],
)
def test_an_item_is_told_by_what_speaks_of_it_before_what_speaks_of_the_closed_one(
    worked: str, item: str, of_another: str
) -> None:
    advice = advise(load_knowledge().scenarios[worked].facts, as_of=DAY, sensitivity=False)
    (told,) = (each for stage in advice.stages for each in stage.items if each.id == item)

    rules = [each.rule for each in told.reasons]
    assert of_another in rules[1:]


def test_a_service_that_reads_pages_is_costed_though_it_is_only_to_be_considered() -> None:
    items = tuple(
        Recommended(item, "deployment", "consider", ()) for item in ("amazon-textract", "aws-kms")
    )

    assert Recommendations(items, ()).costed() == ("amazon-textract",)
