"""What a visitor has said so far, and where she is: in the session and in the address.

The address is the memory: a reload, a bookmark and a link sent to a colleague all restore it, and
the browser's Back and Forward move along it. Whatever changes a scenario can be undone.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from advisor.advisor import read_day
from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge.base import View
from ui.link import Shared, from_text, to_text

MAIN = "s"
"""The scenario that the pages are about; its name is its key in the address."""

OTHERS = ("b", "c", "d")
"""The further scenarios of a comparison."""

STUDY = "e"
"""The scenario of Check my reasoning: trying a study case leaves the visitor's own alone."""

START, DESCRIBE, BEGIN = "start", "describe", "begin"
QUESTION, CHECK, ALL, ANSWER = "question", "check", "all", "answer"
"""Where a visitor can be on the page Advise; the first three are the ways to begin."""

_EVERY = (MAIN, *OTHERS, STUDY)
_AT, _SKIPPED, _INSTEAD, _WHY = "at", "k", "o", "w"
_KEYS = (*_EVERY, _AT, _SKIPPED, _INSTEAD, _WHY)
LONGEST_REASON = 600
"""Characters of the reason for another plan, which stands in the address."""
_FACTS = "facts:"
_VERSION = "version:"
_PLACED = "placed:"
_VIEW, _DAY = "view:", "day:"
_OLD = "old-link:"
_LEFT_OUT = "left-out"
_MET, _PROBLEM, _COUNT, _DONE, _OPEN = "met", "problem", "count", "done", "open"
_MOST_MET, _MOST_DONE = 500, 100
_BEFORE_A_CASE = (START, DESCRIBE, BEGIN)
_STEPS_OF_ONE_WAY = (QUESTION, CHECK, ALL, ANSWER)


@dataclass(frozen=True, slots=True)
class Before:
    """How everything was before something was done. said: what was done, in words."""

    said: str
    facts: Mapping[str, Mapping[str, Any]]
    view: Mapping[str, View]
    day: Mapping[str, datetime.date]
    placed: Mapping[str, int]
    skipped: tuple[str, ...]
    at: tuple[str, str]
    instead: tuple[str, str]


def open_session() -> None:
    """Take over what the address says, where it says something new."""
    first = not st.session_state.get(_OPEN)
    st.session_state[_OPEN] = True
    for slot in (MAIN, STUDY):
        st.session_state.setdefault(_VIEW + slot, "exam" if slot == STUDY else "production")
        st.session_state.setdefault(_DAY + slot, read_day(None))
        st.session_state.setdefault(_FACTS + slot, {})
    if not first and came_by_history():
        _follow_history()
        return
    # A browser that answers quickly sends an address that this session wrote a moment ago. Only
    # one that it never wrote comes from outside; anything else would bring old answers back.
    met = _met()
    for slot in _EVERY:
        text = st.query_params.get(slot)
        if text and (slot, text) not in met:
            _take_over(slot, text, "Opened a link")
            met[slot, text] = placed(slot)
            if slot == MAIN and not first:
                go(ANSWER)
    if first:
        _take_place()
        # Before a link was opened there was nothing that anybody would want back.
        st.session_state[_DONE] = ()


def came_by_history() -> bool:
    """Whether the visitor arrived by Back or Forward of the browser."""
    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def _follow_history() -> None:
    """Show what the address showed when it was left.

    On one way through the questions only the place changes: an answer given later is not lost.
    """
    before = at()
    _take_place()
    together = before[0] in _STEPS_OF_ONE_WAY and at()[0] in _STEPS_OF_ONE_WAY
    for slot in _EVERY:
        text = st.query_params.get(slot)
        if text:
            of_this_way = _met().get((slot, text)) == placed(slot)
            if not (slot == MAIN and together and before != at() and of_this_way):
                _take_over(slot, text, "Went back or forward")
        elif slot == MAIN and at()[0] in _BEFORE_A_CASE and facts(MAIN):
            set_facts(MAIN, {}, "Went back or forward")
        elif slot in OTHERS and facts(slot):
            drop(slot)


def _take_place() -> None:
    """Where the address says that the visitor is."""
    place, _, fact = str(st.query_params.get(_AT, "")).partition(".")
    known = place in (*_BEFORE_A_CASE, *_STEPS_OF_ONE_WAY) and (
        not fact or fact in fact_definitions()
    )
    if not known or (place == QUESTION) != bool(fact):
        place, fact = (ANSWER if st.query_params.get(MAIN) else START), ""
    st.session_state[_AT] = (place, fact)
    given = str(st.query_params.get(_SKIPPED, "")).split(".")
    st.session_state[_SKIPPED] = tuple(name for name in given if name in fact_definitions())
    why = str(st.query_params.get(_WHY, ""))[:LONGEST_REASON]
    st.session_state[_INSTEAD] = (str(st.query_params.get(_INSTEAD, "")), why)


