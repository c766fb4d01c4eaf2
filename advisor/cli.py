"""The command line: parse, call, render."""

import click

from advisor.errors import BadInput


@click.group()
def main() -> None:
    """Advice on adapting a foundation model."""


@main.command()
def check() -> None:
    """Check the knowledge."""
    from advisor.checking import check_knowledge
    from advisor.knowledge import load_knowledge

    try:
        findings = check_knowledge(load_knowledge())
    except BadInput as error:
        click.echo(str(error))
        raise SystemExit(2) from None
    for finding in findings:
        click.echo(str(finding))
    raise SystemExit(1 if findings else 0)
