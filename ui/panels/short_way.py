"""The short way: one question at a time, the one that matters most, until none can change it."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

from advisor.facts.definitions import fact_definitions
from advisor.what_if import Sensitivity
from ui import state
from ui.answers import Answered
from ui.certainty import certainty
from ui.drawings.markup import note
from ui.drawings.words import fact_title
from ui.look import section, show
from ui.panels.leads import leads
from ui.questionnaire import ask

_SKIPPED, _ASKED, _NOW, _HERE = "short:skipped", "short:asked", "short:now", "short:here"


def short_way(answered: Answered) -> None:
    """The question that is expected to settle most, what its answers lead to, and the end."""
    section("The short way")
    skipped = _forgotten_left_out()
    found = certainty(answered.question, skipped)
    question = _question(found)
    asked = _asked()
    facts = len(fact_definitions())
    show(
        '<p class="adv-quiet">One question at a time, the one that settles most, until the plan is '
        f"final. {len(asked)} asked so far; the whole questionnaire asks {facts}.</p>"
    )
    if question is None:
        _end(answered, found, skipped)
    else:
        ask(fact_definitions()[question], state.MAIN, answered.knowledge)
        told = next((each for each in found.questions if each.fact == question), None)
        if told is not None:
            show(leads(told, answered.knowledge))
    with st.container(horizontal=True):
        if question is not None:
            st.button(
                "Next question" if question in state.facts() else "I do not know",
                key="short:next",
                icon=":material/arrow_forward:",
                on_click=_go_on,
                args=(question,),
            )
        last = next(reversed(asked), None)
        st.button(
            f"Take back: {fact_title(last)}" if last else "Take the last one back",
            key="short:back",
            icon=":material/undo:",
            type="tertiary",
            disabled=last is None,
            on_click=_take_back,
            args=(last,),
        )


def _asked() -> dict[str, Any]:
    """The facts that were asked for, in order, with what was known of them before."""
    return cast(dict[str, Any], st.session_state[_ASKED])


def _forgotten_left_out() -> list[str]:
    """The facts that the visitor cannot tell; what was emptied elsewhere may be asked again.

    Another scenario begins its way anew.
    """
    here = state.placed(state.MAIN)
    if st.session_state.get(_HERE) != here:
        st.session_state.update({_HERE: here, _SKIPPED: [], _ASKED: {}, _NOW: (None, None)})
    given = state.facts()
    skipped = [fact for fact in st.session_state[_SKIPPED] if fact not in given]
    st.session_state[_SKIPPED] = skipped
    st.session_state[_ASKED] = {
        fact: was for fact, was in _asked().items() if fact in given or fact in skipped
    }
    return skipped


def _question(found: Sensitivity) -> str | None:
    """The question to stand on the page; None where nothing is left to ask.

    One that takes several answers, or whose number was known roughly, stays until the visitor
    goes on.
    """
    asked = _asked()
    now, was = st.session_state[_NOW]
    if now is not None and now in state.facts() and now not in asked:
        if fact_definitions()[now].kind not in ("flag", "choice"):
            return cast(str, now)
        asked[now] = was
    ahead = next((each.fact for each in found.worth_asking if each.fact not in asked), None)
    if ahead != now:
        st.session_state[_NOW] = (ahead, state.facts().get(ahead or ""))
    return ahead


def _go_on(question: str) -> None:
    # A second click on the same question finds it asked already.
    if question in _asked():
        return
    now, was = st.session_state[_NOW]
    if question not in state.facts():
        st.session_state[_SKIPPED] = [*st.session_state[_SKIPPED], question]
    _asked()[question] = was if now == question else None


def _take_back(last: str) -> None:
    if last not in _asked():
        return
    was = _asked().pop(last)
    st.session_state[_SKIPPED] = [each for each in st.session_state[_SKIPPED] if each != last]
    st.session_state[_NOW] = (last, was)
    state.change_facts(state.MAIN, {last: was})


def _end(answered: Answered, found: Sensitivity, skipped: list[str]) -> None:
    plan = answered.advice.plan.summary
    # Numbers that are known roughly are asked for once, and stay rough where that is all.
    rough = [fact for fact in found.certainty.open_facts if fact in state.facts()]
    if skipped or not found.final:
        names = ", ".join(fact_title(fact).lower() for fact in (*skipped, *rough))
        stay = f" It holds while these stay as they are: {names}." if names else ""
        show(note("calm", "There is nothing left to ask.", f"{plan}{stay}"))
    else:
        show(note("calm", "Nothing more can change the plan.", plan))
