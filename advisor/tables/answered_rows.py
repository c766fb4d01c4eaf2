"""Rows of cells in, rows of answers and problems out: the heart of every way to read a table."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from advisor.errors import BadInput, Problem
from advisor.facts.definitions import fact_definitions
from advisor.knowledge.base import View
from advisor.reasoning.columns import Column, Columns
from advisor.reasoning.infer_many import Decider
from advisor.tables.answer_columns import OUTCOMES, outcomes
from advisor.tables.cells import CellReader, bounds, plain
from advisor.tables.decimal_commas import with_points
from advisor.tables.headers import Header, Part
from advisor.tables.problems import RowProblem


@dataclass(frozen=True)
class Answered:
    """The answers to some rows.

    columns: the columns of `OUTCOMES`, None in a row that could not be read; problems: of each
    such row, by its position.
    """

    size: int
    columns: dict[str, list[Any]]
    problems: dict[int, tuple[RowProblem, ...]]


def answer(
    decider: Decider,
    header: Header,
    cells: Mapping[str, Sequence[object]],
    numbers: Sequence[int],
    view: View,
    as_of: datetime.date,
    found_before: Iterable[tuple[int, RowProblem]] = (),
) -> Answered:
    """The answers to rows that are given as columns of cells, all of one length.

    decider: over the knowledge that holds, with the user's prices if there are any; numbers:
    how the caller counts each row; found_before: problems, by position, of rows that could not
    be taken apart into cells.
    """
    size = len(numbers)
    problems: dict[int, list[RowProblem]] = {}
    for position, problem in found_before:
        problems.setdefault(position, []).append(problem)
    if header.decimal_comma:
        cells = _with_points(header, cells, numbers, problems)
    reader = CellReader(decider.vocabulary)
    facts: dict[str, Column] = {}
    for fact, columns in _by_fact(header).items():
        together = _together(columns, cells, size)
        for position, both in together.given_twice.items():
            problems.setdefault(position, []).append(RowProblem.of(numbers[position], both, _TWICE))
        column, wrong = reader.column(fact, together.cells)
        if column is not None:
            facts[fact] = column
        for position, found in wrong.items():
            problems.setdefault(position, []).extend(
                RowProblem.of(numbers[position], together.name, each) for each in found
            )
    answers = outcomes(decider, Columns(size, facts), view, as_of)
    for position in problems:
        for name in OUTCOMES:
            answers[name][position] = None
    return Answered(size, answers, {key: tuple(problems[key]) for key in sorted(problems)})


def _with_points(
    header: Header,
    cells: Mapping[str, Sequence[object]],
    numbers: Sequence[int],
    problems: dict[int, list[RowProblem]],
) -> Mapping[str, Sequence[object]]:
    """The cells with decimal points in their numbers; adds to `problems` which stay unclear."""
    found: dict[str, Sequence[object]] = dict(cells)
    for name, (fact, _) in header.facts.items():
        if fact_definitions()[fact].is_number:
            column = list(cells[name])
            for position, cell in enumerate(column):
                if isinstance(cell, str) and ("," in cell or "." in cell):
                    try:
                        column[position] = with_points(cell)
                    except BadInput as error:
                        column[position] = None
                        problems.setdefault(position, []).extend(
                            RowProblem.of(numbers[position], name, each) for each in error.problems
                        )
            found[name] = column
    return found


_TWICE = Problem(
    "The number is given as a value and as a bound.", remedy="Leave one of the cells empty."
)


@dataclass(frozen=True)
class _Together:
    """The cells of one fact, from all columns that hold a part of it."""

    name: str
    cells: Sequence[object]
    given_twice: Mapping[int, str]


def _by_fact(header: Header) -> dict[str, dict[Part, str]]:
    found: dict[str, dict[Part, str]] = {}
    for column, (fact, part) in header.facts.items():
        found.setdefault(fact, {})[part] = column
    return found


def _together(
    columns: Mapping[Part, str], cells: Mapping[str, Sequence[object]], size: int
) -> _Together:
    parts = {part: cells[column] for part, column in columns.items()}
    if list(parts) == ["value"]:
        return _Together(columns["value"], parts["value"], {})
    nothing: Sequence[object] = [None] * size
    values = parts.get("value", nothing)
    ranges = [
        bounds(low, high)
        for low, high in zip(
            parts.get("at_least", nothing), parts.get("at_most", nothing), strict=True
        )
    ]
    twice = {
        position: columns["value"]
        for position, (value, span) in enumerate(zip(values, ranges, strict=True))
        if span is not None and plain(value) not in (None, "")
    }
    joined = [value if span is None else span for value, span in zip(values, ranges, strict=True)]
    return _Together(" and ".join(columns.values()), joined, twice)
