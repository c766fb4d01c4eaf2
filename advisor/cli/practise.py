"""`advisor practise`: questions in the terminal, a mock exam, progress, a plan, Anki."""

from __future__ import annotations

import datetime
import getpass
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.extras import needing
from advisor.cli.options import format_option
from advisor.cli.terminal import coloured, say
from advisor.errors import BadInput, Problem

if TYPE_CHECKING:
    from advisor.exam.practice.bank import Bank
    from advisor.exam.practice.mock import Exam
    from advisor.exam.practice.progress import Progress
    from advisor.exam.practice.question import Question

_KEYS = "1 to 4, then Enter. f marks the question, s skips it, q leaves."
_CONFIDENCE = {"1": "guessing", "2": "unsure", "3": "sure"}


@dataclass
class _Where:
    """Which store, and whose progress."""

    url: str | None
    learner: str

    @cached_property
    def progress(self) -> Progress:
        with needing("practice"):
            from advisor.decisions.store import default_url
            from advisor.exam.practice.progress import Progress
        return Progress(self.url or default_url(), self.learner)

    @cached_property
    def bank(self) -> Bank:
        from advisor.exam.practice.bank import default_bank

        return default_bank()


class _Left(Exception):
    """The learner leaves; everything that was answered is kept."""


@click.group(invoke_without_command=True)
@click.option(
    "--store",
    "url",
    metavar="URL",
    help="sqlite:///FILE or postgresql://USER@HOST/NAME, as for `advisor decisions`. Default: the "
    "variable ADVISOR_STORE, else a SQLite file in your data folder.",
)
@click.option("--as", "learner", metavar="NAME", help="Who learns. Default: your user name.")
@click.option("--domain", type=click.IntRange(1, 5), help="Only this domain of the exam guide.")
@click.option("--task", metavar="N.N", help="Only this task statement, such as 3.2.")
@click.option("--kind", help="Only this kind of question, such as best, change or card.")
@click.option("--flagged", is_flag=True, help="Only questions that you have marked.")
@click.option(
    "--number", type=click.IntRange(1, 200), default=10, show_default=True, help="How many."
)
@click.pass_context
def practise(
    context: click.Context,
    url: str | None,
    learner: str | None,
    domain: int | None,
    task: str | None,
    kind: str | None,
    flagged: bool,
    number: int,
) -> None:
    """Practise for the exam with questions whose keys follow from the rules.

    What is due comes first, then new questions from where you are weak. You may leave at any time:
    every answer is kept as soon as it is given.
    """
    context.obj = where = _Where(url, learner or _user())
    if context.invoked_subcommand is not None:
        narrowed = [
            name
            for name in ("domain", "task", "kind", "flagged", "number")
            if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        ]
        if narrowed:
            raise click.UsageError(
                f"--{narrowed[0]} narrows a practice session; "
                f"`{context.invoked_subcommand}` does not take it."
            )
        return
    with needing("practice"):
        from advisor.exam.practice.learning import learned, session
        from advisor.exam.practice.progress import now
    among = where.bank.chosen(domain, task, kind)
    state = learned(where.bank, where.progress.events())
    chosen = session(where.bank, state, now(), number, among, flagged)
    if not chosen:
        say("No question is left that fits. Leave out an option, or mark some with f.")
        return
    _practise(where, chosen, state.flags)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def _practise(where: _Where, questions: Sequence[Question], flags: set[str]) -> None:
    from advisor.exam.practice.bank import answered

    right = given = 0
    number = len(questions)
    say(f"{number} question{'s' if number > 1 else ''}. {_KEYS}\n")
    try:
        for place, question in enumerate(questions, start=1):
            _show(question, f"{place}/{len(questions)}")
            choice = _choice(where, question, flags)
            if choice is None:
                continue
            confidence = _confidence()
            where.progress.did(
                "answered", question.id, {"choice": choice, "confidence": confidence}
            )
            verdict = answered(where.bank, question, choice)
            given += 1
            right += verdict["right"]
            _explain(verdict)
    except (_Left, EOFError):
        say("")
    say(f"{right} of {given} right. Everything is kept; `advisor practise` goes on from here.")


def _show(question: Question, place: str) -> None:
    say(coloured(f"{place} · {question.task} · {question.id}", "quiet"))
    for text in (question.stem, question.ask):
        if text:
            say(text)
    for number, option in enumerate(question.options, start=1):
        say(f"  {number}  {option.text}")


def _choice(where: _Where, question: Question, flags: set[str]) -> int | None:
    """The option chosen, from 1 to 4; None where the question is skipped."""
    while True:
        said = _asked("> ")
        if said in ("1", "2", "3", "4"):
            return int(said)
        if said == "q":
            raise _Left
        if said == "s":
            say("")
            return None
        if said == "f":
            marked = question.id in flags
            where.progress.did("unflagged" if marked else "flagged", question.id)
            (flags.discard if marked else flags.add)(question.id)
            say("No longer marked." if marked else "Marked.")
        else:
            say(f'"{said}" is no answer. {_KEYS}')


