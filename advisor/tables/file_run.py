"""A whole file of scenarios: answered chunk by chunk, on one machine or several, to be resumed.

Each answered chunk is stored beside the result, in a folder OUT.part; the result is put together
from the chunks, in order, when all are there. So a run that was interrupted goes on after its
last chunk, and gives the same bytes as one that was not.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from advisor import __version__
from advisor.errors import BadInput, Problem
from advisor.knowledge.base import View
from advisor.tables.checkpoint import Part, held
from advisor.tables.chunks import AnsweredChunk, answer_chunk, done_at
from advisor.tables.headers import read_header
from advisor.tables.prices import Prices, decider_with, given_prices
from advisor.tables.problems import RowProblem
from advisor.tables.read import Chunk, open_source, unknown_kind
from advisor.tables.rows import checked
from advisor.tables.write import MOST_EXCEL_ROWS, WRITERS, rows_of, write

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
    """How far a run is. done and total in `unit`; total None where it is not known.

    step: whether rows are answered yet, or the answers are put together in the result.
    """

    done: int
    total: int | None
    unit: str
    rows: int
    broken: int
    step: Literal["answering", "writing"] = "answering"


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


def part_of(result: Path) -> Path:
    """The folder in which the chunks of a result are kept until all are there."""
    return result.with_name(result.name + ".part")


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
    tell: Callable[[Progress], None] = lambda progress: None,
    note: Callable[[str], None] = lambda sentence: None,
) -> Run:
    """Answers every row of a file of scenarios and writes the answers to another file.

    The kinds follow from the names. strict: stops at the first broken row; prices: as in
    `advise`; spread: where chunks are answered; tell: is called before the first chunk, after
    each, and while the result is written; note: is called with a sentence where an interrupted
    run goes on or is begun anew. Raises BadInput on a file, column, view, day or price that
    cannot be used, and in strict runs on a broken row.
    """
    day = checked(view, as_of)
    priced = given_prices(prices)
    _check_names(given, result, replace_result)
    source = open_source(given)
    if source.names is not None:
        try:
            read_header(source.names, keep_columns)
        except BadInput as error:
            raise BadInput(
                Problem(each.problem, source.place, each.remedy) for each in error.problems
            ) from None
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
    folder = part_of(result)
    with held(folder, asked, note) as part:
        run, stored, done = _taken_over(part)
        if run.resumed:
            note(f"Going on after {run.resumed:,} rows of the interrupted run.")
        tell(Progress(done, source.total, source.unit, run.rows, run.broken))
        try:
            for chunk in spread(work, source.chunks(rows_at_once, stored)):
                if chunk.knowledge_version != asked["knowledge"]:
                    raise BadInput(_OTHER_KNOWLEDGE)
                run = _counted(run, chunk.table)
                if strict and run.problems:
                    break
                part.store(chunk.number, chunk.table)
                tell(Progress(chunk.done, source.total, source.unit, run.rows, run.broken))
            if strict and run.problems:
                first = run.problems[0].row
                raise BadInput(each.as_problem() for each in run.problems if each.row == first)
            _put_together(part, result, run, tell)
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
    if str(given) == "-" or str(result) == "-":
        raise BadInput(
            Problem(
                "A table is a file: a run that is interrupted reads it again.",
                "-",
                "Name files for IN and OUT; services can stream rows (docs/tables.md).",
            )
        )
    if result.suffix.lower() not in WRITERS:
        raise BadInput(unknown_kind(result))
    if given.exists() and result.exists() and given.samefile(result):
        raise BadInput(
            Problem("The answers would replace the scenarios.", str(result), "Name another file.")
        )
    if result.is_dir():
        raise BadInput(Problem("This is a folder.", str(result), "Name a file in it."))
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


def _taken_over(part: Part) -> tuple[Run, int, int]:
    """What the stored chunks hold, how many they are, and how far they had read the source."""
    run, stored, done = Run(), 0, 0
    # A chunk that a failing disk spoilt is answered again, and what comes after it.
    with suppress(OSError):
        for table in part.tables():
            run = _counted(run, table)
            stored += 1
            done = done_at(table)
    return replace(run, resumed=run.rows), stored, done


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


def _put_together(part: Part, result: Path, run: Run, tell: Callable[[Progress], None]) -> None:
    kind = result.suffix.lower()
    if kind == ".xlsx" and run.rows >= MOST_EXCEL_ROWS:
        raise BadInput(
            Problem(
                f"A sheet of Excel has at most {MOST_EXCEL_ROWS:,} rows.",
                str(result),
                "Write .csv or .parquet.",
            )
        )

    def told() -> Iterator[pyarrow.Table]:
        written = 0
        for table in part.tables():
            tell(Progress(written, run.rows, "row", run.rows, run.broken, "writing"))
            yield table
            written += len(table)

    whole = part.folder / "whole"
    write(kind, whole, told(), part.kept())
    os.replace(whole, result)
