"""Options are told apart: one that fits is not yet the answer where another fits better."""

from __future__ import annotations

from typing import Any

import pytest

from advisor.errors import BadInput
from advisor.exam import CheckedReasoning, check_reasoning
from advisor.knowledge import load_knowledge
from advisor.knowledge.names import plain_name, things_by_name

RAG = "retrieval-augmented-generation"
PEFT = "parameter-efficient-fine-tuning"
MANUALS: dict[str, Any] = {
    "tasks": ["question_answering"],
    "knowledge_source": "private_documents",
    "knowledge_change": "weekly",
    "strict_grounding": True,
    "training_allowed": False,
    "priority": "least_effort",
}


def checked(
    choice: str, options: list[str], facts: Any = None, because: list[str] | None = None
) -> CheckedReasoning:
    facts = MANUALS if facts is None else facts
    return check_reasoning(
        facts, choice, options=options, because=because, view="exam", as_of="2026-11-22"
    )


def states(answer: CheckedReasoning) -> dict[str, str]:
    return {option.id: option.state for option in answer.options}


@pytest.mark.parametrize("first", ["amazon-bedrock", "bedrock-knowledge-bases"])
def test_a_platform_is_nearly_right_beside_its_service_that_does_the_work(first: str) -> None:
    options = ["amazon-bedrock", "bedrock-knowledge-bases", "amazon-kendra"]
    options.sort(key=lambda each: each != first)

    answer = checked("amazon-bedrock", options)

    assert answer.verdict == "nearly_right"
    assert "more specific" in answer.text
    assert answer.options[0].id == "bedrock-knowledge-bases"
    assert [each for each, state in states(answer).items() if state == "right"] == [
        "bedrock-knowledge-bases"
    ]


def test_a_platform_is_right_where_nothing_more_specific_is_offered() -> None:
    assert checked("amazon-bedrock", ["amazon-bedrock", "amazon-polly"]).verdict == "right"


def test_the_stronger_recommendation_is_the_answer() -> None:
    facts = {"labelled_examples": {"at_least": 1000}, "quality_target": "high"}

    answer = checked("lora", ["lora", "supervised-fine-tuning", "zero-shot-prompting"], facts)

    assert answer.options[0].id == "supervised-fine-tuning"
    assert states(answer)["lora"] == "nearly_right"
    assert "comes before it" in answer.text


def test_of_a_plan_of_two_paths_the_headline_is_only_a_part_where_both_are_offered() -> None:
    facts = {**MANUALS, "citations_required": True, "actions": "transactional"}
    both = f"{RAG}+agents"

    together = checked("agents", ["agents", both, PEFT], facts)
    apart = checked("agents", ["agents", RAG, PEFT], facts)

    assert states(together) == {both: "right", "agents": "nearly_right", PEFT: "wrong"}
    assert apart.verdict == "right"
    assert states(apart)[RAG] == "wrong"


def test_a_part_of_the_plan_is_the_answer_where_nothing_offered_is_the_whole_of_it() -> None:
    facts = {**MANUALS, "citations_required": True, "actions": "transactional"}

    answer = checked(RAG, [RAG, PEFT, "continued-pre-training"], facts)

    assert answer.verdict == "right"
    assert states(answer) == {RAG: "right", PEFT: "wrong", "continued-pre-training": "wrong"}


def test_no_reason_shows_what_rules_say_to_each_other() -> None:
    knowledge = load_knowledge()
    for item in list(knowledge.items)[::9]:
        text = checked(item, [item, RAG]).text
        for internal in ("signal ", "the plan uses", "view:", "recommended:"):
            assert internal not in text, text


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("RAG", RAG),
        ("PEFT", PEFT),
        ("Knowledge Bases", "bedrock-knowledge-bases"),
        ("Amazon Bedrock Knowledge Bases", "bedrock-knowledge-bases"),
        ("LoRA", "lora"),
        ("RLHF", "rlhf"),
        ("Few shot prompting", "few-shot-prompting"),
        ("SageMaker", "sagemaker-ai"),
    ],
)
def test_a_choice_is_read_by_name_abbreviation_and_synonym(name: str, identity: str) -> None:
    assert checked(name, []).choice == (identity,)


def test_every_name_of_the_catalogue_names_one_thing() -> None:
    assert {name: ids for name, ids in things_by_name(load_knowledge()).items() if ids[1:]} == {}
    assert plain_name("AWS KMS") == plain_name("kms")


@pytest.mark.parametrize(
    ("said", "fact"),
    [
        ("the manuals change every week", "knowledge_change"),
        ("documents are private", "knowledge_source"),
        ("training is not allowed", "training_allowed"),
    ],
)
def test_a_reason_in_free_words_is_matched_to_a_stated_fact(said: str, fact: str) -> None:
    (reason,) = checked(RAG, [], because=[said]).because

    assert (reason.reason, reason.said) == (fact, said)


def test_words_that_speak_of_nothing_stated_are_refused_by_name() -> None:
    with pytest.raises(BadInput, match="it is blue"):
        checked(RAG, [], because=["it is blue"])
