"""All questions, section by section: the other way to answer them."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.answers import Answered
from ui.asking import begin
from ui.frame import headline
from ui.look import show
from ui.panels.describing import describing
from ui.panels.start import another_case
from ui.questionnaire import present_section, questionnaire, section_title


def all_questions(answered: Answered) -> None:
    """The questions of one section, the way to the next, and the ways out."""
    section = present_section(state.MAIN)
    show(headline(f"All questions: {section_title(section).lower()}", f"all {section}"))
    with st.container(key="asking"):
        questionnaire(state.MAIN)
    with st.container(horizontal=True, key="all-ways"):
        st.button(
            "See the answer",
            key="all:answer",
            type="primary",
            on_click=state.go,
            args=(state.ANSWER,),
        )
        st.button("Check your answers", key="all:check", on_click=state.go, args=(state.CHECK,))
        st.button("One question at a time", key="all:one", on_click=begin)
        another_case(answered)
    with st.expander("Describe it in your own words"):
        describing()
