"""`advisor init`: a scenario file to fill in, every fact with its question and choices."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import click

from advisor.cli.terminal import say
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import FactDefinition, fact_definitions, sections
from advisor.facts.names import names_of

if TYPE_CHECKING:
    from advisor.knowledge.learning import Beginning


@click.command()
@click.argument("file", required=False)
@click.option(
    "--like",
    metavar="KIND",
    help="Propose what is typical of a kind of system (`list` names them).",
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
def init(file: str | None, like: str | None, force: bool) -> None:
    """Write a commented scenario template to FILE (- prints it)."""
    if like == "list":
        for each in _beginnings().values():
            say(f"{each.id:<26}{each.title}")
        return
    if file is None:
        raise click.UsageError("Missing argument 'FILE'.")
    text = template(_typical(like) if like else {})
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


def _beginnings() -> Mapping[str, Beginning]:
    from advisor.knowledge import load_knowledge

    return load_knowledge().beginnings


def _typical(like: str) -> Mapping[str, Any]:
    """The facts that are typical of a kind of system. Raises BadInput where there is none."""
    beginnings = _beginnings()
    found = names_of({each.id: (each.title,) for each in beginnings.values()}).read(like)
    if found is None:
        raise BadInput(
            Problem(
                f'There is no kind "{like}" to begin with.',
                "--like",
                f"{did_you_mean(like, beginnings)} `--like list` names them all.".strip(),
            )
        )
    return beginnings[found.name].typical


def template(typical: Mapping[str, Any] = MappingProxyType({})) -> str:
    """A scenario in YAML in which every fact is a comment; nothing is known yet.

    typical: values to propose; they are comments as well, until somebody confirms them.
    """
    lines = [
        "# A scenario. Remove the # before a fact to state it; what stays out is unknown.",
        "# A count or an amount may be a range: {at_least: 100, at_most: 1000}.",
        '# Values are read as people write them: 50k, 2 s, 30%, yes, "Q&A", TBD.',
        "{}  # remove this line with the first fact that you state",
    ]
    if typical:
        lines[1:1] = [
            '# Lines that end with "typical" are proposed: remove their # if they are true.'
        ]
    for section in sections():
        lines += ["", f"# --- {section.replace('_', ' ')}"]
        for definition in fact_definitions().values():
            if definition.section == section:
                lines += ["", *_described(definition, typical.get(definition.name))]
    return "\n".join(lines) + "\n"


def _described(definition: FactDefinition, typical: Any) -> list[str]:
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
        "amount": "30" if definition.unit == "%" else "1000",
    }
    value = examples[definition.kind] if typical is None else f"{json.dumps(typical)}  # typical"
    return [
        *textwrap.wrap(comment, 96, initial_indent="# ", subsequent_indent="#   "),
        f"# {definition.name}: {value}",
    ]
