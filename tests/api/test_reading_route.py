"""A description over the service: proposed facts, and nothing decided."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient

from advisor.advisor import Advisor
from advisor.api import Settings, create_app
from advisor.errors import BadInput
from advisor.reading import read_text
from advisor.reading.proposals import checked
from advisor.reading.readings import Read
from tests.patience import PATIENCE

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


# A model that the server names


def stubbed(advisor: Advisor, stub: Callable[[Any], None]) -> TestClient:
    """The service with a model whose answers the stub has prepared."""
    boto3 = pytest.importorskip("boto3")
    from botocore.stub import Stubber

    from advisor.reading.converse import ConverseReader

    client = boto3.client(
        "bedrock-runtime",
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )
    stubber = Stubber(client)
    stub(stubber)
    stubber.activate()
    settings = Settings(allowed_hosts=("testserver",))
    app = create_app(settings, advisor, reader=ConverseReader("a-model", client=client))
    return TestClient(app, raise_server_exceptions=False)


def answers(stubber: Any, **by_section: dict[str, Any]) -> None:
    from advisor.facts.definitions import sections
    from advisor.reading.converse import TOOL

    for section in sections():
        used = {"toolUseId": "1", "name": TOOL, "input": by_section.get(section, {})}
        stubber.add_response(
            "converse",
            {
                "output": {"message": {"role": "assistant", "content": [{"toolUse": used}]}},
                "stopReason": "tool_use",
                "usage": {"inputTokens": 1, "outputTokens": 1, "totalTokens": 2},
                "metrics": {"latencyMs": 1},
            },
        )


def test_a_model_reads_only_where_the_caller_asks_for_it(advisor: Advisor) -> None:
    said = {"knowledge_source": {"value": "private_documents", "quote": "The manuals"}}
    invented = {"audience": {"value": "internal", "quote": "our clerks"}}
    client = stubbed(advisor, lambda stub: answers(stub, knowledge=said, use_case=invented))

    by_cues = client.post("/v1/read", json={"text": TEXT}).json()
    by_both = client.post("/v1/read", json={"text": TEXT, "by_model": True}).json()

    assert by_cues == read_text(TEXT).model_dump(mode="json")
    found = {each["fact"]: each["by"] for each in by_both["read"]}
    assert found["knowledge_source"] == "a-model"
    assert [each["why"] for each in by_both["dropped"]] == ["The quote is not in the text."]


def test_without_a_named_model_nothing_can_be_asked_of_one(client: TestClient) -> None:
    answer = client.post("/v1/read", json={"text": TEXT, "by_model": True})

    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert problem["pointer"] == "/by_model"
    assert "ADVISOR_API_READER_MODEL" in problem["remedy"]


def test_a_model_that_gives_no_answer_is_no_fault_of_the_caller(advisor: Advisor) -> None:
    client = stubbed(
        advisor, lambda stub: stub.add_client_error("converse", "AccessDeniedException", "role x")
    )

    answer = client.post("/v1/read", json={"text": TEXT, "by_model": True})

    assert answer.status_code == 503
    assert "by_model" in answer.json()["detail"]
    assert "role x" not in answer.text


class Waiting:
    """A model that answers once it may."""

    name = "a-model"

    def __init__(self) -> None:
        self.asked, self.may_answer = threading.Event(), threading.Event()

    def read(self, text: str) -> Read:
        self.asked.set()
        self.may_answer.wait()
        return checked(text, [], self.name)


def test_who_waits_for_a_model_holds_up_no_advice(advisor: Advisor) -> None:
    model = Waiting()
    settings = Settings(allowed_hosts=("testserver",), threads=1, max_waiting=0)
    client = TestClient(create_app(settings, advisor, reader=model))
    body = {"text": TEXT, "by_model": True}
    with ThreadPoolExecutor(1) as elsewhere:
        read = elsewhere.submit(client.post, "/v1/read", json=body)
        try:
            assert model.asked.wait(PATIENCE)
            advice = client.post("/v1/advise", json={"facts": {"knowledge_change": "weekly"}})
        finally:
            model.may_answer.set()

    assert advice.status_code == 200, advice.text
    assert read.result().status_code == 200


def test_the_service_asks_a_model_once_and_not_for_long(advisor: Advisor) -> None:
    pytest.importorskip("boto3")
    app = create_app(Settings(reader_model="a-model", reader_region="eu-west-1"), advisor)
    config = app.state.reader._client.meta.config

    assert config.read_timeout == 10
    assert config.retries["total_max_attempts"] == 1


def test_a_model_that_cannot_be_asked_is_told_when_the_service_starts(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("boto3")
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")

    with pytest.raises(BadInput, match="Region"):
        create_app(Settings(reader_model="a-model"), advisor)
    app = create_app(Settings(reader_model="a-model", reader_region="eu-west-1"), advisor)
    assert app.state.reader.name == "a-model"
