"""Estimates over HTTP are those of the library."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from advisor.advisor import advise
from advisor.knowledge import load_knowledge

DAY = "2026-11-22"
FACTS = {"requests_per_month": 50_000, "input_tokens": 2000, "output_tokens": 300}


OVERNIGHT = dict(load_knowledge().scenarios["tip-7-overnight"].facts)


@pytest.mark.parametrize("facts", [FACTS, OVERNIGHT])
def test_the_estimates_are_those_of_the_library(client: TestClient, facts: dict[str, Any]) -> None:
    answer = client.post("/v1/estimate", json={"facts": facts, "as_of": DAY})

    held = advise(facts, as_of=DAY).estimates
    assert answer.status_code == 200, answer.text
    assert answer.json() == json.loads(held.model_dump_json())


def test_other_plans_cost_the_same_as_in_the_advice(client: TestClient) -> None:
    plans = client.post("/v1/estimate", json={"facts": OVERNIGHT, "as_of": DAY}).json()["plans"]

    held = advise(OVERNIGHT, as_of=DAY).estimates.plans
    assert plans == [json.loads(each.model_dump_json()) for each in held]


def test_an_assumption_may_be_set_and_changes_the_answers_name(client: TestClient) -> None:
    usual = client.post("/v1/estimate", json={"facts": FACTS, "as_of": DAY})
    asked = {"facts": FACTS, "as_of": DAY, "assumptions": {"parameters": 3e9}}

    set_so = client.post("/v1/estimate", json=asked)

    assert set_so.status_code == 200, set_so.text
    assert set_so.headers["etag"] != usual.headers["etag"]
    assert set_so.json()["figures"] != usual.json()["figures"]


def test_every_wrong_assumption_is_named(client: TestClient) -> None:
    asked = {"assumptions": {"parametres": 3e9, "parameters": -1, "usual_model": "no-such-model"}}

    problems = client.post("/v1/estimate", json=asked).json()["problems"]

    assert {each["pointer"] for each in problems} == {
        "/assumptions/parametres",
        "/assumptions/parameters",
        "/assumptions/usual_model",
    }
    assert 'Did you mean "parameters"?' in {each["remedy"] for each in problems}


@pytest.mark.parametrize("name", sorted(load_knowledge().assumptions))
def test_an_assumption_of_nothing_breaks_nothing(client: TestClient, name: str) -> None:
    facts = {**FACTS, "labelled_examples": 1000, "unlabelled_tokens": 10_000_000}

    answer = client.post("/v1/estimate", json={"facts": facts, "assumptions": {name: 0}})

    assert answer.status_code in (200, 422), answer.text
