"""Record: the decision on paper, and what can be taken along."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.answers import answer
from ui.frame import frame
from ui.panels import show
from ui.panels.record import record
from ui.panels.sharing import sharing

with frame("record"):
    answered = answer(state.question())
    with st.container(key="record-tools"):
        show(sharing, answered)
    show(record, answered)
