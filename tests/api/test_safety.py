"""Safe by default: who may call, what comes back with every answer, and what is never logged."""

from __future__ import annotations

import base64
import hmac
import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from advisor.api import Settings
from advisor.api.logs import JsonLines
from advisor.api.serving import check_exposure
from advisor.errors import BadInput
from advisor.keys import KeyRing, add_key, read_keys

Serving = Callable[..., TestClient]


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    return tmp_path / "keys"


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def test_without_a_key_every_route_but_health_gets_401(serving: Serving, keys_file: Path) -> None:
    add_key(keys_file, "portal")
    client = serving(keys_file=keys_file)
    described = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    routes = [(method, path) for path, methods in described.items() for method in methods]
    routes += [("get", path) for path in ("/", "/docs", "/docs/swagger-ui.css", "/metrics")]
    routes += [("get", "/v1/openapi.json"), ("get", "/v1/nothing"), ("put", "/v1/advise")]

    statuses = {
        (method, path): client.request(method, path.replace("{id}", "x")).status_code
        for method, path in routes
    }

    health = {("get", "/v1/healthz"), ("get", "/v1/readyz")}
    assert {route for route, status in statuses.items() if status != 401} == health
    assert {statuses[route] for route in health} == {200}


def test_a_key_is_taken_as_bearer_as_header_and_as_password(
    serving: Serving, keys_file: Path
) -> None:
    key = add_key(keys_file, "portal")
    client = serving(keys_file=keys_file)
    password = base64.b64encode(f"anyone:{key}".encode()).decode()

    for headers in (bearer(key), {"X-API-Key": key}, {"Authorization": f"Basic {password}"}):
        assert client.get("/v1/knowledge", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        bearer("advisor_guess"),
        bearer(""),
        {"X-API-Key": "portal"},
        {"Authorization": "Basic !!!"},
        {"Authorization": "Digest x"},
    ],
)
def test_another_key_is_none(serving: Serving, keys_file: Path, headers: dict[str, str]) -> None:
    add_key(keys_file, "portal")

    answer = serving(keys_file=keys_file).get("/v1/knowledge", headers=headers)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_the_hash_of_a_key_does_not_open(serving: Serving, keys_file: Path) -> None:
    add_key(keys_file, "portal")
    digest = read_keys(keys_file)["portal"]

    assert serving(keys_file=keys_file).get("/v1/facts", headers=bearer(digest)).status_code == 401


def test_the_file_holds_no_key_and_is_its_owners(keys_file: Path) -> None:
    key = add_key(keys_file, "portal")

    assert key not in keys_file.read_text()
    assert oct(keys_file.stat().st_mode & 0o777) == "0o600"


def test_keys_are_renewed_without_a_restart(
    serving: Serving, keys_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.keys._LOOK_EVERY_SECONDS", 0.0)
    old = add_key(keys_file, "portal")
    client = serving(keys_file=keys_file)

    new = add_key(keys_file, "portal-2027")
    both = [client.get("/v1/facts", headers=bearer(key)).status_code for key in (old, new)]
    keys_file.write_text(keys_file.read_text().splitlines()[1])
    one = [client.get("/v1/facts", headers=bearer(key)).status_code for key in (old, new)]

    assert (both, one) == ([200, 200], [401, 200])


def test_a_file_that_breaks_while_the_service_runs_keeps_the_keys_that_were_good(
    serving: Serving, keys_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.keys._LOOK_EVERY_SECONDS", 0.0)
    key = add_key(keys_file, "portal")
    client = serving(keys_file=keys_file)

    keys_file.write_text("half a li")

    assert client.get("/v1/facts", headers=bearer(key)).status_code == 200
    assert client.get("/v1/facts").status_code == 401


@pytest.mark.parametrize("text", ["", "portal", "portal 12ab", "# only a remark\n"])
def test_a_file_without_good_keys_is_refused_at_the_start(keys_file: Path, text: str) -> None:
    keys_file.write_text(text)

    with pytest.raises(BadInput):
        read_keys(keys_file)


def test_a_name_is_given_to_one_key_only(keys_file: Path) -> None:
    add_key(keys_file, "portal")

    with pytest.raises(BadInput, match="in the file"):
        add_key(keys_file, "portal")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "advisor.example"])
def test_others_may_reach_the_service_only_with_keys_or_by_an_open_word(
    host: str, keys_file: Path
) -> None:
    with pytest.raises(BadInput, match="--no-auth"):
        check_exposure(host, Settings(), no_auth=False)

    check_exposure(host, Settings(), no_auth=True)
    check_exposure(host, Settings(keys_file=keys_file), no_auth=False)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.5"])
