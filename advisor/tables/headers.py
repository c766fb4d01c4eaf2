"""The columns of a table: which fact each one holds, which are kept, which are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import fact_definitions
from advisor.tables.answer_columns import OUTCOMES
from advisor.tables.problems import shown

Part: TypeAlias = Literal["value", "at_least", "at_most"]

MOST_TOLD = 20
"""Columns that are told as wrong; a table that is none may have thousands."""

_NO_FACT = Problem(
    "No column has the name of a fact.",
    remedy="Are the names in the first row, and the columns separated? `advisor facts` lists them.",
)
_UNNAMED = "Name it, take it out, or pass it with --keep-columns (keep_columns=True)."

RESERVED = frozenset({"row", "problems", *OUTCOMES})
"""Names of columns of the answer: no column that is kept may have one."""


@dataclass(frozen=True)
class Header:
    """What the columns of a table hold.

    facts: each column that holds a fact, or one bound of it; kept: the columns passed through;
    decimal_comma: whether a comma may be the decimal mark in its numbers.
    """

    facts: dict[str, tuple[str, Part]]
    kept: tuple[str, ...]
    decimal_comma: bool = False


def held_by(column: str) -> tuple[str, Part] | None:
    """The fact, or the bound of a fact, that a column of this name holds; None for neither."""
    facts = fact_definitions()
    name = column.strip()
    if name in facts:
        return name, "value"
    fact, _, part = name.rpartition(".")
    if part in ("at_least", "at_most") and fact in facts and facts[fact].is_number:
        return fact, "at_least" if part == "at_least" else "at_most"
    return None


def not_a_fact(column: str) -> Problem:
    """The problem with a column that holds no fact."""
    name = shown(column.strip()[:60])
    fact, _, part = name.rpartition(".")
    if part in ("at_least", "at_most") and fact in fact_definitions():
        return Problem(
            f'"{name}" is not a column: {fact} is not a number.', name, f'Name it "{fact}".'
        )
    hint = did_you_mean(name, fact_definitions())
    return Problem(
        f'"{name}" is not a fact.',
        name,
        f"{hint} `advisor facts` lists them all; columns of your own pass with "
        "--keep-columns (keep_columns=True).".strip(),
    )


def is_taken(column: str) -> Problem:
    """The problem with a column of one's own that has the name of a column of the answer."""
    return Problem(
        f'"{shown(column)}" cannot be kept: the answer has a column of that name.',
        column,
        "Rename the column.",
    )


def read_header(columns: Sequence[str], keep_columns: bool) -> Header:
    """What these columns hold.

    Raises BadInput that names the columns that cannot be taken, up to `MOST_TOLD`, or says that
    none holds a fact.
    """
    facts: dict[str, tuple[str, Part]] = {}
    kept: list[str] = []
    problems = list(_repeated(columns))
    for column in dict.fromkeys(columns):
        held = held_by(column)
        if held is not None:
            facts[column] = held
        elif not column.strip() and not keep_columns:
            where = list(columns).index(column) + 1
            problems.append(Problem(f"Column {where} has no name.", remedy=_UNNAMED))
        elif not keep_columns:
            problems.append(not_a_fact(column))
        elif column in RESERVED:
            problems.append(is_taken(column))
        else:
            kept.append(column)
    problems += _repeated(f"{fact} {part}" for fact, part in facts.values())
    if columns and not facts:
        # Without this, a table that was misread would be answered as if nothing were known.
        problems.insert(0, _NO_FACT)
    if len(problems) > MOST_TOLD:
        more = len(problems) - MOST_TOLD
        problems[MOST_TOLD:] = [Problem(f"... and {more:,} more columns cannot be taken.")]
    if problems:
        raise BadInput(problems)
    return Header(facts, tuple(kept))


def _repeated(names: Iterable[str]) -> Iterable[Problem]:
    for name, times in Counter(names).items():
        if times > 1:
            yield Problem(
                f'The column "{shown(name.removesuffix(" value"))}" is there {times} times.',
                remedy="Keep one of them.",
            )
