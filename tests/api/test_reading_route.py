"""A description over the service: proposed facts, and nothing decided."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from advisor.reading import read_text

TEXT = "It must return valid JSON. The manuals change every Friday."


def test_a_description_is_read_as_by_the_library(client: TestClient) -> None:
    answer = client.post("/v1/read", json={"text": TEXT})

    assert answer.status_code == 200
    assert answer.json() == read_text(TEXT).model_dump(mode="json")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": " ."}, {"text": "a", "model": "b"}])
def test_what_cannot_be_read_is_refused(client: TestClient, body: dict[str, Any]) -> None:
    answer = client.post("/v1/read", json=body)

    assert answer.status_code == 422
    assert answer.json()["problems"]
