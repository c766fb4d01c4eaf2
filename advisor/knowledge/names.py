"""By which names people call paths and items: ids, names, abbreviations and synonyms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from advisor.facts.names import shape
from advisor.knowledge.catalogue import Item
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Path


def names_of(thing: Path | Item) -> Iterator[str]:
    """Every name of a path or item, as it is written."""
    yield thing.id
    yield thing.name
    if isinstance(thing, Path):
        yield thing.short_name
    abbreviated = re.fullmatch(r"(.+) \((\w+)\)", thing.name)
    if abbreviated:
        yield from abbreviated.groups()
    yield from thing.also_called


def plain_name(name: str) -> str:
    """A name without what people write differently, as for facts; nor a leading Amazon or AWS."""
    words = shape(name).split()
    return " ".join(words[1:] if words[:1] in (["amazon"], ["aws"]) and words[1:] else words)


def things_by_name(knowledge: Knowledge) -> Mapping[str, tuple[str, ...]]:
    """The ids of the paths and items that each plain name stands for."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    things: list[Path | Item] = [*knowledge.paths.values(), *knowledge.items.values()]
    for thing in things:
        for name in names_of(thing):
            found[plain_name(name)][thing.id] = None
    return {name: tuple(ids) for name, ids in found.items()}
