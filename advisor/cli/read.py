"""`advisor read`: somebody's own words in, proposed facts out, each with the words that say it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.cli.options import format_option
from advisor.cli.terminal import coloured, say, standard_input, width
from advisor.documents import LARGEST_DOCUMENT_BYTES, content_of, prose_of
from advisor.errors import BadInput, Problem
from advisor.facts.written import in_words

if TYPE_CHECKING:
    from advisor.reading import Reader, ReadFact, ReadText


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--model",
    metavar="ID",
    help="Also let this model on Amazon Bedrock read it. THE TEXT IS SENT THERE.",
)
@click.option("--region", metavar="NAME", help="The AWS Region of the model.")
@format_option("text", "yaml", "json")
def read(file: str, model: str | None, region: str | None, format_: str) -> None:
    """Propose facts from a description in FILE (plain text; - reads standard input).

    Nothing is decided: each fact stands beside the words that say it, for you to check. The text
    stays on this machine unless you name a model.
    """
    if region and not model:
        raise click.UsageError("--region belongs to --model; without a model nothing is sent.")
    content = (
        standard_input().read(LARGEST_DOCUMENT_BYTES + 1) if file == "-" else content_of(Path(file))
    )
    if (kind := Path(file).suffix.lower()) in _TABLES:
        raise BadInput(Problem(f"A {kind} file is a table, not a description.", file, _BY_ROW))
    text, code = prose_of(content, "standard input" if file == "-" else file)
    if code:
        say(f"{file}: The text is not UTF-8; it was read as {code}.", err=True)
    from advisor.reading import read_text
    from advisor.reading.scenario_file import as_scenario_file

    told = read_text(text, _readers(model, region))
    if format_ == "json":
        click.echo(told.to_json())
    elif format_ == "yaml":
        click.echo(as_scenario_file(told), nl=False)
    else:
        say("\n".join(_lines(told, file)))


_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".parquet", ".jsonl", ".ndjson"})
_BY_ROW = "`advisor batch FILE OUT --text-column NAME` reads a column of descriptions row by row."


def _readers(model: str | None, region: str | None) -> tuple[Reader, ...]:
    if model is None:
        return ()
    from advisor.reading.converse import ConverseReader

    return (ConverseReader(model, region),)


def _lines(told: ReadText, file: str) -> Iterator[str]:
    number = len(told.read)
    yield coloured(f"{number} fact{'' if number == 1 else 's'} proposed", "title")
    for each in told.read:
        yield from _fact(each)
    for pair in told.conflicts:
        yield ""
        yield coloured("Two values were read", "heading")
        yield from textwrap.wrap(
            pair.question, width(), initial_indent="  ", subsequent_indent="  "
        )
        for each in pair.readings:
            yield from _fact(each)
    if told.not_understood:
        yield ""
        yield coloured("Not understood", "heading")
        for part in told.not_understood:
            yield from _quote(part.quote, part.why)
    if told.dropped:
        yield ""
        yield coloured("Proposed by the model and not taken", "heading")
        for gone in told.dropped:
            yield f"  {gone.fact}: {gone.value}"
            yield from _quote(gone.quote, gone.why)
    for note in told.notes:
        yield ""
        yield from textwrap.wrap(note, width())
    yield ""
    yield coloured(
        "Nothing is decided. Write the facts to a file, check them, then advise:", "quiet"
    )
    yield coloured(f"  advisor read {file} --format yaml > case.yaml", "quiet")
    yield coloured("  advisor advise case.yaml", "quiet")


def _fact(each: ReadFact) -> Iterator[str]:
    marks = [] if each.sure else ["not sure"]
    marks += [each.how] if each.how else []
    marks += [f"by {each.by}"] if each.by != "cues" else []
    mark = f"  ({'; '.join(marks)})" if marks else ""
    yield f"  {each.fact} = {in_words(each.fact, each.value)}{mark}"
    yield from _quote(each.quote)


def _quote(quote: str, why: str = "") -> Iterator[str]:
    # Control characters of a text do nothing to the terminal.
    plain = "".join(letter if letter.isprintable() else " " for letter in quote)
    indent = "      "
    for line in textwrap.wrap(
        f'"{" ".join(plain.split())}"', width(), initial_indent=indent, subsequent_indent=indent
    ):
        yield coloured(line, "quiet")
    if why:
        yield from textwrap.wrap(why, width(), initial_indent=indent, subsequent_indent=indent)
