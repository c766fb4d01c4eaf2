"""A portfolio: a table of scenarios in, pictures and a table of answers out."""

from __future__ import annotations

import hashlib
from collections import Counter
from functools import partial
from typing import Any

import streamlit as st

from advisor.errors import BadInput
from advisor.knowledge import Knowledge
from advisor.scenario import fact_definitions
from ui import state
from ui.answers import knowledge
from ui.drawings.changes import table
from ui.drawings.markup import note
from ui.drawings.shares import shares
from ui.look import show
from ui.portfolio import (
    KEEP,
    KINDS,
    LEAVE_OUT,
    Columns,
    Portfolio,
    answered,
    as_file,
    measure,
    recognised,
)
from ui.questionnaire import problems_note

_RESULT = "portfolio:result"
_BROKEN_SHOWN = 100
_LARGEST_MB = 20


def portfolio() -> None:
    """Upload, say what the columns hold, answer, filter, take along."""
    st.subheader("A table of scenarios", anchor=False)
    st.html(
        "<p>One row is one scenario, one column is one fact; an empty cell is unknown. The view "
        "and the day above hold for every row. Nothing is kept on the server.</p>"
    )
    brought = st.file_uploader(
        "CSV, Excel, Parquet or JSON Lines",
        type=list(KINDS),
        key="portfolio:file",
        max_upload_size=_LARGEST_MB,
    )
    if brought is None:
        return
    content, name = brought.getvalue(), brought.name
    try:
        names, rows = _measured(content, name)
    except BadInput as error:
        st.html(problems_note(error, "The table could not be read."))
        return
    columns = _columns(names, hashlib.sha256(content).hexdigest()[:12])
    asked = (hashlib.sha256(content).digest(), tuple(columns.items()), state.view(), state.day())
    if st.button(f"Answer {rows:,} {'row' if rows == 1 else 'rows'}", type="primary"):
        _answer(content, name, columns, rows, asked)
    held = st.session_state.get(_RESULT)
    if held is not None and held[0] == asked:
        _told(held[1])


@st.cache_data(max_entries=8, show_spinner="Reading the table")
def _measured(content: bytes, name: str) -> tuple[tuple[str, ...], int]:
    return measure(content, name)


def _columns(names: tuple[str, ...], mark: str) -> Columns:
    """What each column holds; those that were not recognised stand open to view."""
    guessed = {name: recognised(name) for name in names}
    unknown = [name for name in names if guessed[name] in (KEEP, LEAVE_OUT)]
    chosen: dict[str, str] = {}
    if unknown:
        st.html("<p><strong>These columns have no fact's name.</strong></p>")
        chosen |= {name: _column(name, guessed[name], mark) for name in unknown}
    others = [name for name in names if name not in chosen]
    if others:
        with st.expander(f"{len(others)} of {len(names)} columns are facts by their names"):
            chosen |= {name: _column(name, guessed[name], mark) for name in others}
    return {name: chosen[name] for name in names}


def _column(name: str, guessed: str, mark: str) -> str:
    definitions = fact_definitions()
    bounds = [
        f"{fact}.{end}"
        for fact, each in definitions.items()
        if each.is_number
        for end in ("at_least", "at_most")
    ]
    said = {KEEP: "Keep beside the answers", LEAVE_OUT: "Leave out"}
    options = [KEEP, LEAVE_OUT, *definitions, *bounds]
    return st.selectbox(
        f"{name} holds",
        options,
        options.index(guessed),
        key=f"column:{mark}:{name}",
        format_func=lambda option: said.get(option, option),
    )


def _answer(content: bytes, name: str, columns: Columns, rows: int, asked: tuple[Any, ...]) -> None:
    bar = st.progress(0.0, "Answering")

    def tell(done: int) -> None:
        bar.progress(min(1.0, done / rows), f"{done:,} of {rows:,} rows")

    try:
        result = answered(content, name, columns, state.view(), state.day(), tell)
    except BadInput as error:
        st.html(problems_note(error, "The columns cannot be taken so."))
        return
    finally:
        bar.empty()
    st.session_state[_RESULT] = (asked, result)


