"""A column of descriptions read into a table to review: empty cells filled, the words beside.

Nothing is answered by it. Somebody looks through the table, mends what is wrong, and only then has
it answered like any other.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.names import shape
from advisor.facts.numbers import write_number
from advisor.facts.read import read_given, read_scenario
from advisor.reading import ReadFact, read_text
from advisor.reading.quotes import LONGEST_TEXT
from advisor.tables.cells import NOT_UTF8, as_typed
from advisor.tables.file_run import check_names
from advisor.tables.frames import BETWEEN
from advisor.tables.headers import (
    MOST_TOLD,
    QUOTE,
    Recognised,
    has_its_own_column,
    is_quote,
    recognised,
    repeated,
)
from advisor.tables.mapping import KEEP, LEAVE_OUT, ColumnMapping
from advisor.tables.plain_files import check_kind, write_plain
from advisor.tables.problems import RowProblem, is_utf8
from advisor.tables.read import open_source
from advisor.tables.sources import Row, Source
from advisor.tables.write import as_text

MOST_ROWS = 50_000
"""Rows of a table to review; nobody reads through more (our judgement)."""


@dataclass(frozen=True)
class Review:
    """What was proposed for a table.

    rows: all of them; touched: those with a proposal; filled: cells that were empty; beside:
    proposals that stand beside their cell only, because it says something already or the text says
    two things; too_long: the numbers of rows whose text is longer than can be read; remarks: how
    the table was read, where its owner should know.
    """

    rows: int
    touched: int
    filled: int
    beside: int
    too_long: tuple[int, ...] = ()
    remarks: tuple[Problem, ...] = ()


def propose_from_texts(
    given: Path,
    result: Path,
    column: str,
    mapping: ColumnMapping | None = None,
    replace_result: bool = False,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Review:
    """Writes the table again, with what its descriptions say in the empty cells of facts.

    column: the name of the column of descriptions; mapping: what the columns hold, where their
    names do not say it; tell: is called with the rows that are read, and all. A cell that says
    something stays as it is. Beside each fact that was read stands a column `FACT.quote` with the
    words that say it. Raises BadInput where the table cannot be read whole, or has no such column.
    """
    check_names(given, result, replace_result)
    said = mapping or ColumnMapping()
    source = open_source(given, said.layout)
    check_kind(result, source.decimal_comma)
    names, rows = _table(source)
    described = _described(column, names, source.place)
    reader = _RowReader(described, names, _holding(names, said), said, source.decimal_comma)
    read = []
    for done, row in enumerate(rows.values(), 1):
        read.append(reader.read(row))
        tell(done, len(rows))
    columns = _columns(names, reader.holding, read)
    lines = ([each.cell(name) for name in columns] for each in read)
    write_plain(result, columns, lines, source.decimal_comma)
    return Review(
        len(rows),
        sum(bool(each.quotes) for each in read),
        sum(each.filled for each in read),
        sum(each.beside for each in read),
        tuple(number for number, each in zip(rows, read, strict=True) if each.too_long),
        source.remarks,
    )


def _table(source: Source) -> tuple[list[str], dict[int, dict[str, object]]]:
    """The names of the columns, and the cells of each row by them; rows by their number.

    Raises BadInput where a name stands twice, a row cannot be taken apart or a cell is not UTF-8:
    what is written again must be the whole table.
    """
    names = list(source.names or ())
    problems = list(repeated(names))
    rows: dict[int, dict[str, object]] = {}
    for given in itertools.islice(source.rows, MOST_ROWS + 1):
        if given.problem is not None:
            problems.append(given.problem.as_problem())
        else:
            rows[given.number] = _cells(given.row, names)
            problems += _not_utf8(given.number, rows[given.number])
        if len(problems) >= MOST_TOLD:
            break
    if len(rows) > MOST_ROWS:
        what = f"The table has more than {MOST_ROWS:,} rows."
        remedy = "Split it, or take out the rows that nobody will look through."
        problems.append(Problem(what, source.place, remedy))
    if problems:
        raise BadInput(problems)
    return names or list(dict.fromkeys(name for row in rows.values() for name in row)), rows


def _cells(row: Row, names: Sequence[str]) -> dict[str, object]:
    if isinstance(row, Mapping):
        return {str(name): as_typed(cell) for name, cell in row.items()}
    return dict(zip(names, map(as_typed, row or ()), strict=False))


def _not_utf8(number: int, row: Mapping[str, object]) -> Iterator[Problem]:
    """The problems with cells of a row that could not be written again."""
    for name, cell in row.items():
        if not (is_utf8(name) and is_utf8(as_text(cell))):
            yield RowProblem.of(number, name, NOT_UTF8).as_problem()


def _described(column: str, names: Sequence[str], place: str) -> str:
    """The column of descriptions, in whatever spelling."""
    alike = [name for name in names if name.strip() and shape(name) == shape(column)]
    found = column if column in names else next(iter(alike), None)
    if found is None:
        named = [name.strip() for name in names if name.strip()]
        hint = did_you_mean(column, named)
        remedy = f"{hint} The columns are: {', '.join(named[:MOST_TOLD])}.".strip()
        raise BadInput(Problem(f'There is no column "{column}".', place, remedy))
    return found


def _holding(names: Sequence[str], said: ColumnMapping) -> dict[str, dict[str, Recognised]]:
    """The columns that hold each fact, or a bound of it, as they are read when it is answered."""
    found: dict[str, dict[str, Recognised]] = {}
    for name in names:
        told = said.columns.get(name.strip())
        held = None if told in (KEEP, LEAVE_OUT) else recognised(told or name)
        if held is not None and not has_its_own_column(name, held, names):
            found.setdefault(held.fact, {})[name] = held
    return found


@dataclass
class _RowRead:
    """The cells of one row by column, the words beside facts, and what became of the proposals."""

    cells: dict[str, object]
    quotes: dict[str, str] = field(default_factory=dict)
    filled: int = 0
    beside: int = 0
    too_long: bool = False

    def cell(self, column: str) -> object:
        """What stands in a column of the table to review."""
        before = self.cells.get(column)
        return self.quotes.get(column.removesuffix(QUOTE), before) if is_quote(column) else before


@dataclass(frozen=True)
class _RowReader:
    """Reads the description of a row and fills the cells that are empty.

    described: the column of descriptions; names: of all columns; holding: as `_holding` gives it;
    said: the mapping; decimal_comma: as in `read_number`.
    """

    described: str
    names: Sequence[str]
    holding: Mapping[str, Mapping[str, Recognised]]
    said: ColumnMapping
    decimal_comma: bool

    def read(self, cells: Mapping[str, object]) -> _RowRead:
        """The row with what its description proposes."""
        row = _RowRead(dict(cells))
        text = row.cells.get(self.described)
        if not isinstance(text, str) or not any(letter.isalnum() for letter in text):
            return row
        if len(text) > LONGEST_TEXT:
            row.too_long = True
            return row
        told = read_text(text)
        for fact, value in told.facts.items():
            self._place(row, fact, value, [each for each in told.read if each.fact == fact])
        for pair in told.conflicts:
            row.quotes[pair.fact] = f"two values: {_worded(pair.readings)}"
            row.beside += 1
        return row

    def _place(self, row: _RowRead, fact: str, value: Any, readings: Sequence[ReadFact]) -> None:
        """Fills the cell of a fact where it is empty; else the words stand beside it alone."""
        columns = self.holding.get(fact, {})
        stated = [name for name in columns if not _is_empty(row.cells.get(name))]
        if [self._stated(row, name) for name in stated] == [value]:
            row.quotes[fact] = _told(readings)
            return
        name = next((each for each, held in columns.items() if held.part == "value"), None)
        # A column of somebody's own may have the name of the fact: it is left as it is.
        taken = _named(fact, self.names) is not None if not columns else name is None
        cell = None if stated or taken else self._written(fact, value, name)
        if cell is None:
            row.quotes[fact] = f"not filled in; the text says {_worded(readings)}"
            row.beside += 1
            return
        row.cells[name or fact] = cell
        row.quotes[fact] = _told(readings)
        row.filled += 1

    def _stated(self, row: _RowRead, name: str) -> Any:
        """What a filled cell says of its fact, as plain data; None where it cannot be read."""
        meant = self.said.meaning(name.strip(), row.cells[name])
        return self._read_back(self._held(name), meant)

    def _written(self, fact: str, value: Any, name: str | None) -> str | None:
        """The value as text that reads back as the same in its column, by the mapping."""
        held = self._held(name) if name else Recognised(fact)
        spelt = _spellings(fact_definitions()[fact], value)
        meant = ((text, self.said.meaning((name or fact).strip(), text)) for text in spelt)
        return next((text for text, cell in meant if self._read_back(held, cell) == value), None)

    def _held(self, name: str) -> Recognised:
        return next(columns[name] for columns in self.holding.values() if name in columns)

    def _read_back(self, held: Recognised, cell: object) -> Any:
        definition = fact_definitions()[held.fact]
        try:
            read, _ = read_given(definition, cell, held.unit, decimal_comma=self.decimal_comma)
            return read_scenario({held.fact: read}).known().get(held.fact)
        except BadInput:
            return None


def _spellings(definition: FactDefinition, value: Any) -> list[str]:
    """Ways to write a value, the plainest first."""
    if definition.kind == "flag":
        return ["yes" if value else "no"]
    if definition.is_number:
        plain = json.dumps(value) if isinstance(value, (int, float)) else write_number(value)
        unit = definition.unit or ""
        return [plain, f"{plain} {unit}", f"{plain} {unit.partition('/')[0]} a month"]
    return [BETWEEN.join(value) if isinstance(value, (list, tuple)) else str(value)]


def _told(readings: Sequence[ReadFact]) -> str:
    """The words that say a fact; those of cues that are not sure are marked."""
    return BETWEEN.join(
        f'{"" if each.sure else "not sure: "}"{" ".join(each.quote.split())}"'
        + (f" ({each.how})" if each.how else "")
        for each in readings
    )


def _worded(readings: Sequence[ReadFact]) -> str:
    """Each value with the words that say it."""
    return " or ".join(
        f"{_spellings(fact_definitions()[each.fact], each.value)[0]}, {_told([each])}"
        for each in readings
    )


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _named(fact: str, names: Sequence[str]) -> str | None:
    """The column with the very name of a fact."""
    return next((name for name in names if name.strip() == fact), None)


def _columns(
    names: Sequence[str],
    holding: Mapping[str, Mapping[str, Recognised]],
    read: Sequence[_RowRead],
) -> list[str]:
    """The columns of the table to review: beside each fact that was read, the words that say it."""
    told = {fact for each in read for fact in each.quotes}
    stands = {
        fact: [*holding[fact]][-1] if fact in holding else _named(fact, names) for fact in told
    }
    beside = {name: fact for fact, name in stands.items() if name and f"{fact}{QUOTE}" not in names}
    columns: list[str] = []
    for name in names:
        columns += [name, f"{beside[name]}{QUOTE}"] if name in beside else [name]
    for fact in fact_definitions():
        if fact in told and stands[fact] is None:
            columns += [each for each in (fact, f"{fact}{QUOTE}") if each not in names]
    return columns
