"""A table that a visitor brings: read whole once and checked, then given out some rows at a time.

What cannot be read is refused with one problem, its place and a remedy, whatever the file is.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from advisor.errors import BadInput, Problem
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge import Knowledge
from advisor.tables.cells import as_typed
from advisor.tables.layout import Layout
from advisor.tables.problems import RowProblem
from advisor.tables.read import Chunk, Source, open_source

KINDS = ("csv", "tsv", "xlsx", "parquet", "jsonl", "ndjson")
"""How the names of tables end that can be read."""

MOST_ROWS = 20_000
"""Rows that the page answers; longer tables are for `advisor batch`."""

MOST_COLUMNS = 200
"""Columns that the page shows; the scenario has fewer than half as many facts."""

MOST_WORDS = 300
"""Different cells of a column that the page looks at, to ask what they mean."""

ROWS_AT_ONCE = 500

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Brought:
    """A table as it was brought.

    mark: tells it from every other table; names: of its columns, each once; remarks: what was
    done to read it that its owner should know; layout: the sheet and the header row, where the
    visitor named them; sheets: of a workbook; words: what stands in each column and how often,
    of the first `MOST_WORDS` different cells; decimal_comma: as in `Source`.
    """

    name: str
    content: bytes
    mark: str
    names: tuple[str, ...]
    rows: int
    remarks: tuple[Problem, ...]
    layout: Layout = field(default_factory=Layout)
    sheets: tuple[str, ...] = ()
    words: Mapping[str, Counter[str]] = field(default_factory=dict, compare=False)
    decimal_comma: bool = False


def bring(content: bytes, name: str, layout: Layout | None = None) -> Brought:
    """A table read once from end to end. layout: its sheet and header row, where named.

    Raises BadInput on one that cannot be read, is empty, or has too many rows or columns.
    """
    layout = layout or Layout()
    mark = hashlib.sha256(f"{name}{layout}".encode() + content).hexdigest()[:16]
    _check_kind(content, name)
    names: dict[str, None] = {}
    words: dict[str, Counter[str]] = {}
    rows = 0
    decimal_comma = False
    unread: list[RowProblem] = []
    with opened(content, name, layout) as source:
        remarks = source.remarks
        decimal_comma = source.decimal_comma
        for chunk in _placed(source, name):
            rows += len(chunk.rows)
            _count(chunk, words)
            unread += [problem for _, problem in chunk.problems[:1]]
            if rows > MOST_ROWS:
                raise BadInput(
                    Problem(
                        f"The table has more than {MOST_ROWS:,} rows.",
                        name,
                        "Bring it in parts, or use `advisor batch`: it answers tables of any "
                        "length.",
                    )
                )
            if chunk.names is not None and not names:
                remarks += _renamed(chunk.names, name)
            names.update(dict.fromkeys(column_names(chunk)))
            if len(names) > MOST_COLUMNS:
                raise BadInput(
                    Problem(
                        f"The table has more than {MOST_COLUMNS:,} columns.",
                        name,
                        "Keep those that hold facts, and what tells the rows apart.",
                    )
                )
    if not rows:
        raise BadInput(
            Problem(
                "The table has no rows.",
                name,
                "The first row names the columns; each row below is one scenario.",
            )
        )
    if not names:
        told = unread[0].as_problem()
        raise BadInput(replace(told, place=f"{name}, {told.place}"))
    every = (name, content, mark, tuple(names), rows, remarks, layout)
    return Brought(*every, _sheets(content, name), words, decimal_comma)


def _count(chunk: Chunk, words: dict[str, Counter[str]]) -> None:
    """Counts what stands in each column."""
    told = column_names(chunk)
    for row in chunk.rows:
        cells = (
            ((sound(str(key)), cell) for key, cell in row.items())
            if isinstance(row, Mapping)
            else zip(told, row or (), strict=False)
        )
        for column, cell in cells:
            text = as_typed(cell)
            counted = words.setdefault(column, Counter())
            word = "" if text is None else str(text).strip()
            if word and (word in counted or len(counted) < MOST_WORDS):
                counted[word] += 1


def _sheets(content: bytes, name: str) -> tuple[str, ...]:
    if Path(name).suffix.lower() != ".xlsx":
        return ()
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return tuple(sheet.title for sheet in book.worksheets)


@contextmanager
def opened(content: bytes, name: str, layout: Layout | None = None) -> Iterator[Source]:
    """A table open for reading. Raises BadInput; its place is the name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(name).suffix.lower()}"
        path.write_bytes(content)
        with _told_of(name):
            # Here every column gets a name, also one that has none: see `_told_apart`.
            source = open_source(path, layout, apart=False)
        remarks = (
            replace(each, place=each.place.replace(str(path), name)) for each in source.remarks
        )
        yield replace(source, remarks=tuple(remarks))


@contextmanager
def chunks(content: bytes, name: str, layout: Layout | None = None) -> Iterator[Iterator[Chunk]]:
    """The rows of a table, `ROWS_AT_ONCE` at a time. Raises BadInput; its place is the name."""
    with opened(content, name, layout) as source:
        yield _placed(source, name)


