"""What was chosen is recognised in any spelling, as on every other face."""

from __future__ import annotations

import pytest

from advisor.exam.choice import read_choice
from advisor.knowledge import load_knowledge

KNOWLEDGE = load_knowledge()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("RAG", "retrieval-augmented-generation"),
        ("Retrieval augmented generation", "retrieval-augmented-generation"),
        ("prompt_engineering", "prompt-engineering"),
        ("Amazon Bedrock Knowledge Bases", "bedrock-knowledge-bases"),
        ("few shot prompting", "few-shot-prompting"),
    ],
)
def test_a_choice_is_recognised_in_any_spelling(typed: str, meant: str) -> None:
    assert read_choice(KNOWLEDGE, typed).ids == (meant,)


def test_every_path_and_item_is_recognised_by_its_id_and_its_name() -> None:
    for each in (*KNOWLEDGE.paths.values(), *KNOWLEDGE.items.values()):
        assert read_choice(KNOWLEDGE, each.id).ids == (each.id,)
        if "+" not in each.name:
            assert read_choice(KNOWLEDGE, each.name).ids == (each.id,), each.name
