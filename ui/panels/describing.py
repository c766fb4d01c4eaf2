"""Describe it in your own words: facts proposed from a text, each kept, changed or dropped."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from typing import Any

import streamlit as st

from advisor.errors import BadInput, Problem
from advisor.facts.definitions import fact_definitions
from advisor.facts.labels import label_of
from advisor.facts.read import read_facts
from advisor.facts.written import in_words
from advisor.reading import Reader, ReadFact, ReadText, read_text
from advisor.reading.converse import Unreachable
from advisor.reading.quotes import LONGEST_TEXT
from advisor.reading.readings import Dropped
from ui import own_model, state
from ui.asking import begin
from ui.decisions import is_here
from ui.drawings.markup import note, text
from ui.drawings.reading import marked
from ui.drawings.words import fact_title
from ui.look import section, show

_FIELD, _TEXT, _READ = "describe:field", "describe:text", "describe:read"
_BY_MODEL = "describe:model"
_KEEP, _CHANGE, _DROP = "Keep", "Change", "Drop"
_NO_ANSWER = Problem("The model gave no answer.", remedy="Read without it, or try again.")

_log = logging.getLogger(__name__)


def describing() -> None:
    """A field for a description, and below it what was read in it, to be confirmed."""
    section("Describe it in your own words")
    with st.container(key="describing"):
        # A field that was out of sight starts anew; what was typed is kept apart from it.
        st.session_state.setdefault(_FIELD, st.session_state.get(_TEXT, ""))
        st.text_area(
            "Your description",
            key=_FIELD,
            max_chars=LONGEST_TEXT,
            height=150,
            on_change=_typed,
            placeholder="Clerks ask in plain words and get an answer that names its source. The "
            "manuals change every Friday ...",
            help="It is read on this machine and sent nowhere else, unless you ask a model. "
            "Nothing is taken until you say so.",
        )
        _model()
        st.button("Find facts in it", key="describe:go", on_click=_find)
        told = st.session_state.get(_READ)
        if isinstance(told, BadInput):
            show(note("warn", told.problems[0].problem, told.problems[0].remedy))
        elif isinstance(told, ReadText):
            _shown(str(st.session_state[_TEXT]), told)


def _model() -> None:
    """A switch for the model that this server names; nothing where it names none."""
    named = own_model.named()
    if isinstance(named, BadInput):
        show(note("warn", named.problems[0].problem, named.problems[0].remedy))
    elif named is not None:
        st.toggle(
            f"Also ask the model {named.name}",
            key=_BY_MODEL,
            on_change=_typed,
            help="The description is sent to this model on Amazon Bedrock. What it says is held to "
            "your words; where it and the cues disagree, you choose.",
        )


def _readers() -> tuple[Reader, ...]:
    named = own_model.named()
    asked = st.session_state.get(_BY_MODEL, False)
    return (named,) if asked and named is not None and not isinstance(named, BadInput) else ()


def _typed() -> None:
    st.session_state[_TEXT] = st.session_state[_FIELD]
    st.session_state.pop(_READ, None)


def _find() -> None:
    st.session_state[_TEXT] = st.session_state[_FIELD]
    try:
        st.session_state[_READ] = read_text(st.session_state[_TEXT], _readers())
    except Unreachable as error:
        # What is wrong with the server's account is for its operator to read.
        _log.warning("The model that reads descriptions gave no answer: %s", error)
        st.session_state[_READ] = error if is_here() else BadInput(_NO_ANSWER)
    except BadInput as error:
        st.session_state[_READ] = error


def _shown(described: str, told: ReadText) -> None:
    proposed = [*told.read, *(each for pair in told.conflicts for each in pair.readings)]
    proposed.sort(key=lambda each: each.start)
    show(marked(described, proposed))
    _unread(told)
    if not proposed:
        show(note("calm", "No fact was found.", "Go question by question instead."))
        return
    name = hashlib.sha256(described.encode("utf-8", "replace")).hexdigest()[:8]
    torn = {pair.fact for pair in told.conflicts}
    plain = [
        f"describe:{name}:{number}"
        for number, each in enumerate(proposed, 1)
        if each.fact not in torn
    ]
    if len(plain) > 1:
        st.button(
            f"Keep all {len(plain)}",
            key="describe:keep-all",
            on_click=_keep,
            args=(plain,),
            help="Where the text says two things of a fact, choose yourself." if torn else None,
        )
    taken = []
    for number, each in enumerate(proposed, 1):
        value = _asked(each, number, f"describe:{name}:{number}", each.fact in torn)
        if value is not None:
            taken.append((each.fact, value))
    facts, problems = _together(taken)
    for problem in problems:
        show(note("warn", problem.problem, problem.remedy))
    count = len(facts)
    st.button(
        f"Take {count} {'fact' if count == 1 else 'facts'}",
        key="describe:take",
        type="primary",
        disabled=not facts or bool(problems),
        on_click=_take,
        args=(facts,),
    )


def _keep(keys: Sequence[str]) -> None:
    for key in keys:
        st.session_state[key] = _KEEP


def _unread(told: ReadText) -> None:
    """What was not understood, and what of a model's answer was not taken."""
    for part in told.not_understood:
        if part.why:
            show(note("warn", f"Not read: {part.quote}", part.why))
    for remark in told.notes:
        show(note("warn", remark))
    silent = [part for part in told.not_understood if not part.why]
    if silent:
        with st.expander(f"Not understood ({len(silent)})", expanded=True):
            show("".join(f"<p><q>{text(part.quote)}</q></p>" for part in silent))
    if told.dropped:
        with st.expander(f"Proposed by the model and not taken ({len(told.dropped)})"):
            show("".join(map(_dropped, told.dropped)))


