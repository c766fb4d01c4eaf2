"""`advisor init`: a scenario file to fill in, every fact with its question and choices."""

from __future__ import annotations

import textwrap
from pathlib import Path

import click

from advisor.cli.terminal import say
from advisor.errors import BadInput, Problem
from advisor.facts.definitions import FactDefinition, fact_definitions, sections


@click.command()
@click.argument("file")
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def init(file: str, force: bool) -> None:
    """Write a commented scenario template to FILE (- prints it)."""
    text = template()
    if file == "-":
        click.echo(text, nl=False)
        return
    path = Path(file)
    if path.exists() and not force:
        raise BadInput(Problem("The file exists already.", file, "Name another, or add --force."))
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(
            Problem(f"It cannot be written: {error.strerror}.", file, "Check folder and rights.")
        ) from None
    say(f"Wrote {file}. Fill in what you know, then: advisor advise {file}", whole=True)


def template() -> str:
    """A scenario in YAML in which every fact is a comment; nothing is known yet."""
    lines = [
        "# A scenario. Remove the # before a fact to state it; what stays out is unknown.",
        "# A count or an amount may be a range: {at_least: 100, at_most: 1000}.",
        "{}  # remove this line with the first fact that you state",
    ]
    for section in sections():
        lines += ["", f"# --- {section.replace('_', ' ')}"]
        for definition in fact_definitions().values():
            if definition.section == section:
                lines += ["", *_described(definition)]
    return "\n".join(lines) + "\n"


def _described(definition: FactDefinition) -> list[str]:
    comment = definition.question
    if definition.choices:
        kind = "any of" if definition.kind == "choices" else "one of"
        comment += f" {kind}: {', '.join(definition.choices)}"
    elif definition.unit:
        comment += f" [{definition.unit}]"
    examples = {
        "flag": "true",
        "choice": definition.choices[0] if definition.choices else "",
        "choices": f"[{definition.choices[0] if definition.choices else 'amazon-bedrock'}]",
        "count": "1000",
        "amount": "1000",
    }
    return [
        *textwrap.wrap(comment, 96, initial_indent="# ", subsequent_indent="#   "),
        f"# {definition.name}: {examples[definition.kind]}",
    ]
