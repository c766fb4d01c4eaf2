"""The catalogue: every item leads on, has a source, and serves what it is there for."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from advisor.knowledge.catalogue import Dimension, Item
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.names import names_of, plain_name, things_by_name
from advisor.upkeep.checks.finding import Found

MOST_RELATED = 4
"""So many related items are named with an item; more would be a list, and no hint."""


def dead_ends(knowledge: Knowledge) -> Found:
    """A closed item without a way on leaves a reader with nothing: name a successor, or say why."""
    for item in knowledge.items.values():
        if item.closing is None:
            continue
        if not item.closing.successors and "not in this catalogue" not in item.closing.note:
            yield item.id, "is closed, and neither a successor nor the lack of one is named"
        for successor in item.closing.successors:
            after = knowledge.items.get(successor)
            if after is not None and after.closing is not None:
                yield item.id, f"its successor {successor} is closed too"


def ambiguous_names(knowledge: Knowledge) -> Found:
    """A name that stands for two things cannot be read as either."""
    for name, identities in things_by_name(knowledge).items():
        for identity in identities[1:]:
            thing = knowledge.items.get(identity) or knowledge.paths[identity]
            written = next(each for each in names_of(thing) if plain_name(each) == name)
            yield identity, f'"{written}" names {identities[0]} too'


def circular_kinds(knowledge: Knowledge) -> Found:
    """Of two things one is the more specific, or neither; never each of the other."""
    for item in knowledge.items:
        if item in knowledge.more_general(item):
            yield item, "it is more specific than itself"


def unrelated_items(knowledge: Knowledge) -> Found:
    """An item that names no other, itself, or too many gives its reader no way on."""
    for item in knowledge.items.values():
        if not item.related:
            yield item.id, f"names no related item: one to {MOST_RELATED} under `related`"
        if len(item.related) > MOST_RELATED:
            yield item.id, f"names {len(item.related)} related items; {MOST_RELATED} at most"
        if item.id in item.related:
            yield item.id, "is related to itself"
        for kind, named in (("related item", item.related), ("stage", item.stages)):
            for identity in _repeated(named):
                yield item.id, f'names the {kind} "{identity}" twice'


def unsourced_items(knowledge: Knowledge) -> Found:
    """An item without a source is a claim that nobody can check."""
    for item in knowledge.items.values():
        if not item.sources:
            yield item.id, "cites no source"


def untimely_closings(knowledge: Knowledge) -> Found:
    """An item that closed before that was announced has one of the two days wrong."""
    for item in knowledge.items.values():
        closing = item.closing
        if closing and closing.on and closing.announced and closing.announced > closing.on:
            yield item.id, f"closed on {closing.on}, before that was announced"


def unserved_dimensions(knowledge: Knowledge) -> Found:
    """A control serves a dimension of responsible AI, and each dimension has an open control."""
    controls = [item for item in knowledge.items.values() if item.kind == "control"]
    for control in controls:
        if not control.dimensions:
            yield control.id, "is a control and serves no dimension of responsible AI"
    for dimension in get_args(Dimension):
        if not any(dimension in item.dimensions for item in controls if _is_open(item)):
            yield dimension, "no control that is open serves this dimension"


def repeated_alternatives(knowledge: Knowledge) -> Found:
    """An item in two groups of alternatives could be named by one and left out by the other."""
    grouped = [item for group in knowledge.alternatives.values() for item in group.items]
    for item in _repeated(grouped):
        yield item, "stands among the alternatives twice"


def _is_open(item: Item) -> bool:
    return item.closing is None


def _repeated(names: list[str] | tuple[str, ...]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
