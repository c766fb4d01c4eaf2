"""Advice over HTTP is the advice of the library."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from advisor.advisor import Advisor, read_day
from advisor.knowledge import load_knowledge
from advisor.what_if.compare import compare

DAY = "2026-11-22"
WORKED = load_knowledge().scenarios


@pytest.mark.parametrize("name", sorted(WORKED))
def test_the_service_gives_the_advice_of_the_library(
    client: TestClient, advisor: Advisor, name: str
) -> None:
    worked = WORKED[name]

    answer = client.post(
        "/v1/advise", json={"facts": dict(worked.facts), "view": worked.view, "as_of": DAY}
    )

    held = advisor.advise(worked.facts, worked.view, read_day(DAY))
    assert answer.status_code == 200
    assert answer.json() == json.loads(held.to_json())


def test_facts_may_be_left_out_altogether(client: TestClient) -> None:
    answer = client.post("/v1/advise", json={})

    assert answer.status_code == 200
    assert answer.json()["view"] == "production"


def test_a_caller_who_holds_the_answer_gets_304_and_no_body(client: TestClient) -> None:
    asked = {"facts": {"knowledge_change": "weekly"}, "as_of": DAY}
    first = client.post("/v1/advise", json=asked)

    again = client.post("/v1/advise", json=asked, headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]


def test_equal_scenarios_have_one_etag_however_they_are_written(client: TestClient) -> None:
    one = {"facts": {"audience": "public", "knowledge_tokens": 10.0}, "as_of": DAY}
    other = {"as_of": DAY, "facts": {"knowledge_tokens": 10, "audience": "public", "tasks": None}}

    first, second = (client.post("/v1/advise", json=each) for each in (one, other))

    assert first.headers["etag"] == second.headers["etag"]
    assert first.content == second.content


@pytest.mark.parametrize(
    "change",
    [{"facts": {"audience": "minors"}}, {"view": "exam"}, {"as_of": "2025-01-01"}],
    ids=["facts", "view", "day"],
)
def test_another_question_has_another_etag(client: TestClient, change: dict[str, object]) -> None:
    asked = {"facts": {"audience": "public"}, "as_of": DAY}
    first = client.post("/v1/advise", json=asked)

    other = client.post(
        "/v1/advise", json={**asked, **change}, headers={"If-None-Match": first.headers["etag"]}
    )

    assert other.status_code == 200
    assert other.headers["etag"] != first.headers["etag"]


def test_answers_are_the_same_bytes_whether_kept_or_worked_out(client: TestClient) -> None:
    asked = {"facts": {"audience": "internal"}, "as_of": DAY}

    first, kept = client.post("/v1/advise", json=asked), client.post("/v1/advise", json=asked)

    assert first.content == kept.content


def test_a_batch_is_answered_in_order_and_bad_ones_in_their_place(client: TestClient) -> None:
    asked = [
        {"facts": {"knowledge_change": "weekly"}, "as_of": DAY},
        {"facts": {"knowledge_change": "wekly", "audiance": "public"}},
        17,
        {"facts": {"existing_services": ["no-such-service"]}},
        {"facts": {"knowledge_change": "never"}, "as_of": DAY},
    ]

    answers = client.post("/v1/batch", json=asked).json()

    assert [each["status"] for each in answers] == [200, 422, 422, 422, 200]
    assert answers[0]["advice"]["scenario"] == {"knowledge_change": "weekly"}
    assert answers[4]["advice"]["scenario"] == {"knowledge_change": "never"}
    pointers = {each["pointer"] for each in answers[1]["problem"]["problems"]}
    assert pointers == {"/facts/knowledge_change", "/facts/audiance"}


def test_an_empty_batch_has_no_answers(client: TestClient) -> None:
    assert client.post("/v1/batch", json=[]).json() == []


def test_the_comparison_is_that_of_the_library(client: TestClient, advisor: Advisor) -> None:
    before, after = {"knowledge_change": "weekly"}, {"knowledge_change": "never"}
    asked = {
        "before": {"facts": before, "as_of": DAY},
        "after": {"facts": after, "as_of": DAY, "view": "exam"},
    }

    answer = client.post("/v1/compare", json=asked)

    day = read_day(DAY)
    held = compare(
        advisor.advise(before, "production", day),
        advisor.advise(after, "exam", day),
        advisor.knowledge,
    )
    assert answer.json() == json.loads(held.model_dump_json())


def test_a_comparison_names_the_side_that_is_wrong(client: TestClient) -> None:
    asked = {
        "before": {"facts": {"existing_services": ["bedrok"]}},
        "after": {"facts": {}},
    }

    problems = client.post("/v1/compare", json=asked).json()["problems"]

    assert [each["pointer"] for each in problems] == ["/before/facts/existing_services"]


def test_a_comparison_points_into_the_body(client: TestClient) -> None:
    asked = {"before": {"facts": {}}, "after": {"facts": {"knowledge_change": "wekly"}}}

    problems = client.post("/v1/compare", json=asked).json()["problems"]

    assert [each["pointer"] for each in problems] == ["/after/facts/knowledge_change"]
