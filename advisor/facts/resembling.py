"""Facts that a column's name speaks of without naming one: for asking, never for reading."""

from __future__ import annotations

import re
from functools import lru_cache

from advisor.facts.definitions import fact_definitions
from advisor.facts.names import fact_names, shape
from advisor.facts.words import words

_BESIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\b(?:EUR|USD|GBP|CHF|CAD|AUD|JPY|INR)\b|[€$£%]")


@lru_cache(maxsize=5_000)
def resembled(text: str) -> tuple[str, ...]:
    """The facts that a name may be meant for: near in letters, or by what it speaks of.

    One word must be the whole name; several may stand anywhere in it. What stands in brackets, and
    a currency, say nothing of the fact.
    """
    name = _BESIDE.sub(" ", text).strip()
    near = fact_names().near(text) or fact_names().near(name)
    if near is not None:
        return (near,)
    said = f" {shape(name)} "
    return tuple(
        fact
        for fact, each in words().items()
        if any(
            said.strip() == phrase if " " not in phrase else f" {phrase} " in said
            for phrase in map(shape, each.speaks_of)
        )
    )


def fact_hint(text: str) -> str:
    """'Did you mean "x"?' for a name that is not a fact's; empty where no fact is likely."""
    found = resembled(text)
    if found:
        named = " or ".join(f'"{each}"' for each in found)
        return f"Did you mean {named}?"
    return fact_names().suggestion(text, fact_definitions())
