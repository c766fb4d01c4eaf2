"""`advisor sweep`: the plan over one or two facts."""

from __future__ import annotations

from pathlib import Path

import click

from advisor.cli.options import format_option, read_scenario_file, set_option, view_options
from advisor.cli.terminal import say
from advisor.errors import BadInput, Problem
from advisor.facts.written_names import written_name


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option("--vary", "facts", multiple=True, required=True, metavar="FACT", help="One or two.")
@click.option("--picture", metavar="SVG", help="Also write a picture to this file.")
@set_option
@view_options
@format_option("text", "json")
def sweep(
    file: str,
    facts: tuple[str, ...],
    picture: str | None,
    changes: tuple[str, ...],
    view: str,
    as_of: str | None,
    format_: str,
) -> None:
    """Show the plan of the scenario in FILE over the values of one or two facts.

    A number is cut where rules take it otherwise. The present point stands in brackets.
    Exit codes: 0 shown, 2 bad input.
    """
    scenario = read_scenario_file(file, changes)
    if picture is not None and not picture.endswith(".svg"):
        raise BadInput(Problem(f'"{picture}" is no SVG file.', "--picture", "Name it *.svg."))
    # Imported late: bad input is refused before NumPy is loaded.
    from advisor.reports.sweep import as_json, as_table
    from advisor.what_if import default_sensitivities
    from advisor.what_if.sweep import sweep as sweep_over
    from advisor.what_if.sweep_picture import as_svg

    sensitivities = default_sensitivities()
    asked = [named.fact if (named := written_name(each)) else each for each in facts]
    found = sweep_over(sensitivities, scenario, view, asked)  # type: ignore[arg-type]
    paths = sensitivities.decider.knowledge.ladder
    names = {path.id: path.short_name for path in paths}
    if format_ == "json":
        click.echo(as_json(found))
    else:
        say(as_table(found, names))
    if picture is not None:
        drawn = as_svg(found, names, [path.id for path in paths])
        try:
            Path(picture).write_text(drawn, encoding="utf-8")
        except OSError as error:
            raise BadInput(Problem(f"{picture} cannot be written: {error.strerror}.")) from None
        say(f"Wrote {picture}.", err=True)
