"""A record as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.reports.record.document import (
    Bullets,
    Heading,
    Paragraph,
    RecordDocument,
    SourceLink,
    Table,
)


def as_markdown(document: RecordDocument) -> str:
    """The record as Markdown text; tables are GitHub's."""
    return "\n".join(_lines(document)).strip() + "\n"


def _lines(document: RecordDocument) -> Iterator[str]:
    for block in document.blocks:
        match block:
            case Heading():
                yield from ("", f"{'#' * block.level} {_safe(block.text)}", "")
            case Paragraph():
                yield from (_safe(block.text), "")
            case Bullets():
                for lead, text in block.entries:
                    bold = f"**{_safe(lead)}** " if lead else ""
                    yield f"- {bold}{_safe(text)}".rstrip()
                yield ""
            case Table():
                yield _row(block.head)
                yield "|" + "---|" * len(block.head)
                yield from (_row(row) for row in block.rows)
                yield ""
            case SourceLink():
                yield f"{block.number}. {_safe(block.text)} <{block.address}>"


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(_safe(cell).replace("|", "\\|") for cell in cells) + " |"


def _safe(text: str) -> str:
    # A text is one line, and none of its signs is markup.
    return re.sub(r"([\\`*_<>])", r"\\\1", " ".join(text.split()))
