"""The generated pages are current, complete, and agree with the contract."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from advisor.documents import read_file
from advisor.facts.definitions import fact_definitions
from advisor.knowledge import load_knowledge
from advisor.upkeep.pages import NAMED_IN_THE_SOURCE_DOCUMENT, generated_files

ROOT = Path(__file__).resolve().parents[2]
KNOWLEDGE = load_knowledge()
RULE_FILES = sorted((ROOT / "rules").rglob("*.yaml"))


@cache
def pages() -> dict[str, str]:
    return generated_files()


@cache
def schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads(pages()["rules/rule.schema.json"]))


@pytest.mark.docs
@pytest.mark.parametrize("name", pages())
def test_a_generated_page_is_current(recorded: Callable[[Path, str], None], name: str) -> None:
    recorded(ROOT / name, pages()[name])


def test_every_rule_fact_item_and_source_is_documented() -> None:
    rules = "".join(text for name, text in pages().items() if name.startswith("docs/rules/"))
    for text, prefix, known in [
        (rules, "## ", KNOWLEDGE.rules),
        (pages()["docs/facts.md"], "### ", fact_definitions()),
        (pages()["docs/catalogue.md"], "### ", KNOWLEDGE.items),
        (pages()["docs/sources.md"], "## ", KNOWLEDGE.sources),
    ]:
        headings = re.findall(rf"^{prefix}(\S+)$", text, re.MULTILINE)
        assert set(known) <= set(headings)


def test_links_between_the_pages_lead_somewhere() -> None:
    for name, text in pages().items():
        for target in re.findall(r"\]\(([^)#]+\.md)", text):
            if not target.startswith("http"):
                path = (Path(name).parent / target).as_posix()
                assert re.sub(r"[^/]+/\.\./", "", path) in pages(), f"{name}: {target}"


def test_what_the_source_document_names_is_what_the_contract_stars() -> None:
    contract = yaml.safe_load((ROOT / "tests/contract/catalogue.yaml").read_text(encoding="utf-8"))
    starred = {
        identity
        for section, entries in contract.items()
        if section != "stages"
        for identity, name in entries.items()
        if name.endswith("*")
    }

    assert set(NAMED_IN_THE_SOURCE_DOCUMENT) == starred


def test_each_of_the_nine_exam_tips_but_the_order_of_stages_is_carried_by_rules() -> None:
    carried = {tip for rule in KNOWLEDGE.rules.values() for tip in rule.tips}

    assert carried >= set(range(2, 10))
    assert "**none**" not in pages()["docs/coverage-of-the-source-document.md"]


def test_every_rule_file_fits_the_schema() -> None:
    wrong = {
        f"{path.name}: {error.message}"
        for path in RULE_FILES
        for error in schema().iter_errors(read_file(path).data)
    }

    assert wrong == set()


RULE: dict[str, Any] = {
    "title": "A rule",
    "when": [{"fact": "audience", "is": "public"}],
    "then": [{"signal": "outside-users"}],
    "because": "It is used by {audience}.",
    "sources": [{"source": "project", "where": "here", "confidence": "read"}],
}


def test_the_schema_takes_a_rule() -> None:
    assert schema().is_valid(RULE)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "written-twice"},
        {"kind": "needs"},
        {"surprise": 1},
        {"when": [{"fact": "audiense", "is": "public"}]},
        {"when": [{"fact": "audience"}]},
        {"when": [{"fact": "audience", "is": "public", "is_not": "minors"}]},
        {"when": [{"need": "no-model", "is": True}]},
        {"then": []},
        {"then": [{"signall": "outside-users"}]},
        {"sources": []},
        {"tips": [10]},
        {"examples": [{"name": "one", "expect": "explodes"}]},
    ],
    ids=str,
)
def test_the_schema_refuses_what_the_loader_refuses(change: dict[str, Any]) -> None:
    assert not schema().is_valid({**RULE, **change})
