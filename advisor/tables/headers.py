"""The columns of a table: which fact each one holds, which are kept, which are none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal, TypeAlias

from advisor.errors import BadInput, Problem
from advisor.facts.definitions import fact_definitions
from advisor.facts.names import fact_names, shape
from advisor.facts.resembling import fact_hint, resembled
from advisor.facts.written_names import said_of_unit, written_name
from advisor.tables.answer_columns import columns_of
from advisor.tables.problems import shown

Part: TypeAlias = Literal["value", "at_least", "at_most"]

MOST_TOLD = 20
"""Columns that are told as wrong; a table that is none may have thousands."""

_NO_FACT = Problem(
    "No column has the name of a fact.",
    remedy="Are the names in the first row, and the columns separated? `advisor facts` lists them. "
    "A column that tells the case in prose is read by --text-column NAME.",
)
_UNNAMED = "Name it, take it out, or pass it with --keep-columns (keep_columns=True)."

RESERVED = frozenset({"row", "read_as", "unread", "problems", *columns_of(in_words=True)})
"""Names of columns of the answer: no column that is kept may have one."""

SCENARIO = "scenario"
"""The column that holds a scenario's name, where a sheet of questions names its answers."""

QUOTE = ".quote"
"""Ends the name of a column beside a fact: the words that say it, from a description."""

_ENDS: Mapping[str, Part] = {
    "at least": "at_least",
    "min": "at_least",
    "minimum": "at_least",
    "from": "at_least",
    "lower": "at_least",
    "to": "at_most",
    "up to": "at_most",
    "upper": "at_most",
    "at most": "at_most",
    "max": "at_most",
    "maximum": "at_most",
}


@dataclass(frozen=True)
class Recognised:
    """The fact, or the bound of one, that a column of some name holds.

    unit: what the name says of the unit of its numbers; ground: why it is taken for the fact;
    empty where it has the fact's own name.
    """

    fact: str
    part: Part = "value"
    unit: str = ""
    ground: str = ""

    @property
    def held(self) -> str:
        """The fact, or the bound, as a column would be called."""
        return self.fact if self.part == "value" else f"{self.fact}.{self.part}"


@dataclass(frozen=True)
class Header:
    """What the columns of a table hold.

    facts: each column that holds a fact, or one bound of it; kept: the columns passed through;
    decimal_comma: whether a comma may be the decimal mark in its numbers; units: of columns whose
    names say one; remarks: what was taken for what, where its owner should know.
    """

    facts: dict[str, tuple[str, Part]]
    kept: tuple[str, ...]
    decimal_comma: bool = False
    units: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()


def held_by(column: str) -> tuple[str, Part] | None:
    """The fact, or the bound of a fact, that a column of this name holds; None for neither."""
    found = recognised(column)
    return None if found is None else (found.fact, found.part)


@lru_cache(maxsize=5_000)
def recognised(column: str) -> Recognised | None:
    """What a column of this name holds, in whatever spelling; None where it is no fact's name."""
    name = column.strip()
    facts = fact_definitions()
    if name in facts:
        return Recognised(name)
    fact, _, end = name.rpartition(".")
    if end in ("at_least", "at_most") and fact in facts and facts[fact].is_number:
        return Recognised(fact, "at_least" if end == "at_least" else "at_most")
    # "Labelled examples (max)" is a bound; "max latency" is another name of the fact.
    bound = None if fact_names().read(name) else _bound(name)
    found = written_name(name)
    if bound is not None or found is None:
        return bound
    return Recognised(found.fact, unit=found.unit, ground=found.ground)


def _bound(name: str) -> Recognised | None:
    """What a name such as "Labelled examples (min)" says: one bound of a number."""
    said = shape(name)
    for words, part in _ENDS.items():
        for rest in (said.removesuffix(f" {words}"), said.removeprefix(f"{words} ")):
            found = fact_names().read(rest) if rest != said else None
            if found is not None and fact_definitions()[found.name].is_number:
                end = part.replace("_", " ")
                return Recognised(found.name, part, found.unit, f"the fact, {end}")
    return None


def is_quote(column: str) -> bool:
    """Whether a column holds the words that say a fact, and no fact itself."""
    fact = column.strip().removesuffix(QUOTE)
    return column.strip().endswith(QUOTE) and fact in fact_definitions()


def is_ours(column: str) -> bool:
    """Whether a column is one that the advisor itself writes beside facts: it is always kept."""
    return column.strip() == SCENARIO or is_quote(column)


def not_a_fact(column: str) -> Problem:
    """The problem with a column that holds no fact."""
    name = shown(column.strip()[:60])
    fact, _, part = name.rpartition(".")
    if part in ("at_least", "at_most") and fact in fact_definitions():
        return Problem(
            f'"{name}" is not a column: {fact} is not a number.', name, f'Name it "{fact}".'
        )
    if name.lower() in ("facts", "scenario"):
        remedy = "Put the facts at the top of the row, each under its own name."
        return Problem(f'"{name}" is not a fact.', name, remedy)
    hint = fact_hint(name)
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


