"""How sure, what to ask next, and many rows at once: over HTTP as in the library."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from advisor.advising import Advisor, read_day
from advisor.batch import advise_rows
from advisor.scenario import read_scenario
from advisor.sweeping import as_json, sweep

DAY = "2026-11-22"
FACTS = {
    "tasks": ["question_answering"],
    "knowledge_source": "private_documents",
    "knowledge_change": "weekly",
}
LINES = {"Content-Type": "application/x-ndjson"}


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


def test_lines_are_answered_in_order_and_wrong_ones_in_their_place(client: TestClient) -> None:
    lines = [
        json.dumps(FACTS),
        '{"knowledge_change": "wekly"}',
        '{"knowledge_change": ',
        "[]",
        '{"knowledge_change": NaN}',
        json.dumps({"audience": "public"}),
    ]

    answer = client.post(
        "/v1/batch/stream?view=exam&as_of=2026-11-22", content="\n".join(lines), headers=LINES
    )

    told = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert [each["row"] for each in told] == [1, 2, 3, 4, 5, 6]
    assert [bool(each["problems"]) for each in told] == [False, True, True, True, True, False]
    assert "not JSON" in told[2]["problems"][0]["problem"]
    (held,) = advise_rows([FACTS], view="exam", as_of=DAY)
    assert told[0] == json.loads(json.dumps(held.as_data()))


def test_thousands_of_lines_are_answered(client: TestClient) -> None:
    lines = "\n".join(json.dumps({**FACTS, "knowledge_tokens": n}) for n in range(3000))

    answer = client.post("/v1/batch/stream", content=lines, headers=LINES)

    headlines = [json.loads(line)["headline"] for line in answer.text.splitlines()]
    assert len(headlines) == 3000
    assert all(headlines)


def test_nothing_is_answered_with_nothing(client: TestClient) -> None:
    answer = client.post("/v1/batch/stream", content="\n\n", headers=LINES)

    assert (answer.status_code, answer.content) == (200, b"")


def test_too_many_lines_get_422(serving: Callable[..., TestClient]) -> None:
    client = serving(max_stream_rows=2)

    answer = client.post("/v1/batch/stream", content="{}\n{}\n{}", headers=LINES)

    assert answer.status_code == 422


def test_a_stream_whose_time_is_over_says_so_in_its_last_line(
    serving: Callable[..., TestClient],
) -> None:
    client = serving(stream_seconds=1e-9)

    answer = client.post("/v1/batch/stream", content="{}\n{}", headers=LINES)

    assert json.loads(answer.text.splitlines()[-1]) == {"problem": "The answer took too long."}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_a_stream_that_is_not_said_to_be_lines_gets_415(client: TestClient, kind: str) -> None:
    answer = client.post("/v1/batch/stream", content="{}", headers={"Content-Type": kind})

    assert answer.status_code == 415
