"""How sure: final or provisional, what else it could be, what would change it."""

from __future__ import annotations

import streamlit as st

from advisor.advice import Certainty, Change, Flip
from advisor.sensitivity import Sensitivity
from advisor.wording import percent
from ui import state
from ui.answers import Answered
from ui.certainty import apply, certainty, plan_name
from ui.drawings.markup import joined, note, text
from ui.drawings.shares import shares
from ui.drawings.words import fact_title, fact_value
from ui.look import show


def sure(answered: Answered) -> None:
    """How much of what is still open agrees with the plan, and which plans it leads to else."""
    st.subheader("How sure", anchor=False)
    found = certainty(answered.question)
    known = answered.knowledge
    show(verdict(found))
    if not found.final:
        rows = [(plan_name(answered.advice.plan.paths, known), found.agreement, True)]
        rows += [(plan_name(each.paths, known), each.share, False) for each in found.runners_up]
        show(shares(rows))
        show(f'<p class="adv-quiet">{text(_how(found.certainty))}</p>')


def verdict(found: Sensitivity) -> str:
    """Final or provisional, as a note."""
    if found.final:
        return note("calm", "Final", "No answer to what is not known can change the plan.")
    matter = len(found.certainty.open_facts)
    return note(
        "warn",
        f"Provisional: {percent(found.agreement)} of the possible answers agree",
        f"{matter} {'fact' if matter == 1 else 'facts'} can still change the plan.",
    )


def _how(found: Certainty) -> str:
    if found.how == "sampled":
        return (
            f"From a sample of {found.completions:,} of the possible answers; the share lies "
            f"between {percent(found.low)} and {percent(found.high)}. Each answer counts alike."
        )
    return f"Every one of {found.completions:,} possible answers was looked at; each counts alike."


def flips(answered: Answered) -> None:
    """For each other path the smallest change that leads to it; a click makes the change."""
    st.subheader("What would change it", anchor=False)
    found = certainty(answered.question).flips
    if not found:
        st.html("<p>No change of up to three facts was found that leads to another path.</p>")
        return
    for flip in found:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            show(_flip(flip, answered))
            st.button(
                "Make this change",
                key=f"flip:{flip.path}",
                help=flip.text,
                on_click=_change,
                args=(flip.changes,),
            )
    st.button(
        "Take the last change back",
        icon=":material/undo:",
        key="flip:back",
        disabled=_BEFORE not in st.session_state,
        on_click=_back,
    )


_BEFORE = "before-flip"


def _change(changes: tuple[Change, ...]) -> None:
    st.session_state[_BEFORE] = state.facts()
    apply(changes)


def _back() -> None:
    state.set_facts(state.MAIN, st.session_state.pop(_BEFORE))


def _flip(flip: Flip, answered: Answered) -> str:
    changes = joined(
        f"<li>{text(fact_title(each.fact))}: {text(fact_value(each.fact, each.was))} → "
        f"<strong>{text(fact_value(each.fact, each.to))}</strong></li>"
        for each in flip.changes
    )
    name = answered.knowledge.paths[flip.path].short_name
    return f'<div><span class="adv-name">{text(name)}</span><ul>{changes}</ul></div>'


def irrelevant(answered: Answered) -> None:
    """Facts that need not be asked: whatever they are, nothing changes."""
    st.subheader("What need not be asked", anchor=False)
    found = certainty(answered.question)
    nothing = set(found.irrelevant_for_items)
    plan = [fact for fact in found.irrelevant_facts if fact not in nothing]
    _chips("Cannot change the plan nor anything recommended", list(found.irrelevant_for_items))
    _chips("Cannot change the plan, but what is recommended besides", plan)


def _chips(title: str, facts: list[str]) -> None:
    if facts:
        with st.expander(f"{title}: {len(facts)}"):
            entries = joined(f"<li>{text(fact_title(fact))}</li>" for fact in facts)
            show(f'<ul class="adv-chips">{entries}</ul>')
