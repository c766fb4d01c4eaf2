"""One chunk of a file answered, as a table that can be stored, sent and put in order."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from advisor.estimates.prices import GivenPrices
from advisor.knowledge.base import View
from advisor.tables.answer_columns import IN_WORDS, columns_of
from advisor.tables.answered_rows import Answered, answer
from advisor.tables.cells import NOT_UTF8, plain
from advisor.tables.headers import Header, read_header
from advisor.tables.mapping import ColumnMapping
from advisor.tables.prices import decider_with
from advisor.tables.problems import RowProblem, is_utf8
from advisor.tables.rows import answer_mappings
from advisor.tables.sources import Chunk
from advisor.tables.total_rows import total_rows

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True)
class AnsweredChunk:
    """The answers to a chunk.

    table: row, kept (JSON text), the columns of the answer, problems; with it travels what
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
    mapping: ColumnMapping | None = None,
    in_words: bool = False,
) -> AnsweredChunk:
    """The answers to the rows of a chunk. Runs alike in this process and on a worker.

    Cells that cannot be read are told and taken as unknown. in_words: with the columns of
    `IN_WORDS`.
    """
    decider = decider_with(prices, as_of)
    said = mapping or ColumnMapping()
    if chunk.names is None:
        rows: list[object] = [{} if row is None else row for row in chunk.rows]
        answered, kept = answer_mappings(
            decider,
            rows,
            chunk.numbers,
            view,
            as_of,
            keep_columns,
            said,
            flag_unread=True,
            in_words=in_words,
        )
        for position, problem in chunk.problems:
            answered.problems[position] = (problem,)
            for column in answered.columns.values():
                column[position] = None
    else:
        header = replace(
            read_header(chunk.names, keep_columns, said.columns), decimal_comma=chunk.decimal_comma
        )
        empty = [None] * len(chunk.names)
        columns = zip(*(empty if row is None else row for row in chunk.rows), strict=True)
        cells: dict[str, Sequence[object]] = dict(zip(chunk.names, columns, strict=True))
        for name in header.facts:
            if name.strip() in said.values:
                cells[name] = [said.meaning(name.strip(), cell) for cell in cells[name]]
        found = [
            *chunk.problems,
            *_not_utf8(header, cells, chunk.numbers),
            *_totals(chunk, header, cells),
        ]
        answered = answer(
            decider,
            header,
            cells,
            chunk.numbers,
            view,
            as_of,
            found,
            flag_unread=True,
            in_words=in_words,
        )
        kept = [
            {name: plain(cells[name][position]) for name in header.kept}
            for position in range(answered.size)
        ]
    table = _as_table(chunk, answered, kept)
    return AnsweredChunk(chunk.number, chunk.done, table, decider.knowledge.version)


def _totals(
    chunk: Chunk, header: Header, cells: Mapping[str, Sequence[object]]
) -> Iterator[tuple[int, RowProblem]]:
    broken = {position for position, _ in chunk.problems}
    found = total_rows(cells, header.facts, chunk.numbers)
    return (each for each in found if each[0] not in broken)


def _not_utf8(
    header: Header, cells: Mapping[str, Sequence[object]], numbers: Sequence[int]
) -> Iterator[tuple[int, RowProblem]]:
    # A kept cell that lost its letters on the way would come out as if it had been so.
    for name in header.kept:
        for position, cell in enumerate(cells[name]):
            if isinstance(cell, str) and not is_utf8(cell):
                yield position, RowProblem.of(numbers[position], name, NOT_UTF8)


def schema(in_words: bool = False) -> pyarrow.Schema:
    """The columns of a stored chunk; in_words: with those of `IN_WORDS`."""
    import pyarrow

    kinds = {
        "text": pyarrow.string(),
        "list": pyarrow.list_(pyarrow.string()),
        "number": pyarrow.float64(),
    }
    text = pyarrow.string()
    problem = pyarrow.struct({"column": text, "problem": text, "remedy": text})
    typed = pyarrow.struct({"column": text, "typed": text, "read": text})
    return pyarrow.schema(
        {
            "row": pyarrow.int64(),
            "kept": text,
            **{name: kinds[kind] for name, kind in columns_of(in_words).items()},
            "read_as": pyarrow.list_(typed),
            "unread": pyarrow.list_(problem),
            "problems": pyarrow.list_(problem),
        }
    )


def _as_table(chunk: Chunk, answered: Answered, kept: list[dict[str, Any]]) -> pyarrow.Table:
    import pyarrow

    every = range(answered.size)
    read_as = [
        [
            {"column": column, "typed": text, "read": read}
            for column, text, read in answered.read_as.get(position, ())
        ]
        for position in every
    ]
    columns = {
        "row": chunk.numbers,
        "kept": [_AS_JSON.encode(_sound(each)) for each in kept],
        **answered.columns,
        "read_as": read_as,
        "unread": [_told(answered.unread.get(position, ())) for position in every],
        "problems": [_told(answered.problems.get(position, ())) for position in every],
    }
    names = dict.fromkeys(_utf8(name) for each in kept for name in each)
    beside = {
        _KEPT: json.dumps(list(names)),
        _DONE: str(chunk.done),
        _FITS: json.dumps(answered.fits),
        # A row that could not be read states no fact for a reason that is told already.
        _BARE: json.dumps(
            [chunk.numbers[at] for at in answered.bare if at not in answered.problems]
        ),
    }
    return pyarrow.table(
        columns, schema=schema(IN_WORDS.keys() <= answered.columns.keys())
    ).replace_schema_metadata(beside)


def _told(problems: Sequence[RowProblem]) -> list[dict[str, str]]:
    return [
        {"column": each.column, "problem": each.problem, "remedy": each.remedy} for each in problems
    ]


_AS_JSON = json.JSONEncoder(default=str)
_KEPT, _DONE, _FITS = "kept columns", "read up to", "columns that fit"
_BARE = "rows that state no fact"


def kept_in(schema: pyarrow.Schema) -> list[str]:
    """The columns that were kept in a stored chunk of this schema, in order."""
    names: list[str] = json.loads(schema.metadata[_KEPT.encode()])
    return names


def fits_in(table: pyarrow.Table) -> dict[str, bool]:
    """Of each column with cells in this chunk, whether any of them is a value of its fact."""
    found: dict[str, bool] = json.loads(table.schema.metadata[_FITS.encode()])
    return found


def bare_in(table: pyarrow.Table) -> list[int]:
    """The numbers of the rows of this chunk that state no fact at all."""
    found: list[int] = json.loads(table.schema.metadata.get(_BARE.encode(), b"[]"))
    return found


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
