"""Sentences that are told whole, and names that keep their capitals."""

from __future__ import annotations

import pytest

from advisor.estimates.words import inside_sentence
from advisor.knowledge.rule import Condition
from advisor.reasoning.advice import Change
from advisor.reasoning.wording import condition_in_words
from advisor.reports.brief import _at_a_sentence


def test_a_line_without_room_ends_at_a_sentence_and_says_where_the_others_are() -> None:
    told = _at_a_sentence("One fact stands here. " + "Another one is far too long. " * 8, 2)

    assert told.startswith("One fact stands here.")
    assert told.endswith("More in the whole answer.")
    assert _at_a_sentence("Short.", 2) == "Short."


def test_a_product_keeps_its_capitals_inside_a_sentence() -> None:
    assert inside_sentence("Amazon Bedrock") == "Amazon Bedrock"
    assert inside_sentence("Prompt engineering") == "prompt engineering"


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
