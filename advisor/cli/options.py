"""What several commands share: scenario files, views and days."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from advisor.cli.terminal import coloured, say, standard_input
from advisor.documents import LARGEST_DOCUMENT_BYTES, Document, content_of, read_bytes
from advisor.errors import BadInput, Problem
from advisor.facts.read import read_facts, read_name, read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.written import ReadAs

F = TypeVar("F", bound=Callable[..., Any])

FORMATS = ("text", "json")


def view_options(command: F) -> F:
    """--view and --as-of."""
    command = click.option(
        "--as-of",
        metavar="DATE",
        help="The day for which availability holds, as 2026-11-22. Default: today.",
    )(command)
    return click.option(
        "--view",
        type=click.Choice(["production", "exam"]),
        default="production",
        show_default=True,
        help="What a new customer can use on the day, or what the exam teaches.",
    )(command)


def format_option(*formats: str) -> Callable[[F], F]:
    """--format with these choices; the first is the default."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print the answer.",
    )


def prices_option(command: F) -> F:
    """--prices FILE."""
    return click.option(
        "--prices",
        "prices_file",
        metavar="FILE",
        help="Your own prices, in the place of the advisor's. `advisor prices` shows the names.",
    )(command)


def models_option(command: F) -> F:
    """--model ID, any number of times."""
    return click.option(
        "--model",
        "models",
        multiple=True,
        metavar="ID",
        help="A managed model to estimate with, such as amazon.nova-pro-v1:0. May be repeated.",
    )(command)


def set_option(command: F) -> F:
    """--set fact=value, any number of times."""
    return click.option(
        "--set",
        "changes",
        multiple=True,
        metavar="FACT=VALUE",
        help="Change one fact; `FACT=` makes it unknown. May be repeated.",
    )(command)


def read_scenario_file(file: str, changes: tuple[str, ...] = ()) -> Scenario:
    """The scenario in this file ("-" is standard input), with changes `fact=value` applied.

    A worked scenario's file is accepted too: its facts are taken. Raises BadInput in which each
    problem has the file and line as its place.
    """
    if file == "-":
        content = standard_input().read(LARGEST_DOCUMENT_BYTES + 1)
    else:
        content = content_of(Path(file))
    name = "standard input" if file == "-" else file
    try:
        document = read_bytes(content, name)
        facts, where = _facts_of(document)
    except BadInput:
        _refuse_prose(content, name)
        raise
    try:
        reading = read_facts(facts)
    except BadInput as error:
        _refuse_prose(content, name)
        raise BadInput(
            Problem(each.problem, document.place((*where, each.place)), each.remedy)
            for each in error.problems
        ) from None
    tell_read(reading.read_as)
    return with_changes(reading.scenario, changes)


def tell_read(notes: Iterable[ReadAs]) -> None:
    """Says on standard error what was interpreted: what was typed beside what was read."""
    for note in notes:
        say(coloured(str(note), "quiet"), err=True)


_NAMED = re.compile(r"""\s*(?:-\s+)?["']?[\w][\w /&-]{0,40}["']?\s*:(?:\s|$)|\s*[#{}\[\]"]""")
_PROSE_WORDS = 6
"""Words in a line of a description; a scenario file's has fewer, or a name (our judgement)."""


def _refuse_prose(content: bytes, name: str) -> None:
    """Raises BadInput where a text is a description rather than a scenario file."""
    lines = [line for line in content.decode("utf-8", "replace").splitlines() if line.strip()]
    told = [line for line in lines if not _NAMED.match(line) and len(line.split()) >= _PROSE_WORDS]
    if len(told) * 2 > len(lines):
        raise BadInput(
            Problem(
                "This is a description, not a scenario file.",
                name,
                "`advisor read FILE --format yaml` proposes facts from it, for you to check.",
            )
        ) from None


def _facts_of(document: Document) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    data = document.data
    if not isinstance(data, Mapping):
        raise BadInput(
            Problem(
                "A scenario is a set of facts, one `name: value` a line.",
                document.place(()),
                "`advisor init FILE` writes a template to start from.",
            )
        )
    if "facts" in data and isinstance(data["facts"], Mapping):
        return data["facts"], ("facts",)
    return data, ()


def with_changes(scenario: Scenario, changes: tuple[str, ...]) -> Scenario:
    """The scenario with `fact=value` changes; names and values are read as in a file."""
    facts = scenario.known()
    problems: list[Problem] = []
    given_as: dict[str, str] = {}
    for change in changes:
        name, equals, text = change.partition("=")
        if not equals:
            raise BadInput(Problem(f'"{change}" sets nothing.', "--set", "Write it as fact=value."))
        try:
            named = read_name(name.strip())
            reading = read_facts({name.strip(): text})
        except BadInput as error:
            problems += [replace(each, place=f"--set {each.place}") for each in error.problems]
            continue
        tell_read(reading.read_as)
        if named in given_as:
            problem = f'"{given_as[named]}" and "{name.strip()}" both set {named}.'
            problems.append(Problem(problem, "--set", "Keep one."))
        given_as[named] = name.strip()
        facts[named] = reading.scenario.known().get(named)
    if problems:
        raise BadInput(problems)
    return read_scenario(facts)


def day_of(as_of: str | None) -> datetime.date:
    """The day given, or today. Raises BadInput."""
    from advisor.advisor import read_day

    return read_day(as_of)
