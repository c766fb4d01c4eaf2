"""The plan over two facts: a table with a cell for each combination, by colour and name.

Values that lead to the same headlines stand in one row or column, so that a fact with many values
stays readable; the present value always stands alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.facts.definitions import fact_definitions
from advisor.what_if.sweep import TURNING, Axis, Paths, Sweep
from advisor.what_if.sweep_picture import COLOURS
from ui.drawings.markup import folded, joined, text

_NAMED_AT_MOST = 3

Group = tuple[int, ...]
"""The places of an axis that are drawn as one."""


def plan_map(found: Sweep, names: Mapping[str, str], ladder: Sequence[str]) -> str:
    """The map, and below it what was drawn as one.

    names: short names of the paths; ladder: all paths in order, so that each keeps its colour.
    """
    columns, rows = groups(found)
    now = _present_row(found)
    head = joined(
        _head(found.across, group, "col", group == (found.across.present,)) for group in columns
    )
    body = joined(
        "<tr>"
        + (_head(found.down, row, "row", row == (now,)) if found.down else "")
        + joined(
            _cell(
                found.headlines_in(row[0], column[0]),
                names,
                ladder,
                now in row and found.across.present in column,
            )
            for column in columns
        )
        + "</tr>"
        for row in rows
    )
    corner = f'<td class="corner">{text(_title(found.down))} ↓</td>' if found.down else ""
    spanning = f'<th scope="colgroup" colspan="{len(columns)}">{text(_title(found.across))} →</th>'
    top = f"<tr>{corner and '<td></td>'}{spanning}</tr><tr>{corner}{head}</tr>"
    return (
        '<div class="adv-scroll" role="region" aria-label="Map of the plan" tabindex="0">'
        f'<table class="adv-map"><caption class="adv-unseen">{text(in_words(found, names))}'
        f"</caption><thead>{top}</thead><tbody>{body}</tbody></table></div>"
        f"{f'<p>{text(TURNING)}</p>' if found.turning else ''}"
        f"{_drawn_as_one(found, columns, rows)}"
    )


def groups(found: Sweep) -> tuple[list[Group], list[Group]]:
    """The columns and the rows of the map, each with the places of its axis that it stands for."""
    headlines = [
        tuple(found.headlines_in(row, column) for column in range(len(found.across.values)))
        for row in range(len(found.plans))
    ]
    columns = _grouped(list(zip(*headlines, strict=True)), found.across)
    rows: list[Group] = _grouped(headlines, found.down) if found.down else [(0,)]
    return columns, rows


def _grouped(lines: Sequence[tuple[Paths, ...]], axis: Axis) -> list[Group]:
    definition = fact_definitions()[axis.fact]
    # Between values that have an order only neighbours go together.
    ordered = definition.is_number or definition.ordered
    grouped: list[list[int]] = []
    for place, line in enumerate(lines):
        candidates = grouped[-1:] if ordered else grouped
        same = (each for each in candidates if lines[each[0]] == line and each[0] != axis.present)
        mate = None if place == axis.present else next(same, None)
        if mate is None:
            grouped.append([place])
        else:
            mate.append(place)
    return [tuple(each) for each in grouped]


def in_words(found: Sweep, names: Mapping[str, str]) -> str:
    """What the map shows."""
    over = found.across.title + (f" and {found.down.title}" if found.down else "")
    here = names[found.headlines()[_present_row(found)][found.across.present]]
    return f"The plan over {over}. Now: {here}."


def colour(path: str, ladder: Sequence[str]) -> str:
    """The colour of a path: the same in every picture."""
    return COLOURS[ladder.index(path) % len(COLOURS)]


def _present_row(found: Sweep) -> int:
    return found.down.present if found.down else 0


def _cell(paths: Paths, names: Mapping[str, str], ladder: Sequence[str], now: bool) -> str:
    mark = "<b>now</b>" if now else ""
    return (
        f'<td class="{"now" if now else "plan"}" style="--path: {colour(paths[0], ladder)}">'
        f"<span>{text(' or '.join(names[path] for path in paths))}{mark}</span></td>"
    )


def _head(axis: Axis, group: Group, scope: str, now: bool) -> str:
    present = ' class="present"' if now else ""
    return f'<th scope="{scope}"{present}>{text(_label(axis, group))}</th>'


def _title(axis: Axis) -> str:
    """The fact's title with its unit, unless the title says it."""
    definition = fact_definitions()[axis.fact]
    said = (definition.unit or "").partition("/")[0] in definition.title.lower()
    return definition.title if said else axis.title


def _label(axis: Axis, group: Group) -> str:
    labels = [axis.label(place) for place in group]
    if len(labels) > 1 and fact_definitions()[axis.fact].is_number:
        return f"{labels[0]} … {labels[-1]}"
    if len(labels) <= _NAMED_AT_MOST:
        return ", ".join(labels)
    return f"{', '.join(labels[: _NAMED_AT_MOST - 1])} and {len(labels) - _NAMED_AT_MOST + 1} more"


def _drawn_as_one(found: Sweep, columns: Sequence[Group], rows: Sequence[Group]) -> str:
    """The values behind headings that do not name all of theirs; empty where there are none."""
    axes = [(found.across, columns), *([(found.down, rows)] if found.down else [])]
    lines = joined(
        f"<li>{text(_title(axis))}, {text(_label(axis, group))}: "
        f"{text(', '.join(axis.label(place) for place in group))}</li>"
        for axis, several in axes
        for group in several
        if len(group) > _NAMED_AT_MOST and not fact_definitions()[axis.fact].is_number
    )
    return folded("What is drawn as one", f"<ul>{lines}</ul>") if lines else ""
