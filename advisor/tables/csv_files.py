"""Tables as text with separators: CSV and its kin, as spreadsheets of all countries write them."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from advisor.errors import BadInput, Problem
from advisor.tables.problems import RowProblem, is_utf8
from advisor.tables.sources import Row, Source, header_of, other_width

LONGEST_LINE = 1_000_000
"""Characters of the first line; no header is as long."""

_MARKS = ",;\t|"
_NAMED_MARK = re.compile(r"sep=(.)\r?\n?")
"""Excel's own first line: it names the mark."""


def read_separated(path: Path) -> Source:
    """The file, its header read. Raises BadInput where it has none or is no UTF-8."""
    with path.open("rb") as octets:
        if octets.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise BadInput(Problem("The file is UTF-16.", str(path), _SAVE))
    # Bytes that are no UTF-8 pass as surrogates: only the cell that holds them is refused.
    stream = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    first = stream.readline(LONGEST_LINE)
    counted = _Counted(stream)
    if named := _NAMED_MARK.fullmatch(first):
        mark = named[1]
        counted.bytes = len(first)
    else:
        mark = max(_MARKS, key=first.count)
        stream.seek(0)
    reader = csv.reader(counted, delimiter=mark)
    try:
        names = header_of(next(reader, []), path)
    except csv.Error as error:
        raise BadInput(
            Problem(f"The header cannot be read: {error}.", str(path), "Check its quotation marks.")
        ) from None
    if not all(map(is_utf8, names)):
        raise BadInput(Problem("The header is not UTF-8.", str(path), _SAVE))
    rows = _rows(reader, counted, len(names))
    # Where the comma is the decimal mark, spreadsheets separate with semicolons.
    return Source(names, path.stat().st_size, "B", rows, str(path), mark == ";")


_SAVE = "Save the table as UTF-8 (in Excel: CSV UTF-8)."


class _Counted:
    """The lines of a stream, and how many bytes they are."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.bytes = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.bytes += len(line) if line.isascii() else len(line.encode("utf-8", "surrogatepass"))
        return line


def _rows(
    reader: Any, counted: _Counted, width: int
) -> Iterator[tuple[int, Row | RowProblem, int]]:
    line = reader.line_num
    for number in itertools.count(2):
        wrong = ""
        cells: list[str] = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            wrong = f"The row cannot be read: {error}."
        lines, line = reader.line_num - line, reader.line_num
        more = (
            "" if lines == 1 else f" Lines {line - lines + 1} to {line} were read as this one row."
        )
        if wrong:
            yield number, RowProblem(number, "", wrong + more, _QUOTES), counted.bytes
            continue
        # A spreadsheet writes as many cells as its widest row has.
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        if len(cells) == width:
            yield number, cells, counted.bytes
        else:
            yield number, other_width(number, len(cells), width, _QUOTES, more), counted.bytes


_QUOTES = "Check its separators and quotation marks."
