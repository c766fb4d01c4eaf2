"""Check your answers: all that was said, a way to change each, and the assumptions."""

from __future__ import annotations

import streamlit as st

from advisor.facts.definitions import fact_definitions
from ui import state
from ui.answers import Answered
from ui.asking import ahead, begin, change, next_fact
from ui.drawings.markup import note, text
from ui.drawings.words import fact_title, fact_value, question_for_readers
from ui.frame import headline
from ui.look import section, show
from ui.panels.assumptions import assumptions
from ui.questionnaire import section_title


def check_answers(answered: Answered) -> None:
    """The answers by section, what is left open, the assumptions, and the way to the answer."""
    show(headline("Check your answers", "check"))
    given = state.facts()
    if not given:
        show("<p>Nothing is answered yet.</p>")
    left = ahead(state.question(), state.skipped())
    open_facts = next_fact()
    if left.final:
        show(note("calm", "Nothing that is left to ask can change the plan."))
    elif open_facts is None:
        show(
            note(
                "calm",
                "There is nothing left to ask.",
                "The plan holds while what you do not know stays as it is.",
            )
        )
    with st.container(horizontal=True, key="check-ways"):
        st.button(
            "See the answer",
            key="check:answer",
            type="primary",
            icon=":material/arrow_forward:",
            icon_position="right",
            help="Enter",
            on_click=state.go,
            args=(state.ANSWER,),
        )
        if open_facts is not None:
            st.button("Go on with the questions", key="check:more", on_click=begin)
    by_section: dict[str, list[str]] = {}
    for name, each in fact_definitions().items():
        if name in given or name in state.skipped():
            by_section.setdefault(each.section, []).append(name)
    for part, names in by_section.items():
        section(section_title(part))
        with st.container(key=f"answers-{part}", gap="xsmall"):
            for name in names:
                _line(name)
    assumptions(answered)


def _line(name: str) -> None:
    given = state.facts()
    value = fact_value(name, given[name]) if name in given else "You do not know."
    with st.container(horizontal=True, vertical_alignment="center", key=f"answer-line-{name}"):
        show(
            f'<div class="adv-answer"><span class="adv-quiet">'
            f"{text(question_for_readers(name))}</span><br>"
            f"<strong>{text(value[:1].upper() + value[1:])}</strong></div>"
        )
        st.button(
            "Change",
            key=f"change:{name}",
            type="tertiary",
            help=f"Change: {fact_title(name)}",
            on_click=change,
            args=(name,),
        )
