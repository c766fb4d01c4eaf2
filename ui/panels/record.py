"""The decision record on the page, as it prints."""

from __future__ import annotations

import streamlit as st

from ui.answers import Answered
from ui.drawings.record import record as record_markup
from ui.keeping import kept_record
from ui.look import show


def record(answered: Answered) -> None:
    """The record as a document."""
    title = st.session_state.get("kept-title", "")
    show(record_markup(kept_record(answered, title)))
