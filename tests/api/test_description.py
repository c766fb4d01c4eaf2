"""The service's description is current, whole, and can be read without the network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def description(client: TestClient) -> dict[str, Any]:
    described: dict[str, Any] = client.get("/v1/openapi.json").json()
    return described


@pytest.mark.docs
def test_the_description_in_docs_is_current(
    description: dict[str, Any], recorded: Callable[[Path, str], None]
) -> None:
    text = json.dumps(description, indent=1, ensure_ascii=False) + "\n"

    recorded(ROOT / "docs" / "openapi.json", text)


def operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in description["paths"].items():
        for operation in methods.values():
            yield path, operation


def test_every_operation_has_a_name_a_summary_and_its_refusals(
    description: dict[str, Any],
) -> None:
    names = [operation["operationId"] for _, operation in operations(description)]

    assert len(names) == len(set(names))
    for path, operation in operations(description):
        assert operation["summary"], path
        assert operation["description"], path
        assert {"401", "422", "429", "503"} <= set(operation["responses"]), path
        # What is made anew has an address of its own: 201.
        assert {"200", "201"} & set(operation["responses"]), path


def test_every_reference_leads_somewhere(description: dict[str, Any]) -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(description)):
        found: Any = description
        for part in reference.split("/"):
            found = found[part]


def test_the_place_of_an_option_is_described_with_its_bounds(description: dict[str, Any]) -> None:
    choice = description["components"]["schemas"]["GivenAnswer"]["properties"]["choice"]

    assert (choice["type"], choice["minimum"], choice["maximum"]) == ("integer", 1, 4)


def test_bounds_are_written_as_json_schema_writes_them(description: dict[str, Any]) -> None:
    bounds_of_pydantic = re.findall(
        r'"(?:g[et]|l[et]|multiple_of|m\w\w_length)": ', json.dumps(description)
    )

    assert bounds_of_pydantic == []


def test_enums_units_and_ranges_are_described(description: dict[str, Any]) -> None:
    facts = description["components"]["schemas"]["Scenario"]["properties"]

    assert "weekly" in json.dumps(facts["knowledge_change"])
    assert facts["knowledge_tokens"]["unit"] == "tokens"
    assert {"$ref": "#/components/schemas/CountRange"} in facts["knowledge_tokens"]["anyOf"]


def test_the_examples_are_answered_as_they_stand(
    client: TestClient, description: dict[str, Any]
) -> None:
    shown = 0
    for path, operation in operations(description):
        content = operation.get("requestBody", {}).get("content", {})
        for example in content.get("application/json", {}).get("examples", {}).values():
            answer = client.post(path, json=example["value"])
            assert answer.status_code == 200, (path, answer.text[:300])
            shown += 1
    assert shown >= 5


def test_an_advice_fits_its_description(client: TestClient, description: dict[str, Any]) -> None:
    schema = {"$ref": "#/components/schemas/Advice", "components": description["components"]}
    validator = jsonschema.Draft202012Validator(schema)

    # Some are enough: schemathesis checks every answer that it gets.
    for worked in client.get("/v1/scenarios").json()["scenarios"][::10]:
        advice = client.post("/v1/advise", json={"facts": worked["facts"]}).json()
        validator.validate(advice)


def test_the_documentation_needs_no_network(client: TestClient) -> None:
    page = client.get("/docs").text

    addresses = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert len(addresses) == 3
    for address in addresses:
        assert address.startswith("/docs/"), address
        assert client.get(address).status_code == 200
    assert "http" not in page.replace("https?", "")


def test_the_front_page_is_the_documentation(client: TestClient) -> None:
    answer = client.get("/")

    assert answer.status_code == 307
    assert answer.headers["location"] == "docs"


@pytest.mark.parametrize("detail", ["plan", "full"])
def test_an_answer_to_facts_in_words_is_as_described(
    client: TestClient, description: dict[str, Any], detail: str
) -> None:
    body = {"facts": {"requests_per_month": "5k"}, "detail": detail}
    answer = client.post("/v1/advise", json=body).json()

    assert answer["read_as"]
    name = {"plan": "AdvicePlan", "full": "Advice"}[detail]
    schema = {"$ref": f"#/components/schemas/{name}", "components": description["components"]}
    assert [*jsonschema.Draft202012Validator(schema).iter_errors(answer)] == []
