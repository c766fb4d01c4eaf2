"""A table of scenarios that a visitor brings: read, answered and written, some rows at a time."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from advisor.batch.chunks import answer_chunk
from advisor.batch.headers import RESERVED, held_by, read_header
from advisor.batch.reading import Chunk, open_source
from advisor.batch.writing import rows_of, write
from advisor.errors import BadInput, Problem
from advisor.knowledge.models import View

KINDS = ("csv", "tsv", "xlsx", "parquet", "jsonl", "ndjson")
"""How the names of tables end that can be read."""

MOST_ROWS = 20_000
"""Rows that the page answers; longer tables are for `advisor batch`."""

ROWS_AT_ONCE = 500

KEEP, LEAVE_OUT = "", "-"
"""What becomes of a column besides holding a fact: passed through, or left out."""

Columns = Mapping[str, str]
"""For each column of a table the fact (or the bound of one) that it holds, or `KEEP`, or
`LEAVE_OUT`."""


@dataclass(frozen=True)
class Portfolio:
    """An answered table. rows: as `rows_of` gives them; kept: the columns passed through."""

    table: Any
    rows: tuple[dict[str, Any], ...]
    kept: tuple[str, ...]

    def chosen(self, places: Sequence[int]) -> Portfolio:
        """The rows at these places alone."""
        rows = tuple(self.rows[place] for place in places)
        return replace(self, table=self.table.take(list(places)), rows=rows)


@contextmanager
def _chunks(content: bytes, name: str) -> Iterator[Iterator[Chunk]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"table{Path(name).suffix.lower()}"
        path.write_bytes(content)
        yield open_source(path).chunks(ROWS_AT_ONCE)


def measure(content: bytes, name: str) -> tuple[tuple[str, ...], int]:
    """The names of a table's columns and the number of its rows.

    Raises BadInput on a table that cannot be read, is empty or has more than `MOST_ROWS` rows.
    """
    names: dict[str, None] = {}
    rows = 0
    with _chunks(content, name) as chunks:
        for chunk in chunks:
            rows += len(chunk.rows)
            if rows > MOST_ROWS:
                raise BadInput(
                    Problem(
                        f"The table has more than {MOST_ROWS:,} rows.",
                        name,
                        "`advisor batch` answers tables of any length.",
                    )
                )
            names.update(dict.fromkeys(chunk.names or ()))
            for row in chunk.rows if chunk.names is None else ():
                names.update(dict.fromkeys(map(str, row if isinstance(row, Mapping) else ())))
    if not rows:
        raise BadInput(Problem("The table has no rows.", name, "One row is one scenario."))
    return tuple(names), rows


def recognised(name: str) -> str:
    """What a column holds by its name: a fact, the bound of one, or nothing of the kind."""
    if held_by(name) is not None:
        return name.strip()
    words = "_".join(name.strip().lower().replace("-", " ").split())
    if held_by(words) is not None:
        return words
    return LEAVE_OUT if name in RESERVED else KEEP


def answered(
    content: bytes,
    name: str,
    columns: Columns,
    view: View,
    day: datetime.date,
    tell: Callable[[int], None],
) -> Portfolio:
    """Every row with its answer or with what is wrong with it.

    tell: is called with the number of rows that are done. Raises BadInput where two columns hold
    the same fact.
    """
    import pyarrow

    used = {column: held for column, held in columns.items() if held != LEAVE_OUT}
    new_names = {column: held or column for column, held in used.items()}
    header = read_header(list(new_names.values()), keep_columns=True)
    tables = []
    done = 0
    with _chunks(content, name) as chunks:
        for chunk in chunks:
            tables.append(answer_chunk(_renamed(chunk, new_names), view, day, True).table)
            done += len(chunk.rows)
            tell(done)
    table = pyarrow.concat_tables(tables)
    return Portfolio(table, tuple(rows_of(table)), header.kept)


def _renamed(chunk: Chunk, new_names: Mapping[str, str]) -> Chunk:
    if chunk.names is None:
        rows: list[Any] = [
            {new_names[key]: cell for key, cell in row.items() if key in new_names}
            if isinstance(row, Mapping)
            else row
            for row in chunk.rows
        ]
        return replace(chunk, rows=rows)
    places = [place for place, name in enumerate(chunk.names) if name in new_names]
    names = tuple(new_names[chunk.names[place]] for place in places)
    cells: list[Any] = [
        row if row is None or isinstance(row, Mapping) else [row[place] for place in places]
        for row in chunk.rows
    ]
    return replace(chunk, names=names, rows=cells)


def as_file(portfolio: Portfolio, kind: str) -> bytes:
    """The answers as a file of this kind, as `advisor batch` writes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answers.{kind}"
        write(path.suffix, path, [portfolio.table], portfolio.kept)
        return path.read_bytes()
