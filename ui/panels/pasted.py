"""Paste a question with its options: its facts are proposed, its options stand to be chosen."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st

from advisor.errors import BadInput
from advisor.exam.pasted import PastedQuestion, read_pasted
from advisor.reading import ReadFact, read_text
from advisor.reading.quotes import LONGEST_TEXT
from ui import state
from ui.answers import knowledge
from ui.drawings.markup import as_label, note, text
from ui.drawings.words import fact_title, fact_value
from ui.look import show
from ui.questionnaire import problems_note

_FIELD, _TYPED, _HELD, _CHOSEN = "pasted:field", "pasted:typed", "pasted:held", "pasted:chosen"
_FACTS = "pasted:facts"


def paste_a_question() -> None:
    """A field for a question with its options, and what was read in it."""
    with st.expander("Paste a question with its options", expanded=_HELD in st.session_state):
        st.session_state.setdefault(_FIELD, st.session_state.get(_TYPED, ""))
        st.text_area(
            "Question and options",
            key=_FIELD,
            max_chars=LONGEST_TEXT,
            height=170,
            placeholder="A shop wants answers from its manuals, which change weekly ...\n"
            "A. Full fine-tuning\nB. Retrieval-augmented generation",
            help="Each option on a line of its own, with a letter before it. It is read on this "
            "machine and sent nowhere.",
        )
        st.button("Read the question", key="pasted:read", on_click=_read)
        held = st.session_state.get(_HELD)
        if isinstance(held, BadInput):
            show(problems_note(held, "This could not be read."))
        elif held is not None:
            _facts_read(held[1])


def pasted() -> PastedQuestion | None:
    """The question that was pasted, while its case is the one that is checked."""
    held = st.session_state.get(_HELD)
    if held is None or isinstance(held, BadInput) or held[2] != state.placed(state.STUDY):
        return None
    return cast(PastedQuestion, held[0])


def choose_among(question: PastedQuestion) -> tuple[str, ...]:
    """The option that the visitor chooses, as ids; empty while she has not."""
    options = list(range(len(question.options)))
    chosen = st.radio(
        "What would you choose?",
        options,
        index=None,
        key=_CHOSEN,
        format_func=lambda place: _lettered(question, place),
    )
    unknown = [each.text for each in question.options if not each.ids]
    if unknown:
        told = "; ".join(unknown)
        show(note("warn", "An option names nothing that is known here, so it is not judged.", told))
    return question.options[chosen].ids if chosen is not None else ()


def _lettered(question: PastedQuestion, place: int) -> str:
    # What was pasted is no Markdown.
    return f"{chr(ord('A') + place)}\\. {as_label(question.options[place].text)}"


def _read() -> None:
    typed = st.session_state[_FIELD]
    st.session_state[_TYPED] = typed
    st.session_state.pop(_CHOSEN, None)
    try:
        question = read_pasted(knowledge(), typed)
        read = read_text(question.text)
    except BadInput as error:
        st.session_state[_HELD] = error
        return
    sure = [each for each in read.read if each.sure]
    st.session_state[_FACTS] = [each.fact for each in sure]
    state.set_facts(state.STUDY, _as_facts(sure), "Read a pasted question")
    st.session_state[_HELD] = (question, read.read, state.placed(state.STUDY))


def _as_facts(read: list[ReadFact]) -> dict[str, Any]:
    return {each.fact: each.value for each in read}


def _facts_read(read: tuple[ReadFact, ...]) -> None:
    if not read:
        show(note("calm", "No fact was found in it.", "The verdict rests on what is stated."))
        return
    told = {each.fact: each for each in read}

    def take() -> None:
        held = st.session_state[_HELD]
        kept = [told[fact] for fact in st.session_state[_FACTS]]
        state.change_facts(
            state.STUDY,
            dict.fromkeys(told) | _as_facts(kept),
        )
        st.session_state[_HELD] = (held[0], held[1], state.placed(state.STUDY))

    st.session_state.setdefault(_FACTS, [])
    st.multiselect(
        "Facts that it states",
        list(told),
        key=_FACTS,
        format_func=lambda fact: f"{fact_title(fact)}: {fact_value(fact, told[fact].value)}",
        help="Take away what it does not say.",
        on_change=take,
        select_all=False,
    )
    lines = "".join(
        f"<li>{text(fact_title(each.fact))}: <q>{text(each.quote)}</q></li>" for each in read
    )
    show(f"<ul>{lines}</ul>")
