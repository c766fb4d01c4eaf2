"""Pictures and charts as pixels (PNG), for formats that draw no lines of their own."""

from __future__ import annotations

import io
import itertools
import math
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from typing import Any

from advisor.reports.chart import LETTERS as CHART_LETTERS
from advisor.reports.chart import Chart
from advisor.reports.record.picture import (
    FILLS,
    LABEL_LETTERS,
    LETTERS,
    WIDTH,
    Picture,
    drawn,
)

_SCALE = 2.5
_INK, _ACCENT, _QUIET, _WANTED = "#2B2B2B", "#0B6B62", "#8A8578", "#A8321E"


def as_png(shown: Picture) -> bytes:
    """The picture as a PNG file on white. Equal pictures give equal bytes."""
    from PIL import Image, ImageDraw  # comes with the packages that write documents

    plan = drawn(shown)
    image = Image.new("RGB", (round(plan.width * _SCALE), round(plan.height * _SCALE)), "white")
    canvas = ImageDraw.Draw(image)
    font = _font(LETTERS)
    for each in plan.boxes:
        corners = [each.x, each.y, each.x + WIDTH, each.y + each.height]
        canvas.rounded_rectangle(
            [corner * _SCALE for corner in corners],
            radius=each.rounded * _SCALE,
            fill=FILLS[each.box.shape],
            outline=_ACCENT,
            width=2,
        )
        for line, middle in zip(each.lines, each.middles(), strict=True):
            canvas.text(
                ((each.x + WIDTH / 2) * _SCALE, middle * _SCALE),
                line,
                fill=_INK,
                font=font,
                anchor="mm",
            )
    for arrow in plan.lines:
        for piece in _pieces((arrow.x1, arrow.y1), (arrow.x2, arrow.y2), arrow.dashes):
            canvas.line([part * _SCALE for end in piece for part in end], fill=_INK, width=2)
        for corners_of_head in arrow.heads():
            canvas.polygon([(x * _SCALE, y * _SCALE) for x, y in corners_of_head], fill=_INK)
        if arrow.label:
            x, y = arrow.label_at
            place = (x * _SCALE, y * _SCALE)
            canvas.text(place, arrow.label, fill=_INK, font=_font(LABEL_LETTERS), anchor="ls")
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def chart_as_png(chart: Chart) -> bytes:
    """The chart as a PNG file on white. Equal charts give equal bytes."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (round(chart.width * _SCALE), round(chart.height * _SCALE)), "white")
    canvas = ImageDraw.Draw(image)
    font = _font(CHART_LETTERS)
    for bar in chart.bars:
        corners = (bar.x, bar.y, bar.x + bar.width, bar.y + bar.height)
        canvas.rectangle([each * _SCALE for each in corners], fill=_ACCENT)
    colours = {"data": _INK, "axis": _QUIET, "mark": _WANTED}
    for line in chart.lines:
        for start, end in itertools.pairwise(line.points):
            for piece in _pieces(start, end, line.dashes):
                places = [part * _SCALE for point in piece for part in point]
                canvas.line(places, fill=colours[line.kind], width=4 if line.kind == "data" else 2)
    for word in chart.words:
        anchor = {"start": "ls", "middle": "ms", "end": "rs"}[word.anchor]
        place = (word.x * _SCALE, word.y * _SCALE)
        canvas.text(place, word.text, fill=_INK, font=font, anchor=anchor)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _font(letters: float) -> Any:
    from PIL import ImageFont

    with as_file(files("manimgx_fonts") / "NotoSans[wght].ttf") as path:
        return ImageFont.truetype(str(path), round(letters * _SCALE))


def _pieces(
    start: tuple[float, float], end: tuple[float, float], dashes: Sequence[float]
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    """The drawn pieces of a line with gaps."""
    if not dashes:
        yield start, end
        return
    length = math.dist(start, end) or 1.0

    def at(way: float) -> tuple[float, float]:
        share = min(1.0, way / length)
        return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share

    way = 0.0
    for place, dash in enumerate(itertools.cycle(dashes)):
        if way >= length:
            return
        if place % 2 == 0:
            yield at(way), at(way + dash)
        way += dash
