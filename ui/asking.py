"""The way through the questions, one at a time: which comes next, and how many are left at most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import streamlit as st

from advisor.reasoning.advice import NextQuestion
from advisor.reasoning.wording import listed
from advisor.what_if import default_sensitivities
from ui import state
from ui.answers import knowledge
from ui.link import Shared, from_text, to_text

_ASKED, _FROM_CHECK = "asked", "from-check"


@dataclass(frozen=True)
class Ahead:
    """What is left to ask. questions: the one first that settles most; final: none matters."""

    questions: tuple[NextQuestion, ...]
    final: bool


def ahead(question: Shared, skipped: Sequence[str]) -> Ahead:
    """What is left to ask about this case. skipped: what the visitor does not know."""
    return _ahead(to_text(question), tuple(sorted(skipped)))


@lru_cache(maxsize=256)
def _ahead(text: str, skipped: tuple[str, ...]) -> Ahead:
    asked = from_text(text)
    found = default_sensitivities().outlook(asked.scenario, asked.view, skipped)
    return Ahead(found.worth_asking, found.final)


def next_fact() -> str | None:
    """The fact to ask for next; None where nothing that is left can change the plan.

    A number that is known roughly is asked for once.
    """
    found = ahead(state.question(), state.skipped())
    passed = {*asked(), *state.skipped()}
    known = state.facts()
    left = (each.fact for each in found.questions if each.fact not in passed & known.keys())
    return next(left, None)


def asked() -> tuple[str, ...]:
    """The facts that were asked for one at a time, in order."""
    return cast(tuple[str, ...], st.session_state.get(_ASKED, ()))


def begin() -> None:
    """Go to the first question that is open, or to the answers where none is."""
    _go_to(next_fact())


def move_on(fact: str) -> None:
    """Leave this question for the next; one that was left open is not asked again."""
    if fact not in state.facts():
        state.skip(fact)
    st.session_state[_ASKED] = (*(each for each in asked() if each != fact), fact)
    if st.session_state.pop(_FROM_CHECK, False):
        state.go(state.CHECK)
    else:
        _go_to(next_fact())


def change(fact: str) -> None:
    """Ask for one fact again, and come back to the answers."""
    st.session_state[_FROM_CHECK] = True
    state.skip(fact, False)
    state.go(state.QUESTION, fact)


def go_back(fact: str) -> None:
    """Go to the question before this one; before the first, to the beginning."""
    before = asked()
    if fact in before:
        before = before[: before.index(fact)]
    if st.session_state.pop(_FROM_CHECK, False):
        state.go(state.CHECK)
    elif before:
        state.go(state.QUESTION, before[-1])
    else:
        state.go(state.ANSWER if state.facts() else state.START)


def _go_to(fact: str | None) -> None:
    if fact is None:
        state.go(state.CHECK)
    else:
        state.go(state.QUESTION, fact)


@lru_cache(maxsize=256)
def _read_by(fact: str) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The needs that a fact asks for, the paths that it can rule out, how many rules read it."""
    rules = [rule for rule in knowledge().rules.values() if fact in rule.facts]
    needs = dict.fromkeys(each.need for rule in rules for each in rule.concludes.needs)
    limits = dict.fromkeys(path for rule in rules for path in rule.concludes.limits)
    return tuple(needs), tuple(limits), len(rules)


def why_asked(fact: str, most: int = 3) -> str:
    """Why a question is asked: what the rules that read its answer conclude."""
    known = knowledge()
    needs, limits, rules = _read_by(fact)
    said = []
    if needs:
        names = [known.needs[need].name.lower() for need in needs]
        said.append(f"The answer decides whether the solution needs {_some(names, most)}.")
    if limits:
        names = [known.paths[path].short_name for path in limits]
        said.append(f"It can rule out {_some(names, most)}.")
    if not said:
        counted = "1 rule reads" if rules == 1 else f"{rules} rules read"
        said.append(f"{counted} the answer, to choose what goes with the plan.")
    return " ".join(said)


def _some(names: Sequence[str], most: int) -> str:
    if len(names) <= most:
        return listed(names, "or")
    return listed([*names[: most - 1], f"{len(names) - most + 1} more"], "or")
