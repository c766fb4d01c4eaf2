"""`advisor check`: does the knowledge hold together?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from advisor.cli.extras import needing
from advisor.cli.options import day_of, format_option
from advisor.cli.terminal import say

if TYPE_CHECKING:
    from advisor.knowledge.knowledge import Knowledge
    from advisor.upkeep.checks import Finding


@click.command()
@click.option(
    "--as-of", metavar="DATE", help="Also list sources read more than a year before this day."
)
@click.option(
    "--deep",
    is_flag=True,
    help="Also survey many scenarios: what never fires, is never reached, never matters.",
)
@format_option("text", "json")
def check(as_of: str | None, deep: bool, format_: str) -> None:
    """Check rules and data: references, examples, both sides of each boundary ...

    Exit codes: 0 nothing found, 1 something to mend, 2 a file that cannot be read.
    """
    from dataclasses import asdict

    from advisor.knowledge import load_knowledge
    from advisor.upkeep.checks import CHECKS, check_knowledge

    knowledge = load_knowledge()
    findings = check_knowledge(knowledge, day_of(as_of) if as_of else None)
    surveyed, total = _surveyed(knowledge) if deep else ([], 0)
    if format_ == "json":
        told = [asdict(finding) for finding in (*findings, *surveyed)]
        click.echo(json.dumps(told, indent=2))
    else:
        for finding in (*findings, *surveyed):
            say(str(finding))
        examples = sum(len(rule.examples) for rule in knowledge.rules.values())
        say(
            f"{len(CHECKS)} checks of {len(knowledge.rules)} rules with {examples} examples, "
            f"{len(knowledge.items)} items and {len(knowledge.sources)} sources: "
            f"{_number(findings)}"
        )
        if deep:
            say(f"A survey of {total:,} scenarios: {_number(surveyed)}")
    raise SystemExit(1 if findings or surveyed else 0)


def _number(findings: list[Finding]) -> str:
    return f"{len(findings) or 'no'} finding{'' if len(findings) == 1 else 's'}"


def _surveyed(knowledge: Knowledge) -> tuple[list[Finding], int]:
    """What a survey of many scenarios finds wrong with the rule base, and how many they were."""
    with needing("tables"):
        from advisor.reasoning.infer_many import Decider
        from advisor.upkeep.checks import Finding
        from advisor.upkeep.ranges import split_ranges
        from advisor.upkeep.survey import survey

    say("Deciding many thousand scenarios; this takes some ten seconds ...", err=True)
    decider = Decider(knowledge)
    found = survey(decider)
    split = [Finding("split range", *each) for each in split_ranges(knowledge, decider, pairs=True)]
    return (
        [Finding(check, subject, message) for check, subject, message in found.findings()] + split,
        found.total,
    )
