"""What to climb to where the plan does not give everything."""

from __future__ import annotations

import datetime
from typing import Any

from advisor.advisor import default_advisor
from advisor.reasoning.advice import Advice

DAY = datetime.date(2026, 11, 22)
PROMPTING, ADAPTERS = "prompt-engineering", "parameter-efficient-fine-tuning"


def advice(**facts: Any) -> Advice:
    return default_advisor("plain").explained(facts, "production", DAY, estimates=False)


def coverage(given: Advice, need: str) -> tuple[str, str]:
    return next((each.level, each.coverage) for each in given.needs if each.id == need)


def test_a_must_that_is_partly_met_leads_to_the_path_that_meets_it() -> None:
    given = advice(output_consistency="strict_format", labelled_examples=5000, priority="cost")

    assert given.plan.paths == (PROMPTING,)
    assert coverage(given, "strict-format") == ("must", "partial")
    assert ("strict-format", ADAPTERS) in {(step.need, step.path) for step in given.roadmap}


def test_slow_prompts_lead_to_a_path_whose_model_takes_the_place_of_the_prompted_one() -> None:
    given = advice(symptoms=["slow"], current_path="prompt_engineering")

    assert given.plan.paths == (PROMPTING,)
    assert coverage(given, "low-latency") == ("should", "none")
    assert [(step.need, step.path) for step in given.roadmap] == [("low-latency", ADAPTERS)]
