"""A record as text to paste into a wiki: the markup of Confluence and Jira."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.reports.chart import Chart, as_rows
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


def as_wiki(document: RecordDocument) -> str:
    """The record in wiki markup; the picture stands in it in words."""
    return "\n".join(_lines(document)).strip() + "\n"


def _lines(document: RecordDocument) -> Iterator[str]:
    for block in document.blocks:
        match block:
            case Heading():
                yield from ("", f"h{block.level}. {_safe(block.text)}", "")
            case Paragraph():
                yield from (f"{_bold(block.lead)}{_safe(block.text)}", "")
            case Bullets():
                mark = "#" if block.numbered else "*"
                for lead, text in block.entries:
                    yield f"{mark} {_bold(lead)}{_safe(text)}".rstrip()
                yield ""
            case Table():
                yield f"||{'||'.join(_cell(cell) for cell in block.head)}||"
                for place, row in enumerate(block.rows):
                    strong = place in block.strong
                    yield f"|{'|'.join(_cell(cell, strong) for cell in row)}|"
                yield ""
            case SourceLink():
                yield f"\\[{block.number}\\] {_safe(block.text)} [{block.address}]"
                yield ""
            case Picture():
                yield from (_safe(block.caption), "")
            case Chart():
                yield from (_bold(block.title), "", "{noformat}", *as_rows(block), "{noformat}")
                yield from (*(f"* {_safe(each)}" for each in block.said), "")
            case Appendix():
                yield from ("", "----", "")


def _bold(lead: str) -> str:
    return f"*{_safe(lead)}* " if lead else ""


def _cell(text: str, strong: bool = False) -> str:
    # An empty cell would join its neighbours.
    safe = _safe(text) or " "
    return f"*{safe}*" if strong and text else safe


_START = re.compile(r"^([#*\-]|h\d\.|bq\.)")


def _safe(text: str) -> str:
    # None of the text's signs is markup: no link, no picture, no macro.
    plain = re.sub(r"([\\{}\[\]|*_!^~?+@])", r"\\\1", " ".join(text.split()))
    return _START.sub(r"\\\1", plain)
