"""`advisor advise`: a scenario file in, an explained recommendation out."""

from __future__ import annotations

import click

from advisor.cli.options import (
    day_of,
    format_option,
    models_option,
    prices_option,
    read_scenario_file,
    set_option,
    view_options,
)
from advisor.cli.terminal import coloured, say


@click.command()
@click.argument("file", metavar="FILE|-")
@set_option
@view_options
@prices_option
@models_option
@format_option("text", "json", "markdown")
@click.option("--details", is_flag=True, help="Add every item's reason, rule and sources.")
@click.option(
    "--engine",
    type=click.Choice(["durable", "plain"]),
    help="Which engine decides. Default: durable-rules where it is installed.",
)
@click.option(
    "--sensitivity/--no-sensitivity",
    default=True,
    show_default=True,
    help="Work out how sure it is, what would change it, and what to ask next.",
)
@click.option(
    "--fixed",
    multiple=True,
    metavar="FACT",
    help="A fact that cannot change, whatever would come of it. May be repeated.",
)
def advise(
    file: str,
    changes: tuple[str, ...],
    view: str,
    as_of: str | None,
    prices_file: str | None,
    models: tuple[str, ...],
    format_: str,
    details: bool,
    engine: str | None,
    sensitivity: bool,
    fixed: tuple[str, ...],
) -> None:
    """Advise on the scenario in FILE (YAML or JSON; - reads standard input).

    Exit codes: 0 advice given, 2 bad input.
    """
    scenario = read_scenario_file(file, changes)
    day = day_of(as_of)
    # Imported late: bad input is refused before the engine is compiled.
    from advisor.advisor import advise as advise_on
    from advisor.reports import as_markdown, as_text

    advice = advise_on(
        scenario,
        view=view,  # type: ignore[arg-type]
        as_of=day,
        engine=engine,  # type: ignore[arg-type]
        prices=prices_file,
        models=models,
        sensitivity=sensitivity,
        fixed=fixed,
    )
    if format_ == "json":
        click.echo(advice.to_json())
    elif format_ == "markdown":
        click.echo(as_markdown(advice), nl=False)
    else:
        say(as_text(advice, coloured, details), nl=False)
