"""`advisor check`: does the knowledge hold together?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.extras import needing
from advisor.cli.options import day_of, format_option
from advisor.cli.terminal import say
from advisor.errors import BadInput, Problem

if TYPE_CHECKING:
    from advisor.knowledge.knowledge import Knowledge
    from advisor.upkeep.checks import Finding


@click.command()
@click.option(
    "--as-of", metavar="DATE", help="Also list sources read more than a year before this day."
)
@click.option(
    "--quick", is_flag=True, help="Leave out the checks that ask for advice, which take seconds."
)
@click.option(
    "--deep",
    is_flag=True,
    help="Also survey many scenarios: what never fires, is never reached, never matters.",
)
@click.option(
    "--page",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the figures of the survey to this file, as Markdown. Implies --deep.",
)
@format_option("text", "json")
def check(as_of: str | None, quick: bool, deep: bool, page: Path | None, format_: str) -> None:
    """Check rules and data: references, examples, both sides of each boundary ...

    Exit codes: 0 nothing found, 1 something to mend, 2 a file that cannot be read.
    """
    from dataclasses import asdict

    from advisor.knowledge import load_knowledge
    from advisor.upkeep.checks import ADVISING_CHECKS, CHECKS, check_knowledge, proofs

    knowledge = load_knowledge()
    findings = check_knowledge(knowledge, day_of(as_of) if as_of else None, advising=not quick)
    surveyed, total = _surveyed(knowledge, page) if deep or page else ([], 0)
    if format_ == "json":
        told = [asdict(finding) for finding in (*findings, *surveyed)]
        click.echo(json.dumps(told, indent=2))
    else:
        for finding in (*findings, *surveyed):
            say(str(finding))
        examples = sum(len(rule.examples) for rule in knowledge.rules.values())
        left_out = quick or any(finding.check in CHECKS for finding in findings)
        checks = len(CHECKS) + (0 if left_out else len(ADVISING_CHECKS))
        say(
            f"{checks} checks of {len(knowledge.rules)} rules with {examples} examples, "
            f"{len(knowledge.items)} items and {len(knowledge.sources)} sources: "
            f"{_number(findings)}"
        )
        if left_out:
            when = "" if quick else " until the findings are mended"
            say(f"Left out{when}, since they ask for advice: {', '.join(ADVISING_CHECKS)}.")
        if not proofs.can_be_checked():
            say("Left out, since botocore is not installed: proofs by AWS's API.")
        if total:
            say(f"A survey of {total:,} scenarios: {_number(surveyed)}")
    raise SystemExit(1 if findings or surveyed else 0)


def _number(findings: list[Finding]) -> str:
    return f"{len(findings) or 'no'} finding{'' if len(findings) == 1 else 's'}"


def _surveyed(knowledge: Knowledge, page: Path | None) -> tuple[list[Finding], int]:
    """What a survey of many scenarios finds wrong with the rule base, and how many they were.

    page: where the figures go, if anywhere.
    """
    with needing("tables"):
        from advisor.reasoning.infer_many import Decider
        from advisor.upkeep.checks import Finding
        from advisor.upkeep.ranges import split_ranges
        from advisor.upkeep.survey import as_page, survey

    say("Deciding many thousand scenarios; this takes some ten seconds ...", err=True)
    decider = Decider(knowledge)
    found = survey(decider)
    if page is not None:
        try:
            page.write_text("\n".join(as_page(found, knowledge)) + "\n", encoding="utf-8")
        except OSError as error:
            raise BadInput(
                Problem(
                    f"It cannot be written: {error.strerror}.",
                    str(page),
                    "Check folder and rights.",
                )
            ) from None
        say(f"wrote {page}", err=True)
    split = [Finding("split range", *each) for each in split_ranges(knowledge, decider, pairs=True)]
    return (
        [Finding(check, subject, message) for check, subject, message in found.findings()] + split,
        found.total,
    )
