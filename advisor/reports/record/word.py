"""A record as a Word file."""

from __future__ import annotations

import datetime
import io
import zipfile

from advisor.reports.record.document import (
    Bullets,
    Heading,
    Paragraph,
    RecordDocument,
    SourceLink,
    Table,
)

_LONGEST_TITLE = 255
_NO_DAY = datetime.datetime(2000, 1, 1)


def as_word(document: RecordDocument) -> bytes:
    """The record as a .docx file. Equal records give equal bytes."""
    import docx  # an extra: not everybody writes Word

    word = docx.Document()
    # Word bounds the property, not the heading.
    word.core_properties.title = document.title[:_LONGEST_TITLE]
    word.core_properties.author = ""
    word.core_properties.comments = ""
    word.core_properties.created = word.core_properties.modified = _NO_DAY
    for block in document.blocks:
        match block:
            case Heading():
                word.add_heading(block.text, level=block.level - 1)
            case Paragraph():
                word.add_paragraph(block.text)
            case Bullets():
                for lead, text in block.entries:
                    entry = word.add_paragraph(style="List Bullet")
                    if lead:
                        entry.add_run(f"{lead} ").bold = True
                    entry.add_run(text)
            case Table():
                _table(word, block)
            case SourceLink():
                word.add_paragraph(f"[{block.number}] {block.text} {block.address}")
    return _steady(word)


def _table(word: object, block: Table) -> None:
    from docx.document import Document as WordDocument

    assert isinstance(word, WordDocument)
    table = word.add_table(rows=1, cols=len(block.head), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, block.head, strict=True):
        cell.text = text
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    word.add_paragraph()


def _steady(word: object) -> bytes:
    # The archive carries the time of writing; taken out, so that equal records are equal files.
    written = io.BytesIO()
    word.save(written)  # type: ignore[attr-defined]
    steady = io.BytesIO()
    with (
        zipfile.ZipFile(written) as before,
        zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(zipfile.ZipInfo(name), before.read(name), zipfile.ZIP_DEFLATED)
    return steady.getvalue()
