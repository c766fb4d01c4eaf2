"""A question that is pasted with its options is read as it stands."""

from __future__ import annotations

import pytest

from advisor.errors import BadInput
from advisor.exam.pasted import read_pasted
from advisor.knowledge import load_knowledge

KNOWN = load_knowledge()
PASTED = """
A cooperative wants answers from its price lists, which change every week. Nobody there trains
models. Which approach fits best?

A. Full fine-tuning of the model on the price lists
B) Retrieval-augmented generation (RAG) with Amazon Bedrock Knowledge Bases
(C) Pre-training from scratch
D. A new office
   near the harbour
"""


def test_each_option_stands_for_the_paths_and_items_that_its_words_name():
    found = read_pasted(KNOWN, PASTED)

    assert found.text.startswith("A cooperative wants")
    assert found.text.endswith("fits best?")
    assert [each.ids for each in found.options] == [
        ("full-fine-tuning",),
        ("retrieval-augmented-generation", "bedrock-knowledge-bases"),
        ("pre-training-from-scratch",),
        (),
    ]
    assert found.options[-1].text == "A new office near the harbour"


@pytest.mark.parametrize("pasted", ["", "Which one?", "Which?\nA. RAG", "A. RAG\nB. PEFT"])
def test_a_text_without_a_question_and_two_options_is_told(pasted: str):
    with pytest.raises(BadInput) as caught:
        read_pasted(KNOWN, pasted)

    assert "No question with options" in caught.value.problems[0].problem


@pytest.mark.parametrize("path", list(KNOWN.paths))
def test_every_path_is_known_by_its_name_in_an_option(path: str):
    pasted = f"Which fits?\n1. Use {KNOWN.paths[path].name} for it\n2. Nothing of the kind"

    assert path in read_pasted(KNOWN, pasted).options[0].ids
