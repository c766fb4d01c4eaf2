"""What clients may rely on: more may be added, and nothing promised is renamed or dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.knowledge import load_knowledge
from advisor.upkeep.checks.contract import (
    broken_by_catalogue,
    broken_by_facts,
    broken_promises,
    named_in_the_source_document,
    promised_catalogue,
    promised_facts,
)

KNOWLEDGE = load_knowledge()
FACTS = fact_definitions()
ADDED = FactDefinition(
    name="shifts",
    title="Shifts",
    question="How many shifts are worked?",
    section="use_case",
    kind="count",
    unit="shifts",
)


def broken(facts: dict[str, FactDefinition]) -> list[str]:
    return [f"{name}: {said}" for name, said in broken_by_facts(facts, promised_facts())]


def broken_with(section: str, identity: str, **parts: Any) -> list[str]:
    entries = getattr(KNOWLEDGE, section)
    changed = {**entries, identity: entries[identity].model_copy(update=parts)}
    knowledge = KNOWLEDGE.model_copy(update={section: changed})
    return [
        f"{name}: {said}" for name, said in broken_by_catalogue(knowledge, promised_catalogue())
    ]


def test_every_promise_is_kept() -> None:
    assert list(broken_promises(KNOWLEDGE)) == []


def test_the_contract_promises_much() -> None:
    # So that an emptied file cannot keep every promise.
    assert sum(map(len, promised_facts().values())) >= 75
    assert sum(map(len, promised_catalogue().values())) >= 200
    assert len(named_in_the_source_document()) > 40


@pytest.mark.parametrize("place", [0, 5, len(FACTS)])
def test_a_fact_may_be_added_anywhere(place: int) -> None:
    facts = [*FACTS.items()]
    facts.insert(place, (ADDED.name, ADDED))

    assert broken(dict(facts)) == []


def test_an_item_and_a_path_may_be_added() -> None:
    item = KNOWLEDGE.items["amazon-s3"].model_copy(update={"id": "added"})
    path = KNOWLEDGE.paths["agents"].model_copy(update={"id": "added", "position": 3})
    more = KNOWLEDGE.model_copy(
        update={
            "items": {**KNOWLEDGE.items, "added": item},
            "paths": {**KNOWLEDGE.paths, "added": path},
        }
    )

    assert list(broken_promises(more)) == []


def test_a_fact_that_is_dropped_breaks_a_promise() -> None:
    facts = {name: fact for name, fact in FACTS.items() if name != "audience"}

    assert broken(facts) == ["audience: the contract promises this fact, and there is none"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"section": "data"}, "the section use_case; it is data"),
        ({"kind": "choices"}, "the type choice; it is choices"),
        ({"question": "Who?"}, "the question Who uses it?; it is Who?"),
        ({"unit": "people"}, "the unit None; it is people"),
        ({"ordered": True}, "the ordered False; it is True"),
        ({"choices": ("internal",)}, "it is ['internal']"),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_a_fact_that_changes_breaks_a_promise(change: dict[str, Any], said: str) -> None:
    (found,) = broken({**FACTS, "audience": replace(FACTS["audience"], **change)})

    assert found.startswith("audience: the contract promises ")
    assert said in found


def test_two_questions_that_change_places_break_a_promise() -> None:
    names = [*FACTS]
    names[1], names[2] = names[2], names[1]

    (found,) = broken({name: FACTS[name] for name in names})

    assert found == f"{names[1]}: stands in the questions where the contract promises {names[2]}"


@pytest.mark.parametrize(
    ("section", "identity", "change", "said"),
    [
        ("paths", "agents", {"name": "Robots"}, 'agents: the contract promises the name "Agents'),
        ("paths", "agents", {"position": 99}, "stands in the ladder where the contract promises"),
        ("items", "lora", {"name": "Lora"}, 'lora: the contract promises the technique "LoRA"'),
        ("items", "lora", {"kind": "service"}, 'it is the service "LoRA"'),
        ("stages", "evaluation", {"name": "Tests"}, "stages: the contract promises"),
        ("stages", "evaluation", {"position": 9}, "stages: the contract promises"),
    ],
)
def test_a_path_an_item_or_a_stage_that_changes_breaks_a_promise(
    section: str, identity: str, change: dict[str, Any], said: str
) -> None:
    (found,) = broken_with(section, identity, **change)

    assert said in found


@pytest.mark.parametrize(("section", "identity"), [("paths", "agents"), ("items", "lora")])
def test_a_path_or_an_item_that_is_dropped_breaks_a_promise(section: str, identity: str) -> None:
    kept = {name: each for name, each in getattr(KNOWLEDGE, section).items() if name != identity}

    found = list(broken_promises(KNOWLEDGE.model_copy(update={section: kept})))

    what = section.removesuffix("s")
    assert found == [(identity, f"the contract promises this {what}, and there is none")]
