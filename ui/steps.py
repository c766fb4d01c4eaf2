"""The changes that clicks made to the scenario, so that each can be taken back.

What was said elsewhere in the meantime stays: only a fact that is still as the click left it goes
back to what it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import streamlit as st

from ui import state

_STEPS = "steps"


@dataclass(frozen=True)
class Step:
    """What one click changed: the facts before and after it; None is unknown."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class TakenBack:
    """What taking a step back did. stayed: facts that somebody changed since."""

    restored: tuple[str, ...]
    stayed: tuple[str, ...]


def make(changes: Mapping[str, Any]) -> None:
    """Change these facts and remember how they were. A second click on the same is no step."""
    now = state.facts()
    before = {fact: now.get(fact) for fact in changes}
    state.change_facts(state.MAIN, changes)
    now = state.facts()
    after = {fact: now.get(fact) for fact in changes}
    if after != before:
        st.session_state[_STEPS] = (_here(), (*_made(), Step(before, after)))


def last() -> Step | None:
    """The step that would be taken back; None where there is none.

    A scenario that was put in place as a whole begins without steps.
    """
    made = _made()
    return made[-1] if made else None


def take_back() -> TakenBack | None:
    """Undo the last step; None where there is none."""
    step = last()
    if step is None:
        return None
    now = state.facts()
    restored = {fact: was for fact, was in step.before.items() if now.get(fact) == step.after[fact]}
    st.session_state[_STEPS] = (_here(), _made()[:-1])
    state.change_facts(state.MAIN, restored)
    stayed = tuple(fact for fact in step.before if fact not in restored)
    return TakenBack(tuple(restored), stayed)


def _made() -> tuple[Step, ...]:
    here, made = cast(tuple[int, tuple[Step, ...]], st.session_state.get(_STEPS, (_here(), ())))
    return made if here == _here() else ()


def _here() -> int:
    return state.placed(state.MAIN)
