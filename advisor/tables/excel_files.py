"""A sheet of an Excel workbook, row by row, as a spreadsheet shows it.

A workbook holds less than it shows: a formula whose value was never worked out has none, and of
merged cells all but the first are empty. Both would pass for facts that nobody knows; their rows
are refused instead.
"""

from __future__ import annotations

import datetime
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.tables.csv_files import sideways
from advisor.tables.headers import recognised
from advisor.tables.layout import (
    LARGEST_SIDEWAYS,
    LOOKED_AT,
    Found,
    Layout,
    find_header,
    find_questions,
    header_and_above,
    header_remark,
    likeliest,
    names_of,
)
from advisor.tables.number_formats import shown
from advisor.tables.problems import RowProblem
from advisor.tables.sources import (
    Formatted,
    GivenRow,
    Source,
    header_of,
    other_width,
)

Cells = tuple[Any, ...]


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


def read_excel(path: Path, layout: Layout | None = None) -> Source:
    """The sheet that names most facts, its header read; layout names another sheet or row.

    Raises BadInput where it is empty or no workbook.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    layout = layout or Layout()
    try:
        check_unpacked(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        # A sheet of pictures has no cells.
        sheets: list[Any] = list(book.worksheets)
        totals = [each.max_row for each in sheets]
        for each in sheets:
            # What a sheet says of its own size may be wrong.
            each.reset_dimensions()
        above = [_first_rows(each, str(path)) for each in sheets]
        visible = [each.sheet_state == "visible" for each in sheets]
        chosen, remarks = _sheet([each.title for each in sheets], above, visible, layout, str(path))
        sheet = sheets[chosen]
        place = f"{path}, sheet {sheet.title}" if len(sheets) > 1 else str(path)
        header = find_header(above[chosen])
        if layout.header_row is not None:
            header = Found(layout.header_row - 1, 0)
        questions = find_questions(above[chosen], header)
        if questions is not None and layout.header_row is None:
            many, wide = LARGEST_SIDEWAYS
            shown = itertools.islice(_whole(sheet.iter_rows(max_col=wide), place), many)
            return sideways([[_value(c) for c in row] for row in shown], questions, place, remarks)
        rows = _whole(sheet.iter_rows(), place)
        found, upper = (
            [cell.value for cell in row or ()] for row in header_and_above(rows, header, place)
        )
        spelt, told = names_of(found, upper, place)
        names = header_of(spelt, place)
        beside = _beside(path, sheet._worksheet_path)
        formulas: Iterator[Cells] | None = None
        if beside.formulas:
            asked = openpyxl.load_workbook(path, read_only=True).worksheets[chosen]
            asked.reset_dimensions()
            formulas = itertools.islice(
                _whole(asked.iter_rows(values_only=True), place), header.row + 1, None
            )
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(
            Problem("This is no Excel workbook (.xlsx).", str(path), "Save it as .xlsx or .csv.")
        ) from None
    given = _rows(rows, formulas, beside, names, header.row + 2)
    remarks += header_remark(header, place) + told + _hidden_remark(beside, place)
    return Source(names, totals[chosen], "row", given, place, remarks=remarks)


def _first_rows(sheet: Any, place: str) -> list[list[object]]:
    rows = itertools.islice(_whole(sheet.iter_rows(values_only=True), place), LOOKED_AT)
    return [list(row) for row in rows]


def _sheet(
    names: Sequence[str],
    above: Sequence[Sequence[Sequence[object]]],
    shown: Sequence[bool],
    layout: Layout,
    place: str,
) -> tuple[int, tuple[Problem, ...]]:
    """The place of the sheet to read, and what is to be said of the choice.

    above: the first rows of each; shown: whether a spreadsheet shows it. One that is hidden is read
    only where it is named, or no other holds facts.
    """
    if layout.sheet:
        places = {name.strip().lower(): at for at, name in reversed(list(enumerate(names)))}
        places |= {str(at + 1): at for at in range(len(names)) if str(at + 1) not in places}
        wanted = layout.sheet.strip().lower()
        if wanted not in places:
            raise BadInput(
                Problem(
                    f'There is no sheet "{layout.sheet}".',
                    place,
                    f"{did_you_mean(layout.sheet, names)} The sheets are: "
                    f"{', '.join(names)}.".strip(),
                )
            )
        return places[wanted], ()
    chosen, with_facts = likeliest(list(zip(names, above, strict=True)), shown)
    if len(names) == 1 or (chosen == 0 and len(with_facts) < 2):
        return chosen, ()
    others = [name for name in with_facts if name != names[chosen]]
    told = (
        f"{listed_names(others)} {'holds' if len(others) == 1 else 'hold'} facts as well. "
        if others
        else ""
    )
    return chosen, (
        Problem(
            f'The sheet "{names[chosen]}" is read, of {len(names)}.',
            place,
            f"{told}Choose another with --sheet NAME.",
        ),
    )


def listed_names(names: Sequence[str]) -> str:
    """Names of sheets in a sentence."""
    return ", ".join(f'"{name}"' for name in names)


def _value(cell: Any) -> object:
    """The value of a cell as its sheet shows it: 0.3 in the format 0% is "30%"."""
    value = cell.value
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, (datetime.datetime, datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    text = shown(value, str(cell.number_format))
    return value if text is None else Formatted(value, text)


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


def _hidden_remark(beside: _Beside, place: str) -> tuple[Problem, ...]:
    rows = f"{beside.hidden_rows:,} hidden row{'s' if beside.hidden_rows > 1 else ''}"
    hidden = [
        *([rows] if beside.hidden_rows else []),
        *(["hidden columns"] if beside.hidden_columns else []),
    ]
    if not hidden:
        return ()
    what = f"The sheet has {' and '.join(hidden)}: they are read like the others."
    return (Problem(what, place, "Delete what is not to count."),)


class _Merged(NamedTuple):
    """Merged cells by their bounds, counted from 1."""

    left: int
    top: int
    right: int
    bottom: int
    name: str


@dataclass
class _Beside:
    """What a sheet holds besides values; merged: by the row in which they begin.

    hidden_rows: how many rows a spreadsheet does not show; hidden_columns: whether columns are.
    """

    formulas: bool = False
    hidden_rows: int = 0
    hidden_columns: bool = False
    merged: dict[int, set[_Merged]] = field(default_factory=dict)


_FORMULA = re.compile(rb"<(?:\w+:)?f[ >/]")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\bhidden="(?:1|true)"')
_HIDDEN_COLUMN = re.compile(rb'<(?:\w+:)?col [^>]*?\bhidden="(?:1|true)"')
_LONGEST_TAG = 200


def _beside(path: Path, sheet: str) -> _Beside:
    from openpyxl.utils import range_boundaries

    found = _Beside()
    with zipfile.ZipFile(path) as archive, archive.open(sheet) as stream:
        end = b""
        while part := stream.read(1 << 20):
            text = end + part
            found.formulas = found.formulas or _FORMULA.search(text) is not None
            # One that began in the part before and ended in it is counted there.
            found.hidden_rows += sum(each.end() > len(end) for each in _HIDDEN_ROW.finditer(text))
            found.hidden_columns |= _HIDDEN_COLUMN.search(text) is not None
            for name in _MERGED.findall(text):
                left, top, right, bottom = range_boundaries(name.decode())
                merged = _Merged(left or 1, top or 1, right or 1, bottom or 1, name.decode())
                found.merged.setdefault(merged.top, set()).add(merged)
            end = text[-_LONGEST_TAG:]
    return found


def _rows(
    rows: Iterable[Cells],
    formulas: Iterator[Cells] | None,
    beside: _Beside,
    names: tuple[str, ...],
    first: int,
) -> Iterator[GivenRow]:
    width = len(names)
    around = {each for top in range(1, first) for each in beside.merged.get(top, ())}
    # Merged cells of somebody's own column say the same of each of their rows.
    own = [recognised(name) is None for name in names]
    carried: dict[_Merged, object] = {}
    for number, given in enumerate(rows, start=first):
        cells: list[Any] = [_value(cell) for cell in given]
        while cells and cells[-1] in (None, ""):
            cells.pop()
        around |= beside.merged.get(number, set())
        around = {each for each in around if each.bottom >= number}
        for each in around:
            place = each.left - 1
            if number == each.top:
                carried[each] = cells[place] if place < len(cells) else None
            elif place < width and own[place] and each in carried:
                cells += [None] * (place + 1 - len(cells))
                cells[place] = carried[each]
        hidden = _hidden(number, names, around, own)
        if formulas is not None:
            values = [cell.value for cell in given]
            hidden = hidden or _not_worked_out(number, names, values, next(formulas, ()))
        if len(cells) > width and hidden is None:
            yield other_width(number, cells, width, "Name every column.", number)
        elif cells or hidden is not None:
            fitting = [*cells[:width], *[None] * (width - len(cells))]
            yield GivenRow(number, fitting, hidden, number)


def _hidden(
    number: int, names: tuple[str, ...], around: Iterable[_Merged], own: Sequence[bool]
) -> RowProblem | None:
    """The problem with a fact whose cell is merged with another; own: columns that hold none."""
    for each in sorted(around):
        # Only the first of merged cells has a value.
        first = each.left + 1 if number == each.top else each.left
        for place in range(first, min(each.right, len(names)) + 1):
            if not own[place - 1]:
                what = f"The cell is one of the merged cells {each.name}."
                return RowProblem(number, names[place - 1], what, "Unmerge them and fill each.")
    return None


def _not_worked_out(
    number: int, names: tuple[str, ...], values: Sequence[object], formulas: Cells
) -> RowProblem | None:
    for name, value, formula in zip(names, values, formulas, strict=False):
        if value is None and formula is not None:
            what = "The cell holds a formula whose value was never worked out."
            return RowProblem(number, name, what, "Open and save the workbook in a spreadsheet.")
    return None
