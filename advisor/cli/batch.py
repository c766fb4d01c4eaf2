"""`advisor batch IN OUT`: a table of scenarios in, a table of decisions out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.extras import needing
from advisor.cli.options import day_of, prices_option, view_options
from advisor.cli.terminal import is_plain, say

if TYPE_CHECKING:
    from tqdm import tqdm

    from advisor.tables import Progress
    from advisor.tables.file_run import Spread


@click.command()
@click.argument("given", metavar="IN")
@click.argument("result", metavar="OUT")
@view_options
@prices_option
@click.option("--strict", is_flag=True, help="Stop at the first broken row; write nothing.")
@click.option("--keep-columns", is_flag=True, help="Pass columns that are no facts through to OUT.")
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
    result: str,
    view: str,
    as_of: str | None,
    prices_file: str | None,
    strict: bool,
    keep_columns: bool,
    force: bool,
    workers: int,
    scheduler: str | None,
) -> None:
    """Advise on every row of the table IN and write the answers to OUT.

    Both are .csv, .tsv, .xlsx, .parquet or .jsonl (.ndjson). A column is a fact, a row a
    scenario. An interrupted run goes on where it stopped when the command is given again.

    Exit codes: 0 all rows answered, 1 some rows broken, 2 bad input, 130
    interrupted.
    """
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
                prices=prices_file,
                strict=strict,
                replace_result=force,
                spread=spread,
                tell=bar.tell,
                note=bar.note,
            )
        except KeyboardInterrupt:
            bar.interrupted(part_of(Path(result)))
            sys.exit(130)
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
    from tqdm import tqdm

    hidden = is_plain() or sys.stderr is None or not sys.stderr.isatty()
    with tqdm(disable=hidden, leave=False, bar_format=_FORMAT, dynamic_ncols=True) as bar:
        yield _Bar(bar)


_FORMAT = "{desc} {percentage:3.0f}% |{bar}| {remaining} left{postfix}"
