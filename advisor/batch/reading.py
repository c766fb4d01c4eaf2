"""Files of scenarios, read in chunks: CSV, Excel, Parquet and JSON Lines.

A row that cannot be taken apart is told with its number, and reading goes on after it. Rows are
numbered as a spreadsheet or editor shows them: in CSV and Excel the header is row 1.
"""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from advisor.batch.problems import RowProblem
from advisor.errors import BadInput, Problem

LONGEST_LINE = 1_000_000
"""Bytes of one line of JSON; a row has far fewer."""

Row: TypeAlias = Sequence[object] | Mapping[str, object] | None


@dataclass(frozen=True)
class Chunk:
    """Some rows of a file, in order.

    names: the columns, or None where each row names its own; rows: cells, or None where the row
    cannot be taken apart, which `problems` tells by position; done: how far the file is read,
    in the source's unit.
    """

    number: int
    names: tuple[str, ...] | None
    rows: list[Row]
    numbers: list[int]
    problems: list[tuple[int, RowProblem]]
    done: int


@dataclass(frozen=True)
class Source:
    """A file that is open for reading.

    names: as in `Chunk`; total: the size in `unit` ("B" or "row"), None where unknown.
    """

    names: tuple[str, ...] | None
    total: int | None
    unit: str
    rows: Iterator[tuple[int, Row | RowProblem, int]]

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
            yield Chunk(number, self.names, rows, numbers, problems, several[-1][2])


def open_source(path: Path) -> Source:
    """The file, its header read. Raises BadInput when it cannot be read or is of no known kind."""
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInput(unknown_kind(path))
    try:
        return reader(path)
    except FileNotFoundError:
        raise BadInput(
            Problem("There is no such file.", str(path), "Check the name and the folder.")
        ) from None
    except OSError as error:
        raise BadInput(
            Problem(
                f"The file cannot be read: {error.strerror or error}.",
                str(path),
                "Check name and permissions.",
            )
        ) from None


def unknown_kind(path: Path) -> Problem:
    """The problem with a file whose name does not say what kind of table it is."""
    kinds = ", ".join(_READERS)
    return Problem(
        "The name does not say what kind of table this is.", str(path), f"It ends with {kinds}."
    )


# CSV


def _read_csv(path: Path) -> Source:
    # Bytes that are no UTF-8 pass as surrogates: only the cell that holds them is refused.
    stream = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    first = stream.readline(LONGEST_LINE)
    stream.seek(0)
    mark = max(",;\t", key=first.count)
    counted = _Counted(stream)
    reader = csv.reader(counted, delimiter=mark)
    try:
        names = _header(next(reader, []), path)
    except csv.Error as error:
        raise BadInput(
            Problem(f"The header cannot be read: {error}.", str(path), "Check its quotation marks.")
        ) from None
    return Source(names, path.stat().st_size, "B", _csv_rows(reader, counted, len(names)))


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


def _csv_rows(
    reader: Any, counted: _Counted, width: int
) -> Iterator[tuple[int, Row | RowProblem, int]]:
    line = reader.line_num
    for number in itertools.count(2):
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            problem = f"The row cannot be read: {error}."
            lines, line = reader.line_num - line, reader.line_num
            if lines > 1:
                problem += _several_lines(line, lines)
            yield number, RowProblem(number, "", problem, _QUOTES), counted.bytes
            continue
        lines, line = reader.line_num - line, reader.line_num
        if len(cells) != width and any(cells):
            problem = f"The row has {len(cells)} cells, the header {width}."
            if lines > 1:
                problem += _several_lines(line, lines)
            yield number, RowProblem(number, "", problem, _QUOTES), counted.bytes
        elif any(cells):
            yield number, cells, counted.bytes


def _several_lines(last: int, lines: int) -> str:
    return f" Lines {last - lines + 1} to {last} were read as this one row."


_QUOTES = "Check its separators and quotation marks."


# Excel


def _read_excel(path: Path) -> Source:
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        # What a sheet says of its own size may be wrong.
        total = sheet.max_row
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True)
        names = _header([_name(cell) for cell in next(rows, ())], path)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        if isinstance(error, BadInput):
            raise
        raise BadInput(
            Problem("This is no Excel workbook (.xlsx).", str(path), "Save it as .xlsx or .csv.")
        ) from None
    return Source(names, total, "row", _excel_rows(rows, len(names)))


def _name(cell: object) -> str:
    return "" if cell is None else str(cell)


def _excel_rows(
    rows: Iterable[tuple[object, ...]], width: int
) -> Iterator[tuple[int, Row | RowProblem, int]]:
    for number, given in enumerate(rows, start=2):
        cells = list(given)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if len(cells) > width:
            problem = f"The row has {len(cells)} cells, the header {width}."
            yield number, RowProblem(number, "", problem, "Name every column."), number
        elif cells:
            yield number, cells + [None] * (width - len(cells)), number


# Parquet


def _read_parquet(path: Path) -> Source:
    import pyarrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path)
        names = _header(list(file.schema_arrow.names), path)
    except pyarrow.ArrowException:
        raise BadInput(
            Problem("This is no Parquet file.", str(path), "Check that it was written whole.")
        ) from None
    return Source(names, file.metadata.num_rows, "row", _parquet_rows(file, path))


def _parquet_rows(file: Any, path: Path) -> Iterator[tuple[int, Row | RowProblem, int]]:
    import pyarrow

    number = 0
    batches = file.iter_batches(batch_size=4096)
    while True:
        try:
            batch = next(batches)
        except StopIteration:
            return
        except (pyarrow.ArrowException, OSError) as error:
            raise BadInput(
                Problem(
                    f"The file cannot be read after row {number}: {error}.",
                    str(path),
                    "Check that it was written whole.",
                )
            ) from None
        for cells in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            number += 1
            yield number, cells, number


# JSON Lines


def _read_json_lines(path: Path) -> Source:
    return Source(None, path.stat().st_size, "B", _json_rows(path.open("rb")))


def _json_rows(stream: BinaryIO) -> Iterator[tuple[int, Row | RowProblem, int]]:
    done = 0
    for number in itertools.count(1):
        line = stream.readline(LONGEST_LINE + 1)
        if not line:
            return
        done += len(line)
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LONGEST_LINE)
                done += len(line)
            problem = f"The line has more than {LONGEST_LINE:,} bytes."
            yield number, RowProblem(number, "", problem, "Write one scenario a line."), done
        elif line.strip():
            yield number, _json_row(number, line), done


def _json_row(number: int, line: bytes) -> Row | RowProblem:
    try:
        row = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        return RowProblem(number, "", "The line is not UTF-8.", "Save the file as UTF-8.")
    except json.JSONDecodeError as error:
        what = f"The line is not JSON: {error.msg} (column {error.colno})."
        return RowProblem(number, "", what, 'Write {"fact": value, ...}.')
    except (ValueError, RecursionError) as error:
        return RowProblem(number, "", f"The line is not JSON: {error}.", "Keep one of the two.")
    if not isinstance(row, dict):
        return RowProblem(number, "", "The line is not a set of facts.", _OBJECT)
    return row


_OBJECT = 'Write {"fact": value, ...}.'


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'"{twice[:60]}" is given twice')
    return found


def _header(names: Sequence[str], path: Path) -> tuple[str, ...]:
    found = list(names)
    # A spreadsheet may leave empty columns at the end.
    while found and not found[-1].strip():
        found.pop()
    if not found:
        raise BadInput(
            Problem("The table has no header.", str(path), "Name the columns in its first row.")
        )
    return tuple(found)


_READERS = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".xlsx": _read_excel,
    ".parquet": _read_parquet,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
}
