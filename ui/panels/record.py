"""The decision record on the page, as it prints."""

from __future__ import annotations

import streamlit as st

from advisor.reports.record import decision_record
from ui.answers import Answered, in_full
from ui.drawings.record import record as record_markup
from ui.look import show


def record(answered: Answered) -> None:
    """The record as a document."""
    title = st.session_state.get("kept-title", "")
    show(record_markup(decision_record(in_full(answered), title)))
