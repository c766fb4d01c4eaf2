"""Advise: the questions, and the answer beside them."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.answers import answer
from ui.frame import frame
from ui.panels import ANSWER, HEAD, show_all, show_tabs
from ui.panels.beginning import beginning, start_over
from ui.panels.describing import describing
from ui.questionnaire import questionnaire

with frame("advise"):
    answered = answer(state.question())
    show_all(HEAD, answered)
    asking, answering = st.columns([5, 8], gap="large")
    with asking, st.container(key="asking"):
        start_over(answered)
        describing()
        questionnaire(state.MAIN)
    with answering:
        if state.facts():
            show_tabs(ANSWER, answered)
        else:
            beginning(answered)
