"""Study: the lifecycle in order, the exam tips, taught and today, misconceptions."""

from __future__ import annotations

import streamlit as st

from ui.frame import frame
from ui.panels import guarded
from ui.panels.studying import PARTS

with frame("study", slot=None):
    chosen = st.segmented_control(
        "Part of the study pages",
        list(PARTS),
        key="study",
        required=True,
        default=next(iter(PARTS)),
        label_visibility="collapsed",
    )
    guarded(PARTS[chosen or next(iter(PARTS))])
