"""Practice questions over HTTP and for agents: no answer before it is given."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from advisor.advisor import Advisor
from advisor.exam.practice.bank import default_bank


def test_questions_are_listed_without_their_answers(client: TestClient) -> None:
    listed = client.get("/v1/questions?limit=200").json()

    assert listed["total"] == len(default_bank().questions)
    assert len(listed["questions"]) == 200
    for each in listed["questions"]:
        assert {*each} == {"id", "kind", "domain", "task", "stem", "ask", "options"}
        assert all(isinstance(option, str) for option in each["options"])


def test_questions_are_chosen_by_domain_and_paged(client: TestClient) -> None:
    whole = client.get("/v1/questions?domain=4&limit=200").json()
    part = client.get("/v1/questions?domain=4&limit=5&offset=3").json()

    assert {each["domain"] for each in whole["questions"]} == {4}
    assert part["questions"] == whole["questions"][3:8]
    assert part["total"] == whole["total"]


def test_an_answer_is_judged_with_its_reasons(client: TestClient) -> None:
    question = next(iter(default_bank().questions.values()))
    wrong = (question.key + 1) % 4 + 1
    judged = client.post(f"/v1/questions/{question.id}/answer", json={"choice": wrong}).json()

    assert judged["right"] is False
    assert judged["key"] == question.key + 1
    assert judged["why"]["reason"] == question.why.reason
    assert len(judged["explanations"]) == 4
    assert judged["sources"]


@pytest.mark.parametrize("choice", [2, 2.0])
def test_a_number_without_a_fraction_is_a_place(client: TestClient, choice: float) -> None:
    question = next(iter(default_bank().questions.values())).id
    answer = client.post(f"/v1/questions/{question}/answer", json={"choice": choice})

    assert answer.status_code == 200
    assert answer.json()["choice"] == 2


@pytest.mark.parametrize("choice", [0, 5, 2.5, "1", True, None])
def test_what_is_no_option_is_refused(client: TestClient, choice: object) -> None:
    question = next(iter(default_bank().questions))
    answer = client.post(f"/v1/questions/{question}/answer", json={"choice": choice})

    assert answer.status_code == 422


def test_an_unknown_question_is_not_found(client: TestClient) -> None:
    answer = client.post("/v1/questions/best-nothing/answer", json={"choice": 1})

    assert answer.status_code == 404
    assert "no question" in answer.json()["detail"]


def test_an_agent_asks_and_has_the_answer_judged(advisor: Advisor) -> None:
    pytest.importorskip("mcp")
    from tests.api.test_mcp import call

    told = call(advisor, "practice_questions", domain=2, number=3).structured_content
    question = told["questions"][0]
    assert len(told["questions"]) == 3
    assert {*question} == {"id", "kind", "domain", "task", "stem", "ask", "options"}
    judged = call(advisor, "answer_question", id=question["id"], choice=1).structured_content
    assert judged["right"] is (judged["key"] == 1)
    assert call(advisor, "answer_question", id="nothing", choice=1).is_error
    assert call(advisor, "answer_question", id=question["id"], choice=9).is_error
