"""One question on the screen: why it is asked, its choices, and the way on."""

from __future__ import annotations

from typing import Any

import streamlit as st

from advisor.errors import BadInput
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.labels import label_of, meaning_of
from advisor.facts.number_units import EXAMPLES
from advisor.facts.numbers import write_number
from advisor.facts.read import read_facts
from advisor.knowledge.knowledge import Knowledge
from ui import state
from ui.answers import knowledge
from ui.asking import Ahead, ahead, asked, go_back, move_on, why_asked
from ui.drawings.markup import folded, note, text
from ui.drawings.words import fact_title, question_for_readers
from ui.frame import headline
from ui.look import show
from ui.panels.leads import leads
from ui.questionnaire import NONE_OF_THESE, PLACEHOLDERS, read_note

TWO_COLUMNS_FROM = 9
SEARCH_FROM = 30
_PROBLEM, _TYPED, _READ, _STEP = "one:problem", "one:typed", "one:read", "one:step"


def one_question(fact: str) -> None:
    """Ask for one fact; the answer counts at once, and Continue goes on to the next question."""
    definition = fact_definitions()[fact]
    # What is left is worked out for the question, not again for each choice that is tried.
    is_open = fact not in state.facts() and fact not in state.skipped()
    left = ahead(state.question(), state.skipped()) if is_open else None
    with st.container(key="one-question"):
        show(f'<p class="adv-step">{text(_step(fact, left))}</p>')
        show(headline(question_for_readers(fact), f"question {fact}"))
        show(f'<p class="adv-quiet">{text(why_asked(fact))}</p>')
        with st.container():
            problem = st.session_state.get(_PROBLEM)
            if problem and problem[0] == fact:
                show(f'<div role="alert">{note("bad", problem[1], problem[2])}</div>')
        if definition.is_number:
            _number(definition)
        else:
            if definition.kind in ("flag", "choice"):
                _one_of(definition)
            else:
                _several_of(definition, knowledge())
            with st.container(horizontal=True):
                st.button(
                    "Continue",
                    key="one:continue",
                    type="primary",
                    icon=":material/arrow_forward:",
                    icon_position="right",
                    help="Enter",
                    on_click=_continue,
                    args=(fact,),
                )
                _do_not_know(fact)
            show('<p class="adv-quiet adv-keys">Keys: 1 to 9 choose, Enter goes on.</p>')
        with st.container():
            if left is not None:
                _tell_leads(fact, left)
        with st.container(horizontal=True, key="one-ways"):
            back = f"Back to: {fact_title(_before(fact))}" if _before(fact) else "Back"
            st.button(
                back,
                key="one:back",
                icon=":material/arrow_back:",
                type="tertiary",
                on_click=go_back,
                args=(fact,),
            )
            _go_button("See the answer so far", state.ANSWER, ":material/stairs_2:")
            _go_button("Check your answers", state.CHECK, ":material/checklist:")
            _go_button("All questions by section", state.ALL, ":material/list:")


def _step(fact: str, left: Ahead | None) -> str:
    """Which question it is, and how many are left; it stays while the question is answered."""
    if left is not None:
        number = len(state.facts()) + len(state.skipped()) + 1
        more = len(left.questions) - 1
        rest = (
            "the last that can change the plan"
            if more < 1
            else f"at most {more} more can change the plan, and usually far fewer are asked"
        )
        st.session_state[_STEP] = (fact, f"Question {number} · {rest}")
    of, said = st.session_state.get(_STEP, ("", ""))
    return said if of == fact else "Change an answer"


def _before(fact: str) -> str:
    """The question that was asked before this one; empty where there is none."""
    every = asked()
    if fact in every:
        every = every[: every.index(fact)]
    return every[-1] if every else ""


def _go_button(label: str, place: str, icon: str) -> None:
    st.button(
        label, key=f"go:{place}", icon=icon, type="tertiary", on_click=state.go, args=(place,)
    )


def _do_not_know(fact: str) -> None:
    st.button(
        "I don't know",
        key="one:unknown",
        help="It stays unknown, which never counts as no.",
        on_click=_leave_open,
        args=(fact,),
    )


def _tell(fact: str, problem: str, remedy: str) -> None:
    st.session_state[_PROBLEM] = (fact, problem, remedy)


def _continue(fact: str) -> None:
    st.session_state.pop(_PROBLEM, None)
    if fact not in state.facts():
        _tell(fact, "Nothing is chosen yet.", "Choose an answer, or say “I don't know”.")
        return
    move_on(fact)


def _leave_open(fact: str) -> None:
    st.session_state.pop(_PROBLEM, None)
    if fact in state.facts():
        state.change_facts(state.MAIN, {fact: None})
    move_on(fact)


def _key(definition: FactDefinition) -> str:
    return f"one:{state.version(state.MAIN)}:{definition.name}"


def _one_of(definition: FactDefinition) -> None:
    key, fact = _key(definition), definition.name
    flag = definition.kind == "flag"
    options = ("yes", "no") if flag else definition.choices
    found: Any = state.facts().get(fact)
    if key not in st.session_state:
        st.session_state[key] = {True: "yes", False: "no"}.get(found) if flag else found

    def take() -> None:
        st.session_state.pop(_PROBLEM, None)
        chosen = st.session_state[key]
        value = {"yes": True, "no": False}.get(chosen) if flag else chosen
        state.set_fact(state.MAIN, fact, value)

    st.radio(
        definition.question,
        options,
        index=None,
        key=key,
        format_func=str.capitalize if flag else lambda choice: label_of(fact, choice),
        captions=None if flag else [meaning_of(fact, choice) for choice in options],
        label_visibility="collapsed",
        width="stretch",
        on_change=take,
    )


