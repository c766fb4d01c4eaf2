"""Practise: one question at a time, a mock exam by the clock, progress and a plan."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from advisor.errors import BadInput
from advisor.exam.practice import mock
from advisor.exam.practice.bank import answered
from advisor.exam.practice.learning import due, plan, session
from advisor.exam.practice.naming import guide
from advisor.exam.practice.progress import CONFIDENCES, now
from advisor.exam.practice.question import Question
from ui import practice
from ui.drawings.markup import as_label, note, text
from ui.drawings.practice import judged, question, remembered, shares
from ui.look import show

PART = "practise"
"""The key of the part of the page that is shown."""

_QUEUE, _GIVEN = "practice:queue", "practice:given"
_DOMAIN, _FLAGGED = "practice:domain", "practice:flagged"
_LEAVING = "practice:leaving"
_SURE = {"guessing": "I am guessing", "unsure": "I am not sure", "sure": "I am sure"}
_A_ROUND = 10


def questions() -> None:
    """Question after question: what is due first, then what is new."""
    queue = st.session_state.get(_QUEUE)
    if not queue:
        _begin()
        return
    bank = practice.bank()
    place, names = queue
    if place >= len(names):
        show(note("calm", "This round is done.", "What you got wrong comes back soon."))
        st.button("Another round", key="practice:again", on_click=_clear, type="primary")
        return
    asked = bank.questions[names[place]]
    with _by_keys():
        show(question(asked, f"{place + 1} of {len(names)}"))
        given = st.session_state.get(_GIVEN)
        if given is None:
            _ask(asked)
            return
        show(judged(answered(bank, asked, given)))
        st.button("Next question", key=f"practice:next:{place}", on_click=_next, type="primary")


def _by_keys() -> DeltaGenerator:
    """A part of the page in which number keys choose and Enter goes on; see page.js."""
    return st.container(key="practice-asked")


def _begin() -> None:
    domains = {0: "All domains"}
    domains |= {number: f"{number} {title}" for number, (title, _) in guide().domains.items()}
    st.selectbox("Domain", list(domains), key=_DOMAIN, format_func=domains.__getitem__)
    st.toggle("Only questions that I have marked", key=_FLAGGED)
    state = practice.state()
    waiting = len(due(practice.bank(), state, now()))
    seen, every = len(state.cards), len(practice.bank().questions)
    st.html(f"<p>{seen} of {every} questions seen, {waiting} due for repetition.</p>")
    if not practice.is_kept():
        st.html("<p>Your progress ends with this visit, unless you keep it under Progress.</p>")
    st.button(f"Begin: {_A_ROUND} questions", key="practice:begin", on_click=_fill, type="primary")


def _fill() -> None:
    bank = practice.bank()
    domain = st.session_state.get(_DOMAIN) or None
    chosen = session(
        bank,
        practice.state(),
        now(),
        _A_ROUND,
        bank.chosen(domain=domain),
        bool(st.session_state.get(_FLAGGED)),
    )
    st.session_state[_QUEUE] = (0, [each.id for each in chosen])
    st.session_state[_GIVEN] = None


def _go_through(names: Sequence[str]) -> None:
    """Asks these questions again, one after the other, each with its explanation."""
    st.session_state[_QUEUE] = (0, list(names))
    st.session_state[_GIVEN] = None
    st.session_state[PART] = next(iter(PARTS))


def _clear() -> None:
    st.session_state.pop(_QUEUE, None)
    st.session_state.pop(_GIVEN, None)


def _next() -> None:
    place, names = st.session_state[_QUEUE]
    st.session_state[_QUEUE] = (place + 1, names)
    st.session_state[_GIVEN] = None


def _choice(asked: Question, key: str) -> int | None:
    """The options of a question; the one that is chosen, from 1 to 4."""
    with st.container(key="practice-answer"):
        return st.radio(
            "Your answer",
            range(1, 5),
            index=None,
            key=key,
            format_func=lambda number: as_label(asked.options[number - 1].text),
            width="stretch",
        )


def _ask(asked: Question) -> None:
    choice = _choice(asked, f"practice:choice:{asked.id}")
    sure = st.radio(
        "How sure are you?",
        CONFIDENCES,
        index=None,
        key=f"practice:sure:{asked.id}",
        format_func=_SURE.__getitem__,
        horizontal=True,
    )
    marked = asked.id in practice.state().flags
    with st.container(horizontal=True):
        if st.button(
            "Answer",
            key=f"practice:answer:{asked.id}",
            type="primary",
            disabled=not (choice and sure),
        ):
            practice.log().did("answered", asked.id, {"choice": choice, "confidence": sure})
            st.session_state[_GIVEN] = choice
            st.rerun()
        if st.button("Unmark" if marked else "Mark", key=f"practice:mark:{asked.id}"):
            practice.log().did("unflagged" if marked else "flagged", asked.id)
            st.rerun()


def mock_exam() -> None:
    """65 questions in 90 minutes; it goes on where it was left."""
    log = practice.log()
    running = mock.latest(log.events())
    if running is None or running.is_over(now()):
        if running is not None:
            _result(running)
        st.html(
            f"<p>{mock.QUESTIONS} questions in {mock.MINUTES} minutes, of which {mock.COUNTED} "
            "count, as in the exam. The clock does not stop.</p>"
        )
        if not practice.is_kept():
            st.html("<p>Keep your progress (under Progress), and an exam survives a reload.</p>")
        if st.button("Begin a mock exam", key="practice:mock", type="primary"):
            _start()
            st.rerun()
        return
    # A question that was retired meanwhile is passed over.
    open_ones = (each for each in running.questions if each not in running.answers)
    name = next((each for each in open_ones if each in practice.bank().questions), None)
    if name is None:
        st.html("<p>Every question is answered.</p>")
    else:
        with _by_keys():
            _ask_in_exam(running, practice.bank().questions[name])
    _finishing(running, bool(name))


def _ask_in_exam(running: mock.Exam, asked: Question) -> None:
    left = int((running.ends - now()).total_seconds() // 60)
    show(question(asked, f"{len(running.answers) + 1} of {mock.QUESTIONS} · {left} min left"))
    choice = _choice(asked, f"practice:mock:{running.id}:{asked.id}")
    if st.button(
        "Answer",
        key=f"practice:mock-answer:{running.id}:{asked.id}",
        type="primary",
        disabled=not choice,
    ):
        _take(running, asked.id, choice)
        st.rerun()


def _finishing(running: mock.Exam, questions_are_left: bool) -> None:
    """The way out of an exam; while questions are open, it asks once more."""
    if not questions_are_left:
        if st.button("Finish the exam", key="practice:finish", type="primary"):
            _finish(running)
        return
    if not st.session_state.get(_LEAVING):
        if st.button("Finish the exam", key="practice:finish"):
            st.session_state[_LEAVING] = True
            st.rerun()
        return
    left = mock.QUESTIONS - len(running.answers)
    open_ones, count = (
        ("1 question is open.", "It counts")
        if left == 1
        else (f"{left} questions are open.", "They count")
    )
    show(note("warn", open_ones, f"{count} as wrong if you finish now."))
    with st.container(horizontal=True):
        if st.button("Finish now", key="practice:finish-now", type="primary"):
            _finish(running)
        if st.button("Go on", key="practice:go-on"):
            st.session_state.pop(_LEAVING)
            st.rerun()


def _finish(running: mock.Exam) -> None:
    mock.finish(practice.log(), running)
    st.session_state.pop(_LEAVING, None)
    st.rerun()


def _start() -> None:
    try:
        mock.start(practice.bank(), practice.log())
    except BadInput as error:
        show(note("warn", error.problems[0].problem, error.problems[0].remedy))
        st.stop()


def _take(running: mock.Exam, name: str, choice: int | None) -> None:
    try:
        mock.answer(practice.log(), running, name, choice or 0)
    except BadInput as error:
        show(note("warn", error.problems[0].problem, error.problems[0].remedy))


def _result(exam: mock.Exam) -> None:
    found = mock.result(practice.bank(), exam)
    show(
        note(
            "calm" if found.passed else "warn",
            f"About {found.scaled} of {mock.MOST_SCORE} ({mock.PASS_MARK} pass): "
            f"{found.right} of {found.counted} counted questions right.",
            found.note,
        )
    )
    show(shares(found.by_domain))
    wrong = [
        name
        for name, choice in exam.answers.items()
        if name in practice.bank().questions and practice.bank().questions[name].key + 1 != choice
    ]
    if wrong:
        st.button(
            f"Go through the {len(wrong)} that you got wrong",
            key="practice:wrong",
            on_click=_go_through,
            args=(wrong,),
        )


def progress() -> None:
    """How far, where weak, and a plan to the exam day."""
    _keeping()
    state = practice.state()
    if not state.answers:
        st.html("<p>Nothing is answered yet.</p>")
    show(shares(state.by_domain))
    weak = sorted(state.by_task, key=lambda task: state.by_task[task].share)[:3]
    if weak:
        lines = "".join(f"<li>{text(task)} {text(guide().tasks[task])}</li>" for task in weak)
        st.html(f"<p>Weakest so far:</p><ul>{lines}</ul>")
    today = datetime.date.today()
    day = st.date_input("Exam day", state.exam_day, min_value=today, key="practice:day")
    if isinstance(day, datetime.date) and day > today:
        if day != state.exam_day:
            practice.log().did("planned", "exam", {"exam_day": day.isoformat()})
        days = plan(practice.bank(), state, today, day)
        lines = "".join(
            f"<li>{each.day:%a %d %b}: {each.new} new questions and what is due"
            f"{', a mock exam' if each.mock else ''}</li>"
            for each in days[:14]
        )
        st.html(f"<p>Your next days:</p><ul>{lines}</ul>")
    lines_out = "".join(f"{each.line()}\n" for each in practice.log().events())
    st.download_button("Download my progress", lines_out, "practice.jsonl", key="practice:export")


def _keeping() -> None:
    """Where progress is kept, and how to come back to it."""
    code = practice.code()
    if code is not None:
        show(
            remembered(code)
            + note(
                "calm",
                "Your progress is kept.",
                "This browser remembers the code. To go on elsewhere, enter it there. Treat it "
                "like a password: whoever has it sees your progress.",
            )
        )
        st.code(code, language=None)
        st.button("Forget it in this browser", key="practice:forget", on_click=practice.forget)
        return
    # Where no code is known for another reason, as in an older tab, the browser keeps its own.
    if practice.is_forgotten():
        show(remembered(None))
    if practice.is_kept():
        st.html("<p>Your progress is kept on this machine, together with the terminal's.</p>")
        return
    show(
        note(
            "warn",
            "Your progress ends with this visit.",
            "Keep it under a private code, or go on with the code of another device.",
        )
    )
    if st.button("Keep my progress", key="practice:keep", type="primary"):
        _take_up(practice.keep)
    given = st.text_input("Code of another device", key="practice:given")
    if given:
        _take_up(lambda: practice.go_on_with(given))


def _take_up(keeping: Callable[[], None]) -> None:
    """Goes on under a code; where that fails, says why, and the visit goes on as it was."""
    try:
        keeping()
    except BadInput as error:
        show(note("bad", error.problems[0].problem, error.problems[0].remedy))
    else:
        st.rerun()


PARTS: Mapping[str, Callable[[], None]] = {
    "Questions": questions,
    "Mock exam": mock_exam,
    "Progress": progress,
}
"""The parts of the page, in order."""
