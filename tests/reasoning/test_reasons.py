"""What a reason names is what the rule read as met: no fact stands there that did not count."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from itertools import product

import pytest

from advisor import advise
from advisor.advisor import Advisor, default_advisor
from advisor.estimates.derived import rests_on
from advisor.estimates.shapes import Estimates
from advisor.knowledge import load_knowledge
from advisor.knowledge.rule import CONTEXT_FACTS, Rule
from advisor.reasoning.advice import Advice, Reason
from advisor.reasoning.explain.explain import explain
from advisor.reasoning.explain.reasons import Reasons
from advisor.reasoning.infer import Inference
from advisor.reasoning.items import recommend
from advisor.reasoning.judge import Verdict, judge

KNOWLEDGE = load_knowledge()
DAY = datetime.date(2026, 11, 22)
CASES = pytest.mark.parametrize("scenario", KNOWLEDGE.scenarios)


@cache
def answered(scenario: str) -> tuple[Inference, Advice]:
    worked = KNOWLEDGE.scenarios[scenario]
    reasoner = default_advisor("plain").reasoner
    inference = reasoner.infer(dict(worked.facts), worked.view, worked.as_of or DAY)
    recommended = recommend(KNOWLEDGE, inference)
    return inference, explain(KNOWLEDGE, inference, recommended, "plain", estimates=Estimates())


def reasons_in(advice: Advice) -> Iterator[Reason]:
    for group in (advice.needs, advice.paths, advice.not_recommended, advice.diagnosis):
        for each in group:
            yield from each.reasons
    for warning in advice.warnings:
        yield from warning.reasons
    for stage in advice.stages:
        for item in stage.items:
            yield from item.reasons


def facts_met(inference: Inference, rule: Rule, seen: frozenset[str] = frozenset()) -> set[str]:
    """The stated facts whose conditions are met, in the rule and in those that it follows from."""
    found: set[str] = set()
    for condition in (*rule.when, *rule.any):
        if condition.fact is None:
            if condition.path is not None:
                continue
            for other in KNOWLEDGE.rules.values():
                fired = other.id in inference.first.fired | inference.second.fired
                if fired and condition.key in other.concludes.keys and other.id not in seen:
                    found |= facts_met(inference, other, seen | {rule.id})
        elif condition.fact not in CONTEXT_FACTS and (
            judge(condition, inference.known) is Verdict.MET
        ):
            found |= set(rests_on(condition.fact))
    return {fact for fact in found if inference.known.find(fact) is not None}


@CASES
def test_every_condition_told_as_a_reason_is_met_or_excluded(scenario: str) -> None:
    _, advice = answered(scenario)

    for reason in reasons_in(advice):
        rule = KNOWLEDGE.rules[reason.rule]
        met = sum(condition.verdict == "met" for condition in reason.conditions)
        assert met >= len(rule.when) + bool(rule.any)
        assert len(reason.conditions) - met == len(rule.unless)
        assert all(condition.verdict != "unknown" for condition in reason.conditions)


def test_what_rules_advise_against_is_no_change_to_make_first() -> None:
    slow = {"symptoms": ["slow"], "tasks": ["translation"]}
    ready = advise({**slow, "system_kind": "ready_service"})
    model = advise({**slow, "system_kind": "foundation_model"})

    assert "smaller-or-different-model" in {each.change for each in model.diagnosis}
    assert "smaller-or-different-model" not in {each.change for each in ready.diagnosis}


def test_what_the_region_does_not_offer_is_no_change_to_make_first() -> None:
    item = KNOWLEDGE.items["token-reduction"].model_copy(update={"regions": ("us-east-1",)})
    knowledge = KNOWLEDGE.model_copy(
        update={"version": "regional", "items": {**KNOWLEDGE.items, item.id: item}}
    )
    advisor = Advisor(knowledge, "plain")
    dear = {"symptoms": ["expensive"], "tasks": ["summarization"]}

    def changes(region: str) -> set[str]:
        advice = advisor.explained({**dear, "region": region}, "production", DAY, estimates=False)
        return {each.change for each in advice.diagnosis}

    assert "token-reduction" in changes("us-east-1")
    assert "token-reduction" not in changes("eu-west-1")


@CASES
def test_a_dimension_names_only_facts_that_called_for_its_items(scenario: str) -> None:
    inference, advice = answered(scenario)
    items = {
        item.id: [reason.rule for reason in item.reasons]
        for stage in advice.stages
        for item in stage.items
    }
    items |= {item.id: list(item.rules) for stage in advice.stages for item in stage.further}

    for dimension in advice.dimensions:
        called_for = {
            fact
            for item in dimension.items
            for rule in items[item]
            for fact in facts_met(inference, KNOWLEDGE.rules[rule])
        }
        assert set(dimension.facts) <= called_for


def test_why_a_path_covers_a_need_is_what_the_table_says_of_the_two() -> None:
    inference = default_advisor("plain").reasoner.infer({}, "exam", DAY)
    reasons = Reasons(KNOWLEDGE, inference)
    table = {
        (path.id, each.need): each.because
        for path in KNOWLEDGE.paths.values()
        for each in path.covers
    }
    for cell in product(KNOWLEDGE.paths, KNOWLEDGE.needs):
        if cell not in inference.coverage_rules:
            told = reasons.coverage(*cell).text
            assert told == table.get(cell, "No source says that it covers this."), cell


@CASES
def test_of_a_conclusion_it_is_told_whether_it_was_drawn(scenario: str) -> None:
    _, advice = answered(scenario)

    for reason in reasons_in(advice):
        for condition in reason.conditions:
            if ":" in condition.fact:
                assert condition.found is (condition.verdict == "met"), (reason.rule, condition)


@pytest.mark.parametrize(
    ("rule", "silence"),
    [
        ("no-corpus-is-known", True),
        # By a signal, which follows from a fact that is not stated.
        ("tuning-waits-for-examples", True),
        ("agents-were-not-enough", False),
        ("prompts-are-not-quicker", False),
    ],
)
def test_a_rule_rests_on_silence_where_it_fires_because_a_fact_is_not_stated(
    rule: str, silence: bool
) -> None:
    inference = default_advisor("plain").reasoner.infer({}, "production", DAY)

    assert Reasons(KNOWLEDGE, inference).rests_on_silence(rule) is silence