def at() -> tuple[str, str]:
    """Where the visitor is on the page Advise, and the fact that is asked for there."""
    return cast(tuple[str, str], st.session_state.get(_AT, (START, "")))


def go(place: str, fact: str = "") -> None:
    """Go to another place of the page Advise. fact: the one to ask for at a question."""
    st.session_state[_AT] = (place, fact)


def skipped() -> tuple[str, ...]:
    """The facts that the visitor said she does not know, in the order in which she said so."""
    return tuple(name for name in st.session_state.get(_SKIPPED, ()) if name not in facts(MAIN))


def skip(fact: str, whether: bool = True) -> None:
    """Remember that the visitor does not know this, or forget it again."""
    others = tuple(name for name in skipped() if name != fact)
    st.session_state[_SKIPPED] = (*others, fact) if whether else others


def instead() -> tuple[str, str]:
    """The path that the visitor takes against the advice, and why; both empty without one."""
    return cast(tuple[str, str], st.session_state.get(_INSTEAD, ("", "")))


def choose_instead(path: str, why: str) -> None:
    """Take another path than the advice; an empty one follows the advice again."""
    chosen = (path, why[:LONGEST_REASON]) if path else ("", "")
    if chosen != instead():
        _remember("The plan chosen against the advice")
        st.session_state[_INSTEAD] = chosen


def _take_over(slot: str, text: str, said: str) -> None:
    try:
        shared = from_text(text)
    except BadInput as error:
        st.session_state[_PROBLEM] = error
        if slot == MAIN:
            del st.query_params[slot]
        return
    if shared == question(slot) and not shared.left_out:
        return
    set_facts(slot, shared.scenario.known(), said)
    if shared.left_out:
        st.session_state[_LEFT_OUT] = BadInput(shared.left_out)
        # The address keeps what was not understood until something is changed here.
        st.session_state[_OLD + slot] = (text, dict(facts(slot)))
    if slot in (MAIN, STUDY):
        st.session_state[_VIEW + slot] = shared.view
        st.session_state[_DAY + slot] = read_day(shared.as_of)


def close_session() -> None:
    """Write into the address what the session holds, all at once: one entry of the history."""
    written = {slot: to_text(question(slot)) for slot in slots()}
    if not facts(MAIN) and view() == "production" and day() == read_day(None) and len(written) == 1:
        written = {}
    if facts(STUDY):
        written[STUDY] = to_text(question(STUDY))
    met = _met()
    met.update({(slot, text): placed(slot) for slot, text in written.items()})
    while len(met) > _MOST_MET:
        del met[next(iter(met))]
    for slot in _EVERY:
        if _still_old(slot):
            written[slot] = st.query_params[slot]
    place, fact = at()
    usual = ANSWER if facts(MAIN) else START
    if place != usual:
        written[_AT] = f"{place}.{fact}" if fact else place
    if skipped():
        written[_SKIPPED] = ".".join(skipped())
    if facts(MAIN) and instead()[0]:
        written[_INSTEAD], written[_WHY] = instead()
    held = {key: st.query_params[key] for key in st.query_params}
    wanted = {key: value for key, value in held.items() if key not in _KEYS} | written
    if held != wanted:
        st.query_params.from_dict(wanted)


def _still_old(slot: str) -> bool:
    """Whether the address is a link that was taken in part, and nothing was changed since."""
    text, then = st.session_state.get(_OLD + slot, ("", None))
    return bool(text) and st.query_params.get(slot) == text and facts(slot) == then


def take_left_out() -> BadInput | None:
    """The facts of a link that could not be taken, once."""
    return cast(BadInput | None, st.session_state.pop(_LEFT_OUT, None))


def _met() -> dict[tuple[str, str], int]:
    """The texts that this session has read or written, oldest first, and the scenario of each."""
    return cast(dict[tuple[str, str], int], st.session_state.setdefault(_MET, {}))


def slots() -> tuple[str, ...]:
    """The scenarios in use, the main one first."""
    return (MAIN, *(slot for slot in OTHERS if _FACTS + slot in st.session_state))


def free_slot() -> str | None:
    """A further scenario's place; None when all are taken."""
    return next((slot for slot in OTHERS if _FACTS + slot not in st.session_state), None)


def facts(slot: str = MAIN) -> dict[str, Any]:
    """The facts of a scenario as plain data; those left out are unknown."""
    return cast(dict[str, Any], st.session_state.get(_FACTS + slot, {}))


