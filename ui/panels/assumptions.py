"""What nobody has asked for, and the plan if somebody did; a click confirms or denies it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.reasoning.advice import Assumption, in_words
from ui.answers import Answered
from ui.drawings.markup import text
from ui.drawings.words import fact_title
from ui.look import show
from ui.steps import make

ANSWERS = 3
"""The most answers of one assumption that have a button."""


def assumptions(answered: Answered) -> None:
    """Each assumption of the answer, the most consequential first, with its buttons."""
    found = answered.advice.assumptions
    if not found:
        return
    st.subheader("What it assumes", anchor=False)
    show('<p class="adv-quiet">Nobody has asked for these. Is any of them asked for?</p>')
    for each in found:
        with st.container(border=True, key=f"assumption-{each.fact}"):
            show(
                f'<div><span class="adv-name">{text(fact_title(each.fact))}</span>'
                f"<p>{text(each.text)}</p><p class='adv-quiet'>{text(each.because)}</p></div>"
            )
            with st.container(horizontal=True):
                _buttons(each)


def _buttons(assumption: Assumption) -> None:
    if assumption.value is not None:
        _button({assumption.fact: assumption.value}, "Not asked for")
    for each in assumption.leads_to[:ANSWERS]:
        if not isinstance(each.answer, dict):
            answer = in_words(each.answer)
            facts = {assumption.fact: each.answer, **assumption.along_with}
            _button(facts, "Asked for" if answer == "yes" else answer)


def _button(facts: dict[str, Any], label: str) -> None:
    """A button that answers these facts; the first is the one that it stands at."""
    st.button(
        label[0].upper() + label[1:],
        key=f"assumption:{next(iter(facts))}:{label}",
        help="; ".join(f"{fact_title(fact)}: {in_words(value)}" for fact, value in facts.items()),
        on_click=make,
        args=(facts,),
    )
