"""Cells of a table read as values of facts, each distinct one once.

Text is read as on every other face (`advisor.facts.written`); what comes typed already (Parquet,
JSON, a frame, Excel) is taken as it is. An empty cell is unknown.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import NoneType
from typing import Any

import numpy as np

from advisor.errors import BadInput, Problem
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.read import (
    as_typed_text,
    read_given,
    read_scenario,
    refuse_unknown_services,
)
from advisor.facts.values import LARGEST_NUMBER, FactValue, NumberRange
from advisor.facts.written import LONGEST_TEXT, Written, doubt_of, in_words, read_value
from advisor.reasoning.columns import Column, Columns, Vocabulary
from advisor.tables.problems import is_utf8
from advisor.tables.sources import Formatted

LONGEST_CELL = LONGEST_TEXT
"""Characters; no value of a fact comes near."""

_BOUNDS = frozenset({"at_least", "at_most"})
_PLAIN = re.compile(r"\d{1,15}(?:\.\d{1,2})?")

NOT_UTF8 = Problem("The cell is not UTF-8.", remedy="Save the table as UTF-8.")


@dataclass(frozen=True)
class CellsRead:
    """What the cells of one fact say.

    column: None where all are empty or cannot be read; wrong: what is wrong with cells, by their
    positions; read_as: by position what was typed, and what it was read as; distinct: the values,
    and codes: which of them each cell says.
    """

    column: Column | None
    wrong: Mapping[int, tuple[Problem, ...]] = field(default_factory=dict)
    read_as: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    distinct: Sequence[FactValue | None] = ()
    codes: Iterable[int] = ()

    def values(self) -> Iterator[FactValue | None]:
        """The value of each cell; None where it is unknown."""
        return (self.distinct[code] for code in self.codes)


class CellReader:
    """Reads cells of facts into columns of the engine. Make one per vocabulary and keep it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def column(
        self, fact: str, cells: Sequence[object], unit: str = "", decimal_comma: bool = False
    ) -> CellsRead:
        """What these cells of a fact say; a cell that cannot be read stands as unknown.

        unit: of numbers that name none; decimal_comma: as in `read_number`.
        """
        definition = fact_definitions()[fact]
        keys: Sequence[object] = cells
        given: dict[object, object]
        if {*map(type, cells)} <= {str, NoneType}:
            given = dict(zip(cells, cells, strict=True))
        else:
            # 1, 1.0 and true are equal to a dictionary, and not to a fact.
            cells = [as_typed(cell) for cell in cells]
            keys = [(type(cell), repr(cell)) for cell in cells]
            given = dict(zip(keys, cells, strict=True))
        # Memory stays bounded: distinct cells are remembered for these rows only.
        values: list[FactValue | None] = []
        wrong: dict[int, tuple[Problem, ...]] = {}
        told: dict[int, tuple[str, str]] = {}
        for place, cell in enumerate(given.values()):
            try:
                value, said = self.value(definition, cell, unit, decimal_comma)
            except BadInput as error:
                values.append(None)
                wrong[place] = error.problems
            else:
                values.append(value)
                if said:
                    told[place] = (as_typed_text(cell), said)
        places = {key: place for place, key in enumerate(given)}
        codes = np.fromiter(map(places.__getitem__, keys), np.intp, len(keys))
        problems = {at: wrong[int(codes[at])] for at in _where(codes, wrong)}
        read_as = {at: told[int(codes[at])] for at in _where(codes, told)}
        if all(value is None for value in values):
            return CellsRead(None, problems, read_as)
        distinct = Columns(len(values), {fact: self._vocabulary.column(fact, values)})
        found = distinct.take(codes).facts[fact]
        return CellsRead(found, problems, read_as, values, codes)

    def value(
        self,
        definition: FactDefinition,
        cell: object,
        unit: str = "",
        decimal_comma: bool = False,
    ) -> tuple[FactValue | None, str]:
        """The value of one cell, None where it is unknown; and what is to be told of its reading.

        Raises BadInput.
        """
        written = _written(definition, cell, unit, decimal_comma)
        read = written.value
        if read is None:
            return None, "not known" if written.told else ""
        value = _plain_number(definition, read)
        if value is None:
            self._check_services(definition, read)
            value = read_scenario({definition.name: read}).get(definition.name)
        if value is None:
            return None, ""
        doubt = doubt_of(definition, value)
        if not (written.told or doubt):
            return value, ""
        plain = value.model_dump(exclude_none=True) if isinstance(value, NumberRange) else value
        how = f" ({written.how})" if written.how else ""
        return value, f"{in_words(definition.name, plain)}{how}{doubt and '; '}{doubt}"

    def _check_services(self, definition: FactDefinition, read: object) -> None:
        if definition.name != "existing_services" or not isinstance(read, (list, tuple)):
            return
        refuse_unknown_services(read, self._vocabulary.words.get(definition.name, ()))


