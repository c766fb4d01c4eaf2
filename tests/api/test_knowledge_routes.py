"""What the advice rests on can be read over HTTP, whole."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from fastapi.testclient import TestClient

from advisor.advisor import Advisor
from advisor.facts.definitions import fact_definitions


def get(client: TestClient, route: str) -> Any:
    answer = client.get(f"/v1/{route}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_every_fact_is_listed_with_its_choices_and_unit(client: TestClient) -> None:
    listed = {fact["name"]: fact for fact in get(client, "facts")["facts"]}

    assert list(listed) == list(fact_definitions())
    assert "weekly" in listed["knowledge_change"]["choices"]
    assert listed["knowledge_tokens"]["unit"] == "tokens"


def test_the_services_in_use_are_chosen_from_the_catalogue(
    client: TestClient, advisor: Advisor
) -> None:
    listed = {fact["name"]: fact for fact in get(client, "facts")["facts"]}
    services = {item.id for item in advisor.knowledge.items.values() if item.kind == "service"}

    assert set(listed["existing_services"]["choices"]) == services


def test_every_rule_is_listed_and_can_be_read(client: TestClient, advisor: Advisor) -> None:
    listed = [rule["id"] for rule in get(client, "rules")["rules"]]

    assert listed == sorted(advisor.knowledge.rules)
    first = get(client, f"rules/{listed[0]}")
    assert first["id"] == listed[0]
    assert first["sources"]


def test_rules_are_chosen_by_kind_and_by_fact(client: TestClient, advisor: Advisor) -> None:
    chosen = get(client, "rules?kind=limits&fact=labelled_examples")["rules"]

    rules = advisor.knowledge.rules.values()
    wanted = {r.id for r in rules if r.kind == "limits" and "labelled_examples" in r.facts}
    assert {rule["id"] for rule in chosen} == wanted


def test_a_rule_that_is_none_gets_404_with_the_nearest_name(
    client: TestClient, advisor: Advisor
) -> None:
    known = min(advisor.knowledge.rules)

    answer = client.get(f"/v1/rules/{known}x")

    assert answer.status_code == 404
    assert f'Did you mean "{known}"?' in answer.json()["detail"]


def test_a_filter_that_is_none_is_refused(client: TestClient) -> None:
    answer = client.get("/v1/rules?fact=knowledge_chage")

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["remedy"] == 'Did you mean "knowledge_change"?'


def test_a_parameter_that_is_none_is_refused(client: TestClient) -> None:
    answer = client.get("/v1/catalogue?stge=deployment")

    assert answer.status_code == 422
    assert answer.json()["problems"][0]["pointer"] == "?stge"


def test_the_catalogue_is_chosen_by_kind_and_stage(client: TestClient, advisor: Advisor) -> None:
    chosen = get(client, "catalogue?kind=control&stage=deployment")["items"]

    items = advisor.knowledge.items.values()
    wanted = {item.id for item in items if item.kind == "control" and "deployment" in item.stages}
    assert {item["id"] for item in chosen} == wanted


def test_the_version_counts_what_there_is(client: TestClient, advisor: Advisor) -> None:
    told = get(client, "knowledge")

    assert told["knowledge_version"] == advisor.knowledge.version
    assert told["counts"]["rules"] == len(advisor.knowledge.rules)
    assert told["sources_read_from"] <= told["sources_read_to"]


def test_the_worked_scenarios_can_be_advised_on_as_they_are(client: TestClient) -> None:
    for worked in get(client, "scenarios")["scenarios"]:
        answer = client.post("/v1/advise", json={"facts": worked["facts"], "view": worked["view"]})
        assert answer.status_code == 200, worked["id"]


def test_the_worked_scenarios_fit_the_schema_of_the_questionnaire(client: TestClient) -> None:
    schema = get(client, "schema/scenario")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    for worked in get(client, "scenarios")["scenarios"]:
        validator.validate(worked["facts"])


@pytest.mark.parametrize(
    "route",
    ["facts", "rules", "catalogue", "sources", "scenarios", "knowledge", "schema/scenario"],
)
def test_knowledge_is_not_sent_again_to_a_caller_who_holds_it(
    client: TestClient, route: str
) -> None:
    etag = client.get(f"/v1/{route}").headers["etag"]

    again = client.get(f"/v1/{route}", headers={"If-None-Match": f'"other", W/{etag}'})

    assert (again.status_code, again.content) == (304, b"")
