"""The catalogue of items: complete, current, linked, and proved by AWS's own API definitions."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from botocore.session import get_session

from advisor.knowledge import load_knowledge
from advisor.knowledge.catalogue import Item, Proof
from advisor.knowledge.knowledge import Knowledge

CONTRACT = yaml.safe_load(
    (Path(__file__).parents[1] / "contract" / "catalogue.yaml").read_text(encoding="utf-8")
)
KIND_OF_SECTION = {
    "techniques": "technique",
    "services": "service",
    "optimizations": "optimization",
    "evaluation": "evaluation",
    "controls": "control",
    "monitoring": "monitoring",
}
PROMISED = [
    (kind, item, name)
    for section, kind in KIND_OF_SECTION.items()
    for item, name in CONTRACT[section].items()
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


@cache
def api_of(service: str) -> dict[str, Any]:
    """AWS's definition of a service's API, as the installed botocore holds it."""
    definition: dict[str, Any] = (
        get_session().get_component("data_loader").load_service_model(service, "service-2")
    )
    return definition


def reached_from(operation: dict[str, Any], shapes: dict[str, Any]) -> set[str]:
    """The shapes that an operation's input or output contains, at any depth."""
    waiting = [operation[side]["shape"] for side in ("input", "output") if side in operation]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        shape = shapes[name]
        parts = list(shape.get("members", {}).values())
        parts += [shape[part] for part in ("member", "key", "value") if part in shape]
        waiting += [part["shape"] for part in parts]
    return reached


def what_is_wrong_with(proof: Proof) -> str | None:
    """Why AWS's API does not show what the proof claims; None where it does."""
    api = api_of(proof.service)
    operation = api["operations"].get(proof.operation)
    if operation is None:
        return f"{proof.service} has no operation {proof.operation}"
    if operation.get("deprecated"):
        return f"{proof.service} {proof.operation} is deprecated"
    if proof.shape is None:
        return None
    if proof.shape not in reached_from(operation, api["shapes"]):
        return f"{proof.service} {proof.operation} does not use {proof.shape}"
    shape = api["shapes"][proof.shape]
    if proof.member is not None and proof.member not in shape.get("members", {}):
        return f"{proof.shape} has no member {proof.member}"
    if proof.value is not None and proof.value not in shape.get("enum", ()):
        return f"{proof.shape} has no value {proof.value}"
    return None


def closed(item: Item) -> bool:
    return item.closing is not None


def test_the_catalogue_holds_exactly_the_items_of_the_contract(knowledge: Knowledge) -> None:
    assert set(knowledge.items) == {item for _, item, _ in PROMISED}


def test_every_starred_item_of_the_contract_is_in_the_catalogue(knowledge: Knowledge) -> None:
    starred = {item for _, item, name in PROMISED if name.endswith("*")}

    assert len(starred) > 30
    assert starred <= set(knowledge.items)


@pytest.mark.parametrize(("kind", "item", "name"), PROMISED, ids=[item for _, item, _ in PROMISED])
def test_an_item_has_the_contracts_name_and_kind(
    knowledge: Knowledge, kind: str, item: str, name: str
) -> None:
    found = knowledge.items[item]

    assert (found.kind, found.name) == (kind, name.removesuffix("*"))


def test_the_stages_are_those_of_the_contract_in_its_order(knowledge: Knowledge) -> None:
    in_order = sorted(knowledge.stages.values(), key=lambda stage: stage.position)

    assert [(stage.id, stage.name) for stage in in_order] == [
        (stage, name.removesuffix("*")) for stage, name in CONTRACT["stages"].items()
    ]
    assert [stage.position for stage in in_order] == [1, 2, 3, 4, 5, 6]


def test_every_item_is_used_at_a_known_stage_and_none_twice(knowledge: Knowledge) -> None:
    for item in knowledge.items.values():
        assert set(item.stages) <= set(knowledge.stages), item.id
        assert len(set(item.stages)) == len(item.stages), item.id


