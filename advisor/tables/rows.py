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
from advisor.tables.headers import RESERVED, Header, Part, held_by, is_taken, not_a_fact
from advisor.tables.prices import Prices, decider_with, given_prices
from advisor.tables.problems import RowProblem

ROWS_AT_ONCE = 1000
"""Rows answered together: enough for speed, few enough for the first answers to come soon."""


@dataclass(frozen=True)
class RowAnswer:
    """The answer to one row, or what is wrong with it.

    row: its number, from 1; answer: the columns of `OUTCOMES`, lists as tuples of ids, None
    where the row could not be read; kept: what the row holds besides facts.
    """

    row: int
    answer: dict[str, Any] | None
    problems: tuple[RowProblem, ...] = ()
    kept: dict[str, Any] = field(default_factory=dict)

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
        return {"row": self.row, **self.kept, **plain, "problems": told}


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
            yield RowAnswer(number, told, problems, kept[position])
        first += len(several)


def answer_mappings(
    decider: Decider,
    rows: list[object],
    numbers: list[int],
    view: View,
    day: datetime.date,
    keep_columns: bool,
) -> tuple[Answered, list[dict[str, Any]]]:
    """The answers to rows of which each names its own columns, and what each holds besides."""
    facts: dict[str, tuple[str, Part]] = {}
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
                held = held_by(column)
                if held is None:
                    wrong = _kept_wrongly(column, keep_columns)
                    if wrong is None:
                        kept[position][column] = cell
                    else:
                        found = RowProblem.of(numbers[position], column[:60], wrong)
                        problems.append((position, found))
                    continue
                facts[column] = held
                cells[column] = [None] * len(rows)
            cells[column][position] = cell
    facts, cells = _once(facts, cells)
    return answer(decider, Header(facts, ()), cells, numbers, view, day, problems), kept


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
    facts: dict[str, tuple[str, Part]], cells: dict[str, list[object]]
) -> tuple[dict[str, tuple[str, Part]], dict[str, list[object]]]:
    """One column for each fact: names that differ in spaces around them hold the same fact."""
    names: dict[tuple[str, Part], str] = {}
    for column, held in list(facts.items()):
        first = names.setdefault(held, column)
        if first != column:
            both = zip(cells[first], cells.pop(column), strict=True)
            cells[first] = [one if one is not None else other for one, other in both]
            del facts[column]
    return facts, cells
