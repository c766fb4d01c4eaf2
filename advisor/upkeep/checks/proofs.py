"""What AWS's own API definitions show of the capabilities that items claim."""

from __future__ import annotations

import importlib.util
from functools import cache
from typing import Any

from advisor.knowledge.catalogue import Proof
from advisor.knowledge.knowledge import Knowledge
from advisor.upkeep.checks.finding import Found


def can_be_checked() -> bool:
    """Whether botocore is installed, which holds the definitions."""
    return importlib.util.find_spec("botocore") is not None


def failing_proofs(knowledge: Knowledge) -> Found:
    """A capability that AWS's API does not have is no capability. Nothing without botocore."""
    if can_be_checked():
        for item in knowledge.items.values():
            for proof in item.proof:
                if problem := what_is_wrong_with(proof):
                    yield item.id, problem


def what_is_wrong_with(proof: Proof) -> str | None:
    """Why AWS's API does not show what the proof claims; None where it does."""
    from botocore.exceptions import UnknownServiceError

    try:
        api = _api_of(proof.service)
    except UnknownServiceError:
        return f"AWS's API has no service {proof.service}"
    operation = api["operations"].get(proof.operation)
    if operation is None:
        return f"{proof.service} has no operation {proof.operation}"
    if operation.get("deprecated"):
        return f"{proof.service} {proof.operation} is deprecated"
    if proof.shape is None:
        return None
    if proof.shape not in _reached_from(operation, api["shapes"]):
        return f"{proof.service} {proof.operation} does not use {proof.shape}"
    shape = api["shapes"][proof.shape]
    if proof.member is not None and proof.member not in shape.get("members", {}):
        return f"{proof.shape} has no member {proof.member}"
    if proof.value is not None and proof.value not in shape.get("enum", ()):
        return f"{proof.shape} has no value {proof.value}"
    return None


@cache
def _api_of(service: str) -> dict[str, Any]:
    """AWS's definition of a service's API, as the installed botocore holds it."""
    from botocore.session import get_session

    loader = get_session().get_component("data_loader")
    definition: dict[str, Any] = loader.load_service_model(service, "service-2")
    return definition


def _reached_from(operation: dict[str, Any], shapes: dict[str, Any]) -> set[str]:
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
