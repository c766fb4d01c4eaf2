"""Names of facts as people write them above a column or before an answer.

A name may be numbered as in a form ("3. Who uses it?"), ask ("How many requests per month?"), or
say the unit of its numbers ("Latency (s)", "Latency in seconds").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from advisor.facts.definitions import fact_definitions
from advisor.facts.names import fact_names

_BRACKETS = re.compile(r"(?P<name>.*\S)\s*[(\[](?P<unit>[^()\[\]]{1,60})[)\]]\s*[*:?]?")
_IN_UNIT = re.compile(r"(?P<name>.*\S)(?:,|\s+in)\s+(?P<unit>[^,()\[\]]{1,20})", re.IGNORECASE)
_ASKED = re.compile(
    r"^(?:(?:no\.?|nr\.?|number|count|#) of|how many|how much|what (?:is|are)(?: the| your)?)\s+",
    re.IGNORECASE,
)
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
    split = _BRACKETS.fullmatch(text.strip())
    names = fact_names()
    return names.near(text) or (names.near(split["name"]) if split else None)


def _named(name: str) -> WrittenName | None:
    found = fact_names().read(name)
    if found is None:
        return None
    ground = "" if found.ground == "name" else "another name of the fact"
    return WrittenName(found.name, found.unit, ground)


def _with_unit(name: str) -> WrittenName | None:
    """What a name such as "Latency (s)" says: a number and its unit.

    What stands in brackets behind another fact says how to fill it in: "Audience (choose one)".
    """
    split = _BRACKETS.fullmatch(name) or _IN_UNIT.fullmatch(name)
    found = _named(_ASKED.sub("", split["name"] if split else name))
    if found is None or split is None:
        return found
    if split["unit"].isdigit() and len(split["unit"]) < 3:
        # "Audience (2)" is how programs name a second column of the same name.
        return None
    if fact_definitions()[found.fact].is_number:
        unit = f"{split['unit']} {found.unit}".strip()
        return WrittenName(found.fact, unit, f"the fact, in {unit}")
    if split.re is _IN_UNIT:
        return None
    return WrittenName(found.fact, ground=f'the fact, without "({split["unit"]})"')
