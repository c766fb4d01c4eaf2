"""Cells of a table, as one types them in a spreadsheet, read as values of facts.

An empty cell is unknown. Text is read by the kind of its fact: `yes`, `TRUE`; a choice in any
case; lists with `;` or `,` or as JSON; numbers such as `1,000`, `100-1000`, `>=1000`. What comes
typed already (Parquet, JSON, a frame) is taken as it is. Each distinct cell is read once.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from types import NoneType
from typing import Any

import numpy as np

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.values import LARGEST_NUMBER, FactValue, NumberRange
from advisor.reasoning.columns import Column, Columns, Vocabulary
from advisor.tables.problems import is_utf8

LONGEST_CELL = 10_000
"""Characters; no value of a fact comes near."""

_FLAGS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "y", "1"), True),
    **dict.fromkeys(("false", "no", "n", "0"), False),
}
_BOUNDS = frozenset({"at_least", "at_most"})
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|\.\d+"
_PLAIN = re.compile(r"\d{1,15}(?:\.\d+)?")
_ONE = re.compile(rf"[-+]?(?:{_NUMBER})")
_BETWEEN = re.compile(rf"({_NUMBER})\s*(?:-|–|—|\.\.+|to)\s*({_NUMBER})", re.IGNORECASE)
_FROM = re.compile(rf"(?:>=|≥|=>|at least)\s*({_NUMBER})|({_NUMBER})\s*\+", re.IGNORECASE)
_UP_TO = re.compile(rf"(?:<=|≤|=<|at most|up to)\s*({_NUMBER})", re.IGNORECASE)
_LIST_MARK = re.compile(r"[;,\n]")
_NUMBERS_AS_TYPED = "Write 500, 100-1000, >=100 or <=1000, or leave the cell empty."


NOT_UTF8 = Problem("The cell is not UTF-8.", remedy="Save the table as UTF-8.")


class CellReader:
    """Reads cells of facts into columns of the engine. Make one per vocabulary and keep it."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def column(
        self, fact: str, cells: Sequence[object]
    ) -> tuple[Column | None, dict[int, tuple[Problem, ...]]]:
        """The column of a fact, and what is wrong with cells, by position.

        A cell that cannot be read stands as unknown. None where all cells are empty.
        """
        definition = fact_definitions()[fact]
        keys: Sequence[object] = cells
        given: dict[object, object]
        if {*map(type, cells)} <= {str, NoneType}:
            given = dict(zip(cells, cells, strict=True))
        else:
            # 1, 1.0 and true are equal to a dictionary, and not to a fact.
            cells = [plain(cell) for cell in cells]
            keys = [(type(cell), repr(cell)) for cell in cells]
            given = dict(zip(keys, cells, strict=True))
        # Memory stays bounded: distinct cells are remembered for these rows only.
        values: list[FactValue | None] = []
        wrong: dict[int, tuple[Problem, ...]] = {}
        for place, cell in enumerate(given.values()):
            try:
                values.append(self.value(definition, cell))
            except BadInput as error:
                values.append(None)
                wrong[place] = error.problems
        places = {key: place for place, key in enumerate(given)}
        codes = np.fromiter(map(places.__getitem__, keys), np.intp, len(keys))
        problems: dict[int, tuple[Problem, ...]] = {}
        if wrong:
            for position in np.flatnonzero(np.isin(codes, list(wrong))).tolist():
                problems[position] = wrong[int(codes[position])]
        if all(value is None for value in values):
            return None, problems
        distinct = Columns(len(values), {fact: self._vocabulary.column(fact, values)})
        return distinct.take(codes).facts[fact], problems

    def value(self, definition: FactDefinition, cell: object) -> FactValue | None:
        """The value of one cell; None where it is empty. Raises BadInput."""
        read = _READERS[definition.kind](self._words(definition), cell)
        if read is None:
            return None
        if _is_plain_number(definition, read):
            assert isinstance(read, (int, float))
            return read
        if (span := _plain_range(definition, read)) is not None:
            return span
        self._check_services(definition, read)
        try:
            return read_scenario({definition.name: read}).get(definition.name)
        except BadInput as error:
            if not isinstance(cell, str):
                raise
            raise BadInput(_of_text(definition, cell, each) for each in error.problems) from None

    def _words(self, definition: FactDefinition) -> tuple[str, ...]:
        return self._vocabulary.words.get(definition.name, ())

    def _check_services(self, definition: FactDefinition, read: object) -> None:
        if definition.name != "existing_services" or not isinstance(read, (list, tuple)):
            return
        services = self._words(definition)
        unknown = [name for name in read if name not in services]
        if unknown:
            raise BadInput(
                Problem(
                    f'existing_services: there is no service "{str(name)[:60]}" in the catalogue.',
                    "existing_services",
                    f"{did_you_mean(str(name)[:60], services)} "
                    "`advisor catalogue` lists them all.".strip(),
                )
                for name in unknown
            )


def plain(cell: object) -> object:
    """Plain data of a cell that may be NumPy's, pandas' or Arrow's; None where it is missing."""
    if cell is None or isinstance(cell, (str, bool, int)):
        return cell
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


