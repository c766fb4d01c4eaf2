"""`advisor practise` in the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor.cli.main import main
from advisor.exam.practice.bank import default_bank
from advisor.exam.practice.progress import Progress


@pytest.fixture
def store(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'practice.db'}"


@pytest.fixture
def call(store):
    def called(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(
            main, ["practise", "--store", store, "--as", "ada", *words], input=typed
        )

    return called


def test_an_answer_is_judged_explained_and_kept(call, store):
    done = call("--number", "1", typed="1\n3\n")

    assert done.exit_code == 0, done.output
    assert "Right." in done.output or "is right." in done.output
    events = Progress(store, "ada").events()
    assert [(each.verb, each.data["choice"], each.data["confidence"]) for each in events] == [
        ("answered", 1, "sure")
    ]


def test_the_answer_is_not_shown_before_it_is_given(call):
    done = call("--number", "1", typed="q\n")
    question = next(each for each in default_bank().questions.values() if each.id in done.output)

    assert question.why.reason[:40] not in done.output


def test_who_leaves_keeps_what_was_answered(call, store):
    done = call("--number", "3", typed="2\n1\nq\n")

    assert done.exit_code == 0
    assert len(Progress(store, "ada").events()) == 1
    assert "of 1 right" in done.output


def test_what_is_no_answer_is_asked_again(call):
    done = call("--number", "1", typed="7\nhello\n1\n9\n2\n")

    assert '"7" is no answer' in done.output
    assert '"hello" is no answer' in done.output
    assert "1, 2 or 3" in done.output


def test_a_question_can_be_marked_and_practised_alone(call, store):
    call("--number", "1", typed="f\n1\n3\n")
    marked = [each.subject for each in Progress(store, "ada").events() if each.verb == "flagged"]
    done = call("--flagged", typed="q\n")

    assert marked
    assert marked[0] in done.output
    assert "1 question." in done.output


@pytest.mark.parametrize("words", [("--task", "9.9"), ("--kind", "riddle")])
def test_what_there_is_none_of_is_told(call, words):
    done = call(*words)

    assert done.exit_code == 2
    assert "There is no" in done.output


def test_an_option_that_a_subcommand_does_not_take_is_refused(call):
    done = call("--domain", "2", "progress")

    assert done.exit_code == 2
    assert "--domain" in done.output


def test_a_mock_exam_is_taken_up_again(call, store):
    call("mock", typed="1\n2\nq\n")
    again = call("mock", typed="q\n")

    assert "question 3" in again.output
    done = call("mock", "--finish")
    assert "our estimate" in " ".join(done.output.split())
    assert "of 50 counted" in done.output


def test_progress_plan_export_and_import(call, store, tmp_path):
    call("--number", "2", typed="1\n3\n1\n3\n")
    shown = json.loads(call("progress", "--format", "json").output)
    assert shown["answers"] == 2
    planned = json.loads(call("plan", "2099-01-15", "--format", "json").output)
    assert planned[-1]["new"] == 0
    file = tmp_path / "mine.jsonl"
    call("export", str(file))
    taken = call("--as", "eve", "import", str(file))
    assert "3 events added" in taken.output
    assert "0 events added" in call("--as", "eve", "import", str(file)).output


def test_an_exam_day_in_the_past_is_refused(call):
    done = call("plan", "2001-01-01")

    assert done.exit_code == 2
    assert "not in the future" in done.output


def test_anki(call, tmp_path):
    done = call("anki", str(tmp_path / "deck.apkg"))

    assert done.exit_code == 0
    assert str(len(default_bank().questions)) in done.output
    assert (tmp_path / "deck.apkg").stat().st_size > 10_000
