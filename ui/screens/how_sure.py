"""How sure: what the answer hangs on, what would change it, and the short way to a final one."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.answers import answer
from ui.certainty import with_certainty
from ui.frame import frame
from ui.panels import HEAD, show, show_all
from ui.panels.assumptions import assumptions
from ui.panels.plan_map import plan_map
from ui.panels.short_way import short_way
from ui.panels.sure import flips, irrelevant, sure

with frame("how_sure"):
    answered = with_certainty(answer(state.question()))
    show_all(HEAD, answered)
    asking, telling = st.columns(2, gap="large")
    with asking:
        show(sure, answered)
        show(short_way, answered)
        show(irrelevant, answered)
    with telling:
        show(assumptions, answered)
        show(flips, answered)
    show(plan_map, answered)