def _where(codes: np.ndarray[Any, Any], places: Mapping[int, object]) -> list[int]:
    if not places:
        return []
    found: list[int] = np.flatnonzero(np.isin(codes, list(places))).tolist()
    return found


def _written(definition: FactDefinition, cell: object, unit: str, decimal_comma: bool) -> Written:
    if not isinstance(cell, str):
        if definition.kind == "flag" and isinstance(cell, (int, float)) and cell in (0, 1):
            return Written(bool(cell))
        value, note = read_given(definition, cell, unit, decimal_comma=decimal_comma)
        return Written(value, note is not None, note.how if note else "")
    if definition.is_number and not unit and _PLAIN.fullmatch(cell):
        return Written(float(cell))
    if not is_utf8(cell):
        raise BadInput(NOT_UTF8)
    try:
        return read_value(definition, cell, default=unit, decimal_comma=decimal_comma)
    except BadInput as error:
        raise BadInput(
            replace(each, problem=each.problem.replace("The text has", "The cell has"))
            for each in error.problems
        ) from None


def plain(cell: object) -> object:
    """Plain data of a cell that may be NumPy's, pandas' or Arrow's; None where it is missing."""
    if cell is None or isinstance(cell, (str, bool, int)):
        return cell
    if isinstance(cell, Formatted):
        return cell.value
    if isinstance(cell, float):
        return None if math.isnan(cell) else cell
    if isinstance(cell, (list, tuple, dict, set)):
        return cell
    if hasattr(cell, "tolist"):
        return plain(cell.tolist())
    # The missing values of pandas, without importing it.
    if type(cell).__name__ in ("NAType", "NaTType"):
        return None
    return str(cell)


def as_typed(cell: object) -> object:
    """A cell as its reader sees it: a number in the format of its sheet, as in "30%"."""
    return cell.text if isinstance(cell, Formatted) else plain(cell)


def bounds(low: object, high: object) -> object:
    """One cell from the two of `fact.at_least` and `fact.at_most`; None where both are empty."""
    found: dict[str, object] = {}
    for name, given in (("at_least", low), ("at_most", high)):
        cell = as_typed(given)
        if isinstance(cell, str) and not cell.strip():
            cell = None
        if cell is not None:
            found[name] = cell
    return found or None


def _plain_number(definition: FactDefinition, read: object) -> FactValue | None:
    """A number or a range, where it is an ordinary one; many times as fast as `read_scenario`."""
    if _is_plain(definition, read):
        assert isinstance(read, (int, float))
        return read
    if not definition.is_number or not isinstance(read, dict) or not read:
        return None
    for end, number in read.items():
        if end not in _BOUNDS or not _is_plain(definition, number):
            return None
    low, high = read.get("at_least", 0), read.get("at_most", LARGEST_NUMBER)
    # What is no range but a number, or nothing, is left to `read_scenario`.
    return NumberRange(**read) if low < high and read != {"at_least": 0} else None


def _is_plain(definition: FactDefinition, read: object) -> bool:
    if not definition.is_number or isinstance(read, bool) or not isinstance(read, (int, float)):
        return False
    if not 0 <= read <= definition.most:
        return False
    return definition.kind == "amount" or float(read).is_integer()
