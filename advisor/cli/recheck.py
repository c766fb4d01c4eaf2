"""`advisor recheck`: do the decisions in these records still hold?"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.options import day_of, format_option, with_changes
from advisor.cli.terminal import coloured, say
from advisor.errors import BadInput, Problem

if TYPE_CHECKING:
    from advisor.decisions import KeptDecision, Rechecked

_CLOSED = ("rejected", "deprecated", "superseded")
"""States in which nobody acts on a decision any more."""


@click.command()
@click.argument("files", metavar="RECORD...", nargs=-1, required=True)
@click.option("--as-of", metavar="DATE", help="The day to check on. Default: today.")
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="FACT=VALUE",
    help="A fact that is known now, or has changed. May be repeated. In a record it is kept "
    "under `since:`.",
)
@format_option("text", "json", "markdown")
def recheck(
    files: tuple[str, ...], as_of: str | None, changes: tuple[str, ...], format_: str
) -> None:
    """Advise anew on the decisions in these records, and say which still hold.

    Reads the front matter that `advisor record` writes; needs no server and no database. Files
    without it, and decisions that are rejected, deprecated or superseded, are named and passed
    over.

    Exit codes: 0 all hold, 1 something changed, 2 a record cannot be read.
    """
    day = day_of(as_of)
    from advisor.decisions.front_matter import read_record

    kept: list[tuple[str, KeptDecision]] = []
    problems: list[Problem] = []
    for file in files:
        if not _has_front_matter(file):
            say(
                coloured(f"{file}: passed over, it holds no decision of the advisor.", "quiet"),
                err=True,
            )
            continue
        try:
            found = read_record(Path(file))
        except BadInput as error:
            problems += error.problems
            continue
        state = found.status.partition(" ")[0].lower()
        if state in _CLOSED:
            say(coloured(f"{file}: passed over, the decision is {state}.", "quiet"), err=True)
            continue
        if day < found.day:
            problems.append(
                Problem(
                    f"The decision is of {found.day}, after {day}.",
                    file,
                    "Check on a later day with --as-of, or mend the clock of this machine.",
                )
            )
            continue
        try:
            kept.append((file, _with_changes(found, changes)))
        except BadInput as error:
            problems += [replace(each, place=each.place or file) for each in error.problems]
    checked = _checked(kept, day)
    if checked or not problems:
        _tell(checked, format_)
    if problems:
        raise BadInput(dict.fromkeys(problems))
    if any(each.changed for _, each in checked):
        raise SystemExit(1)


def _has_front_matter(file: str) -> bool:
    """Whether a file begins as a record does; one that cannot be read is told later."""
    try:
        with Path(file).open("rb") as stream:
            start = stream.read(200_000)
    except OSError:
        return True
    head, end, _ = start.removeprefix(b"\xef\xbb\xbf").partition(b"\n---")
    return head.startswith(b"---") and bool(end) and b"\nformat: decision/" in head


def _with_changes(kept: KeptDecision, changes: tuple[str, ...]) -> KeptDecision:
    if not changes:
        return kept
    from advisor.facts.read import read_scenario

    before = kept.facts()
    now = with_changes(read_scenario(before), changes).known()
    since = {name: value for name, value in now.items() if before.get(name) != value}
    gone = [name for name in before if name not in now]
    if gone:
        raise BadInput(
            Problem(
                f"{', '.join(gone)} was known when it was decided.",
                "--set",
                "Give the value that holds now; a decision cannot forget.",
            )
        )
    return kept.model_copy(update={"since": {**kept.since, **since}})


def _checked(
    kept: Sequence[tuple[str, KeptDecision]], day: datetime.date
) -> list[tuple[str, Rechecked]]:
    if not kept:
        return []
    # Imported late: bad input is refused before the engine is compiled.
    from advisor.advisor import default_advisor
    from advisor.decisions.recheck import recheck as recheck_one

    advisor = default_advisor()
    return [(file, recheck_one(advisor, each, day)) for file, each in kept]


def _tell(checked: Sequence[tuple[str, Rechecked]], format_: str) -> None:
    from advisor.decisions import recheck_reports

    if format_ == "json":
        click.echo(json.dumps(recheck_reports.as_data(checked), indent=2, ensure_ascii=False))
    elif format_ == "markdown":
        click.echo(recheck_reports.as_markdown(checked), nl=False)
    else:
        say(recheck_reports.as_text(checked, coloured), nl=False)
