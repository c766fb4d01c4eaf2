"""How sure: final or provisional, what else it could be, what would change it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.reasoning.advice import Certainty, Change, Flip
from advisor.reasoning.wording import listed, percent
from advisor.reports.sentences import several_together
from advisor.what_if import Sensitivity
from ui.answers import Answered
from ui.certainty import certainty, plan_name
from ui.drawings.markup import joined, note, text
from ui.drawings.shares import shares
from ui.drawings.words import fact_title, fact_value
from ui.look import section, show
from ui.steps import TakenBack, last, make, take_back


def sure(answered: Answered) -> None:
    """How much of what is still open agrees with the plan, and which plans it leads to else."""
    section("Final or provisional")
    found = certainty(answered.question)
    known = answered.knowledge
    if not answered.advice.scenario:
        name = plan_name(answered.advice.plan.paths, known)
        show(
            f"<p>Nothing is known yet, and so the plan is {text(name)}. The short way below asks "
            "what settles most.</p>"
        )
    show(verdict(found))
    if not found.final:
        rows = [(plan_name(answered.advice.plan.paths, known), found.agreement, True)]
        rows += [(plan_name(each.paths, known), each.share, False) for each in found.runners_up]
        show(
            '<p class="adv-quiet">Of all ways to answer the '
            f"{len(found.certainty.open_facts)} open questions, so many lead to the present plan "
            "and to others:</p>"
        )
        show(shares(rows))
        rest = 1 - sum(share for _, share, _ in rows)
        told = f"All further plans: {percent(rest)}. " if rest > 0.0005 else ""
        show(f'<p class="adv-quiet">{text(told + _how(found.certainty))}</p>')


def verdict(found: Sensitivity) -> str:
    """Final or provisional, as a note."""
    if found.final:
        unless = " while what it assumes holds" if found.assumptions else ""
        return note("calm", "Final", f"No answer to what is not known can change the plan{unless}.")
    alone = found.certainty.by_one_answer
    if not alone and not found.worth_asking and not found.runners_up:
        besides = "the assumptions beside can, or " if found.assumptions else ""
        return note(
            "warn",
            "Provisional",
            f"No single question can change it; only {besides}a rare combination of answers.",
        )
    if not alone:
        told = several_together(bool(found.assumptions))
        return note("warn", "Provisional", f"{told[:1].upper()}{told[1:]}.")
    left = f"{len(alone)} {'question' if len(alone) == 1 else 'questions'} left"
    names = listed(fact_title(fact).lower() for fact in alone)
    which = "One answer to this could" if len(alone) == 1 else "Any one of these answers could"
    return note("warn", f"Provisional: {left}", f"{which} change the plan: {names}.")


def _how(found: Certainty) -> str:
    alike = (
        "This counts possibilities and forecasts nothing: a rare answer counts as much as a "
        "common one."
    )
    if found.how == "sampled":
        low, high = percent(found.low), percent(found.high)
        share = f"is {high}" if high in (low, "under 1%") else f"lies between {low} and {high}"
        return (
            f"From a sample of {found.completions:,} of the possible answers; the share of the "
            f"present plan {share}. {alike}"
        )
    return f"Every one of {found.completions:,} possible answers was looked at. {alike}"


def flips(answered: Answered) -> None:
    """For each other path the smallest change that leads to it; a click makes the change."""
    section("What would change it")
    found = certainty(answered.question).flips
    if found:
        show(
            '<p class="adv-quiet">The smallest change that was found towards each other path; all '
            "other facts stay.</p>"
        )
    else:
        st.html("<p>No change of up to three facts was found that leads to another path.</p>")
    _taking_back()
    for flip in found:
        name = answered.knowledge.paths[flip.path].short_name
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"flip-card-{flip.path}"
        ):
            show(_flip(flip, name, answered.question.scenario))
            st.button(
                "Make this change",
                key=f"flip:{flip.path}",
                help=f"Then the plan's headline is {name}.",
                on_click=_change,
                args=(flip.changes,),
            )


_TOLD = "flip:told"


def _taking_back() -> None:
    told: TakenBack | None = st.session_state.pop(_TOLD, None)
    step = last()
    if step is not None:
        st.button(
            f"Take back: {_titles(step.before)}",
            icon=":material/undo:",
            key="flip:back",
            on_click=_back,
        )
    if told is not None:
        restored = f"Taken back: {_titles(told.restored)}." if told.restored else ""
        stayed = f"Changed since, so it stays: {_titles(told.stayed)}." if told.stayed else ""
        show(
            f'<div role="status">{note("calm", restored or "Nothing to take back.", stayed)}</div>'
        )


def _titles(facts: Iterable[str]) -> str:
    return ", ".join(fact_title(fact) for fact in facts)


def _change(changes: tuple[Change, ...]) -> None:
    make({each.fact: each.to for each in changes})


def _back() -> None:
    # A second click may come when nothing is left to take back.
    told = take_back()
    if told is not None:
        st.session_state[_TOLD] = told


def _flip(flip: Flip, name: str, scenario: Scenario) -> str:
    changes = joined(
        f"<li>{text(fact_title(each.fact))}: {text(_was(each, scenario))} "
        f"→&nbsp;<strong>{text(_becomes(each))}</strong></li>"
        for each in flip.changes
    )
    return f'<div><span class="adv-name">{text(name)}</span><ul>{changes}</ul></div>'


def _was(change: Change, scenario: Scenario) -> str:
    """The value as it is, in words: none, where another fact says so."""
    if change.was is None and fact_definitions()[change.fact].is_none(scenario.get):
        return "None"
    return fact_value(change.fact, change.was)


def _becomes(change: Change) -> str:
    """The new value in words, with its unit."""
    definition = fact_definitions()[change.fact]
    if not definition.is_number:
        return fact_value(change.fact, change.to)
    unit = definition.unit
    return f"{change.becomes} {unit}" if unit else change.becomes


def irrelevant(answered: Answered) -> None:
    """Facts that need not be asked: whatever they are, nothing changes."""
    found = certainty(answered.question)
    nothing = set(found.irrelevant_for_items)
    plan = [fact for fact in found.irrelevant_facts if fact not in nothing]
    if not nothing and not plan:
        return
    section("What need not be asked")
    _chips("Changes nothing at all", list(found.irrelevant_for_items))
    _chips("Cannot change the plan, only what is recommended beside it", plan)


def _chips(title: str, facts: list[str]) -> None:
    if facts:
        with st.expander(f"{title}: {len(facts)} {'fact' if len(facts) == 1 else 'facts'}"):
            entries = joined(f"<li>{text(fact_title(fact))}</li>" for fact in facts)
            show(f'<ul class="adv-chips">{entries}</ul>')
