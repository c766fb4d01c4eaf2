"""What every kind of file gives: rows that can be taken apart, and those that cannot."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from advisor.errors import BadInput, Problem
from advisor.tables.problems import RowProblem

Row: TypeAlias = Sequence[object] | Mapping[str, object] | None


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file, in order.

    names: the columns, or None where each row names its own; rows: cells, or None where the row
    cannot be taken apart, which `problems` tells by position; done: how far the file is read,
    in the source's unit; decimal_comma: as in `Source`.
    """

    number: int
    names: tuple[str, ...] | None
    rows: list[Row]
    numbers: list[int]
    problems: list[tuple[int, RowProblem]]
    done: int
    decimal_comma: bool = False


@dataclass(frozen=True)
class Source:
    """A file that is open for reading.

    names: as in `Chunk`; total: the size in `unit` ("B" or "row"), None where unknown; place:
    where the rows stand; decimal_comma: whether a comma may be the decimal mark in its numbers.
    """

    names: tuple[str, ...] | None
    total: int | None
    unit: str
    rows: Iterator[tuple[int, Row | RowProblem, int]]
    place: str
    decimal_comma: bool = False

    def chunks(self, size: int, skipped: int = 0) -> Iterator[Chunk]:
        """The rows, `size` at a time; the first `skipped` chunks are passed over."""
        for number in itertools.count():
            several = list(itertools.islice(self.rows, size))
            if not several:
                return
            if number < skipped:
                continue
            rows: list[Row] = []
            problems: list[tuple[int, RowProblem]] = []
            for position, (_, row, _) in enumerate(several):
                if isinstance(row, RowProblem):
                    problems.append((position, row))
                    rows.append(None)
                else:
                    rows.append(row)
            numbers = [each[0] for each in several]
            done = several[-1][2]
            yield Chunk(number, self.names, rows, numbers, problems, done, self.decimal_comma)


def header_of(names: Sequence[str], path: Path) -> tuple[str, ...]:
    """The names of the columns. Raises BadInput where there is none."""
    found = list(names)
    # A spreadsheet may leave empty columns at the end.
    while found and not found[-1].strip():
        found.pop()
    if not found:
        raise BadInput(
            Problem("The table has no header.", str(path), "Name the columns in its first row.")
        )
    return tuple(found)


def other_width(number: int, cells: int, width: int, remedy: str, more: str = "") -> RowProblem:
    """The problem with a row that has more or fewer cells than the header."""
    what = f"The row has {cells} {'cell' if cells == 1 else 'cells'}, the header {width}.{more}"
    return RowProblem(number, "", what, remedy)
