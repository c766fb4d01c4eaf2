"""Choices that are bands of numbers: "7B" parameters lie in 1_to_10_billion."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from advisor.errors import BadInput
from advisor.facts.numbers import read_number

_BAND = re.compile(
    r"(?:under_(?P<under>\d+)|over_(?P<over>\d+)|(?P<low>\d+)_to_(?P<high>\d+))"
    r"_(?P<scale>thousand|million|billion)"
)
_SCALES = {"thousand": 10.0**3, "million": 10.0**6, "billion": 10.0**9}
_PARAMETERS = ("parameter", "param")


@lru_cache(maxsize=200)
def bands(choices: tuple[str, ...]) -> Mapping[str, tuple[float, float]]:
    """The least and the most of each choice; empty where any of them is no band."""
    found = {name: _BAND.fullmatch(name) for name in choices}
    return {
        name: _ends(band)
        for name, band in found.items()
        if band is not None and all(found.values())
    }


def _ends(band: re.Match[str]) -> tuple[float, float]:
    scale = _SCALES[band["scale"]]
    if band["under"]:
        return 0, math.nextafter(float(band["under"]) * scale, 0)
    if band["over"]:
        return math.nextafter(float(band["over"]) * scale, math.inf), math.inf
    return float(band["low"]) * scale, float(band["high"]) * scale


def band_of(typed: str, choices: Iterable[str]) -> str | None:
    """The one band in which a number lies, or a whole range; None where there is none.

    A number on the bound of two bands lies in neither, and "7" alone does not say 7 of what.
    """
    known = bands(tuple(choices))
    if not known:
        return None
    try:
        value = read_number(typed, "", whole=False, counted_in=_PARAMETERS).value
    except BadInput:
        return None
    ends = value if isinstance(value, dict) else {"at_least": value, "at_most": value}
    low, high = ends.get("at_least", 0), ends.get("at_most", math.inf)
    least = min(high for _, high in known.values())
    if high < least / 1000:
        return None
    within = [name for name, (first, last) in known.items() if first <= low and high <= last]
    return within[0] if len(within) == 1 else None
