"""How choices are said inside a sentence: phrases from data/phrases.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from advisor.documents import knowledge_folder, read_file


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """The phrase of each choice, by fact and choice; facts without phrases are left out."""
    return read_phrases(knowledge_folder() / "data" / "phrases.yaml")


def read_phrases(path: Path) -> Mapping[str, Mapping[str, str]]:
    """The phrases in one file, by fact and choice; a number among the choices is its digits."""
    data = read_file(path).data
    return {fact: {str(choice): text for choice, text in of.items()} for fact, of in data.items()}