def _several_of(definition: FactDefinition, known: Knowledge) -> None:
    fact = definition.name
    choices = definition.choices or tuple(
        sorted(name for name, item in known.items.items() if item.kind == "service")
    )
    if len(choices) > SEARCH_FROM:
        _searched(definition, choices, known)
        return
    found = state.facts().get(fact)
    key = _key(definition)
    show('<p class="adv-quiet">Choose all that apply.</p>')
    places = st.columns(2) if len(choices) >= TWO_COLUMNS_FROM else [st.container()]
    half = -(-len(choices) // len(places))
    for place, choice in enumerate(choices):
        with places[place // half]:
            _box(f"{key}:{choice}", fact, choice, choice in (found or ()))
    _box(f"{key}:{NONE_OF_THESE}", fact, NONE_OF_THESE, found == [])


def _box(key: str, fact: str, choice: str, ticked: bool) -> None:
    st.session_state[key] = ticked
    means = meaning_of(fact, choice)
    label = "None of these" if choice == NONE_OF_THESE else label_of(fact, choice)

    def take() -> None:
        st.session_state.pop(_PROBLEM, None)
        found = list(state.facts().get(fact) or ())
        if choice == NONE_OF_THESE:
            value: list[str] | None = [] if st.session_state[key] else None
        elif st.session_state[key]:
            value = [*found, choice]
        else:
            value = [each for each in found if each != choice] or None
        state.set_fact(state.MAIN, fact, value)

    with st.container(key=f"box-{choice}", gap=None):
        st.checkbox(label, key=key, on_change=take, width="stretch")
        if means:
            show(f'<p class="adv-means">{text(means)}</p>')


def _searched(definition: FactDefinition, choices: tuple[str, ...], known: Knowledge) -> None:
    """So many choices that they are searched. What is chosen counts at once."""
    key, fact = _key(definition), definition.name
    options = (*choices, NONE_OF_THESE)
    found = state.facts().get(fact)
    if key not in st.session_state:
        st.session_state[key] = [NONE_OF_THESE] if found == [] else list(found or ())

    def take() -> None:
        st.session_state.pop(_PROBLEM, None)
        chosen = [each for each in st.session_state[key] if each != NONE_OF_THESE]
        none = NONE_OF_THESE in st.session_state[key] and not chosen
        state.set_fact(state.MAIN, fact, [] if none else chosen or None)

    st.multiselect(
        definition.question,
        options,
        key=key,
        format_func=lambda each: known.items[each].name if each in known.items else "None of these",
        placeholder="Type to search, or open the list",
        label_visibility="collapsed",
        on_change=take,
        select_all=False,
    )


def _number(definition: FactDefinition) -> None:
    """A field that takes a number as people write it; Enter goes on."""
    key, fact = _key(definition), definition.name
    if key not in st.session_state:
        st.session_state[key] = st.session_state.get(_TYPED, {}).get(fact) or write_number(
            state.facts().get(fact)
        )
    with st.form(f"form:{fact}", border=False):
        named = not definition.unit or definition.unit in definition.title.lower()
        unit = "" if named else f", in {definition.unit}"
        st.text_input(
            f"{definition.title}{unit}",
            key=key,
            placeholder=PLACEHOLDERS.get(definition.unit or "", "40k, or 1000-5000, or >= 1000"),
            help=f"Write it as you like: {EXAMPLES}. A range will do.",
        )
        with st.container(horizontal=True):
            st.form_submit_button(
                "Continue",
                key="one:continue",
                type="primary",
                icon=":material/arrow_forward:",
                icon_position="right",
                on_click=_take_number,
                args=(fact, key),
            )
            st.form_submit_button(
                "I don't know", key="one:unknown", on_click=_leave_open, args=(fact,)
            )
    for each in st.session_state.get(_READ, ()):
        show(read_note(each))


def _take_number(fact: str, key: str) -> None:
    typed = st.session_state[key]
    st.session_state[_TYPED] = {fact: typed}
    st.session_state.pop(_PROBLEM, None)
    if not typed.strip():
        _tell(fact, "Nothing is written yet.", "Write a number, or say “I don't know”.")
        return
    try:
        reading = read_facts({fact: typed})
    except BadInput as error:
        first = error.problems[0]
        _tell(fact, first.problem, first.remedy)
        return
    value = reading.scenario.known().get(fact)
    if value is None:
        _leave_open(fact)
        return
    st.session_state[_TYPED] = {}
    doubtful = tuple(each for each in reading.read_as if each.doubt)
    shown_before = st.session_state.get(_READ) == doubtful
    st.session_state[_READ] = doubtful
    state.set_fact(state.MAIN, fact, value)
    # What may not be meant is shown once before the next question is asked.
    if not doubtful or shown_before:
        st.session_state[_READ] = ()
        move_on(fact)


def _tell_leads(fact: str, left: Ahead) -> None:
    told = next((each for each in left.questions if each.fact == fact), None)
    if told is not None and told.leads_to:
        show(
            folded(
                '<span class="adv-name">What each answer would lead to</span>',
                leads(told, knowledge()),
            )
        )
