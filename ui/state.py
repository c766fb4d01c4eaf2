"""What a visitor has said so far: facts, view, day. It lives in the session and in the address.

The address is the memory: a reload, a bookmark and a link sent to a colleague all restore it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, cast

import streamlit as st

from advisor.advisor import read_day
from advisor.errors import BadInput
from advisor.facts.read import read_scenario
from advisor.knowledge.base import View
from ui.link import Shared, from_text, to_text

MAIN = "s"
"""The scenario that the pages are about; its name is its key in the address."""

OTHERS = ("b", "c", "d")
"""The further scenarios of a comparison."""

_FACTS = "facts:"
_VERSION = "version:"
_PLACED = "placed:"
_OLD = "old-link:"
_LEFT_OUT = "left-out"
_VIEW, _DAY, _MET, _PROBLEM = "view", "day", "met", "problem"
_MOST_MET = 500


def open_session() -> None:
    """Take over what the address says, where it says something new."""
    st.session_state.setdefault(_VIEW, "production")
    st.session_state.setdefault(_DAY, read_day(None))
    st.session_state.setdefault(_FACTS + MAIN, {})
    # A browser that answers quickly sends an address that this session wrote a moment ago. Only
    # one that it never wrote comes from outside; anything else would bring old answers back.
    met = _met()
    for slot in (MAIN, *OTHERS):
        text = st.query_params.get(slot)
        if text and (slot, text) not in met:
            met[slot, text] = None
            _take_over(slot, text)


def _take_over(slot: str, text: str) -> None:
    try:
        shared = from_text(text)
    except BadInput as error:
        st.session_state[_PROBLEM] = error
        if slot == MAIN:
            del st.query_params[slot]
        return
    set_facts(slot, shared.scenario.known())
    if shared.left_out:
        st.session_state[_LEFT_OUT] = BadInput(shared.left_out)
        # The address keeps what was not understood until something is changed here.
        st.session_state[_OLD + slot] = (text, dict(facts(slot)))
    if slot == MAIN:
        st.session_state[_VIEW] = shared.view
        st.session_state[_DAY] = read_day(shared.as_of)


def close_session() -> None:
    """Write into the address what the session holds."""
    written = {slot: to_text(question(slot)) for slot in slots()}
    if not facts(MAIN) and view() == "production" and day() == read_day(None) and len(written) == 1:
        written = {}
    met = _met()
    met.update(dict.fromkeys(written.items()))
    while len(met) > _MOST_MET:
        del met[next(iter(met))]
    for slot in (MAIN, *OTHERS):
        if _still_old(slot):
            continue
        if slot in written and st.query_params.get(slot) != written[slot]:
            st.query_params[slot] = written[slot]
        elif slot not in written and slot in st.query_params:
            del st.query_params[slot]


def _still_old(slot: str) -> bool:
    """Whether the address is a link that was taken in part, and nothing was changed since."""
    text, then = st.session_state.get(_OLD + slot, ("", None))
    return bool(text) and st.query_params.get(slot) == text and facts(slot) == then


def take_left_out() -> BadInput | None:
    """The facts of a link that could not be taken, once."""
    return cast(BadInput | None, st.session_state.pop(_LEFT_OUT, None))


def _met() -> dict[tuple[str, str], None]:
    """The texts that this session has read or written, oldest first."""
    return cast(dict[tuple[str, str], None], st.session_state.setdefault(_MET, {}))


def slots() -> tuple[str, ...]:
    """The scenarios in use, the main one first."""
    return (MAIN, *(slot for slot in OTHERS if _FACTS + slot in st.session_state))


def free_slot() -> str | None:
    """A further scenario's place; None when all are taken."""
    return next((slot for slot in OTHERS if _FACTS + slot not in st.session_state), None)


def facts(slot: str = MAIN) -> dict[str, Any]:
    """The facts of a scenario as plain data; those left out are unknown."""
    return cast(dict[str, Any], st.session_state.get(_FACTS + slot, {}))


def set_facts(slot: str, given: Mapping[str, Any]) -> None:
    """Put these facts in place of a scenario's; every question then shows them."""
    st.session_state[_PLACED + slot] = placed(slot) + 1
    _write(slot, given)


def change_facts(slot: str, changes: Mapping[str, Any]) -> None:
    """Change some facts of a scenario at once; None makes one unknown. The others stay."""
    _write(slot, read_scenario({**facts(slot), **changes}).known())


def _write(slot: str, given: Mapping[str, Any]) -> None:
    st.session_state[_FACTS + slot] = dict(given)
    st.session_state[_VERSION + slot] = version(slot) + 1


def set_fact(slot: str, name: str, value: Any) -> None:
    """Change one fact; None makes it unknown. On a wrong one BadInput, and nothing changes."""
    changed = {**facts(slot), name: value}
    st.session_state[_FACTS + slot] = read_scenario(changed).known()


def drop(slot: str) -> None:
    """Take a further scenario out of the comparison."""
    st.session_state.pop(_FACTS + slot, None)


def version(slot: str) -> int:
    """How often something else than a question changed it; questions of an old one start anew."""
    return int(st.session_state.get(_VERSION + slot, 0))


def placed(slot: str) -> int:
    """How often a scenario was put in place as a whole."""
    return int(st.session_state.get(_PLACED + slot, 0))


def view() -> View:
    """The view of the answer."""
    return cast(View, st.session_state[_VIEW])


def day() -> datetime.date:
    """The day of the answer."""
    return cast(datetime.date, st.session_state[_DAY])


def set_view(chosen: View) -> None:
    """Answer in this view from now on."""
    st.session_state[_VIEW] = chosen


def set_day(chosen: datetime.date) -> None:
    """Answer for this day from now on."""
    st.session_state[_DAY] = chosen


def question(slot: str = MAIN) -> Shared:
    """The whole question: scenario, view, day."""
    return Shared(read_scenario(facts(slot)), view(), day())


def take_problem() -> BadInput | None:
    """What was wrong with the address, once."""
    return cast(BadInput | None, st.session_state.pop(_PROBLEM, None))