def _confidence() -> str:
    while True:
        said = _asked("How sure? 1 guessing, 2 unsure, 3 sure > ")
        if said in _CONFIDENCE:
            return _CONFIDENCE[said]
        if said == "q":
            raise _Left
        say("1, 2 or 3, then Enter.")


def _asked(prompt: str) -> str:
    return input(prompt).strip().lower()


def _explain(verdict: dict[str, Any]) -> None:
    right = verdict["right"]
    said = "Right." if right else f"Wrong: {verdict['key']} is right."
    say(coloured(said, "good" if right else "bad"))
    why = verdict["why"]
    for text in (why.get("decides"), why["reason"], why.get("taught_and_today")):
        if text:
            say(text)
    for each in verdict["explanations"]:
        if not each["right"]:
            lacks = f" {each['lacks']}" if each["lacks"] else ""
            say(f"  {each['option']}  {each['explanation']}{lacks}")
    if why.get("tip"):
        say(f"Exam tip: {why['tip']}")
    for source in verdict["sources"][:2]:
        say(coloured(f"{source['title']}, {source['where']}", "quiet"))
    say("")


# Mock exam


@practise.command()
@click.option("--finish", is_flag=True, help="End the running exam and show its result.")
@click.pass_obj
def mock(where: _Where, finish: bool) -> None:
    """Sit a mock exam: 65 questions in 90 minutes; come back to it after a break or a crash.

    The clock goes on while you are away.
    """
    with needing("practice"):
        from advisor.exam.practice import mock as exams
        from advisor.exam.practice.progress import now
    running = exams.latest(where.progress.events())
    if finish:
        if running is None:
            raise BadInput(Problem("No mock exam was begun.", "exam", "advisor practise mock"))
        if not running.is_over(now()):
            exams.finish(where.progress, running)
        _result(where, running)
        return
    if running is None or running.is_over(now()):
        running = exams.start(where.bank, where.progress)
        say(
            f"{exams.QUESTIONS} questions, {exams.MINUTES} minutes. 1 to 4, then Enter; q pauses "
            "you, not the clock.\n"
        )
    else:
        say(f"You go on with question {len(running.answers) + 1}.\n")
    try:
        _sit(where, running)
    except (_Left, EOFError):
        say(
            f"\nThe exam runs until {running.ends.astimezone():%H:%M}. "
            "`advisor practise mock` goes on with it."
        )
        return
    running = exams.latest(where.progress.events())
    assert running is not None
    if not running.is_over(now()):
        exams.finish(where.progress, running)
    _result(where, running)


def _sit(where: _Where, exam: Exam) -> None:
    from advisor.exam.practice import mock as exams
    from advisor.exam.practice.progress import now

    waiting = [each for each in exam.questions if each not in exam.answers]
    done = len(exam.questions) - len(waiting)
    for place, name in enumerate(waiting, start=done + 1):
        question = where.bank.questions.get(name)
        if question is None:
            continue
        left = exam.ends - now()
        if left.total_seconds() <= 0:
            say("Time is up.")
            return
        _show(
            question, f"{place}/{len(exam.questions)} · {int(left.total_seconds() // 60)} min left"
        )
        while True:
            said = _asked("> ")
            if said == "q":
                raise _Left
            if said in ("1", "2", "3", "4"):
                break
            say(f'"{said}" is no answer. 1 to 4, then Enter; q leaves.')
        if now() >= exam.ends:
            say("Time is up; this answer came too late.")
            return
        exams.answer(where.progress, exam, name, int(said))
        say("")


def _result(where: _Where, exam: Exam) -> None:
    from advisor.exam.practice import mock as exams

    found = exams.result(where.bank, exam)
    score = (
        f"{found.right} of {found.counted} counted questions right: about {found.scaled} of "
        f"{exams.MOST_SCORE} ({exams.PASS_MARK} pass)."
    )
    say(coloured(score, "good" if found.passed else "bad"))
    for domain, tally in found.by_domain.items():
        say(f"  Domain {domain}: {tally.right} of {tally.answered}")
    say(coloured(found.note, "quiet"))


# Progress


