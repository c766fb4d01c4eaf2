"""Rows of cells in, rows of answers and problems out: the heart of every way to read a table."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from advisor.errors import Problem
from advisor.facts.values import FactValue
from advisor.knowledge.base import View
from advisor.reasoning.columns import Column, Columns
from advisor.reasoning.infer_many import Decider
from advisor.tables.answer_columns import IN_WORDS, outcomes
from advisor.tables.cells import CellReader, bounds, plain
from advisor.tables.headers import Header, Part
from advisor.tables.problems import RowProblem, shown


@dataclass(frozen=True)
class Answered:
    """The answers to some rows.

    columns: the columns of the answer, None in a row that could not be read; problems: of each
    such row, by its position; unread: cells that could not be read and were taken as unknown,
    by the position of their row; read_as: by position the column, what was typed, and what it was
    read as; fits: of each column with cells whether any of them is a value of its fact; bare: the
    positions of rows in which no cell says anything of a fact.
    """

    size: int
    columns: dict[str, list[Any]]
    problems: dict[int, tuple[RowProblem, ...]]
    unread: dict[int, tuple[RowProblem, ...]] = field(default_factory=dict)
    read_as: dict[int, tuple[tuple[str, str, str], ...]] = field(default_factory=dict)
    fits: dict[str, bool] = field(default_factory=dict)
    bare: tuple[int, ...] = ()


def answer(
    decider: Decider,
    header: Header,
    cells: Mapping[str, Sequence[object]],
    numbers: Sequence[int],
    view: View,
    as_of: datetime.date,
    found_before: Iterable[tuple[int, RowProblem]] = (),
    flag_unread: bool = False,
    in_words: bool = False,
) -> Answered:
    """The answers to rows that are given as columns of cells, all of one length.

    decider: over the knowledge that holds, with the user's prices if there are any; numbers:
    how the caller counts each row; found_before: problems, by position, of rows that could not
    be taken apart into cells; flag_unread: a cell that cannot be read is told and taken as
    unknown, where otherwise its row has no answer; in_words: adds the columns of `IN_WORDS`, for
    which each row is advised on alone.
    """
    size = len(numbers)
    problems: dict[int, list[RowProblem]] = {}
    for position, problem in found_before:
        problems.setdefault(position, []).append(problem)
    unread: dict[int, list[RowProblem]] = {} if flag_unread else problems
    read_as: dict[int, list[tuple[str, str, str]]] = {}
    reader = CellReader(decider.vocabulary)
    facts: dict[str, Column] = {}
    stated: list[dict[str, FactValue]] = [{} for _ in range(size)] if in_words else []
    fits: dict[str, bool] = {}
    silent = np.ones(size, dtype=np.bool_)
    for fact, columns in _by_fact(header).items():
        together = _together(columns, cells, size)
        for position, both in together.given_twice.items():
            unread.setdefault(position, []).append(RowProblem.of(numbers[position], both, _TWICE))
        unit = next((header.units[each] for each in columns.values() if each in header.units), "")
        read = reader.column(fact, together.cells, unit, header.decimal_comma)
        if read.column is not None:
            facts[fact] = read.column
            says = np.array([value is not None for value in read.distinct])
            silent &= ~says[np.asarray(read.codes)]
            for known, value in zip(stated, read.values(), strict=False):
                if value is not None:
                    known[fact] = value
        if read.column is not None or read.wrong:
            fits[together.name] = read.column is not None
        for position, found in read.wrong.items():
            unread.setdefault(position, []).extend(
                RowProblem.of(numbers[position], together.name, each) for each in found
            )
        for position, (typed, said) in read.read_as.items():
            read_as.setdefault(position, []).append((together.name, shown(typed), said))
    answers = outcomes(decider, Columns(size, facts), view, as_of)
    if in_words:
        answers = _in_words(decider, stated, view, as_of, problems) | answers
    for position in problems:
        for column in answers.values():
            column[position] = None
    return Answered(
        size,
        answers,
        _sorted(problems),
        _sorted({at: each for at, each in unread.items() if at not in problems}),
        {at: tuple(read_as[at]) for at in sorted(read_as) if at not in problems},
        fits,
        tuple(
            at
            for at in np.flatnonzero(silent).tolist()
            if at not in problems and at not in unread and at not in read_as
        ),
    )


def _in_words(
    decider: Decider,
    stated: Sequence[Mapping[str, FactValue]],
    view: View,
    as_of: datetime.date,
    broken: Container[int],
) -> dict[str, list[Any]]:
    """The columns of `IN_WORDS`; stated: the facts of each row."""
    # Imported here: tables that are not asked for words do not wait for the whole chain.
    from advisor.tables.in_words import told_in_words

    nothing: dict[str, Any] = dict.fromkeys(IN_WORDS)
    told = [
        nothing if position in broken else told_in_words(decider, facts, view, as_of)
        for position, facts in enumerate(stated)
    ]
    return {name: [each[name] for each in told] for name in IN_WORDS}


def _sorted(problems: Mapping[int, list[RowProblem]]) -> dict[int, tuple[RowProblem, ...]]:
    return {key: tuple(problems[key]) for key in sorted(problems)}


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
    joined = [
        None if position in twice else value if span is None else span
        for position, (value, span) in enumerate(zip(values, ranges, strict=True))
    ]
    return _Together(" and ".join(columns.values()), joined, twice)
