"""The plan over two facts: a cell for each combination, by colour and letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.sweeping import COLOURS, Sweep
from ui.drawings.markup import joined, text

_WIDE, _HIGH, _LEFT, _TOP, _LONGEST = 112, 40, 190, 62, 26


def plan_map(found: Sweep, names: Mapping[str, str], ladder: Sequence[str]) -> str:
    """The map as inline SVG with a table of what the letters stand for.

    names: short names of the paths; ladder: all paths in order, so that each keeps its colour.
    """
    used = [path for path in ladder if any(path in row for row in found.headlines())]
    letters = {path: chr(ord("A") + place) for place, path in enumerate(used)}
    columns, rows = len(found.across.values), len(found.plans)
    width, height = _LEFT + columns * _WIDE + 10, _TOP + rows * _HIGH + 10
    cells = joined(
        _cell(found, row, column, letters, names, ladder)
        for row in range(rows)
        for column in range(columns)
    )
    heads = joined(
        _said(_LEFT + (place + 0.5) * _WIDE, _TOP - 10, found.across.label(place), 17, "middle")
        for place in range(columns)
    )
    sides = (
        joined(
            _said(_LEFT - 10, _TOP + (place + 0.5) * _HIGH + 5, found.down.label(place), 26, "end")
            for place in range(rows)
        )
        if found.down is not None
        else ""
    )
    title = _said(_LEFT, 20, found.across.title, 60, "start")
    side_title = _said(_LEFT - 10, 20, found.down.title, _LONGEST, "end") if found.down else ""
    return (
        '<div class="adv-scroll" role="region" aria-label="Map of the plan" tabindex="0">'
        f'<svg class="adv-map" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{text(in_words(found, names))}">'
        f"{title}{side_title}{heads}{sides}{cells}</svg></div>"
        f"{_legend(used, letters, names, ladder)}"
    )


def in_words(found: Sweep, names: Mapping[str, str]) -> str:
    """What the map shows."""
    over = found.across.title + (f" and {found.down.title}" if found.down else "")
    row = found.down.present if found.down else 0
    here = names[found.headlines()[row][found.across.present]]
    told = "; ".join(
        f"{found.down.label(place) + ': ' if found.down else ''}"
        + ", ".join(
            f"{found.across.label(column)} {names[path]}" for column, path in enumerate(paths)
        )
        for place, paths in enumerate(found.headlines())
    )
    return f"The plan over {over}. Now: {here}. {told}."


def _cell(
    found: Sweep,
    row: int,
    column: int,
    letters: Mapping[str, str],
    names: Mapping[str, str],
    ladder: Sequence[str],
) -> str:
    path = found.headlines()[row][column]
    x, y = _LEFT + column * _WIDE, _TOP + row * _HIGH
    told = found.across.label(column)
    told += f", {found.down.label(row)}" if found.down else ""
    now = column == found.across.present and (found.down is None or row == found.down.present)
    mark = (
        f'<rect class="now" x="{x + 3}" y="{y + 3}" width="{_WIDE - 8}" '
        f'height="{_HIGH - 8}"></rect>'
        if now
        else ""
    )
    letter = letters[path] + (" · now" if now else "")
    return (
        f"<g><title>{text(f'{told}: {names[path]}')}</title>"
        f'<rect x="{x}" y="{y}" width="{_WIDE - 2}" height="{_HIGH - 2}" '
        f'fill="{colour(path, ladder)}"></rect>{mark}'
        f'<text class="letter" x="{x + _WIDE / 2 - 1:g}" y="{y + _HIGH / 2 + 4:g}" '
        f'text-anchor="middle">{letter}</text></g>'
    )


def colour(path: str, ladder: Sequence[str]) -> str:
    """The colour of a path: the same in every picture."""
    return COLOURS[ladder.index(path) % len(COLOURS)]


def _legend(
    used: Sequence[str],
    letters: Mapping[str, str],
    names: Mapping[str, str],
    ladder: Sequence[str],
) -> str:
    entries = joined(
        f'<span><span class="adv-swatch" style="background:{colour(path, ladder)}">'
        f"{letters[path]}</span>{text(names[path])}</span>"
        for path in used
    )
    return f'<p class="adv-legend">{entries}</p>'


def _said(x: float, y: float, told: str, most: int, anchor: str) -> str:
    short = told if len(told) <= most else f"{told[: most - 1]}…"
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}">{text(short)}</text>'
