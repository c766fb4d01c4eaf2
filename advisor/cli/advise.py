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
@click.option("--full", is_flag=True, help="Print the whole answer, not the short one.")
@click.option(
    "--details", is_flag=True, help="As --full, with every item's reason, rule and sources."
)
@click.option(
    "--detail",
    type=click.Choice(["plan", "full"]),
    default="full",
    show_default=True,
    help="With --format json: the decision only, or everything.",
)
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
    full: bool,
    details: bool,
    detail: str,
    engine: str | None,
    sensitivity: bool,
    fixed: tuple[str, ...],
) -> None:
    """Advise on the scenario in FILE (YAML or JSON; - reads standard input).

    Prints the answer in short, at most 40 lines; --full prints all of it.

    Exit codes: 0 advice given, 2 bad input.
    """
    if detail == "plan" and format_ != "json":
        raise click.UsageError("--detail plan goes with --format json.")
    scenario = read_scenario_file(file, changes)
    day = day_of(as_of)
    # Imported late: bad input is refused before the engine is compiled.
    from advisor.advisor import advise as advise_on
    from advisor.reasoning.advice_plan import AdvicePlan
    from advisor.reports import as_brief, as_markdown, as_text

    advice = advise_on(
        scenario,
        view=view,  # type: ignore[arg-type]
        as_of=day,
        engine=engine,  # type: ignore[arg-type]
        prices=prices_file,
        models=models,
        sensitivity=sensitivity,
        fixed=fixed,
        estimates=detail == "full",
    )
    if format_ == "json":
        click.echo(AdvicePlan.of(advice).to_json() if detail == "plan" else advice.to_json())
    elif format_ == "markdown":
        click.echo(as_markdown(advice), nl=False)
    elif full or details:
        say(as_text(advice, coloured, details), nl=False)
    else:
        read_on = "The whole answer: the same command with --full."
        say(as_brief(advice, coloured, read_on), nl=False)
