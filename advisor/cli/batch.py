"""`advisor batch IN OUT`: a table of scenarios in, a table of decisions out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from advisor.cli.extras import needing
from advisor.cli.options import day_of, prices_option, view_options
from advisor.cli.terminal import is_plain, say
from advisor.errors import BadInput, Problem

if TYPE_CHECKING:
    from tqdm import tqdm

    from advisor.tables import Progress
    from advisor.tables.file_run import Run, Spread
    from advisor.tables.mapping import ColumnMapping


@click.command()
@click.argument("given", metavar="IN")
@click.argument("result", metavar="OUT", required=False)
@view_options
@prices_option
@click.option(
    "--strict",
    is_flag=True,
    help="Stop at the first broken row or cell that cannot be read; write nothing.",
)
@click.option("--keep-columns", is_flag=True, help="Pass columns that are no facts through to OUT.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook, by name or number.")
@click.option(
    "--header-row", type=click.IntRange(1), metavar="N", help="The row with the names, from 1."
)
@click.option(
    "--mapping",
    "mapping_file",
    metavar="FILE",
    help="What the columns hold and what their words mean (YAML).",
)
@click.option(
    "--propose-mapping",
    "proposed_file",
    metavar="FILE",
    help="Write such a file for IN, to look through and change; answers nothing.",
)
@click.option(
    "--text-column",
    metavar="NAME",
    help="Read the descriptions in this column; OUT is then the table to review: empty cells "
    "filled, the words that say each fact beside them. Answers nothing.",
)
@click.option(
    "--in-words",
    is_flag=True,
    help="Add status, plan in words, strongest reason, cost and what is missing; slow.",
)
@click.option("--force", is_flag=True, help="Replace OUT if it exists.")
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    default=1,
    show_default=True,
    metavar="N",
    help="Work with N processes of this machine.",
)
@click.option("--scheduler", metavar="ADDRESS", help="Work on the Dask cluster at tcp://HOST:PORT.")
def batch(
    given: str,
    result: str | None,
    view: str,
    as_of: str | None,
    prices_file: str | None,
    strict: bool,
    keep_columns: bool,
    sheet: str | None,
    header_row: int | None,
    mapping_file: str | None,
    proposed_file: str | None,
    text_column: str | None,
    in_words: bool,
    force: bool,
    workers: int,
    scheduler: str | None,
) -> None:
    """Advise on every row of the table IN and write the answers to OUT.

    Both are .csv, .tsv, .xlsx, .parquet or .jsonl (.ndjson). A column is a fact, a row a
    scenario. A cell that cannot be read is named and taken as unknown. An
    interrupted run goes on where it stopped when the command is given again.

    Exit codes: 0 all rows answered, 1 some rows broken, 2 bad input, 130
    interrupted.
    """
    if proposed_file is not None:
        _alone("--propose-mapping", "proposed_file", "sheet", "header_row", "force")
        _propose(given, proposed_file, sheet, header_row, force)
        return
    if result is None:
        raise click.UsageError("Missing argument 'OUT'.")
    if text_column is not None:
        used = ("text_column", "result", "sheet", "header_row", "mapping_file", "keep_columns")
        _alone("--text-column", *used, "force")
        _review(given, result, text_column, sheet, header_row, mapping_file, force)
        return
    if scheduler is not None and workers > 1:
        raise click.UsageError("--workers and --scheduler cannot both be given.")
    day = day_of(as_of)
    with needing("tables"):
        import pyarrow  # noqa: F401

        from advisor.tables import answer_file
        from advisor.tables.file_run import part_of
        from advisor.tables.process_pool import on_processes
    with needing("dask"):
        from advisor.tables.dask_cluster import on_cluster

        if scheduler is not None:
            import distributed  # noqa: F401
    mapping = _mapping(mapping_file, sheet, header_row)
    spreading: AbstractContextManager[Spread] = nullcontext(map)
    if scheduler is not None:
        spreading = on_cluster(scheduler)
    elif workers > 1:
        spreading = on_processes(workers)
    with spreading as spread, _bar() as bar:
        try:
            run = answer_file(
                Path(given),
                Path(result),
                view=view,  # type: ignore[arg-type]
                as_of=day,
                keep_columns=keep_columns,
                mapping=mapping,
                prices=prices_file,
                strict=strict,
                in_words=in_words,
                replace_result=force,
                spread=spread,
                tell=bar.tell,
                note=bar.note,
            )
        except KeyboardInterrupt:
            bar.interrupted(part_of(Path(result)))
            sys.exit(130)
    _tell_cells(run, result)
    for problem in run.problems:
        say(str(problem), err=True)
    told = len({problem.row for problem in run.problems})
    if run.broken > told:
        say(
            f"... and {run.broken - told:,} more broken rows; the column problems of {result} "
            "names them all.",
            err=True,
        )
    answered = run.rows - run.broken
    say(f"Wrote {result}: {answered:,} rows answered, {run.broken:,} broken.", whole=True)
    sys.exit(1 if run.broken else 0)


def _alone(option: str, *used: str) -> None:
    """Names what else was given and is not used with this option: nothing is ignored silently."""
    context = click.get_current_context()
    unused = [
        each.opts[0] if isinstance(each, click.Option) else each.human_readable_name
        for each in context.command.params
        if context.get_parameter_source(each.name or "") is ParameterSource.COMMANDLINE
        and each.name not in ("given", *used)
    ]
    if unused:
        say(f"Not used, because {option} answers nothing: {', '.join(unused)}.", err=True)


def _mapping(file: str | None, sheet: str | None, header_row: int | None) -> ColumnMapping:
    """What is said of the columns, and of where the table begins."""
    with needing("tables"):
        import pyarrow  # noqa: F401

        from advisor.tables.mapping import ColumnMapping, read_mapping
    mapping = read_mapping(Path(file)) if file else ColumnMapping()
    return mapping.placed(sheet, header_row)


MOST_TOLD = 20
"""Kinds of cells that are named on the terminal; the columns of the answer hold them all."""


def _tell_cells(run: Run, result: str) -> None:
    """Says what was interpreted and what could not be read, each kind of cell once."""
    for column in run.misfits:
        typed = [each for each in run.unread if each.column == column][:3]
        said = ", ".join(each.problem.removeprefix(f"{column}: ").rstrip(".") for each in typed)
        problem = f"No cell of this column is a value of its fact: {said}."
        remedy = (
            "All are taken as unknown. If it is a column of your own, say so in a mapping "
            f"(--mapping): `columns: {{{column}: keep}}`; or rename it."
        )
        say(str(Problem(problem, f"column {column}", remedy)), err=True)
    unread = [each for each in run.unread if each.column not in run.misfits]
    told = [str(each.as_problem()) for each in unread]
    told += [str(each) for each in run.read]
    for each in told[:MOST_TOLD]:
        say(each, err=True)
    if len(told) > MOST_TOLD:
        say(
            f"... and {len(told) - MOST_TOLD:,} more; the columns unread and read_as of {result} "
            "name them all.",
            err=True,
        )
    if run.told_bare:
        say(run.told_bare, err=True)


def _propose(
    given: str, proposed: str, sheet: str | None, header_row: int | None, force: bool
) -> None:
    """Writes a mapping for a table, to be looked through."""
    with needing("tables"):
        import pyarrow  # noqa: F401

        from advisor.tables.layout import Layout
        from advisor.tables.propose import proposed_mapping
    path = Path(proposed)
    if path.exists() and not force:
        raise BadInput(
            Problem("The file exists already.", proposed, "Name another, or add --force.")
        )
    text = proposed_mapping(Path(given), Layout(sheet or "", header_row))
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = f"The file cannot be written: {error.strerror}."
        raise BadInput(Problem(reason, proposed, "Check the folder and its permissions.")) from None
    say(
        f"Wrote {proposed}. Look through it, change what is wrong, and answer the table with\n"
        f"  advisor batch {given} OUT --mapping {proposed}"
    )


def _review(
    given: str,
    result: str,
    column: str,
    sheet: str | None,
    header_row: int | None,
    mapping_file: str | None,
    force: bool,
) -> None:
    """Writes the table to review."""
    said = _mapping(mapping_file, None, None)
    mapping = said.placed(sheet, header_row)
    from advisor.tables.problems import rows_named
    from advisor.tables.review import propose_from_texts

    with _bar_of(unit="row", desc="Reading") as bar:

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        found = propose_from_texts(Path(given), Path(result), column, mapping, force, tell)
    for remark in found.remarks:
        say(str(remark), err=True)
    if found.too_long:
        named = rows_named(found.too_long[:MOST_TOLD], len(found.too_long))
        say(f"The text is too long and was not read: {named}.", err=True)
    say(
        f"Wrote {result}, the table to review: {found.filled:,} cells filled in {found.touched:,} "
        f"of {found.rows:,} rows, {found.beside:,} proposals beside cells that were left as they "
        f"are. Nothing is answered yet. Check each fact against the words beside it (FACT.quote), "
        "change or empty what is wrong, then:",
        whole=True,
    )
    again = f" --mapping {mapping_file}" if mapping_file else ""
    say(f"  advisor batch {result} ANSWERS --keep-columns{again}", whole=True)
    if said.layout.sheet or said.layout.header_row:
        say(
            f"Before that, take sheet and header_row out of {mapping_file}: they are those of "
            f"{given}. {result} is one table, with the names in its first row.",
            whole=True,
        )


def _bar_of(**looks: Any) -> tqdm[Any]:
    """A bar on standard error; hidden where nobody looks. looks: as tqdm takes them."""
    from tqdm import tqdm

    hidden = is_plain() or sys.stderr is None or not sys.stderr.isatty()
    return tqdm(disable=hidden, leave=False, **looks)


class _Bar:
    """A progress bar on a terminal; elsewhere only what has to be said."""

    def __init__(self, bar: tqdm[Any]) -> None:
        self._bar = bar
        self._last: Progress | None = None
        bar.set_description_str("Reading")

    def tell(self, progress: Progress) -> None:
        """Shows how far the run is."""
        before, self._last = self._last, progress
        if before is None or before.step != progress.step:
            self._bar.set_description_str(progress.step.capitalize(), refresh=False)
            self._bar.total = progress.total
            self._bar.reset()
            # What an earlier run has done says nothing about the time that is left.
            self._bar.initial = self._bar.n = progress.done
        self._bar.set_postfix_str(
            f"{progress.rows:,} rows, {progress.broken:,} broken", refresh=False
        )
        self._bar.update(progress.done - self._bar.n)
        self._bar.refresh()

    def note(self, sentence: str) -> None:
        """Says something above the bar."""
        self._bar.write(sentence, file=sys.stderr)

    def interrupted(self, part: Path) -> None:
        """Says what an interruption leaves."""
        self._bar.close()
        if self._last is None or not self._last.rows:
            say("Interrupted before anything was done.", err=True)
        else:
            say(
                f"Interrupted; {self._last.rows:,} rows are done and kept in {part}.\n"
                "  The same command goes on from there. Delete the folder to give the run up.",
                err=True,
            )


@contextmanager
def _bar() -> Iterator[_Bar]:
    with _bar_of(bar_format=_FORMAT, dynamic_ncols=True) as bar:
        yield _Bar(bar)


_FORMAT = "{desc} {percentage:3.0f}% |{bar}| {remaining} left{postfix}"
