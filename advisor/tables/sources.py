"""What every kind of file gives: rows that can be taken apart, and those that cannot."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from advisor.errors import BadInput, Problem
from advisor.tables.headers import recognised
from advisor.tables.problems import RowProblem

Row: TypeAlias = Sequence[object] | Mapping[str, object] | None


@dataclass(frozen=True, slots=True)
class Formatted:
    """A number of a spreadsheet, and the text that its sheet shows: 0.3 is shown as "30%"."""

    value: float
    text: str


class GivenRow(NamedTuple):
    """A row as it was read.

    row: its cells, as far as there are any; problem: why it cannot be answered; done: how far
    the file is read, in the source's unit.
    """

    number: int
    row: Row
    problem: RowProblem | None
    done: int


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file, in order.

    names: the columns, or None where each row names its own; rows: cells, or None where the row
    cannot be taken apart; problems tells by position which rows cannot be answered; done: how
    far the file is read, in the source's unit; decimal_comma: as in `Source`.
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
    where the rows stand; decimal_comma: whether a comma may be the decimal mark in its numbers;
    remarks: how it was read, where its owner should know.
    """

    names: tuple[str, ...] | None
    total: int | None
    unit: str
    rows: Iterator[GivenRow]
    place: str
    decimal_comma: bool = False
    remarks: tuple[Problem, ...] = ()

    def chunks(self, size: int, skipped: int = 0) -> Iterator[Chunk]:
        """The rows, `size` at a time; the first `skipped` chunks are passed over."""
        for number in itertools.count():
            several = list(itertools.islice(self.rows, size))
            if not several:
                return
            if number < skipped:
                continue
            problems = [
                (position, each.problem)
                for position, each in enumerate(several)
                if each.problem is not None
            ]
            yield Chunk(
                number,
                self.names,
                [each.row for each in several],
                [each.number for each in several],
                problems,
                several[-1].done,
                self.decimal_comma,
            )


def header_of(names: Sequence[str], path: Path | str) -> tuple[str, ...]:
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


def told_apart(names: Sequence[str], place: str) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """The names with those of own columns told apart, and what is to be said of it.

    Two columns of one fact stay as they are: which of them holds is for their owner to say.
    """
    seen: dict[str, int] = {}
    found: list[str] = []
    for number, name in enumerate(names, 1):
        key = name.strip()
        seen[key] = seen.get(key, 0) + 1
        again = seen[key] > 1 and recognised(key) is None
        other = (f"{key} ({seen[key]})" if key else f"column {number}") if again else name
        found.append(other if other not in names else name)
    new = [each for each, name in zip(found, names, strict=True) if each != name]
    if not new:
        return tuple(names), ()
    listed = ", ".join(f'"{each}"' for each in new)
    remedy = f"Here they are called {listed}."
    return tuple(found), (Problem("Some columns have the name of another.", place, remedy),)


def other_width(
    number: int, cells: Sequence[object], width: int, remedy: str, done: int, more: str = ""
) -> GivenRow:
    """A row that has more or fewer cells than the header: its cells as far as they go."""
    many = len(cells)
    what = f"The row has {many} {'cell' if many == 1 else 'cells'}, the header {width}.{more}"
    fitting = [*cells[:width], *[None] * (width - many)]
    return GivenRow(number, fitting, RowProblem(number, "", what, remedy), done)