def _told(result: Portfolio) -> None:
    known = knowledge()
    _broken(result)
    good = [place for place, row in enumerate(result.rows) if not row["problems"]]
    if not good:
        return
    places = _filtered(result, good, known)
    if not places:
        st.html("<p>No row is left; take a filter away.</p>")
        return
    chosen = result.chosen(places)
    _pictures(chosen, known)
    _table(chosen)
    st.html(f"<p><strong>Take along</strong>: these {len(places):,} rows, or all.</p>")
    _downloads(chosen, "these")
    if len(places) < len(result.rows):
        _downloads(result, "all")


def _broken(result: Portfolio) -> None:
    problems = [each for row in result.rows for each in row["problems"]]
    broken = sum(bool(row["problems"]) for row in result.rows)
    good = len(result.rows) - broken
    if not broken:
        show(note("calm", f"{good:,} rows answered, none broken."))
        return
    show(note("warn", f"{good:,} rows answered, {broken:,} broken."))
    with st.expander("What is wrong with the broken rows", expanded=not good):
        show(
            table(
                ("Row", "Column", "Problem", "Remedy"),
                (
                    (str(each.row), each.column, each.problem, each.remedy)
                    for each in problems[:_BROKEN_SHOWN]
                ),
            )
        )
        if len(problems) > _BROKEN_SHOWN:
            st.html(f"<p>And {len(problems) - _BROKEN_SHOWN:,} more, in the download.</p>")


def _filtered(result: Portfolio, good: list[int], known: Knowledge) -> list[int]:
    """The places of the rows that the visitor wants to see."""
    rows = result.rows
    headlines = sorted({rows[place]["headline"] for place in good}, key=list(known.paths).index)
    unmet = sorted({need for place in good for need in rows[place]["unmet_needs"]})
    by_path, by_need, by_status = st.columns(3)
    with by_path:
        paths = st.multiselect("Headline", headlines, format_func=_path, key="filter:path")
    with by_need:
        needs = st.multiselect("Unmet need", unmet, format_func=_need, key="filter:need")
    with by_status:
        states = st.multiselect("Status", ["final", "provisional"], key="filter:status")
    return [
        place
        for place in good
        if (not paths or rows[place]["headline"] in paths)
        and (not needs or set(needs) & set(rows[place]["unmet_needs"]))
        and (not states or rows[place]["status"] in states)
    ]


def _path(path: str) -> str:
    return knowledge().paths[path].short_name


def _need(need: str) -> str:
    return knowledge().needs[need].name


def _pictures(chosen: Portfolio, known: Knowledge) -> None:
    """How often each path is the headline, and each must is left unmet."""
    size = len(chosen.rows)
    paths = Counter(row["headline"] for row in chosen.rows)
    needs = Counter(need for row in chosen.rows for need in row["unmet_needs"])
    left, right = st.columns(2, gap="large")
    with left:
        st.html("<p><strong>Headlines</strong></p>")
        ordered = [path for path in known.paths if path in paths]
        rows = [(f"{_path(each)}: {paths[each]:,}", paths[each] / size, True) for each in ordered]
        show(shares(rows))
    with right:
        st.html("<p><strong>Musts that stay unmet</strong></p>")
        if not needs:
            st.html("<p>None.</p>")
        show(
            shares(
                (f"{_need(need)}: {number:,}", number / size, False)
                for need, number in needs.most_common()
            )
        )


def _table(chosen: Portfolio) -> None:
    st.dataframe(
        [
            {
                "row": row["row"],
                **{name: str(row["kept"].get(name) or "") for name in chosen.kept},
                "headline": _path(row["headline"]),
                "with": ", ".join(_path(each) for each in row["paths"][:-1]),
                "status": row["status"],
                "unmet musts": ", ".join(_need(each) for each in row["unmet_needs"]),
            }
            for row in chosen.rows
        ],
        hide_index=True,
    )


def _downloads(chosen: Portfolio, which: str) -> None:
    with st.container(horizontal=True, key=f"downloads-{which}"):
        for kind, label in (
            ("csv", "CSV"),
            ("xlsx", "Excel"),
            ("parquet", "Parquet"),
            ("jsonl", "JSON Lines"),
        ):
            st.download_button(
                f"{label}, {which} rows",
                data=partial(as_file, chosen, kind),
                file_name=f"answers.{kind}",
                icon=":material/download:",
                on_click="ignore",
                key=f"download:{which}:{kind}",
            )
