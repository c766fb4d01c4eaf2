"""Rows of cells written as a file, as they are: CSV, Excel, Parquet or JSON Lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from advisor.errors import BadInput, Problem
from advisor.tables.csv_files import quoted
from advisor.tables.write import as_text, excel_cell, number_or_text

Rows: TypeAlias = Iterable[Sequence[object]]


def check_kind(path: Path, decimal_comma: bool) -> None:
    """Raises BadInput on a kind of file that cannot say that commas may be decimal marks."""
    if decimal_comma and path.suffix.lower() != ".csv":
        raise BadInput(
            Problem(
                "Commas may be decimal marks in this table; only .csv with semicolons says so.",
                str(path),
                "Name a file that ends with .csv.",
            )
        )


def write_plain(path: Path, names: Sequence[str], rows: Rows, decimal_comma: bool = False) -> None:
    """Writes a table; its kind follows from the name of the file.

    decimal_comma: whether commas may be decimal marks in its numbers. Semicolons stand between the
    cells then, which say so to whoever reads it; `check_kind` says which files can.
    """
    kind = path.suffix.lower()
    if kind in (".csv", ".tsv"):
        mark = ";" if decimal_comma else "," if kind == ".csv" else "\t"
        _write_separated(path, names, rows, mark)
    else:
        _WRITERS[kind](path, names, rows)


def _write_separated(path: Path, names: Sequence[str], rows: Rows, mark: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=mark, lineterminator="\n")
        for row in (names, *rows):
            writer.writerow([quoted(as_text(cell)) for cell in row])


def _write_json_lines(path: Path, names: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        for row in rows:
            filled = {
                name: cell
                for name, cell in zip(names, row, strict=True)
                if cell is not None and cell != ""
            }
            stream.write(json.dumps(filled, ensure_ascii=False) + "\n")


def _write_excel(path: Path, names: Sequence[str], rows: Rows) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("To review")
    for row in (names, *rows):
        sheet.append([excel_cell(sheet, number_or_text(cell)) for cell in row])
    book.save(path)


def _write_parquet(path: Path, names: Sequence[str], rows: Rows) -> None:
    import pyarrow
    from pyarrow import parquet

    columns = zip(*rows, strict=True)
    texts = [pyarrow.array([as_text(cell) or None for cell in each]) for each in columns]
    empty = [pyarrow.array([], pyarrow.string()) for _ in names]
    parquet.write_table(pyarrow.table(texts or empty, names=list(names)), path)


_WRITERS: dict[str, Callable[[Path, Sequence[str], Rows], None]] = {
    ".xlsx": _write_excel,
    ".parquet": _write_parquet,
    ".jsonl": _write_json_lines,
    ".ndjson": _write_json_lines,
}
