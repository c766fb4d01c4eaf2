"""Behind a proxy that shows the service under a path of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from advisor.api import Settings
from advisor.errors import BadInput

Serving = Callable[..., TestClient]
FORWARDED = {"X-Forwarded-Prefix": "/advisor"}


@pytest.fixture(params=["setting", "header"])
def proxied(request: pytest.FixtureRequest, serving: Serving) -> TestClient:
    """A client of a service that knows its path by its settings, or by a header."""
    if request.param == "setting":
        return serving(root_path="/advisor/")
    client = serving()
    client.headers.update(FORWARDED)
    return client


@pytest.mark.parametrize("prefix", ["", "/advisor"], ids=["taken away", "left"])
def test_routes_answer_whether_or_not_the_proxy_takes_the_path_away(
    proxied: TestClient, prefix: str
) -> None:
    assert proxied.get(f"{prefix}/v1/healthz").status_code == 200
    assert proxied.post(f"{prefix}/v1/advise", json={"facts": {}}).status_code == 200
    assert proxied.get(f"{prefix}/v1/no-such-route").status_code == 404


def test_the_front_page_leads_to_the_documentation_under_the_path(proxied: TestClient) -> None:
    assert proxied.get("/").headers["location"] == "/advisor/docs"
    assert proxied.get("/advisor").headers["location"] == "/advisor/docs"


def test_every_address_of_the_documentation_stands_under_the_path(proxied: TestClient) -> None:
    page = proxied.get("/docs").text

    named = re.findall(r"""(?:src|href|url)["']?\s*[=:]\s*["'](/[^"']+)""", page)
    assert "/advisor/v1/openapi.json" in named
    assert len(named) >= 4
    assert [each for each in named if not each.startswith("/advisor/")] == []
    assert {proxied.get(each).status_code for each in named} == {200}


def test_the_description_says_where_the_routes_are(proxied: TestClient) -> None:
    told = proxied.get("/v1/openapi.json").json()

    assert [each["url"] for each in told["servers"]] == ["/advisor"]


def test_health_asks_no_key_under_a_path_either(
    serving: Serving, tmp_path_factory: pytest.TempPathFactory
) -> None:
    from advisor.keys import add_key

    file = tmp_path_factory.mktemp("keys") / "keys"
    add_key(file, "somebody")
    client = serving(root_path="/advisor", keys_file=file)

    assert client.get("/advisor/v1/healthz").status_code == 200
    assert client.get("/advisor/v1/facts").status_code == 401


@pytest.mark.parametrize("prefix", ["//evil.example", "/a b", '/"><script>', "advisor", "/" * 9])
def test_a_forwarded_prefix_that_is_no_path_is_not_believed(
    client: TestClient, prefix: str
) -> None:
    page = client.get("/docs", headers={"X-Forwarded-Prefix": prefix})

    assert '"/v1/openapi.json"' in page.text.replace("'", '"')


def test_a_root_path_that_is_none_is_refused_at_the_start() -> None:
    with pytest.raises(BadInput, match="as /advisor"):
        Settings.from_environment({"ADVISOR_API_ROOT_PATH": "advisor"})
