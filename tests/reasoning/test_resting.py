"""Rules that rest on an item fall where others advise against it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advisor import advise
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.rule import Rule
from advisor.reasoning.columns import pack
from advisor.reasoning.infer import Reasoner
from advisor.reasoning.infer_many import Decider, default_decider
from advisor.reasoning.judge import Verdict, judge_rule
from advisor.reasoning.resting import Resting

DAY = datetime.date(2026, 11, 26)
KNOWLEDGE = load_knowledge()
REASONER = Reasoner(KNOWLEDGE, "plain")


def rule(identity: str, *then: dict[str, Any], **conditions: list[dict[str, Any]]) -> Rule:
    when = conditions if conditions else {"when": [{"fact": "audience", "is": "internal"}]}
    return Rule.model_validate(
        {
            "id": identity,
            "kind": "optimizations",
            "title": identity,
            **when,
            "then": list(then),
            "because": "It is so.",
            "sources": [{"source": "a", "where": "b", "confidence": "read"}],
            "examples": [],
        }
    )


HOSTS = rule("hosts", {"recommend": "sagemaker-endpoints", "rank": "essential"})
SCALES = rule(
    "scales",
    {"recommend": "auto-scaling", "rank": "recommended"},
    when=[{"item": "sagemaker-endpoints"}],
)
WATCHES = rule(
    "watches", {"recommend": "drift-detection", "rank": "consider"}, any=[{"item": "auto-scaling"}]
)
EITHER = rule(
    "either",
    {"recommend": "quantization", "rank": "consider"},
    any=[{"item": "sagemaker-endpoints"}, {"fact": "audience", "is": "internal"}],
)
BATCH = rule("batch", {"advise_against": "sagemaker-endpoints"})
RULES = (HOSTS, SCALES, WATCHES, EITHER, BATCH)


def test_without_a_veto_everything_stands() -> None:
    fired = dict.fromkeys(("hosts", "scales", "watches", "either"), 1)

    assert Resting(RULES).standing(fired) == fired


def test_what_rests_on_an_item_falls_with_it_and_takes_along_what_rests_on_that() -> None:
    fired = dict.fromkeys(("hosts", "scales", "watches", "batch"), 1)

    assert set(Resting(RULES).standing(fired)) == {"hosts", "batch"}


def test_what_rests_on_an_item_that_the_region_lacks_falls() -> None:
    fired = dict.fromkeys(("hosts", "scales", "watches"), 1)
    away = {"sagemaker-endpoints": 1}

    assert set(Resting(RULES).standing(fired, lambda item: away.get(item, 0))) == {"hosts"}


def test_a_rule_that_a_fact_calls_for_as_well_does_not_fall() -> None:
    fired = dict.fromkeys(("hosts", "either", "batch"), 1)

    assert "either" in Resting(RULES).standing(fired)


@given(st.lists(st.fixed_dictionaries({each.id: st.booleans() for each in RULES}), min_size=1))
def test_many_at_once_stand_as_each_alone(rows: list[Mapping[str, bool]]) -> None:
    resting = Resting(RULES)
    planes = {
        each.id: pack(numpy.array([row[each.id] for row in rows]))
        for each in RULES
        if any(row[each.id] for row in rows)
    }
    together = resting.standing(planes)

    for place, row in enumerate(rows):
        alone = set(
            resting.standing(dict.fromkeys((name for name, fires in row.items() if fires), 1))
        )
        assert {name for name, plane in together.items() if plane >> place & 1} == alone


FALLS: dict[str, tuple[dict[str, Any], set[str]]] = {
    # Facts, and what no rule may recommend there any more.
    "an endpoint that the Region has not": (
        {"tasks": ["tabular_prediction"], "serving_mode": "batch", "traffic": "steady"},
        {"auto-scaling", "real-time-inference"},
    ),
    "distillation where nothing may be trained": (
        {"teacher_available": True, "training_allowed": False, "priority": "cost"},
        {"bedrock-model-distillation"},
    ),
}


@pytest.mark.parametrize("case", FALLS)
def test_nothing_is_recommended_for_an_item_that_is_advised_against(case: str) -> None:
    facts, gone = FALLS[case]
    advice = advise(facts, as_of=DAY)

    assert not gone & {item.id for stage in advice.stages for item in stage.items}


def test_a_rule_that_falls_says_nothing_and_waits_for_no_answer() -> None:
    # All conditions of the rule are met, and the item that it rests on may not stand.
    facts = {"serving_mode": "batch", "tasks": ["summarization"]}
    against = rule(
        "against-batches",
        {"advise_against": "batch-inference"},
        when=[{"fact": "serving_mode", "is": "batch"}],
    )
    rules = {**KNOWLEDGE.rules, against.id: against}
    knowledge = KNOWLEDGE.model_copy(update={"version": "no batches", "rules": rules})
    standing = REASONER.infer(facts, "production", DAY)
    inference = Reasoner(knowledge, "plain").infer(facts, "production", DAY)
    fallen = "jobs-read-from-s3"

    assert fallen in {each.id for each in standing.fired_rules("recommend")}
    assert judge_rule(KNOWLEDGE.rules[fallen], inference.verdict) is Verdict.MET
    assert fallen not in {each.id for each in inference.fired_rules("recommend")}
    assert fallen not in {each.id for each in inference.waiting_rules}


TRANSCRIPTS = {"tasks": ["speech_to_text"], "serving_mode": "batch"}
SPEECH = "recordings-are-read-from-s3"


@pytest.mark.parametrize(
    ("region", "stands"), [("ap-east-2", False), ("eu-central-1", True), (None, True)]
)
def test_nothing_is_said_about_a_service_that_the_region_lacks(
    region: str | None, stands: bool
) -> None:
    facts = {**TRANSCRIPTS, "region": region}
    alone = {each.id for each in REASONER.infer(facts, "production", DAY).fired_rules("recommend")}
    decider = default_decider()
    columns = decider.vocabulary.columns([read_scenario(facts), read_scenario(TRANSCRIPTS)])
    together = decider.decide(columns, "production", DAY)

    assert (SPEECH in alone) is stands
    assert (SPEECH in together.fired(0)) is stands
    assert SPEECH in together.fired(1)


def test_the_exam_view_knows_no_region() -> None:
    about = rule(
        "about-transcripts",
        {"recommend": "amazon-s3", "rank": "consider"},
        when=[{"item": "amazon-transcribe"}],
    )
    knowledge = KNOWLEDGE.model_copy(
        update={"version": "transcripts", "rules": {**KNOWLEDGE.rules, about.id: about}}
    )
    facts = {**TRANSCRIPTS, "region": "ap-east-2"}
    reasoner, decider = Reasoner(knowledge, "plain"), Decider(knowledge)
    columns = decider.vocabulary.columns([read_scenario(facts)])

    views: tuple[View, ...] = ("exam", "production")
    for view in views:
        alone = {each.id for each in reasoner.infer(facts, view, DAY).fired_rules("recommend")}
        assert (about.id in alone) is (view == "exam")
        assert (about.id in decider.decide(columns, view, DAY).fired(0)) is (view == "exam")


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(KNOWLEDGE.scenarios)))
def test_no_rule_that_stands_rests_on_an_item_that_is_advised_against(worked: str) -> None:
    scenario = KNOWLEDGE.scenarios[worked].facts
    for view in ("production", "exam"):
        inference = REASONER.infer(scenario, view, DAY)
        fired = inference.fired_rules("recommend")
        against = {item for each in fired for item in each.concludes.vetoes}
        for each in fired:
            assert not against & {condition.item for condition in each.when}, each.id
