"""Many rows at once over HTTP: a scenario a line in, a decision a line out."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from advisor.api.answering import Pool
from advisor.api.problems import Refusal
from advisor.tables import advise_rows
from tests.patience import until

DAY = "2026-11-22"
FACTS = {
    "tasks": ["question_answering"],
    "knowledge_source": "private_documents",
    "knowledge_change": "weekly",
}
LINES = {"Content-Type": "application/x-ndjson"}


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


def test_a_row_has_the_number_of_its_line_and_facts_stand_at_its_top(client: TestClient) -> None:
    lines = '\n{"knowledge_change": "weekly"}\n\n{"facts": {"knowledge_change": "weekly"}}'

    answer = client.post("/v1/batch/stream", content=lines, headers=LINES)

    told = [json.loads(line) for line in answer.text.splitlines()]
    assert [each["row"] for each in told] == [2, 4]
    assert "at the top of the row" in told[1]["problems"][0]["remedy"]


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


def test_a_service_without_room_says_so_by_its_status(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(self: Pool, work: Callable[[], Any], patient: bool = False) -> Any:
        raise Refusal(503, "The service has as much work as it can do.")

    monkeypatch.setattr(Pool, "run", full)

    answer = client.post("/v1/batch/stream", content="{}\n{}", headers=LINES)

    assert answer.status_code == 503


def test_a_stream_that_has_begun_and_is_refused_room_says_so_in_its_last_line(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, runs = Pool.run, []

    async def full_later(self: Pool, work: Callable[[], Any], patient: bool = False) -> Any:
        runs.append(1)
        if len(runs) > 1:
            raise Refusal(503, "The service has as much work as it can do.")
        return await run(self, work)

    monkeypatch.setattr(Pool, "run", full_later)

    answer = client.post("/v1/batch/stream", content="{}\n" * 300, headers=LINES)

    told = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.status_code == 200
    assert [each["row"] for each in told[:-1]] == list(range(1, 201))
    assert told[-1] == {"problem": "The service has as much work as it can do."}


@pytest.mark.service
def test_a_caller_who_hangs_up_ends_the_work(running: Callable[..., Any]) -> None:
    service = running()
    rows = 20_000
    body = b"\n".join(b'{"labelled_examples": %d}' % number for number in range(rows))
    head = (
        "POST /v1/batch/stream HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: {LINES['Content-Type']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", service.port)) as caller:
        caller.sendall(head.encode() + body)
        begun = caller.recv(100)
    assert until(lambda: bool(service.log()))

    (logged,) = service.log()
    assert begun
    assert logged["bytes"] < rows * 100
