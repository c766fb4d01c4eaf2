"""A whole file of scenarios: answered chunk by chunk, on one machine or several, to be resumed.

Each answered chunk is stored beside the result, in a folder OUT.part; the result is put together
from the chunks, in order, when all are there. So a run that was interrupted goes on after its
last chunk, and gives the same bytes as one that was not.
"""

from __future__ import annotations

import datetime
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from advisor import __version__
from advisor.batch.chunks import AnsweredChunk, answer_chunk
from advisor.batch.headers import read_header
from advisor.batch.pricing import Prices, decider_with, given_prices
from advisor.batch.problems import RowProblem
from advisor.batch.reading import Chunk, open_source, unknown_kind
from advisor.batch.rows import checked
from advisor.batch.writing import MOST_EXCEL_ROWS, WRITERS, rows_of, write
from advisor.errors import BadInput, Problem
from advisor.knowledge.models import View

if TYPE_CHECKING:
    import pyarrow

ROWS_AT_ONCE = 5_000
"""Rows of a chunk: what is lost at most when a run is interrupted."""

MOST_PROBLEMS_TOLD = 20

Spread: TypeAlias = Callable[
    [Callable[[Chunk], AnsweredChunk], Iterator[Chunk]], Iterator[AnsweredChunk]
]
"""Applies a function to chunks, and gives what it gave in the order of the chunks."""


@dataclass(frozen=True)
class Progress:
    """How far a run is. done and total in `unit`; total None where it is not known."""

    done: int
    total: int | None
    unit: str
    rows: int
    broken: int


@dataclass(frozen=True)
class Run:
    """What a run did: rows in all, rows that were broken, and rows taken over from an earlier run.

    problems: the first of those found.
    """

    rows: int = 0
    broken: int = 0
    resumed: int = 0
    problems: tuple[RowProblem, ...] = ()


class Halted(BadInput):
    """A run that could not be finished for no fault of its input: it can be resumed."""


def answer_file(
    given: Path,
    result: Path,
    *,
    view: View = "production",
    as_of: datetime.date | str | None = None,
    keep_columns: bool = False,
    prices: Prices = None,
    strict: bool = False,
    replace_result: bool = False,
    rows_at_once: int = ROWS_AT_ONCE,
    spread: Spread = map,
    tell: Callable[[Progress], None] | None = None,
) -> Run:
    """Answers every row of a file of scenarios and writes the answers to another file.

    The kinds follow from the names. strict: stops at the first broken row; tell: is called after
    each chunk; spread: where chunks are answered. Raises BadInput on a file, column, view or day
    that cannot be used, and in strict runs on a broken row.
    """
    day = checked(view, as_of)
    priced = given_prices(prices)
    _check_names(given, result, replace_result)
    source = open_source(given)
    if source.names is not None:
        read_header(source.names, keep_columns)
    folder = result.with_name(result.name + ".part")
    asked = {
        "input": _digest(given),
        "kind": given.suffix.lower(),
        "view": view,
        "as_of": day.isoformat(),
        "keep_columns": keep_columns,
        "rows_at_once": rows_at_once,
        "knowledge": decider_with(priced, day).knowledge.version,
        "advisor": __version__,
    }
    work = partial(answer_chunk, view=view, as_of=day, keep_columns=keep_columns, prices=priced)
    with _held(folder, asked) as stored:
        run = _taken_over(folder, stored)
        try:
            for chunk in spread(work, source.chunks(rows_at_once, stored)):
                if chunk.knowledge_version != asked["knowledge"]:
                    raise BadInput(_OTHER_KNOWLEDGE)
                run = _counted(run, chunk.table)
                if strict and run.problems:
                    break
                _store(folder, chunk.number, chunk.table)
                if tell is not None:
                    tell(Progress(chunk.done, source.total, source.unit, run.rows, run.broken))
            if strict and run.problems:
                first = run.problems[0].row
                raise BadInput(each.as_problem() for each in run.problems if each.row == first)
            _put_together(folder, result, run)
        except Halted:
            raise
        except BadInput:
            # The input must change, and then nothing that was stored can be used.
            shutil.rmtree(folder)
            raise
        shutil.rmtree(folder)
    return run


