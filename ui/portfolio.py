"""A table of scenarios on its way to its answers, and the answers as a table and a file."""

from __future__ import annotations

import datetime
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import fact_definitions
from advisor.knowledge.base import View
from advisor.reasoning.wording import listed
from advisor.tables.chunks import answer_chunk
from advisor.tables.headers import RESERVED, held_by, read_header
from advisor.tables.write import rows_of, write
from ui.tables import Brought, chunks, rename

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
    if held_by(name) is not None:
        return name.strip()
    words = "_".join(name.strip().lower().replace("-", " ").split())
    if held_by(words) is not None:
        return words
    by_title = {each.title.lower(): fact for fact, each in fact_definitions().items()}
    titled = by_title.get(name.strip().lower())
    if titled is not None:
        return titled
    return LEAVE_OUT if name in RESERVED else KEEP


def likely(name: str) -> str:
    """The fact that a column of this name may hold, as a question; empty where none is near."""
    return did_you_mean(name, fact_definitions())


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

    def __init__(self, brought: Brought, columns: Columns, view: View, day: datetime.date) -> None:
        """Raises BadInput where two columns hold the same fact."""
        _held_once(columns, brought.name)
        self.brought, self.columns, self.view, self.day = brought, dict(columns), view, day
        used = {column: held for column, held in columns.items() if held != LEAVE_OUT}
        self._names = {column: held or column for column, held in used.items()}
        self._kept = read_header(list(self._names.values()), keep_columns=True).kept
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

    def answers(self, brought: Brought, columns: Columns, view: View, day: datetime.date) -> bool:
        """Whether this is the run of that table, with these columns, view and day."""
        asked = (brought.mark, dict(columns), view, day)
        return asked == (self.brought.mark, self.columns, self.view, self.day)

    def stop(self) -> None:
        """Leave the rows that are not done; those that are done stay, with those under way."""
        with self._lock:
            self.stopped = True

    def resume(self) -> None:
        """Let the rows that are left have their turn."""
        self.stopped = False

    def go_on(self) -> Iterator[int]:
        """Answer the rows that are left, some at a time; tells how many are done."""
        with chunks(self.brought.content, self.brought.name) as every:
            for number, chunk in enumerate(every):
                with self._lock:
                    if self.stopped:
                        return
                    if number < len(self._tables):
                        continue
                    named = rename(chunk, self._names)
                    table = answer_chunk(named, self.view, self.day, True).table
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
        write(path.suffix, path, [portfolio.table], portfolio.kept)
        return path.read_bytes()
