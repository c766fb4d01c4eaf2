"""What the columns of a table hold: recognised by their names, and open to change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import streamlit as st

from advisor.scenario import fact_definitions
from ui.drawings.markup import note
from ui.look import show
from ui.portfolio import KEEP, LEAVE_OUT, Columns, facts_held, likely, recognised
from ui.tables import Brought

_CHOSEN = "portfolio:columns"
_SIDE_BY_SIDE = 3
_ENDS = {"at_least": "at least", "at_most": "at most"}


def choose_columns(brought: Brought) -> Columns:
    """What each column holds; those that were not recognised stand open to view."""
    guessed = {name: recognised(name) for name in brought.names}
    unknown = [name for name in brought.names if guessed[name] in (KEEP, LEAVE_OUT)]
    others = [name for name in brought.names if name not in unknown]
    chosen: dict[str, str] = {}
    if unknown:
        st.html(
            "<p><strong>These columns have no fact's name.</strong> Say what they hold, or keep "
            "them beside the answers.</p>"
        )
        chosen |= _fields(unknown, guessed, brought.mark)
    if others:
        label = f"{len(others)} of {len(brought.names)} columns are facts by their names"
        with st.expander(label):
            chosen |= _fields(others, guessed, brought.mark)
    columns = {name: chosen[name] for name in brought.names}
    if not facts_held(columns):
        show(
            note(
                "warn",
                "No column holds a fact, so every row would have the same answer.",
                "Say above what a column holds. `advisor facts` and the Rule book name the facts.",
            )
        )
    return columns


def _fields(names: Sequence[str], guessed: Columns, mark: str) -> dict[str, str]:
    found = {}
    for start in range(0, len(names), _SIDE_BY_SIDE):
        places = st.columns(_SIDE_BY_SIDE)
        for place, name in zip(places, names[start : start + _SIDE_BY_SIDE], strict=False):
            with place:
                found[name] = _field(name, guessed[name], mark)
    return found


def _field(name: str, guessed: str, mark: str) -> str:
    chosen = cast(dict[tuple[str, str], str], st.session_state.setdefault(_CHOSEN, {}))
    key = f"column:{mark}:{name}"
    # What was chosen outlives a change of page; the field alone does not.
    st.session_state[key] = chosen.get((mark, name), guessed)

    def take() -> None:
        chosen[mark, name] = st.session_state[key]

    near = likely(name) if guessed == KEEP else ""
    return st.selectbox(
        f"“{_short(name)}” holds",
        _options(),
        key=key,
        format_func=_said,
        on_change=take,
        help=f"{near} Choose it if so." if near else None,
    )


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39]}…"


def _options() -> tuple[str, ...]:
    definitions = fact_definitions()
    bounds = [
        f"{fact}.{end}" for fact, each in definitions.items() if each.is_number for end in _ENDS
    ]
    return (KEEP, LEAVE_OUT, *definitions, *bounds)


def _said(option: str) -> str:
    if option in (KEEP, LEAVE_OUT):
        return "Keep beside the answers" if option == KEEP else "Leave out"
    fact, _, end = option.partition(".")
    title = fact_definitions()[fact].title
    return f"{title}, {_ENDS[end]}" if end else title
