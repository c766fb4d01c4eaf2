"""How sure, and what to ask next: over HTTP as in the library."""

from __future__ import annotations

import json

import pytest
from fastapi.testclient import TestClient

from advisor.advisor import Advisor, read_day
from advisor.facts.read import read_scenario
from advisor.reports.sweep import as_json
from advisor.what_if.sweep import sweep

DAY = "2026-11-22"
FACTS = {
    "tasks": ["question_answering"],
    "knowledge_source": "private_documents",
    "knowledge_change": "weekly",
}


def test_how_sure_an_answer_is_comes_on_request(client: TestClient, advisor: Advisor) -> None:
    asked = {"facts": FACTS, "as_of": DAY, "sensitivity": True, "fixed": ["tasks"]}

    sure = client.post("/v1/advise", json=asked)
    plain = client.post("/v1/advise", json={"facts": FACTS, "as_of": DAY})

    held = advisor.advise(FACTS, "production", read_day(DAY), sensitivity=True, fixed=["tasks"])
    assert sure.json() == json.loads(held.to_json())
    assert sure.json()["certainty"] is not None
    assert plain.json()["certainty"] is None
    assert sure.headers["etag"] != plain.headers["etag"]


def test_a_fixed_fact_that_is_none_is_named(client: TestClient) -> None:
    asked = {"facts": FACTS, "sensitivity": True, "fixed": ["tasks", "audiance"]}

    problems = client.post("/v1/advise", json=asked).json()["problems"]

    assert [each["pointer"] for each in problems] == ["/fixed/1"]
    assert 'Did you mean "audience"?' in problems[0]["remedy"]


def test_the_next_question_is_that_of_the_library(client: TestClient, advisor: Advisor) -> None:
    asked = {"facts": FACTS, "as_of": DAY, "skipped": ["audience"]}

    answer = client.post("/v1/next-question", json=asked).json()

    outlook = advisor.sensitivities.outlook(read_scenario(FACTS), "production", ["audience"])
    assert answer["plan"] == list(outlook.plan)
    assert answer["final"] == outlook.final
    assert answer["agreement"] == outlook.agreement
    assert [each["fact"] for each in answer["questions"]] == [
        each.fact for each in outlook.questions
    ]


def test_an_answered_fact_is_not_asked_for_again(client: TestClient) -> None:
    first = client.post("/v1/next-question", json={"facts": FACTS}).json()["questions"]
    skipped = first[0]["fact"]

    then = client.post("/v1/next-question", json={"facts": FACTS, "skipped": [skipped]}).json()

    asked = {each["fact"] for each in then["questions"]}
    assert asked.isdisjoint({skipped, *FACTS})


@pytest.mark.parametrize("vary", [["knowledge_change"], ["knowledge_change", "labelled_examples"]])
def test_what_if_is_that_of_the_library(
    client: TestClient, advisor: Advisor, vary: list[str]
) -> None:
    answer = client.post("/v1/sweep", json={"facts": FACTS, "as_of": DAY, "vary": vary})

    found = sweep(advisor.sensitivities, read_scenario(FACTS), "production", vary)
    assert answer.json() == json.loads(as_json(found))


@pytest.mark.parametrize(
    ("vary", "place"),
    [
        ([], "/vary"),
        (["tasks", "tasks"], "/vary"),
        (["tasks", "audience", "languages"], "/vary"),
        (["tasks", "audiance"], "/vary/1"),
    ],
)
def test_what_cannot_be_varied_is_named(client: TestClient, vary: list[str], place: str) -> None:
    answer = client.post("/v1/sweep", json={"facts": FACTS, "vary": vary})

    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["problems"]] == [place]