def set_facts(slot: str, given: Mapping[str, Any], said: str = "Put another case in place") -> None:
    """Put these facts in place of a scenario's; every question then shows them.

    said: what was done, as the button to undo it says.
    """
    _remember(said)
    st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    st.session_state[_PLACED + slot] = st.session_state[_COUNT]
    if slot == MAIN:
        st.session_state[_SKIPPED] = ()
        st.session_state[_INSTEAD] = ("", "")
    _write(slot, given)


def change_facts(slot: str, changes: Mapping[str, Any]) -> None:
    """Change some facts of a scenario at once; None makes one unknown. The others stay."""
    changed = read_scenario({**facts(slot), **changes}).known()
    if changed != facts(slot):
        _remember(_changed(changes))
        _write(slot, changed)


def _changed(changes: Mapping[str, Any]) -> str:
    titles = [fact_definitions()[name].title for name in changes]
    return titles[0] if len(titles) == 1 else f"{len(titles)} answers"


def _write(slot: str, given: Mapping[str, Any]) -> None:
    st.session_state[_FACTS + slot] = dict(given)
    st.session_state[_VERSION + slot] = version(slot) + 1


def set_fact(slot: str, name: str, value: Any) -> None:
    """Change one fact; None makes it unknown. On a wrong one BadInput, and nothing changes."""
    changed = read_scenario({**facts(slot), name: value}).known()
    if changed != facts(slot):
        _remember(_changed({name: value}))
        st.session_state[_FACTS + slot] = changed


def drop(slot: str) -> None:
    """Take a further scenario out of the comparison."""
    _remember("Took a case out")
    st.session_state.pop(_FACTS + slot, None)


def _remember(said: str) -> None:
    in_use = [slot for slot in _EVERY if _FACTS + slot in st.session_state]
    before = Before(
        said,
        {slot: dict(facts(slot)) for slot in in_use},
        {slot: view(slot) for slot in (MAIN, STUDY)},
        {slot: day(slot) for slot in (MAIN, STUDY)},
        {slot: placed(slot) for slot in in_use},
        skipped(),
        at(),
        instead(),
    )
    st.session_state[_DONE] = (*_done(), before)[-_MOST_DONE:]


def _done() -> tuple[Before, ...]:
    return cast(tuple[Before, ...], st.session_state.get(_DONE, ()))


def last_done() -> Before | None:
    """How everything was before the last thing that was done; None where there is none."""
    return _done()[-1] if _done() else None


def undo() -> None:
    """Put everything back as it was before the last thing that was done."""
    before = last_done()
    if before is None:
        return
    st.session_state[_DONE] = _done()[:-1]
    for slot in _EVERY:
        given = before.facts.get(slot)
        if given is None:
            st.session_state.pop(_FACTS + slot, None)
        elif given != facts(slot) or _FACTS + slot not in st.session_state:
            st.session_state[_PLACED + slot] = before.placed[slot]
            _write(slot, given)
    for slot in (MAIN, STUDY):
        st.session_state[_VIEW + slot] = before.view[slot]
        st.session_state[_DAY + slot] = before.day[slot]
    st.session_state[_SKIPPED] = before.skipped
    st.session_state[_AT] = before.at
    st.session_state[_INSTEAD] = before.instead


def version(slot: str) -> int:
    """How often something else than a question changed it; questions of an old one start anew."""
    return int(st.session_state.get(_VERSION + slot, 0))


def placed(slot: str) -> int:
    """The number of the scenario that was last put in place as a whole; each has its own."""
    return int(st.session_state.get(_PLACED + slot, 0))


def _own(slot: str) -> str:
    """Cases that are compared share the view and the day of the main one."""
    return STUDY if slot == STUDY else MAIN


def view(slot: str = MAIN) -> View:
    """The view of the answer."""
    return cast(View, st.session_state[_VIEW + _own(slot)])


def day(slot: str = MAIN) -> datetime.date:
    """The day of the answer."""
    return cast(datetime.date, st.session_state[_DAY + _own(slot)])


def set_view(chosen: View, slot: str = MAIN) -> None:
    """Answer in this view from now on."""
    st.session_state[_VIEW + slot] = chosen


def set_day(chosen: datetime.date, slot: str = MAIN) -> None:
    """Answer for this day from now on."""
    st.session_state[_DAY + slot] = chosen


def question(slot: str = MAIN) -> Shared:
    """The whole question: scenario, view, day."""
    return Shared(read_scenario(facts(slot)), view(slot), day(slot))


def question_before(before: Before) -> Shared:
    """The whole main question as it was before something was done."""
    return Shared(read_scenario(before.facts[MAIN]), before.view[MAIN], before.day[MAIN])


def take_problem() -> BadInput | None:
    """What was wrong with the address, once."""
    return cast(BadInput | None, st.session_state.pop(_PROBLEM, None))
