"""How sure an answer is, remembered while it is in use: it costs some tenths of a second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

import streamlit as st

from advisor.errors import BadInput
from advisor.knowledge import Knowledge
from advisor.reasoning.wording import listed
from advisor.what_if import Sensitivity, default_sensitivities
from advisor.what_if.sweep import Sweep, sweep
from ui.answers import Answered
from ui.link import Shared, from_text, to_text

_TRIED_FOR_A_MAP = 7


def certainty(question: Shared, skipped: Collection[str] = ()) -> Sensitivity:
    """How sure the answer to a question is, and what would change it.

    skipped: facts that the visitor cannot tell; what would change it is then left out.
    """
    return _sensitivity(to_text(question), tuple(sorted(skipped)))


def with_certainty(answered: Answered) -> Answered:
    """The same answer, its status by what every open answer would lead to."""
    found = certainty(answered.question)
    status = "final" if found.final else "provisional"
    advice = answered.advice.model_copy(update={"status": status, "agreement": found.agreement})
    return replace(answered, advice=advice)


@st.cache_data(max_entries=64, show_spinner="Looking at every answer that is still open")
def _sensitivity(text: str, skipped: tuple[str, ...]) -> Sensitivity:
    asked = from_text(text)
    # The page shows flips for the question as it is, and looks for them once.
    return default_sensitivities().of(
        asked.scenario, asked.view, skipped=skipped, flips=not skipped
    )


@st.cache_data(max_entries=64, show_spinner=False)
def swept(text: str, facts: tuple[str, ...]) -> Sweep:
    """The plan over one or two facts of a question, which is given as its link's text."""
    asked = from_text(text)
    return sweep(default_sensitivities(), asked.scenario, asked.view, facts)


def map_facts() -> tuple[str, ...]:
    """The facts on which a plan can depend."""
    return default_sensitivities().answers.facts("plan")


@st.cache_data(max_entries=64, show_spinner=False)
def telling_facts(text: str) -> tuple[str, str]:
    """Two facts whose map shows much: those over each of which alone the most paths come up.

    text: a question, as its link's text. Tried are the facts that settle most and those that the
    smallest changes are made of; of equally good ones those tried first. Where no fact alone leads
    to another path, it is the two that the smallest change of two facts is made of.
    """
    found = certainty(from_text(text))
    changed = Counter(change.fact for flip in found.flips for change in flip.changes)
    asked = [each.fact for each in found.questions[:3]]
    every = map_facts()
    tried = dict.fromkeys([*asked, *(fact for fact, _ in changed.most_common()), *every])
    few = [fact for fact in tried if fact in every][:_TRIED_FOR_A_MAP]
    shown = {fact: _paths(text, fact) for fact in few}
    if max(shown.values()) < 2:
        for flip in found.flips:
            facts = [change.fact for change in flip.changes if change.fact in every]
            if len(facts) == 2:
                return facts[0], facts[1]
    first, second, *_ = sorted(few, key=lambda fact: -shown[fact])
    return first, second


def _paths(text: str, fact: str) -> int:
    """How many paths come up over one fact."""
    asked = from_text(text)
    try:
        headlines = sweep(default_sensitivities(), asked.scenario, asked.view, (fact,)).headlines()
    except BadInput:
        return 0
    return len({path for row in headlines for path in row})


def plan_name(paths: Sequence[str], known: Knowledge) -> str:
    """A plan by the short names of its paths, the costliest first."""
    return listed(known.paths[path].short_name for path in reversed(paths))
