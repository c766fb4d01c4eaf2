"""Where to begin: a kind of system, or a worked case."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.facts.definitions import fact_definitions
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import WorkedScenario
from ui import state
from ui.answers import knowledge, worked_question
from ui.asking import begin
from ui.drawings.markup import text
from ui.drawings.words import fact_title, fact_value
from ui.look import section, show

FAMILIAR = (
    "policy-desk",
    "help-desk-with-hard-questions",
    "supplier-invoices",
    "staff-handbook",
    "parts-orders",
    "claim-letters",
)
"""Worked cases to begin with, from what is most often built to what is rarer."""
_ALL = "all-scenarios"


def worked(known: Knowledge) -> None:
    """Some worked scenarios as cards, each with another outcome; one click takes its facts."""
    every = list(known.scenarios.values())
    picked = every if st.session_state.get(_ALL) else pick(known)
    if not picked:
        return
    section("Or start from a worked case")
    columns = st.columns(2)
    for place, each in enumerate(picked):
        with columns[place % 2], st.container(border=True, key=f"card-{each.id}"):
            show(
                f'<p class="adv-name">{text(each.title)}</p>'
                f'<p class="adv-quiet">{text(each.story)}</p>'
            )
            st.button(
                "Start here",
                key=f"start:{each.id}",
                help=each.title,
                on_click=start_from,
                args=(each.id,),
                icon=":material/arrow_forward:",
                icon_position="right",
            )
    if len(picked) < len(every):
        st.button(
            f"Show all {len(every)} worked cases",
            key="show-all-scenarios",
            on_click=lambda: st.session_state.update({_ALL: True}),
        )


def kinds(known: Knowledge) -> None:
    """Kinds of systems, each with facts that are typical of it, to be confirmed one by one."""
    if not known.beginnings:
        return
    section("Begin with a kind of system")
    chosen = st.selectbox(
        "Kind of system",
        tuple(known.beginnings),
        index=None,
        key="beginning:kind",
        format_func=lambda each: known.beginnings[each].title,
        placeholder="Choose the one that is nearest",
    )
    if chosen is None:
        return
    st.html("<p>This is typical of it. Tick what is true of yours; the rest stays unknown.</p>")
    typical = known.beginnings[chosen].typical
    ticked = [
        fact
        for fact, value in typical.items()
        if st.checkbox(
            f"{fact_title(fact)}: {fact_value(fact, value)}",
            key=f"beginning:{chosen}:{fact}",
            help=fact_definitions()[fact].question,
        )
    ]
    with st.container(horizontal=True):
        st.button(
            f"Begin with {len(ticked)} {'fact' if len(ticked) == 1 else 'facts'}",
            type="primary",
            key="beginning:take",
            disabled=not ticked,
            on_click=_begin_with,
            args=({fact: typical[fact] for fact in ticked},),
        )
        st.button(
            "All of this is true of mine",
            key="beginning:all",
            on_click=_begin_with,
            args=(dict(typical),),
        )


def _begin_with(facts: dict[str, Any]) -> None:
    state.set_facts(state.MAIN, facts, "Begin with a kind of system")
    begin()


def pick(known: Knowledge) -> list[WorkedScenario]:
    """A handful that shows the range, those that most visitors will know first."""
    return [known.scenarios[each] for each in FAMILIAR if each in known.scenarios]


def choose_scenario(known: Knowledge, label: str, slot: str) -> None:
    """A field to find any worked scenario by its title. slot: the scenario whose place it takes."""
    key = f"chosen-scenario:{slot}"
    st.session_state[key] = None

    def take() -> None:
        chosen = st.session_state[key]
        if chosen:
            start_from(chosen, slot)

    st.selectbox(
        label,
        tuple(known.scenarios),
        key=key,
        format_func=lambda identifier: known.scenarios[identifier].title,
        placeholder="Choose a worked case",
        label_visibility="collapsed",
        on_change=take,
    )


def start_from(identifier: str, slot: str = state.MAIN) -> None:
    """Take the facts of a worked scenario, in its view and on its day."""
    asked = worked_question(identifier)
    title = knowledge().scenarios[identifier].title
    state.set_facts(slot, asked.scenario.known(), f"Load “{title}”")
    state.set_view(asked.view, slot)
    if asked.as_of is not None:
        state.set_day(asked.as_of, slot)
    if slot == state.MAIN:
        state.go(state.ANSWER)
