"""A table of scenarios on its way to its answers, and the answers as a table and a file."""

from __future__ import annotations

import datetime
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from advisor.errors import BadInput, Problem
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import as_data
from advisor.facts.written_names import near_fact
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.reasoning.columns import Vocabulary
from advisor.reasoning.wording import listed
from advisor.tables import OUTCOMES, mapping
from advisor.tables.cells import CellReader, as_typed
from advisor.tables.chunks import answer_chunk
from advisor.tables.headers import RESERVED, read_header
from advisor.tables.headers import recognised as column_recognised
from advisor.tables.propose import Read, read_words
from advisor.tables.read import Chunk
from advisor.tables.write import rows_of, write
from ui.tables import Brought, chunks, column_names, rename, sound

KEEP, LEAVE_OUT = "", "-"
"""What becomes of a column besides holding a fact: passed through, or left out."""

Columns = Mapping[str, str]
"""For each column of a table the fact (or the bound of one) that it holds, or `KEEP`, or
`LEAVE_OUT`."""


@dataclass(frozen=True)
class Portfolio:
    """Answered rows. rows: as `rows_of` gives them; kept: the columns passed through."""

    table: Any
    rows: tuple[dict[str, Any], ...]
    kept: tuple[str, ...]

    def chosen(self, places: Sequence[int]) -> Portfolio:
        """The rows at these places alone."""
        rows = tuple(self.rows[place] for place in places)
        return replace(self, table=self.table.take(list(places)), rows=rows)


def recognised(name: str) -> str:
    """What a column holds by its name: a fact, the bound of one, or nothing of the kind."""
    found = column_recognised(name)
    if found is not None:
        return found.held
    return LEAVE_OUT if name in RESERVED else KEEP


def ground(name: str) -> str:
    """Why a column of this name is taken for what it holds."""
    found = column_recognised(name)
    if found is None:
        return "the answer has a column of this name" if name in RESERVED else "no fact's name"
    return found.ground or "the fact's own name"


def likely(name: str) -> str:
    """The fact that a column of this name may hold, as a question; empty where none is near."""
    near = near_fact(name)
    return f'Did you mean "{near}"?' if near else ""


def words_to_map(brought: Brought, columns: Columns) -> dict[str, Read]:
    """How the words of each column are read that holds a fact by choices; by column."""
    reader = CellReader(_vocabulary())
    found = {}
    for column, held in columns.items():
        definition = fact_definitions().get(held)
        if definition is not None and not definition.is_number and brought.words.get(column):
            found[column] = read_words(definition, brought.words[column], reader)
    return found


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(load_knowledge())


def facts_held(columns: Columns) -> int:
    """How many columns hold a fact; without one every row would have the same answer."""
    return sum(held not in (KEEP, LEAVE_OUT) for held in columns.values())


def _held_once(columns: Columns, place: str) -> None:
    by_fact: dict[str, list[str]] = {}
    for column, held in columns.items():
        if held not in (KEEP, LEAVE_OUT):
            by_fact.setdefault(held, []).append(f'"{column}"')
    problems = [
        Problem(
            f"{listed(several)} hold the same fact, {fact}.",
            place,
            'Choose "Leave out" above for all of them but one.',
        )
        for fact, several in by_fact.items()
        if len(several) > 1
    ]
    if problems:
        raise BadInput(problems)


