"""Names of facts as people write them above a column or before an answer.

A name may be numbered as in a form ("3. Who uses it?"), ask ("How many requests per month?"), or
say the unit of its numbers ("Latency (s)", "Latency in seconds").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from advisor.facts.definitions import fact_definitions
from advisor.facts.names import choice_names, fact_names
from advisor.facts.number_heads import head_of_name
from advisor.facts.number_units import UNITS, Unit

_BRACKETS = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<unit>[^()\[\]]{1,60})[)\]]\s*[*:?]?")
_IN_UNIT = re.compile(r"(?P<name>.*\S)(?:,|\s+in)\s+(?P<unit>[^,()\[\]]{1,20})", re.IGNORECASE)
_ASKED = re.compile(r"^what (?:is|are)(?: the| your)?\s+", re.IGNORECASE)
_COUNTED = re.compile(r"^(?:(?:no\.?|nr\.?|number|count|#) of|how many|how much)\s+", re.IGNORECASE)
_PLURAL = re.compile(r"\((?:s|es|ies)\)$")
_TO_FILL_IN = frozenset(
    [
        *("choose", "select", "pick", "tick", "check", "mark", "enter", "give", "state", "please"),
        *("one", "any", "all", "several", "multiple", "choice", "choices", "option", "options"),
        *("that", "apply", "applies", "or", "more", "and", "of", "if", "known", "possible", "the"),
        *("optional", "mandatory", "required", "list", "listed", "dropdown", "drop", "down", "see"),
        *("below", "above", "legend", "note", "notes", "tab", "current", "currently", "today"),
        *("self", "assessed", "estimate", "estimated", "best", "guess", "free", "text", "field"),
    ]
)
"""Words in brackets behind a name that say how to fill it in, and nothing of what it is."""
_NUMBERED = re.compile(r"^(?:q(?:uestion)?\s*)?(?:\d+(?:\.\d+)*|[a-z])\s?[.):]\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WrittenName:
    """The fact that a name means.

    unit: what the name says of the unit of its numbers; ground: why it is taken for the fact;
    empty where it is the fact's own name or question.
    """

    fact: str
    unit: str = ""
    ground: str = ""


@lru_cache(maxsize=5_000)
def written_name(text: str) -> WrittenName | None:
    """The fact that a name means without doubt, in whatever spelling; None where it means none."""
    # "1. Who uses it?" asks what "Who uses it?" asks.
    name = _NUMBERED.sub("", text.strip())
    return _named(name) or _with_unit(name)


def near_fact(text: str) -> str | None:
    """The fact that a name may be meant for, with or without its brackets; None for none."""
    names = fact_names()
    split = _BRACKETS.fullmatch(text.strip())
    name = split["name"] if split else text
    return names.near(text) or names.near(name) or names.near(_COUNTED.sub("", name.strip()))


def said_of_unit(name: str, fact: str) -> str:
    """What a name of somebody's own says of the unit of a fact that it is said to hold.

    "Calls per hour" says "per hour" and "Budget EUR" says "eur"; empty where it says nothing, or
    the fact is no number.
    """
    definition = fact_definitions()[fact]
    if not definition.is_number:
        return ""
    return head_of_name(name, UNITS.get(definition.unit or "", Unit(definition.unit or "")))


def _named(name: str) -> WrittenName | None:
    found = fact_names().read(name)
    if found is None:
        return None
    ground = "" if found.ground == "name" else "another name of the fact"
    return WrittenName(found.name, found.unit, ground)


def _with_unit(name: str) -> WrittenName | None:
    """What a name such as "Latency (s)" says: a number and its unit.

    What stands in brackets behind another fact may say how to fill it in, "Audience (choose one)",
    and nothing else: "Stage (sales)" and "Citations required (no)" are other names.
    """
    split = _BRACKETS.fullmatch(name) or _IN_UNIT.fullmatch(name)
    asked = _ASKED.sub("", split["name"] if split else name)
    counted = _COUNTED.sub("", asked)
    found = _named(counted)
    if found is None:
        return None
    is_number = fact_definitions()[found.fact].is_number
    if counted != asked and not is_number:
        # "Number of languages" is not which they are.
        return None
    if split is None:
        return found
    if split["unit"].isdigit() and len(split["unit"]) < 3:
        # "Audience (2)" is how programs name a second column of the same name.
        return None
    if is_number:
        unit = f"{split['unit']} {found.unit}".strip()
        return WrittenName(found.fact, unit, f"the fact, in {unit}")
    if split.re is _IN_UNIT or not (_PLURAL.search(name) or _fills_in(found.fact, split["unit"])):
        return None
    return WrittenName(found.fact, ground=f'the fact, without "({split["unit"]})"')


def _fills_in(fact: str, said: str) -> bool:
    """Whether these words say how to fill in a fact: an instruction, or some of its choices."""
    if {*re.findall(r"[a-z]+", said.lower())} <= _TO_FILL_IN and not re.search(r"\d", said):
        return True
    names = choice_names(fact)
    parts = [part for part in re.split(r"\s*(?:[/,;|]|\bor\b)\s*", said) if part]
    read = {found.name for part in parts if (found := names.read(part))}
    # One choice alone says that it holds, or does not.
    return len(parts) == len(read) > 1
