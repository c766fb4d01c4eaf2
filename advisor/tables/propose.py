"""A mapping proposed for somebody's own table: what each column seems to hold, and why."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from advisor.errors import BadInput
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.names import choice_names
from advisor.facts.resembling import resembled
from advisor.facts.written_names import near_fact
from advisor.knowledge import load_knowledge
from advisor.reasoning.columns import Vocabulary
from advisor.tables.cells import CellReader, as_typed
from advisor.tables.headers import RESERVED, recognised
from advisor.tables.layout import Layout
from advisor.tables.mapping import KEEP, LEAVE_OUT, Proposal, as_yaml
from advisor.tables.read import open_source
from advisor.tables.sources import Row, Source

MOST_ROWS = 20_000
"""Rows that are looked at; words that stand further down are told when the table is answered."""

MOST_WORDS = 50
"""Different words of a column that a mapping lists."""

WORDS_OF_PROSE = 6
"""From so many words a cell on, on average, a column is taken for prose (our judgement)."""

ENOUGH = 0.5
"""Share of a column's words that must be words of the fact that its name only hints at."""


def proposed_mapping(given: Path, layout: Layout | None = None) -> str:
    """A mapping file for this table, as text: to be looked through, changed and kept with it.

    Raises BadInput when the table cannot be read.
    """
    source = open_source(given, layout)
    return as_yaml(given.name, layout or Layout(), proposals(source))


def proposals(source: Source) -> list[Proposal]:
    """What each column of a table seems to hold. Reads the source to its end, or `MOST_ROWS`."""
    words = _words(source)
    reader = CellReader(Vocabulary(load_knowledge()))
    found: list[Proposal] = []
    taken: set[str] = set()
    # A fact's own name comes before a hint.
    for column in sorted(words, key=lambda each: recognised(each) is None):
        proposal = _proposal(column, words[column], reader, source.decimal_comma)
        if proposal.held in taken:
            proposal = Proposal(column, KEEP, f"another column holds {proposal.held}")
        elif proposal.held not in (KEEP, LEAVE_OUT):
            taken.add(proposal.held)
        found.append(proposal)
    order = {column: place for place, column in enumerate(words)}
    return sorted(found, key=lambda each: order[each.column])


def _words(source: Source) -> dict[str, Counter[str]]:
    words: dict[str, Counter[str]] = {
        name.strip(): Counter() for name in source.names or () if name.strip()
    }
    for each in itertools.islice(source.rows, MOST_ROWS):
        for column, cell in _cells(source.names, each.row):
            text = as_typed(cell)
            if column.strip():
                counted = words.setdefault(column.strip(), Counter())
                if text is not None and str(text).strip():
                    counted[str(text).strip()] += 1
    return words


def _cells(names: Sequence[str] | None, row: Row) -> Iterator[tuple[str, object]]:
    if row is None:
        return
    if isinstance(row, Mapping):
        yield from ((str(name), cell) for name, cell in row.items())
    else:
        yield from zip(names or (), row, strict=False)


def _proposal(
    column: str, words: Counter[str], reader: CellReader, decimal_comma: bool
) -> Proposal:
    held = recognised(column)
    if held is None:
        return _by_hint(column, words, reader, decimal_comma)
    read = read_words(fact_definitions()[held.fact], words, reader, held.unit, decimal_comma)
    if words and not read.readable:
        return Proposal(column, KEEP, f"named as {held.held}, but no cell is a value of it")
    return Proposal(column, held.held, held.ground or "the fact's own name", read.told)


def _by_hint(column: str, words: Counter[str], reader: CellReader, decimal_comma: bool) -> Proposal:
    if column in RESERVED:
        return Proposal(column, LEAVE_OUT, "the answer has a column of this name")
    near = near_fact(column)
    if near is None and _is_prose(words):
        return Proposal(column, KEEP, "in prose: `advisor batch IN OUT --text-column` reads it")
    if near is None:
        told = " or ".join(resembled(column))
        return Proposal(column, KEEP, "a column of your own" + (f"; is it {told}?" if told else ""))
    read = read_words(fact_definitions()[near], words, reader, "", decimal_comma)
    share = read.readable / max(1, len(words))
    if words and share >= ENOUGH:
        ground = f"likely by its name; {read.readable} of {len(words)} different cells fit"
        return Proposal(column, near, ground, read.told)
    return Proposal(column, KEEP, f"a column of your own; if it is not: {near}?")


def _is_prose(words: Counter[str]) -> bool:
    """Whether the cells of a column are sentences rather than words."""
    return bool(words) and sum(len(each.split()) for each in words) >= WORDS_OF_PROSE * len(words)


class Read:
    """How the different words of a column are read: how many can be, and what is to be told.

    told: as `words` of a `Proposal`.
    """

    def __init__(self) -> None:
        self.readable = 0
        self.told: list[tuple[str, str, str, int]] = []


def read_words(
    definition: FactDefinition,
    words: Counter[str],
    reader: CellReader,
    unit: str = "",
    decimal_comma: bool = False,
) -> Read:
    """How the words of a column are read as values of a fact, what is likely for the others."""
    found = Read()
    for text, cells in words.most_common():
        try:
            value, said = reader.value(definition, text, unit, decimal_comma)
        except BadInput as error:
            meant = "" if definition.is_number else choice_names(definition.name).near(text) or ""
            why = "likely" if meant else error.problems[0].problem.removesuffix(".")
            told = (text, meant, why.replace("\n", " "), cells)
        else:
            # A cell that says "not known" fits every fact, and tells of none.
            found.readable += value is not None
            meant = said.partition(" (")[0].replace(", ", "; ")
            told = (text, "" if value is None else meant, "another word for it", cells)
            if not said or (definition.is_number and value is not None):
                continue
        if len(found.told) < MOST_WORDS:
            found.told.append(told)
    return found
