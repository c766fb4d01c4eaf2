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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from advisor import __version__
from advisor.errors import BadInput, Problem
from advisor.knowledge.base import View
from advisor.tables.answer_columns import OutcomeKind, columns_of
from advisor.tables.checkpoint import Part, held
from advisor.tables.chunks import AnsweredChunk, answer_chunk, bare_in, done_at, fits_in
from advisor.tables.headers import read_header, recognised, unknown_columns
from advisor.tables.mapping import KEEP, LEAVE_OUT, ColumnMapping
from advisor.tables.prices import Prices, decider_with, given_prices
from advisor.tables.problems import RowProblem, rows_named
from advisor.tables.read import Chunk, open_source, unknown_kind
from advisor.tables.rows import checked
from advisor.tables.write import MOST_EXCEL_ROWS, WRITERS, rows_of, write

if TYPE_CHECKING:
    import pyarrow

ROWS_AT_ONCE = 5_000
"""Rows of a chunk: what is lost at most when a run is interrupted."""

ROWS_IN_WORDS = 50
"""The same where each row is advised on alone: some ten seconds."""

MOST_PROBLEMS_TOLD = 20

MOST_KINDS = 200
"""Kinds of cells that a run tells apart; the columns of the answer hold them all."""

_ROWS_NAMED = 5

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
class Unread:
    """Cells of one column that could not be read for the same reason, and their rows.

    rows: the numbers of the first of them; count: of all.
    """

    column: str
    problem: str
    remedy: str
    rows: tuple[int, ...]
    count: int

    def as_problem(self) -> Problem:
        """The same with "rows 3, 8 and 2 more, column audience" as its place."""
        named = ", ".join(map(str, self.rows))
        if self.count > len(self.rows):
            named += f" and {self.count - len(self.rows):,} more"
        place = f"{'row' if self.count == 1 else 'rows'} {named}, column {self.column}"
        return Problem(self.problem.removeprefix(f"{self.column}: "), place, self.remedy)


@dataclass(frozen=True)
class Interpreted:
    """What was typed in cells of one column, what it was read as, and in how many rows."""

    column: str
    typed: str
    read: str
    count: int

    def __str__(self) -> str:
        rows = f"{self.count:,} {'row' if self.count == 1 else 'rows'}"
        return f'column {self.column}: "{self.typed}" is read as {self.read} ({rows}).'


@dataclass(frozen=True)
class Run:
    """What a run did: rows in all, rows that were broken, and rows taken over from an earlier run.

    problems: the first of those found; unread: cells that could not be read and were taken as
    unknown, each kind once; read: what had to be interpreted, each kind once; misfits: columns
    none of whose cells is a value of their fact; fitting: the other columns of facts; bare: the
    first rows that state no fact at all, and bare_count: how many there are. Of each kind at most
    `MOST_KINDS`.
    """

    rows: int = 0
    broken: int = 0
    resumed: int = 0
    problems: tuple[RowProblem, ...] = ()
    unread: tuple[Unread, ...] = ()
    read: tuple[Interpreted, ...] = ()
    misfits: tuple[str, ...] = ()
    fitting: tuple[str, ...] = field(default=(), compare=False)
    bare: tuple[int, ...] = ()
    bare_count: int = 0

    @property
    def told_bare(self) -> str:
        """What is to be said of rows that state no fact; empty where there is none."""
        if not self.bare_count:
            return ""
        state = "states" if self.bare_count == 1 else "state"
        return (
            f"{rows_named(self.bare, self.bare_count)} {state} no fact: answered as if nothing "
            "were known.\n"
            "  Take out of the table what is no scenario, such as totals and notes."
        )


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
    mapping: ColumnMapping | None = None,
    prices: Prices = None,
    strict: bool = False,
    in_words: bool = False,
    replace_result: bool = False,
    rows_at_once: int = ROWS_AT_ONCE,
    spread: Spread = map,
    tell: Callable[[Progress], None] = lambda progress: None,
    note: Callable[[str], None] = lambda sentence: None,
) -> Run:
    """Answers every row of a file of scenarios and writes the answers to another file.

    The kinds follow from the names. mapping: what the columns hold and where they begin, where
    the table does not say it itself; strict: stops at the first broken row, and at the first cell
    that cannot be read and would be taken as unknown; prices: as in
    `advise`; in_words: adds the columns of `IN_WORDS`, some rows a second; spread: where chunks
    are answered; tell: is called before the first chunk, after each, and while the result is
    written; note: is called with a sentence where an interrupted run goes on or is begun anew.
    Raises BadInput on a file, column, view, day or price that cannot be used, and in strict runs
    on a broken row.
    """
    if in_words:
        rows_at_once = min(rows_at_once, ROWS_IN_WORDS)
    day = checked(view, as_of)
    priced = given_prices(prices)
    check_names(given, result, replace_result)
    said = mapping or ColumnMapping()
    source = open_source(given, said.layout)
    for remark in source.remarks:
        note(str(remark))
    for remark in _check_mapping(said, given, source.names, source.place):
        note(str(remark))
    if source.names is not None:
        try:
            header = read_header(source.names, keep_columns, said.columns)
        except BadInput as error:
            raise BadInput(
                Problem(each.problem, source.place, each.remedy) for each in error.problems
            ) from None
        for remark in header.remarks:
            note(str(remark))
    asked = {
        "input": _digest(given),
        "kind": given.suffix.lower(),
        "view": view,
        "as_of": day.isoformat(),
        "keep_columns": keep_columns,
        "mapping": said.as_data(),
        "in_words": in_words,
        "rows_at_once": rows_at_once,
        "knowledge": decider_with(priced, day).knowledge.version,
        "advisor": __version__,
    }
    work = partial(
        answer_chunk,
        view=view,
        as_of=day,
        keep_columns=keep_columns,
        prices=priced,
        mapping=said,
        in_words=in_words,
    )
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
                if strict and (run.problems or run.unread):
                    break
                part.store(chunk.number, chunk.table)
                tell(Progress(chunk.done, source.total, source.unit, run.rows, run.broken))
            if strict and (run.problems or run.unread):
                raise BadInput(_first_wrong(run))
            _put_together(part, result, run, columns_of(in_words), tell)
        except Halted:
            raise
        except BadInput:
            # The input must change, and then nothing that was stored can be used.
            shutil.rmtree(folder)
            raise
        shutil.rmtree(folder)
    return run


