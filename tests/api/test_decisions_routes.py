"""/v1/decisions: the store over HTTP, each key with its own team's."""

from __future__ import annotations

import json
import tempfile
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

pytest.importorskip("fastapi")
pytest.importorskip("sqlalchemy")
schemathesis = pytest.importorskip("schemathesis")

from advisor.advisor import default_advisor  # noqa: E402
from advisor.api import Settings, create_app  # noqa: E402
from advisor.api.serving import check_exposure  # noqa: E402
from advisor.decisions import KeptDecision  # noqa: E402
from advisor.decisions.store import DecisionStore  # noqa: E402
from advisor.errors import BadInput  # noqa: E402
from advisor.keys import add_key  # noqa: E402
from tests.patience import PATIENCE  # noqa: E402

DESK = {"facts": {"knowledge_change": "weekly"}, "as_of": "2026-01-01", "title": "Desk"}


@pytest.fixture
def store(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'decisions.db'}"


@pytest.fixture
def client(serving, store):
    return serving(store=store)


def added(client, **more: Any):
    done = client.post("/v1/decisions", json={**DESK, **more})
    assert done.status_code == 201, done.text
    return done


def test_a_decision_is_kept_and_found_where_the_answer_says(client):
    done = added(client, owner="Ana")

    found = client.get(done.headers["Location"])
    assert found.status_code == 200
    assert found.json() == done.json()
    assert found.headers["ETag"] == done.headers["ETag"]
    assert (found.json()["status"], found.json()["owner"]) == ("proposed", "Ana")
    again = client.get(done.headers["Location"], headers={"If-None-Match": found.headers["ETag"]})
    assert again.status_code == 304


def test_without_a_store_the_routes_say_so(serving):
    done = serving().get("/v1/decisions")

    assert done.status_code == 404
    assert "ADVISOR_API_STORE" in done.json()["detail"]


def test_the_second_of_two_with_the_same_etag_is_told(client):
    done = added(client)
    address, seen = done.headers["Location"], {"If-Match": done.headers["ETag"]}

    first = client.post(f"{address}/accept", json={"note": "Agreed"}, headers=seen)
    body = {"instead": "agents", "reason": "We have one"}
    second = client.post(f"{address}/override", json=body, headers=seen)

    assert first.status_code == 200
    assert second.status_code == 412
    assert second.headers["Content-Type"] == "application/problem+json"
    assert second.headers["ETag"] == first.headers["ETag"]
    assert client.get(address).json()["status"] == "accepted"
    fresh = {"If-Match": second.headers["ETag"]}
    assert client.post(f"{address}/override", json=body, headers=fresh).status_code == 200


@pytest.mark.parametrize("tag", ['"x"', "nonsense", '"aaaaaaaaaa-1"', '"-1"'])
def test_a_name_that_the_decision_never_had_does_not_match(client, tag):
    address = added(client).headers["Location"]

    done = client.post(f"{address}/accept", json={}, headers={"If-Match": tag})

    assert done.status_code == 412
    assert client.get(address).json()["version"] == 1


def test_what_cannot_follow_is_a_conflict(client):
    address = added(client).headers["Location"]
    assert client.post(f"{address}/accept", json={}).status_code == 200

    assert client.post(f"{address}/accept", json={}).status_code == 409
    assert client.post(f"{address}/supersede", json={"by": "0012"}).status_code == 200
    assert client.post(f"{address}/recheck", json={}).status_code == 409


@pytest.mark.parametrize(
    "body", [{}, {"instead": "agents"}, {"instead": "agents", "reason": ""}, {"reason": "x"}]
)
def test_an_override_without_path_or_reason_is_refused(client, body):
    address = added(client).headers["Location"]

    done = client.post(f"{address}/override", json=body)

    assert done.status_code == 422
    assert done.json()["problems"]


def test_a_recheck_says_what_closed_and_keeps_it(client):
    facts = default_advisor().knowledge.scenarios["suppliers-and-their-owners"].facts
    address = added(client, facts=dict(facts)).headers["Location"]

    done = client.post(f"{address}/recheck", json={"as_of": "2026-11-25"})

    assert done.status_code == 200
    told = done.json()["result"]
    assert told["verdict"] == "decided_otherwise"
    assert told["changes"][0]["about"] == "amazon-kendra"
    assert client.get(address).json()["verdict"] == "decided_otherwise"
    listed = client.get("/v1/decisions", params={"verdict": "decided_otherwise"}).json()
    assert len(listed["decisions"]) == 1
    early = client.post(f"{address}/recheck", json={"as_of": "2020-01-01"})
    assert early.status_code == 422


def test_a_budget_that_ready_services_miss_now_is_told_and_stands_in_the_history(client, store):
    facts = dict(default_advisor().knowledge.scenarios["supplier-invoices"].facts)
    told = added(client, facts={**facts, "monthly_budget_usd": 500})
    kept = told.json()["kept"]
    assert kept["basis"]["services"]["verdicts"] == {"monthly_budget_usd": "out"}
    kept["basis"]["services"]["verdicts"] = {"monthly_budget_usd": "fits"}
    own = DecisionStore(store)
    one = own.add(KeptDecision.model_validate(kept), "ana", "main")
    own.close()

    done = client.post(f"/v1/decisions/{one.id}/recheck", json={"as_of": "2026-11-25"})

    result = done.json()["result"]
    (budget,) = [each for each in result["changes"] if each["kind"] == "budget"]
    assert result["verdict"] == "decided_otherwise"
    assert budget["text"].startswith("Monthly budget, with the ready services: Out: ")
    assert budget["text"].endswith(" (it was: within it).")
    history = client.get(f"/v1/decisions/{one.id}/history").json()
    assert budget["text"] in json.dumps(history, ensure_ascii=False)


