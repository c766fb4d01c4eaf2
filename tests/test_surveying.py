"""The survey of the rule base finds what is planted in it."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.deciding import Decider
from advisor.knowledge import load_knowledge
from advisor.knowledge.models import Knowledge, Rule
from advisor.surveying import Survey, as_page, survey

FEW = 1_000


def with_rules(*rules: dict[str, Any]) -> Knowledge:
    """The project's knowledge with these rules besides; each takes what it lacks from another."""
    knowledge = load_knowledge()
    some = next(iter(knowledge.rules.values()))
    made = {
        rule["id"]: Rule.model_validate(
            {
                "title": "Planted",
                "because": "Planted.",
                "sources": [each.model_dump() for each in some.sources],
                **rule,
            }
        )
        for rule in rules
    }
    return knowledge.model_copy(update={"rules": {**knowledge.rules, **made}})


def found_in(knowledge: Knowledge) -> set[tuple[str, str]]:
    found = survey(Decider(knowledge), FEW)
    return {(check, subject) for check, subject, _ in found.findings()}


@pytest.fixture(scope="module")
def present() -> Survey:
    return survey(Decider(load_knowledge()))


def test_a_rule_that_cannot_fire_is_found() -> None:
    knowledge = with_rules(
        {
            "id": "planted-never",
            "kind": "needs",
            "when": [
                {"fact": "labelled_examples", "below": 10},
                {"fact": "labelled_examples", "above": 20},
            ],
            "then": [{"need": "low-latency", "level": "must"}],
        }
    )

    assert ("never fires", "planted-never") in found_in(knowledge)


def test_a_rule_that_always_fires_is_found() -> None:
    knowledge = with_rules(
        {
            "id": "planted-always",
            "kind": "warnings",
            "any": [{"fact": "view", "is": "exam"}, {"fact": "view", "is": "production"}],
            "then": [{"warn": "Planted"}],
        }
    )

    assert ("always fires", "planted-always") in found_in(knowledge)


def test_a_rule_that_another_implies_is_found() -> None:
    knowledge = with_rules(
        {
            "id": "planted-wide",
            "kind": "needs",
            "when": [{"fact": "knowledge_change", "at_least": "monthly"}],
            "then": [{"need": "low-latency", "level": "should"}],
        },
        {
            "id": "planted-narrow",
            "kind": "needs",
            "when": [{"fact": "knowledge_change", "at_least": "weekly"}],
            "then": [{"need": "low-latency", "level": "should"}],
        },
    )

    assert ("implied", "planted-narrow") in found_in(knowledge)


def test_a_rule_whose_item_is_advised_against_wherever_it_fires_is_found() -> None:
    knowledge = with_rules(
        {
            "id": "planted-for",
            "kind": "techniques",
            "when": [{"fact": "copyright_concern", "is": True}],
            "then": [{"recommend": "chunking", "rank": "consider"}],
        },
        {
            "id": "planted-against",
            "kind": "techniques",
            "when": [{"fact": "copyright_concern", "is": True}],
            "then": [{"advise_against": "chunking"}],
        },
    )

    assert ("contradicted", "planted-for") in found_in(knowledge)


def test_every_plan_ruled_out_is_found() -> None:
    knowledge = load_knowledge()
    knowledge = with_rules(
        {
            "id": "planted-bar",
            "kind": "limits",
            "when": [{"fact": "copyright_concern", "is": True}],
            "then": [{"rule_out": list(knowledge.paths)}],
        }
    )

    assert ("no admissible plan", "plans") in found_in(knowledge)


def test_a_fact_that_nothing_reads_never_matters() -> None:
    knowledge = load_knowledge()
    rules = {
        name: rule
        for name, rule in knowledge.rules.items()
        if "sustainability_goal" not in rule.facts
    }
    found = found_in(knowledge.model_copy(update={"rules": rules}))

    assert ("never matters", "sustainability_goal") in found


def test_the_rule_base_has_a_plan_everywhere_and_reaches_every_path(present: Survey) -> None:
    assert present.without_plan == 0
    assert all(present.headlines.values())
    assert all(present.needs.values())
    assert all(present.signals.values())
    assert all(present.items.values())
    assert not present.always_fired


def test_every_rule_fires_somewhere_but_those_that_await_a_price(present: Survey) -> None:
    awaiting = {
        rule.id
        for rule in load_knowledge().rules.values()
        if any("provisioned" in fact for fact in rule.facts)
    }

    assert set(present.never_fired) <= awaiting


def test_the_page_names_every_rule_and_fact(present: Survey) -> None:
    page = "\n".join(as_page(present, load_knowledge()))

    assert all(f"`{rule}`" in page for rule in load_knowledge().rules)
    assert "## What facts change" in page
