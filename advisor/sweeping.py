"""What if: the plan over one or two facts, as a table and as a picture.

The picture is SVG made here: one cell for each combination, coloured by its headline, the
present point marked.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from advisor.deciding import Decider
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.estimates.derived import deriver_over
from advisor.knowledge.models import View
from advisor.scenario import FactValue, NumberRange, Scenario, fact_definitions
from advisor.sensitivity import Sensitivities, Space
from advisor.wording import spoken

MOST_CELLS = 4_000
"""The most combinations that a table shows."""


@dataclass(frozen=True)
class Axis:
    """A fact and the values it takes, from least to most; present: the place of what is so now.

    A number stands for all up to the next one that rules take otherwise.
    """

    fact: str
    values: tuple[FactValue | None, ...]
    present: int

    @property
    def title(self) -> str:
        """The fact's title, with its unit."""
        definition = fact_definitions()[self.fact]
        return f"{definition.title} ({definition.unit})" if definition.unit else definition.title

    def label(self, place: int) -> str:
        """The value in words."""
        value = self.values[place]
        return "unknown" if value is None else spoken(value)


@dataclass(frozen=True)
class Sweep:
    """The plan of each combination of values.

    plans: a row for each value of the second axis (one row where there is none), in it a plan,
    as its paths, for each value of the first.
    """

    across: Axis
    down: Axis | None
    plans: tuple[tuple[tuple[str, ...], ...], ...]

    def headlines(self) -> tuple[tuple[str, ...], ...]:
        """The headline of each plan."""
        return tuple(tuple(plan[-1] for plan in row) for row in self.plans)


def sweep(
    sensitivities: Sensitivities, scenario: Scenario, view: View, facts: Sequence[str]
) -> Sweep:
    """The plan over one or two facts, the other facts as the scenario has them.

    Raises BadInput on a fact that is none, on more than two, and on too many combinations.
    """
    if len(facts) not in (1, 2) or len(set(facts)) != len(facts):
        raise BadInput(Problem("One or two different facts are varied.", "--vary"))
    for fact in facts:
        if fact not in fact_definitions():
            hint = did_you_mean(fact, fact_definitions())
            raise BadInput(
                Problem(
                    f'"{fact}" is not a fact.',
                    "--vary",
                    f"{hint} `advisor facts` lists them all.".strip(),
                )
            )
    axes = [_axis(sensitivities, scenario, fact) for fact in facts]
    cells = len(axes[0].values) * (len(axes[1].values) if len(axes) == 2 else 1)
    if cells > MOST_CELLS:
        raise BadInput(
            Problem(
                f"{cells:,} combinations are too many for a table; the most is {MOST_CELLS:,}.",
                "--vary",
                "Vary one of the two facts at a time.",
            )
        )
    decider: Decider = sensitivities.decider
    answers = {axis.fact: tuple(v for v in axis.values if v is not None) for axis in axes}
    space = Space(decider, scenario.with_facts(**dict.fromkeys(facts)), view, answers)
    answered = space.unanswered(cells)
    width = len(axes[0].values)
    codes = [_codes(axis) for axis in axes]
    for cell in range(cells):
        answered[cell, 0] = codes[0][cell % width]
        if len(axes) == 2:
            answered[cell, 1] = codes[1][cell // width]
    plans = [decider.planner.plans[int(number)] for number in space.plans(answered)]
    rows = tuple(tuple(plans[start : start + width]) for start in range(0, cells, width))
    return Sweep(axes[0], axes[1] if len(axes) == 2 else None, rows)


def _codes(axis: Axis) -> list[int]:
    known = [value for value in axis.values if value is not None]
    return [-1 if value is None else known.index(value) for value in axis.values]


def _axis(sensitivities: Sensitivities, scenario: Scenario, fact: str) -> Axis:
    now = scenario.get(fact)
    definition = fact_definitions()[fact]
    cuts = deriver_over(sensitivities.decider.knowledge).thresholds_of(scenario).get(fact, ())
    values: list[FactValue | None] = list(sensitivities.answers.of(fact, "plan", None, cuts))
    if definition.kind == "choice":
        values = list(definition.choices)
    if definition.kind == "choices":
        values = [value for value in values if isinstance(value, tuple) and len(value) <= 1]
    if now is not None and now not in values:
        values.append(now)
        if definition.is_number:
            values.sort(key=_size)
    if now is None:
        values.insert(0, None)
    return Axis(fact, tuple(values), values.index(now))


def _size(value: FactValue | None) -> float:
    if isinstance(value, NumberRange):
        return max(0.0, value.low)
    assert isinstance(value, (int, float))
    return float(value)


def as_table(found: Sweep, names: Mapping[str, str]) -> str:
    """The sweep as text: one line for each value, or a grid; the present point in brackets."""

    def cell(row: int, column: int) -> str:
        name = names[found.plans[row][column][-1]]
        at_row = found.down is None or row == found.down.present
        return f"[{name}]" if at_row and column == found.across.present else name

    if found.down is None:
        lines = [
            [found.across.label(column), cell(0, column)]
            for column in range(len(found.across.values))
        ]
        return _aligned([[found.across.title, "Headline"], *lines])
    head = [f"{found.down.title} \\ {found.across.title}"]
    head += [found.across.label(column) for column in range(len(found.across.values))]
    body = [
        [found.down.label(row), *(cell(row, column) for column in range(len(head) - 1))]
        for row in range(len(found.down.values))
    ]
    return _aligned([head, *body])


def as_json(found: Sweep) -> str:
    """The sweep as JSON text: the facts, their values, and the plan of each combination."""
    axes = [found.across, *([found.down] if found.down else [])]
    return json.dumps(
        {
            "facts": [
                {
                    "fact": axis.fact,
                    "values": [_plain(value) for value in axis.values],
                    "present": axis.present,
                }
                for axis in axes
            ],
            "plans": [[list(plan) for plan in row] for row in found.plans],
        },
        indent=1,
    )


def _plain(value: FactValue | None) -> object:
    if isinstance(value, NumberRange):
        return value.model_dump(exclude_none=True)
    return list(value) if isinstance(value, tuple) else value


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


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


def as_svg(found: Sweep, names: Mapping[str, str], ladder: Sequence[str]) -> str:
    """The sweep as a picture. names: short names of the paths; ladder: the paths in order."""
    colour = {path: COLOURS[place % len(COLOURS)] for place, path in enumerate(ladder)}
    down = found.down
    wide, high, left, top = 96, 34, 190, 74
    columns, rows = len(found.across.values), len(found.plans)
    used = [path for path in ladder if any(path in row for row in found.headlines())]
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
            f"{_text(_short(found.across.label(column), 15))}</text>"
        )
    for row, headlines in enumerate(found.headlines()):
        y = top + row * high
        if down is not None:
            label = _short(down.label(row), 28)
            parts.append(f'<text x="10" y="{y + high / 2 + 4:g}">{_text(label)}</text>')
        for column, path in enumerate(headlines):
            x = left + column * wide
            told = found.across.label(column)
            told += f", {down.label(row)}" if down is not None else ""
            parts.append(
                f'<rect x="{x}" y="{y}" width="{wide - 2}" height="{high - 2}" '
                f'fill="{colour[path]}"><title>{_text(f"{told}: {names[path]}")}</title></rect>'
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
    over = found.across.title.lower()
    if found.down is not None:
        over += f" and {found.down.title.lower()}"
    return f"The plan's headline over {over}; the circle marks the present scenario"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _text(text: str) -> str:
    return html.escape(text)
