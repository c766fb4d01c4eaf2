"""Sentences that are told whole, and names that keep their capitals."""

from __future__ import annotations

from advisor.estimates.words import inside_sentence
from advisor.reports.brief import _at_a_sentence


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
