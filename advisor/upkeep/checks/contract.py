"""The contract: the names of facts, choices and items that clients send and read.

contract/ holds what is promised. More may be added to the knowledge than is promised; what is
promised is never renamed or dropped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from advisor.documents import read_file
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.knowledge.knowledge import Knowledge
from advisor.upkeep.checks.finding import Found

_FOLDER = Path(__file__).resolve().parents[1] / "contract"
_KIND_OF_SECTION = {
    "techniques": "technique",
    "services": "service",
    "optimizations": "optimization",
    "evaluation": "evaluation",
    "controls": "control",
    "monitoring": "monitoring",
}


@cache
def promised_facts() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    """What is promised of each fact, by section and name."""
    promised: Mapping[str, Mapping[str, Mapping[str, Any]]] = read_file(_FOLDER / "facts.yaml").data
    return promised


@cache
def promised_catalogue() -> Mapping[str, Mapping[str, str]]:
    """The names of stages, paths and items, by section and id.

    A star ends the name of what the source document names.
    """
    promised: Mapping[str, Mapping[str, str]] = read_file(_FOLDER / "catalogue.yaml").data
    return promised


def named_in_the_source_document() -> tuple[str, ...]:
    """The ids of the paths and items that the source document names."""
    return tuple(
        identity
        for section, entries in promised_catalogue().items()
        if section != "stages"
        for identity, name in entries.items()
        if name.endswith("*")
    )


def broken_promises(knowledge: Knowledge) -> Found:
    """A client that sends or reads a promised name would fail when it is renamed or dropped."""
    yield from broken_by_facts(fact_definitions(), promised_facts())
    yield from broken_by_catalogue(knowledge, promised_catalogue())


def broken_by_facts(
    facts: Mapping[str, FactDefinition],
    promised: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> Found:
    """Where these facts differ from what is promised; facts may be added anywhere."""
    promises = {
        name: (section, promise)
        for section, entries in promised.items()
        for name, promise in entries.items()
    }
    for name, (section, promise) in promises.items():
        fact = facts.get(name)
        if fact is None:
            yield name, "the contract promises this fact, and there is none"
            continue
        choices = promise.get("choices", ())
        # Where the contract describes the choices in words, the catalogue holds them.
        promised_choices = [] if isinstance(choices, str) else list(choices)
        for what, held, wanted in (
            ("section", fact.section, section),
            ("type", fact.kind, promise["type"]),
            ("question", fact.question, promise["ask"]),
            ("unit", fact.unit, promise.get("unit")),
            ("ordered", fact.ordered, promise.get("ordered", False)),
            # Choices may be added beside those promised; none is dropped or moved.
            (
                "choices",
                [choice for choice in fact.choices if choice in promised_choices],
                promised_choices,
            ),
        ):
            if held != wanted:
                yield name, f"the contract promises the {what} {wanted}; it is {held}"
    yield from _order("the questions", facts, promises)


def broken_by_catalogue(knowledge: Knowledge, promised: Mapping[str, Mapping[str, str]]) -> Found:
    """Where stages, paths and items differ from what is promised; paths and items may be added."""
    stages = sorted(knowledge.stages.values(), key=lambda stage: stage.position)
    held = [(stage.position, stage.id, stage.name) for stage in stages]
    wanted = [
        (position, identity, name.removesuffix("*"))
        for position, (identity, name) in enumerate(promised["stages"].items(), start=1)
    ]
    if held != wanted:
        yield "stages", f"the contract promises {wanted}; they are {held}"
    for identity, name in promised["paths"].items():
        path, full = knowledge.paths.get(identity), name.removesuffix("*")
        if path is None:
            yield identity, "the contract promises this path, and there is none"
        # The contract says in brackets what the short name of a path stands for.
        elif path.name not in (full, full.split(" (")[0]):
            yield identity, f'the contract promises the name "{full}"; it is "{path.name}"'
    ladder = sorted(knowledge.paths.values(), key=lambda path: path.position)
    yield from _order("the ladder", [path.id for path in ladder], promised["paths"])
    for section, kind in _KIND_OF_SECTION.items():
        for identity, name in promised[section].items():
            item = knowledge.items.get(identity)
            if item is None:
                yield identity, "the contract promises this item, and there is none"
            elif (item.kind, item.name) != (kind, name.removesuffix("*")):
                yield (
                    identity,
                    f'the contract promises the {kind} "{name.removesuffix("*")}"; '
                    f'it is the {item.kind} "{item.name}"',
                )


def _order(what: str, held: Iterable[str], promised: Collection[str]) -> Found:
    """Whether what is promised keeps its order among what is there."""
    order = [identity for identity in held if identity in promised]
    wanted = [identity for identity in promised if identity in order]
    for one, other in zip(order, wanted, strict=True):
        if one != other:
            yield one, f"stands in {what} where the contract promises {other}"
            return
