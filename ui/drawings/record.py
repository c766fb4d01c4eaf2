"""The decision record as HTML: what the screen and the printer show."""

from __future__ import annotations

from advisor.reports.chart import Chart
from advisor.reports.record.blocks import (
    Appendix,
    Block,
    Bullets,
    Heading,
    Paragraph,
    RecordDocument,
    SourceLink,
    Table,
)
from advisor.reports.record.picture import (
    FILLS,
    LABEL_LETTERS,
    LETTERS,
    WIDTH,
    Line,
    Picture,
    drawn,
)
from ui.drawings.charts import chart
from ui.drawings.markup import joined, link, text, wide


def record(document: RecordDocument) -> str:
    """The whole record as one article."""
    return f'<article class="adv-doc">{joined(_block(each) for each in document.blocks)}</article>'


def _block(block: Block) -> str:
    match block:
        case Heading():
            return f"<h{block.level + 1}>{text(block.text)}</h{block.level + 1}>"
        case Paragraph():
            return f"<p>{_bold(block.lead)}{text(block.text)}</p>"
        case Bullets():
            entries = joined(f"<li>{_bold(lead)}{text(said)}</li>" for lead, said in block.entries)
            kind = "ol" if block.numbered else "ul"
            return f"<{kind}>{entries}</{kind}>"
        case Table():
            head = joined(f'<th scope="col">{text(cell)}</th>' for cell in block.head)
            rows = joined(
                f"<tr>{joined(_cell(cell, place in block.strong) for cell in row)}</tr>"
                for place, row in enumerate(block.rows)
            )
            return (
                f'<div class="adv-scroll" role="region" aria-label="{text(", ".join(block.head))}" '
                f'tabindex="0"><table class="adv-table"><thead><tr>{head}</tr></thead>'
                f"<tbody>{rows}</tbody></table></div>"
            )
        case Picture():
            return (
                '<figure class="adv-architecture">'
                f"{wide('The architecture', architecture(block))}"
                f"<figcaption>{text(block.caption)}</figcaption></figure>"
            )
        case Chart():
            return f"<p><strong>{text(block.title)}</strong></p>{chart(block)}"
        case Appendix():
            return '<hr class="adv-appendix">'
        case SourceLink():
            return (
                f'<p class="adv-reference">[{block.number}] {text(block.text)} '
                f"{link(block.address, block.address)}</p>"
            )


def _bold(lead: str) -> str:
    return f"<strong>{text(lead)}</strong> " if lead else ""


def _cell(said: str, strong: bool) -> str:
    return f"<td><strong>{text(said)}</strong></td>" if strong else f"<td>{text(said)}</td>"


def architecture(shown: Picture) -> str:
    """The architecture of a plan as SVG; its caption says the same in words."""
    plan = drawn(shown)
    lines = joined(
        f'<line stroke="currentColor" x1="{each.x1:g}" y1="{each.y1:g}" '
        f'x2="{each.x2:g}" y2="{each.y2:g}"{_dashed(each.dashes)}/>'
        + joined(
            f'<polygon fill="currentColor" points="{_points(head)}"/>' for head in each.heads()
        )
        + _label(each)
        for each in plan.lines
    )
    boxes = []
    for each in plan.boxes:
        boxes.append(
            f'<rect x="{each.x:g}" y="{each.y:g}" width="{WIDTH:g}" height="{each.height:g}" '
            f'rx="{each.rounded:g}" stroke="{_EDGE}" fill="{FILLS[each.box.shape]}"/>'
        )
        for place, (line, middle) in enumerate(zip(each.lines, each.middles(), strict=True)):
            weight = ' font-weight="700"' if place < each.bold else ""
            boxes.append(
                f'<text x="{each.x + WIDTH / 2:g}" y="{middle + LETTERS * 0.35:g}" '
                f'text-anchor="middle" fill="{_INK}"{weight}>{text(line)}</text>'
            )
    return (
        f'<svg viewBox="0 0 {plan.width:g} {plan.height:g}" role="img" '
        f'aria-label="{text(shown.caption)}" style="max-width:{plan.width:g}px" '
        f'font-size="{LETTERS:g}">{lines}{joined(boxes)}</svg>'
    )


_INK, _EDGE = "#2b2b2b", "#0b6b62"
"""The boxes are light by day and by night, and so is what stands in them dark."""


def _dashed(dashes: tuple[float, ...]) -> str:
    return f' stroke-dasharray="{" ".join(f"{each:g}" for each in dashes)}"' if dashes else ""


def _label(line: Line) -> str:
    if not line.label:
        return ""
    x, y = line.label_at
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{LABEL_LETTERS:g}" fill="currentColor">'
        f"{text(line.label)}</text>"
    )


def _points(corners: tuple[tuple[float, float], ...]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in corners)
