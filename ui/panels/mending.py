"""For a running system: where to go back to, what to change first, what to measure."""

from __future__ import annotations

import streamlit as st

from ui.answers import Answered
from ui.drawings.markup import joined, text
from ui.drawings.reason import reasons
from ui.drawings.words import in_words
from ui.look import show


def mending(answered: Answered) -> None:
    """The diagnoses; nothing where no symptom is stated."""
    advice, known = answered.advice, answered.knowledge
    if not advice.diagnosis:
        return
    st.subheader("What to mend first", anchor=False)
    show(
        joined(
            '<div class="adv-need-head"><span class="adv-name">'
            f"{text(known.items[each.change].name if each.change in known.items else in_words(each.change))}"
            f'</span><span class="adv-quiet">go back to {text(known.stages[each.stage].name)}; '
            "measure "
            f"{text(known.items[each.measure].name if each.measure in known.items else in_words(each.measure))}"
            f"</span></div>{reasons(each.reasons)}"
            for each in advice.diagnosis
        )
    )
