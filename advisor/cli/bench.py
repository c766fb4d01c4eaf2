"""`advisor bench`: measure the engines beside each other."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--scenarios", default=300, show_default=True, help="Scenarios for each engine that is slow."
)
@click.option(
    "--agreeing",
    default=2_000,
    show_default=True,
    help="Random scenarios in which columns and durable-rules are held against each other.",
)
def bench(scenarios: int, agreeing: int) -> None:
    """Measure the engines on one core: speed, agreement, start-up, memory, growth.

    zen-engine and CLIPS take part where they are installed (the extra `bench`).
    Exit codes: 0 all engines agree, 1 they do not.
    """
    from advisor.bench import measure
    from advisor.knowledge import load_knowledge

    if not measure(load_knowledge(), click.echo, scenarios, agreeing):
        raise SystemExit(1)