class PortfolioRun:
    """A table being answered: what is done stays done, whatever interrupts it.

    Columns, view and day are those of its beginning. Two threads may drive one run: a page that
    is drawn anew begins before the old drawing has noticed its end.
    """

    def __init__(
        self,
        brought: Brought,
        columns: Columns,
        view: View,
        day: datetime.date,
        values: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        """values: for a column what its words mean, where the visitor said so.

        Raises BadInput where two columns hold the same fact.
        """
        _held_once(columns, brought.name)
        self.brought, self.columns, self.view, self.day = brought, dict(columns), view, day
        self.values = {column: dict(words) for column, words in (values or {}).items()}
        said = {KEEP: mapping.KEEP, LEAVE_OUT: mapping.LEAVE_OUT}
        held = {column: said.get(each, each) for column, each in columns.items()}
        self._mapping = mapping.ColumnMapping(held, self.values)
        self._names = {column: column for column in columns}
        self._kept = read_header(list(columns), keep_columns=True, said=held).kept
        self._lock = threading.Lock()
        self._tables: list[Any] = []
        self._shown: Portfolio | None = None
        self.done = 0
        self.broken = 0
        self.headlines: Counter[str] = Counter()
        self.stopped = False

    @property
    def finished(self) -> bool:
        """Whether every row has its answer."""
        return self.done >= self.brought.rows

    @property
    def going(self) -> bool:
        """Whether rows are left that wait for their turn."""
        return not self.finished and not self.stopped

    def answers(
        self,
        brought: Brought,
        columns: Columns,
        view: View,
        day: datetime.date,
        values: Mapping[str, Mapping[str, str]] | None = None,
    ) -> bool:
        """Whether this is the run of that table, with these columns, words, view and day."""
        asked = (brought.mark, dict(columns), view, day, dict(values or {}))
        return asked == (self.brought.mark, self.columns, self.view, self.day, self.values)

    def facts(self, number: int) -> dict[str, Any]:
        """The facts that the row of this number says, as plain data; {} where it says none."""
        reader = CellReader(_vocabulary())
        with self._chunks() as every:
            for chunk in every:
                if number in chunk.numbers:
                    row = chunk.rows[chunk.numbers.index(number)]
                    return self._read(column_names(chunk), row, reader)
        return {}

    def _read(self, names: Sequence[str], row: object, reader: CellReader) -> dict[str, Any]:
        cells = row if isinstance(row, Mapping) else dict(zip(names, row or (), strict=False))  # type: ignore[call-overload]
        given: dict[str, Any] = {}
        for column, cell in cells.items():
            found = column_recognised(self.columns.get(sound(str(column)), KEEP) or "-")
            if found is None:
                continue
            own = column_recognised(sound(str(column)))
            unit = own.unit if own and own.fact == found.fact else ""
            text = as_typed(self._mapping.meaning(sound(str(column)), cell))
            definition = fact_definitions()[found.fact]
            try:
                value, _ = reader.value(definition, text, unit, self.brought.decimal_comma)
            except BadInput:
                continue
            if value is not None and found.part == "value":
                given[found.fact] = as_data(value)
            elif value is not None:
                given[found.fact] = {**given.get(found.fact, {}), found.part: as_data(value)}
        return given

    def _chunks(self) -> AbstractContextManager[Iterator[Chunk]]:
        return chunks(self.brought.content, self.brought.name, self.brought.layout)

    def stop(self) -> None:
        """Leave the rows that are not done; those that are done stay, with those under way."""
        with self._lock:
            self.stopped = True

    def resume(self) -> None:
        """Let the rows that are left have their turn."""
        self.stopped = False

    def go_on(self) -> Iterator[int]:
        """Answer the rows that are left, some at a time; tells how many are done."""
        with self._chunks() as every:
            for number, chunk in enumerate(every):
                with self._lock:
                    if self.stopped:
                        return
                    if number < len(self._tables):
                        continue
                    named = rename(chunk, self._names)
                    said = self._mapping
                    table = answer_chunk(named, self.view, self.day, True, mapping=said).table
                    self._tables.append(table)
                    self.done += table.num_rows
                    self.broken += sum(bool(each) for each in table["problems"].to_pylist())
                    self.headlines.update(path for path in table["headline"].to_pylist() if path)
                yield self.done

    def portfolio(self) -> Portfolio | None:
        """The rows that are done; None where there are none."""
        import pyarrow

        with self._lock:
            if self._tables and (self._shown is None or len(self._shown.rows) != self.done):
                table = pyarrow.concat_tables(self._tables)
                self._shown = Portfolio(table, tuple(rows_of(table)), self._kept)
            return self._shown


def as_file(portfolio: Portfolio, kind: str) -> bytes:
    """The answers as a file of this kind, as `advisor batch` writes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"answers.{kind}"
        write(path.suffix, path, [portfolio.table], portfolio.kept, OUTCOMES)
        return path.read_bytes()
