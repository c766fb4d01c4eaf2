"""Rows of a table that sum up others: they stand among the use cases and are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisor.errors import Problem
from advisor.tables.cells import plain
from advisor.tables.problems import RowProblem

_TOTAL = re.compile(
    r"(?:grand |over-?all )?(?:sub-? ?)?(?:totals?|sums?|averages?|avg|mean|median|summe|gesamt|"
    r"gesamtsumme|zwischensumme|durchschnitt|mittelwert)\.?(?: \d{4})?\s*:?(?:\s*\(.*\))?",
    re.IGNORECASE,
)
_NO_USE_CASE = Problem(
    "The row is not answered: by its first cell it sums up other rows.",
    remedy="Take it out of the table; if it is a use case, name it otherwise.",
)


def total_rows(
    cells: Mapping[str, Sequence[object]], facts: Iterable[str], numbers: Sequence[int]
) -> Iterator[tuple[int, RowProblem]]:
    """The rows with facts whose first cell that is not empty says "Total", "Average" or the like.

    cells: by column, in the order of the table; facts: the columns that hold one; numbers: how
    the caller counts each row. Gives the position of each with its problem.
    """
    stated = [cells[column] for column in facts]
    settled: set[int] = set()
    for column, several in cells.items():
        for position, cell in enumerate(several):
            if position in settled or plain(cell) in (None, ""):
                continue
            settled.add(position)
            if not isinstance(cell, str) or _TOTAL.fullmatch(cell.strip()) is None:
                continue
            if any(plain(each[position]) not in (None, "") for each in stated):
                yield position, RowProblem.of(numbers[position], column, _NO_USE_CASE)
        if len(settled) == len(numbers):
            return
