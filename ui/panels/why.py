"""Why this plan: each need with the rules that ask for it and the path that meets it."""

from __future__ import annotations

import streamlit as st

from advisor.reasoning.advice import Advice, NeedShape
from advisor.reports.sentences import how_met, reason_without_needs
from ui.answers import Answered
from ui.drawings.markup import joined, symbol, text
from ui.drawings.reason import citations, reason
from ui.drawings.words import DEGREES
from ui.look import section, show


def why(answered: Answered) -> None:
    """The needs, what asks for them, and what meets them."""
    section("Why")
    advice = answered.advice
    if not advice.needs:
        st.html(no_need(advice))
        return
    names = {path.id: path.short_name for path in advice.paths}
    show(joined(_need(need, names) for need in advice.needs))
    st.html(f'<p class="adv-quiet">{text(advice.plan.policy_reason)}</p>')


def no_need(advice: Advice) -> str:
    """Why the plan is what it is where no need asks for it, as a paragraph."""
    more = "" if advice.plan.bought else " Answer more questions to see what does."
    return f"<p>{text(reason_without_needs(advice))}{more}</p>"


def _need(need: NeedShape, names: dict[str, str]) -> str:
    sign, said = DEGREES[need.coverage]
    outcome = how_met(said, need, names)
    covered = (
        f'<div class="adv-grounds"><p>{text(need.coverage_reason)}</p>'
        f"{citations(need.coverage_sources)}</div>"
    )
    return (
        f'<div class="adv-need-head"><span class="adv-name">{text(need.name)}</span>'
        f'<span class="adv-level {need.level}">{need.level}</span>'
        f'<span class="adv-outcome {need.coverage}">{symbol(sign)}{text(outcome)}</span></div>'
        + joined(reason(each) for each in need.reasons)
        + f'<details class="adv-fold reason"><summary><span class="adv-quiet">'
        f"{text(need.coverage_reason)}</span></summary>{covered}</details>"
    )
