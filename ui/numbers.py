"""Numbers as people type them: 40k, 1,000,000, 1e6, 1000-5000, >= 1000."""

from __future__ import annotations

import re
from typing import Any

from advisor.errors import BadInput, Problem
from advisor.facts.definitions import FactDefinition
from advisor.facts.read import read_scenario
from advisor.facts.values import NumberRange

EXAMPLES = "40k · 1,000,000 · 1e6 · 1000-5000 · >= 1000"

_SCALES = {
    "": 1,
    "k": 10**3,
    "thousand": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "million": 10**6,
    "b": 10**9,
    "bn": 10**9,
    "g": 10**9,
    "billion": 10**9,
    "t": 10**12,
    "trillion": 10**12,
}
_ONE = re.compile(r"^(?P<digits>\d[\d,_ ]*(?:\.\d+)?(?:e[+-]?\d{1,2})?)\s*(?P<scale>[a-z]*)$")
_FROM = re.compile(r"^(?:>=?|≥|at least|from|over|more than|min)\s*(?P<rest>.+)$")
_UP_TO = re.compile(r"^(?:<=?|≤|at most|up to|under|less than|max)\s*(?P<rest>.+)$")
_BETWEEN = re.compile(r"^(?P<low>.+?)\s*(?:-|–|—|\.\.+|\bto\b|\band\b)\s*(?P<high>.+)$")


def read_number(typed: str, definition: FactDefinition) -> Any:
    """What was typed as the value of a fact, in plain data; None for an empty text.

    A range gives {"at_least": low, "at_most": high}; either side may be missing. "5-10k" is 5,000
    to 10,000. Raises BadInput that says how to type it.
    """
    said = typed.strip().lower().replace("$", "").replace("usd", "").strip()
    said = re.sub(r"\s*%$", "", said)
    if not said:
        return None
    value = _range(said, typed) if _one(said) is None else _plain(_single(said, typed))
    return read_scenario({definition.name: value}).known().get(definition.name)


def write_number(value: Any) -> str:
    """A number or range as it could have been typed; empty for None."""
    if value is None:
        return ""
    if isinstance(value, NumberRange):
        value = value.model_dump(exclude_none=True)
    if not isinstance(value, dict):
        return f"{value:,}"
    low, high = value.get("at_least"), value.get("at_most")
    if high is None:
        return f">= {low:,}"
    return f"<= {high:,}" if low is None else f"{low:,} - {high:,}"


def _range(said: str, typed: str) -> dict[str, int | float]:
    if found := _FROM.match(said.removesuffix("+") if said.endswith("+") else said):
        return {"at_least": _plain(_single(found["rest"], typed))}
    if said.endswith("+"):
        return {"at_least": _plain(_single(said[:-1].strip(), typed))}
    if found := _UP_TO.match(said):
        return {"at_most": _plain(_single(found["rest"], typed))}
    if found := _BETWEEN.match(said.removeprefix("between ")):
        low, high = _one(found["low"]), _one(found["high"])
        if low is None or high is None:
            raise _unclear(typed)
        # "5-10k" means 5,000 to 10,000: the scale is said once, at the end.
        scale = high[1] if low[1] == 1 and low[0] * high[1] <= high[0] * high[1] else low[1]
        return {"at_least": _plain(low[0] * scale), "at_most": _plain(high[0] * high[1])}
    raise _unclear(typed)


def _single(said: str, typed: str) -> float:
    found = _one(said)
    if found is None:
        raise _unclear(typed)
    return found[0] * found[1]


def _one(said: str) -> tuple[float, int] | None:
    found = _ONE.match(said.strip())
    if found is None or found["scale"] not in _SCALES:
        return None
    digits = found["digits"].strip()
    if not _grouped_in_threes(digits):
        return None
    return float(re.sub(r"[,_ ]", "", digits)), _SCALES[found["scale"]]


def _grouped_in_threes(digits: str) -> bool:
    # "1,5" may be one and a half elsewhere; refusing it beats reading fifteen.
    head = re.split(r"[.e]", digits)[0]
    groups = re.split(r"[,_ ]", head)
    return len(groups) == 1 or all(len(group) == 3 for group in groups[1:])


def _plain(number: float) -> int | float:
    rounded = round(number, 6)
    return int(rounded) if float(rounded).is_integer() else rounded


def _unclear(typed: str) -> BadInput:
    return BadInput(
        Problem(
            f'"{typed.strip()}" is not a number that can be read.', "", f"Type it as {EXAMPLES}."
        )
    )
