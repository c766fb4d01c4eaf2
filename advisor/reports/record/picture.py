"""A picture of a system: boxes in a grid and arrows, drawn by each format.

The same boxes are written as Mermaid, drawn as SVG on the page and in PDF, and as pixels in Word.
Which boxes a plan has is worked out in `architecture`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Shape: TypeAlias = Literal["person", "part", "guard", "model", "store"]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the system. column, row: its place in the grid; lines: what stands in it.

    items: the ids of the plan's items that it stands for.
    """

    id: str
    shape: Shape
    lines: tuple[str, ...]
    column: int
    row: int
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """Data goes from one box to another.

    both: and an answer comes back. when: what it waits for; drawn with dashes. Data that waits
    for nothing flows with each request.
    """

    start: str
    end: str
    both: bool = False
    when: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and arrows."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def flows(self) -> tuple[str, ...]:
        """The arrows as chains, in their order; a box is named whole where it comes first."""
        return tuple(_chains(self.boxes, self.arrows))

    @property
    def caption(self) -> str:
        """The same in words, for who cannot see it."""
        return f"Data flow: {'; '.join(self.flows)}."

    def box(self, identity: str) -> Box:
        """The box of this id."""
        return next(each for each in self.boxes if each.id == identity)

    @property
    def columns(self) -> int:
        """Columns of the grid."""
        return max(each.column for each in self.boxes) + 1

    @property
    def rows(self) -> int:
        """Rows of the grid."""
        return max(each.row for each in self.boxes) + 1


def _chains(boxes: Sequence[Box], arrows: Iterable[Arrow]) -> list[str]:
    whole = {
        each.id: f"{each.lines[0]} ({', '.join(each.lines[1:])})"
        if each.lines[1:]
        else each.lines[0]
        for each in boxes
    }
    short = {each.id: each.lines[0] for each in boxes}
    told: set[str] = set()

    def named(identity: str) -> str:
        first = identity not in told
        told.add(identity)
        return whole[identity] if first else short[identity]

    chains: list[str] = []
    end, waits = "", ""
    for each in arrows:
        sign = "⇄" if each.both else "→"
        if each.start == end and each.when == waits:
            chains[-1] += f" {sign} {named(each.end)}"
        else:
            before = f"{each.when}: " if each.when else ""
            chains.append(f"{before}{named(each.start)} {sign} {named(each.end)}")
        end, waits = each.end, each.when
    return chains


# Where the boxes lie, for those who draw.

WIDTH, LOWEST = 160.0, 42.0
"""How wide each box is, and how high at least: as high as its row's fullest box asks for."""
GAP_X, GAP_Y = 26.0, 30.0
LETTERS, LINE_HEIGHT = 11.0, 13.0
LABEL_LETTERS = 9.0
"""What is written beside an arrow: it fits beside the middle of a box."""
LINE_LETTERS = 23
"""Letters of a line in a box."""
DASHES = (5.0, 3.0)
"""Drawn and left out of an arrow that waits for something."""
FILLS: dict[Shape, str] = {
    "person": "#FFFFFF",
    "part": "#EEF5F3",
    "guard": "#FBEFDA",
    "model": "#DDEFEA",
    "store": "#F4F1EA",
}
"""What each kind of box is filled with."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A box on the drawing: its corner at the upper left, in units, and its lines, wrapped.

    bold: how many of its lines hold what it is called.
    """

    box: Box
    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    bold: int

    @property
    def rounded(self) -> float:
        """The radius of its corners: people and stores are told by round ones."""
        return 20.0 if self.box.shape in ("person", "store") else 5.0

    def middles(self) -> tuple[float, ...]:
        """How far down the middle of each line lies."""
        first = self.y + self.height / 2 - (len(self.lines) - 1) / 2 * LINE_HEIGHT
        return tuple(first + place * LINE_HEIGHT for place in range(len(self.lines)))


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow on the drawing, from edge to edge. label: what it waits for, where it says so."""

    x1: float
    y1: float
    x2: float
    y2: float
    both: bool
    dashes: tuple[float, ...] = ()
    label: str = ""

    @property
    def label_at(self) -> tuple[float, float]:
        """Where the label begins: beside the middle of the arrow."""
        return (self.x1 + self.x2) / 2 + 6, (self.y1 + self.y2) / 2 + LABEL_LETTERS * 0.35

    def heads(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The corners of its heads: one at its end; one at its start where it goes both ways."""
        here, there = (self.x1, self.y1), (self.x2, self.y2)
        return (_head(here, there), _head(there, here)) if self.both else (_head(here, there),)


