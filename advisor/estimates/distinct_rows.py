"""The distinct rows among many, so that what rests on few numbers is worked out once for each.

Thousands of variants of one scenario, or rows of one table, state few different loads and budgets.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

PROBED = 512
"""So many rows are looked at first, to tell a column with few values from one with many."""
FEW = 128
"""A column with more different values among these is not worth sorting."""

Numbers = NDArray[np.float64]


class Bounds(NamedTuple):
    """The least and the most of a number in each row; open ends are closed by the largest."""

    low: Numbers
    high: Numbers


class Rows(NamedTuple):
    """first: the numbers of rows that stand for all distinct ones; which: the one of each row."""

    first: NDArray[np.intp]
    which: NDArray[np.intp] | slice


class DistinctRows:
    """Finds the rows of a table that are alike in some columns; each column is read once."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._codes: dict[str, tuple[NDArray[np.intp], int] | None] = {}
        self._rows: dict[tuple[str, ...], Rows] = {}

    def of(self, columns: Mapping[str, Bounds], names: Sequence[str]) -> Rows:
        """The distinct rows in the columns of these names.

        All rows, as they are, where one of the columns has many values.
        """
        key = tuple(names)
        if key not in self._rows:
            self._rows[key] = self._found(columns, key)
        return self._rows[key]

    def _found(self, columns: Mapping[str, Bounds], names: Sequence[str]) -> Rows:
        codes, number = np.zeros(self.size, dtype=np.intp), 1
        for name in names:
            if name not in self._codes:
                self._codes[name] = self._coded(columns[name])
            coded = self._codes[name]
            if coded is None:
                return Rows(np.arange(self.size), slice(None))
            if coded[1] > 1:
                codes, number = codes * coded[1] + coded[0], number * coded[1]
            if number > max(1, self.size):
                # So that the product of many columns stays a number that fits.
                codes, number = _numbered(codes)
        if number == 1:
            return Rows(np.zeros(min(1, self.size), dtype=np.intp), codes)
        return _first_of_each(codes, number)

    def _coded(self, ends: Bounds) -> tuple[NDArray[np.intp], int] | None:
        """The number of the value in each row, and how many there are; None if too many."""
        codes, number = np.zeros(self.size, dtype=np.intp), 1
        for end in ends[:1] if np.array_equal(ends.low, ends.high) else ends:
            if not self.size or (end == end[0]).all():
                continue
            if len(np.unique(end[:PROBED])) > FEW:
                return None
            found, several = _numbered(end)
            codes, number = codes * several + found, number * several
        return codes, number


def _numbered(values: NDArray[np.intp] | Numbers) -> tuple[NDArray[np.intp], int]:
    """The number of the value in each row, and how many there are."""
    # Most rows hold what nobody varied: only the others have to be sorted.
    varied = values != values[0]
    distinct, which = np.unique(values[varied], return_inverse=True)
    codes = np.zeros(len(values), dtype=np.intp)
    codes[varied] = which + 1
    return codes, len(distinct) + 1


def _first_of_each(codes: NDArray[np.intp], number: int) -> Rows:
    """The first row with each of the codes, which are below this number."""
    first = np.full(number, len(codes), dtype=np.intp)
    # Of rows with one code the last to be entered stays: entered backwards, it is the first.
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    used = first < len(codes)
    return Rows(first[used], (np.cumsum(used) - 1)[codes])
