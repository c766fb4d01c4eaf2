"""A record as a PDF file."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from advisor.reports.chart import LETTERS as CHART_LETTERS
from advisor.reports.chart import Chart
from advisor.reports.record.blocks import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    RecordDocument,
    SourceLink,
    Table,
)
from advisor.reports.record.fonts import font_for, is_western
from advisor.reports.record.picture import (
    FILLS,
    LABEL_LETTERS,
    LETTERS,
    WIDTH,
    Picture,
    drawn,
)

_ACCENT = "#0B6B62"
_LINE = "#D9D3C5"
_INK, _WANTED = "#2B2B2B", "#A8321E"


def as_pdf(document: RecordDocument) -> bytes:
    """The record as a PDF file on A4, with page numbers. Equal records give equal bytes.

    What decides stands on the first page, in letters that can be read on paper. Where it is long,
    parts of it that give way stand at the beginning of the appendix.
    """
    # An extra: not everybody writes PDF.
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    written = io.BytesIO()
    width, height = A4[0] - 2 * _SIDE * mm, A4[1] - (_TOP + _BOTTOM) * mm
    template = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=_SIDE * mm,
        rightMargin=_SIDE * mm,
        topMargin=_TOP * mm,
        bottomMargin=_BOTTOM * mm,
        title=document.title,
        author="",
        invariant=1,
    )

    def number(canvas: Any, page: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawRightString(A4[0] - _SIDE * mm, 8 * mm, str(page.page))

    # reportlab's frame keeps 6 points on each side to itself.
    page_width, page_height = width - 12, height - 13
    flow, moved = _one_page(document.first_page(), page_width, page_height)
    further = (*moved, *document.appendix())
    if further:
        flow += [PageBreak(), *_flow(further, page_width, _styles())]
    template.build(flow, onFirstPage=number, onLaterPages=number)
    return written.getvalue()


_SIDE, _TOP, _BOTTOM = 16, 12, 13
"""Margins, in mm."""

_SMALLEST = 8.0
"""No text is set in smaller letters, in points: on paper they could not be read."""

_SIZES = (8.8, 8.4, _SMALLEST)
"""Sizes of the first page's letters, in points: the first with which all of it fits."""


def _one_page(
    blocks: Sequence[Block], width: float, height: float
) -> tuple[list[Any], tuple[Block, ...]]:
    """These blocks on one page, and those that gave way for it.

    Where too much is left even so, it goes on on a second page.
    """
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import KeepInFrame
    from reportlab.platypus.doctemplate import LayoutError

    parts = _parts(blocks)
    scratch = Canvas(io.BytesIO())
    # First nothing gives way, in the end everything that may.
    for bound in sorted({0, *map(_gives_way, parts)}):
        moved = [part for part in parts if 0 < _gives_way(part) <= bound]
        shown = [block for part in parts if part not in moved for block in part]
        if bound:
            moved += _in_words(shown)
        shown += _pointing(moved)
        for size in _SIZES:
            styles = _styles(size, close=True)
            flow = _flow(shown, width, styles, captions=not bound)
            trial = KeepInFrame(width, height, flow, mode="error")
            try:
                trial.wrapOn(scratch, width, height)
            except LayoutError:
                continue
            # What was wrapped once is not wrapped again.
            flow = _flow(shown, width, styles, captions=not bound)
            return [KeepInFrame(width, height, flow, mode="error")], _joined(moved)
    styles = _styles(_SMALLEST, close=True)
    return _flow(shown, width, styles, captions=False), _joined(moved)


def _parts(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """Each heading with what stands below it."""
    parts: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, Heading):
            parts.append([])
        parts[-1].append(block)
    return [tuple(part) for part in parts if part]


def _gives_way(part: Sequence[Block]) -> int:
    return part[0].gives_way if isinstance(part[0], Heading) else 0


def _in_words(blocks: Iterable[Block]) -> list[tuple[Block, ...]]:
    """What the pictures among these blocks show, as a part of its own."""
    told = [Paragraph(each.caption) for each in blocks if isinstance(each, Picture)]
    return [(Heading(3, "The architecture in words"), *told)] if told else []


def _joined(parts: Iterable[Sequence[Block]]) -> tuple[Block, ...]:
    return tuple(block for part in parts for block in part)


def _pointing(moved: Iterable[Sequence[Block]]) -> list[Block]:
    """Where to find what does not stand here."""
    names = [part[0].text for part in moved if isinstance(part[0], Heading)]
    return [Paragraph(f"{'; '.join(names)}.", "In the appendix:")] if names else []


