"""The decision record as HTML: what the screen and the printer show."""

from __future__ import annotations

from advisor.reports.record.document import (
    Block,
    Bullets,
    Heading,
    Paragraph,
    RecordDocument,
    SourceLink,
    Table,
)
from ui.drawings.markup import joined, link, text


def record(document: RecordDocument) -> str:
    """The whole record as one article."""
    return f'<article class="adv-doc">{joined(_block(each) for each in document.blocks)}</article>'


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level + 1}>{text(block.text)}</h{block.level + 1}>"
        case Paragraph():
            return f"<p>{text(block.text)}</p>"
        case Bullets():
            entries = joined(
                f"<li>{f'<strong>{text(lead)}</strong> ' if lead else ''}{text(said)}</li>"
                for lead, said in block.entries
            )
            return f"<ul>{entries}</ul>"
        case Table():
            head = joined(f'<th scope="col">{text(cell)}</th>' for cell in block.head)
            rows = joined(
                f"<tr>{joined(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in block.rows
            )
            return (
                f'<div class="adv-scroll" role="region" aria-label="{text(block.head[0])}" '
                f'tabindex="0"><table class="adv-table"><thead><tr>{head}</tr></thead>'
                f"<tbody>{rows}</tbody></table></div>"
            )
        case SourceLink():
            return (
                f'<p class="adv-reference">[{block.number}] {text(block.text)} '
                f"{link(block.address, block.address)}</p>"
            )
