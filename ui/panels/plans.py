"""This plan beside the others: needs met, cost, time, and why not."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui import state
from ui.answers import Answered
from ui.drawings.markup import note
from ui.drawings.plans import plans_table
from ui.look import section, show
from ui.plans import ComparedPlan, compared_plans


def plans(answered: Answered) -> None:
    """Whole plans for this case, the one of the answer marked."""
    section("Plans for this case")
    if not state.facts():
        show("<p>Answer a few questions on the page Advise; then plans are compared here.</p>")
        return
    found = compared_plans(answered.advice, answered.knowledge)
    if not found:
        show("<p>No other plan is known for this case.</p>")
        return
    show(plans_table(found))
    show(
        '<p class="adv-quiet">Cost and time are the likely ones with the model that suits each '
        "plan; ranges stand behind them. The needs are those of this case.</p>"
    )
    _choose_anyway(found)


def _choose_anyway(found: Sequence[ComparedPlan]) -> None:
    """Take another plan than the advice, and say why: both are kept with the decision."""
    path, why = state.instead()
    names = {plan.cost.headline: plan.name for plan in found if not plan.cost.chosen}
    st.session_state["instead:path"] = path if path in names else None
    st.session_state["instead:why"] = why

    def take() -> None:
        chosen = st.session_state["instead:path"] or ""
        state.choose_instead(chosen, st.session_state["instead:why"].strip())

    section("Choose another plan anyway")
    chosen = st.selectbox(
        "The plan that you choose",
        list(names),
        key="instead:path",
        format_func=names.__getitem__,
        placeholder="None: the plan of the answer",
        on_change=take,
    )
    if not chosen:
        return
    st.text_area(
        "Why you choose it",
        key="instead:why",
        max_chars=state.LONGEST_REASON,
        height=90,
        on_change=take,
        placeholder="The contract with our vendor includes tuning until March ...",
    )
    kept = "It stands in the record of the decision, beside what speaks against it."
    if why:
        show(f'<div role="status">{note("calm", f"Chosen: {names[chosen]}", kept)}</div>')
    else:
        show(note("warn", "Say why.", "A decision against the advice needs its reason."))
