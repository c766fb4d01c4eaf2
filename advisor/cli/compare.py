"""`advisor compare A B`: what differs between the answers to two scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from advisor.cli.options import day_of, format_option, read_scenario_file, view_options
from advisor.cli.terminal import coloured, say

if TYPE_CHECKING:
    from advisor.what_if.compare import Comparison


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@view_options
@format_option("text", "json")
def compare(first: str, second: str, view: str, as_of: str | None, format_: str) -> None:
    """Compare the advice for scenario A with that for scenario B.

    Prints what differs: facts, plan, needs, items, rules. Exit codes: 0 compared, 2 bad input.
    """
    before, after = read_scenario_file(first), read_scenario_file(second)
    day = day_of(as_of)
    # Imported late: bad input is refused before the engine is compiled.
    from advisor.advisor import default_advisor
    from advisor.what_if.compare import compare as compare_advices

    advisor = default_advisor()
    found = compare_advices(
        advisor.advise(before, view, day),  # type: ignore[arg-type]
        advisor.advise(after, view, day),  # type: ignore[arg-type]
        advisor.knowledge,
    )
    if format_ == "json":
        click.echo(found.model_dump_json(indent=2))
    else:
        say("\n".join(_lines(found)))


def _lines(found: Comparison) -> Iterator[str]:
    yield coloured(found.summary, "title")
    before, after = found.statuses
    yield coloured(f"Status: {before}" + (f", then {after}" if after != before else ""), "quiet")
    for title, lines in (
        ("Facts", [each.text for each in found.facts]),
        ("Needs", [each.text for each in found.needs]),
        ("Items", [each.text for each in found.items]),
        ("Rules", [f"{each.change}: {each.title} ({each.rule})" for each in found.rules]),
    ):
        if lines:
            yield ""
            yield coloured(title, "heading")
            yield from (f"  {line}" for line in lines)
