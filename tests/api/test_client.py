"""The client gives what the service says: answers, every invalid value, every refusal."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from advisor.advisor import Advisor, read_day
from advisor.client import Client, ServiceError
from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions

pytestmark = pytest.mark.service

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def client(start: Callable[..., Any]) -> Iterator[Client]:
    service = start([], {})
    yield Client(service.address)
    service.end()


def test_the_advice_is_that_of_the_library(client: Client, advisor: Advisor) -> None:
    facts = {"knowledge_change": "weekly"}

    advice = client.advise(facts, "exam", DAY)

    assert advice == json.loads(advisor.advise(facts, "exam", read_day(DAY)).to_json())


def test_models_and_detail_are_passed_on(client: Client) -> None:
    facts = {"knowledge_change": "weekly"}

    advice = client.advise(facts, as_of=DAY, models=["Nova Lite", "Nova Pro"])
    plan = client.advise(facts, as_of=DAY, detail="plan")

    assert [each["name"] for each in advice["estimates"]["models"]] == ["Nova Lite", "Nova Pro"]
    assert plan["format"] == "advice-plan/1"
    with pytest.raises(BadInput, match='There is no model "Nova Light"'):
        client.compare(facts, {}, as_of=DAY, models=["Nova Light"])


def test_a_batch_and_a_comparison(client: Client) -> None:
    before, after = {"knowledge_change": "weekly"}, {"knowledge_change": "never"}

    answers = client.batch([before, {"knowledge_change": "wekly"}, after], as_of=DAY)
    compared = client.compare(before, after, as_of=DAY)

    assert [each["status"] for each in answers] == [200, 422, 200]
    assert [each["fact"] for each in compared["facts"]] == ["knowledge_change"]


def test_the_knowledge_can_be_read(client: Client) -> None:
    assert [fact["name"] for fact in client.facts()] == list(fact_definitions())
    rules = client.rules(kind="limits")
    assert client.rule(rules[0]["id"])["title"] == rules[0]["title"]
    assert {item["kind"] for item in client.catalogue(kind="control")} == {"control"}
    assert client.sources()
    assert client.scenarios()
    assert client.knowledge()["counts"]["rules"] > len(rules)


def test_invalid_facts_raise_bad_input_that_names_each(client: Client) -> None:
    with pytest.raises(BadInput) as caught:
        client.advise({"knowledge_change": "wekly", "labelled_examples": -1})

    assert {problem.place for problem in caught.value.problems} == {
        "/facts/knowledge_change",
        "/facts/labelled_examples",
    }


def test_another_refusal_raises_service_error(client: Client) -> None:
    with pytest.raises(ServiceError) as caught:
        client.rule("no/such rule")

    assert caught.value.status == 404
    assert caught.value.problem["type"] == "urn:advisor:problem:not-found"


def test_no_service_is_no_connection() -> None:
    with pytest.raises(OSError, match="refused"):
        Client("http://127.0.0.1:9").knowledge()


@pytest.fixture
def busy() -> Iterator[tuple[str, list[int]]]:
    """A service that is busy twice, then answers."""
    answered: list[int] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answered.append(503 if len(answered) < 2 else 200)
            self.send_response(answered[-1])
            self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(b'{"counts": {}}')

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", answered
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_busy_service_is_asked_again(busy: tuple[str, list[int]]) -> None:
    address, answered = busy

    assert Client(address).knowledge() == {"counts": {}}
    assert answered == [503, 503, 200]


def test_a_service_that_stays_busy_is_left_alone(busy: tuple[str, list[int]]) -> None:
    address, answered = busy

    with pytest.raises(ServiceError):
        Client(address, attempts=2).knowledge()

    assert answered == [503, 503]


def test_decisions_are_kept_changed_and_listed(start: Callable[..., Any], tmp_path: Any) -> None:
    service = start(["--store", f"sqlite:///{tmp_path / 'decisions.db'}"], {})
    client = Client(service.address)

    kept = client.keep({"knowledge_change": "weekly"}, "Desk", "Ana", as_of=DAY)
    accepted = client.change(kept, "accept", note="Agreed")

    assert (accepted["status"], accepted["version"]) == ("accepted", 2)
    assert client.decision(kept["id"]) == accepted
    assert [each["id"] for each in client.decisions(status="accepted")["decisions"]] == [kept["id"]]
    with pytest.raises(ServiceError) as told:
        client.change(kept, "override", instead="agents", reason="We have one")
    assert told.value.status == 412
    service.end()
