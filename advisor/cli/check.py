"""`advisor check`: does the knowledge hold together?"""

from __future__ import annotations

import json

import click

from advisor.cli.options import day_of, format_option


@click.command()
@click.option(
    "--as-of", metavar="DATE", help="Also list sources read more than a year before this day."
)
@format_option("text", "json")
def check(as_of: str | None, format_: str) -> None:
    """Check rules and data: references, examples, both sides of each boundary ...

    Exit codes: 0 nothing found, 1 something to mend, 2 a file that cannot be read.
    """
    from dataclasses import asdict

    from advisor.checking import CHECKS, check_knowledge
    from advisor.knowledge import load_knowledge

    knowledge = load_knowledge()
    findings = check_knowledge(knowledge, day_of(as_of) if as_of else None)
    if format_ == "json":
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            click.echo(str(finding))
        examples = sum(len(rule.examples) for rule in knowledge.rules.values())
        click.echo(
            f"{len(CHECKS)} checks of {len(knowledge.rules)} rules with {examples} examples, "
            f"{len(knowledge.items)} items and {len(knowledge.sources)} sources: "
            f"{len(findings) or 'no'} finding{'' if len(findings) == 1 else 's'}"
        )
    raise SystemExit(1 if findings else 0)
