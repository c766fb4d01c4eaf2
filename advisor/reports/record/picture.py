"""The architecture of a plan as a picture: boxes in a grid and arrows, drawn by each format.

Every box but the user, the application and the data stands for something that the plan names: a
path, an item, a model. The same boxes are written as Mermaid, drawn as SVG on the page and in PDF,
and as pixels in Word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from advisor.reasoning.advice import Advice
from advisor.reports.estimates import balanced

Shape: TypeAlias = Literal["person", "part", "guard", "model", "store"]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the system. column, row: its place in the grid; lines: what stands in it.

    items: the ids of the plan's items that it stands for.
    """

    id: str
    shape: Shape
    lines: tuple[str, ...]
    column: int
    row: int
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrow:
    """Data goes from one box to another; both: and an answer comes back."""

    start: str
    end: str
    both: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and arrows. caption: the same in words, for who cannot see it."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    caption: str

    def box(self, identity: str) -> Box:
        """The box of this id."""
        return next(each for each in self.boxes if each.id == identity)

    @property
    def columns(self) -> int:
        """Columns of the grid."""
        return max(each.column for each in self.boxes) + 1

    @property
    def rows(self) -> int:
        """Rows of the grid."""
        return max(each.row for each in self.boxes) + 1


# Which items of the catalogue stand where; the first that a plan has names the box.
GUARDS = (
    "bedrock-guardrails",
    "prompt-injection-defence",
    "content-filters",
    "denied-topics",
    "word-filters",
    "pii-redaction",
    "contextual-grounding-check",
    "automated-reasoning-check",
)
RETRIEVERS = (
    "bedrock-knowledge-bases",
    "bedrock-managed-knowledge-base",
    "amazon-quick",
    "amazon-kendra",
    "amazon-q-business",
)
STORES = (
    "opensearch-serverless",
    "aurora-pgvector",
    "s3-vectors",
    "neptune-analytics",
    "memorydb",
    "documentdb",
    "bedrock-managed-knowledge-base",
)
TOOLS = ("agentcore-gateway", "aws-lambda", "step-functions")
AGENTS = ("bedrock-agentcore", "agentcore-runtime", "bedrock-agents", "strands-agents")
HOSTS = (
    "bedrock-custom-model-import",
    "sagemaker-endpoints",
    "amazon-bedrock",
    "sagemaker-jumpstart",
    "bedrock-marketplace",
    "sagemaker-ai",
)
TRAINERS = (
    "bedrock-model-customization",
    "sagemaker-hyperpod",
    "sagemaker-training-jobs",
    "nova-forge",
    "sagemaker-canvas",
    "sagemaker-autopilot",
    "sagemaker-ai",
)
LOGS = ("invocation-logging", "amazon-cloudwatch", "aws-cloudtrail", "agentcore-observability")
READY_SERVICES = (
    "amazon-comprehend",
    "comprehend-medical",
    "amazon-transcribe",
    "amazon-translate",
    "amazon-polly",
    "amazon-lex",
    "amazon-textract",
    "amazon-rekognition",
    "amazon-personalize",
    "amazon-fraud-detector",
    "amazon-forecast",
)
ROLES: tuple[tuple[str, ...], ...] = (
    GUARDS,
    RETRIEVERS,
    STORES,
    TOOLS,
    AGENTS,
    HOSTS,
    TRAINERS,
    LOGS,
    READY_SERVICES,
)
TRAINED = (
    "parameter-efficient-fine-tuning",
    "full-fine-tuning",
    "preference-alignment",
    "continued-pre-training",
    "pre-training-from-scratch",
)
"""Paths that make or change a model."""


Part: TypeAlias = tuple[Box, tuple[Arrow, ...]]
"""A box with the arrows that come with it."""


def picture(advice: Advice) -> Picture:
    """The picture of the plan of an advice."""
    found = _Found(advice)
    parts = list(_parts(found))
    boxes = _without_gaps([box for box, _ in parts])
    arrows = [arrow for _, leading in parts for arrow in leading]
    return Picture(tuple(boxes), tuple(arrows), _in_words(boxes, arrows))


