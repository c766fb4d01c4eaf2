"""Practise: questions for the exam, a mock exam, and how far the learner is."""

from __future__ import annotations

import streamlit as st

from ui.frame import frame
from ui.panels import guarded
from ui.panels.practising import PART, PARTS

with frame("practise", slot=None):
    chosen = st.segmented_control(
        "Part of the practice",
        list(PARTS),
        key=PART,
        required=True,
        default=next(iter(PARTS)),
        label_visibility="collapsed",
    )
    guarded(PARTS[chosen or next(iter(PARTS))])
