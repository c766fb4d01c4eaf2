"""`advise_frame`: a table of scenarios in, a table of decisions out."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from advisor.errors import BadInput
from advisor.knowledge.base import View
from advisor.reasoning.infer_many import Decider
from advisor.tables.answer_columns import columns_of
from advisor.tables.answered_rows import Answered, answer
from advisor.tables.headers import Header, read_header
from advisor.tables.prices import Prices, decider_with, given_prices
from advisor.tables.problems import in_one_cell, read_in_one_cell
from advisor.tables.rows import checked
from advisor.tables.total_rows import total_rows

if TYPE_CHECKING:
    import pandas

ROWS_AT_ONCE = 16_384
"""Rows decided together: what they need stays below a hundred megabytes."""

BETWEEN = "; "
"""What stands between the ids of a list in one cell."""


def advise_frame(
    df: pandas.DataFrame,
    view: View = "production",
    as_of: datetime.date | str | None = None,
    keep_columns: bool = False,
    strict: bool = False,
    prices: Prices = None,
    in_words: bool = False,
) -> pandas.DataFrame:
    """The answers to a table of scenarios: one row a scenario, one column a fact.

    Cells hold values or text as typed in a spreadsheet; empty is unknown. A number may stand in
    two columns, `fact.at_least` and `fact.at_most`. Gives a frame with the same index: columns
    that were kept, those of `OUTCOMES` (lists as text with "; " between ids); `read_as`, what was
    typed and what it was read as; `unread`, cells that could not be read and were taken as
    unknown; and `problems`, empty where the row was answered. view, as_of: as in `advise`.
    keep_columns: passes columns that are no facts through, instead of refusing the table. strict:
    raises BadInput at the first cell that cannot be read, with the row's position from 1 as its
    number. prices: as in `advise`; or what
    `read_prices` read from the file, for workers that do not see it. in_words: adds the columns of
    `IN_WORDS`, for which each row is advised on alone: some rows a second.

    Works unchanged as `ddf.map_partitions(advise_frame, as_of=...)`.
    """
    import pandas

    day = checked(view, as_of)
    decider = decider_with(given_prices(prices), day)
    header = read_header([str(name) for name in df.columns], keep_columns)
    given = df.set_axis([str(name) for name in df.columns], axis=1)
    parts = [
        _answered(
            decider,
            given.iloc[start : start + ROWS_AT_ONCE],
            start,
            header,
            view,
            day,
            strict,
            in_words,
        )
        for start in range(0, len(df), ROWS_AT_ONCE)
    ]
    columns: dict[str, Any] = {name: given[name] for name in header.kept}
    for name, kind in columns_of(in_words).items():
        cells = [cell for part in parts for cell in part.columns[name]]
        if kind == "list":
            cells = [None if cell is None else BETWEEN.join(cell) for cell in cells]
        of_kind = "float64" if kind == "number" else "str"
        columns[name] = pandas.Series(cells, index=df.index, dtype=of_kind)
    places = [(part, position) for part in parts for position in range(part.size)]
    told = {
        "read_as": [read_in_one_cell(part.read_as.get(at, ())) for part, at in places],
        "unread": [in_one_cell(part.unread.get(at, ())) for part, at in places],
        "problems": [in_one_cell(part.problems.get(at, ())) for part, at in places],
    }
    for name, cells in told.items():
        columns[name] = pandas.Series(cells, index=df.index, dtype="str")
    return pandas.DataFrame(columns, index=df.index)


def _answered(
    decider: Decider,
    part: pandas.DataFrame,
    start: int,
    header: Header,
    view: View,
    day: datetime.date,
    strict: bool,
    in_words: bool,
) -> Answered:
    numbers = list(range(start + 1, start + len(part) + 1))
    every = {name: part[name].tolist() for name in part.columns}
    totals = total_rows(every, header.facts, numbers)
    answered = answer(
        decider, header, every, numbers, view, day, totals, flag_unread=True, in_words=in_words
    )
    wrong = {**answered.unread, **answered.problems}
    if strict and wrong:
        first = wrong[min(wrong)]
        raise BadInput(each.as_problem() for each in first)
    return answered
