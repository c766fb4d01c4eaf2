"""Answered chunks, in order, written as one file: CSV, Excel, Parquet or JSON Lines.

Equal answers give equal bytes, whatever day or process wrote them.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.tables.answer_columns import IN_WORDS, OutcomeKind
from advisor.tables.csv_files import quoted
from advisor.tables.frames import BETWEEN
from advisor.tables.problems import RowProblem, in_one_cell, read_in_one_cell

if TYPE_CHECKING:
    import pyarrow

MOST_EXCEL_ROWS = 1_048_576
_TOLD = ("read_as", "unread", "problems")
_LONGEST_EXCEL_CELL = 32_767
_NO_EXCEL_LETTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Tables = Iterable["pyarrow.Table"]
Kinds = Mapping[str, OutcomeKind]


def rows_of(table: pyarrow.Table) -> Iterator[dict[str, Any]]:
    """The rows of a stored chunk: kept cells read back, problems as `RowProblem`s."""
    for row in table.to_pylist():
        row["kept"] = json.loads(row["kept"])
        for told in ("unread", "problems"):
            row[told] = [RowProblem(row["row"], **each) for each in row[told]]
        yield row


def write(kind: str, path: Path, tables: Tables, kept: Sequence[str], answers: Kinds) -> None:
    """Writes the file.

    kind: how its name ends; kept: the columns that were kept, in order; answers: the columns of
    the answer and their kinds.
    """
    WRITERS[kind](path, tables, kept, answers)


def _write_csv(path: Path, tables: Tables, kept: Sequence[str], answers: Kinds) -> None:
    _write_separated(path, tables, kept, answers, ",")


def _write_tsv(path: Path, tables: Tables, kept: Sequence[str], answers: Kinds) -> None:
    _write_separated(path, tables, kept, answers, "\t")


def _write_separated(
    path: Path, tables: Tables, kept: Sequence[str], answers: Kinds, mark: str
) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=mark, lineterminator="\n")
        writer.writerow(map(quoted, ["row", *kept, *answers, *_TOLD]))
        for table in tables:
            own = _own(table)
            texts = [[as_text(each.get(name)) for each in own] for name in kept]
            writer.writerows(
                [quoted(cell) for cell in line] for line in _lines(table, texts, answers)
            )


def _lines(
    table: pyarrow.Table, kept: Sequence[Sequence[object]], answers: Kinds
) -> Iterator[tuple[Any, ...]]:
    """The cells of each row; kept: the columns that were kept, as they are to be written."""
    import pyarrow.compute

    # By column: that is far quicker than taking every row apart.
    found = [
        pyarrow.compute.binary_join(table[name], BETWEEN) if kind == "list" else table[name]
        for name, kind in answers.items()
    ]
    read = [
        read_in_one_cell((each["column"], each["typed"], each["read"]) for each in told)
        for told in table["read_as"].to_pylist()
    ]
    told = [
        [in_one_cell(RowProblem(0, **each) for each in cell) for cell in table[name].to_pylist()]
        for name in ("unread", "problems")
    ]
    columns = [table["row"].to_pylist(), *kept, *(each.to_pylist() for each in found)]
    return zip(*columns, read, *told, strict=True)


def _own(table: pyarrow.Table) -> list[dict[str, Any]]:
    """What each row kept."""
    return [json.loads(each) for each in table["kept"].to_pylist()]


def as_text(value: object) -> str:
    """A kept cell as text; empty where there is none."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _write_json_lines(path: Path, tables: Tables, kept: Sequence[str], answers: Kinds) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        for table in tables:
            for row in rows_of(table):
                problems, unread = (
                    [
                        {"column": each.column, "problem": each.problem, "remedy": each.remedy}
                        for each in row[column]
                    ]
                    for column in ("problems", "unread")
                )
                told = {} if problems else {name: row[name] for name in answers}
                beside = {"read_as": row["read_as"], "unread": unread, "problems": problems}
                line = {"row": row["row"], **row["kept"], **told, **beside}
                stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def _write_parquet(path: Path, tables: Tables, kept: Sequence[str], answers: Kinds) -> None:
    import pyarrow
    from pyarrow import parquet

    from advisor.tables.chunks import schema

    stored = schema(IN_WORDS.keys() <= answers.keys())
    place = stored.get_field_index("kept")
    whole = stored.remove(place)
    for name in reversed(kept):
        whole = whole.insert(place, pyarrow.field(name, pyarrow.string()))
    with parquet.ParquetWriter(path, whole) as writer:
        for table in tables:
            own = _own(table)
            columns = {name: table[name] for name in stored.names if name != "kept"}
            for name in kept:
                cells = [as_text(each[name]) if name in each else None for each in own]
                columns[name] = pyarrow.array(cells, pyarrow.string())
            writer.write_table(pyarrow.table([columns[name] for name in whole.names], whole))


def _write_excel(path: Path, tables: Tables, kept: Sequence[str], answers: Kinds) -> None:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Answers")
    sheet.append([excel_cell(sheet, cell) for cell in ("row", *kept, *answers, *_TOLD)])
    for table in tables:
        own = _own(table)
        cells = [[number_or_text(each.get(name)) for each in own] for name in kept]
        for line in _lines(table, cells, answers):
            sheet.append([excel_cell(sheet, cell) for cell in line])
    written = path.with_name(path.name + ".dated")
    book.save(written)
    _undate(written, path)
    written.unlink()


def number_or_text(value: object) -> object:
    """A kept cell as a workbook holds it."""
    return value if isinstance(value, (int, float)) else as_text(value)


def excel_cell(sheet: Any, cell: object) -> object:
    """A cell that no spreadsheet runs as a formula, of letters that a workbook can hold."""
    if not isinstance(cell, str):
        return cell
    text = _NO_EXCEL_LETTER.sub("\ufffd", cell)[:_LONGEST_EXCEL_CELL]
    if not text.startswith("="):
        return text
    from openpyxl.cell import WriteOnlyCell

    # Text that somebody typed never becomes a formula.
    own = WriteOnlyCell(sheet, text)
    own.data_type = "s"
    return own


_DATED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def _undate(written: Path, path: Path) -> None:
    """The same workbook without the time at which it was written."""
    with (
        zipfile.ZipFile(written) as old,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for each in old.infolist():
            entry = zipfile.ZipInfo(each.filename)
            entry.compress_type = zipfile.ZIP_DEFLATED
            if each.filename == "docProps/core.xml":
                new.writestr(entry, _DATED.sub(rb"\g<1>2000-01-01T00:00:00Z", old.read(each)))
                continue
            with old.open(each) as source, new.open(entry, "w", force_zip64=True) as target:
                while part := source.read(1 << 20):
                    target.write(part)


WRITERS: dict[str, Callable[[Path, Tables, Sequence[str], Kinds], None]] = {
    ".csv": _write_csv,
    ".tsv": _write_tsv,
    ".xlsx": _write_excel,
    ".parquet": _write_parquet,
    ".jsonl": _write_json_lines,
    ".ndjson": _write_json_lines,
}
"""What writes a file, by how its name ends."""
