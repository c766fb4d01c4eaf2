"""More is never less: which losses the check sees, and which it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.facts.definitions import fact_definitions
from advisor.knowledge import load_knowledge
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.upkeep.stricter import (
    NEITHER,
    STRICTER_FIRST,
    STRICTER_LAST,
    Loss,
    from_mild_to_strict,
    losses,
)

KNOWLEDGE = load_knowledge()


def with_rules(*rules: dict[str, Any]) -> Knowledge:
    planted = {}
    for place, parts in enumerate(rules):
        rule = Rule.model_validate(
            {
                "id": f"rule-{place}",
                "kind": "controls",
                "title": "A planted rule",
                "because": "So.",
                "sources": [{"source": "aws-ml-guide", "where": "here", "confidence": "read"}],
                **parts,
            }
        )
        planted[rule.id] = rule
    return KNOWLEDGE.model_copy(update={"rules": planted})


def recommending(item: str, **parts: Any) -> dict[str, Any]:
    return {"then": [{"recommend": item, "rank": "consider"}], **parts}


def test_of_every_ordered_fact_it_is_said_which_answer_is_the_stricter_or_why_none_is() -> None:
    ordered = [each.name for each in fact_definitions().values() if each.ordered]

    assert sorted((*STRICTER_LAST, *STRICTER_FIRST, *NEITHER)) == sorted(ordered)


def test_no_invention_tolerated_is_stricter_than_some() -> None:
    assert from_mild_to_strict("hallucination_tolerance") == ("some", "low", "none")
    assert from_mild_to_strict("decision_impact") == ("low", "moderate", "high")
    assert from_mild_to_strict("creativity") == ()


def test_a_control_for_confidential_data_alone_is_lost_for_personal_data() -> None:
    only = recommending("encryption", when=[{"fact": "data_sensitivity", "is": "confidential"}])

    assert list(losses(with_rules(only))) == [
        Loss("rule-0", "encryption", "data_sensitivity", "confidential", "personal")
    ]


@pytest.mark.parametrize(
    "condition",
    [
        {"fact": "data_sensitivity", "at_least": "confidential"},
        {"fact": "data_sensitivity", "is_one_of": ["confidential", "personal", "special_category"]},
        {"fact": "data_sensitivity", "is_not": "public"},
    ],
)
def test_a_control_from_an_answer_upwards_loses_nothing(condition: dict[str, Any]) -> None:
    assert list(losses(with_rules(recommending("encryption", when=[condition])))) == []


def test_another_rule_may_take_over_under_the_stricter_answer() -> None:
    mild = recommending("encryption", when=[{"fact": "data_sensitivity", "is": "personal"}])
    grave = recommending(
        "encryption", when=[{"fact": "data_sensitivity", "is": "special_category"}]
    )
    asking_more = {**grave, "when": [*grave["when"], {"fact": "audience", "is": "public"}]}

    assert list(losses(with_rules(mild, grave))) == []
    assert [loss.stricter for loss in losses(with_rules(mild, asking_more))] == ["special_category"]


def test_another_rule_may_take_over_through_a_signal_that_the_stricter_answer_sets() -> None:
    mild = recommending("encryption", when=[{"fact": "data_sensitivity", "is": "confidential"}])
    grave = recommending("encryption", when=[{"signal": "personal-data"}])
    setting = {
        "kind": "signals",
        "when": [{"fact": "data_sensitivity", "at_least": "personal"}],
        "then": [{"signal": "personal-data"}],
    }

    assert list(losses(with_rules(mild, grave, setting))) == []
    assert len(list(losses(with_rules(mild, grave)))) == 1


def test_a_signal_that_a_control_reads_is_not_lost_either() -> None:
    setting = {
        "kind": "signals",
        "when": [{"fact": "audit", "is": "api_calls"}],
        "then": [{"signal": "regulated"}],
    }
    reading = recommending("audit-logging", when=[{"signal": "regulated"}])

    assert [loss.given for loss in losses(with_rules(setting, reading))] == ["signal regulated"]
    assert list(losses(with_rules(setting))) == []


def test_an_exception_that_only_the_stricter_answer_meets_loses_the_control() -> None:
    excepted = recommending(
        "human-oversight",
        when=[{"signal": "high-stakes"}],
        unless=[{"fact": "human_review", "is": "every_output"}],
    )

    assert [loss.stricter for loss in losses(with_rules(excepted))] == ["every_output"]


def test_a_service_or_technique_may_give_way_to_another() -> None:
    service = recommending("amazon-s3", when=[{"fact": "data_sensitivity", "is": "public"}])

    assert list(losses(with_rules(service))) == []