class _Found:
    """The plan's items and paths, and the names of those that stand somewhere."""

    def __init__(self, advice: Advice) -> None:
        self.advice = advice
        self.paths = frozenset(advice.plan.paths)
        self.names = {item.id: item.name for stage in advice.stages for item in stage.items}

    def of(self, role: Sequence[str], most: int = 1) -> tuple[str, ...]:
        """The first items of a role that the plan has."""
        return tuple(each for each in role if each in self.names)[:most]

    def told(self, items: Sequence[str], otherwise: str = "") -> tuple[str, ...]:
        """Their names."""
        return tuple(self.names[each] for each in items) or ((otherwise,) if otherwise else ())

    @property
    def trained(self) -> str | None:
        """The name of the path that trains a model, where the plan has one."""
        names = {each.id: each.short_name for each in self.advice.paths}
        return next((names[each] for each in reversed(TRAINED) if each in self.paths), None)


def _parts(found: _Found) -> Iterator[Part]:
    """Each box with the arrows to it."""
    yield Box("user", "person", ("User",), 0, 1), ()
    acts = "agents" in found.paths
    agents = found.of(AGENTS) if acts else ()
    app = ("Application", *(found.told(agents, "Agent") if acts else ()))
    yield Box("app", "part", app, 1, 1, agents), (Arrow("user", "app", both=True),)
    before_model = "app"
    guards = found.of(GUARDS)
    if guards:
        yield (
            Box("guard", "guard", found.told(guards), 2, 1, guards),
            (Arrow("app", "guard", both=True),),
        )
        before_model = "guard"
    yield _model(found), (Arrow(before_model, "model", both=True),)
    if acts:
        tools = found.of(TOOLS)
        yield (
            Box("tools", "part", ("Your systems", *found.told(tools)), 1, 0, tools),
            (Arrow("app", "tools", both=True),),
        )
    if found.trained:
        trainers = found.of(TRAINERS)
        yield Box("examples", "store", ("Training data",), 2, 0), ()
        yield (
            Box("training", "part", (found.trained, *found.told(trainers)), 3, 0, trainers),
            (Arrow("examples", "training"), Arrow("training", "model")),
        )
    if "retrieval-augmented-generation" in found.paths:
        yield from _retrieval(found)
    logs = found.of(LOGS, 2)
    if logs:
        yield (
            Box("logs", "store", ("Logs", *found.told(logs)), 4, 1, logs),
            (Arrow("model", "logs"),),
        )


def _model(found: _Found) -> Box:
    if "no-foundation-model" in found.paths:
        services = found.of(READY_SERVICES, 2) or found.of(HOSTS)
        told = found.told(services, "Classical model or rules")
        return Box("model", "model", told, 3, 1, services)
    hosts = found.of(HOSTS)
    models = found.advice.estimates.models
    name = balanced(found.advice.estimates).name if models else "Foundation model"
    if found.trained:
        name = f"{name}, tuned" if models else "Tuned model"
        if "pre-training-from-scratch" in found.paths:
            name = "Your own model"
    return Box("model", "model", (name, *found.told(hosts)), 3, 1, hosts)


def _retrieval(found: _Found) -> Iterator[Part]:
    retrievers = found.of(RETRIEVERS)
    yield (
        Box("retrieval", "part", found.told(retrievers, "Retrieval"), 1, 2, retrievers),
        (Arrow("app", "retrieval", both=True),),
    )
    stores = tuple(each for each in found.of(STORES, 3) if each not in retrievers)[:1]
    yield (
        Box("store", "store", ("Passages with vectors", *found.told(stores)), 2, 2, stores),
        (Arrow("store", "retrieval"),),
    )
    yield Box("documents", "store", ("Documents",), 3, 2), (Arrow("documents", "store"),)


def _without_gaps(boxes: Sequence[Box]) -> list[Box]:
    """The boxes with empty columns and rows taken out."""
    columns = sorted({each.column for each in boxes})
    rows = sorted({each.row for each in boxes})
    return [
        Box(
            each.id,
            each.shape,
            each.lines,
            columns.index(each.column),
            rows.index(each.row),
            each.items,
        )
        for each in boxes
    ]


def _in_words(boxes: Sequence[Box], arrows: Sequence[Arrow]) -> str:
    """The flows as chains; a box is named whole where it comes first."""
    whole = {each.id: f"{each.lines[0]} ({', '.join(each.lines[1:])})" for each in boxes}
    short = {each.id: each.lines[0] for each in boxes}
    told: set[str] = set()

    def named(identity: str) -> str:
        first = identity not in told and whole[identity][-2:] != "()"
        told.add(identity)
        return whole[identity] if first else short[identity]

    chains: list[str] = []
    end = ""
    for each in sorted(arrows, key=lambda arrow: _CHAIN.index((arrow.start, arrow.end))):
        sign = "⇄" if each.both else "→"
        if each.start == end:
            chains[-1] += f" {sign} {named(each.end)}"
        else:
            chains.append(f"{named(each.start)} {sign} {named(each.end)}")
        end = each.end
    return f"Data flow: {'; '.join(chains)}."


