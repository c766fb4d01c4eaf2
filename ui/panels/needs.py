"""Needs against paths."""

from __future__ import annotations

import streamlit as st

from ui.answers import Answered
from ui.drawings.coverage import matrix
from ui.look import section, show


def needs(answered: Answered) -> None:
    """The coverage matrix of the scenario's needs."""
    section("Needs against paths")
    if not answered.advice.needs:
        st.html("<p>No rule asks for anything yet. Needs appear as you answer.</p>")
        return
    show(matrix(answered.advice.needs, answered.advice.paths))
