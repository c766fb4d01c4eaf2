"""Rows of plain data in, one answer a row out: for services and pages that hold no table."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from advisor.advisor import read_day
from advisor.errors import BadInput, Problem
from advisor.knowledge.base import View
from advisor.reasoning.infer_many import Decider
from advisor.tables.answered_rows import Answered, answer
from advisor.tables.headers import (
    RESERVED,
    Header,
    Part,
    is_ours,
    is_taken,
    not_a_fact,
    recognised,
    unit_of,
)
from advisor.tables.mapping import KEEP, LEAVE_OUT, ColumnMapping
from advisor.tables.prices import Prices, decider_with, given_prices
from advisor.tables.problems import RowProblem

ROWS_AT_ONCE = 1000
"""Rows answered together: enough for speed, few enough for the first answers to come soon."""


@dataclass(frozen=True)
class RowAnswer:
    """The answer to one row, or what is wrong with it.

    row: its number, from 1; answer: the columns of `OUTCOMES`, lists as tuples of ids, None
    where the row could not be read; kept: what the row holds besides facts; read_as: of each cell
    that had to be interpreted the column, what was typed, and what it was read as.
    """

    row: int
    answer: dict[str, Any] | None
    problems: tuple[RowProblem, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict)
    read_as: tuple[tuple[str, str, str], ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The same as plain data for JSON: a mapping with row, kept columns and answer."""
        plain = {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in (self.answer or {}).items()
        }
        told = [
            {"column": each.column, "problem": each.problem, "remedy": each.remedy}
            for each in self.problems
        ]
        read = [
            {"column": column, "typed": typed, "read": said} for column, typed, said in self.read_as
        ]
        return {
            "row": self.row,
            **self.kept,
            **plain,
            **({"read_as": read} if read else {}),
            "problems": told,
        }


def advise_rows(
    rows: Iterable[object],
    *,
    view: View = "production",
    as_of: datetime.date | str | None = None,
    keep_columns: bool = False,
    prices: Prices = None,
    at_once: int = ROWS_AT_ONCE,
) -> Iterator[RowAnswer]:
    """The answer to each row, in order, as soon as the rows around it are read.

    rows: mappings from fact to value or cell text (`fact.at_least` and `fact.at_most` as well);
    keep_columns: passes other names through instead of refusing the row. prices: as in
    `advise`. `at_once` rows are held in memory. Raises BadInput on a view, day or price that is
    none; a wrong row is told in its place.
    """
    day = checked(view, as_of)
    decider = decider_with(given_prices(prices), day)
    return _answers(decider, iter(rows), view, day, keep_columns, at_once)


def _answers(
    decider: Decider,
    rows: Iterator[object],
    view: View,
    day: datetime.date,
    keep_columns: bool,
    at_once: int,
) -> Iterator[RowAnswer]:
    first = 1
    while several := list(itertools.islice(rows, at_once)):
        numbers = range(first, first + len(several))
        answered, kept = answer_mappings(decider, several, list(numbers), view, day, keep_columns)
        for position, number in enumerate(numbers):
            problems = answered.problems.get(position, ())
            columns = answered.columns
            told = None if problems else {name: columns[name][position] for name in columns}
            read_as = answered.read_as.get(position, ())
            yield RowAnswer(number, told, problems, kept[position], read_as)
        first += len(several)


def answer_mappings(
    decider: Decider,
    rows: list[object],
    numbers: list[int],
    view: View,
    day: datetime.date,
    keep_columns: bool,
    mapping: ColumnMapping | None = None,
    flag_unread: bool = False,
    in_words: bool = False,
) -> tuple[Answered, list[dict[str, Any]]]:
    """The answers to rows of which each names its own columns, and what each holds besides."""
    said = mapping or ColumnMapping()
    facts: dict[str, tuple[str, Part]] = {}
    units: dict[str, str] = {}
    cells: dict[str, list[object]] = {}
    kept: list[dict[str, Any]] = [{} for _ in rows]
    problems: list[tuple[int, RowProblem]] = []
    for position, row in enumerate(rows):
        if not isinstance(row, Mapping):
            problems.append((position, RowProblem.of(numbers[position], "", _NO_ROW)))
            continue
        for given, cell in row.items():
            column = given if isinstance(given, str) else str(given)
            if column not in cells:
                told = said.columns.get(column.strip())
                held = recognised(column if told is None else told)
                if told == LEAVE_OUT:
                    continue
                if held is None or told == KEEP:
                    keep = keep_columns or told == KEEP or is_ours(column)
                    wrong = _kept_wrongly(column, keep)
                    if wrong is None:
                        kept[position][column] = cell
                    else:
                        found = RowProblem.of(numbers[position], column[:60], wrong)
                        problems.append((position, found))
                    continue
                facts[column] = (held.fact, held.part)
                unit = held.unit if told is None else unit_of(column, held)
                if unit:
                    units[column] = unit
                cells[column] = [None] * len(rows)
            cells[column][position] = said.meaning(column.strip(), cell)
    for position, wrong in _once(facts, cells, units):
        problems.append((position, RowProblem.of(numbers[position], "", wrong)))
    header = Header(facts, (), units=units)
    return answer(decider, header, cells, numbers, view, day, problems, flag_unread, in_words), kept


def checked(view: str, as_of: datetime.date | str | None) -> datetime.date:
    """The day. Raises BadInput on a view or day that is none."""
    if view not in ("production", "exam"):
        raise BadInput(Problem(f'There is no view "{view}".', "view", "production or exam."))
    return read_day(as_of)


_NO_ROW = Problem("The row is not a set of facts.", remedy='Give an object: {"fact": value, ...}.')


def _kept_wrongly(column: str, keep_columns: bool) -> Problem | None:
    if not keep_columns:
        return not_a_fact(column)
    return is_taken(column) if column in RESERVED else None


def _once(
    facts: dict[str, tuple[str, Part]],
    cells: dict[str, list[object]],
    units: Mapping[str, str],
) -> Iterator[tuple[int, Problem]]:
    """Makes one column for each fact, whatever the rows call it; gives what a row says twice."""
    names: dict[tuple[str, Part], str] = {}
    for column, held in list(facts.items()):
        first = names.setdefault(held, column)
        if first == column:
            continue
        other = cells.pop(column)
        del facts[column]
        for position, cell in enumerate(other):
            if cell is None:
                continue
            if cells[first][position] is not None:
                yield position, _said_twice(first, column, held[0])
            elif units.get(first, "") != units.get(column, ""):
                yield position, _other_unit(first, column, held[0])
            else:
                cells[first][position] = cell


def _said_twice(first: str, second: str, fact: str) -> Problem:
    return Problem(f'"{first}" and "{second}" are the same fact, {fact}.', remedy="Keep one.")


def _other_unit(first: str, second: str, fact: str) -> Problem:
    return Problem(
        f'"{second}" gives {fact} in another unit than "{first}" in other rows.',
        remedy="Use one name for it in all rows.",
    )
