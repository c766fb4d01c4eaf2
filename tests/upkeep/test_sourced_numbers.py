"""A number in a condition is said by a source, or it is marked as ours with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from advisor.cli.main import main
from advisor.knowledge import load_knowledge
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.upkeep.pages import _rule
from advisor.upkeep.sourced_numbers import numbers_said, unsourced_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1,000 pairs or more", {1000}),
        ("50 to 100 for a pilot, 500 or more", {50, 100, 500}),
        ("about 2.2 billion tokens", {2.2e9}),
        ("15k pairs at most", {15_000}),
        ("tens of billions of tokens", {1e10}),
        ("a few hundred examples", {100}),
        ("hundreds of thousands of samples", {100_000}),
        ("ml.p5.48xlarge", set()),
        ("no number at all", set()),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text: str, numbers: set[float]) -> None:
    assert numbers_said(text) == numbers


def rule(says: str | None = None, judgement: str | None = None, **condition: Any) -> Rule:
    return Rule.model_validate(
        {
            "id": "a-rule",
            "kind": "needs",
            "title": "A rule",
            "when": [{"fact": "labelled_examples", **condition}],
            "then": [{"need": "task-behaviour", "level": "must"}],
            "because": "Because.",
            "judgement": judgement,
            "sources": [{"source": "s", "where": "w", "confidence": "read", "says": says}],
        }
    )


def with_rule(one: Rule) -> Knowledge:
    return load_knowledge().model_copy(update={"rules": {one.id: one}})


def test_a_bound_that_no_source_says_is_found() -> None:
    [(subject, message)] = unsourced_numbers(with_rule(rule(at_least=70)))

    assert subject == "a-rule"
    assert "labelled_examples at_least 70" in message


def test_a_source_that_says_the_number_carries_it() -> None:
    assert not list(unsourced_numbers(with_rule(rule("Start with 70.", at_least=70))))
    assert list(unsourced_numbers(with_rule(rule("Start with 700.", at_least=70))))


def test_our_own_judgement_carries_a_number_with_its_reason() -> None:
    assert not list(unsourced_numbers(with_rule(rule(judgement="A rule of thumb.", below=70))))


def test_whether_there_is_any_at_all_is_no_bound() -> None:
    assert not list(unsourced_numbers(with_rule(rule(at_least=1))))
    assert not list(unsourced_numbers(with_rule(rule(at_least=0))))
    assert list(unsourced_numbers(with_rule(rule(at_most=1))))


def test_a_rule_on_the_command_line_and_in_the_rule_book_marks_what_is_ours() -> None:
    shown = CliRunner().invoke(main, ["rules", "too-few-examples-for-all-weights"]).output
    knowledge = load_knowledge()
    page = "\n".join(_rule(knowledge.rules["too-few-examples-for-all-weights"], knowledge))

    assert "Our judgement\n  No source gives the amount below which" in shown
    assert "- our judgement: No source gives the amount below which" in page
