"""`advisor batch IN OUT`: a table of scenarios in, a table of decisions out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.extras import needing
from advisor.cli.options import day_of, prices_option, view_options

if TYPE_CHECKING:
    from advisor.batch import Progress


@click.command()
@click.argument("given", metavar="IN")
@click.argument("result", metavar="OUT")
@view_options
@prices_option
@click.option("--strict", is_flag=True, help="Stop at the first broken row; write nothing.")
@click.option("--keep-columns", is_flag=True, help="Pass columns that are no facts through to OUT.")
@click.option("--force", is_flag=True, help="Replace OUT if it exists.")
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
    scheduler: str | None,
) -> None:
    """Advise on every row of the table IN and write the answers to OUT.

    Both are .csv, .tsv, .xlsx, .parquet or .jsonl (.ndjson). A column is a fact, a row a
    scenario. An interrupted run goes on where it stopped when the command is given again.

    Exit codes: 0 all rows answered, 1 some rows broken, 2 bad input.
    """
    day = day_of(as_of)
    with needing("tables"):
        import pyarrow  # noqa: F401

        from advisor.batch import answer_file
    with needing("dask"):
        from advisor.batch.spreading import on_cluster

        if scheduler is not None:
            import distributed  # noqa: F401
    with on_cluster(scheduler) if scheduler else nullcontext(map) as spread, _bar() as tell:
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
                tell=tell,
            )
        except KeyboardInterrupt:
            click.echo("\nInterrupted. The same command goes on from here.", err=True)
            sys.exit(130)
    for problem in run.problems:
        click.echo(str(problem), err=True)
    told = len({problem.row for problem in run.problems})
    if run.broken > told:
        click.echo(f"... and {run.broken - told:,} more; see the column problems.", err=True)
    if run.resumed:
        click.echo(f"Taken over from the interrupted run: {run.resumed:,} rows.")
    click.echo(f"Wrote {result}: {run.rows - run.broken:,} rows answered, {run.broken:,} broken.")
    sys.exit(1 if run.broken else 0)


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    from tqdm import tqdm

    with tqdm(disable=not sys.stderr.isatty(), unit_scale=True, leave=False) as bar:

        def tell(progress: Progress) -> None:
            bar.total, bar.unit = progress.total, progress.unit
            bar.set_postfix(rows=progress.rows, broken=progress.broken, refresh=False)
            bar.update(progress.done - bar.n)

        yield tell
