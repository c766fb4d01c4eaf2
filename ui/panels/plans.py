"""This plan beside the others: needs met, cost, time, and why not."""

from __future__ import annotations

import streamlit as st

from ui import state
from ui.answers import Answered
from ui.drawings.plans import plans_table
from ui.look import show
from ui.plans import compared_plans


def plans(answered: Answered) -> None:
    """Whole plans for this case, the one of the answer marked."""
    st.subheader("Plans for this case", anchor=False)
    if not state.facts():
        show("<p>Answer a few questions on the page Advise; then plans are compared here.</p>")
        return
    found = compared_plans(answered.advice)
    if not found:
        show("<p>No other plan is known for this case.</p>")
        return
    show(plans_table(found))
    show(
        '<p class="adv-quiet">Cost and time are the likely ones with the model that suits each '
        "plan; ranges stand behind them. The needs are those of this case.</p>"
    )
