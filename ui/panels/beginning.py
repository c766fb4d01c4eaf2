"""An empty page: worked scenarios to start from."""

from __future__ import annotations

import streamlit as st

from advisor.facts.definitions import fact_definitions
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import WorkedScenario
from ui import state
from ui.answers import Answered, worked_question
from ui.drawings.markup import text
from ui.drawings.words import fact_title, fact_value

HOW_MANY = 6
_ALL = "all-scenarios"


def beginning(answered: Answered) -> None:
    """Some worked scenarios as cards, each with another outcome; one click fills the questions."""
    every = list(answered.knowledge.scenarios.values())
    picked = every if st.session_state.get(_ALL) else pick(answered.knowledge)
    if not picked:
        st.html("<p>There are no worked scenarios. Answer the first question.</p>")
        return
    _kinds(answered.knowledge)
    st.subheader("Or start from a worked scenario", anchor=False)
    columns = st.columns(2)
    for place, each in enumerate(picked):
        with columns[place % 2], st.container(border=True, key=f"card-{each.id}"):
            st.markdown(f"**{each.title}**")
            st.html(f'<p class="adv-quiet">{text(each.story)}</p>')
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
            f"Show all {len(every)} worked scenarios",
            key="show-all-scenarios",
            on_click=lambda: st.session_state.update({_ALL: True}),
        )


def _kinds(known: Knowledge) -> None:
    """Kinds of systems, each with facts that are typical of it, to be confirmed one by one."""
    if not known.beginnings:
        return
    st.subheader("Begin with a kind of system", anchor=False)
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
    st.button(
        f"Begin with {len(ticked)} {'fact' if len(ticked) == 1 else 'facts'}",
        type="primary",
        key="beginning:take",
        disabled=not ticked,
        on_click=state.set_facts,
        args=(state.MAIN, {fact: typical[fact] for fact in ticked}),
    )


def pick(known: Knowledge) -> list[WorkedScenario]:
    """A handful that shows the range: the first of each headline that the file names give."""
    by_headline: dict[str, WorkedScenario] = {}
    for each in known.scenarios.values():
        if each.view == "production" and each.as_of is None and len(each.facts) > 5:
            by_headline.setdefault(each.headline, each)
    order = [path for path in known.paths if path in by_headline]
    ladder = sorted(order, key=lambda path: known.paths[path].position)
    return [by_headline[path] for path in ladder][:HOW_MANY]


def choose_scenario(known: Knowledge, label: str) -> None:
    """A field to find any worked scenario by its title."""
    st.session_state["chosen-scenario"] = None
    st.selectbox(
        label,
        tuple(known.scenarios),
        key="chosen-scenario",
        format_func=lambda identifier: known.scenarios[identifier].title,
        placeholder="Start from a worked scenario",
        label_visibility="collapsed",
        on_change=_take_chosen,
    )


def _take_chosen() -> None:
    chosen = st.session_state["chosen-scenario"]
    if chosen:
        start_from(chosen)


def start_from(identifier: str) -> None:
    """Fill the questionnaire from a worked scenario, in its view and on its day."""
    asked = worked_question(identifier)
    state.set_facts(state.MAIN, asked.scenario.known())
    state.set_view(asked.view)
    if asked.as_of is not None:
        state.set_day(asked.as_of)


def start_over(answered: Answered) -> None:
    """Change to a worked scenario, or empty the questionnaire."""
    if not state.facts():
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container():
            choose_scenario(answered.knowledge, "Worked scenarios")
        st.button(
            "Empty",
            icon=":material/delete:",
            type="tertiary",
            help="Forget every answer and start anew",
            on_click=state.set_facts,
            args=(state.MAIN, {}),
        )
