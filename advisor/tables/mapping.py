"""A mapping: what the columns of somebody's own table hold, and what their words mean.

A YAML file that is kept with the table, written by `advisor batch IN --propose-mapping FILE` and
open to change:

    sheet: Portfolio
    header_row: 2
    columns:
      Monthly requests: requests_per_month
      Priority: keep
      Notes: leave out
    values:
      Source:
        SharePoint: private_documents
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from advisor.documents import Document, read_file
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import fact_definitions
from advisor.facts.names import shape
from advisor.tables.headers import recognised
from advisor.tables.layout import Layout

KEEP, LEAVE_OUT = "keep", "leave out"
"""What becomes of a column that holds no fact: passed through, or left out."""

UNKNOWN = "unknown"
"""What a word means that says nothing: the fact is not known."""

_KEYS = ("sheet", "header_row", "columns", "values")


@dataclass(frozen=True)
class ColumnMapping:
    """What is said of the columns of a table.

    columns: for a column the fact (or the bound of one) that it holds, or `KEEP` or `LEAVE_OUT`;
    values: for a column what its words mean, each as the text of a value.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    layout: Layout = field(default_factory=Layout)

    def meaning(self, column: str, cell: object) -> object:
        """The cell, or what its words mean."""
        words = self.values.get(column)
        if not words or not isinstance(cell, str):
            return cell
        text = cell.strip()
        return words.get(text, cell) if text else cell

    def placed(self, sheet: str | None, header_row: int | None) -> ColumnMapping:
        """The same with this sheet and header row, where they are given."""
        layout = Layout(sheet or self.layout.sheet, header_row or self.layout.header_row)
        return replace(self, layout=layout)

    def as_data(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "columns": dict(self.columns),
            "values": {column: dict(words) for column, words in self.values.items()},
            "sheet": self.layout.sheet,
            "header_row": self.layout.header_row,
        }


def read_mapping(path: Path) -> ColumnMapping:
    """The mapping in this file. Raises BadInput that names file and line of all that is wrong."""
    document = read_file(path)
    if not isinstance(document.data, Mapping):
        raise BadInput(
            Problem(
                "A mapping is a set of names.", document.place(()), f"Keys: {', '.join(_KEYS)}."
            )
        )
    problems = [
        Problem(f'"{key}" is not known here.', document.place((key,)), did_you_mean(key, _KEYS))
        for key in document.data
        if key not in _KEYS
    ]
    columns = _columns(document, problems)
    values = _values(document, problems)
    header_row = document.data.get("header_row")
    if header_row is not None and (not isinstance(header_row, int) or header_row < 1):
        problems.append(
            Problem("header_row is not a row.", document.place(("header_row",)), "Write 2.")
        )
    if problems:
        raise BadInput(problems)
    return ColumnMapping(columns, values, Layout(str(document.data.get("sheet") or ""), header_row))


def _columns(document: Document, problems: list[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, held in _mapping(document, "columns", problems).items():
        if held in (KEEP, LEAVE_OUT):
            found[column] = held
            continue
        guess = recognised(str(held))
        if guess is None:
            hint = did_you_mean(str(held), (*fact_definitions(), KEEP, LEAVE_OUT))
            problems.append(
                Problem(
                    f'"{held}" is neither a fact nor {KEEP} nor "{LEAVE_OUT}".',
                    document.place(("columns", column)),
                    hint,
                )
            )
        else:
            # "requests_per_month (per hour)" says the unit as well.
            found[column] = str(held) if guess.unit else guess.held
    return found


def _values(document: Document, problems: list[Problem]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for column, words in _mapping(document, "values", problems).items():
        if not isinstance(words, Mapping):
            problems.append(
                Problem(
                    f'The words of "{column}" are no mapping.',
                    document.place(("values", column)),
                    "Write `word: value`, one a line.",
                )
            )
            continue
        found[column] = {str(word).strip(): _as_text(meant) for word, meant in words.items()}
    return found


def _as_text(meant: Any) -> str:
    if meant is None or meant == UNKNOWN:
        return ""
    if isinstance(meant, list):
        return "; ".join(map(str, meant)) or "[]"
    return meant if isinstance(meant, str) else json.dumps(meant)


def _mapping(document: Document, key: str, problems: list[Problem]) -> Mapping[str, Any]:
    given = document.data.get(key)
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        problems.append(
            Problem(f"{key} is no mapping.", document.place((key,)), "Write names below it.")
        )
        return {}
    return given


@dataclass(frozen=True)
class Proposal:
    """What is proposed for one column. held: a fact, `KEEP` or `LEAVE_OUT`; ground: why.

    words: for each word of the column that is read otherwise than as it stands, or cannot be,
    what is proposed for it ("" where nothing is), why, and in how many cells it stands.
    """

    column: str
    held: str
    ground: str
    words: Sequence[tuple[str, str, str, int]] = ()


def as_yaml(name: str, layout: Layout, proposals: Iterable[Proposal]) -> str:
    """A mapping file that holds these proposals, each with its ground as a comment."""
    every = list(proposals)
    lines = [
        f"# What the columns of {name} hold, as proposed. Change what is wrong and keep the file;",
        "# `advisor batch IN OUT --mapping FILE` answers the table so.",
    ]
    if layout.sheet:
        lines.append(f"sheet: {_quoted(layout.sheet)}")
    if layout.header_row:
        lines.append(f"header_row: {layout.header_row}")
    lines += ["", f"# A fact, {KEEP}, or {LEAVE_OUT}.", "columns:"]
    lines += [f"  {_quoted(each.column)}: {each.held}  # {each.ground}" for each in every]
    worded = [each for each in every if each.words]
    if worded:
        lines += ["", f"# What a word means; {UNKNOWN} leaves the fact open.", "values:"]
    for each in worded:
        lines.append(f"  {_quoted(each.column)}:")
        lines += [
            f"    {_quoted(word)}: {_quoted(meant) if meant else UNKNOWN}"
            f"  # {why}; {cells} {'cell' if cells == 1 else 'cells'}"
            for word, meant, why, cells in each.words
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Text as YAML reads it back."""
    plain = shape(text) and text.isascii() and all(each.isalnum() or each in "_- " for each in text)
    return text if plain and text == text.strip() and text[0].isalpha() else json.dumps(text)
