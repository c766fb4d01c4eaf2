"""What the terminal gets: lines that fit, colour where it is wanted, and no loss unsaid."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from advisor.cli import main
from advisor.cli.terminal import folded
from advisor.knowledge import Knowledge, load_knowledge
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = str(ROOT / "data" / "scenarios" / "policy-desk.yaml")
OTHER = str(ROOT / "data" / "scenarios" / "staff-handbook.yaml")

TEXTS = [
    ("advise", SCENARIO),
    ("advise", SCENARIO, "--details", "--no-sensitivity"),
    ("estimate", SCENARIO, "--arithmetic"),
    ("compare", SCENARIO, OTHER),
    ("check-reasoning", SCENARIO, "--choice", "retrieval-augmented-generation"),
    ("sweep", SCENARIO, "--vary", "labelled_examples"),
    ("misconceptions",),
    ("facts",),
    ("facts", "knowledge_change"),
    ("rules",),
    ("sources",),
    ("catalogue",),
    ("scenarios",),
]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_knowledge()


def run(*arguments: str, color: bool = False, **env: str | None) -> Result:
    return CliRunner(env=env).invoke(main, arguments, color=color)


def too_long(text: str, most: int) -> list[str]:
    return [line for line in text.splitlines() if len(line) > most and "://" not in line]


@pytest.mark.parametrize("columns", [40, 60, 80])
@pytest.mark.parametrize("command", TEXTS, ids=" ".join)
def test_no_line_is_longer_than_the_terminal(command: tuple[str, ...], columns: int) -> None:
    told = run(*command, COLUMNS=str(columns))

    assert told.exit_code == 0, told.output
    assert too_long(told.stdout, columns) == []


def test_no_line_of_a_rule_a_source_or_an_item_is_longer_than_80(knowledge: Knowledge) -> None:
    shown = [
        *(("rules", each) for each in knowledge.rules),
        *(("sources", each) for each in list(knowledge.sources)[:20]),
        *(("catalogue", each) for each in list(knowledge.items)[:20]),
    ]

    assert [line for each in shown for line in too_long(run(*each).stdout, 80)] == []


def test_an_address_stays_whole_however_narrow_the_terminal_is(knowledge: Knowledge) -> None:
    rule = next(iter(knowledge.rules.values()))
    address = knowledge.sources[rule.sources[0].source].address

    assert f"{address}\n" in run("rules", rule.id, COLUMNS="30").stdout


def test_folding_loses_no_word_and_keeps_the_colour() -> None:
    line = click.style("    one two three four five six seven eight nine", bold=True)

    lines = folded(line, 24).split("\n")

    assert max(len(click.unstyle(each)) for each in lines) <= 24
    assert " ".join(click.unstyle(" ".join(lines)).split()) == click.unstyle(line).strip()
    assert all(each.startswith("\x1b[1m") and each.endswith("\x1b[0m") for each in lines)


def test_colours_are_left_out_where_they_are_not_wanted() -> None:
    assert "\x1b" in run("facts", color=True, NO_COLOR=None, TERM="xterm").stdout
    assert "\x1b" not in run("facts", color=True, NO_COLOR="1", TERM="xterm").stdout
    assert "\x1b" not in run("facts", color=True, NO_COLOR=None, TERM="dumb").stdout


def shell(command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["sh", "-c", command.replace("advisor", f"{sys.executable} -m advisor", 1)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


needs_dev_full = pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="a device of Linux stands for the full disk"
)


@needs_dev_full
@pytest.mark.parametrize("command", ["facts", "facts --format json", "--help", "--version"])
def test_a_full_disk_is_told_in_a_line(command: str) -> None:
    ended = shell(f"advisor {command} > /dev/full")

    assert ended.returncode == 4
    assert ended.stderr == "The output cannot be written: No space left on device.\n"


@pytest.mark.parametrize("command", ["facts", "facts --format json", "--help", "--version"])
def test_nothing_written_is_never_a_success(command: str) -> None:
    ended = shell(f"advisor {command} >&-")

    assert ended.returncode == 4
    assert ended.stderr == "The output cannot be written: standard output is closed.\n"


@pytest.mark.parametrize("command", ["advise -", "ask new.yaml", "mcp"])
def test_a_closed_input_is_told_in_a_line(command: str) -> None:
    ended = shell(f"advisor {command} <&-")

    assert ended.returncode == 2
    assert ended.stderr.startswith("Standard input is closed.")
    assert "Traceback" not in ended.stderr


def test_a_closed_error_stream_is_no_crash() -> None:
    assert shell("advisor facts no-such-fact 2>&-").returncode == 2
