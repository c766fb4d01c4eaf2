"""The short way: one question at a time, the one that matters most, until none can change it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.advice import NextQuestion
from advisor.scenario import fact_definitions
from advisor.sensitivity import Sensitivity
from advisor.wording import percent
from ui import state
from ui.answers import Answered
from ui.certainty import certainty
from ui.drawings.markup import joined, note, text
from ui.drawings.words import fact_title, fact_value
from ui.look import show
from ui.questionnaire import ask

_SKIPPED, _ASKED, _NOW = "short:skipped", "short:asked", "short:now"


def short_way(answered: Answered) -> None:
    """The question that is expected to settle most, what its answers lead to, and the end."""
    st.subheader("The short way", anchor=False)
    skipped = _forgotten_left_out()
    found = certainty(answered.question, skipped, flips=False)
    question = _question(found)
    asked: list[str] = st.session_state[_ASKED]
    facts = len(fact_definitions())
    show(
        f'<p class="adv-quiet">{len(asked)} asked so far; the whole questionnaire asks {facts}.</p>'
    )
    if question is None:
        _end(answered, skipped)
    else:
        ask(fact_definitions()[question], state.MAIN, answered.knowledge)
        told = next((each for each in found.questions if each.fact == question), None)
        if told is not None:
            show(leads(told, answered))
    with st.container(horizontal=True):
        if question is not None:
            st.button(
                "Next question" if question in state.facts() else "I do not know",
                key="short:next",
                icon=":material/arrow_forward:",
                on_click=_go_on,
                args=(question,),
            )
        st.button(
            "Take the last one back",
            key="short:back",
            icon=":material/undo:",
            type="tertiary",
            disabled=not asked,
            on_click=_take_back,
        )


def _forgotten_left_out() -> list[str]:
    """The facts that the visitor cannot tell; what was emptied elsewhere may be asked again."""
    given = state.facts()
    skipped = [fact for fact in st.session_state.get(_SKIPPED, ()) if fact not in given]
    asked = st.session_state.get(_ASKED, ())
    st.session_state[_SKIPPED] = skipped
    st.session_state[_ASKED] = [fact for fact in asked if fact in given or fact in skipped]
    return skipped


def _question(found: Sensitivity) -> str | None:
    """The question to stand on the page; None where nothing is left to ask.

    A question that takes several answers stays until the visitor goes on.
    """
    asked: list[str] = st.session_state[_ASKED]
    now: str | None = st.session_state.get(_NOW)
    if now is not None and now in state.facts():
        if fact_definitions()[now].kind not in ("flag", "choice") and now not in asked:
            return now
        if now not in asked:
            asked.append(now)
    ahead = [each.fact for each in found.questions if each.fact not in asked]
    st.session_state[_NOW] = ahead[0] if ahead else None
    return ahead[0] if ahead else None


def _go_on(question: str) -> None:
    if question not in state.facts():
        st.session_state[_SKIPPED] = [*st.session_state[_SKIPPED], question]
    st.session_state[_ASKED] = [*st.session_state[_ASKED], question]


def _take_back() -> None:
    last = st.session_state[_ASKED].pop()
    st.session_state[_SKIPPED] = [each for each in st.session_state[_SKIPPED] if each != last]
    st.session_state[_NOW] = None
    left: dict[str, Any] = {name: value for name, value in state.facts().items() if name != last}
    state.set_facts(state.MAIN, left)


def leads(question: NextQuestion, answered: Answered) -> str:
    """What each answer would lead to: the likeliest path, and how likely."""
    rows = joined(
        f"<tr><th scope='row'>{text(fact_value(question.fact, each.answer))}</th>"
        f"<td>{text(answered.knowledge.paths[each.headline].short_name)}</td>"
        f"<td>{percent(each.share)}</td></tr>"
        for each in question.leads_to
    )
    settles = (
        f'<p class="adv-quiet">Its answer is expected to settle {percent(question.settles)} of the '
        "doubt about the plan.</p>"
        if question.settles is not None
        else ""
    )
    if not rows:
        return settles
    return (
        f"{settles}<div class='adv-scroll' role='region' aria-label='What each answer leads to' "
        "tabindex='0'><table class='adv-table'><thead><tr><th scope='col'>Answer</th>"
        "<th scope='col'>Leads most likely to</th><th scope='col'>Share</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _end(answered: Answered, skipped: list[str]) -> None:
    plan = answered.advice.plan.summary
    if skipped:
        names = ", ".join(fact_title(fact).lower() for fact in skipped)
        show(
            note(
                "calm",
                "There is nothing left to ask.",
                f"{plan} It holds while these stay unknown: {names}.",
            )
        )
    else:
        show(note("calm", "Nothing more can change the plan.", plan))
