"""docs/api.md names every route, setting, problem and tool, with the defaults that hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from advisor.api import Settings
from advisor.api.problems import TITLES
from advisor.api.settings import PREFIX
from advisor.mcp import Tools

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text()


def test_every_route_is_on_the_page(client: TestClient) -> None:
    paths = client.app.openapi()["paths"]  # type: ignore[attr-defined]
    served = {f"{method.upper()} {path}" for path, each in paths.items() for method in each}

    told = set(re.findall(r"^\| `((?:GET|POST) /v1/[^`]+)` \|", PAGE, re.MULTILINE))

    assert told == served


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_on_the_page_with_its_default(name: str) -> None:
    (row,) = re.findall(rf"^\| `{PREFIX}{name.upper()}` \| ([^|]+) \|", PAGE, re.MULTILINE)

    default = Settings.model_fields[name].default
    if isinstance(default, (int, float)):
        assert float(row) == default


def test_every_kind_of_problem_is_on_the_page() -> None:
    told = re.findall(r"^\| (\d{3}) \| `([a-z-]+)` \|", PAGE, re.MULTILINE)

    assert {(int(status), word) for status, word in told} == {
        (status, word) for status, (word, _) in TITLES.items()
    }


def test_every_tool_is_on_the_page() -> None:
    tools = {name for name in vars(Tools) if not name.startswith("_")}

    told = set(re.findall(r"^\| `([a-z_]+)` \| ", PAGE, re.MULTILINE))

    assert told == tools
