"""Repetition, weak areas, plan, mock exam; the log on two kinds of database."""

from __future__ import annotations

import datetime
import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from advisor.errors import BadInput
from advisor.exam.practice import mock
from advisor.exam.practice.bank import default_bank
from advisor.exam.practice.learning import due, fresh, learned, mixed, plan, session
from advisor.exam.practice.progress import Progress

MORNING = datetime.datetime(2026, 11, 25, 8, tzinfo=datetime.UTC)


def days(number: float) -> datetime.timedelta:
    return datetime.timedelta(days=number)


@pytest.fixture
def bank():
    return default_bank()


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    return Progress(f"sqlite:///{tmp_path / 'a folder' / 'practice.db'}", "ada")


def give(progress, question, right=True, confidence="sure", at=MORNING):
    choice = question.key + 1 if right else (question.key + 1) % 4 + 1
    progress.did("answered", question.id, {"choice": choice, "confidence": confidence}, at)


def test_a_wrong_answer_comes_back_before_a_right_one(bank, progress):
    one, two = list(bank.questions.values())[:2]
    give(progress, one, right=True)
    give(progress, two, right=False)
    cards = learned(bank, progress.events()).cards

    assert cards[two.id].due < cards[one.id].due


def test_a_right_guess_comes_back_before_a_sure_answer(bank, progress):
    one, two = list(bank.questions.values())[:2]
    for round_ in range(3):
        give(progress, one, confidence="sure", at=MORNING + days(round_ * 9))
        give(progress, two, confidence="guessing", at=MORNING + days(round_ * 9))
    cards = learned(bank, progress.events()).cards

    assert cards[two.id].due < cards[one.id].due


def test_what_is_due_is_asked_first(bank, progress):
    questions = list(bank.questions.values())[:3]
    for each in questions:
        give(progress, each, right=False)
    state = learned(bank, progress.events())
    asked = session(bank, state, MORNING + days(30), 3)

    assert {each.id for each in asked} == {each.id for each in questions}
    assert due(bank, state, MORNING) == []


def test_new_questions_come_from_where_the_learner_is_weak(bank, progress):
    weak = bank.chosen(task="3.2")[:4]
    strong = bank.chosen(task="3.1")[:4]
    for each in weak:
        give(progress, each, right=False)
    for each in strong:
        give(progress, each, right=True)
    tasks = [each.task for each in fresh(bank, learned(bank, progress.events()))]

    assert tasks.index("3.2") < tasks.index("3.1")


def test_a_misconception_that_was_chosen_is_counted(bank, progress):
    question, place = next(
        (each, place)
        for each in bank.questions.values()
        if each.kind == "best"
        for place, option in enumerate(each.options)
        if option.misconception
    )
    progress.did("answered", question.id, {"choice": place + 1, "confidence": "sure"}, MORNING)
    state = learned(bank, progress.events())

    assert state.by_misconception == {question.options[place].misconception: 1}
    assert state.overconfident == {question.id}


def test_a_review_is_mixed(bank):
    some = [*bank.chosen(domain=1)[:5], *bank.chosen(domain=5)[:5]]
    order = [each.domain for each in mixed(some)]

    assert order != sorted(order)
    assert {each.id for each in mixed(some)} == {each.id for each in some}


def test_flags_are_set_and_taken_back(bank, progress):
    question = next(iter(bank.questions.values()))
    progress.did("flagged", question.id)
    assert learned(bank, progress.events()).flags == {question.id}
    assert session(bank, learned(bank, progress.events()), MORNING, 5, flagged=True) == [question]
    progress.did("unflagged", question.id)
    assert learned(bank, progress.events()).flags == set()


def test_a_plan_holds_every_new_question_and_leaves_the_last_day_to_repetition(bank):
    state = learned(bank, [])
    today = MORNING.date()
    found = plan(bank, state, today, today + days(21))

    assert len(found) == 21
    assert sum(each.new for each in found) == len(bank.questions)
    assert found[-1].new == 0
    assert [each.mock for each in found].count(True) == 2


# Mock exam