def test_every_item_names_one_to_four_others_that_exist(knowledge: Knowledge) -> None:
    for item in knowledge.items.values():
        assert 1 <= len(set(item.related)) == len(item.related) <= 4, item.id
        assert set(item.related) <= set(knowledge.items) - {item.id}, item.id


def test_every_item_cites_a_source_that_the_bibliography_holds(knowledge: Knowledge) -> None:
    for item in knowledge.items.values():
        closing = item.closing.sources if item.closing else ()
        assert item.sources, item.id
        for citation in (*item.sources, *closing):
            assert citation.source in knowledge.sources, f"{item.id}: {citation.source}"


def test_a_closed_item_points_to_items_that_are_open_or_says_what_to_use_instead(
    knowledge: Knowledge,
) -> None:
    for item in filter(closed, knowledge.items.values()):
        assert item.closing is not None
        for successor in item.closing.successors:
            assert successor in knowledge.items, f"{item.id}: {successor}"
            assert not closed(knowledge.items[successor]), f"{item.id}: {successor} is closed too"
        assert item.closing.successors or "not in this catalogue" in item.closing.note, item.id


def test_nothing_is_closed_before_it_was_announced(knowledge: Knowledge) -> None:
    for item in filter(closed, knowledge.items.values()):
        assert item.closing is not None
        if item.closing.on and item.closing.announced:
            assert item.closing.announced <= item.closing.on, item.id


def test_clarify_was_open_in_january_2026_and_is_closed_since_july(knowledge: Knowledge) -> None:
    closing = knowledge.items["sagemaker-clarify"].closing

    assert closing is not None
    assert str(closing.since) == "2026-07-30"


@pytest.mark.parametrize(
    "dimension",
    [
        "fairness",
        "explainability",
        "privacy-and-security",
        "safety",
        "controllability",
        "veracity-and-robustness",
        "governance",
        "transparency",
    ],
)
def test_each_dimension_of_responsible_ai_has_an_open_control(
    knowledge: Knowledge, dimension: str
) -> None:
    assert any(
        dimension in item.dimensions
        for item in knowledge.items.values()
        if item.kind == "control" and not closed(item)
    )


def test_every_control_serves_a_dimension_of_responsible_ai(knowledge: Knowledge) -> None:
    without = [
        item.id
        for item in knowledge.items.values()
        if item.kind == "control" and not item.dimensions
    ]

    assert without == []


def test_what_awss_api_should_prove_it_does_prove(knowledge: Knowledge) -> None:
    wrong = {
        f"{item.id}: {problem}"
        for item in knowledge.items.values()
        for proof in item.proof
        if (problem := what_is_wrong_with(proof))
    }

    assert wrong == set()


@pytest.mark.parametrize(
    "proof",
    [
        Proof(service="bedrock", operation="CreateMiracle"),
        Proof(service="bedrock", operation="CreateGuardrail", shape="CacheTTL"),
        Proof(
            service="bedrock-runtime",
            operation="Converse",
            shape="InferenceConfiguration",
            member="mood",
        ),
        Proof(service="bedrock-runtime", operation="Converse", shape="CacheTTL", value="9d"),
    ],
    ids=["operation", "shape", "member", "value"],
)
def test_a_proof_that_awss_api_does_not_hold_is_found(proof: Proof) -> None:
    assert what_is_wrong_with(proof) is not None


def test_every_source_has_an_address_that_can_be_opened(knowledge: Knowledge) -> None:
    own = {"lifecycle-document"}
    for source in knowledge.sources.values():
        assert source.address.strip(), source.id
        if source.id not in own:
            assert source.address.startswith("https://"), source.id
            assert " " not in source.address, source.id


def test_no_two_sources_have_the_same_address(knowledge: Knowledge) -> None:
    addresses = [source.address for source in knowledge.sources.values()]

    assert sorted(addresses) == sorted(set(addresses))


def test_alternatives_name_items_and_no_item_stands_in_two_groups(knowledge: Knowledge) -> None:
    grouped = [item for group in knowledge.alternatives.values() for item in group.items]

    assert set(grouped) <= set(knowledge.items)
    assert len(grouped) == len(set(grouped))
