"""`advisor decisions`: the store from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

pytest.importorskip("sqlalchemy")

from advisor.cli import main

ROOT = Path(__file__).resolve().parents[2]
DESK = str(ROOT / "data" / "scenarios" / "policy-desk.yaml")
OWNERS = str(ROOT / "tests" / "decisions" / "fixtures" / "decision-1.md")


@pytest.fixture
def call(tmp_path):
    def run(*words: str, store: str = "decisions.db", team: str = "claims"):
        where = ("--store", str(tmp_path / store), "--team", team, "--as", "ana")
        return CliRunner().invoke(main, ["decisions", *where, *words])

    return run


def added(call, file: str = OWNERS, *words: str) -> str:
    done = call("add", file, *words)
    assert done.exit_code == 0, done.output
    return done.stdout.strip()


def test_a_scenario_is_kept_and_listed(call):
    identity = added(call, DESK, "--title", "Desk", "--owner", "Ana")

    listed = call("list")
    assert listed.stdout == f"{identity}  proposed    not checked again         Desk\n"
    (told,) = json.loads(call("list", "--format", "json").stdout)
    assert (told["owner"], told["created_by"], told["team"]) == ("Ana", "ana", "claims")


def test_a_record_that_says_accepted_is_kept_as_accepted(call):
    identity = added(call)

    assert call("show", identity[:4], "--format", "json").exit_code == 0
    told = json.loads(call("show", identity, "--format", "json").stdout)
    assert [each["verb"] for each in told["history"]] == ["added", "accepted"]
    assert told["title"] == "Who owns our suppliers"


def test_an_override_asks_for_the_path_and_the_reason(call):
    identity = added(call)

    assert call("override", identity, "--reason", "x").exit_code == 2
    assert call("override", identity, "--instead", "agents").exit_code == 2
    assert call("override", identity, "--instead", "agents", "--reason", " ").exit_code == 2
    done = call("override", identity, "--instead", "agents", "--reason", "We have one")
    assert done.exit_code == 0
    told = call("overrides").stdout
    assert "decided otherwise once, for agents, because\n  - We have one" in told
    assert call("overrides", team="other").stdout == ""


def test_the_second_writer_is_told(call):
    identity = added(call)
    assert call("supersede", identity, "--by", "0008", "--if-version", "2").exit_code == 0

    done = call("accept", identity, "--if-version", "2")

    assert done.exit_code == 2
    assert "was changed in the meantime" in done.stderr


def test_a_recheck_is_kept_and_ends_with_1_where_something_changed(call):
    identity = added(call)

    tried = call("recheck", "--as-of", "2026-11-25", "--dry-run", "--format", "json")
    assert tried.exit_code == 1
    assert json.loads(tried.stdout)["decisions"][0]["record"] == identity
    assert "not checked again" in call("list").stdout
    assert call("recheck", "--as-of", "2026-11-25").exit_code == 1
    assert "would be decided otherwise" in call("list").stdout
    assert "Amazon Kendra" in call("show", identity).stdout


def test_a_kept_decision_gives_a_record_that_can_be_rechecked(call, tmp_path):
    identity = added(call, DESK, "--as-of", "2026-11-25")
    call("override", identity, "--instead", "Agents", "--reason", "We have one")

    record = call("show", identity, "--format", "markdown").stdout
    (tmp_path / "0001.md").write_text(record)

    assert "Agents, against the advice. We have one." in record
    done = CliRunner().invoke(main, ["recheck", str(tmp_path / "0001.md"), "--as-of", "2026-11-25"])
    assert done.exit_code == 0, done.output


def test_another_answer_is_kept_for_the_same_decision(call):
    identity = added(call)

    assert added(call, DESK, "--to", identity, "--if-version", "2") == identity
    told = json.loads(call("show", identity, "--format", "json").stdout)
    assert [each["verb"] for each in told["history"]] == ["added", "accepted", "revised"]
    assert call("add", DESK, "--if-version", "2").exit_code == 2


def test_an_export_is_brought_in_elsewhere(call, tmp_path):
    added(call)
    file = str(tmp_path / "all.jsonl")

    assert call("export", "--output", file).exit_code == 0
    assert call("export").stdout == Path(file).read_text()
    done = call("import", file, store="other.db")

    assert done.stdout == "Took in 2 events; 0 were here already.\n"
    assert call("list", store="other.db").stdout == call("list").stdout


@pytest.mark.parametrize("words", [("show", "zzzz"), ("accept", "zzzz"), ("import", "none.jsonl")])
def test_what_is_not_there_is_told(call, words):
    done = call(*words)

    assert done.exit_code == 2
    assert "Traceback" not in done.output
    assert done.stderr.strip()
