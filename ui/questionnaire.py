"""The questionnaire, generated from the scenario model: a handful of questions, then by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import streamlit as st

from advisor.errors import BadInput
from advisor.facts.definitions import FactDefinition, fact_definitions, sections
from advisor.facts.labels import label_of, labels
from advisor.facts.number_units import EXAMPLES
from advisor.facts.numbers import write_number
from advisor.facts.read import read_facts
from advisor.facts.written import ReadAs
from advisor.facts.written import in_words as in_unit
from advisor.knowledge.knowledge import Knowledge
from ui import state
from ui.answers import knowledge
from ui.drawings.markup import note, text, unseen
from ui.drawings.words import SECTIONS, in_words, question_for_readers
from ui.look import show

FIRST = "first"
HOW_MANY_FIRST = 8
NONE_OF_THESE = "none_of_these"
PLACEHOLDERS = {
    "ms": "2 s, or 500 ms",
    "weeks": "6 weeks, or 3 months",
    "MB": "500 KB, or 2 MB",
    "requests/month": "40k, or 1,500 a day",
    "tokens": "2M, or 900 documents of 10 pages",
    "USD": "$50k, or 20-50k",
    "USD/month": "$4k, or $50k a year",
    "%": "30%",
}
_PILLS_AT_MOST = 30


def first_facts(known: Knowledge) -> tuple[str, ...]:
    """The facts that most of the rules read which say what is needed, in the usual order."""
    read = Counter(
        fact
        for rule in known.rules.values()
        if rule.concludes.needs or rule.concludes.signals
        for fact in rule.facts
    )
    names = fact_definitions()
    order = {name: place for place, name in enumerate(names)}
    counted = [name for name in names if read[name] and names[name].section != "status"]
    chosen = sorted(counted, key=lambda name: (-read[name], order[name]))[:HOW_MANY_FIRST]
    return tuple(sorted(chosen, key=lambda name: order[name]))


def facts_of(section: str, known: Knowledge) -> tuple[str, ...]:
    """The facts that a section asks for, in order."""
    if section == FIRST:
        return first_facts(known)
    return tuple(name for name, each in fact_definitions().items() if each.section == section)


def present_section(slot: str) -> str:
    """The section whose questions are shown."""
    return str(st.session_state.get(f"section:{slot}") or FIRST)


def questionnaire(slot: str) -> None:
    """Ask for the facts of a scenario; every answer goes into the state at once."""
    known = knowledge()
    names = (FIRST, *sections())
    key = f"section:{slot}"
    st.session_state.setdefault(key, FIRST)
    given = state.facts(slot)
    st.html(progress(len(given), len(fact_definitions())))
    chosen = st.pills(
        "Section",
        names,
        key=key,
        required=True,
        format_func=_section_labels(names, known, given).__getitem__,
        label_visibility="collapsed",
    )
    section = chosen or FIRST
    with st.container(key=f"questions-{slot}"):
        for name in facts_of(section, known):
            ask(fact_definitions()[name], slot, known)
    place = names.index(section)
    back, ahead = st.columns(2, wrap=False)
    back.button(
        "Back",
        key=f"back:{slot}",
        icon=":material/arrow_back:",
        disabled=place == 0,
        width="stretch",
        on_click=_go,
        args=(key, names[max(place - 1, 0)]),
    )
    last = place == len(names) - 1
    ahead.button(
        "Next" if last else f"Next: {section_title(names[place + 1])}",
        key=f"next:{slot}",
        icon=":material/arrow_forward:",
        icon_position="right",
        disabled=last,
        width="stretch",
        on_click=_go,
        args=(key, names[min(place + 1, len(names) - 1)]),
    )


def _go(key: str, section: str) -> None:
    st.session_state[key] = section


def section_title(section: str) -> str:
    """A section as the visitor reads it."""
    return "To begin with" if section == FIRST else SECTIONS.get(section, in_words(section))


def _section_labels(
    sections: tuple[str, ...], known: Knowledge, given: Mapping[str, Any]
) -> dict[str, str]:
    labels = {}
    for section in sections:
        names = facts_of(section, known)
        count = sum(name in given for name in names)
        title = section_title(section)
        labels[section] = f"{title} {count}/{len(names)}" if count else title
    return labels


def progress(given: int, of: int) -> str:
    """How much is answered, as a bar."""
    share = 100 * given / of
    return (
        f'<div class="adv-progress"><span>{given} of {of} facts known</span>'
        '<span class="adv-quiet">leave empty what you do not know</span>'
        f'<div class="bar" aria-hidden="true"><div style="width:{share:.0f}%"></div></div></div>'
    )


def ask(definition: FactDefinition, slot: str, known: Knowledge) -> None:
    """One question with the input that suits its kind."""
    if definition.is_number:
        _ask_number(definition, slot)
    elif definition.kind in ("flag", "choice"):
        _ask_one(definition, slot)
    else:
        _ask_several(definition, slot, known)


def _key(definition: FactDefinition, slot: str) -> str:
    return f"ask:{slot}:{state.version(slot)}:{definition.name}"


def _help(definition: FactDefinition) -> str:
    unit = f", in {definition.unit}" if definition.unit else ""
    ways = f" Write it as you like: {EXAMPLES}." if definition.is_number else ""
    told = [
        f"- **{each.label}**: {each.meaning}" for each in labels().get(definition.name, {}).values()
    ]
    lines = ["", *told] if told else []
    empty = "Leave it empty where you do not know; that never counts as no."
    return "\n".join([f"**{definition.title}{unit}.** {empty}{ways}", *lines])


def _ask_one(definition: FactDefinition, slot: str) -> None:
    key = _key(definition, slot)
    flag = definition.kind == "flag"
    options = ("yes", "no") if flag else definition.choices
    found: Any = state.facts(slot).get(definition.name)
    if key not in st.session_state:
        st.session_state[key] = {True: "yes", False: "no"}.get(found) if flag else found

    def take() -> None:
        chosen = st.session_state[key]
        value = {"yes": True, "no": False}.get(chosen) if flag else chosen
        state.set_fact(slot, definition.name, value)

    st.pills(
        question_for_readers(definition.name),
        options,
        key=key,
        format_func=str.capitalize if flag else lambda choice: label_of(definition.name, choice),
        help=_help(definition),
        on_change=take,
    )


def _ask_several(definition: FactDefinition, slot: str, known: Knowledge) -> None:
    key = _key(definition, slot)
    choices = definition.choices or tuple(
        sorted(name for name, item in known.items.items() if item.kind == "service")
    )
    options = (*choices, NONE_OF_THESE)
    found = state.facts(slot).get(definition.name)
    if key not in st.session_state:
        st.session_state[key] = [NONE_OF_THESE] if found == [] else list(found or ())

    def take() -> None:
        chosen = list(st.session_state[key])
        before = state.facts(slot).get(definition.name)
        if NONE_OF_THESE in chosen and (before or before is None):
            chosen = [NONE_OF_THESE]
            value: list[str] | None = []
        else:
            chosen = [each for each in chosen if each != NONE_OF_THESE]
            value = chosen or None
        st.session_state[key] = chosen
        state.set_fact(slot, definition.name, value)

    def label(option: str) -> str:
        item = known.items.get(option) if not definition.choices else None
        if option == NONE_OF_THESE:
            return "None of these"
        return item.name if item else label_of(definition.name, option)

    if len(options) > _PILLS_AT_MOST:
        st.multiselect(
            question_for_readers(definition.name),
            options,
            key=key,
            format_func=label,
            help=_help(definition),
            placeholder="Choose one or several, or type to search",
            on_change=take,
            select_all=False,
        )
    else:
        st.pills(
            question_for_readers(definition.name),
            options,
            key=key,
            selection_mode="multi",
            format_func=label,
            help=_help(definition),
            on_change=take,
        )


def _ask_number(definition: FactDefinition, slot: str) -> None:
    key = _key(definition, slot)
    problem_key, read_key = f"problem:{key}", f"read:{key}"
    if key not in st.session_state:
        st.session_state[key] = write_number(state.facts(slot).get(definition.name))

    def take() -> None:
        st.session_state.pop(problem_key, None)
        st.session_state.pop(read_key, None)
        try:
            reading = read_facts({definition.name: st.session_state[key]})
            value: Any = reading.scenario.known().get(definition.name)
            state.set_fact(slot, definition.name, value)
        except BadInput as error:
            st.session_state[problem_key] = error
        else:
            st.session_state[key] = write_number(value)
            st.session_state[read_key] = reading.read_as

    unit = f" ({definition.unit})" if definition.unit else ""
    st.text_input(
        f"{question_for_readers(definition.name)}{unit}",
        key=key,
        help=_help(definition),
        placeholder=PLACEHOLDERS.get(definition.unit or "", "40k, or 1000-5000, or >= 1000"),
        on_change=take,
    )
    for each in st.session_state.get(read_key, ()):
        show(read_note(each))
    problem = st.session_state.get(problem_key)
    if isinstance(problem, BadInput):
        first = problem.problems[0]
        kept = state.facts(slot).get(definition.name)
        stays = f" It stays {write_number(kept)}." if kept is not None else " It stays unknown."
        st.html(
            f'<div role="alert">{unseen(definition.title)}'
            f"{note('bad', first.problem, first.remedy + stays)}</div>"
        )


def read_note(read: ReadAs) -> str:
    """What was typed for a fact beside what was read, and why it should be looked at again."""
    typed = f"Read as {in_unit(read.fact, read.read)}" if read.typed else ""
    how = f"“{read.typed}”{f': {read.how}' if read.how else ''}." if read.typed else ""
    lead = typed or f"{fact_definitions()[read.fact].title}: is this meant?"
    kind = "warn" if read.doubt else "calm"
    return f'<div role="status">{note(kind, lead, f"{how} {read.doubt}".strip())}</div>'


def problems_note(error: BadInput, lead: str) -> str:
    """What was wrong with an input, as a note."""
    told = " ".join(f"{each.problem} {each.remedy}".strip() for each in error.problems[:5])
    return f'<div role="alert">{note("bad", lead, text(told) and told)}</div>'
