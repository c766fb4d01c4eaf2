"""A record as a Word file."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from advisor.reports.chart import Chart
from advisor.reports.record.blocks import (
    Appendix,
    Bullets,
    Heading,
    Paragraph,
    RecordDocument,
    SourceLink,
    Table,
)
from advisor.reports.record.picture import Picture
from advisor.reports.record.pixels import as_png, chart_as_png

_LONGEST_TITLE = 255
_NO_DAY = datetime.datetime(2000, 1, 1)
_SIDE_CM = 2.0
_WIDTH_CM = 17.0


def as_word(document: RecordDocument) -> bytes:
    """The record as a .docx file. Equal records give equal bytes."""
    import docx  # an extra: not everybody writes Word
    from docx.enum.text import WD_BREAK
    from docx.shared import Cm, Pt

    word = docx.Document()
    # Word bounds the property, not the heading.
    word.core_properties.title = document.title[:_LONGEST_TITLE]
    word.core_properties.author = ""
    word.core_properties.comments = ""
    word.core_properties.created = word.core_properties.modified = _NO_DAY
    for section in word.sections:
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(_SIDE_CM)
        section.top_margin = section.bottom_margin = Cm(1.6)
    normal = word.styles["Normal"]
    normal.font.size = Pt(9)
    normal.paragraph_format.space_after = Pt(3)
    for block in document.blocks:
        match block:
            case Heading():
                word.add_heading(block.text, level=block.level - 1)
            case Paragraph():
                _line(word.add_paragraph(), block.lead, block.text)
            case Bullets():
                style = "List Number" if block.numbered else "List Bullet"
                for lead, text in block.entries:
                    _line(word.add_paragraph(style=style), lead, text)
            case Table():
                _table(word, block)
            case Picture():
                shown = word.add_picture(io.BytesIO(as_png(block)), width=Cm(_WIDTH_CM))
                # Who cannot see it is told what it shows.
                shown._inline.docPr.set("descr", block.caption)
                word.add_paragraph(block.caption)
            case Chart():
                _line(word.add_paragraph(), block.title, "")
                shown = word.add_picture(io.BytesIO(chart_as_png(block)), width=Cm(_WIDTH_CM))
                shown._inline.docPr.set("descr", block.description)
                for text in block.said:
                    word.add_paragraph(text, style="List Bullet")
            case Appendix():
                word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            case SourceLink():
                word.add_paragraph(f"[{block.number}] {block.text} {block.address}")
    return _steady(word)


def _line(paragraph: Any, lead: str, text: str) -> None:
    if lead:
        paragraph.add_run(f"{lead} ").bold = True
    paragraph.add_run(text)


def _table(word: Any, block: Table) -> None:
    table = word.add_table(rows=1, cols=len(block.head), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        cell.text = text
    for place, row in enumerate(block.rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.bold = place in block.strong
    word.add_paragraph()


def _steady(word: Any) -> bytes:
    # The archive carries the time of writing; taken out, so that equal records are equal files.
    written = io.BytesIO()
    word.save(written)
    steady = io.BytesIO()
    with (
        zipfile.ZipFile(written) as before,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name), before.read(name), zipfile.ZIP_DEFLATED)
    return steady.getvalue()
