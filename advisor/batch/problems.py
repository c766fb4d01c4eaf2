"""What is wrong with a row of a table: the row, the column, and the remedy."""

from __future__ import annotations

from collections.abc import Iterable
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
        return cls(row, column, _sound(problem.problem), _sound(problem.remedy))

    def as_problem(self) -> Problem:
        """The same with "row 7, column audience" as its place."""
        place = f"row {self.row}" + (f", column {self.column}" if self.column else "")
        return Problem(self.problem, place, self.remedy)

    def __str__(self) -> str:
        return str(self.as_problem())


def in_one_cell(problems: Iterable[RowProblem]) -> str:
    """The problems of one row as the text of one cell."""
    return " | ".join(
        " ".join(str(Problem(each.problem, each.column, each.remedy)).split()) for each in problems
    )


def _sound(text: str) -> str:
    # A cell that is not UTF-8 is quoted in its own problem.
    return text.encode("utf-8", "replace").decode("utf-8")