_CHAIN = (
    ("user", "app"),
    ("app", "guard"),
    ("guard", "model"),
    ("app", "model"),
    ("model", "logs"),
    ("documents", "store"),
    ("store", "retrieval"),
    ("app", "retrieval"),
    ("app", "tools"),
    ("examples", "training"),
    ("training", "model"),
)
"""The order in which the arrows are told."""


# Where the boxes lie, for those who draw.

WIDTH, HEIGHT = 150.0, 46.0
GAP_X, GAP_Y = 34.0, 26.0
LETTERS, LINE_HEIGHT = 11.0, 13.0
LINE_LETTERS = 22
"""Letters of a line in a box."""
FILLS: dict[Shape, str] = {
    "person": "#FFFFFF",
    "part": "#EEF5F3",
    "guard": "#FBEFDA",
    "model": "#DDEFEA",
    "store": "#F4F1EA",
}
"""What each kind of box is filled with."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A box on the drawing: its corner at the upper left, in units, and its lines, wrapped."""

    box: Box
    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow on the drawing, from edge to edge."""

    x1: float
    y1: float
    x2: float
    y2: float
    both: bool

    def heads(self) -> tuple[tuple[tuple[float, float], ...], ...]:
        """The corners of its heads: one at its end; one at its start where it goes both ways."""
        here, there = (self.x1, self.y1), (self.x2, self.y2)
        return (_head(here, there), _head(there, here)) if self.both else (_head(here, there),)


def _head(start: tuple[float, float], end: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    length = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    x, y = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    back = (end[0] - _HEAD * x, end[1] - _HEAD * y)
    half = _HEAD * 0.45
    return (end, (back[0] - half * y, back[1] + half * x), (back[0] + half * y, back[1] - half * x))


_HEAD = 7.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with places, in units; y goes downwards."""

    width: float
    height: float
    boxes: tuple[Placed, ...]
    lines: tuple[Line, ...]


def drawn(shown: Picture) -> Drawing:
    """Where everything lies."""
    placed = {
        each.id: Placed(
            each,
            each.column * (WIDTH + GAP_X) + 1,
            each.row * (HEIGHT + GAP_Y) + 1,
            _wrapped(each.lines),
        )
        for each in shown.boxes
    }
    return Drawing(
        shown.columns * (WIDTH + GAP_X) - GAP_X + 2,
        shown.rows * (HEIGHT + GAP_Y) - GAP_Y + 2,
        tuple(placed.values()),
        tuple(_line(placed[each.start], placed[each.end], each.both) for each in shown.arrows),
    )


def _line(start: Placed, end: Placed, both: bool) -> Line:
    middle_y = start.y + HEIGHT / 2
    if start.box.row == end.box.row:
        right = start.x < end.x
        x1, x2 = (start.x + WIDTH, end.x) if right else (start.x, end.x + WIDTH)
        return Line(x1, middle_y, x2, middle_y, both)
    down = start.y < end.y
    y1, y2 = (start.y + HEIGHT, end.y) if down else (start.y, end.y + HEIGHT)
    return Line(start.x + WIDTH / 2, y1, end.x + WIDTH / 2, y2, both)


def _wrapped(lines: Sequence[str]) -> tuple[str, ...]:
    """At most three lines: names are parted where they are too long for one."""
    told: list[str] = []
    for text in lines:
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if len(longer) > LINE_LETTERS and line:
                told.append(line)
                line = word
            else:
                line = longer
        told.append(line)
    if len(told) > 3:
        told = [*told[:2], f"{told[2]} …"]
    return tuple(told)


# Mermaid

_SHAPES: dict[Shape, tuple[str, str]] = {
    "person": ("([", "])"),
    "part": ("[", "]"),
    "guard": ("{{", "}}"),
    "model": ("[[", "]]"),
    "store": ("[(", ")]"),
}


def as_mermaid(shown: Picture) -> str:
    """The picture as a Mermaid flow chart."""
    lines = ["flowchart LR"]
    for box in shown.boxes:
        opened, closed = _SHAPES[box.shape]
        told = "<br>".join(each.replace('"', "#quot;") for each in box.lines)
        lines.append(f'    {box.id}{opened}"{told}"{closed}')
    for each in shown.arrows:
        lines.append(f"    {each.start} {'<-->' if each.both else '-->'} {each.end}")
    return "\n".join(lines)
