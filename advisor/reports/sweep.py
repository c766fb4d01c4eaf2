"""A sweep as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from advisor.facts.values import as_data
from advisor.what_if.sweep import TURNING, Sweep

WIDTH = 80
_GAP = ""
"""The line before a grid goes on below."""


def as_table(found: Sweep, names: Mapping[str, str]) -> str:
    """The sweep as text: one line for each value, or a grid; the present point in brackets.

    A grid that is wider than a terminal goes on below, unless it can be turned to fit. Under it
    stands what a cell with several names means.
    """
    table = _grid(found, names)
    turned = _grid(found.turned(), names)
    if turned.count(_GAP) < table.count(_GAP):
        table = turned
    return "\n".join([*table, *([TURNING] if found.turning else [])])


def _width(table: Sequence[str]) -> int:
    return max(map(len, table))


def _grid(found: Sweep, names: Mapping[str, str]) -> list[str]:
    def cell(row: int, column: int) -> str:
        name = " or ".join(names[path] for path in found.headlines_in(row, column))
        at_row = found.down is None or row == found.down.present
        return f"[{name}]" if at_row and column == found.across.present else name

    if found.down is None:
        lines = [[label, cell(0, column)] for column, label in enumerate(found.across.labels)]
        return _aligned([[found.across.title, "Headline"], *lines])
    body = [
        [label, *(cell(row, column) for column in range(len(found.across.labels)))]
        for row, label in enumerate(found.down.labels)
    ]
    over = " " * max(len(label) for label in found.down.labels)
    return [
        f"{found.down.title}, and across: {found.across.title}",
        *_in_blocks([[over, *found.across.labels], *body]),
    ]


def as_json(found: Sweep) -> str:
    """The sweep as JSON text: the facts, their values, and the plan of each combination."""
    axes = [found.across, *([found.down] if found.down else [])]
    return json.dumps(
        {
            "facts": [
                {
                    "fact": axis.fact,
                    "values": [as_data(value) for value in axis.values],
                    "labels": list(axis.labels),
                    "present": axis.present,
                }
                for axis in axes
            ],
            "plans": [[list(plan) for plan in row] for row in found.plans],
            "turning": [
                {"row": row, "column": column, "plans": [list(plan) for plan in plans]}
                for (row, column), plans in found.turning.items()
            ],
        },
        indent=1,
    )


def _in_blocks(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows in aligned columns, as many beside each other as a terminal holds."""
    lines: list[str] = []
    first, columns = 1, len(rows[0])
    while first < columns:
        after = columns
        block = _aligned([[row[0], *row[first:after]] for row in rows])
        while _width(block) > WIDTH and after > first + 1:
            after -= 1
            block = _aligned([[row[0], *row[first:after]] for row in rows])
        lines += [*([_GAP] if lines else []), *block]
        first = after
    return lines


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
