"""The dimensions of responsible AI."""

from __future__ import annotations

import streamlit as st

from ui.answers import Answered
from ui.drawings.dimensions import tiles
from ui.look import show


def dimensions(answered: Answered) -> None:
    """Which dimensions the items serve."""
    st.subheader("Responsible AI", anchor=False)
    show(tiles(answered.advice))
