"""`advisor bench`: measure the engines beside each other."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import click

from advisor.cli.extras import needing
from advisor.cli.terminal import say

_PARTS = ("engines", "advice", "start", "scenarios", "rules", "service", "agreement")


@click.command()
@click.option(
    "--only",
    "parts",
    multiple=True,
    type=click.Choice(_PARTS),
    help="Measure this alone; may be given several times.",
)
@click.option(
    "--scenarios",
    default=300,
    show_default=True,
    type=click.IntRange(1, 9_999),
    help="Scenarios for each engine that is slow.",
)
@click.option(
    "--agreeing",
    default=2_000,
    show_default=True,
    type=click.IntRange(1),
    help="Random scenarios decided by columns and by durable-rules; a hundred take some 2 s.",
)
@click.option(
    "--processes",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes for these; all else is measured on one core.",
)
@click.option(
    "--seconds",
    default=10.0,
    show_default=True,
    type=click.FloatRange(0.1, 600),
    help="Of each load on the service, from 16 clients.",
)
def bench(
    parts: tuple[str, ...], scenarios: int, agreeing: int, processes: int, seconds: float
) -> None:
    """Measure the engines: speed, an advice, start-up, growth, agreement.

    And the service, beside a bare endpoint: requests a second, p50, p95, p99.

    zen-engine and CLIPS take part where they are installed (the extra `bench`).
    When the comparison at the end is interrupted (Ctrl-C), it tells what it counted so far.

    Exit codes: 0 all engines agree, 1 they do not, 130 interrupted.
    """
    with needing("tables"):
        from advisor.upkeep.bench import measure

    progress = _progress(agreeing) if sys.stderr is not None and sys.stderr.isatty() else _silence
    try:
        agreed = measure(say, parts or _PARTS, scenarios, agreeing, processes, progress, seconds)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    raise SystemExit(0 if agreed else 1)


def _silence(compared: int, differing: int) -> None:
    pass


def _progress(asked: int) -> Callable[[int, int], None]:
    """One line on the terminal, written over and over, and taken away at the end."""
    start = time.monotonic()

    def tell(compared: int, differing: int) -> None:
        left = (time.monotonic() - start) / compared * (asked - compared)
        line = (
            f"{compared:,} of {asked:,} compared, {differing:,} differ, {left / 60:,.0f} min left"
        )
        click.echo(f"\r{line:<78}" if compared < asked else f"\r{'':78}\r", nl=False, err=True)

    return tell
