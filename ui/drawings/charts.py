"""Charts as SVG; beside each, what it says in words."""

from __future__ import annotations

from advisor.reports.chart import Bar, Chart, Line, Words
from ui.drawings.markup import joined, pictured, text

_KINDS = {"data": "data", "axis": "tick", "mark": "wanted"}


def chart(shown: Chart) -> str:
    """The chart, and the same in words below it."""
    return pictured(shown.title, drawn(shown), shown.said)


def drawn(shown: Chart) -> str:
    """The chart as inline SVG."""
    marks = joined((*map(_bar, shown.bars), *map(_line, shown.lines), *map(_word, shown.words)))
    return (
        f'<svg class="adv-ranges" viewBox="0 0 {shown.width:g} {shown.height:g}" role="img" '
        f'aria-label="{text(shown.description)}">{marks}</svg>'
    )


def _bar(bar: Bar) -> str:
    return (
        f'<rect class="chosen" x="{bar.x:.1f}" y="{bar.y:g}" width="{bar.width:.1f}" '
        f'height="{bar.height:g}" rx="4"></rect>'
    )


def _line(line: Line) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in line.points)
    gaps = " ".join(f"{each:g}" for each in line.dashes)
    dashes = f' stroke-dasharray="{gaps}"' if gaps else ""
    return f'<polyline class="{_KINDS[line.kind]}"{dashes} points="{points}"></polyline>'


def _word(word: Words) -> str:
    return (
        f'<text x="{word.x:.1f}" y="{word.y:.1f}" text-anchor="{word.anchor}">'
        f"{text(word.text)}</text>"
    )
