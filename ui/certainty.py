"""How sure an answer is, remembered while it is in use: it costs some tenths of a second."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from advisor.advice import Change
from advisor.knowledge import Knowledge
from advisor.scenario import read_scenario
from advisor.sensitivity import Sensitivity, default_sensitivities
from advisor.sharing import Shared, from_text, to_text
from advisor.wording import listed
from ui import state
from ui.answers import Answered


def certainty(question: Shared, skipped: Collection[str] = (), flips: bool = True) -> Sensitivity:
    """How sure the answer to a question is, and what would change it.

    skipped: facts that the visitor cannot tell. flips: whether to look for what would change it.
    """
    return _sensitivity(to_text(question), tuple(sorted(skipped)), flips)


def with_certainty(answered: Answered) -> Answered:
    """The same answer, its status by what every open answer would lead to."""
    found = certainty(answered.question)
    status = "final" if found.final else "provisional"
    advice = answered.advice.model_copy(update={"status": status, "agreement": found.agreement})
    return replace(answered, advice=advice)


@st.cache_data(max_entries=64, show_spinner="Looking at every answer that is still open")
def _sensitivity(text: str, skipped: tuple[str, ...], flips: bool) -> Sensitivity:
    asked = from_text(text)
    return default_sensitivities().of(asked.scenario, asked.view, skipped=skipped, flips=flips)


def apply(changes: Collection[Change]) -> None:
    """Change these facts of the scenario that the pages are about."""
    changed: dict[str, Any] = {**state.facts(), **{each.fact: each.to for each in changes}}
    state.set_facts(state.MAIN, read_scenario(changed).known())


def plan_name(paths: Sequence[str], known: Knowledge) -> str:
    """A plan by the short names of its paths, the costliest first."""
    names = [known.paths[path].short_name for path in reversed(paths)]
    return listed(names) if len(names) < 4 else f"{', '.join(names[:2])} and {len(names) - 2} more"
