"""What stands on every page: title, view and day, the answer in one line, and Undo."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import streamlit as st

from advisor.knowledge.base import View
from ui import state
from ui.answers import answer
from ui.doors import screens
from ui.drawings.bar import bar
from ui.drawings.markup import text
from ui.look import dress, show
from ui.questionnaire import problems_note
from ui.what_changed import what_changed

VIEW_NAMES = {"production": "Production", "exam": "Exam"}
_VIEW_HELP = (
    "Production: what a new customer can use on the day. "
    "Exam: what AIF-C01 teaches, with notes where today's AWS differs."
)


@contextmanager
def frame(name: str, heading: bool = True, slot: str | None = state.MAIN) -> Iterator[None]:
    """A page between the controls that all pages share and the address that remembers it.

    name: of the page in `ui/doors.py`; heading: whether its title is drawn as its h1 (a page that
    draws an h1 of its own says False); slot: the scenario that the page is about, None for a page
    that is about none.
    """
    state.open_session()
    dress()
    # Closed until the style sheet opens it: it may arrive after other parts, which then jump about.
    with st.container(key="page", height=1, border=False):
        if slot is not None:
            _controls(slot)
        with st.container():
            _link_problems()
        if heading:
            show(headline(screens()[name].title, name))
        yield
    state.close_session()


def _controls(slot: str) -> None:
    """View and day, and what was answered or can be undone."""
    with st.container(key="frame", horizontal=True, vertical_alignment="bottom", gap="small"):
        _view(slot)
        _day(slot)
    # What comes and goes has a place of its own: nothing below is drawn anew, or loses the focus.
    with st.container():
        if slot == state.MAIN and state.facts():
            _bar()
        elif _was_other(slot):
            _undo_button("undo")


def _link_problems() -> None:
    problem = state.take_problem()
    if problem is not None:
        show(problems_note(problem, "The link could not be read; nothing of it was taken over."))
    left_out = state.take_left_out()
    if left_out is not None:
        show(problems_note(left_out, "The link holds facts that could not be taken over."))


def headline(title: str, place: str) -> str:
    """The one h1 of a page. place: what is shown; where it changes, the focus moves here."""
    return f'<h1 class="adv-h1" tabindex="-1" data-place="{text(place)}">{text(title)}</h1>'


def _bar() -> None:
    """The answer in one line: it stays in sight while the page scrolls."""
    now = answer(state.question())
    before = state.last_done()
    changed = ""
    if before is not None and before.facts.get(state.MAIN):
        changed = what_changed(answer(state.question_before(before)), now)
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        show(bar(now.advice, changed))
        if before is not None:
            _undo_button("bar-undo")


def _was_other(slot: str) -> bool:
    """Whether the last thing that was done put another scenario in this place."""
    before = state.last_done()
    return before is not None and before.facts.get(slot, {}) != state.facts(slot)


def _undo_button(key: str) -> None:
    before = state.last_done()
    assert before is not None
    st.button(
        "Undo",
        key=key,
        icon=":material/undo:",
        help=f"Undo: {before.said}",
        on_click=state.undo,
    )


def _view(slot: str) -> None:
    # The widget mirrors the state, which alone survives a change of page.
    st.session_state["frame:view"] = state.view(slot)
    st.segmented_control(
        "View",
        tuple(VIEW_NAMES),
        key="frame:view",
        required=True,
        format_func=VIEW_NAMES.__getitem__,
        help=_VIEW_HELP,
        on_change=lambda: state.set_view(cast(View, st.session_state["frame:view"]), slot),
    )


def _day(slot: str) -> None:
    st.session_state["frame:day"] = state.day(slot)
    # The calendar is loaded when it is opened: the first page is quicker without it.
    with st.popover(state.day(slot).isoformat(), icon=":material/event:"):
        st.date_input(
            "The answer holds for this day",
            key="frame:day",
            format="YYYY-MM-DD",
            min_value=datetime.date(2020, 1, 1),
            max_value=datetime.date(2040, 12, 31),
            help="Services close and open; what a new customer can use depends on the day.",
            on_change=_take_day,
            args=(slot,),
        )


def _take_day(slot: str) -> None:
    chosen = st.session_state["frame:day"]
    if isinstance(chosen, datetime.date):
        state.set_day(chosen, slot)
