"""`advisor read` and `advisor skill` on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
import yaml
from click.testing import CliRunner, Result

from advisor.cli.main import main
from advisor.facts.definitions import sections
from advisor.reading import read_text

TEXT = "It must return valid JSON. The manuals change every Friday. The cat sat on the mat.\n"


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


@pytest.fixture
def told(tmp_path: Path) -> str:
    file = tmp_path / "case.txt"
    file.write_text(TEXT, encoding="utf-8")
    return str(file)


def test_json_holds_facts_with_quotes_conflicts_and_what_was_not_understood(told: str) -> None:
    answer = json.loads(run("read", told, "--format", "json").stdout)

    assert answer == read_text(TEXT).model_dump(mode="json")
    assert {"fact", "value", "quote", "start", "end", "sure"} <= set(answer["read"][0])
    assert answer["not_understood"][0]["quote"] == "The cat sat on the mat."


@pytest.mark.parametrize(
    ("code", "said"), [("utf-8-sig", ""), ("utf-16", "UTF-16"), ("cp1252", "Windows-1252")]
)
def test_a_description_is_read_in_the_code_in_which_it_was_saved(
    tmp_path: Path, code: str, said: str
) -> None:
    file = tmp_path / "case.txt"
    text = "The clerks’ manuals change every Friday."
    file.write_bytes(text.encode(code))

    result = run("read", str(file), "--format", "json")

    assert json.loads(result.stdout) == read_text(text).model_dump(mode="json")
    assert (said in result.stderr) if said else not result.stderr


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("cases.csv", b"name,story\nA,The manuals change every Friday.\n", "--text-column"),
        ("case.docx", b"PK\x03\x04\0\0", "plain text (.txt)"),
    ],
)
def test_what_is_no_description_is_refused_with_the_way_to_read_it(
    tmp_path: Path, name: str, content: bytes, remedy: str
) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    result = run("read", str(file))

    assert result.exit_code == 2
    assert remedy in " ".join(result.stderr.split())


def test_the_scenario_file_can_be_advised_on(told: str, tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(run("read", told, "--format", "yaml").stdout, encoding="utf-8")

    assert yaml.safe_load(case.read_text(encoding="utf-8")) == read_text(TEXT).facts
    assert run("advise", str(case), "--no-sensitivity").exit_code == 0


def test_each_fact_stands_beside_its_words() -> None:
    lines = run("read", "-", typed=TEXT).stdout.splitlines()

    place = next(i for i, line in enumerate(lines) if "knowledge_change = weekly" in line)
    assert lines[place + 1].strip() == '"manuals change every Friday"'
    assert any("Nothing is decided" in line for line in lines)


def test_a_description_given_to_advise_points_to_read(told: str) -> None:
    result = run("advise", told)

    assert result.exit_code == 2
    assert "advisor read" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("typed", ["tasks extraction\n", "- a\n- b\n", "audience: publik\n"])
def test_a_wrong_scenario_file_is_no_description(typed: str) -> None:
    assert "description" not in run("advise", "-", typed=typed).stderr


@pytest.mark.parametrize("arguments", [("none.txt",), ("-",), ("-", "--region", "us-east-1")])
def test_what_cannot_be_read_is_refused_in_one_message(arguments: tuple[str, ...]) -> None:
    result = run("read", *arguments, typed="")

    assert result.exit_code == 2
    assert "Traceback" not in result.output


# The skill


def test_the_skill_stands_in_a_folder_of_its_own_name(tmp_path: Path) -> None:
    assert run("skill", str(tmp_path)).exit_code == 0
    (file,) = tmp_path.rglob("SKILL.md")
    _, head, body = file.read_text(encoding="utf-8").split("---\n", 2)
    fields = yaml.safe_load(head)

    assert fields["name"] == file.parent.name
    assert 0 < len(fields["description"]) <= 1024
    assert run("skill", str(tmp_path)).exit_code == 2
    assert run("skill", str(tmp_path), "--force").exit_code == 0
    named = re.findall(r"`advisor ([a-z-]+)", body)
    with click.Context(main) as context:
        assert set(named) <= set(main.list_commands(context))
    assert all(section in body for section in sections())
