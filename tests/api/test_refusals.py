"""What cannot be answered is refused clearly, whole, and with the right status."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advisor import Advisor
from advisor.api.limits import RateLimit
from advisor.errors import EngineError
from tests.patience import PATIENCE, until

Serving = Callable[..., TestClient]
JSON = {"Content-Type": "application/json"}


def test_every_invalid_value_is_named_in_one_answer(client: TestClient) -> None:
    asked = {
        "facts": {"knowledge_change": "wekly", "knowledge_age": 3, "labelled_examples": -1},
        "view": "examination",
        "veiw": "exam",
    }

    answer = client.post("/v1/advise", json=asked)

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == 422
    assert {each["pointer"] for each in told["problems"]} == {
        "/facts/knowledge_change",
        "/facts/knowledge_age",
        "/facts/labelled_examples",
        "/view",
        "/veiw",
    }
    assert all(each["problem"] and each["remedy"] for each in told["problems"])


@pytest.mark.parametrize(
    ("route", "body", "pointer", "remedy"),
    [
        ("/v1/advise", {"fact": {}}, "/fact", 'Did you mean "facts"?'),
        ("/v1/read", {"text": "A text.", "description": "x"}, "/description", "Leave it out."),
        (
            "/v1/compare",
            {"before": {"facts": {}}, "after": {"facts": {}, "veiw": "exam"}},
            "/after/veiw",
            'Did you mean "view"?',
        ),
        (
            "/v1/check-reasoning",
            {"facts": {}, "choice": "peft"},
            "/choice",
            'Give an array, even of one: {"choice": ["peft"]}.',
        ),
        ("/v1/advise", {"facts": {}, "models": ["x"]}, "/models/0", None),
    ],
)
def test_a_hint_names_a_field_of_that_body(
    client: TestClient, route: str, body: Any, pointer: str, remedy: str | None
) -> None:
    problems = client.post(route, json=body).json()["problems"]

    (found,) = [each for each in problems if each["pointer"] == pointer]
    assert remedy in (None, found["remedy"])


def test_a_slip_of_the_keyboard_gets_the_word_that_was_meant(client: TestClient) -> None:
    asked = {"facts": {"knowledge_change": "wekly", "knowlege_source": "general"}}

    problems = client.post("/v1/advise", json=asked).json()["problems"]

    remedies = " ".join(each["remedy"] for each in problems)
    assert 'Did you mean "weekly"?' in remedies
    assert 'Did you mean "knowledge_source"?' in remedies


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"facts": {"knowledge_tokens": NaN}}', "NaN is not a JSON number"),
        (b'{"facts": {"knowledge_tokens": -Infinity}}', "-Infinity is not a JSON number"),
        (b'{"facts": {}, "facts": {}}', '"facts" is given twice'),
        (b'{"facts": {"audience": "\\ud800"}}', "surrogate"),
        (b"\xff\xfe{}", "not UTF-8"),
        ('{"facts": {}}'.encode("utf-16"), "not UTF-8"),
        (b'{"facts": ', "not JSON"),
        (b"[" * 100_000, "deeper than 40"),
        (b"[" * 45 + b"]" * 45, "deeper than 40"),
    ],
    ids=["nan", "infinity", "twice", "surrogate", "bytes", "utf-16", "cut", "bottomless", "deep"],
)
def test_a_body_that_cannot_be_read_gets_400(client: TestClient, body: bytes, said: str) -> None:
    answer = client.post("/v1/advise", content=body, headers=JSON)

    assert answer.status_code == 400
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("number", ["1" + "0" * 5000, "1e999", "-1e999", "1e16"])
def test_a_number_beyond_any_size_is_an_invalid_value(client: TestClient, number: str) -> None:
    body = f'{{"facts": {{"knowledge_tokens": {number}}}}}'

    answer = client.post("/v1/advise", content=body, headers=JSON)

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == "/facts/knowledge_tokens"


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data", ""])
def test_a_body_that_is_not_said_to_be_json_gets_415(client: TestClient, kind: str) -> None:
    answer = client.post("/v1/advise", content=b"{}", headers={"Content-Type": kind})

    assert answer.status_code == 415


def test_another_route_gets_404_and_another_method_405(client: TestClient) -> None:
    missing, wrong = client.get("/v1/advice"), client.put("/v1/advise", json={})

    assert (missing.status_code, wrong.status_code) == (404, 405)
    assert wrong.headers["allow"] == "POST"
    assert {each.headers["content-type"] for each in (missing, wrong)} == {
        "application/problem+json"
    }


def test_a_body_above_the_limit_gets_413(serving: Serving) -> None:
    client = serving(max_body_bytes=1000, max_batch_bytes=2000)
    body = b'{"facts": {}}' + b" " * 1500

    assert client.post("/v1/advise", content=body, headers=JSON).status_code == 413
    assert client.post("/v1/batch", content=b"[" + body + b"]", headers=JSON).status_code == 200
    assert client.post("/v1/batch", content=body * 2, headers=JSON).status_code == 413


def test_a_body_in_chunks_is_measured_too(serving: Serving) -> None:
    client = serving(max_body_bytes=1000)

    answer = client.post("/v1/advise", content=iter([b" " * 600, b" " * 600]), headers=JSON)

    assert answer.status_code == 413


def test_a_batch_with_too_many_rows_gets_422(serving: Serving) -> None:
    client = serving(max_batch_rows=2)

    assert client.post("/v1/batch", json=[{}, {}]).status_code == 200
    assert client.post("/v1/batch", json=[{}, {}, {}]).status_code == 422


def test_a_client_who_asks_too_often_gets_429_and_when_to_return(serving: Serving) -> None:
    client = serving(requests_per_minute=3)

    answers = [client.get("/v1/knowledge") for _ in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert int(answers[3].headers["retry-after"]) >= 1
    assert client.get("/v1/healthz").status_code == 200


def test_the_rate_limit_lets_a_client_pass_again_when_time_has_passed() -> None:
    clock = [0.0]
    limit = RateLimit(60, now=lambda: clock[0])
    assert [limit.wait_seconds("one") for _ in range(61)] == [0] * 60 + [1]
    assert limit.wait_seconds("another") == 0

    clock[0] = 1.0

    assert [limit.wait_seconds("one") for _ in range(2)] == [0, 1]


class Slow:
    """An advisor that waits before it answers, until it is let go."""

    def __init__(self, advisor: Advisor) -> None:
        self._advisor = advisor
        self.go = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._advisor, name)

    def with_models(self, models: Any) -> Any:
        return self

    def advise(self, *asked: Any, **more: Any) -> Any:
        self.go.wait(PATIENCE)
        return self._advisor.advise(*asked, **more)


def test_an_answer_that_takes_too_long_gets_503(serving: Serving, advisor: Advisor) -> None:
    client = serving(time_limit_seconds=0.1)
    slow = Slow(advisor)
    client.app.state.answerer.advisor = slow  # type: ignore[attr-defined]

    answer = client.post("/v1/advise", json={})
    slow.go.set()

    assert answer.status_code == 503
    assert "retry-after" in answer.headers


def test_more_work_than_may_wait_gets_503(serving: Serving, advisor: Advisor) -> None:
    client = serving(threads=1, max_waiting=1)
    slow = Slow(advisor)
    client.app.state.answerer.advisor = slow  # type: ignore[attr-defined]
    audiences = ["internal", "customers", "public", "minors"]
    statuses: list[int] = []

    def ask(audience: str) -> None:
        answer = client.post("/v1/advise", json={"facts": {"audience": audience}})
        statuses.append(answer.status_code)

    with client:
        askers = [threading.Thread(target=ask, args=(each,)) for each in audiences]
        for asker in askers:
            asker.start()
        assert until(lambda: len(statuses) >= 2)
        slow.go.set()
        for asker in askers:
            asker.join()

    assert sorted(statuses) == [200, 200, 503, 503]


def test_a_defect_gets_500_without_a_trace_and_is_counted(
    serving: Serving, advisor: Advisor
) -> None:
    class Broken(Slow):
        def advise(self, *asked: Any, **more: Any) -> Any:
            raise EngineError("durable-rules: secret inside")

    client = serving()
    client.app.state.answerer.advisor = Broken(advisor)  # type: ignore[attr-defined]

    answer = client.post("/v1/advise", json={})

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "secret" not in answer.text
    assert "advisor_engine_errors_total 1.0" in client.get("/metrics").text


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150)
@given(body=json_values, route=st.sampled_from(["advise", "compare", "batch"]))
def test_no_json_whatever_breaks_the_service(client: TestClient, body: Any, route: str) -> None:
    # Written here: the test client sends no body at all for null.
    answer = client.post(f"/v1/{route}", content=json.dumps(body), headers=JSON)

    assert answer.status_code in (200, 400, 422)


@settings(max_examples=100)
@given(
    name=st.sampled_from(["knowledge_tokens", "tasks", "audience", "existing_services"]),
    value=json_values,
)
def test_no_value_of_a_fact_breaks_the_service(client: TestClient, name: str, value: Any) -> None:
    # Written here: the test client itself refuses what the service must refuse, an infinity.
    asked = json.dumps({"facts": {name: value}, "as_of": "2026-11-22"})
    answer = client.post("/v1/advise", content=asked, headers=JSON)

    assert answer.status_code in (200, 400, 422)


@settings(max_examples=150)
@given(body=st.binary(max_size=300), route=st.sampled_from(["advise", "compare", "batch"]))
def test_no_bytes_whatever_break_the_service(client: TestClient, body: bytes, route: str) -> None:
    answer = client.post(f"/v1/{route}", content=body, headers=JSON)

    assert answer.status_code in (200, 400, 422)
