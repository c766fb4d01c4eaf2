"""`advisor record`: the decision record of a scenario, to keep and to defend."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from advisor.cli.extras import needing
from advisor.cli.options import (
    day_of,
    models_option,
    read_scenario_file,
    set_option,
    view_options,
)
from advisor.cli.terminal import say
from advisor.errors import BadInput, Problem

_TEXTS = ("markdown", "wiki", "tasks")
_FILES = ("word", "pdf")
_ENDINGS = {".md": "markdown", ".docx": "word", ".pdf": "pdf", ".csv": "tasks", ".wiki": "wiki"}


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option("--title", default="", help="What is decided about. Default: the plan.")
@click.option("--owner", default="", help="Who decides.")
@click.option(
    "--status",
    type=click.Choice(["proposed", "accepted", "rejected", "deprecated", "superseded"]),
    default="proposed",
    show_default=True,
    help="The state of the decision, as MADR calls it.",
)
@set_option
@view_options
@models_option
@click.option(
    "--format",
    "format_",
    type=click.Choice([*_TEXTS, *_FILES]),
    help="Default: by the ending of --output, else markdown. tasks: CSV for a tracker; wiki: "
    "markup for Confluence and Jira.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write. Default: standard output.",
)
@click.option("--force", is_flag=True, help="Replace the file of --output if it exists.")
def record(
    file: str,
    title: str,
    owner: str,
    status: str,
    changes: tuple[str, ...],
    view: str,
    as_of: str | None,
    models: tuple[str, ...],
    format_: str | None,
    output: Path | None,
    force: bool,
) -> None:
    """Write the decision record for the scenario in FILE (- reads standard input).

    One page that decides, then an appendix. Keep the Markdown beside the code, as
    docs/adr/0007-assistant.md: `advisor recheck` says when its reasons have fallen away.

    Exit codes: 0 written, 2 bad input.
    """
    chosen = format_ or (_ENDINGS.get(output.suffix.lower(), "") if output else "markdown")
    if not chosen:
        endings = ", ".join(_ENDINGS)
        raise click.UsageError(f"The ending of --output is none of {endings}; add --format.")
    if output is None and chosen in _FILES and sys.stdout.isatty():
        raise click.UsageError(f"Name the file to write: --output decision.{chosen}.")
    if output is not None and output.exists() and not force:
        raise BadInput(
            Problem("The file exists already.", str(output), "Name another, or add --force.")
        )
    scenario = read_scenario_file(file, changes)
    day = day_of(as_of)
    content = _content(scenario, title, owner, status, view, day, models, chosen)
    if output is None:
        click.echo(content, nl=False)
        return
    _write(output, content)
    say(f"Wrote {output}.", err=True, whole=True)


def _content(
    scenario: object,
    title: str,
    owner: str,
    status: str,
    view: str,
    day: object,
    models: tuple[str, ...],
    format_: str,
) -> bytes:
    # Imported late: bad input is refused before the engine is compiled.
    from advisor.advisor import default_advisor
    from advisor.decisions import kept_decision, record_markdown
    from advisor.reports.record import as_pdf, as_tasks, as_wiki, as_word, decision_record

    advisor = default_advisor()
    advice = advisor.with_models(models).advise(
        scenario,  # type: ignore[arg-type]
        view,  # type: ignore[arg-type]
        day,  # type: ignore[arg-type]
        sensitivity=True,
    )
    document = decision_record(advice, title, owner, status)
    if format_ == "tasks":
        return as_tasks(advice, title).encode()
    if format_ == "wiki":
        return as_wiki(document).encode()
    if format_ == "markdown":
        kept = kept_decision(advice, advisor.knowledge, title, owner, status, models)
        return record_markdown(document, kept).encode()
    with needing("ui"):
        return as_word(document) if format_ == "word" else as_pdf(document)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(
            Problem(
                f"It cannot be written: {error.strerror}.", str(path), "Check folder and rights."
            )
        ) from None
