"""How options are named, so that none is much longer than another, and what the guide weighs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from advisor.documents import knowledge_folder, read_file
from advisor.knowledge.catalogue import Item
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Path

LENGTHS_WITHIN = 0.75
"""The shortest option has at least this part of the length of the longest."""


@dataclass(frozen=True)
class Guide:
    """The exam guide: domains with weights in percent, task statements, and where items belong."""

    domains: Mapping[int, tuple[str, int]]
    tasks: Mapping[str, str]
    usual: Mapping[int, Mapping[str, str]]
    items: Mapping[str, str]

    def task_of(self, knowledge: Knowledge, thing: str) -> str | None:
        """The task statement under which questions about an item or path count.

        The one that a source of it names; None for what the guide does not treat.
        """
        if thing in self.items:
            return self.items[thing]
        item = knowledge.items.get(thing)
        if item is None or item.exam_domain is None:
            return None
        for citation in item.sources:
            named = re.search(rf"\b({item.exam_domain}\.[1-6])\b", citation.where)
            if citation.source.startswith("aif-c01-domain") and named:
                return named[1]
        usual = self.usual[item.exam_domain]
        return usual.get(item.kind, usual["any"])


@lru_cache(maxsize=1)
def guide() -> Guide:
    """The guide of data/practice/guide.yaml."""
    data = read_file(knowledge_folder() / "data" / "practice" / "guide.yaml").data
    return Guide(
        {int(number): (each["title"], each["weight"]) for number, each in data["domains"].items()},
        {str(task): title for task, title in data["tasks"].items()},
        {int(number): dict(each) for number, each in data["usual"].items()},
        {name: str(task) for name, task in data["items"].items()},
    )


@lru_cache(maxsize=1)
def _forms_of_rules() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    data = read_file(knowledge_folder() / "data" / "practice" / "names_of_rules.yaml").data
    return {
        rule: {name: tuple(forms) for name, forms in names.items()} for rule, names in data.items()
    }


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, tuple[str, ...]]:
    data = read_file(knowledge_folder() / "data" / "practice" / "names.yaml").data
    return {name: tuple(forms) for name, forms in data.items()}


def thing(knowledge: Knowledge, name: str) -> Item | Path:
    """The item or path of this id."""
    return knowledge.items[name] if name in knowledge.items else knowledge.paths[name]


def names_of(knowledge: Knowledge, name: str, rule: str = "") -> tuple[str, ...]:
    """The forms in which an option may name an item or path, the catalogue's name among them.

    rule: a rule that recommends it and may have a closer name for it.
    """
    own = _forms_of_rules().get(rule, {}).get(name)
    return own or tuple(dict.fromkeys((*_forms().get(name, ()), thing(knowledge, name).name)))


def called(knowledge: Knowledge, name: str, rule: str = "") -> str:
    """What a question calls an item or path: a service by its full name, else by a short one.

    rule: a rule that recommends it and may have a closer name for it.
    """
    if name in _forms_of_rules().get(rule, {}):
        return names_of(knowledge, name, rule)[-1]
    found = thing(knowledge, name)
    is_service = isinstance(found, Item) and found.kind == "service"
    is_one = "," not in found.name
    return found.name if is_service and is_one else names_of(knowledge, name)[0]


def is_plural(knowledge: Knowledge, name: str) -> bool:
    """Whether a question calls an item or path by a plural.

    The proper name of a service is singular, "SageMaker Pipelines"; a common noun at its end
    counts, "Amazon Titan models".
    """
    found = thing(knowledge, name)
    head, *_ = re.split(r" (?:for|of|on|with|from|behind|by|in) ", called(knowledge, name))
    if " and " in head:
        return True
    last = head.split()[-1]
    if isinstance(found, Item) and found.kind == "service" and not last.islower():
        return False
    return last.endswith("s") and not last.endswith(("ss", "is", "us"))


def in_a_sentence(knowledge: Knowledge, name: str, rule: str = "") -> str:
    """What an item or path is called within a sentence: a common noun with a small letter.

    rule: a rule that recommends it and may have a closer name for it.
    """
    text = called(knowledge, name, rule)
    found = thing(knowledge, name)
    is_service = isinstance(found, Item) and found.kind == "service"
    first, *_ = text.split("-")[0].split()
    is_common = first in ("A", "An") or (len(first) > 2 and first[1:].islower())
    return text[0].lower() + text[1:] if is_common and not is_service else text


def all_names(knowledge: Knowledge, name: str) -> tuple[str, ...]:
    """Everything that an item or path is called."""
    return (*names_of(knowledge, name), *thing(knowledge, name).also_called)


def about_equally_long(texts: Sequence[str]) -> bool:
    """Whether no text is more than a quarter shorter than another."""
    lengths = [len(text) for text in texts]
    return min(lengths) >= LENGTHS_WITHIN * max(lengths)


def named_alike(
    knowledge: Knowledge, things: Sequence[str], rule: str = ""
) -> tuple[str, ...] | None:
    """Names for these things that are about equally long, the usual ones first; None if none.

    rule: the one that recommends the first of them.
    """
    ways = [
        names_of(knowledge, each, "" if place else rule)[:4] for place, each in enumerate(things)
    ]
    fitting = [each for each in itertools.product(*ways) if about_equally_long(each)]
    if not fitting:
        return None

    def spread(names: Sequence[str]) -> tuple[float, int]:
        lengths = [len(name) for name in names]
        unusual = sum(
            name != thing(knowledge, each).name for name, each in zip(names, things, strict=True)
        )
        return unusual, max(lengths) - min(lengths)

    return min(fitting, key=spread)


@lru_cache(maxsize=1)
def too_near() -> frozenset[frozenset[str]]:
    """Pairs that never stand beside each other: both may be defended where one is the key."""
    data = read_file(knowledge_folder() / "data" / "practice" / "too_near.yaml").data
    return frozenset(frozenset(pair) for pair in data)


@lru_cache(maxsize=1)
def brings() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What a requirement brings, by fact and value, the most essential item first."""
    data = read_file(knowledge_folder() / "data" / "practice" / "brings.yaml").data
    return {
        fact: {str(value): tuple(items) for value, items in values.items()}
        for fact, values in data.items()
    }


@lru_cache(maxsize=1)
def speaks_too() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """By key, fact and values: what somebody may take for a reason although rules name another."""
    data = read_file(knowledge_folder() / "data" / "practice" / "speaks_too.yaml").data
    return {
        key: {fact: tuple(map(str, values)) for fact, values in facts.items()}
        for key, facts in data.items()
    }


@lru_cache(maxsize=1)
def not_asked() -> Mapping[str, str]:
    """Rules of which no question is made, and why."""
    return dict(read_file(knowledge_folder() / "data" / "practice" / "not_asked.yaml").data)