def read_header(
    columns: Sequence[str], keep_columns: bool, said: Mapping[str, str] | None = None
) -> Header:
    """What these columns hold.

    said: what a mapping says of some of them: a fact, "keep" or "leave out". Raises BadInput that
    names the columns that cannot be taken, up to `MOST_TOLD`, or says that none holds a fact.
    """
    said = said or {}
    taken: dict[str, Recognised] = {}
    kept: list[str] = []
    remarks: list[Problem] = []
    problems = list(repeated(columns))
    for column in dict.fromkeys(columns):
        told = said.get(column.strip())
        held = recognised(column if told is None else told)
        if told == "leave out":
            continue
        if told is None and is_ours(column):
            kept.append(column)
            continue
        if told == "keep" or held is None or has_its_own_column(column, held, columns):
            keep = keep_columns or told == "keep"
            problems += _kept(column, columns, keep, kept, remarks if told is None else [])
            continue
        unit = held.unit if told is None else unit_of(column, held)
        taken[column] = Recognised(held.fact, held.part, unit, held.ground)
        if told is not None and unit and not held.unit:
            remarks.append(_read_in(column, held, unit))
        if told is None and held.ground:
            remarks.append(_taken_for(column, held))
    problems += _held_twice(taken)
    problems += unknown_columns(said, columns)
    if columns and not taken:
        # Without this, a table that was misread would be answered as if nothing were known.
        problems.insert(0, _NO_FACT)
    if len(problems) > MOST_TOLD:
        more = len(problems) - MOST_TOLD
        problems[MOST_TOLD:] = [Problem(f"... and {more:,} more columns cannot be taken.")]
    if problems:
        # What was taken for a fact is said all the same: it need not be mended.
        raise BadInput([*problems, *(each for each in remarks if "is read as" in each.problem)])
    return Header(
        {column: (each.fact, each.part) for column, each in taken.items()},
        tuple(kept),
        units={column: each.unit for column, each in taken.items() if each.unit},
        remarks=tuple(remarks),
    )


def unit_of(column: str, held: Recognised) -> str:
    """The unit of a column that a mapping says to hold this: as it says, or as its name does."""
    own = recognised(column)
    if held.unit or (own and own.fact == held.fact):
        return held.unit or (own.unit if own else "")
    return said_of_unit(column.strip(), held.fact)


def _read_in(column: str, held: Recognised, unit: str) -> Problem:
    """What is to be said of a column whose name says the unit of its numbers."""
    asked = fact_definitions()[held.fact].unit or "k"
    example = f"{held.fact} ({'per month' if asked.endswith('/month') else asked})"
    return Problem(
        f'The numbers of "{shown(column.strip())}" are read as its name says: {unit}.',
        f"column {shown(column.strip())}",
        f"If they are not so, say the unit in the mapping, as in `{example}`.",
    )


def has_its_own_column(column: str, held: Recognised, columns: Iterable[str]) -> bool:
    """Whether another column has the very name of the fact that this one has another name of."""
    return bool(held.ground) and any(
        each != column and (other := recognised(each)) and other.held == held.held
        for each in columns
        if not (recognised(each) or held).ground
    )


def _held_twice(taken: Mapping[str, Recognised]) -> Iterator[Problem]:
    """The problems with facts that several columns hold."""
    columns: dict[str, list[str]] = {}
    for column, held in taken.items():
        columns.setdefault(held.held, []).append(column.strip())
    for fact, several in columns.items():
        if len(several) > 1:
            named = " and ".join(f'"{shown(each)}"' for each in several)
            yield Problem(
                f"{named} hold the same fact, {fact}.",
                remedy="Keep one; the other can be passed through as `keep` in a mapping "
                "(--mapping), or renamed.",
            )


def _kept(
    column: str, columns: Sequence[str], keep: bool, kept: list[str], remarks: list[Problem]
) -> list[Problem]:
    """Keeps a column that holds no fact; the problems where it cannot be kept."""
    if not column.strip() and not keep:
        where = list(columns).index(column) + 1
        return [Problem(f"Column {where} has no name.", remedy=_UNNAMED)]
    if not keep:
        return [not_a_fact(column)]
    if column in RESERVED:
        return [is_taken(column)]
    kept.append(column)
    if near := resembled(column):
        name = shown(column.strip())
        twin = next((each for each in columns if _holds(each, near) and each != column), None)
        if twin is None:
            meant = " or ".join(f'"{each}"' for each in near)
            remedy = f"Did you mean {meant}? Name it so, or say it in a mapping (--mapping)."
        else:
            # Named so, the two would be refused.
            remedy = f'"{shown(twin.strip())}" holds {near[0]}: if it is not the right one, '
            remedy += "leave it out in a mapping (--mapping)."
        what = f'"{name}" is kept as a column of your own.'
        remarks.append(Problem(what, f"column {name}", remedy))
    return []


def _holds(column: str, facts: Iterable[str]) -> bool:
    held = recognised(column)
    return held is not None and held.fact in facts


def _taken_for(column: str, held: Recognised) -> Problem:
    name = shown(column.strip())
    return Problem(
        f'"{name}" is read as {held.held} ({held.ground}).',
        f"column {name}",
        "If it is not, say so in a mapping (--mapping), or rename it.",
    )


def unknown_columns(said: Iterable[str], columns: Iterable[str]) -> Iterator[Problem]:
    """The problems with columns that a mapping names and the table does not have."""
    there = {column.strip() for column in columns}
    for column in said:
        if column not in there:
            yield Problem(
                f'The mapping names a column "{shown(column)}" that the table does not have.',
                remedy="Take it out of the mapping, or check the sheet and the header row.",
            )


def repeated(names: Iterable[str]) -> Iterable[Problem]:
    """The problems with names that stand there more than once."""
    for name, times in Counter(names).items():
        if times > 1:
            yield Problem(
                f'The column "{shown(name)}" is there {times} times.',
                remedy="Keep one of them.",
            )
