"""A record as a PDF file."""

from __future__ import annotations

import io
import itertools
import re
from typing import Any
from xml.sax.saxutils import escape

from advisor.reports.record.document import (
    Bullets,
    Heading,
    Paragraph,
    RecordDocument,
    SourceLink,
    Table,
)
from advisor.reports.record.fonts import font_for, is_western

_ACCENT = "#0B6B62"
_LINE = "#D9D3C5"


def as_pdf(document: RecordDocument) -> bytes:
    """The record as a PDF file on A4, with page numbers. Equal records give equal bytes."""
    # An extra: not everybody writes PDF.
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    written = io.BytesIO()
    width = A4[0] - 44 * mm
    template = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=22 * mm,
        rightMargin=22 * mm,
        topMargin=20 * mm,
        bottomMargin=20 * mm,
        title=document.title,
        author="",
        invariant=1,
    )

    def number(canvas: Any, page: Any) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawRightString(A4[0] - 22 * mm, 12 * mm, str(page.page))

    template.build(_flow(document, width), onFirstPage=number, onLaterPages=number)
    return written.getvalue()


def _flow(document: RecordDocument, width: float) -> list[Any]:
    from reportlab.platypus import ListFlowable, ListItem, Spacer
    from reportlab.platypus import Paragraph as Text

    styles = _styles()
    flow: list[Any] = []
    for block in document.blocks:
        match block:
            case Heading():
                flow.append(Text(_said(block.text), styles[f"h{block.level}"]))
            case Paragraph():
                flow.append(Text(_said(block.text), styles["text"]))
            case Bullets():
                entries: list[Any] = [
                    ListItem(
                        Text(
                            (f"<b>{_said(lead)}</b> " if lead else "") + _said(text),
                            styles["entry"],
                        ),
                        leftIndent=12,
                    )
                    for lead, text in block.entries
                ]
                flow.append(ListFlowable(entries, bulletType="bullet", bulletFontSize=7, start="•"))
                flow.append(Spacer(1, 4))
            case Table():
                flow.append(_table(block, width, styles))
                flow.append(Spacer(1, 8))
            case SourceLink():
                address = _said(block.address)
                link = f'<link href="{address}" color="#0B5F73">{address}</link>'
                flow.append(Text(f"[{block.number}] {_said(block.text)} {link}", styles["small"]))
    return flow


def _table(block: Table, width: float, styles: dict[str, Any]) -> Any:
    from reportlab.platypus import Paragraph as Text
    from reportlab.platypus import Table as Grid

    rows = [[Text(f"<b>{_said(cell)}</b>", styles["cell"]) for cell in block.head]]
    rows += [[Text(_said(cell), styles["cell"]) for cell in row] for row in block.rows]
    grid = Grid(rows, colWidths=_widths(block, width), repeatRows=1)
    grid.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEBELOW", (0, 0), (-1, 0), 1, _ACCENT),
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


def _styles() -> dict[str, Any]:
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    accent = HexColor(_ACCENT)
    text = ParagraphStyle("text", fontName="Helvetica", fontSize=9.5, leading=13, spaceAfter=5)
    return {
        "text": text,
        "entry": ParagraphStyle("entry", parent=text, spaceAfter=2),
        "cell": ParagraphStyle("cell", parent=text, fontSize=9, leading=11.5, spaceAfter=0),
        "small": ParagraphStyle("small", parent=text, fontSize=8, leading=10.5, spaceAfter=3),
        "h1": ParagraphStyle(
            "h1",
            fontName="Helvetica-Bold",
            fontSize=18,
            leading=22,
            spaceAfter=8,
            textColor=accent,
        ),
        "h2": ParagraphStyle(
            "h2", fontName="Helvetica-Bold", fontSize=13, leading=16, spaceBefore=10, spaceAfter=5
        ),
        "h3": ParagraphStyle(
            "h3", fontName="Helvetica-Bold", fontSize=10.5, leading=13, spaceBefore=6, spaceAfter=3
        ),
    }


# Told otherwise, so that they stand in the letters of the text around them.
_SIGNS = {"≥": ">=", "≤": "<=", "→": "->", "−": "-", "≈": "about ", "≠": "not "}


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
