"""What is wrong with a row of a table: the row, the column, and the remedy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from advisor.errors import Problem


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing that is wrong with one row.

    row: its number, as the caller counts rows; column: empty where the row as a whole is meant.
    """

    row: int
    column: str
    problem: str
    remedy: str = ""

    @classmethod
    def of(cls, row: int, column: str, problem: Problem) -> RowProblem:
        """A problem with a fact, as a problem with a row."""
        return cls(row, shown(column), shown(problem.problem), shown(problem.remedy))

    def as_problem(self) -> Problem:
        """The same with "row 7, column audience" as its place."""
        place = f"row {self.row}" + (f", column {self.column}" if self.column else "")
        # Many a problem begins with its fact, which the place has named.
        return Problem(self.problem.removeprefix(f"{self.column}: "), place, self.remedy)

    def __str__(self) -> str:
        return str(self.as_problem())


def in_one_cell(problems: Iterable[RowProblem]) -> str:
    """The problems of one row as the text of one cell."""
    return " | ".join(
        " ".join(str(Problem(each.problem, each.column, each.remedy)).split()) for each in problems
    )


def read_in_one_cell(notes: Iterable[tuple[str, str, str]]) -> str:
    """What was typed in a row, and what it was read as, as the text of one cell."""
    return " | ".join(
        " ".join(f'{column}: "{typed}" = {read}'.split()) for column, typed, read in notes
    )


def is_utf8(text: str) -> bool:
    """Whether this text was read from bytes that are UTF-8, and can be written as such."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def shown(text: str) -> str:
    """Text of a table as a terminal may show it: what is no letter there stands as one sign."""
    return "".join(
        letter
        if letter == "\n" or letter.isprintable()
        else (" " if unicodedata.category(letter) == "Zs" else "\ufffd")
        for letter in text
    )


def rows_named(first: Sequence[int], count: int) -> str:
    """Rows by their numbers: "row 3", or "rows 3, 5 and 2 more". count: of all of them."""
    more = f" and {count - len(first):,} more" if count > len(first) else ""
    return f"{'row' if count == 1 else 'rows'} {', '.join(map(str, first))}{more}"
