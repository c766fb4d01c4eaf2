"""Files of scenarios, read in chunks: CSV, Excel, Parquet and JSON Lines.

A row that cannot be taken apart is told with its number, and reading goes on after it. Rows are
numbered as a spreadsheet or editor shows them: in CSV and Excel the header is row 1.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from advisor.errors import BadInput, Problem
from advisor.tables.csv_files import read_separated
from advisor.tables.excel_files import read_excel
from advisor.tables.layout import Layout
from advisor.tables.problems import RowProblem
from advisor.tables.sources import Chunk, GivenRow, Row, Source, header_of, told_apart

__all__ = ["Chunk", "Source", "open_source", "unknown_kind"]

LONGEST_LINE = 1_000_000
"""Bytes of one line of JSON; a row has far fewer."""


def open_source(path: Path, layout: Layout | None = None, apart: bool = True) -> Source:
    """The file, its header read. Raises BadInput when it cannot be read or is of no known kind.

    layout: which sheet and which row hold the header, where they are not to be looked for; apart:
    whether own columns of one name are told apart.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise BadInput(unknown_kind(path))
    if layout is not None and layout.sheet and path.suffix.lower() != ".xlsx":
        raise BadInput(
            Problem("Only an Excel workbook has sheets.", str(path), "Leave --sheet out.")
        )
    if layout is not None and layout.header_row and reader not in (read_separated, read_excel):
        raise BadInput(
            Problem("A file of this kind has no header row.", str(path), "Leave it out.")
        )
    try:
        source = reader(path, layout)
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
    if source.names is None or not apart:
        return source
    names, told = told_apart(source.names, source.place)
    return replace(source, names=names, remarks=source.remarks + told)


def unknown_kind(path: Path) -> Problem:
    """The problem with a file whose name does not say what kind of table it is."""
    kinds = f"It ends with {', '.join(_READERS)}."
    remedy = _OTHER_KINDS.get(path.suffix.lower())
    return Problem(
        "The name does not say what kind of table this is.",
        str(path),
        f"{remedy} {kinds}" if remedy else kinds,
    )


_PACKED = "Unpack it first."
_OTHER_KINDS = {
    **dict.fromkeys((".gz", ".zip", ".bz2", ".xz", ".zst"), _PACKED),
    **dict.fromkeys((".xls", ".ods", ".xlsm", ".xlsb"), "Save it as .xlsx."),
    ".json": "Write one scenario a line, as .jsonl.",
}


# Parquet


def _read_parquet(path: Path, layout: Layout | None = None) -> Source:
    import pyarrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path)
        names = header_of(list(file.schema_arrow.names), path)
    except pyarrow.ArrowException:
        raise BadInput(
            Problem("This is no Parquet file.", str(path), "Check that it was written whole.")
        ) from None
    return Source(names, file.metadata.num_rows, "row", _parquet_rows(file, path), str(path))


def _parquet_rows(file: Any, path: Path) -> Iterator[GivenRow]:
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
            yield GivenRow(number, cells, None, number)


# JSON Lines


def _read_json_lines(path: Path, layout: Layout | None = None) -> Source:
    return Source(None, path.stat().st_size, "B", _json_rows(path.open("rb")), str(path))


def _json_rows(stream: BinaryIO) -> Iterator[GivenRow]:
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
            told = RowProblem(number, "", problem, "Write one scenario a line.")
            yield GivenRow(number, None, told, done)
        elif line.strip():
            found = _json_row(number, line)
            told_of = found if isinstance(found, RowProblem) else None
            row = None if isinstance(found, RowProblem) else found
            yield GivenRow(number, row, told_of, done)


def _json_row(number: int, line: bytes) -> Row | RowProblem:
    try:
        row = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_once)
    except UnicodeDecodeError:
        return RowProblem(number, "", "The line is not UTF-8.", "Save the file as UTF-8.")
    except json.JSONDecodeError as error:
        what = f"The line is not JSON: {error.msg} (column {error.colno})."
        return RowProblem(number, "", what, _OBJECT)
    except (ValueError, RecursionError) as error:
        return RowProblem(number, "", f"The line is not JSON: {error}.", "Keep one of the two.")
    if not isinstance(row, dict):
        return RowProblem(number, "", "The line is not a set of facts.", _OBJECT)
    return row


_OBJECT = 'Write {"fact": value, ...}, one scenario a line.'


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'"{twice[:60]}" is given twice')
    return found


_READERS = {
    ".csv": read_separated,
    ".tsv": read_separated,
    ".xlsx": read_excel,
    ".parquet": _read_parquet,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
}