@practise.command()
@format_option("text", "json")
@click.pass_obj
def progress(where: _Where, format_: str) -> None:
    """Show how far you are, and where you are weak."""
    with needing("practice"):
        from advisor.exam.practice.learning import due, learned
        from advisor.exam.practice.naming import guide
        from advisor.exam.practice.progress import now
    from advisor.knowledge import load_knowledge

    state = learned(where.bank, where.progress.events())
    waiting = len(due(where.bank, state, now()))
    weak = sorted(state.by_task, key=lambda task: state.by_task[task].share)[:3]
    misconceptions = sorted(state.by_misconception, key=lambda each: -state.by_misconception[each])
    if format_ == "json":
        data = {
            "answers": state.answers,
            "questions_seen": len(state.cards),
            "questions": len(where.bank.questions),
            "due": waiting,
            "by_domain": {str(k): v._asdict() for k, v in sorted(state.by_domain.items())},
            "by_task": {k: v._asdict() for k, v in sorted(state.by_task.items())},
            "weak_tasks": weak,
            "misconceptions": misconceptions,
            "sure_and_wrong": sorted(state.overconfident),
            "flagged": sorted(state.flags),
        }
        click.echo(json.dumps(data, indent=2))
        return
    say(f"{len(state.cards)} of {len(where.bank.questions)} questions seen, {waiting} due.")
    for domain, tally in sorted(state.by_domain.items()):
        title, weight = guide().domains[domain]
        say(f"  {domain} {title} ({weight}%): {tally.right} of {tally.answered} right")
    for task in weak:
        say(f"Weak: {task} {guide().tasks[task]}")
    for name in misconceptions[:3]:
        say(f"Misconception: {load_knowledge().misconceptions[name].title}")
    if state.overconfident:
        say(f"Sure and wrong: {len(state.overconfident)} questions; they come back first.")


@practise.command()
@click.argument("day", metavar="EXAM_DAY")
@format_option("text", "json")
@click.pass_obj
def plan(where: _Where, day: str, format_: str) -> None:
    """Plan the days up to an exam day, such as 2027-01-15."""
    with needing("practice"):
        from advisor.exam.practice.learning import learned
        from advisor.exam.practice.learning import plan as planned
    from advisor.advisor import read_day

    exam_day, today = read_day(day), datetime.date.today()
    if exam_day <= today:
        raise BadInput(
            Problem(f"{exam_day} is not in the future.", "exam_day", "Name a later day.")
        )
    state = learned(where.bank, where.progress.events())
    days = planned(where.bank, state, today, exam_day)
    where.progress.did("planned", "exam", {"exam_day": exam_day.isoformat()})
    if format_ == "json":
        click.echo(json.dumps([{**d._asdict(), "day": d.day.isoformat()} for d in days], indent=2))
        return
    for each in days:
        work = f"{each.new} new questions and what is due" if each.new else "what is due"
        say(f"{each.day}  {work}{', and a mock exam' if each.mock else ''}")
    say(f"{exam_day}  the exam")


@practise.command()
@format_option("text", "json")
@click.pass_obj
def coverage(where: _Where, format_: str) -> None:
    """Show how many questions there are, beside the weights of the exam guide."""
    from advisor.exam.practice.coverage import coverage as counted

    rows = counted(where.bank)
    if format_ == "json":
        click.echo(json.dumps([row._asdict() for row in rows], indent=2))
        return
    for row in rows:
        share = f" {row.share:>3.0f}% of all, guide {row.weight}%" if row.weight else ""
        indent = "" if row.weight else "  "
        say(f"{indent}{row.area} {row.title}: {row.questions}{share}")


# Taking progress along


@practise.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.pass_obj
def export_(where: _Where, file: Path | None) -> None:
    """Write your progress as JSON Lines, to FILE or to the screen."""
    lines = "".join(f"{line}\n" for line in where.progress.exported())
    if file is None:
        sys.stdout.write(lines)
        return
    try:
        file.write_text(lines, encoding="utf-8")
    except OSError as error:
        raise BadInput(Problem(f"{file} cannot be written: {error.strerror}.", "file")) from None


@practise.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def import_(where: _Where, file: Path) -> None:
    """Add progress that `export` wrote. What is known already is not added twice."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise BadInput(Problem(f"{file} cannot be read as text.", "file")) from None
    new, known = where.progress.take_in(lines)
    say(f"{new} events added, {known} were known already.")


@practise.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def anki(where: _Where, file: Path) -> None:
    """Write all questions as an Anki deck, such as aif-c01.apkg.

    A later deck updates an earlier one: each note keeps the identity of its question.
    """
    with needing("practice"):
        from advisor.exam.practice.anki import write_deck
    try:
        number = write_deck(where.bank, where.bank.questions.values(), file)
    except OSError as error:
        raise BadInput(Problem(f"{file} cannot be written: {error.strerror}.", "file")) from None
    say(f"{number} questions in {file}.")


@practise.command()
def make() -> None:
    """Make the questions anew from the rules, in a checkout. It takes about a minute."""
    from advisor.advisor import default_advisor
    from advisor.exam.practice.bank import questions_folder, write_questions
    from advisor.exam.practice.make import make_questions

    say("Making questions: about a minute.", err=True)
    questions = make_questions(default_advisor())
    write_questions(questions)
    say(f"{len(questions)} questions in {questions_folder()}.")
