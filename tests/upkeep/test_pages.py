"""The generated pages are current, complete, and agree with the contract."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from advisor.documents import read_file
from advisor.facts.definitions import fact_definitions
from advisor.knowledge import load_knowledge
from advisor.upkeep.checks.contract import named_in_the_source_document
from advisor.upkeep.pages import generated_files, generated_names

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
@pytest.mark.parametrize("name", generated_names())
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


def test_the_page_on_the_source_document_has_a_row_for_all_that_it_names() -> None:
    page = pages()["docs/coverage-of-the-source-document.md"]
    rows = re.findall(r"^\| .+ \(`(\S+)`\) \| (?:\S+, )*\S+ \|$", page, re.MULTILINE)

    assert rows[: len(named_in_the_source_document())] == [*named_in_the_source_document()]


def test_one_more_rule_changes_no_line_of_another_rule() -> None:
    rule = KNOWLEDGE.rules["current-knowledge"]
    planted = rule.model_copy(update={"id": "planted", "title": "Planted"})
    more = KNOWLEDGE.model_copy(update={"rules": {**KNOWLEDGE.rules, "planted": planted}})

    before, after = pages(), generated_files(more)
    gone = [
        line
        for name in before
        for line in {*before[name].splitlines()} - {*after[name].splitlines()}
    ]

    # What goes is counts and lists of who reads a fact or cites a source: none is a rule's own.
    lists = len(rule.facts) + len(rule.sources) + 2 * len(rule.tips)
    assert 0 < len(gone) <= 3 + lists


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
