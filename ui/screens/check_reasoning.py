"""Check my reasoning: a choice and its reasons, examined."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.frame import frame
from ui.panels import guarded
from ui.panels.checking import the_choice, the_scenario, the_verdict

with frame("check_reasoning", slot=state.STUDY):
    asking, answering = st.columns([5, 8], gap="large")
    with asking:
        guarded(the_scenario)
        guarded(the_choice)
    with answering:
        guarded(the_verdict)
