"""The answers to a table: what is broken, filters, pictures, the rows, files to take along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from advisor.reasoning.wording import listed
from ui.answers import knowledge
from ui.drawings.markup import joined, note, text
from ui.drawings.shares import shares
from ui.look import show
from ui.portfolio import Portfolio, as_file

_PROBLEMS_SHOWN = 50
_ROWS_NAMED = 5
_CHOSEN = "chosen:"
_OURS = ("row", "headline", "with", "unmet musts")


def answered_rows(found: Portfolio, asked: str) -> None:
    """All that is told of answered rows. asked: the table, view and day that they are for."""
    _broken(found, asked)
    _interpreted(found)
    good = [place for place, row in enumerate(found.rows) if not row["problems"]]
    if good:
        places = _filtered(found, good)
        if not places:
            st.html("<p>No row is left; take a filter away.</p>")
            return
        chosen = found.chosen(places)
        _pictures(chosen)
        _table(chosen)
        if len(places) == len(found.rows):
            st.html("<p><strong>Download the answers</strong></p>")
            _downloads(chosen, "these")
            return
        st.html(f"<p><strong>Take the {_number(len(places))} shown here along</strong></p>")
        _downloads(chosen, "these")
    st.html(
        f"<p><strong>Take {_number(len(found.rows), 'all ')} along, also the broken</strong></p>"
    )
    _downloads(found, "all")


def _number(rows: int, before: str = "") -> str:
    return f"{before}{rows:,} rows" if rows != 1 else "1 row"


def _broken(found: Portfolio, asked: str) -> None:
    problems: dict[tuple[str, str, str], list[int]] = {}
    for row in found.rows:
        for each in row["problems"]:
            problems.setdefault((each.column, each.problem, each.remedy), []).append(each.row)
    broken = sum(bool(row["problems"]) for row in found.rows)
    good = len(found.rows) - broken
    if not broken:
        show(note("calm", f"{_number(good)} answered, none broken.", asked))
        return
    show(note("warn", f"{_number(good)} answered, {broken:,} broken.", asked))
    with st.expander("What is wrong with the broken rows", expanded=not good):
        show(_listed(list(problems.items())[:_PROBLEMS_SHOWN]))
        if len(problems) > _PROBLEMS_SHOWN:
            more = len(problems) - _PROBLEMS_SHOWN
            st.html(f"<p>And {more:,} more problems; the files of all rows hold every one.</p>")


def _interpreted(found: Portfolio) -> None:
    """Cells that could not be read, and those that were read otherwise than they stand."""
    unread: dict[tuple[str, str, str], list[int]] = {}
    read: dict[tuple[str, str, str], list[int]] = {}
    for row in found.rows:
        for each in row["unread"]:
            unread.setdefault((each.column, each.problem, each.remedy), []).append(each.row)
        for note_ in row["read_as"]:
            said = f"“{note_['typed']}” is read as {note_['read']}"
            read.setdefault((note_["column"], said, ""), []).append(row["row"])
    if unread:
        with st.expander(f"{len(unread):,} kinds of cells were not read, and count as not known"):
            show(_listed(list(unread.items())[:_PROBLEMS_SHOWN]))
    if read:
        with st.expander(f"{len(read):,} kinds of cells were interpreted"):
            show(_listed(list(read.items())[:_PROBLEMS_SHOWN]))


def _listed(problems: Sequence[tuple[tuple[str, str, str], list[int]]]) -> str:
    """Each problem once, with the rows that have it."""
    entries = joined(
        f'<li><span class="adv-name">{_rows(rows)}{text(f", {column}") if column else ""}</span>'
        f'<span>{text(problem)}</span><span class="adv-quiet">{text(remedy)}</span></li>'
        for (column, problem, remedy), rows in problems
    )
    return (
        '<div class="adv-problems" role="region" tabindex="0" '
        f'aria-label="What is wrong with which rows"><ul>{entries}</ul></div>'
    )


def _rows(rows: Sequence[int]) -> str:
    named = listed(map(str, rows[:_ROWS_NAMED]))
    if len(rows) > _ROWS_NAMED:
        named = f"{', '.join(map(str, rows[:_ROWS_NAMED]))} and {len(rows) - _ROWS_NAMED:,} more"
    return f"{'Row' if len(rows) == 1 else 'Rows'} {named}"


def _filtered(found: Portfolio, good: list[int]) -> list[int]:
    """The places of the rows that the visitor wants to see."""
    rows = found.rows
    headlines = sorted({rows[place]["headline"] for place in good}, key=ladder().index)
    unmet = sorted({need for place in good for need in rows[place]["unmet_needs"]})
    by_path, by_need = st.columns(2)
    with by_path:
        paths = _several("Headline", headlines, "filter:path", _path)
    with by_need:
        needs = _several("Unmet need", unmet, "filter:need", _need)
    return [
        place
        for place in good
        if (not paths or rows[place]["headline"] in paths)
        and (not needs or set(needs) & set(rows[place]["unmet_needs"]))
    ]


def _any(found: Portfolio, places: Sequence[int], column: str, value: str) -> bool:
    return any(found.rows[place][column] == value for place in places)


def _several(
    label: str, options: Sequence[str], key: str, said: Callable[[str], str]
) -> Sequence[str]:
    """A filter; it outlives a change of page, and forgets what is no longer there to choose."""
    chosen = st.session_state.get(_CHOSEN + key, ())
    st.session_state[key] = [each for each in chosen if each in options]

    def take() -> None:
        st.session_state[_CHOSEN + key] = list(st.session_state[key])

    return st.multiselect(
        label,
        options,
        key=key,
        format_func=said,
        on_change=take,
        disabled=not options,
        placeholder="All" if options else "None in these rows",
        select_all=False,
    )


def ladder() -> list[str]:
    """All paths, the cheapest to build first."""
    paths = knowledge().paths
    return sorted(paths, key=lambda path: paths[path].position)


def _path(path: str) -> str:
    return knowledge().paths[path].short_name


def _need(need: str) -> str:
    return knowledge().needs[need].name


def _pictures(chosen: Portfolio) -> None:
    """How often each path is the headline, and each must is left unmet."""
    size = len(chosen.rows)
    paths = Counter(row["headline"] for row in chosen.rows)
    needs = Counter(need for row in chosen.rows for need in row["unmet_needs"])
    left, right = st.columns(2, gap="large")
    with left:
        st.html("<p><strong>Headlines</strong></p>")
        ordered = [path for path in ladder() if path in paths]
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
    own = {name: f"{name} (yours)" if name in _OURS else name for name in chosen.kept}
    st.dataframe([_line(row, own) for row in chosen.rows], hide_index=True)
    show(
        '<p class="adv-quiet">Provisional: a rule that decides on the plan still waits for a fact '
        "of the row. The page How sure looks closer at one scenario, and may find that no answer "
        "can change its plan.</p>"
    )


def _line(row: dict[str, Any], own: dict[str, str]) -> dict[str, Any]:
    kept = {told: row["kept"].get(name) for name, told in own.items()}
    return {
        "row": row["row"],
        **{name: "" if cell is None else str(cell) for name, cell in kept.items()},
        "headline": _path(row["headline"]),
        "with": ", ".join(_path(each) for each in row["paths"][:-1]),
        "unmet musts": ", ".join(_need(each) for each in row["unmet_needs"]),
    }


def _downloads(chosen: Portfolio, which: str) -> None:
    with st.container(horizontal=True, key=f"downloads-{which}"):
        for kind, label in (
            ("csv", "CSV"),
            ("xlsx", "Excel"),
            ("parquet", "Parquet"),
            ("jsonl", "JSON Lines"),
        ):
            st.download_button(
                f"{label}, all rows" if which == "all" else label,
                data=partial(as_file, chosen, kind),
                file_name=f"answers.{kind}",
                icon=":material/download:",
                on_click="ignore",
                key=f"download:{which}:{kind}",
            )
