"""The picture of a plan as pixels (PNG), for formats that draw no lines of their own."""

from __future__ import annotations

import io
from importlib.resources import as_file, files

from advisor.reports.record.picture import (
    FILLS,
    HEIGHT,
    LETTERS,
    LINE_HEIGHT,
    WIDTH,
    Picture,
    drawn,
)

_SCALE = 2.5
_INK, _ACCENT = "#2B2B2B", "#0B6B62"


def as_png(shown: Picture) -> bytes:
    """The picture as a PNG file on white. Equal pictures give equal bytes."""
    from PIL import Image, ImageDraw, ImageFont  # comes with the packages that write documents

    plan = drawn(shown)
    image = Image.new("RGB", (round(plan.width * _SCALE), round(plan.height * _SCALE)), "white")
    canvas = ImageDraw.Draw(image)
    with as_file(files("manimgx_fonts") / "NotoSans[wght].ttf") as path:
        font = ImageFont.truetype(str(path), round(LETTERS * _SCALE))
    for each in plan.boxes:
        corners = [each.x, each.y, each.x + WIDTH, each.y + HEIGHT]
        canvas.rounded_rectangle(
            [corner * _SCALE for corner in corners],
            radius=(22 if each.box.shape in ("person", "store") else 5) * _SCALE,
            fill=FILLS[each.box.shape],
            outline=_ACCENT,
            width=2,
        )
        for place, line in enumerate(each.lines):
            middle = each.y + HEIGHT / 2 + (place - (len(each.lines) - 1) / 2) * LINE_HEIGHT
            canvas.text(
                ((each.x + WIDTH / 2) * _SCALE, middle * _SCALE),
                line,
                fill=_INK,
                font=font,
                anchor="mm",
            )
    for arrow in plan.lines:
        ends = (arrow.x1, arrow.y1, arrow.x2, arrow.y2)
        canvas.line([end * _SCALE for end in ends], fill=_INK, width=2)
        for corners_of_head in arrow.heads():
            canvas.polygon([(x * _SCALE, y * _SCALE) for x, y in corners_of_head], fill=_INK)
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
