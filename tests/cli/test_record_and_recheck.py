"""`advisor record` and `advisor recheck`, as a pipeline calls them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.cli import main

ROOT = Path(__file__).resolve().parents[2]
DESK = str(ROOT / "data" / "scenarios" / "policy-desk.yaml")
OWNERS = str(ROOT / "tests" / "decisions" / "fixtures" / "decision-1.md")


def run(*words: str, given: str | None = None):
    return CliRunner().invoke(main, list(words), input=given)


def unfolded(said):
    """What a command said without its spaces: long paths are folded at any place."""
    return "".join(said.split())


@pytest.fixture(scope="module")
def record(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("adr") / "0001-desk.md"
    done = run("record", DESK, "--as-of", "2026-11-25", "--output", str(path))
    assert done.exit_code == 0, done.output
    return path


def test_a_record_on_standard_output_is_markdown_with_front_matter():
    done = run("record", DESK, "--title", "Policy desk", "--owner", "Ana")

    assert done.exit_code == 0
    assert done.stdout.startswith('---\nstatus: "proposed"\n')
    assert "\n# Policy desk\n" in done.stdout


@pytest.mark.parametrize(
    ("name", "start"),
    [("a.pdf", b"%PDF"), ("a.docx", b"PK"), ("a.wiki", b"h1. "), ("a.csv", b"Ord")],
)
def test_the_ending_of_the_output_says_its_format(tmp_path, name, start):
    pytest.importorskip("docx")
    done = run("record", DESK, "-o", str(tmp_path / name))

    assert done.exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(start)


def test_tasks_are_a_table():
    done = run("record", DESK, "--format", "tasks")

    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) > 10


def test_a_file_that_exists_is_not_replaced_unasked(record):
    before = record.read_bytes()

    done = run("record", DESK, "-o", str(record))

    assert done.exit_code == 2
    assert "existsalready" in unfolded(done.stderr)
    assert record.read_bytes() == before


def test_a_decision_that_holds_ends_with_0(record):
    done = run("recheck", str(record), "--as-of", "2026-11-25")

    assert done.exit_code == 0
    assert "1 decision checked: 1 still holds" in done.stdout


def test_a_decision_that_does_not_ends_with_1_and_says_why(record):
    done = run("recheck", OWNERS, str(record), "--as-of", "2026-11-25")

    assert done.exit_code == 1
    assert "would be decided otherwise" in done.stdout
    assert "Amazon Kendra is closed to new customers since 2026-07-30" in done.stdout
    assert "2 decisions checked: 1 still holds, 1 would be decided otherwise" in done.stdout


def test_json_says_the_same(record):
    done = run("recheck", OWNERS, str(record), "--as-of", "2026-11-25", "--format", "json")

    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert told["format"] == "recheck/1"
    assert told["changed"] is True
    assert [each["verdict"] for each in told["decisions"]] == ["decided_otherwise", "holds"]
    assert told["decisions"][0]["changes"][0]["since"] == "2026-07-30"


def test_markdown_is_a_table_for_a_pull_request(record):
    done = run("recheck", OWNERS, "--as-of", "2026-11-25", "--format", "markdown")

    assert done.stdout.startswith("## 1 decision checked: 1 would be decided otherwise\n")
    assert "| would be decided otherwise | Amazon Kendra is closed" in done.stdout


@pytest.mark.parametrize("format_", ["text", "json", "markdown"])
def test_a_new_price_of_ready_services_is_told_in_the_same_words_in_every_format(tmp_path, format_):
    invoices = str(ROOT / "data" / "scenarios" / "supplier-invoices.yaml")
    path = tmp_path / "0002-invoices.md"
    assert run("record", invoices, "--as-of", "2026-11-25", "-o", str(path)).exit_code == 0
    text = path.read_text()
    assert "month_usd: 5400.0" in text
    path.write_text(text.replace("month_usd: 5400.0", "month_usd: 2700.0"))

    done = run("recheck", str(path), "--as-of", "2026-11-25", "--format", format_)

    assert done.exit_code == 1
    told = "The ready services cost 100% more: $5,400 a month, it was $2,700."
    assert told in " ".join(done.stdout.split())


def test_other_files_of_the_folder_and_closed_decisions_are_named_and_passed_over(record, tmp_path):
    (tmp_path / "README.md").write_text("# Decisions\n")
    old = record.read_text().replace('"proposed"', '"superseded by 0002"', 1)
    (tmp_path / "old.md").write_text(old)

    done = run(
        "recheck", *map(str, sorted(tmp_path.iterdir())), str(record), "--as-of", "2026-11-25"
    )

    assert done.exit_code == 0
    assert "README.md:passedover" in unfolded(done.stderr)
    assert "old.md:passedover,thedecisionissuperseded" in unfolded(done.stderr)
    assert "1 decision checked" in done.stdout


def test_files_of_which_none_is_a_record_stop_no_hook(tmp_path):
    (tmp_path / "README.md").write_text("# Decisions\n")

    done = run("recheck", str(tmp_path / "README.md"))

    assert done.exit_code == 0
    assert "README.md:passedover" in unfolded(done.stderr)
    assert done.stdout.strip() == "0 decisions checked: none"


def test_a_pattern_that_found_no_file_is_told():
    done = run("recheck", "docs/none/*.md")

    assert done.exit_code == 2
    assert "There is no such file." in done.stderr


def test_a_broken_record_is_told_and_the_others_are_checked(record, tmp_path):
    broken = tmp_path / "broken.md"
    broken.write_text(record.read_text().replace("knowledge_change: weekly", "knowledge_change: w"))

    done = run("recheck", str(broken), str(record), "--as-of", "2026-11-25")

    assert done.exit_code == 2
    assert "1 still holds" in done.stdout
    assert "broken.md:" in unfolded(done.stderr)


def test_a_clock_behind_the_decision_is_told(record):
    done = run("recheck", str(record), "--as-of", "2020-01-01")

    assert done.exit_code == 2
    assert "mend the clock" in done.stderr


def test_a_fact_that_is_known_now_is_set_on_the_command_line(record):
    done = run("recheck", str(record), "--as-of", "2026-11-25", "--set", "knowledge_tokens=100k")

    assert done.exit_code == 1
    assert "Knowledge tokens is now 100,000 tokens" in done.stdout


def test_a_fact_cannot_be_forgotten(record):
    done = run("recheck", str(record), "--set", "knowledge_tokens=")

    assert done.exit_code == 2
    assert "a decision cannot forget" in done.stderr
