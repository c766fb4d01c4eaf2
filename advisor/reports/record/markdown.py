"""A record as Markdown, with front matter where it is given."""

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
from advisor.reports.record.picture import Picture, as_mermaid


def as_markdown(document: RecordDocument, front_matter: str = "") -> str:
    """The record as Markdown text; tables are GitHub's, the picture is Mermaid's.

    front_matter: YAML that stands before it, between lines of three dashes.
    """
    text = "\n".join(_lines(document)).strip() + "\n"
    return f"---\n{front_matter.strip()}\n---\n\n{text}" if front_matter else text


def _lines(document: RecordDocument) -> Iterator[str]:
    for block in document.blocks:
        match block:
            case Heading():
                yield from ("", f"{'#' * block.level} {_safe(block.text)}", "")
            case Paragraph():
                yield from (_bold(block.lead) + _line(block.text), "")
            case Bullets():
                for place, (lead, text) in enumerate(block.entries, 1):
                    mark = f"{place}." if block.numbered else "-"
                    yield f"{mark} {_bold(lead)}{_safe(text)}".rstrip()
                yield ""
            case Table():
                yield _row(tuple(_cell(cell) for cell in block.head))
                yield "|" + "---|" * len(block.head)
                for place, row in enumerate(block.rows):
                    strong = place in block.strong
                    yield _row(tuple(_cell(cell, strong) for cell in row))
                yield ""
            case SourceLink():
                yield f"{block.number}. {_safe(block.text)} <{block.address}>"
            case Picture():
                yield from ("```mermaid", as_mermaid(block), "```", "", _safe(block.caption), "")
            case Chart():
                yield from ("", _bold(block.title), "", "```text", *as_rows(block), "```", "")
                yield from (*(f"- {_safe(each)}" for each in block.said), "")
            case Appendix():
                yield from ("", "---", "")


def _bold(lead: str) -> str:
    return f"**{_safe(lead)}** " if lead else ""


def _cell(text: str, strong: bool = False) -> str:
    safe = _safe(text).replace("|", "\\|")
    return f"**{safe}**" if strong and safe else safe


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


_SIGNS = re.compile(r"([\\`*_<>\[\]~]|!(?=\[)|&(?=[#\w]+;))")
"""What could be markup: a link, a picture, HTML, emphasis, an entity."""
_START = re.compile(r"^(?:([#+=-])|(\d+)([.)]\s))")


def _safe(text: str) -> str:
    # A text is one line, and none of its signs is markup.
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def _line(text: str) -> str:
    # At the start of a line some signs make a list or a heading.
    safe = _safe(text)
    return _START.sub(
        lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", safe
    )
