"""What a word of the pages means: from data/glossary.yaml, and from the paths and needs."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from advisor.documents import knowledge_folder, read_file
from ui.answers import knowledge
from ui.drawings.markup import term


@cache
def glossary() -> Mapping[str, str]:
    """Each word, in small letters, with its meaning in a sentence."""
    known = knowledge()
    words: dict[str, str] = dict(read_file(knowledge_folder() / "data" / "glossary.yaml").data)
    words |= {need.name.lower(): need.meaning for need in known.needs.values()}
    # A path and a need may have one name; the path says more.
    for path in known.paths.values():
        words |= {path.short_name.lower(): path.meaning, path.name.lower(): path.meaning}
    return words


def told(word: str) -> str:
    """A word as markup, with its meaning where it has one."""
    return term(word, glossary().get(word.lower(), ""))
