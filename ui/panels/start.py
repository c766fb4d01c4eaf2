"""The first look: what the product is, and its doors."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.answers import Answered
from ui.asking import begin
from ui.doors import DOORS, PRODUCT, WHAT_IT_IS, Screen
from ui.drawings.markup import text
from ui.frame import headline
from ui.look import show
from ui.panels.beginning import kinds, worked
from ui.panels.describing import describing

_WAYS = {
    state.DESCRIBE: (
        "Describe it",
        "Write it in your own words; facts are proposed, and you keep what is right.",
    ),
    state.BEGIN: (
        "Choose a beginning",
        "Take a kind of system or a worked case that is near yours.",
    ),
}
_FOR = {
    "Decide": "About one case: the plan, its reasons, its cost, and what would change it.",
    "Learn": "Why one answer is right and the others are not, for work or for AIF-C01.",
    "Many cases": "A whole table of use cases at once.",
    "Decisions": "What was decided, by whom and why, checked again when things change.",
}


def start(answered: Answered) -> None:
    """The doors, and behind the first of them the ways to begin."""
    show(headline(PRODUCT, "start"))
    show(f'<p class="adv-lead">{text(WHAT_IT_IS)}</p>')
    with st.container(key="doors"):
        for door, behind in DOORS.items():
            with st.container(border=True, key=f"door-{door.lower().replace(' ', '-')}"):
                show(
                    f'<h2 class="adv-door">{text(door)}</h2>'
                    f'<p class="adv-quiet">{text(_FOR.get(door, ""))}</p>'
                )
                if behind[0].first:
                    _ways()
                else:
                    for screen in behind:
                        _into(screen)
    way, _ = state.at()
    if way == state.DESCRIBE:
        describing()
    elif way == state.BEGIN:
        kinds(answered.knowledge)
        worked(answered.knowledge)


def _ways() -> None:
    st.button(
        "Go question by question",
        key="start:questions",
        type="primary",
        icon=":material/arrow_forward:",
        icon_position="right",
        width="stretch",
        on_click=begin,
    )
    _hint("Usually eight questions or fewer.")
    for way, (label, said) in _WAYS.items():
        st.button(
            label,
            key=f"start:{way}",
            width="stretch",
            on_click=state.go,
            args=(way,),
        )
        _hint(said)


def _hint(said: str) -> None:
    """What a way is for, until one is chosen: then what belongs to it stands in sight instead."""
    if state.at()[0] == state.START:
        show(f'<p class="adv-quiet">{text(said)}</p>')


def _into(screen: Screen) -> None:
    if st.button(screen.title, key=f"door:{screen.name}", icon=screen.icon, width="stretch"):
        st.switch_page(screen.script)


def another_case(answered: Answered) -> None:
    """Put another case in the place of this one, or begin anew. Both can be undone."""
    from ui.panels.beginning import choose_scenario

    with st.popover("Another case", icon=":material/swap_horiz:"):
        choose_scenario(answered.knowledge, "Worked case", state.MAIN)
        st.button(
            "Empty",
            key="empty",
            icon=":material/delete:",
            help="Forget every answer and begin anew. It can be undone.",
            on_click=_empty,
        )


def _empty() -> None:
    state.set_facts(state.MAIN, {}, "Empty")
    state.go(state.START)