def _flow(
    blocks: Iterable[Block], width: float, styles: dict[str, Any], captions: bool = True
) -> list[Any]:
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import Spacer

    flow: list[Any] = []
    for block in blocks:
        match block:
            case Heading():
                flow.append(Text(_said(block.text), styles[_heading_style(block)]))
            case Paragraph():
                flow.append(Text(_bold(block.lead) + _said(block.text), styles["text"]))
            case Bullets():
                flow += [
                    Text(_bold(lead) + _said(text), styles["entry"], bulletText=mark)
                    for mark, (lead, text) in zip(_marks(block), block.entries, strict=True)
                ]
                flow.append(Spacer(1, styles["gap"]))
            case Table():
                flow += [_table(block, width, styles), Spacer(1, styles["gap"] * 2)]
            case Picture():
                flow += [_picture(block, width), Spacer(1, styles["gap"])]
                if captions:
                    flow.append(Text(_said(block.caption), styles["small"]))
            case Chart():
                flow.append(_chart_with_words(block, width, styles))
            case SourceLink():
                address = _said(block.address)
                link = f'<link href="{address}" color="#0B5F73">{address}</link>'
                flow.append(Text(f"[{block.number}] {_said(block.text)} {link}", styles["small"]))
    return flow


def _heading_style(heading: Heading) -> str:
    long = heading.level == 1 and len(heading.text) > _LONG_TITLE
    return "long title" if long else f"h{heading.level}"


_LONG_TITLE = 200
"""Letters of a title; in large letters a longer one would fill the page."""


def _bold(lead: str) -> str:
    return f"<b>{_said(lead)}</b> " if lead else ""


def _marks(block: Bullets) -> list[str]:
    return [f"{place}." if block.numbered else "•" for place in range(1, len(block.entries) + 1)]


def _picture(shown: Picture, width: float) -> Any:
    """The architecture, drawn."""
    from reportlab.graphics.shapes import Drawing, Line, Polygon, Rect, String
    from reportlab.lib.colors import HexColor

    plan = drawn(shown)
    scale = min(width / plan.width, _LARGEST_SCALE)
    picture = Drawing(plan.width * scale, plan.height * scale)
    ink, accent = HexColor(_INK), HexColor(_ACCENT)

    def y(down: float) -> float:
        return (plan.height - down) * scale

    for each in plan.boxes:
        rounded = each.rounded * scale
        corner = (each.x * scale, y(each.y + each.height))
        box: Any = Rect(*corner, WIDTH * scale, each.height * scale, rounded, rounded)
        box.fillColor, box.strokeColor = HexColor(FILLS[each.box.shape]), accent
        box.strokeWidth = _THIN
        picture.add(box)
        for place, (line, middle) in enumerate(zip(each.lines, each.middles(), strict=True)):
            picture.add(
                String(
                    (each.x + WIDTH / 2) * scale,
                    y(middle + LETTERS * 0.35),
                    _plain(line),
                    fontName="Helvetica-Bold" if place < each.bold else "Helvetica",
                    fontSize=LETTERS * scale,
                    textAnchor="middle",
                    fillColor=ink,
                )
            )
    for arrow in plan.lines:
        shaft: Any = Line(arrow.x1 * scale, y(arrow.y1), arrow.x2 * scale, y(arrow.y2))
        shaft.strokeColor, shaft.strokeWidth = ink, _THIN
        if arrow.dashes:
            shaft.strokeDashArray = [each * scale for each in arrow.dashes]
        picture.add(shaft)
        for corners in arrow.heads():
            points = [part for x, down in corners for part in (x * scale, y(down))]
            picture.add(Polygon(points, fillColor=ink, strokeColor=None))
        if arrow.label:
            x, down = arrow.label_at
            picture.add(
                String(
                    x * scale,
                    y(down),
                    _plain(arrow.label),
                    fontName="Helvetica-Oblique",
                    fontSize=LABEL_LETTERS * scale,
                    fillColor=ink,
                )
            )
    picture.hAlign = "LEFT"
    return picture


def _chart_with_words(chart: Chart, width: float, styles: dict[str, Any]) -> Any:
    from reportlab.platypus import KeepTogether
    from reportlab.platypus import Paragraph as Text

    return KeepTogether(
        [
            Text(f"<b>{_said(chart.title)}</b>", styles["text"]),
            _chart(chart, width),
            *(Text(_said(each), styles["entry"], bulletText="•") for each in chart.said),
        ]
    )


