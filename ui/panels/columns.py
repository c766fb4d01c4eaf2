"""What the columns of a table hold: recognised by their names, and open to change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import streamlit as st

from advisor.facts.definitions import fact_definitions
from ui.drawings.markup import as_label, joined, note, text
from ui.drawings.words import in_words
from ui.look import show
from ui.portfolio import (
    KEEP,
    LEAVE_OUT,
    Columns,
    facts_held,
    ground,
    likely,
    recognised,
    words_to_map,
)
from ui.tables import Brought

_CHOSEN = "portfolio:columns"
_WORDS = "portfolio:words"
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
                "Say above what a column holds. The Rule book explains the facts.",
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
        "Change what a column holds",
        names,
        key=f"columns:{mark}",
        placeholder="Choose columns",
        select_all=False,
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
        f"“{as_label(_short(name))}” holds",
        _options(),
        key=key,
        format_func=_said,
        on_change=take,
        help=as_label(f"{near} Choose it if so." if near else f"Taken so because: {ground(name)}."),
    )


def _short(name: str) -> str:
    return name if len(name) <= 40 else f"{name[:39]}…"


def map_words(brought: Brought, columns: Columns) -> dict[str, dict[str, str]]:
    """What the words of each column mean that are none of its fact: chosen once for all rows."""
    chosen: dict[str, dict[str, str]] = {}
    for column, read in words_to_map(brought, columns).items():
        doubtful = [each for each in read.told if not each[2].startswith("another word")]
        told = [each for each in read.told if each not in doubtful]
        if not (doubtful or told):
            continue
        if read.readable == 0 and not any(meant for _, meant, _, _ in doubtful):
            show(_no_word(column, columns[column], [word for word, *_ in doubtful]))
            continue
        label = (
            f"Words in “{as_label(_short(column))}”: {len(told)} read, {len(doubtful)} to look at"
        )
        with st.expander(label, expanded=bool(doubtful)):
            if told:
                show(_read_so(told))
            for word, meant, _, cells in doubtful[:_OPEN_AT_MOST]:
                answer = _word(brought.mark, column, columns[column], word, meant, cells)
                chosen.setdefault(column, {})[word] = answer
    return chosen


def _no_word(column: str, fact: str, typed: Sequence[str]) -> str:
    title = fact_definitions()[fact].title
    return note(
        "warn",
        f"No cell of “{_short(column)}” is a word of the fact {title}",
        f"It holds {', '.join(typed[:5])}; all of them count as not known. If it is a column of "
        "your own, choose “Keep beside the answers” for it above.",
    )


def _read_so(told: Sequence[tuple[str, str, str, int]]) -> str:
    entries = joined(
        f"<li>{text(word)}: {text(in_words(meant) if meant else 'not known')} ({cells:,})</li>"
        for word, meant, _, cells in told
    )
    return f'<ul class="adv-chips">{entries}</ul>'


def _word(mark: str, column: str, fact: str, word: str, meant: str, cells: int) -> str:
    """The choice for one word; the likely one is proposed. Empty: not known."""
    key = f"word:{mark}:{column}:{fact}:{word}"
    definition = fact_definitions()[fact]
    if definition.kind == "flag":
        options: tuple[str, ...] = ("", "yes", "no")
    else:
        options = ("", *(definition.choices or ((meant,) if meant else ())))
    st.session_state[key] = _words_chosen().get(key, meant)

    def take() -> None:
        _words_chosen()[key] = st.session_state[key]

    return st.selectbox(
        f"“{as_label(_short(word))}” ({cells:,} {'cell' if cells == 1 else 'cells'}) means",
        options,
        key=key,
        format_func=lambda each: in_words(each) if each else "Not known",
        on_change=take,
        help="Proposed because it often means that; change it if it does not." if meant else None,
    )


def _words_chosen() -> dict[str, str]:
    return cast(dict[str, str], st.session_state.setdefault(_WORDS, {}))


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