def _placed(source: Source, name: str) -> Iterator[Chunk]:
    with _told_of(name):
        yield from source.chunks(ROWS_AT_ONCE)


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """Problems of a file are told with the name under which it was brought."""
    try:
        yield
    except BadInput as error:
        raise BadInput(
            replace(each, place=name if "/table." in each.place else each.place)
            for each in error.problems
        ) from None
    except ImportError as error:
        raise BadInput(
            Problem(
                f"A file whose name ends with {Path(name).suffix} needs the package {error.name}.",
                name,
                "Install the advisor with its extra: pip install 'advisor[ui]'. Or save the table "
                "as CSV UTF-8.",
            )
        ) from None
    except Exception as error:
        if _is_our_own(error):
            raise
        # A damaged file makes its parser raise what it likes; the visitor is told the same.
        _log.warning("A table could not be read: %s: %s", type(error).__name__, error)
        raise BadInput(
            Problem(
                "The file is damaged: it begins as its name says and cannot be read to its end.",
                name,
                "Open it where it was made, and save it again, as .xlsx or as CSV UTF-8.",
            )
        ) from None


def _is_our_own(error: Exception) -> bool:
    """Whether our own code failed, which is a defect of ours and not of the file."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    raised_in = place.tb_frame.f_globals.get("__name__", "") if place is not None else ""
    return raised_in.partition(".")[0] in ("advisor", "ui")


def column_names(chunk: Chunk) -> tuple[str, ...]:
    """The columns of a chunk as the page calls them: each has a name of its own."""
    if chunk.names is not None:
        return _told_apart(chunk.names)
    found: dict[str, None] = {}
    for row in chunk.rows:
        found.update(dict.fromkeys(row if isinstance(row, Mapping) else ()))
    return tuple(sound(str(name)) for name in found)


def sound(name: str) -> str:
    """A column's name as UTF-8 can hold it, never empty."""
    return name.encode("utf-8", "replace").decode("utf-8").strip() or "no name"


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    taken = {sound(name) for name in names if name.strip()}
    seen: Counter[str] = Counter()
    told = []
    for place, given in enumerate(names, start=1):
        name = sound(given) if given.strip() else f"column {place}"
        seen[name] += 1
        while seen[name] > 1 and f"{name} ({seen[name]})" in taken:
            seen[name] += 1
        told.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(told)


def _renamed(names: Sequence[str], file: str) -> tuple[Problem, ...]:
    """What to say where columns have no name, or one that another has too."""
    pairs = zip(names, _told_apart(names), strict=True)
    new = [told for given, told in pairs if sound(given) != told or not given.strip()]
    if not new:
        return ()
    listed = ", ".join(f'"{each}"' for each in new[:5]) + (" …" if len(new) > 5 else "")
    return (
        Problem(
            "Some columns have no name, or the name of another.",
            f"{file}, first row",
            f"Here they are called {listed}.",
        ),
    )


_OTHER_KINDS = {
    b"PK\x03\x04": "an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls), or one with a password",
    b"%PDF": "a PDF",
    b"PAR1": "a Parquet file",
    b"\x1f\x8b": "a packed file",
}
"""What a file is by its first bytes, whatever its name says."""

_OF_KIND = {".xlsx": b"PK\x03\x04", ".parquet": b"PAR1"}


def _check_kind(content: bytes, name: str) -> None:
    """Raises BadInput where the file is not of the kind that its name says."""
    kind = Path(name).suffix.lower()
    if not content:
        raise BadInput(Problem("The file is empty.", name, "Check that it was saved whole."))
    if kind.removeprefix(".") not in KINDS:
        raise BadInput(
            Problem(
                f"A file whose name ends with {kind} cannot be read here."
                if kind
                else "The name does not say what kind of table this is.",
                name,
                "Save the table as .xlsx or as CSV UTF-8.",
            )
        )
    start = next((start for start in _OTHER_KINDS if content.startswith(start)), None)
    if start is not None and start != _OF_KIND.get(kind):
        raise BadInput(
            Problem(
                f"This is {_OTHER_KINDS[start]}, though its name ends with {kind}.",
                name,
                "Open it where it was made, and save it as .xlsx without a password, or as "
                "CSV UTF-8.",
            )
        )


def example(known: Knowledge) -> bytes:
    """The worked scenarios as a table to begin with, in CSV: a title, and a column a fact."""
    used = {fact for each in known.scenarios.values() for fact in each.facts}
    columns = [fact for fact in fact_definitions() if fact in used]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["scenario", *columns])
    for each in known.scenarios.values():
        scenario = read_scenario(dict(each.facts))
        writer.writerow([each.title, *(_cell(scenario.get(fact)) for fact in columns)])
    # Excel takes a file for UTF-8 by this mark.
    return out.getvalue().encode("utf-8-sig")


def _cell(value: FactValue | None) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        # An empty list is an answer, and an empty cell is none.
        return "; ".join(value) or "[]"
    if isinstance(value, NumberRange):
        return json.dumps(value.model_dump(exclude_none=True))
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def rename(chunk: Chunk, new_names: Mapping[str, str]) -> Chunk:
    """A chunk with these columns alone, under their new names.

    new_names: by the names that the page calls the columns.
    """
    if chunk.names is None:
        rows: list[Any] = [
            {new_names[sound(key)]: cell for key, cell in row.items() if sound(key) in new_names}
            if isinstance(row, Mapping)
            else row
            for row in chunk.rows
        ]
        return replace(chunk, rows=rows)
    told = column_names(chunk)
    places = [place for place, name in enumerate(told) if name in new_names]
    names = tuple(new_names[told[place]] for place in places)
    cells: list[Any] = [
        row if row is None or isinstance(row, Mapping) else [row[place] for place in places]
        for row in chunk.rows
    ]
    return replace(chunk, names=names, rows=cells)
