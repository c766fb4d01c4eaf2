"""The plan over one or two facts, the other facts as they are."""

from __future__ import annotations

import streamlit as st

from advisor.errors import BadInput
from advisor.scenario import fact_definitions
from advisor.sensitivity import default_sensitivities
from advisor.sharing import from_text, to_text
from advisor.sweeping import Sweep, sweep
from ui.answers import Answered
from ui.certainty import certainty
from ui.drawings.plan_map import plan_map as drawn
from ui.look import show
from ui.questionnaire import problems_note

_ACROSS, _DOWN = "map:across", "map:down"


def plan_map(answered: Answered) -> None:
    """Choose two facts and see the plan of each combination; the present point is marked."""
    st.subheader("A map of the plan", anchor=False)
    facts = default_sensitivities().answers.facts("plan")
    first = _telling(answered, facts)
    across_place, down_place = st.columns(2)
    with across_place:
        across = st.selectbox(
            "Across", facts, facts.index(first[0]), key=_ACROSS, format_func=_name
        )
    with down_place:
        down = st.selectbox("Down", facts, facts.index(first[1]), key=_DOWN, format_func=_name)
    chosen = tuple(dict.fromkeys((across, down)))
    try:
        found = _swept(to_text(answered.question), chosen)
    except BadInput as error:
        st.html(problems_note(error, "There is no map of these two."))
        return
    paths = sorted(answered.knowledge.paths.values(), key=lambda path: path.position)
    show(drawn(found, {path.id: path.short_name for path in paths}, [each.id for each in paths]))


def _telling(answered: Answered, facts: tuple[str, ...]) -> tuple[str, str]:
    """Two facts to begin with: those that are expected to settle most."""
    asked = [each.fact for each in certainty(answered.question).questions if each.fact in facts]
    first, second = [*asked, *(fact for fact in facts if fact not in asked)][:2]
    return first, second


def _name(fact: str) -> str:
    return fact_definitions()[fact].title


@st.cache_data(max_entries=64, show_spinner=False)
def _swept(text: str, facts: tuple[str, ...]) -> Sweep:
    asked = from_text(text)
    return sweep(default_sensitivities(), asked.scenario, asked.view, facts)
