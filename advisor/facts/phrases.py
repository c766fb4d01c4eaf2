"""How choices are said inside a sentence: phrases from data/phrases.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from advisor.documents import knowledge_folder, read_file


@cache
def phrases() -> Mapping[str, Mapping[str, str]]:
    """The phrase of each choice, by fact and choice; facts without phrases are left out."""
    data = read_file(knowledge_folder() / "data" / "phrases.yaml").data
    return {fact: {str(choice): text for choice, text in of.items()} for fact, of in data.items()}
