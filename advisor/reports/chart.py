"""A chart as marks on a plane, drawn by each format, and the same in words.

Coordinates are in units; y goes downwards. Nothing here knows a format: pages make SVG of the
marks, PDF draws them, Word shows their pixels, and plain text draws the rows.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
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


BARS_START, BARS_END = 255.0, 645.0
"""Between which a scale lies on which bars stand: names are left of it, amounts right."""
_ROOM, _HIGH = 135.0, 28.0


@dataclass(frozen=True, slots=True)
class Span:
    """A bar from one amount to another, and what stands at its end.

    far: the amount to which a thin line goes on, where the bar may become longer.
    """

    name: str
    low: float
    high: float
    told: str
    far: float | None = None


def bars_below(
    title: str,
    spans: Sequence[Span],
    scale: Scale,
    marked: float | None,
    said: Sequence[str],
    ticks: Sequence[tuple[float, str]] = (),
    ticks_name: str = "",
) -> Chart:
    """Bars below each other. marked: an amount at which a line crosses them all.

    scale: from `BARS_START` to `BARS_END`; ticks: amounts that are marked above, in words;
    ticks_name: what these are.
    """
    first, above = (26.0, 22.0) if ticks else (8.0, 0.0)
    height = first + len(spans) * _HIGH + 6
    bars, lines, words, rows = [], [], [], []
    for amount, word in ticks:
        x = scale.at(amount)
        lines.append(Line(((x, above), (x, height)), "axis"))
        words.append(Words(x, first - 10, word, "middle"))
    if ticks_name:
        words.append(Words(scale.start - 10, first - 10, ticks_name, "end"))
    for place, span in enumerate(spans):
        y = first + place * _HIGH
        start, end = scale.at(span.low), scale.at(span.high)
        far = end if span.far is None else scale.at(span.far)
        if span.far is not None:
            lines.append(Line(((end, y + 12.5), (far, y + 12.5)), "data"))
        name = shortened(span.name, 34)
        bars.append(Bar(start, y + 5, max(3.0, end - start), 15))
        words.append(Words(scale.start - 10, y + 17, name, "end"))
        words.append(Words(max(far, start + 3.0) + 6, y + 17, span.told))
        rows.append(Row(name, scale.share(span.low), scale.share(span.high), span.told))
    if marked is not None:
        x = scale.at(marked)
        lines.append(Line(((x, above), (x, height)), "mark", (6, 4)))
    return Chart(
        title,
        scale.end + _ROOM,
        height,
        tuple(bars),
        tuple(lines),
        tuple(words),
        tuple(rows),
        tuple(said),
    )


def apart(heights: Iterable[float], room: float) -> list[float]:
    """Heights of words moved so that none lies on another, in the order given.

    room: what a word takes.
    """
    places = list(heights)
    order = sorted(range(len(places)), key=lambda place: places[place])
    for before, after in itertools.pairwise(order):
        places[after] = max(places[after], places[before] + room)
    return places
