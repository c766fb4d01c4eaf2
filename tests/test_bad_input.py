"""Bad input gets one clear message with place and remedy, exit code 2, and no traceback."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor.cli import main
from advisor.errors import BadInput, Problem

FILES: dict[str, tuple[str | bytes, str]] = {
    # What the file holds, and what the message must say.
    "an unknown fact": ("audience: public\nknowledge_age: weekly\n", 'it.yaml:2: "knowledge_age"'),
    "a fact misspelt": ("Audiance: public\n", 'Did you mean "audience"'),
    "a fact under two names": ("audience: public\nAudience: minors\n", "same fact"),
    "a wrong choice": ("audience: martians\n", "one of: internal, customers"),
    "a choice misspelt": ("audience: custmers\n", 'Did you mean "customers"'),
    "two values for one choice": ("audience: [public, minors]\n", "takes one value"),
    "a number for a choice": ("audience: 3\n", "it.yaml:1"),
    "a mapping for a choice": ("audience: {is: public}\n", "it.yaml:1"),
    "a list that is cut short": ("tasks: '[search'\n", "does not end"),
    "a wrong word in a list": ("tasks: [search, dancing]\n", "cannot be"),
    "a number in a list": ("tasks: [3]\n", "not a word"),
    "a list in a list": ("tasks: [[search]]\n", "not a word"),
    "perhaps for true": ("citations_required: perhaps\n", "neither true nor false"),
    "a number for a flag": ("citations_required: 1\n", "neither true nor false"),
    "a negative number": ("labelled_examples: -5\n", "below zero"),
    "a word for a number": ("labelled_examples: many\n", "not a whole number"),
    "a flag for a number": ("labelled_examples: true\n", "not a whole number"),
    "half an example": ("labelled_examples: 2.5\n", "not a whole number"),
    "a number in another unit": ("payload_mb: 5 minutes\n", "not a number"),
    "a number that may be two": ("payload_mb: '5.000'\n", "may be 5 or 5,000"),
    "another currency": ("build_budget_usd: 4,000 EUR\n", "in US dollars"),
    "more than the whole": ("repeated_requests_percent: 250%\n", "the most is 100%"),
    "not a number": ("labelled_examples: .nan\n", "not a size"),
    "infinity": ("monthly_budget_usd: .inf\n", "not a size"),
    "ten to the thirty": ("requests_per_month: 1e30\n", "larger than any real scenario"),
    "thousands of digits": ("requests_per_month: " + "9" * 5000 + "\n", "not a size"),
    "a reversed range": ("labelled_examples: {at_least: 9, at_most: 3}\n", "swap them"),
    "an empty range": ("labelled_examples: {}\n", "at_least, at_most or both"),
    "a range of other names": ("labelled_examples: {min: 3}\n", '"min" is neither'),
    "a negative range": ("labelled_examples: {at_least: -3}\n", "below zero"),
    "a service that is none": ("existing_services: [amazon-bedrok]\n", '"amazon-bedrock"'),
    "a fact given twice": ("audience: public\naudience: minors\n", "it.yaml:2: "),
    "broken YAML": ("audience: [public\n", "it.yaml:"),
    "a colon too many": ("audience: public: minors\n", "it.yaml:1"),
    "a tab": ("\taudience: public\n", "it.yaml:1"),
    "nothing": ("", "empty"),
    "only a comment": ("# soon\n", "empty"),
    "a list of facts": ("- audience: public\n", "set of facts"),
    "a word": ("public\n", "set of facts"),
    "two documents": ("audience: public\n---\naudience: minors\n", "second document"),
    "an anchor": ("audience: &a public\n", "Anchors"),
    "an alias": ("audience: *a\n", "Anchors"),
    "a tag": ("audience: !!python/name:os.system\n", "tag"),
    "a name that is a list": ("{[audience]: public}\n", "must be a word"),
    "deep nesting": ("tasks: " + "[" * 200 + "]" * 200 + "\n", "nesting is deeper"),
    "another encoding": ("audience: öffentlich\n".encode("latin-1"), "not UTF-8"),
    "UTF-16 cut short": ("audience: public\n".encode("utf-16")[:-1], "binary data"),
    "UTF-16 without its mark": ("audience: public\n".encode("utf-16-le"), "binary data"),
    "a binary file": (b"\x7fELF\x00\x01\x02", "binary data"),
    "fifty megabytes": (b"audience: public\n" * 3_100_000, "bytes"),
    "JSON with NaN": ('{"labelled_examples": NaN}', "not a size"),
    "JSON cut short": ('{"audience": "public"', "it.yaml:"),
    "JSON with a comment in it": ('{"audience": "public" // who\n}', "it.yaml:"),
    "facts that are a list": ("title: mine\nfacts: [audience]\n", "it.yaml:"),
}

COMMANDS: dict[str, tuple[list[str], str]] = {
    "no file": (["advise"], "Missing argument"),
    "a missing file": (["advise", "nowhere.yaml"], "no such file"),
    "a folder": (["advise", "."], "a folder"),
    "a name with a zero in it": (["advise", "a\0b"], "cannot be read"),
    "a setting without a value": (["advise", "good.yaml", "--set", "audience"], "fact=value"),
    "a setting of no fact": (["advise", "good.yaml", "--set", "age=3"], '"age" is not a fact'),
    "a setting of a wrong value": (
        ["advise", "good.yaml", "--set", "audience=martians"],
        "--set audience",
    ),
    "a setting that is no YAML": (["advise", "good.yaml", "--set", "tasks=[search"], "--set tasks"),
    "a negative setting": (
        ["advise", "good.yaml", "--set", "labelled_examples=-1"],
        "below zero",
    ),
    "a view that is none": (["advise", "good.yaml", "--view", "test"], "--view"),
    "a day that is none": (["advise", "good.yaml", "--as-of", "tomorrow"], "2026-11-22"),
    "a day of February": (["advise", "good.yaml", "--as-of", "2026-02-30"], "not a day"),
    "a format that is none": (["advise", "good.yaml", "--format", "pdf"], "--format"),
    "an option that is none": (["advise", "good.yaml", "--vew", "exam"], "--view"),
    "an engine that is none": (["advise", "good.yaml", "--engine", "steam"], "--engine"),
    "a command that is none": (["advice"], 'Did you mean "advise"'),
    "a rule that is none": (["rules", "curent-knowledge"], 'Did you mean "current-knowledge"'),
    "a kind of rule that is none": (["rules", "--kind", "laws"], "One of: "),
    "a fact that is none": (["facts", "audiense"], 'Did you mean "audience"'),
    "a source that is none": (["sources", "the-internet"], "no source"),
    "an item that is none": (["catalogue", "bedrock"], "Did you mean"),
    "a scenario that is none": (["scenarios", "policy-dek"], 'Did you mean "policy-desk"'),
    "a template over a file": (["init", "good.yaml"], "exists already"),
    "a template in no folder": (["init", "nowhere/new.yaml"], "cannot be written"),
}


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages are folded only to a terminal; a COLUMNS of the caller would state one."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text("audience: public\n")

    def invoke(*arguments: str, given: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, list(arguments), input=given, prog_name="advisor")

    return invoke


def refused(result: Result) -> str:
    """The message of a refusal; fails where it was none, or where a traceback was shown."""
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert 0 < len(result.stderr.strip().splitlines()) <= 6, result.stderr
    return result.stderr


@pytest.mark.parametrize("kind", FILES)
def test_a_bad_file_is_refused(run: Callable[..., Result], kind: str) -> None:
    content, said = FILES[kind]
    data = content.encode() if isinstance(content, str) else content
    Path("it.yaml").write_bytes(data)

    assert said in refused(run("advise", "it.yaml"))


@pytest.mark.parametrize("kind", [kind for kind in FILES if kind != "fifty megabytes"])
def test_what_is_bad_in_a_file_is_bad_on_standard_input(
    run: Callable[..., Result], kind: str
) -> None:
    content, said = FILES[kind]

    assert said.replace("it.yaml", "standard input") in refused(run("advise", "-", given=content))


@pytest.mark.parametrize("kind", COMMANDS)
def test_a_bad_command_is_refused(run: Callable[..., Result], kind: str) -> None:
    arguments, said = COMMANDS[kind]

    assert said in refused(run(*arguments))


def test_there_are_more_than_forty_kinds_of_bad_input() -> None:
    assert len(FILES) + len(COMMANDS) > 40


def test_every_wrong_fact_of_a_file_is_named_with_its_line(run: Callable[..., Result]) -> None:
    Path("it.yaml").write_text("audience: martians\ntraffic: steady\nlabelled_examples: -4\n")

    message = refused(run("advise", "it.yaml"))

    assert "it.yaml:1: " in message
    assert "it.yaml:3: " in message
    assert "it.yaml:2: " not in message


def test_nothing_that_was_given_is_lost(run: Callable[..., Result]) -> None:
    text = "audience: martians\nlabelled_examples: 40\n"
    Path("it.yaml").write_text(text)

    refused(run("advise", "it.yaml"))
    refused(run("init", "it.yaml"))
    refused(run("ask", "it.yaml"))

    assert Path("it.yaml").read_text() == text


@pytest.mark.parametrize("kind", ["ten to the thirty", "a binary file", "nothing"])
def test_the_real_command_refuses_too(tmp_path: Path, kind: str) -> None:
    content, said = FILES[kind]
    file = tmp_path / "it.yaml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)

    answer = subprocess.run(
        [sys.executable, "-m", "advisor", "advise", str(file)], capture_output=True, text=True
    )

    assert answer.returncode == 2
    assert answer.stdout == ""
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "it.yaml"
    file.symlink_to(file)

    answer = subprocess.run(
        [sys.executable, "-m", "advisor", "advise", str(file)], capture_output=True, text=True
    )

    assert answer.returncode == 2
    assert "cannot be read" in answer.stderr


def test_a_reader_that_stops_reading_is_no_error(tmp_path: Path) -> None:
    answer = subprocess.run(
        f"{sys.executable} -m advisor facts | head -1", shell=True, capture_output=True, text=True
    )

    assert answer.returncode == 0
    assert answer.stderr == ""


def test_a_refusal_is_the_same_after_a_journey_to_another_process() -> None:
    refusal = BadInput([Problem("It is wrong.", "mine.yaml:3", "Mend it."), Problem("So is this.")])

    arrived = pickle.loads(pickle.dumps(refusal))

    assert arrived.problems == refusal.problems
    assert str(arrived) == str(refusal)


def test_an_interruption_is_no_finding(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("advisor.cli.options.content_of", stopped)
    result = run("advise", "good.yaml")

    assert result.exit_code == 130
    assert "Interrupted" in result.stderr
