"""What something spoke for and is not recommended."""

from __future__ import annotations

import streamlit as st

from ui.answers import Answered
from ui.drawings.items import not_recommended
from ui.look import show


def set_aside(answered: Answered) -> None:
    """Items set aside, each with why; nothing where there are none."""
    if answered.advice.not_recommended:
        st.subheader("Set aside", anchor=False)
        show(not_recommended(answered.advice.not_recommended))
