"""The lifecycle as a cycle of stages, with how much is to be done in each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ui.drawings.markup import joined, text

WIDTH, HEIGHT = 460, 350
_CENTRE = (230.0, 162.0)
_RADII = (168.0, 126.0)
_NODE = 27.0
_SHORT = {
    "data-preparation": "Data",
    "pre-training": "Pre-training",
    "fine-tuning": "Fine-tuning",
    "evaluation": "Evaluation",
    "deployment": "Deployment",
    "monitoring": "Monitoring",
}


@dataclass(frozen=True, slots=True)
class Station:
    """A stage on the cycle: how many items, how many of them essential.

    returns: a symptom of the running system leads back here.
    """

    id: str
    name: str
    items: int
    essential: int
    returns: bool = False


def cycle(stations: Sequence[Station]) -> str:
    """The cycle as inline SVG; empty stations are drawn hollow."""
    places = [_place(index, len(stations)) for index in range(len(stations))]
    arrows = joined(_arrow(index, len(stations)) for index in range(len(stations)))
    nodes = joined(_node(station, place) for station, place in zip(stations, places, strict=True))
    back = joined(
        _back(places[-1], place)
        for station, place in zip(stations, places, strict=True)
        if station.returns and place != places[-1]
    )
    total = sum(station.items for station in stations)
    essential = sum(station.essential for station in stations)
    middle = (
        f'<text class="big" x="{_CENTRE[0]:g}" y="{_CENTRE[1] - 2:g}">{total}</text>'
        f'<text class="small" x="{_CENTRE[0]:g}" y="{_CENTRE[1] + 18:g}">'
        f"{'item' if total == 1 else 'items'}, {essential} essential</text>"
    )
    return (
        f'<svg class="adv-cycle" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{text(in_words(stations))}">{arrows}{back}{nodes}{middle}</svg>'
    )


def in_words(stations: Sequence[Station]) -> str:
    """What the picture shows."""
    told = "; ".join(
        f"{station.name}: {station.items} items, {station.essential} essential"
        + (", to go back to" if station.returns else "")
        for station in stations
    )
    return f"Lifecycle as a cycle. {told}. Monitoring leads back to any earlier stage."


def _angle(index: float, count: int) -> float:
    # The first stage stands at the upper left, and the cycle runs clockwise.
    return -2 * math.pi / 3 + 2 * math.pi * index / count


def _place(index: float, count: int) -> tuple[float, float]:
    angle = _angle(index, count)
    return (
        _CENTRE[0] + _RADII[0] * math.cos(angle),
        _CENTRE[1] + _RADII[1] * math.sin(angle),
    )


def _arrow(index: int, count: int) -> str:
    here, there = _place(index + 0.3, count), _place(index + 0.68, count)
    ahead = _place(index + 0.64, count)
    turn = math.atan2(there[1] - ahead[1], there[0] - ahead[0])
    tips = joined(
        f"{there[0] + 7 * math.cos(turn + side):.1f},{there[1] + 7 * math.sin(turn + side):.1f} "
        for side in (0.0, 2.4, -2.4)
    )
    return (
        f'<path class="way" d="M{here[0]:.1f} {here[1]:.1f} A{_RADII[0]:g} {_RADII[1]:g} 0 0 1 '
        f'{there[0]:.1f} {there[1]:.1f}"/><polygon class="tip" points="{tips.strip()}"/>'
    )


def _back(start: tuple[float, float], end: tuple[float, float]) -> str:
    return (
        f'<path class="back" d="M{start[0]:.1f} {start[1]:.1f} Q{_CENTRE[0]:g} {_CENTRE[1]:g} '
        f'{end[0]:.1f} {end[1]:.1f}"/>'
    )


def _node(station: Station, place: tuple[float, float]) -> str:
    kind = "essential" if station.essential else "some" if station.items else "none"
    name = _SHORT.get(station.id, station.name)
    star = f"{station.essential} essential" if station.essential else ""
    return (
        f'<g class="node {kind}"><circle cx="{place[0]:.1f}" cy="{place[1]:.1f}" r="{_NODE:g}"/>'
        f'<text class="count" x="{place[0]:.1f}" y="{place[1] + 7:.1f}">{station.items}</text>'
        f'<text class="label" x="{place[0]:.1f}" y="{place[1] + _NODE + 15:.1f}">{text(name)}'
        f'</text><text class="small" x="{place[0]:.1f}" y="{place[1] + _NODE + 29:.1f}">{star}'
        "</text></g>"
    )
