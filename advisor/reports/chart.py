"""A chart as marks on a plane, drawn by each format, and the same in words.

Coordinates are in units; y goes downwards. Nothing here knows a format: pages make SVG of the
marks, PDF draws them, Word shows their pixels, and plain text draws the rows.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

LETTERS = 12.0
"""Height of letters."""
ROW_LETTERS = 40
"""Letters of the longest bar of a row in plain text."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from left to right."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points. kind: of data, of an axis, or marking what was stated or is likely.

    dashes: lengths drawn and left out, in turn; empty for a line without gaps.
    """

    points: tuple[tuple[float, float], ...]
    kind: Literal["data", "axis", "mark"] = "data"
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A word beside a mark; y: of its foot. anchor: which end of it lies at x."""

    x: float
    y: float
    text: str
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True, slots=True)
class Row:
    """A bar of the chart in plain text. start, end: as shares of the longest."""

    name: str
    start: float
    end: float
    told: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Marks and words on a plane. said: all that the chart shows, sentence by sentence."""

    title: str
    width: float
    height: float
    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    words: tuple[Words, ...]
    rows: tuple[Row, ...]
    said: tuple[str, ...]

    @property
    def description(self) -> str:
        """The chart in one text, for who cannot see it."""
        return f"{self.title}. {'; '.join(self.said)}."


_QUOTED = str.maketrans("`{}", "'()")


def as_rows(chart: Chart) -> tuple[str, ...]:
    """The chart in plain text: a line for each row, with a bar of blocks."""
    longest = max((len(each.name) for each in chart.rows), default=0)
    told = []
    for each in chart.rows:
        start = round(each.start * ROW_LETTERS)
        length = max(1, round(each.end * ROW_LETTERS) - start)
        bar = f"{' ' * start}{'█' * length}".ljust(ROW_LETTERS)
        # A name may come from somebody's price file: no sign of it ends the block that it is in.
        name = each.name.translate(_QUOTED)
        told.append(f"{name:<{longest}}  {bar}  {each.told}")
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where amounts lie between two ends of the plane; by powers of ten, or evenly."""

    low: float
    high: float
    start: float
    end: float
    powers: bool = False

    def at(self, value: float) -> float:
        """The place of an amount; what lies beyond an end stands at it."""
        value = min(max(value, self.low), self.high)
        if self.powers:
            share = math.log(value / self.low) / (math.log(self.high / self.low) or 1.0)
        else:
            share = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + share * (self.end - self.start)

    def share(self, value: float) -> float:
        """The same as a share of the way."""
        return (self.at(value) - self.start) / ((self.end - self.start) or 1.0)


def scale_over(values: Iterable[float], start: float, end: float, least: float = 0.0) -> Scale:
    """A scale that holds these amounts: by powers of ten where they lie far apart.

    least: where an even scale begins.
    """
    every = [each for each in values if each > 0] or [1.0]
    low, high = min(every), max(every)
    if high > FAR_APART * low:
        return Scale(low / 1.5, high * 1.5, start, end, powers=True)
    return Scale(least, high * 1.02, start, end)


FAR_APART = 30.0
"""On an even scale, what is so many times smaller than the largest could not be seen."""


def shortened(text: str, most: int) -> str:
    """A name that fits beside a mark."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def apart(heights: Iterable[float], room: float) -> list[float]:
    """Heights of words moved so that none lies on another, in the order given.

    room: what a word takes.
    """
    places = list(heights)
    order = sorted(range(len(places)), key=lambda place: places[place])
    for before, after in itertools.pairwise(order):
        places[after] = max(places[after], places[before] + room)
    return places
