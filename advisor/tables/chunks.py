"""One chunk of a file answered, as a table that can be stored, sent and put in order."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from advisor.estimates.prices import GivenPrices
from advisor.knowledge.base import View
from advisor.tables.answer_columns import OUTCOMES
from advisor.tables.answered_rows import Answered, answer
from advisor.tables.cells import NOT_UTF8, plain
from advisor.tables.headers import Header, read_header
from advisor.tables.prices import decider_with
from advisor.tables.problems import RowProblem, is_utf8
from advisor.tables.rows import answer_mappings
from advisor.tables.sources import Chunk

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class AnsweredChunk:
    """The answers to a chunk.

    table: row, kept (JSON text), the columns of `OUTCOMES`, problems; with it travels what
    `kept_in` and `done_at` tell. knowledge_version: of the
    process that answered, with the prices in use.
    """

    number: int
    done: int
    table: pyarrow.Table
    knowledge_version: str


def answer_chunk(
    chunk: Chunk,
    view: View,
    as_of: datetime.date,
    keep_columns: bool,
    prices: GivenPrices | None = None,
) -> AnsweredChunk:
    """The answers to the rows of a chunk. Runs alike in this process and on a worker."""
    decider = decider_with(prices, as_of)
    if chunk.names is None:
        rows: list[object] = [{} if row is None else row for row in chunk.rows]
        answered, kept = answer_mappings(decider, rows, chunk.numbers, view, as_of, keep_columns)
        for position, problem in chunk.problems:
            answered.problems[position] = (problem,)
            for column in answered.columns.values():
                column[position] = None
    else:
        header = replace(read_header(chunk.names, keep_columns), decimal_comma=chunk.decimal_comma)
        empty = [None] * len(chunk.names)
        columns = zip(*(empty if row is None else row for row in chunk.rows), strict=True)
        cells = dict(zip(chunk.names, columns, strict=True))
        found = [*chunk.problems, *_not_utf8(header, cells, chunk.numbers)]
        answered = answer(decider, header, cells, chunk.numbers, view, as_of, found)
        kept = [
            {name: plain(cells[name][position]) for name in header.kept}
            for position in range(answered.size)
        ]
    table = _as_table(chunk, answered, kept)
    return AnsweredChunk(chunk.number, chunk.done, table, decider.knowledge.version)


def _not_utf8(
    header: Header, cells: Mapping[str, Sequence[object]], numbers: Sequence[int]
) -> Iterator[tuple[int, RowProblem]]:
    # A kept cell that lost its letters on the way would come out as if it had been so.
    for name in header.kept:
        for position, cell in enumerate(cells[name]):
            if isinstance(cell, str) and not is_utf8(cell):
                yield position, RowProblem.of(numbers[position], name, NOT_UTF8)


def schema() -> pyarrow.Schema:
    """The columns of a stored chunk."""
    import pyarrow

    kinds = {
        "text": pyarrow.string(),
        "list": pyarrow.list_(pyarrow.string()),
        "number": pyarrow.float64(),
    }
    text = pyarrow.string()
    problem = pyarrow.struct({"column": text, "problem": text, "remedy": text})
    return pyarrow.schema(
        {
            "row": pyarrow.int64(),
            "kept": text,
            **{name: kinds[kind] for name, kind in OUTCOMES.items()},
            "problems": pyarrow.list_(problem),
        }
    )


def _as_table(chunk: Chunk, answered: Answered, kept: list[dict[str, Any]]) -> pyarrow.Table:
    import pyarrow

    problems = [
        [
            {"column": each.column, "problem": each.problem, "remedy": each.remedy}
            for each in answered.problems.get(position, ())
        ]
        for position in range(answered.size)
    ]
    columns = {
        "row": chunk.numbers,
        "kept": [_AS_JSON.encode(_sound(each)) for each in kept],
        **answered.columns,
        "problems": problems,
    }
    names = dict.fromkeys(_utf8(name) for each in kept for name in each)
    beside = {_KEPT: json.dumps(list(names)), _DONE: str(chunk.done)}
    return pyarrow.table(columns, schema=schema()).replace_schema_metadata(beside)


_AS_JSON = json.JSONEncoder(default=str)
_KEPT, _DONE = "kept columns", "read up to"


def kept_in(schema: pyarrow.Schema) -> list[str]:
    """The columns that were kept in a stored chunk of this schema, in order."""
    names: list[str] = json.loads(schema.metadata[_KEPT.encode()])
    return names


def done_at(table: pyarrow.Table) -> int:
    """How far the source had been read when this chunk was whole, in the source's unit."""
    return int(table.schema.metadata[_DONE.encode()])


def _sound(kept: dict[str, Any]) -> dict[str, Any]:
    """Text of kept cells as UTF-8 can hold it."""
    return {
        _utf8(name): _utf8(cell) if isinstance(cell, str) else cell for name, cell in kept.items()
    }


def _utf8(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
