"""What the columns of a table hold: recognised by their names, and open to change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import streamlit as st

from advisor.facts.definitions import fact_definitions
from ui.drawings.markup import joined, note, text
from ui.look import show
from ui.portfolio import KEEP, LEAVE_OUT, Columns, facts_held, likely, recognised
from ui.tables import Brought

_CHOSEN = "portfolio:columns"
_SIDE_BY_SIDE = 3
_OPEN_AT_MOST = 12
_ENDS = {"at_least": "at least", "at_most": "at most"}


def choose_columns(brought: Brought) -> Columns:
    """What each column holds; those that were not recognised stand open to view."""
    guessed = {name: recognised(name) for name in brought.names}
    unknown = [name for name in brought.names if guessed[name] in (KEEP, LEAVE_OUT)]
    fields = unknown[:_OPEN_AT_MOST]
    others = [name for name in brought.names if name not in fields]
    if fields:
        st.html(
            "<p><strong>These columns have no fact's name.</strong> Say what they hold, or keep "
            "them beside the answers.</p>"
        )
        _fields(fields, guessed, brought.mark)
    if others:
        known = len(brought.names) - len(unknown)
        with st.expander(f"{known} of {len(brought.names)} columns are facts by their names"):
            _several(others, guessed, brought.mark)
    columns = {name: _held(brought.mark, name, guessed[name]) for name in brought.names}
    if not facts_held(columns):
        show(
            note(
                "warn",
                "No column holds a fact, so every row would have the same answer.",
                "Say above what a column holds. `advisor facts` and the Rule book name the facts.",
            )
        )
    return columns


def _chosen() -> dict[tuple[str, str], str]:
    """What was chosen for a column of a table, by its mark: fields alone forget at a new page."""
    return cast(dict[tuple[str, str], str], st.session_state.setdefault(_CHOSEN, {}))


def _held(mark: str, name: str, guessed: str) -> str:
    return _chosen().get((mark, name), guessed)


def _several(names: Sequence[str], guessed: Columns, mark: str) -> None:
    """Many columns as a list; a field for those alone that are to be changed."""
    place = st.empty()
    # A field a column would make every click wait for all of them.
    picked = st.multiselect(
        "Change what a column holds", names, key=f"columns:{mark}", placeholder="Choose columns"
    )
    _fields(picked, guessed, mark)
    entries = joined(
        f"<li>{text(_short(name))}: {text(_said(_held(mark, name, guessed[name])))}</li>"
        for name in names
    )
    place.html(f'<ul class="adv-chips">{entries}</ul>')


def _fields(names: Sequence[str], guessed: Columns, mark: str) -> None:
    for start in range(0, len(names), _SIDE_BY_SIDE):
        places = st.columns(_SIDE_BY_SIDE)
        for place, name in zip(places, names[start : start + _SIDE_BY_SIDE], strict=False):
            with place:
                _field(name, guessed[name], mark)


def _field(name: str, guessed: str, mark: str) -> None:
    key = f"column:{mark}:{name}"
    st.session_state[key] = _held(mark, name, guessed)

    def take() -> None:
        _chosen()[mark, name] = st.session_state[key]

    near = likely(name) if guessed == KEEP else ""
    st.selectbox(
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