def _head(start: tuple[float, float], end: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    x, y = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    back = (end[0] - _HEAD * x, end[1] - _HEAD * y)
    half = _HEAD * 0.45
    return (end, (back[0] - half * y, back[1] + half * x), (back[0] + half * y, back[1] - half * x))


_HEAD = 7.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with places, in units; y goes downwards."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    lines: tuple[Line, ...]


def drawn(shown: Picture) -> Drawing:
    """Where everything lies."""
    wrapped = {each.id: _wrapped(each.lines) for each in shown.boxes}
    heights = [LOWEST] * shown.rows
    for each in shown.boxes:
        needed = len(wrapped[each.id]) * LINE_HEIGHT + 10
        heights[each.row] = max(heights[each.row], needed)
    placed = {
        each.id: Placed(
            each,
            each.column * (WIDTH + GAP_X) + 1,
            sum(heights[: each.row]) + each.row * GAP_Y + 1,
            heights[each.row],
            wrapped[each.id],
            len(_wrapped(each.lines[:1])),
        )
        for each in shown.boxes
    }
    lines: list[Line] = []
    for arrow in shown.arrows:
        # What several arrows wait for is written once, where one leads straight up or down.
        straight = shown.box(arrow.start).column == shown.box(arrow.end).column
        new = straight and arrow.when not in {line.label for line in lines}
        lines.append(
            _line(placed[arrow.start], placed[arrow.end], arrow, arrow.when if new else "")
        )
    return Drawing(
        shown.columns * (WIDTH + GAP_X) - GAP_X + 2,
        sum(heights) + (shown.rows - 1) * GAP_Y + 2,
        tuple(placed.values()),
        tuple(lines),
    )


def _line(start: Placed, end: Placed, arrow: Arrow, label: str) -> Line:
    dashes = DASHES if arrow.when else ()
    if start.box.row == end.box.row:
        middle = start.y + start.height / 2
        right = start.x < end.x
        x1, x2 = (start.x + WIDTH, end.x) if right else (start.x, end.x + WIDTH)
        return Line(x1, middle, x2, middle, arrow.both, dashes, label)
    down = start.y < end.y
    y1, y2 = (start.y + start.height, end.y) if down else (start.y, end.y + end.height)
    # Arrows to a neighbour at the side leave on that side, so that they do not meet the others.
    side = (end.x > start.x) - (end.x < start.x)
    x1, x2 = start.x + WIDTH * (0.5 + 0.4 * side), end.x + WIDTH * (0.5 - 0.4 * side)
    return Line(x1, y1, x2, y2, arrow.both, dashes, label)


def _wrapped(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines of a box: names are parted where they are too long for one."""
    told: list[str] = []
    for text in lines:
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if len(longer) > LINE_LETTERS and line:
                told.append(line)
                line = word
            else:
                line = longer
        told.append(line)
    return tuple(told)


# Mermaid

_SHAPES: dict[Shape, tuple[str, str]] = {
    "person": ("([", "])"),
    "part": ("[", "]"),
    "guard": ("{{", "}}"),
    "model": ("[[", "]]"),
    "store": ("[(", ")]"),
}


def as_mermaid(shown: Picture) -> str:
    """The picture as a Mermaid flow chart."""
    lines = ["flowchart LR"]
    for box in shown.boxes:
        opened, closed = _SHAPES[box.shape]
        told = "<br>".join(each.replace('"', "#quot;") for each in box.lines)
        lines.append(f'    {box.id}{opened}"{told}"{closed}')
    for each in shown.arrows:
        begun = "<" if each.both else ""
        shaft = f"{begun}-. {each.when} .->" if each.when else f"{begun}-->"
        lines.append(f"    {each.start} {shaft} {each.end}")
    return "\n".join(lines)
