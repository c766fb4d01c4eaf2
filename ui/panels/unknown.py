"""What is not known yet, and which rules wait for it."""

from __future__ import annotations

import streamlit as st

from ui.answers import Answered
from ui.drawings.markup import folded, joined, text
from ui.drawings.words import fact_title
from ui.look import section, show

HOW_MANY = 12


def unknown(answered: Answered) -> None:
    """The unknown facts, those that can change the plan first, with the rules that wait."""
    section("Not known yet")
    advice = answered.advice
    if not advice.next_questions:
        st.html("<p>No rule waits for anything. The answer stands on what you said.</p>")
        return
    st.html(
        '<p class="adv-quiet">A rule that waits has not fired; an unknown fact is never read as '
        "no. Those on top can still change the plan.</p>"
    )
    waiting: dict[str, list[str]] = {}
    for rule in advice.waiting_rules:
        for fact in rule.waits_for:
            waiting.setdefault(fact, []).append(
                f"<li>{text(rule.title)} <code>{text(rule.rule)}</code></li>"
            )
    rows = [
        folded(
            f'<span><span class="adv-name">{text(fact_title(each.fact))}</span> '
            f'<span class="adv-quiet">{text(each.question)}</span></span>'
            f'<span class="adv-rank">{each.rules_waiting} '
            f"{'rule' if each.rules_waiting == 1 else 'rules'}</span>",
            f'<div class="adv-grounds"><ul>{joined(waiting.get(each.fact, []))}</ul></div>',
        )
        for each in advice.next_questions
    ]
    show(joined(rows[:HOW_MANY]))
    if rows[HOW_MANY:]:
        with st.expander(f"{len(rows) - HOW_MANY} more"):
            show(joined(rows[HOW_MANY:]))
