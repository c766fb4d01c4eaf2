"""What is told of each path: what it gives, and why another plan comes first."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor.advisor import default_advisor
from advisor.reasoning.advice import PathShape

DAY = datetime.date(2026, 11, 25)

TOLD: dict[str, tuple[dict[str, Any], str, str, str]] = {
    # The facts, a path, its verdict, and what is told of it.
    "a need that is met in part": (
        {"quality_target": "best_attainable", "priority": "latency"},
        "prompt-engineering",
        "chosen",
        "gives low latency, gives part of best attainable accuracy",
    ),
    "a path that would give more, for more": (
        {
            "strict_grounding": True,
            "further_knowledge_sources": ["private_documents", "live_data"],
            "tried": ["hybrid_search"],
            "priority": "least_effort",
            "untrusted_input": False,
            "requests_per_month": 1_000_000,
        },
        "retrieval-augmented-generation",
        "costs_more",
        "would give more of private knowledge and grounded answers, and costs more "
        "(least effort first)",
    ),
    "a path that nobody needs and that harms": (
        {"strict_grounding": True, "languages": "several"},
        "full-fine-tuning",
        "not_needed",
        "no must asks for it, and it harms: grounded answers",
    ),
    "a path that no must asks for": (
        {"knowledge_source": "private_documents", "citations_required": True},
        "full-fine-tuning",
        "not_needed",
        "no must asks for it",
    ),
}


def told_of(facts: dict[str, Any], path: str) -> PathShape:
    advice = default_advisor().explained(facts, "production", DAY, estimates=False)
    return next(each for each in advice.paths if each.id == path)


@pytest.mark.parametrize("case", TOLD)
def test_it_is_told_what_a_path_gives_and_why_another_comes_first(case: str) -> None:
    facts, path, verdict, text = TOLD[case]

    told = told_of(facts, path)

    assert (told.verdict, told.text) == (verdict, text)
