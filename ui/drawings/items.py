"""The items of a stage, and what is not recommended: names first, grounds on a click."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.reasoning.advice import ItemShape, NotRecommended, StageShape
from ui.drawings.markup import folded, joined, symbol, text, unseen
from ui.drawings.reason import reasons
from ui.drawings.words import RANKS, STATES


def stage_list(stages: Iterable[StageShape]) -> str:
    """Every stage with its items, essential first."""
    drawn = joined(_stage(number, stage) for number, stage in enumerate(stages, 1))
    return f'<div class="adv-stages">{drawn}</div>'


def _stage(number: int, stage: StageShape) -> str:
    items = joined(item(each) for each in stage.items)
    body = items or '<p class="adv-quiet">Nothing that the facts call for.</p>'
    return (
        f'<section class="adv-stage"><h3><span class="adv-number" aria-hidden="true">{number}'
        f"</span>{text(stage.name)}</h3>{body}</section>"
    )


def item(shape: ItemShape) -> str:
    """One item: rank, name, kind; its purpose, availability and reasons on a click."""
    sign, rank = RANKS[shape.rank]
    summary = (
        f'{symbol(sign, shape.rank)}<span class="adv-name">{text(shape.name)}</span>'
        f'<span class="adv-rank {shape.rank}">{rank}</span>'
    )
    body = (
        f'<div class="adv-grounds"><p>{text(shape.purpose)} '
        f'<span class="adv-quiet">{text(shape.kind)}</span></p>{availability(shape)}</div>'
    )
    marked = "" if shape.availability.state == "open" else " closed"
    return folded(summary, body + reasons(shape.reasons), f"item {shape.rank}{marked}")


def availability(shape: ItemShape) -> str:
    """Whether a new customer can use it; nothing where that goes without saying."""
    found = shape.availability
    if found.state == "open" and not found.instead_of and not found.note:
        return ""
    since = f" since {found.since.isoformat()}" if found.since else ""
    state = "" if found.state == "open" else f"{STATES[found.state].capitalize()}{since}. "
    return f'<p class="adv-tip">{symbol("!")}{text(state + (found.note or ""))}</p>'


def not_recommended(shapes: Iterable[NotRecommended]) -> str:
    """What something spoke for and is not recommended, and why not."""
    return joined(
        folded(
            f"{symbol('✕', 'ruled_out')}{unseen('not recommended')}"
            f'<span class="adv-name">{text(each.name)}</span>',
            f'<div class="adv-grounds"><p>{text(each.text)}</p></div>{reasons(each.reasons)}',
            "item",
        )
        for each in shapes
    )