_OTHER_KNOWLEDGE = Problem(
    "A worker has other rules than this process.",
    "--scheduler",
    "Install the same version of the advisor on every worker.",
)


def _check_names(given: Path, result: Path, replace_result: bool) -> None:
    if result.suffix.lower() not in WRITERS:
        raise BadInput(unknown_kind(result))
    if given.exists() and result.exists() and given.samefile(result):
        raise BadInput(
            Problem("The answers would replace the scenarios.", str(result), "Name another file.")
        )
    if result.exists() and not replace_result:
        raise BadInput(
            Problem("The file exists already.", str(result), "Name another, or add --force.")
        )
    if not result.absolute().parent.is_dir():
        raise BadInput(
            Problem("There is no such folder.", str(result.parent), "Make it, or name another.")
        )


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


# What is stored of a run


@contextmanager
def _held(folder: Path, asked: dict[str, object]) -> Iterator[int]:
    """The folder of a run, for this process alone; gives how many chunks are there already."""
    try:
        folder.mkdir(exist_ok=True)
        with (folder / "state.json").open("a+") as state:
            try:
                fcntl.flock(state, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise BadInput(
                    Problem(
                        "Another run writes this file.",
                        str(folder),
                        "Wait for it, or name another file.",
                    )
                ) from None
            state.seek(0)
            if state.read() != (text := json.dumps(asked, indent=2)):
                # Begun with another input or other options: nothing of it can be used.
                for each in folder.glob("chunk-*"):
                    each.unlink()
                state.truncate(0)
                state.write(text)
                state.flush()
            yield _stored(folder)
    except OSError as error:
        raise BadInput(
            Problem(
                f"The run stopped: {error.strerror or error}.",
                str(folder),
                "Check folder, rights and space; the same command goes on where it stopped.",
            )
        ) from error


def _stored(folder: Path) -> int:
    """How many chunks are stored without a gap."""
    number = 0
    while _chunk(folder, number).exists():
        number += 1
    return number


def _chunk(folder: Path, number: int) -> Path:
    return folder / f"chunk-{number:06}.parquet"


def _store(folder: Path, number: int, table: pyarrow.Table) -> None:
    from pyarrow import parquet

    # Whole or not at all: a run may be killed while it writes.
    being_written = folder / "chunk-being-written"
    parquet.write_table(table, being_written)
    os.replace(being_written, _chunk(folder, number))


def _tables(folder: Path) -> Iterator[pyarrow.Table]:
    from pyarrow import parquet

    for number in range(_stored(folder)):
        yield parquet.ParquetFile(_chunk(folder, number)).read()


def _taken_over(folder: Path, stored: int) -> Run:
    run = Run()
    if stored:
        for table in _tables(folder):
            run = _counted(run, table)
    return replace(run, resumed=run.rows)


def _counted(run: Run, table: pyarrow.Table) -> Run:
    import pyarrow.compute

    broken = table.filter(pyarrow.compute.greater(_lengths(table), 0))
    problems = run.problems
    if len(broken) and len(problems) < MOST_PROBLEMS_TOLD:
        found = tuple(each for row in rows_of(broken) for each in row["problems"])
        problems = (problems + found)[:MOST_PROBLEMS_TOLD]
    return replace(
        run, rows=run.rows + len(table), broken=run.broken + len(broken), problems=problems
    )


def _lengths(table: pyarrow.Table) -> pyarrow.ChunkedArray:
    import pyarrow.compute

    return pyarrow.compute.list_value_length(table["problems"])


def _put_together(folder: Path, result: Path, run: Run) -> None:
    kind = result.suffix.lower()
    if kind == ".xlsx" and run.rows >= MOST_EXCEL_ROWS:
        raise BadInput(
            Problem(
                f"A sheet of Excel has at most {MOST_EXCEL_ROWS:,} rows.",
                str(result),
                "Write .csv or .parquet.",
            )
        )
    kept: dict[str, None] = {}
    for table in _tables(folder):
        for text in dict.fromkeys(table["kept"].to_pylist()):
            kept.update(dict.fromkeys(json.loads(text)))
    whole = folder / "whole"
    write(kind, whole, _tables(folder), list(kept))
    os.replace(whole, result)