def test_pages_lead_to_all_decisions(client):
    ids = [added(client).json()["id"] for _ in range(5)]

    found, cursor = [], 0
    while cursor is not None:
        page = client.get("/v1/decisions", params={"limit": 2, "cursor": cursor}).json()
        found += [each["id"] for each in page["decisions"]]
        cursor = page["next"]

    assert found == ids


def test_who_asks_again_hears_what_changed_since(client):
    ids = [added(client).json()["id"] for _ in range(3)]
    listed = client.get("/v1/decisions")
    revision, etag = listed.json()["revision"], listed.headers["ETag"]
    assert client.get("/v1/decisions", headers={"If-None-Match": etag}).status_code == 304

    client.post(f"/v1/decisions/{ids[1]}/accept", json={})

    assert client.get("/v1/decisions", headers={"If-None-Match": etag}).status_code == 200
    since = client.get("/v1/decisions", params={"changed_since": revision}).json()
    assert [each["id"] for each in since["decisions"]] == ids[1:2]
    at = since["decisions"][0]["updated_at"]
    by_time = client.get("/v1/decisions", params={"changed_since": at}).json()
    assert ids[1] in [each["id"] for each in by_time["decisions"]]
    assert client.get("/v1/decisions", params={"changed_since": "soon"}).status_code == 422


def test_history_export_and_overrides_tell_what_was_done(client):
    address = added(client).headers["Location"]
    client.post(f"{address}/override", json={"instead": "agents", "reason": "We have one"})

    events = client.get(f"{address}/history").json()["events"]
    lines = client.get("/v1/decisions/export").text.splitlines()
    overrides = client.get("/v1/decisions/overrides").json()["overrides"]

    assert [each["verb"] for each in events] == ["added", "overridden"]
    assert [json.loads(each) for each in lines] == events
    assert overrides[0]["reasons"] == ["We have one"]


def test_another_answer_is_a_new_version(client):
    address = added(client).headers["Location"]

    done = client.post(f"{address}/revise", json={**DESK, "title": "Desk, again"})

    assert (done.json()["version"], done.json()["title"]) == (2, "Desk, again")


def test_a_key_sees_its_own_teams_and_is_named_in_the_history(serving, store, tmp_path):
    file = tmp_path / "keys"
    claims, colleague, other = (
        {"X-API-Key": add_key(file, name, team)}
        for name, team in (("portal", "claims"), ("ci", "claims"), ("stranger", ""))
    )
    client = serving(store=store, keys_file=file)

    done = client.post("/v1/decisions", json=DESK, headers=claims)
    address = done.headers["Location"]

    assert done.json()["created_by"] == "portal"
    assert done.json()["team"] == "claims"
    assert client.get(address, headers=colleague).status_code == 200
    assert client.get(address, headers=other).status_code == 404
    assert client.post(f"{address}/accept", json={}, headers=other).status_code == 404
    assert client.get("/v1/decisions", headers=other).json()["decisions"] == []
    assert client.get("/v1/decisions/export", headers=other).text == ""
    assert client.post(f"{address}/accept", json={}, headers=colleague).json()["updated_by"] == "ci"


def test_a_service_that_others_reach_keeps_decisions_only_with_keys(store, tmp_path):
    with pytest.raises(BadInput, match="they need to know whose"):
        check_exposure("0.0.0.0", Settings(store=store), no_auth=True)
    check_exposure("127.0.0.1", Settings(store=store), no_auth=False)
    add_key(tmp_path / "keys", "portal")
    check_exposure("0.0.0.0", Settings(store=store, keys_file=tmp_path / "keys"), no_auth=False)


def test_a_store_that_fails_is_told_without_saying_where_it_is(serving, tmp_path):
    file = tmp_path / "notes.db"
    file.write_text("Dear diary, " * 1000)

    done = serving(store=str(file)).get("/v1/decisions")

    assert done.status_code == 503
    assert "This file is no store" in done.json()["detail"]
    assert str(tmp_path) not in done.text


def test_what_the_command_line_keeps_the_service_shows(client, store):
    address = added(client).headers["Location"]
    kept = DecisionStore(store)
    identity = address.rsplit("/", 1)[1]

    kept.accept(identity, "ana", "main")

    assert client.get(address).json()["updated_by"] == "ana"
    kept.close()


def test_an_address_with_two_methods_names_both(client):
    done = client.put("/v1/decisions", json={})

    assert done.status_code == 405
    assert done.headers["Allow"] == "GET, POST"


# The description


KEPT = tempfile.TemporaryDirectory(prefix="decisions-")
APP = create_app(
    Settings(allowed_hosts=("*",), store=f"sqlite:///{KEPT.name}/decisions.db"),
    default_advisor(),
)
DESCRIBED = schemathesis.openapi.from_asgi("/v1/openapi.json", APP).include(tag="decisions")
TAKES_FACTS = ["addDecision", "reviseDecision"]


def bounded(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )


@DESCRIBED.exclude(operation_id=TAKES_FACTS).parametrize()
@bounded(15)
def test_every_answer_about_decisions_is_as_described(case: Any) -> None:
    case.call_and_validate(timeout=PATIENCE)