def _check_mapping(
    said: ColumnMapping, given: Path, names: Sequence[str] | None, place: str
) -> Iterator[Problem]:
    """Words of a mapping that are not used, because their column holds no fact.

    Raises BadInput where the mapping names a column that the table does not have.
    """
    if not (said.columns or said.values):
        return
    if names is None:
        # Each row names its own columns: all have to be seen.
        rows = (each.row for each in open_source(given).rows)
        names = list({str(name) for row in rows if isinstance(row, Mapping) for name in row})
    problems = [*unknown_columns({**said.columns, **said.values}, names)]
    if problems:
        raise BadInput(replace(each, place=place) for each in problems)
    for column in said.values:
        held = said.columns.get(column, column)
        if held in (KEEP, LEAVE_OUT) or recognised(held) is None:
            what = f'The words of "{column}" in the mapping are not used: it holds no fact.'
            yield Problem(what, f"column {column}", "Say under `columns` which fact it holds.")


def _first_wrong(run: Run) -> list[Problem]:
    """What is wrong with the first row in which anything is."""
    unread = {each.rows[0]: each for each in reversed(run.unread)}
    first = min([*unread, *(each.row for each in run.problems)])
    found = [each.as_problem() for each in run.problems if each.row == first]
    return found or [
        replace(each, rows=(first,), count=1).as_problem()
        for each in run.unread
        if each.rows[0] == first
    ]


_OTHER_KNOWLEDGE = Problem(
    "A worker has other rules than this process.",
    "--scheduler",
    "Install the same version of the advisor on every worker.",
)


def check_names(given: Path, result: Path, replace_result: bool) -> None:
    """Raises BadInput where the answers to one file cannot be written to the other."""
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
    columns = fits_in(table)
    bare = bare_in(table)
    fits = {*run.fitting, *(column for column, fitting in columns.items() if fitting)}
    misfits = {*run.misfits, *columns}
    return replace(
        run,
        rows=run.rows + len(table),
        broken=run.broken + len(broken),
        problems=problems,
        unread=_unread(run, table),
        read=_read(run, table),
        misfits=tuple(sorted(misfits - fits)),
        fitting=tuple(sorted(fits)),
        bare=(*run.bare, *bare)[:_ROWS_NAMED],
        bare_count=run.bare_count + len(bare),
    )


def _unread(run: Run, table: pyarrow.Table) -> tuple[Unread, ...]:
    found = {(each.column, each.problem, each.remedy): each for each in run.unread}
    for row, wrong in _rows_with(table, "unread"):
        for each in wrong:
            key = (each["column"], each["problem"], each["remedy"])
            before = found.get(key)
            if before is None and len(found) < MOST_KINDS:
                found[key] = Unread(*key, rows=(row,), count=1)
            elif before is not None:
                rows = before.rows if len(before.rows) >= _ROWS_NAMED else (*before.rows, row)
                found[key] = replace(before, rows=rows, count=before.count + 1)
    return tuple(found.values())


def _read(run: Run, table: pyarrow.Table) -> tuple[Interpreted, ...]:
    found = {(each.column, each.typed, each.read): each for each in run.read}
    for _, notes in _rows_with(table, "read_as"):
        for each in notes:
            key = (each["column"], each["typed"], each["read"])
            before = found.get(key)
            if before is not None:
                found[key] = replace(before, count=before.count + 1)
            elif len(found) < MOST_KINDS:
                found[key] = Interpreted(*key, count=1)
    return tuple(found.values())


def _rows_with(table: pyarrow.Table, name: str) -> Iterator[tuple[int, list[dict[str, str]]]]:
    import pyarrow.compute

    some = table.filter(pyarrow.compute.greater(_lengths(table, name), 0))
    return zip(some["row"].to_pylist(), some[name].to_pylist(), strict=True)


def _lengths(table: pyarrow.Table, name: str = "problems") -> pyarrow.ChunkedArray:
    import pyarrow.compute

    return pyarrow.compute.list_value_length(table[name])


def _put_together(
    part: Part,
    result: Path,
    run: Run,
    answers: Mapping[str, OutcomeKind],
    tell: Callable[[Progress], None],
) -> None:
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
    write(kind, whole, told(), part.kept(), answers)
    os.replace(whole, result)
