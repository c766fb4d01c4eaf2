"""What nobody has asked for, and the plan if somebody did; a click confirms or denies it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.reasoning.advice import Assumption
from advisor.reports.sentences import rests
from ui.answers import Answered
from ui.drawings.markup import text
from ui.drawings.words import fact_title, fact_value
from ui.look import section, show
from ui.steps import make

SHOWN = 5
"""The most assumptions that stand open; of more, the others wait behind a line."""
ANSWERS = 3
"""The most answers of one assumption that have a button."""


def assumptions(answered: Answered) -> None:
    """Each assumption of the answer, the most consequential first, with its buttons."""
    found = answered.advice.assumptions
    alone = rests(answered.advice)
    if not found and not alone:
        return
    section("Holds unless")
    if alone:
        show(f"<p>{text(alone)}</p>")
    if not found:
        return
    show(
        '<p class="adv-quiet">Nobody has asked for these, so the plan takes it that they are not '
        "asked for. Is one of them?</p>"
    )
    for number, each in enumerate(found[:SHOWN]):
        _assumption(each, number)
    if len(found) > SHOWN:
        more = len(found) - SHOWN
        with st.expander(f"{more} more {'assumption' if more == 1 else 'assumptions'}"):
            for number, each in enumerate(found[SHOWN:], SHOWN):
                _assumption(each, number)


def _assumption(assumption: Assumption, number: int) -> None:
    """One of them with its buttons. number: its place among them."""
    with st.container(
        key=f"assumption-{number}-{assumption.fact}", horizontal=True, vertical_alignment="center"
    ):
        show(
            f'<div class="adv-answer"><span class="adv-name">{text(fact_title(assumption.fact))}'
            f"</span><br>{text(assumption.text)}<br>"
            f"<span class='adv-quiet'>{text(assumption.because)}</span></div>"
        )
        with st.container(horizontal=True, width="content", gap="small"):
            _buttons(assumption, number)


def _buttons(assumption: Assumption, number: int) -> None:
    if assumption.value is not None:
        _button({assumption.fact: assumption.value}, "Not asked for", number)
    for each in assumption.leads_to[:ANSWERS]:
        if not isinstance(each.answer, dict):
            answer = fact_value(assumption.fact, each.answer)
            facts = {assumption.fact: each.answer, **assumption.along_with}
            _button(facts, "Asked for" if answer == "yes" else answer, number)


def _button(facts: dict[str, Any], label: str, number: int) -> None:
    """A button that answers these facts. number: of the assumption at which it stands."""
    st.button(
        label[0].upper() + label[1:],
        key=f"assumption:{number}:{next(iter(facts))}:{label}",
        help="; ".join(
            f"{fact_title(fact)}: {fact_value(fact, value)}" for fact, value in facts.items()
        ),
        on_click=make,
        args=(facts,),
    )
