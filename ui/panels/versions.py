"""Two to four scenarios side by side: a copy to change, or a worked one."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.answers import Answered, answer, difference, knowledge, worked_question
from ui.drawings.changes import changes
from ui.drawings.ladder import legend, strip
from ui.drawings.markup import note, text
from ui.look import section, show
from ui.questionnaire import questionnaire

LETTERS = dict(zip((state.MAIN, *state.OTHERS), "ABCD", strict=True))


def add_copy() -> None:
    """A further scenario that begins as a copy of the first."""
    slot = state.free_slot()
    if slot is not None:
        state.set_facts(slot, state.facts())
        st.session_state["changing"] = slot


def _add_worked() -> None:
    slot, chosen = state.free_slot(), st.session_state["worked-to-add"]
    if slot is not None and chosen:
        state.set_facts(slot, worked_question(chosen).scenario.known())
        st.session_state["changing"] = slot


def choosing() -> None:
    """The ways to add a scenario to the comparison."""
    section("Cases beside each other")
    full = state.free_slot() is None
    st.session_state["worked-to-add"] = None
    known = knowledge()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(
            "Add a copy of A to change",
            icon=":material/content_copy:",
            type="secondary" if state.slots()[1:] else "primary",
            disabled=full,
            on_click=add_copy,
        )
        st.selectbox(
            "Or add a worked scenario",
            tuple(known.scenarios),
            key="worked-to-add",
            format_func=lambda identifier: known.scenarios[identifier].title,
            placeholder="Choose one to set beside it",
            label_visibility="collapsed",
            disabled=full,
            on_change=_add_worked,
            width=360,
        )


def side_by_side() -> None:
    """Each scenario with its plan, and the paths in one row of signs."""
    slots = state.slots()
    if len(slots) == 1:
        show(
            note(
                "calm",
                "What if one fact were different?",
                "Add a copy, change facts in it, and see what becomes of plan, needs and items.",
            )
        )
    for slot, column in zip(slots, st.columns(len(slots)), strict=True):
        with column, st.container(border=True, key=f"version-{slot}"):
            answered = answer(state.question(slot))
            show(_card(LETTERS[slot], answered))
            if slot != state.MAIN:
                st.button(
                    "Take out",
                    key=f"drop:{slot}",
                    help=f"Take scenario {LETTERS[slot]} out of the comparison",
                    icon=":material/close:",
                    type="tertiary",
                    on_click=state.drop,
                    args=(slot,),
                )
    show(legend([answer(state.question(slot)).advice.paths for slot in slots]))


def _card(letter: str, answered: Answered) -> str:
    advice = answered.advice
    items = sum(len(stage.items) for stage in advice.stages)
    return (
        f'<div class="adv-version"><span class="adv-number">{letter}</span>'
        f"<h3>{text(advice.plan.summary.rstrip('.'))}</h3></div>"
        f"{strip(advice.paths)}"
        f'<p class="adv-quiet">{len(advice.scenario)} facts · {items} items · '
        f"{advice.status}</p>"
    )


def what_if() -> None:
    """The questions of one further scenario, and what its answers change against A."""
    others = state.slots()[1:]
    if not others:
        return
    if st.session_state.get("changing") not in others:
        st.session_state["changing"] = others[-1]
    asking, telling = st.columns([5, 8], gap="large")
    with asking, st.container(key="asking"):
        slot = st.segmented_control(
            "Change the facts of",
            others,
            key="changing",
            required=True,
            format_func=lambda each: f"Scenario {LETTERS[each]}",
        )
        questionnaire(slot or others[-1])
    with telling:
        slot = slot or others[-1]
        section(f"{LETTERS[slot]} against A")
        found = difference(answer(state.question()), answer(state.question(slot)))
        show(f'<p aria-live="polite"><strong>{text(found.summary)}</strong></p>')
        show(changes(found, ("A", LETTERS[slot])))