def test_this_machine_needs_no_key(host: str) -> None:
    check_exposure(host, Settings(), no_auth=False)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("localhost:8000", 200),
        ("127.0.0.1:8000", 200),
        ("[::1]:8000", 200),
        ("LOCALHOST", 200),
        ("evil.example", 421),
        ("localhost.evil.example:8000", 421),
        ("", 421),
    ],
)
def test_a_page_elsewhere_cannot_reach_the_service_by_another_name(
    serving: Serving, host: str, status: int
) -> None:
    client = serving(allowed_hosts=("localhost", "127.0.0.1", "::1"))

    assert client.get("/v1/healthz", headers={"Host": host}).status_code == status


@pytest.mark.parametrize("route", ["/v1/facts", "/v1/nothing", "/docs", "/metrics"])
def test_every_answer_has_the_headers_of_safety(client: TestClient, route: str) -> None:
    headers = client.get(route).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-request-id"]
    assert "server" not in headers


def test_pages_of_other_origins_may_not_read_answers(client: TestClient) -> None:
    answer = client.get("/v1/facts", headers={"Origin": "https://portal.example"})

    assert "access-control-allow-origin" not in answer.headers


def test_an_origin_that_is_named_may_ask_even_where_a_key_is_needed(
    serving: Serving, keys_file: Path
) -> None:
    add_key(keys_file, "portal")
    client = serving(keys_file=keys_file, cors_origins=("https://portal.example",))
    asked = {
        "Origin": "https://portal.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }

    answer = client.options("/v1/advise", headers=asked)

    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://portal.example"
    refused = client.get("/v1/facts", headers={"Origin": "https://portal.example"})
    assert refused.status_code == 401


def test_a_callers_request_id_comes_back_and_a_strange_one_does_not(client: TestClient) -> None:
    taken = client.get("/v1/nothing", headers={"X-Request-ID": "ticket-42"})
    strange = client.get("/v1/nothing", headers={"X-Request-ID": 'a"b{}' * 40})

    assert taken.headers["x-request-id"] == taken.json()["request_id"] == "ticket-42"
    assert len(strange.headers["x-request-id"]) == 32


def test_the_log_tells_of_every_request_and_nothing_of_its_scenario(
    serving: Serving, keys_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    key = add_key(keys_file, "portal")
    client = serving(keys_file=keys_file)
    facts = {"domain_need": "deep_expertise", "regulations": ["hipaa"], "secretfact": "secretvalue"}

    with caplog.at_level(logging.INFO, "advisor.api"):
        client.post("/v1/advise", json={"facts": facts}, headers=bearer(key))
        client.get("/v1/rules/secretrule?fact=secretvalue", headers=bearer(key))
        client.get("/secretpath")

    lines = [JsonLines().format(record) for record in caplog.records]
    assert len(lines) == 3
    assert '"key": "portal"' in lines[0]
    assert '"route": "/v1/rules/{id}"' in lines[1]
    for word in ("deep_expertise", "hipaa", "secret", key):
        assert word not in "".join(lines)


def test_requests_are_counted_by_route_and_advice_by_headline(serving: Serving) -> None:
    client = serving()
    client.post("/v1/advise", json={"facts": {}})
    client.get("/v1/rules/nothing")
    client.get("/v1/rules/nothing-else")

    text = client.get("/metrics").text

    assert 'requests_total{method="GET",route="/v1/rules/{id}",status="404"} 2.0' in text
    assert 'advisor_request_seconds_count{route="/v1/advise"} 1.0' in text
    assert 'view="production"} 1.0' in text
    assert "advisor_engine_errors_total 0.0" in text


def test_settings_survive_the_way_through_the_environment(tmp_path: Path) -> None:
    settings = Settings(
        keys_file=tmp_path / "keys", cors_origins=("https://a", "https://b"), max_waiting=3
    )

    assert Settings.from_environment(settings.to_environment()) == settings


def test_a_wrong_setting_is_named_with_its_remedy() -> None:
    environment = {"ADVISOR_API_THREADS": "none", "ADVISOR_API_MAX_BODY_BITES": "1"}

    with pytest.raises(BadInput) as caught:
        Settings.from_environment({**os.environ, **environment})

    text = str(caught.value)
    assert "ADVISOR_API_THREADS" in text
    assert 'Did you mean "ADVISOR_API_MAX_BODY_BYTES"?' in text


def test_every_key_of_the_file_is_compared_whichever_was_offered(
    keys_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = add_key(keys_file, "first")
    add_key(keys_file, "second")
    ring = KeyRing(keys_file)
    compared = []

    def counting(offered: str, held: str) -> bool:
        compared.append(held)
        return hmac.compare_digest(offered, held)

    monkeypatch.setattr("advisor.keys.compare", counting)

    assert ring.holder(first) == "first"
    assert ring.holder("guess") is None
    assert len(compared) == 4
