"""A sweep as a picture: one cell for each combination, coloured by its headline."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from advisor.estimates.words import inside_sentence
from advisor.what_if.sweep import TURNING, Sweep

# Okabe and Ito's palette: told apart by people with any kind of colour vision.
COLOURS = (
    "#999999",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#E69F00",
    "#D55E00",
    "#CC79A7",
    "#0072B2",
    "#332288",
)
"""The colour of each path, in the order of the ladder."""


_LETTER, _WIDEST, _LONGEST = 7, 190, 40
"""Pixels of a letter, the widest column, and the letters of the longest label of a row."""


def as_svg(found: Sweep, names: Mapping[str, str], ladder: Sequence[str]) -> str:
    """The sweep as a picture. names: short names of the paths; ladder: the paths in order."""
    colour = {path: COLOURS[place % len(COLOURS)] for place, path in enumerate(ladder)}
    down = found.down
    longest = max(len(label) for label in found.across.labels)
    wide = min(max(96, _LETTER * longest + 16), _WIDEST)
    side = max((len(label) for label in down.labels), default=0) if down is not None else 0
    high, top = 34, 74
    left = max(20, _LETTER * max(min(side, _LONGEST), len(down.title)) + 30) if down else 20
    columns, rows = len(found.across.values), len(found.plans)
    cells = [(row, column) for row in range(rows) for column in range(columns)]
    used = [path for path in ladder if any(path in found.headlines_in(*cell) for cell in cells)]
    width = left + columns * wide + 20
    height = top + rows * high + 40 + 22 * len(used)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="12">',
        f"<title>{_text(_caption(found))}</title>",
        f'<rect width="{width}" height="{height}" fill="white"/>',
        f'<text x="{left}" y="20" font-weight="bold">{_text(found.across.title)}</text>',
    ]
    if down is not None:
        parts.append(f'<text x="10" y="{top - 12}" font-weight="bold">{_text(down.title)}</text>')
    for column in range(columns):
        x = left + column * wide + wide / 2
        parts.append(
            f'<text x="{x:g}" y="{top - 12}" text-anchor="middle">'
            f"{_text(_short(found.across.label(column), wide // _LETTER))}</text>"
        )
    for row, headlines in enumerate(found.headlines()):
        y = top + row * high
        if down is not None:
            label = _short(down.label(row), _LONGEST)
            parts.append(f'<text x="10" y="{y + high / 2 + 4:g}">{_text(label)}</text>')
        for column, path in enumerate(headlines):
            x = left + column * wide
            told = found.across.label(column)
            told += f", {down.label(row)}" if down is not None else ""
            also = found.headlines_in(row, column)[1:]
            inside = " or ".join(names[each] for each in (path, *also))
            parts.append(
                f'<rect x="{x}" y="{y}" width="{wide - 2}" height="{high - 2}" '
                f'fill="{colour[path]}"><title>{_text(f"{told}: {inside}")}</title></rect>'
            )
            if also:
                parts.append(
                    f'<path d="M{x + wide // 2} {y}h{wide - wide // 2 - 2}v{high - 2}'
                    f'H{x + wide // 2}z" fill="{colour[also[0]]}" pointer-events="none"/>'
                )
            if column == found.across.present and (down is None or row == down.present):
                parts.append(
                    f'<circle cx="{x + wide / 2 - 1:g}" cy="{y + high / 2 - 1:g}" r="7" '
                    'fill="white" stroke="black" stroke-width="2"><title>now</title></circle>'
                )
    for place, path in enumerate(used):
        y = top + rows * high + 20 + 22 * place
        parts.append(f'<rect x="{left}" y="{y}" width="16" height="16" fill="{colour[path]}"/>')
        parts.append(f'<text x="{left + 24}" y="{y + 13}">{_text(names[path])}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _caption(found: Sweep) -> str:
    over = inside_sentence(found.across.title)
    if found.down is not None:
        over += f" and {inside_sentence(found.down.title)}"
    told = f"The plan's headline over {over}; the circle marks the present scenario"
    return f"{told}. {TURNING}" if found.turning else told


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _text(text: str) -> str:
    return html.escape(text)