def test_a_mock_exam_has_the_proportions_of_the_guide(bank):
    drawn = mock.drawn(bank, "any")
    counts = [sum(each.domain == domain for each in drawn) for domain in range(1, 6)]

    assert len({each.id for each in drawn}) == 65
    assert counts == [13, 16, 18, 9, 9]
    assert mock.drawn(bank, "any") == drawn
    assert mock.drawn(bank, "another") != drawn


def test_fifty_questions_count(bank, progress):
    exam = mock.start(bank, progress, MORNING)
    for name in exam.questions:
        key = bank.question(name).key + 1
        wrong = key % 4 + 1
        mock.answer(progress, exam, name, key if name in exam.counted else wrong, MORNING)
    exam = mock.latest(progress.events())
    found = mock.result(bank, exam)

    assert (found.right, found.counted, found.scaled, found.passed) == (50, 50, 1000, True)
    assert "our estimate" in found.note


def test_an_exam_goes_on_where_it_was_left(bank, progress):
    exam = mock.start(bank, progress, MORNING)
    mock.answer(progress, exam, exam.questions[0], 1, MORNING)
    later = mock.latest(Progress(progress._url, "ada").events())

    assert later.next() == exam.questions[1]
    assert not later.is_over(MORNING + datetime.timedelta(minutes=89))


def test_after_ninety_minutes_no_answer_is_taken(bank, progress):
    exam = mock.start(bank, progress, MORNING)
    late = MORNING + datetime.timedelta(minutes=90)

    with pytest.raises(BadInput, match="time"):
        mock.answer(progress, exam, exam.questions[0], 1, late)
    assert mock.result(bank, mock.latest(progress.events())).scaled == 100


def test_two_exams_do_not_run_at_once(bank, progress):
    mock.start(bank, progress, MORNING)

    with pytest.raises(BadInput, match="running"):
        mock.start(bank, progress, MORNING)


def _answer_until_killed(url: str, said: multiprocessing.Queue) -> None:
    progress = Progress(url, "ada")
    exam = mock.start(default_bank(), progress)
    for name in exam.questions:
        mock.answer(progress, exam, name, 1)
        said.put(name)
    time.sleep(60)


def test_a_killed_exam_has_every_answer_that_was_given(progress):
    context = multiprocessing.get_context("spawn")
    said = context.Queue()
    process = context.Process(target=_answer_until_killed, args=(progress._url, said))
    process.start()
    given = [said.get() for _ in range(5)]
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()

    assert {*given} <= {*mock.latest(progress.events()).answers}


# The log


def test_two_devices_keep_what_each_of_them_did(bank, progress):
    laptop, phone = progress, Progress(progress._url, "ada")
    one, two = list(bank.questions.values())[:2]
    give(laptop, one)
    give(phone, two)
    give(laptop, one, at=MORNING + days(1))

    assert len(laptop.events()) == len(phone.events()) == 3
    assert Progress(progress._url, "bob").events() == []


def test_an_export_is_taken_in_once(tmp_path, progress, bank):
    give(progress, next(iter(bank.questions.values())))
    progress.did("flagged", "some")
    lines = list(progress.exported())
    other = Progress(f"sqlite:///{tmp_path / 'other.db'}", "eve")

    assert other.take_in(lines) == (2, 0)
    assert other.take_in(lines) == (0, 2)
    assert [each.subject for each in other.events()] == [each.subject for each in progress.events()]


def test_a_line_that_is_none_is_named(progress):
    with pytest.raises(BadInput, match="no event"):
        progress.take_in(['{"id": 1}'])
    assert progress.events() == []


def test_a_store_of_a_newer_version_is_left_alone(tmp_path):
    path = tmp_path / "newer.db"
    Progress(f"sqlite:///{path}", "ada").did("flagged", "some")
    with sqlite3.connect(path) as connection:
        connection.execute("update practice_version set version = 99")

    with pytest.raises(BadInput, match="newer version"):
        Progress(f"sqlite:///{path}", "ada").events()


def test_a_wrong_address_is_told_and_no_password_shown():
    with pytest.raises(BadInput, match="not the address"):
        Progress("nonsense", "ada").events()
    with pytest.raises(BadInput) as refused:
        Progress("postgresql://ada:secret@127.0.0.1:1/none", "ada").events()
    assert "secret" not in str(refused.value)
