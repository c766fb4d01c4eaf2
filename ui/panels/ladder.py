"""The ladder of paths."""

from __future__ import annotations

import streamlit as st

from ui.answers import Answered
from ui.drawings.ladder import ladder as ladder_markup
from ui.look import show


def ladder(answered: Answered) -> None:
    """The ladder, with why not on each rung."""
    st.subheader("The ladder of paths", anchor=False, help="Open a rung to see why, or why not.")
    show(ladder_markup(answered.advice.paths, answered.advice.plan.headline))
