"""AWS's API as botocore defines it: what is new or gone since somebody last looked.

`known_api.json` holds the services, operations and enumerated values that were looked at; it is
written by `advisor freshness --accept` after the catalogue has taken in what matters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from advisor.knowledge.knowledge import Knowledge
from advisor.upkeep.checks.proofs import what_is_wrong_with
from advisor.upkeep.freshness.aged import Aged

KNOWN_FILE = Path(__file__).with_name("known_api.json")

FAMILIES = ("bedrock", "sagemaker")
"""Every service whose name begins so is watched, those to come too."""

AI_SERVICES = (
    "comprehend",
    "comprehendmedical",
    "forecast",
    "frauddetector",
    "kendra",
    "lexv2-models",
    "lexv2-runtime",
    "personalize",
    "personalize-runtime",
    "polly",
    "qbusiness",
    "rekognition",
    "s3vectors",
    "textract",
    "transcribe",
    "translate",
)
"""The AI services of the catalogue, by their names in botocore."""

Known = Mapping[str, Mapping[str, Any]]
"""By service: its operations, and the values of each enumerated shape."""


class Loader(Protocol):
    """What is needed of botocore's data loader."""

    def list_available_services(self, type_name: str) -> Sequence[str]:
        """The names of all services that have a definition of this kind."""

    def load_service_model(self, service_name: str, type_name: str) -> Mapping[str, Any]:
        """The definition of one service."""


def installed_loader() -> Loader:
    """The loader of the installed botocore. Raises ImportError where there is none."""
    from botocore.session import get_session

    loader: Loader = get_session().get_component("data_loader")
    return loader


def is_watched(service: str) -> bool:
    """Whether what a service offers concerns the catalogue."""
    return service.startswith(FAMILIES) or service in AI_SERVICES


def read_api(loader: Loader) -> dict[str, dict[str, Any]]:
    """The watched services as the loader defines them, and the names of all others."""
    found: dict[str, dict[str, Any]] = {}
    for service in sorted(loader.list_available_services("service-2")):
        if not is_watched(service):
            found[service] = {}
            continue
        api = loader.load_service_model(service, "service-2")
        found[service] = {
            "operations": sorted(api["operations"]),
            "enums": {
                name: sorted(shape["enum"])
                for name, shape in sorted(api["shapes"].items())
                if "enum" in shape
            },
        }
    return found


def read_known(path: Path = KNOWN_FILE) -> Known:
    """What was looked at when the file was last written."""
    known: Known = json.loads(path.read_text("utf-8"))
    return known


def known_text(api: Known) -> str:
    """The file's text: a service, an operation list or an enumerated shape a line."""
    parts: list[str] = []
    for service, its in api.items():
        if not its:
            parts.append(f"{json.dumps(service)}: {{}}")
            continue
        enums = ",\n".join(
            f"   {json.dumps(name)}: {json.dumps(values)}" for name, values in its["enums"].items()
        )
        operations = json.dumps(its["operations"])
        parts.append(
            f'{json.dumps(service)}: {{"operations": {operations},\n  "enums": {{\n{enums}\n  }}}}'
        )
    return "{\n" + ",\n".join(parts) + "\n}\n"


_LOOK = "See whether the catalogue should know it; then `advisor freshness --accept`."


def api_differences(known: Known, installed: Known, knowledge: Knowledge) -> Iterator[Aged]:
    """What the installed definitions have that nobody looked at, and what they no longer have."""
    for service in sorted({*known, *installed}):
        if service not in known:
            yield Aged("api", service, "a service that is new to botocore", _LOOK)
        elif service not in installed:
            yield Aged("api", service, "a service that botocore no longer has", _LOOK)
        elif installed[service] and known[service]:
            yield from _within(service, known[service], installed[service])
    for item in knowledge.items.values():
        for proof in item.proof:
            if problem := what_is_wrong_with(proof):
                yield Aged(
                    "api", item.id, problem, "Mend the proof of the item, or close the item."
                )


def beyond_the_catalogue(installed: Known, knowledge: Knowledge) -> Iterator[Aged]:
    """What can be created by the watched services and no item names: for the record, not due."""
    named = {
        (proof.service, proof.operation)
        for item in knowledge.items.values()
        for proof in item.proof
    }
    for service, its in installed.items():
        beyond = [
            operation
            for operation in its.get("operations", ())
            if operation.startswith("Create") and (service, operation) not in named
        ]
        if beyond:
            text = f"no item of the catalogue names {', '.join(beyond)}"
            yield Aged("api", service, text, due=False)


def _within(service: str, known: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Aged]:
    yield from _changes(service, "operation", known["operations"], now["operations"])
    for shape in sorted({*known["enums"], *now["enums"]}):
        place = f"{service} {shape}"
        yield from _changes(
            place, "value", known["enums"].get(shape, ()), now["enums"].get(shape, ())
        )


def _changes(place: str, what: str, known: Sequence[str], now: Sequence[str]) -> Iterator[Aged]:
    for name in sorted({*now} - {*known}):
        yield Aged("api", place, f"a new {what}: {name}", _LOOK)
    for name in sorted({*known} - {*now}):
        yield Aged("api", place, f"no longer the {what} {name}", _LOOK)
