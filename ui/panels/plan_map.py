"""The plan over one or two facts, the other facts as they are."""

from __future__ import annotations

import streamlit as st

from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions
from ui.answers import Answered
from ui.certainty import map_facts, swept, telling_facts
from ui.drawings.plan_map import plan_map as drawn
from ui.link import to_text
from ui.look import section, show
from ui.questionnaire import problems_note

_ACROSS, _DOWN = "map:across", "map:down"
_CHOSEN = "chosen:"
_ALONE = ""


def plan_map(answered: Answered) -> None:
    """Choose two facts and see the plan of each combination; the present point is marked."""
    section("A map of the plan")
    show(
        '<p class="adv-quiet">What the plan would be for each combination of two facts, all other '
        "facts as they are now. Values that lead to the same are drawn as one.</p>"
    )
    facts = map_facts()
    first = telling_facts(to_text(answered.question))
    across_place, down_place = st.columns(2)
    with across_place:
        across = _choice("Across", _ACROSS, facts, first[0])
    with down_place:
        others = (_ALONE, *(fact for fact in facts if fact != across))
        down = _choice("Down", _DOWN, others, first[1] if first[1] != across else first[0])
    try:
        found = swept(to_text(answered.question), tuple(each for each in (across, down) if each))
    except BadInput as error:
        st.html(problems_note(error, "There is no map of these two."))
        return
    paths = answered.knowledge.ladder
    show(drawn(found, {path.id: path.short_name for path in paths}, [each.id for each in paths]))


def _choice(label: str, key: str, facts: tuple[str, ...], first: str) -> str:
    """A fact to choose; what was chosen outlives a change of page and of the scenario."""
    chosen = st.session_state.get(_CHOSEN + key)
    st.session_state[key] = chosen if chosen in facts else first

    def take() -> None:
        st.session_state[_CHOSEN + key] = st.session_state[key]

    return st.selectbox(label, facts, key=key, format_func=_name, on_change=take)


def _name(fact: str) -> str:
    return fact_definitions()[fact].title if fact else "Nothing: the first fact alone"
