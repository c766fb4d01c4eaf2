"""A choice that is checked over HTTP is checked as the library does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from advisor.exam import check_reasoning

DAY = "2026-11-22"
FACTS = {"knowledge_source": "private_documents", "knowledge_change": "weekly"}
ASKED: dict[str, Any] = {
    "facts": FACTS,
    "view": "exam",
    "as_of": DAY,
    "choice": ["parameter-efficient-fine-tuning"],
}


def test_the_service_checks_as_the_library_does(client: TestClient) -> None:
    options = ["retrieval-augmented-generation", "parameter-efficient-fine-tuning"]
    asked = {**ASKED, "because": ["knowledge_change"], "options": options}

    answer = client.post("/v1/check-reasoning", json=asked)

    held = check_reasoning(
        FACTS,
        "parameter-efficient-fine-tuning",
        because=["knowledge_change"],
        options=options,
        view="exam",
        as_of=DAY,
    )
    assert answer.status_code == 200
    assert answer.json() == json.loads(held.to_json())


def test_a_caller_who_holds_the_checked_choice_gets_304(client: TestClient) -> None:
    first = client.post("/v1/check-reasoning", json=ASKED)
    names = {"If-None-Match": first.headers["etag"]}

    again = client.post("/v1/check-reasoning", json=ASKED, headers=names)

    assert again.status_code == 304


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"choice": ["bedrok"]}, "/choice"),
        ({"choice": []}, "/choice"),
        ({"because": ["knowledge_age"]}, "/because"),
        ({"because": []}, "/because"),
        ({"options": ["agents", "nothing-of-the-kind"]}, "/options"),
        ({"options": ["agents"]}, "/options"),
    ],
)
def test_what_cannot_be_checked_is_refused_with_its_place(
    client: TestClient, wrong: dict[str, Any], pointer: str
) -> None:
    answer = client.post("/v1/check-reasoning", json={**ASKED, **wrong})

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["problems"]] == [pointer]
