"""Check my reasoning: choose a scenario, say what you would choose and why, read the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import streamlit as st

from advisor.errors import BadInput
from advisor.exam import CheckedReasoning, check_reasoning
from advisor.facts.definitions import fact_definitions
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge
from ui import state
from ui.answers import knowledge
from ui.drawings.checking import (
    deciding,
    exam_tip,
    judged,
    option,
    revealed,
    right_where,
    verdict,
)
from ui.drawings.markup import joined, text
from ui.drawings.words import fact_title, fact_value
from ui.link import from_text, to_text
from ui.look import section, show
from ui.panels.beginning import choose_scenario
from ui.panels.pasted import choose_among, paste_a_question, pasted
from ui.questionnaire import problems_note

_CHOICE, _BECAUSE, _OPTIONS = "check:choice", "check:because", "check:options"
_PICKED = "check:picked"
_VIEW_SAID: dict[View, str] = {
    "exam": "Checked in the Exam view: by what AIF-C01 teaches. Choose Production above to check "
    "it by what a new customer can use today.",
    "production": "Checked in the Production view: by what a new customer can use on the day. "
    "Choose Exam above to check it by what AIF-C01 teaches.",
}


def the_scenario() -> None:
    """The facts that are stated, or a worked scenario to begin with."""
    known = knowledge()
    section("1. The scenario")
    choose_scenario(known, "Worked cases", state.STUDY)
    paste_a_question()
    if state.facts() and state.facts() != state.facts(state.STUDY):
        st.button(
            "Take the case of the page Advise",
            key="check:take-mine",
            on_click=lambda: state.set_facts(state.STUDY, state.facts(), "Take the case of Advise"),
        )
    facts = state.facts(state.STUDY)
    if not facts:
        st.html("<p>Choose a worked case, or take your own from the page Advise.</p>")
        return
    story = next((each.story for each in known.scenarios.values() if dict(each.facts) == facts), "")
    show(f'<p class="adv-quiet">{_VIEW_SAID[state.view(state.STUDY)]}</p>')
    lines = "".join(
        f"<li><strong>{text(fact_title(name))}</strong>: {text(fact_value(name, value))}</li>"
        for name, value in facts.items()
    )
    st.html((f"<p>{text(story)}</p>" if story else "") + f"<ul>{lines}</ul>")


def the_choice() -> None:
    """What the visitor would choose, why, and among what."""
    known = knowledge()
    names = {path.id: path.name for path in known.paths.values()}
    names |= {item.id: item.name for item in known.items.values()}
    section("2. Your choice")
    question = pasted()
    if question is not None:
        st.session_state[_PICKED] = choose_among(question)
    else:
        st.session_state.pop(_PICKED, None)
        _own_choice(names)
    _reasons(known)
    if question is None:
        _offered(names)


def _own_choice(names: Mapping[str, str]) -> None:
    st.multiselect(
        "What would you choose?",
        list(names),
        key=_CHOICE,
        format_func=names.__getitem__,
        placeholder="A path, or anything of the catalogue",
        select_all=False,
        help="Several are chosen together.",
    )


def _reasons(known: Knowledge) -> None:
    definitions = fact_definitions()
    titles = {name: definitions[name].title for name in state.facts(state.STUDY)}
    titles |= {need.id: f"Need: {need.name}" for need in known.needs.values()}
    # A reason of another scenario would be none of this one's choices.
    kept = [each for each in st.session_state.get(_BECAUSE, []) if each in titles]
    st.session_state[_BECAUSE] = kept
    st.multiselect(
        "Which facts or needs decide it?",
        list(titles),
        key=_BECAUSE,
        format_func=titles.__getitem__,
        placeholder="Leave empty to have the choice alone checked",
        select_all=False,
    )


def _offered(names: Mapping[str, str]) -> None:
    st.multiselect(
        "Which options were there?",
        list(names),
        key=_OPTIONS,
        format_func=names.__getitem__,
        placeholder="Leave empty where any answer was open",
        select_all=False,
    )


def the_verdict() -> None:
    """The verdict, or what is still to be said."""
    section("3. The verdict")
    question = pasted()
    if question is not None:
        choice = tuple(st.session_state.get(_PICKED, ()))
        options = tuple("+".join(each.ids) for each in question.options if each.ids)
    else:
        choice = tuple(st.session_state.get(_CHOICE, ()))
        options = _with_choice(tuple(st.session_state.get(_OPTIONS, ())), choice)
    if not state.facts(state.STUDY) or not choice:
        st.html("<p>Your result appears here once you choose an answer.</p>")
        return
    because = tuple(st.session_state.get(_BECAUSE, ()))
    try:
        with st.spinner("Checking"):
            checked = _checked(to_text(state.question(state.STUDY)), choice, because, options)
    except BadInput as error:
        st.html(problems_note(error, "This could not be checked."))
        return
    show(verdict(checked))
    show(joined(revealed(each) for each in checked.misconceptions))
    for title, markup in (
        ("What decides", deciding(checked)),
        ("Your reasons", joined(judged(each) for each in checked.because)),
        ("The options, in the order of fit", joined(option(each) for each in checked.options)),
        ("What would make it right", right_where(checked)),
    ):
        if markup:
            st.markdown(f"**{title}**")
            show(markup)
    show(exam_tip(checked))


def _with_choice(options: tuple[str, ...], choice: tuple[str, ...]) -> tuple[str, ...]:
    """The options that were there, the choice among them; none where any answer was open."""
    if options and len(choice) == 1:
        return tuple(dict.fromkeys((*options, *choice)))
    return (*options, "+".join(choice)) if options else ()


@lru_cache(maxsize=48)
def _checked(
    question: str, choice: tuple[str, ...], because: tuple[str, ...], options: tuple[str, ...]
) -> CheckedReasoning:
    asked = from_text(question)
    return check_reasoning(
        asked.scenario,
        choice,
        because=because or None,
        options=options,
        view=asked.view,
        as_of=asked.as_of,
    )
