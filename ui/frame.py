"""What stands on every page: the look, the view and the day, and what was wrong with the link."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from advisor.knowledge.base import View
from ui import state
from ui.answers import answer, difference, other_view
from ui.doors import screens
from ui.drawings.markup import text
from ui.look import dress
from ui.questionnaire import problems_note

_VIEW_NAMES = {"production": "Production", "exam": "Exam"}
_VIEW_HELP = (
    "Production: what a new customer can use on the day. "
    "Exam: what AIF-C01 teaches, with notes where today's AWS differs."
)


@contextmanager
def frame(name: str, heading: bool = True) -> Iterator[None]:
    """A page between the controls that all pages share and the address that remembers it.

    name: of the page in `ui/doors.py`; heading: whether its title is drawn as its h1. A page that
    draws an h1 of its own says False.
    """
    state.open_session()
    dress()
    if heading:
        st.html(headline(screens()[name].title, name))
    with st.container(key="frame", horizontal=True, vertical_alignment="bottom", gap="medium"):
        _view()
        _day()
        changing = st.empty()
        # The place is taken at once, so that nothing jumps when the sentence arrives.
        changing.html('<div class="adv-view-change"></div>')
    problem = state.take_problem()
    if problem is not None:
        st.html(problems_note(problem, "The link could not be read; nothing of it was taken over."))
    left_out = state.take_left_out()
    if left_out is not None:
        st.html(problems_note(left_out, "The link holds facts that could not be taken over."))
    yield
    state.close_session()
    _what_the_view_changes(changing)


def headline(title: str, place: str) -> str:
    """The one h1 of a page. place: what is shown; where it changes, the focus moves here."""
    return f'<h1 class="adv-h1" tabindex="-1" data-place="{text(place)}">{text(title)}</h1>'


def _what_the_view_changes(place: DeltaGenerator) -> None:
    """Say beside the switch what the other view would change. Last, because it asks once more."""
    if not state.facts():
        return
    asked = state.question()
    other = other_view(asked)
    found = difference(answer(asked), answer(other))
    said = f"In the {_VIEW_NAMES[other.view].lower()} view: {found.summary}"
    place.html(f'<div class="adv-view-change"><span>{text(said)}</span></div>')


def _view() -> None:
    # The widget mirrors the state, which alone survives a change of page.
    st.session_state["frame:view"] = state.view()
    st.segmented_control(
        "View",
        tuple(_VIEW_NAMES),
        key="frame:view",
        required=True,
        format_func=_VIEW_NAMES.__getitem__,
        help=_VIEW_HELP,
        on_change=lambda: state.set_view(cast(View, st.session_state["frame:view"])),
    )


def _day() -> None:
    st.session_state["frame:day"] = state.day()
    # The calendar is loaded when it is opened: the first page is quicker without it.
    with st.popover(state.day().isoformat(), icon=":material/event:"):
        st.date_input(
            "The answer holds for this day",
            key="frame:day",
            format="YYYY-MM-DD",
            min_value=datetime.date(2020, 1, 1),
            max_value=datetime.date(2040, 12, 31),
            help="Services close and open; what a new customer can use depends on the day.",
            on_change=_take_day,
        )


def _take_day() -> None:
    chosen = st.session_state["frame:day"]
    if isinstance(chosen, datetime.date):
        state.set_day(chosen)
