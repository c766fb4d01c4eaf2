"""Sentences that are told whole, and names that keep their capitals."""

from __future__ import annotations

import pytest

from advisor.estimates.words import inside_sentence
from advisor.knowledge.rule import Condition
from advisor.reasoning.advice import Change
from advisor.reasoning.wording import condition_in_words
from advisor.reports.brief import _at_a_sentence
from tests.worked import worked_advice


def test_a_line_without_room_ends_at_a_sentence_and_says_where_the_others_are() -> None:
    told = _at_a_sentence("One fact stands here. " + "Another one is far too long. " * 8, 2)

    assert told.startswith("One fact stands here.")
    assert told.endswith("More in the whole answer.")
    assert _at_a_sentence("Short.", 2) == "Short."


def test_a_product_keeps_its_capitals_inside_a_sentence() -> None:
    assert inside_sentence("Amazon Bedrock") == "Amazon Bedrock"
    assert inside_sentence("Prompt engineering") == "prompt engineering"
    assert inside_sentence("A few documents are no corpus") == "a few documents are no corpus"
    assert inside_sentence("AWS Region") == "AWS Region"


def test_a_list_without_room_ends_at_a_member_and_says_where_the_others_are() -> None:
    told = _at_a_sentence("Not counted: " + "; ".join(["logs are charged by volume"] * 9), 2)

    assert told.endswith("; more in the whole answer.")
    assert "logs are charged by volume;" in told


def test_a_first_sentence_without_room_takes_one_line_more() -> None:
    sentence = "What one fact says " + "at great length " * 11 + "stands here."

    assert _at_a_sentence(f"{sentence} Another one.", 2) == sentence


def test_limits_that_rule_a_path_out_stand_apart() -> None:
    paths = worked_advice("assistant-for-developers").paths
    (text,) = (each.text for each in paths if each.short_name == "Pre-training")

    assert "pre-training from scratch is not planned; where weights may not be changed" in text


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("AWS Region", "AWS Region"),
        ("Bedrock tunes no model in the Region", "Bedrock tunes no model in the Region"),
        (
            "Amazon Quick's assistant does not run there",
            "Amazon Quick's assistant does not run there",
        ),
        (
            "A request is more than an endpoint of SageMaker AI allows",
            "a request is more than an endpoint of SageMaker AI allows",
        ),
        ("Accelerator memory (GB)", "accelerator memory (GB)"),
        (
            "Some examples exist, which nobody counted: a few",
            "some examples exist, which nobody counted: a few",
        ),
    ],
)
def test_names_keep_their_capitals_where_a_sentence_goes_on_with_them(
    name: str, inside: str
) -> None:
    assert inside_sentence(name) == inside


def test_a_condition_tells_a_title_with_its_capitals() -> None:
    region = Condition.model_validate({"fact": "region", "is": "us-east-1"})

    assert condition_in_words(region).startswith("AWS Region")
    assert str(Change(fact="accelerator_memory_gb", to=24)).startswith("accelerator memory (GB)")
