"""Words that a newcomer may not know have their meaning beside them."""

from __future__ import annotations

import pytest

pytest.importorskip("streamlit")

from ui.answers import knowledge
from ui.glossary import glossary, told


def test_every_path_and_need_is_explained():
    words = glossary()

    for path in knowledge().paths.values():
        assert words[path.short_name.lower()] == path.meaning
    for need in knowledge().needs.values():
        assert need.name.lower() in words
    assert words["private knowledge"] == knowledge().needs["private-knowledge"].meaning


def test_every_word_is_explained_in_a_sentence():
    assert [word for word, says in glossary().items() if not says.strip().endswith(".")] == []


def test_a_word_stands_with_its_meaning_and_can_be_reached_by_key():
    markup = told("Provisional")

    assert 'tabindex="0"' in markup
    assert glossary()["provisional"] in markup
    assert told("nothing of the kind") == "nothing of the kind"
