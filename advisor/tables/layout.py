"""Where a table begins: which row is its header, which sheet holds it, and whether it lies down.

People put a title above their table, several sheets in a workbook, and ask for facts down the
page: a question a row, an answer beside it. The names of facts tell which it is.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from advisor.errors import BadInput, Problem
from advisor.facts.names import shape
from advisor.tables.headers import SCENARIO, recognised

LOOKED_AT = 40
"""Rows in which a header is looked for; a title page is shorter."""

LARGEST_SIDEWAYS = (2_000, 200)
"""Rows and columns of a sheet of questions that is read; a longer one is no questionnaire."""

_ANSWERS = frozenset(map(shape, ("answer", "value", "response", "reply", "your answer", "input")))
_BESIDE = frozenset(
    map(
        shape,
        [
            "note",
            " comment",
            " remark",
            " unit",
            " description",
            " guidance",
            " example",
            " section",
            " number",
            " no",
            " id",
            " hint",
            " explanation",
            " source",
            " owner",
            " question",
            " topic",
            " category",
            " fact",
            " field",
            " required",
        ],
    )
)
"""Heads of columns of a questionnaire that hold no answers."""


@dataclass(frozen=True)
class Layout:
    """What a user says of where the table is: sheet by name or number, header row from 1."""

    sheet: str = ""
    header_row: int | None = None


@dataclass(frozen=True)
class Found:
    """Where the header is: its row, counted from 0, and how many of its cells name facts."""

    row: int
    facts: int


def find_header(rows: Sequence[Sequence[object]]) -> Found:
    """The row that names most facts, the first of several; the first row where none does."""
    counted = [sum(_names_fact(cell) for cell in row) for row in rows[:LOOKED_AT]]
    most = max(counted, default=0)
    filled = next((place for place, row in enumerate(rows) if any(map(_text, row))), 0)
    return Found(counted.index(most), most) if most else Found(filled, 0)


def header_remark(found: Found, place: str) -> tuple[Problem, ...]:
    """What is to be said where the header is not the first row."""
    if found.row == 0 or not found.facts:
        return ()
    names = f"{found.facts} {'name of a fact' if found.facts == 1 else 'names of facts'}"
    return (
        Problem(
            f"Row {found.row + 1} is taken for the header: it holds {names}.",
            place,
            "The rows above it are passed over; --header-row N names another.",
        ),
    )


Read = TypeVar("Read")


def header_and_above(rows: Iterator[Read], header: Found, place: str) -> tuple[Read | None, ...]:
    """The row that is the header and the one above it; each None where there is none.

    rows: of the table, from its first; the row below the header is its next one then. Raises
    BadInput on a header that was named below the last row.
    """
    above = deque(itertools.islice(rows, header.row), maxlen=1)
    found = next(rows, None)
    if found is None and header.row:
        raise BadInput(
            Problem(
                f"The table has no row {header.row + 1:,} to be its header.",
                place,
                "Name the row that holds the names of the columns (--header-row N).",
            )
        )
    return found, above[0] if above else None


def names_of(
    cells: Sequence[object], above: Sequence[object], place: str
) -> tuple[list[str], tuple[Problem, ...]]:
    """The names in a header, and what is to be said of them.

    above: the row above it. A name that spans two rows, as merged cells do, stands in the upper
    one; a title stands there alone and names no column.
    """
    names = [_text(cell) and str(cell) for cell in cells]
    upper = [_text(cell) for cell in above]
    if sum(map(bool, upper)) < 2:
        return names, ()
    names += [""] * (len(upper) - len(names))
    taken = [name for name, own in zip(upper, names, strict=False) if name and not own.strip()]
    if not taken:
        return names, ()
    full = [own if own.strip() else name for own, name in itertools.zip_longest(names, upper)]
    told = ", ".join(f'"{name}"' for name in taken)
    return [each or "" for each in full], (
        Problem(
            f"The header has two rows: {told} {'stands' if len(taken) == 1 else 'stand'} in the "
            "upper one.",
            place,
            "If that is no name of a column, name the column in the header itself.",
        ),
    )


def find_questions(rows: Sequence[Sequence[object]], header: Found) -> int | None:
    """The column of a sheet that lies down: its facts stand one below the other; None else."""
    best, at = 0, None
    for column in range(min(4, max(map(len, rows), default=0))):
        named = sum(_names_fact(row[column]) for row in rows if column < len(row))
        # A column of words that are names of facts too, "AWS Region", has no answers beside it.
        if named > best and any(len(row) > column + 1 for row in rows):
            best, at = named, column
    return at if at is not None and best >= 2 and best > header.facts else None


@dataclass(frozen=True)
class Answers:
    """A sheet of questions turned upright.

    names: the questions; rows: for each column of answers its number from 1, its head, its cells.
    """

    names: tuple[str, ...]
    rows: tuple[tuple[int, str, tuple[object, ...]], ...]


def turned(rows: Sequence[Sequence[object]], questions: int) -> Answers:
    """The answers of a sheet of questions, each column of them as one row.

    A head that is no word for "answer" names its scenario, and is kept as a column of its own.
    """
    first = next(place for place, row in enumerate(rows) if _at(row, questions, _names_fact))
    width = max(map(len, rows))
    head = _head_of_answers(rows[:first], questions)
    above = () if head is None else rows[head]
    asked = [row for row in rows[0 if head is None else head + 1 :] if _text(_cell(row, questions))]
    # A title stands alone in its row.
    asked = [row for row in asked if _names_fact(_cell(row, questions)) or _filled(row) > 1]
    names = [_text(_cell(row, questions)) for row in asked]
    heads = {place: _text(_cell(above, place)) for place in range(questions + 1, width)}
    answers = [place for place, told in heads.items() if shape(told) in _ANSWERS]
    named: dict[int, str] = {}
    if not answers:
        answers = [
            place
            for place, told in heads.items()
            if shape(told) not in _BESIDE and any(_text(_cell(row, place)) for row in asked)
        ]
        named = {place: heads[place] for place in answers if heads[place]}
    if named and SCENARIO not in names:
        names.insert(0, SCENARIO)
    else:
        named = {}
    return Answers(
        tuple(names),
        tuple(
            (
                place + 1,
                heads[place],
                (
                    *([named.get(place)] if named else []),
                    *(_cell(row, place) for row in asked),
                ),
            )
            for place in answers
        ),
    )


def _head_of_answers(above: Sequence[Sequence[object]], questions: int) -> int | None:
    """The row above the first fact that says what its columns hold; None without one."""
    for place in reversed(range(len(above))):
        told = [shape(_text(cell)) for cell in above[place][questions + 1 :]]
        asks = shape(_text(_cell(above[place], questions))) in {"", *_BESIDE}
        if any(each in _ANSWERS for each in told) or (asks and any(told)):
            return place
    return None


def likeliest(
    sheets: Iterable[tuple[str, Sequence[Sequence[object]]]], shown: Sequence[bool]
) -> tuple[int, list[str]]:
    """The place of the sheet whose header names most facts, and all sheets that name any.

    shown: whether each is one that a spreadsheet shows; these come first.
    """
    counted: list[tuple[str, int]] = []
    for name, rows in sheets:
        header = find_header(rows)
        down = find_questions(rows, header)
        facts = header.facts
        if down is not None:
            facts = sum(_names_fact(_cell(row, down)) for row in rows)
        counted.append((name, facts))
    ranked = [(facts > 0 and seen, facts) for (_, facts), seen in zip(counted, shown, strict=True)]
    place = ranked.index(max(ranked))
    return place, [name for name, facts in counted if facts]


def _names_fact(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and recognised(cell) is not None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def _filled(row: Sequence[object]) -> int:
    return sum(bool(_text(cell)) for cell in row)


def _cell(row: Sequence[object], place: int) -> object:
    return row[place] if place < len(row) else None


def _at(row: Sequence[object], place: int, test: object) -> bool:
    return callable(test) and bool(test(_cell(row, place)))