def _dropped(gone: Dropped) -> str:
    title = fact_title(gone.fact) if gone.fact in fact_definitions() else gone.fact
    said = f"{title}: {gone.value}" if gone.value is not None else title
    return f"<p><strong>{text(said)}</strong><br><q>{text(gone.quote)}</q> {text(gone.why)}</p>"


def _asked(each: ReadFact, number: int, key: str, torn: bool) -> Any:
    """The value of one proposed fact as it was confirmed; None where it was not."""
    remarks = [*([each.how] if each.how else []), *([each.by] if each.by != "cues" else [])]
    how = f" ({text('; '.join(remarks))})" if remarks else ""
    two = " The text says two things; keep one." if torn else ""
    show(
        f"<p><strong>{number}. {text(fact_title(each.fact))}: "
        f"{text(in_words(each.fact, each.value))}</strong>{how}<br>"
        f'<span class="adv-quiet">{text(fact_definitions()[each.fact].question)}{two}</span><br>'
        f"<q>{text(each.quote)}</q></p>"
    )
    said = st.segmented_control(
        f"{number}. {fact_title(each.fact)}",
        (_KEEP, _CHANGE, _DROP),
        key=key,
        # "Keep all" sets the choice itself; one that has a default as well is warned about.
        default=None if key in st.session_state else _default(each, torn),
        label_visibility="collapsed",
    )
    if said == _CHANGE:
        return _changed(each, f"{key}:to")
    return each.value if said == _KEEP else None


def _default(each: ReadFact, torn: bool) -> str | None:
    return _KEEP if each.sure and not torn else None


def _changed(each: ReadFact, key: str) -> Any:
    definition = fact_definitions()[each.fact]
    label = f"{definition.title}: what is right"
    if definition.kind == "flag":
        chosen = st.selectbox(label, ("yes", "no"), index=None, key=key)
    elif definition.kind == "choice":
        chosen = st.selectbox(
            label,
            definition.choices,
            index=None,
            key=key,
            format_func=lambda choice: label_of(each.fact, choice),
        )
    else:
        chosen = st.text_input(label, key=key) or None
    if chosen is None:
        return None
    try:
        return read_facts({each.fact: chosen}).scenario.known().get(each.fact)
    except BadInput as error:
        show(note("bad", error.problems[0].problem, error.problems[0].remedy))
        return None


def _together(taken: Sequence[tuple[str, Any]]) -> tuple[dict[str, Any], list[Problem]]:
    """The confirmed facts; what is confirmed in two ways is a problem."""
    facts: dict[str, Any] = {}
    problems = []
    for fact, value in taken:
        if fact not in facts:
            facts[fact] = value
        elif fact_definitions()[fact].kind == "choices":
            facts[fact] = [*dict.fromkeys([*facts[fact], *value])]
        elif facts[fact] != value:
            problems.append(
                Problem(f"Two values are kept for {fact_title(fact)}.", fact, "Drop one of them.")
            )
    return facts, problems


def _take(facts: dict[str, Any]) -> None:
    before = state.facts()
    several = {
        fact: [*dict.fromkeys([*before.get(fact, ()), *value])]
        for fact, value in facts.items()
        if fact_definitions()[fact].kind == "choices"
    }
    state.change_facts(state.MAIN, {**facts, **several})
    st.session_state.pop(_READ, None)
    begin()
