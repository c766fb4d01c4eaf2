"""How choices are shown to a reader: a label and a line of explanation, from data/labels/."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from advisor.documents import knowledge_folder, read_file
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import fact_definitions


class Label(NamedTuple):
    """A choice as a reader sees it. meaning: one line, a sentence."""

    label: str
    meaning: str


@cache
def labels() -> Mapping[str, Mapping[str, Label]]:
    """The label of every choice, by fact and choice; flags and numbers have none.

    Raises BadInput that names file and line where a file of labels is wrong.
    """
    found: dict[str, Mapping[str, Label]] = {}
    for path in sorted((knowledge_folder() / "data" / "labels").glob("*.yaml")):
        found |= read_labels(path)
    return found


def read_labels(path: Path) -> dict[str, Mapping[str, Label]]:
    """The labels in one file, by fact and choice. Raises BadInput with file and line."""
    document = read_file(path)
    found: dict[str, Mapping[str, Label]] = {}
    problems: list[Problem] = []
    for name, entries in document.data.items():
        definition = fact_definitions().get(name)
        if definition is None:
            hint = did_you_mean(name, fact_definitions())
            problems.append(Problem(f'"{name}" is not a fact.', document.place((name,)), hint))
            continue
        told: dict[str, Label] = {}
        for choice, entry in entries.items():
            place = document.place((name, choice))
            if choice not in definition.choices:
                hint = did_you_mean(choice, definition.choices)
                problems.append(Problem(f'{name} has no choice "{choice}".', place, hint))
            elif not _is_pair(entry):
                remedy = "Write [label, what it means]."
                problems.append(Problem(f'"{choice}" has no label and meaning.', place, remedy))
            else:
                told[choice] = Label(*entry)
        found[name] = told
    if problems:
        raise BadInput(problems)
    return found


def _is_pair(entry: object) -> bool:
    return (
        isinstance(entry, list) and len(entry) == 2 and all(isinstance(each, str) for each in entry)
    )


def label_of(fact: str, choice: str) -> str:
    """The label of a choice; one that has none is told by its own words."""
    told = labels().get(fact, {}).get(choice)
    return told.label if told else choice.replace("_", " ").capitalize()


def meaning_of(fact: str, choice: str) -> str:
    """What a choice means, in one line; empty where its label says all."""
    told = labels().get(fact, {}).get(choice)
    return told.meaning if told else ""
