"""The first sheet of an Excel workbook, row by row.

A workbook holds less than it shows: a formula whose value was never worked out has none, and of
merged cells all but the first are empty. Both would pass for facts that nobody knows; their rows
are refused instead.
"""

from __future__ import annotations

import itertools
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from advisor.errors import BadInput, Problem
from advisor.tables.problems import RowProblem
from advisor.tables.sources import Row, Source, header_of, other_width

Cells = tuple[object, ...]


MOST_UNPACKED_BYTES = 150_000_000
"""A workbook may unpack to this, some half a million rows; its reader holds ten times as much.

Ours: the file itself may be a thousand times smaller than what it unpacks to.
"""


def check_unpacked(path: Path) -> None:
    """Raises BadInput, before anything is unpacked, on a workbook that would be too large."""
    with zipfile.ZipFile(path) as archive:
        size = sum(each.file_size for each in archive.infolist())
    if size > MOST_UNPACKED_BYTES:
        raise BadInput(
            Problem(
                f"The workbook unpacks to {size / 1e6:,.0f} MB; at most "
                f"{MOST_UNPACKED_BYTES / 1e6:,.0f} MB are read.",
                str(path),
                "Save the sheet as .csv, which may be of any length, or in parts.",
            )
        )


def read_excel(path: Path) -> Source:
    """The first sheet, its header read. Raises BadInput where it is empty or no workbook."""
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        check_unpacked(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        # What a sheet says of its own size may be wrong.
        total = sheet.max_row
        sheet.reset_dimensions()
        place = f"{path}, sheet {sheet.title}" if len(book.worksheets) > 1 else str(path)
        rows = _whole(sheet.iter_rows(values_only=True), place)
        names = header_of([_name(cell) for cell in next(rows, ())], Path(place))
        beside = _beside(path, sheet._worksheet_path)
        formulas: Iterator[Cells] | None = None
        if beside.formulas:
            asked = openpyxl.load_workbook(path, read_only=True).worksheets[0]
            asked.reset_dimensions()
            formulas = itertools.islice(_whole(asked.iter_rows(values_only=True), place), 1, None)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(
            Problem("This is no Excel workbook (.xlsx).", str(path), "Save it as .xlsx or .csv.")
        ) from None
    return Source(names, total, "row", _rows(rows, formulas, beside, names), place)


def _whole(rows: Iterator[Cells], place: str) -> Iterator[Cells]:
    """The rows of a sheet; a sheet that breaks off is told as that."""
    try:
        yield from rows
    except (ParseError, zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise BadInput(
            Problem(
                f"The workbook is damaged: {error}.",
                place,
                "Open it in a spreadsheet and save it again, or as .csv.",
            )
        ) from None


def _name(cell: object) -> str:
    return "" if cell is None else str(cell)


class _Merged(NamedTuple):
    """Merged cells by their bounds, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int
    name: str


@dataclass
class _Beside:
    """What a sheet holds besides values; merged: by the row in which they begin."""

    formulas: bool = False
    merged: dict[int, set[_Merged]] = field(default_factory=dict)


_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_LONGEST_TAG = 200


def _beside(path: Path, sheet: str) -> _Beside:
    from openpyxl.utils import range_boundaries

    found = _Beside()
    with zipfile.ZipFile(path) as archive, archive.open(sheet) as stream:
        end = b""
        while part := stream.read(1 << 20):
            text = end + part
            found.formulas = found.formulas or _FORMULA.search(text) is not None
            for name in _MERGED.findall(text):
                left, top, right, bottom = range_boundaries(name.decode())
                merged = _Merged(left or 1, top or 1, right or 1, bottom or 1, name.decode())
                found.merged.setdefault(merged.top, set()).add(merged)
            end = text[-_LONGEST_TAG:]
    return found


def _rows(
    rows: Iterable[Cells], formulas: Iterator[Cells] | None, beside: _Beside, names: tuple[str, ...]
) -> Iterator[tuple[int, Row | RowProblem, int]]:
    width = len(names)
    around: set[_Merged] = set(beside.merged.get(1, ()))
    for number, given in enumerate(rows, start=2):
        cells: list[Any] = list(given)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        around |= beside.merged.get(number, set())
        around = {each for each in around if each.bottom >= number}
        hidden = _hidden(number, names, around)
        if formulas is not None:
            hidden = hidden or _not_worked_out(number, names, given, next(formulas, ()))
        if hidden is not None:
            yield number, hidden, number
        elif len(cells) > width:
            yield number, other_width(number, len(cells), width, "Name every column."), number
        elif cells:
            yield number, cells + [None] * (width - len(cells)), number


def _hidden(number: int, names: tuple[str, ...], around: Iterable[_Merged]) -> RowProblem | None:
    for each in sorted(around):
        # Only the first of merged cells has a value.
        place = each.left + 1 if number == each.top else each.left
        if place <= min(each.right, len(names)):
            what = f"The cell is one of the merged cells {each.name}."
            return RowProblem(number, names[place - 1], what, "Unmerge them and fill each.")
    return None


def _not_worked_out(
    number: int, names: tuple[str, ...], values: Cells, formulas: Cells
) -> RowProblem | None:
    for name, value, formula in zip(names, values, formulas, strict=False):
        if value is None and formula is not None:
            what = "The cell holds a formula whose value was never worked out."
            return RowProblem(number, name, what, "Open and save the workbook in a spreadsheet.")
    return None
