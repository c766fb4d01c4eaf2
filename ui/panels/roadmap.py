"""The roadmap: what to climb to, and what would have to change where a must stays unmet."""

from __future__ import annotations

import streamlit as st

from ui.answers import Answered
from ui.drawings.markup import joined, note, text
from ui.look import section, show


def roadmap(answered: Answered) -> None:
    """Steps up the ladder if evaluation shows the gap, and relaxations."""
    advice = answered.advice
    section("Roadmap")
    if advice.relaxations:
        show(joined(note("bad", "A must stays unmet.", each.text) for each in advice.relaxations))
    if not advice.roadmap:
        st.html("<p>This plan covers everything you asked for.</p>")
        return
    steps = joined(f"<li>{text(each.text)}</li>" for each in advice.roadmap)
    show(f'<ol class="adv-steps">{steps}</ol>')