def bounds(low: object, high: object) -> object:
    """One cell from the two of `fact.at_least` and `fact.at_most`; None where both are empty."""
    found: dict[str, object] = {}
    for name, given in (("at_least", low), ("at_most", high)):
        cell = plain(given)
        if isinstance(cell, str):
            text = cell.strip()
            cell = (_number(text) if _ONE.fullmatch(text) else text) if text else None
        if cell is not None:
            found[name] = cell
    return found or None


def _is_plain_number(definition: FactDefinition, read: object) -> bool:
    # The common case, accepted as `read_scenario` would and many times as fast.
    if not definition.is_number or isinstance(read, bool) or not isinstance(read, (int, float)):
        return False
    if not 0 <= read <= LARGEST_NUMBER:
        return False
    return definition.kind == "amount" or float(read).is_integer()


def _plain_range(definition: FactDefinition, read: object) -> NumberRange | None:
    if not definition.is_number or not isinstance(read, dict) or not read:
        return None
    for end, number in read.items():
        if end not in _BOUNDS or not _is_plain_number(definition, number):
            return None
    low, high = read.get("at_least", 0), read.get("at_most", LARGEST_NUMBER)
    # What is no range but a number, or nothing, is left to `read_scenario`.
    return NumberRange(**read) if low < high and read != {"at_least": 0} else None


def _read_flag(words: tuple[str, ...], cell: object) -> object:
    if isinstance(cell, str):
        text = _text(cell)
        return _FLAGS.get(text.lower(), text) if text else None
    if isinstance(cell, (int, float)) and cell in (0, 1):
        return bool(cell)
    return cell


def _read_choice(words: tuple[str, ...], cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    text = _text(cell)
    return _word(words, text) if text else None


def _read_choices(words: tuple[str, ...], cell: object) -> object:
    if isinstance(cell, str):
        text = _text(cell)
        if not text:
            return None
        if text.startswith("["):
            try:
                cell = json.loads(text)
            except (ValueError, RecursionError):
                cell = _LIST_MARK.split(text.removeprefix("[").removesuffix("]"))
        else:
            cell = _LIST_MARK.split(text)
        if not isinstance(cell, list):
            return cell
        stripped = [each.strip(" \t\r'\"") if isinstance(each, str) else each for each in cell]
        cell = [each for each in stripped if each != ""]
    if not isinstance(cell, (list, tuple, set)):
        return cell
    return [_word(words, each) if isinstance(each, str) else each for each in cell]


def _read_number(words: tuple[str, ...], cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    if _PLAIN.fullmatch(cell):
        return float(cell)
    text = _text(cell)
    if not text:
        return None
    if _ONE.fullmatch(text):
        return _number(text)
    if found := _BETWEEN.fullmatch(text):
        return {"at_least": _number(found[1]), "at_most": _number(found[2])}
    if found := _FROM.fullmatch(text):
        return {"at_least": _number(found[1] or found[2])}
    if found := _UP_TO.fullmatch(text):
        return {"at_most": _number(found[1])}
    if text.startswith("{"):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


_READERS: Mapping[str, Callable[[tuple[str, ...], object], Any]] = {
    "flag": _read_flag,
    "choice": _read_choice,
    "choices": _read_choices,
    "count": _read_number,
    "amount": _read_number,
}


def _text(cell: str) -> str:
    if len(cell) > LONGEST_CELL:
        raise BadInput(
            Problem(
                f"The cell has {len(cell):,} characters.",
                remedy=f"At most {LONGEST_CELL:,} are read; is a quotation mark missing?",
            )
        )
    if not is_utf8(cell):
        raise BadInput(NOT_UTF8)
    return cell.strip()


def _word(words: tuple[str, ...], text: str) -> str:
    """The word that is meant, whatever its case and however its parts are joined."""
    if text in words:
        return text
    for joined in ("_", "-"):
        word = re.sub(r"[\s_-]+", joined, text.strip().lower())
        if word in words:
            return word
    return text


def _number(text: str) -> float | int:
    number = float(text.replace(",", ""))
    return int(number) if number.is_integer() and abs(number) <= LARGEST_NUMBER else number


_NOTHING_KNOWN = frozenset(
    ("#n/a", "n/a", "na", "nan", "null", "none", "unknown", "?", "-", "--", "tbd")
)
_DECIMAL_COMMA = re.compile(r"(\d+),(\d+)")


def _of_text(definition: FactDefinition, cell: str, wrong: Problem) -> Problem:
    """The problem with a cell of text, in words for those who type cells."""
    problem, remedy = wrong.problem, wrong.remedy
    typed = cell.strip()
    if definition.is_number:
        # A range is written otherwise in YAML, and what is too large for a number reads as inf.
        problem = problem.partition("; give a")[0].rstrip(".") + "."
        problem = problem.replace(": inf ", f": {typed[:40]} ")
        remedy = _NUMBERS_AS_TYPED
        if definition.kind == "amount" and (comma := _DECIMAL_COMMA.fullmatch(typed)):
            remedy = f"The decimal mark is a point: {comma[1]}.{comma[2]}."
    if typed.lower() in _NOTHING_KNOWN or typed.startswith("#"):
        remedy = "Leave the cell empty where it is not known."
    return Problem(problem, wrong.place, remedy)
