"""A portfolio: a table of scenarios in, pictures and a table of answers out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from advisor.errors import BadInput, Problem
from advisor.tables.layout import Layout
from ui import state
from ui.answers import knowledge
from ui.drawings.markup import note
from ui.drawings.shares import shares
from ui.drawings.words import in_words
from ui.look import section, show
from ui.panels.answered_rows import answered_rows, ladder
from ui.panels.columns import choose_columns, map_words
from ui.portfolio import Columns, Portfolio, PortfolioRun, facts_held
from ui.tables import MOST_ROWS, Brought, bring, example

_FIELD = "portfolio:file"
_GIVEN, _BROUGHT, _RUN, _WRONG = (
    "portfolio:given",
    "portfolio:brought",
    "portfolio:run",
    "portfolio:wrong",
)
_LARGEST_MB = 20
_LAYOUT = "portfolio:layout"

Values = Mapping[str, Mapping[str, str]]
"""For each column what its words mean."""


def portfolio() -> None:
    """Upload, say what the columns hold, answer, filter, take along."""
    section("A table of scenarios")
    st.html(
        "<p>One row is one scenario, one column is one fact; an empty cell is unknown. The view "
        "and the day above hold for every row.</p>"
        f'<p class="adv-quiet">At most {MOST_ROWS:,} rows and {_LARGEST_MB} MB; a larger file gets '
        "a red mark and is not taken: <code>advisor batch</code> answers tables of any length. "
        "Table and answers stay while this tab is open, also when you change the page. They are "
        "not part of the link: take the answers along as a file before you close or reload the "
        "tab.</p>"
    )
    st.download_button(
        "An example table: the worked scenarios",
        data=lambda: example(knowledge()),
        file_name="scenarios.csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        key="portfolio:example",
    )
    # Any kind of file is taken, so that the page says what is wrong with it: the field itself
    # only marks it red.
    in_field = st.file_uploader(
        "CSV, Excel (.xlsx), Parquet or JSON Lines",
        key=_FIELD,
        max_upload_size=_LARGEST_MB,
        on_change=_take_file,
    )
    brought = _brought()
    if brought is not None and in_field is None:
        _still_here(brought)
    run: PortfolioRun | None = st.session_state.get(_RUN)
    if brought is not None:
        _choose_layout(brought)
    columns = None if brought is None else choose_columns(brought)
    values = {} if brought is None or columns is None else map_words(brought, columns)
    doing = st.container()
    # Taken at once, so that answers of before do not stand below a run until it ends.
    telling = st.empty()
    with doing:
        if run is not None and run.going:
            _answering(run)
        if brought is not None and columns is not None:
            _buttons(brought, columns, run, values)
        wrong = st.session_state.pop(_WRONG, None)
        if isinstance(wrong, BadInput):
            show(_problems("The columns cannot be taken so.", wrong.problems))
    if run is not None:
        with telling.container():
            _told(run, brought, columns, values)


def _take_file() -> None:
    """Take what is in the field; it is read when the page is drawn, which can tell that it waits.

    A file taken out of the field is put away, and its run stops.
    """
    file = st.session_state[_FIELD]
    if file is None:
        _put_away()
        return
    st.session_state[_GIVEN] = (file.getvalue(), file.name)
    st.session_state.pop(_BROUGHT, None)


def _put_away() -> None:
    st.session_state.pop(_GIVEN, None)
    st.session_state.pop(_BROUGHT, None)
    run: PortfolioRun | None = st.session_state.get(_RUN)
    if run is not None:
        run.stop()


def _brought() -> Brought | None:
    """The table that was brought last; one that cannot be read says why."""
    given: tuple[Any, ...] | None = st.session_state.get(_GIVEN)
    if given is not None:
        with st.spinner("Reading the table"):
            try:
                st.session_state[_BROUGHT] = bring(*given)
            except BadInput as error:
                st.session_state[_BROUGHT] = error
        st.session_state.pop(_GIVEN, None)
    held = st.session_state.get(_BROUGHT)
    if isinstance(held, BadInput):
        show(_problems("The table could not be read.", held.problems))
    if not isinstance(held, Brought):
        return None
    for remark in held.remarks:
        show(note("calm", remark.problem, f"{remark.place}. {remark.remedy}"))
    return held


def _choose_layout(brought: Brought) -> None:
    """The sheet and the header row, where the table leaves a choice."""
    row = brought.layout.header_row or 0
    kind = brought.name.rpartition(".")[2].lower()
    if kind not in ("csv", "tsv", "xlsx"):
        return
    with st.expander("Sheet and header row" if brought.sheets else "Header row"):
        if len(brought.sheets) > 1:
            options = ("", *brought.sheets)
            st.selectbox(
                "Sheet",
                options,
                index=options.index(brought.layout.sheet),
                format_func=lambda each: each or "The one that names most facts",
                key=f"{_LAYOUT}:sheet:{brought.mark}",
            )
        st.number_input(
            "Row with the names of the columns (0: look for it)",
            0,
            1000,
            row,
            key=f"{_LAYOUT}:row:{brought.mark}",
        )
        st.button("Read it so", on_click=_read_so, args=(brought,), key=f"{_LAYOUT}:take")


def _read_so(brought: Brought) -> None:
    sheet = st.session_state.get(f"{_LAYOUT}:sheet:{brought.mark}", "")
    row = st.session_state.get(f"{_LAYOUT}:row:{brought.mark}", 0)
    layout = Layout(sheet, int(row) or None)
    st.session_state[_GIVEN] = (brought.content, brought.name, layout)


def _problems(lead: str, problems: Iterable[Problem]) -> str:
    """What is wrong: the problem, its place, its remedy."""
    told = [
        f"{each.place}: {each.problem} {each.remedy}"
        if each.place
        else f"{each.problem} {each.remedy}"
        for each in list(problems)[:5]
    ]
    return f'<div role="alert">{note("bad", lead, " ".join(told))}</div>'


def _still_here(brought: Brought) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        show(note("calm", f"{brought.name} is still here", f"{_counted(brought.rows)}."))
        st.button("Put it away", icon=":material/close:", type="tertiary", on_click=_put_away)


def _counted(rows: int) -> str:
    return f"{rows:,} {'row' if rows == 1 else 'rows'}"


def _buttons(brought: Brought, columns: Columns, run: PortfolioRun | None, values: Values) -> None:
    with st.container(horizontal=True, key="portfolio-buttons"):
        st.button(
            f"Answer {_counted(brought.rows)}",
            type="primary",
            disabled=not facts_held(columns),
            on_click=_start,
            args=(brought, columns, values),
        )
        if run is not None and run.stopped and not run.finished:
            st.button(
                f"Go on with the {_counted(run.brought.rows - run.done)} that are left",
                icon=":material/play_arrow:",
                on_click=run.resume,
            )


def _start(brought: Brought, columns: Columns, values: Values) -> None:
    run: PortfolioRun | None = st.session_state.get(_RUN)
    # A second click finds the run that the first one began.
    if run is not None and not run.stopped:
        same = run.answers(brought, columns, state.view(), state.day(), values)
        if run.going or same:
            return
    try:
        st.session_state[_RUN] = PortfolioRun(brought, columns, state.view(), state.day(), values)
    except BadInput as error:
        st.session_state[_WRONG] = error


def _answering(run: PortfolioRun) -> None:
    """Answer the rows that are left, with the way so far and a button that ends it."""
    with st.container(border=True, key="portfolio-answering"):
        bar = st.progress(*_progress(run))
        # Not first: the second click of two on "Answer", whose place this takes, would stop it.
        st.button(
            "Stop",
            key="portfolio:stop",
            icon=":material/stop:",
            help="The rows that are answered stay.",
            on_click=run.stop,
        )
        so_far = st.empty()
        try:
            for _ in run.go_on():
                bar.progress(*_progress(run))
                so_far.html(_so_far(run))
        except BadInput as error:
            run.stop()
            st.session_state[_WRONG] = error
    st.rerun()


def _progress(run: PortfolioRun) -> tuple[float, str]:
    rows = run.brought.rows
    return min(1.0, run.done / rows), f"{run.done:,} of {rows:,} rows of {run.brought.name}"


def _so_far(run: PortfolioRun) -> str:
    good = max(1, run.done - run.broken)
    paths = [path for path in ladder() if path in run.headlines]
    broken = f"<p>{run.broken:,} of them cannot be read.</p>" if run.broken else ""
    return broken + shares(
        (
            f"{knowledge().paths[path].short_name}: {run.headlines[path]:,}",
            run.headlines[path] / good,
            True,
        )
        for path in paths
    )


def _told(
    run: PortfolioRun, brought: Brought | None, columns: Columns | None, values: Values
) -> None:
    section("Answers")
    if not run.finished:
        show(note("warn", *_stopped(run)))
    other = _differs(run, brought, columns, values)
    if other:
        show(
            note(
                "warn",
                f"These answers are for {other} than what stands above.",
                "Answer again to have them for what stands above.",
            )
        )
    found = run.portfolio()
    if found is None:
        return
    asked = f"{run.brought.name}, {in_words(run.view).lower()} view, {run.day.isoformat()}"
    answered_rows(found, asked)
    _open_row(run, found)


def _open_row(run: PortfolioRun, found: Portfolio) -> None:
    """One row as the scenario of the other pages."""
    numbers = [row["row"] for row in found.rows if not row["problems"]]
    if not numbers:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        number = st.selectbox("Open a row on the page Advise", numbers, key="portfolio:row")
        st.button(
            "Open it",
            icon=":material/open_in_new:",
            key="portfolio:open",
            help="Its facts take the place of the scenario on the other pages.",
            on_click=_open,
            args=(run, number),
        )


def _open(run: PortfolioRun, number: int) -> None:
    state.set_facts(state.MAIN, run.facts(number))
    state.set_view(run.view)
    state.set_day(run.day)


def _stopped(run: PortfolioRun) -> tuple[str, str]:
    left = run.brought.rows - run.done
    return (
        f"Stopped after {run.done:,} of {_counted(run.brought.rows)}",
        f"{_counted(left)} have no answer yet, and are not in the files below.",
    )


def _differs(
    run: PortfolioRun, brought: Brought | None, columns: Columns | None, values: Values
) -> str:
    """What the answers were asked with, where it is not what stands above."""
    parts = []
    if brought is not None and brought.mark != run.brought.mark:
        parts.append("another table")
    elif columns is not None and dict(columns) != run.columns:
        parts.append("other columns")
    elif columns is not None and values != run.values:
        parts.append("other words")
    if state.view() != run.view:
        parts.append("another view")
    if state.day() != run.day:
        parts.append("another day")
    return " and ".join(parts)
