"""`advisor check-reasoning` and `advisor misconceptions`: for those who learn, or have chosen."""

from __future__ import annotations

import click

from advisor.cli.options import day_of, format_option, read_scenario_file, set_option, view_options
from advisor.cli.terminal import coloured, say
from advisor.errors import BadInput, Problem, did_you_mean


@click.command("check-reasoning")
@click.argument("file", metavar="FILE|-")
@click.option(
    "--choice",
    "choices",
    multiple=True,
    required=True,
    metavar="ID",
    help="What you chose: a path or an item. Several, or a+b, are chosen together.",
)
@click.option(
    "--because",
    multiple=True,
    metavar="FACT",
    help="A fact or need that you relied on. May be repeated.",
)
@click.option(
    "--option",
    "options",
    multiple=True,
    metavar="ID",
    help="What there was to choose from, one option each; a+b is one option.",
)
@set_option
@view_options
@format_option("text", "json")
def check_reasoning(
    file: str,
    choices: tuple[str, ...],
    because: tuple[str, ...],
    options: tuple[str, ...],
    changes: tuple[str, ...],
    view: str,
    as_of: str | None,
    format_: str,
) -> None:
    """Check a choice, and the reasons for it, on the scenario in FILE.

    Says whether the choice is right, what each reason is worth, and what would make it right.
    Exit codes: 0 checked, 2 bad input.
    """
    scenario = read_scenario_file(file, changes)
    day = day_of(as_of)
    # Imported late: bad input is refused before the engine is compiled.
    from advisor.exam import check_reasoning as check
    from advisor.reports.checked_reasoning import as_text

    checked = check(
        scenario,
        choices,
        because=because or None,
        options=options,
        view=view,  # type: ignore[arg-type]
        as_of=day,
    )
    if format_ == "json":
        click.echo(checked.to_json())
    else:
        say(as_text(checked, coloured), nl=False)


@click.command()
@click.argument("identity", metavar="[ID]", required=False)
@format_option("text", "json")
def misconceptions(identity: str | None, format_: str) -> None:
    """List the known misconceptions, or show one with its correction and sources."""
    import json

    from advisor.knowledge import load_knowledge
    from advisor.reports.checked_reasoning import wrapped

    knowledge = load_knowledge()
    known = knowledge.misconceptions
    if identity is not None and identity not in known:
        raise BadInput(
            Problem(
                f'There is no misconception "{identity}".',
                remedy=f"{did_you_mean(identity, known)} "
                "`advisor misconceptions` lists them all.".strip(),
            )
        )
    chosen = [each for each in known.values() if identity in (None, each.id)]
    if format_ == "json":
        data = [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in chosen]
        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    for each in chosen:
        say("\n".join(wrapped(f"{each.id}: {each.title}", "")))
        if identity is not None:
            say("\n".join(wrapped(f'"{each.belief.strip()}"', "  ")))
            say("\n".join(wrapped(each.correction, "  ")))
            say("\n".join(wrapped(f"Chosen: {', '.join(each.choice)}", "  ")))
            say("\n".join(wrapped(f"Instead: {', '.join(each.instead)}", "  ")))
            for citation in each.sources:
                source = knowledge.sources[citation.source]
                say("\n".join(wrapped(f"{source.title}: {citation.where}", "  ")))
                say(f"      {source.address}")