def _chart(chart: Chart, width: float) -> Any:
    from reportlab.graphics.shapes import Drawing, PolyLine, Rect, String
    from reportlab.lib.colors import HexColor

    scale = min(width / chart.width, _LARGEST_SCALE)
    picture = Drawing(chart.width * scale, chart.height * scale)
    colours = {"data": _INK, "axis": _LINE, "mark": _WANTED}

    def y(down: float) -> float:
        return (chart.height - down) * scale

    for each in chart.bars:
        bar: Any = Rect(
            each.x * scale, y(each.y + each.height), each.width * scale, each.height * scale
        )
        bar.fillColor, bar.strokeColor = HexColor(_ACCENT), None
        picture.add(bar)
    for line in chart.lines:
        places = [part for x, down in line.points for part in (x * scale, y(down))]
        drawn: Any = PolyLine(places)
        drawn.strokeColor = HexColor(colours[line.kind])
        drawn.strokeWidth = 2 * _THIN if line.kind == "data" else _THIN
        drawn.strokeDashArray = [each * scale for each in line.dashes] or None
        picture.add(drawn)
    for word in chart.words:
        picture.add(
            String(
                word.x * scale,
                y(word.y),
                _plain(word.text),
                fontName="Helvetica",
                fontSize=CHART_LETTERS * scale,
                textAnchor=word.anchor,
                fillColor=HexColor(_INK),
            )
        )
    picture.hAlign = "LEFT"
    return picture


_LARGEST_SCALE = 0.72
_THIN = 0.7
"""The width of a line, in points."""


def _plain(text: str) -> str:
    """What the letters of PDF's own font can say."""
    return text.encode("cp1252", "replace").decode("cp1252")


def _table(block: Table, width: float, styles: dict[str, Any]) -> Any:
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import Table as Grid

    rows = [[Text(f"<b>{_said(cell)}</b>", styles["cell"]) for cell in block.head]]
    rows += [
        [
            Text(f"<b>{_said(cell)}</b>" if place in block.strong else _said(cell), styles["cell"])
            for cell in row
        ]
        for place, row in enumerate(block.rows)
    ]
    to_fill_in = not any(any(row) for row in block.rows)
    heights = [None, *([18] * len(block.rows))] if to_fill_in else None
    grid = Grid(
        rows, hAlign="LEFT", colWidths=_widths(block, width), rowHeights=heights, repeatRows=1
    )
    padding = styles["padding"]
    grid.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), padding),
            ("BOTTOMPADDING", (0, 0), (-1, -1), padding),
            ("LEFTPADDING", (0, 0), (-1, -1), 3),
            ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, _ACCENT),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, _LINE),
        ]
    )
    return grid


def _widths(block: Table, width: float) -> list[float]:
    # The longest cell of a column asks for room, within bounds.
    longest = [
        min(max(len(row[place]) for row in (block.head, *block.rows)), 60) + 8
        for place in range(len(block.head))
    ]
    return [width * each / sum(longest) for each in longest]


def _styles(size: float = 9.5, close: bool = False) -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    accent = HexColor(_ACCENT)
    gap = 1.5 if close else 4.0
    text = ParagraphStyle(
        "text", fontName="Helvetica", fontSize=size, leading=size * 1.25, spaceAfter=gap
    )

    def heading(name: str, size: float, before: float, after: float, **more: Any) -> Any:
        return ParagraphStyle(
            name,
            fontName="Helvetica-Bold",
            fontSize=size,
            leading=size * 1.2,
            spaceBefore=before,
            spaceAfter=after,
            keepWithNext=1,
            **more,
        )

    entry = ParagraphStyle(
        "entry", parent=text, leftIndent=11, bulletIndent=1, bulletFontSize=size, spaceAfter=gap / 2
    )
    cell = ParagraphStyle(
        "cell",
        parent=text,
        fontSize=max(size * 0.95, _SMALLEST),
        leading=max(size * 1.14, _SMALLEST * 1.15),
        spaceAfter=0,
    )
    small = max(size * 0.84, _SMALLEST)
    return {
        "text": text,
        "entry": entry,
        "cell": cell,
        "small": ParagraphStyle(
            "small", parent=text, fontSize=small, leading=small * 1.2, spaceAfter=gap
        ),
        "h1": heading("h1", 16, 0, 5, textColor=accent),
        "long title": heading("long title", _SMALLEST, 0, 3, textColor=accent),
        "h2": heading("h2", *((10.5, 5, 2) if close else (13, 10, 5)), textColor=accent),
        "h3": heading("h3", *((size + 0.4, 4, 1.5) if close else (10.5, 7, 3))),
        "h4": heading("h4", 9.5, 5, 2),
        "gap": gap,
        "padding": 1.2 if close else 2.5,
    }


# Told otherwise, so that they stand in the letters of the text around them.
_SIGNS = {"≥": ">=", "≤": "<=", "→": "->", "⇄": "<->", "−": "-", "≈": "about ", "≠": "not "}


def _said(text: str) -> str:
    """The text as reportlab's markup; words that Helvetica lacks letters for get another font."""
    plain = "".join(_SIGNS.get(each, each) for each in text)
    return "".join(_set(word) for word in re.split(r"(\s+)", plain))


def _set(word: str) -> str:
    marked = escape(word, {'"': "&quot;"})
    if not word or is_western(word):
        return marked
    runs = itertools.groupby(word, lambda letter: font_for(letter, word))
    return "".join(
        f'<font name="{font}">{escape("".join(letters))}</font>' for font, letters in runs
    )
