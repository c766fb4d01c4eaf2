"""The advisor decides as people did who built it, and no longer as it once misled them."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.advisor import default_advisor
from advisor.reasoning.advice import Advice
from advisor.reports import as_markdown, as_text

HERE = Path(__file__).parent
DAY = datetime.date(2026, 11, 22)
A_TOOL_LOOKS_UP = {"merchant-corrections": {"retrieval-augmented-generation"}}
"""Projects whose retrieval is a tool of the agent over records: here the agent covers it."""


def cases(name: str) -> list[Any]:
    read = yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["case"]) for case in read]


def advised(case: dict[str, Any]) -> Advice:
    return default_advisor().explained(case["facts"], "production", DAY, estimates=False)


@pytest.mark.parametrize("case", cases("published-projects.yaml"))
def test_the_plan_is_the_one_that_a_published_project_chose(case: dict[str, Any]) -> None:
    plan = advised(case).plan

    assert plan.headline in case["headline"]
    assert set(case["plan"]) - A_TOOL_LOOKS_UP.get(case["case"], set()) <= set(plan.paths)


@pytest.mark.parametrize("case", cases("minimal-faults.yaml"))
def test_a_small_input_no_longer_leads_astray(case: dict[str, Any]) -> None:
    advice = advised(case)
    needs = {need.id: need for need in advice.needs}
    musts = {need.id for need in advice.needs if need.level == "must"}
    ruled_out = {path.id for path in advice.paths if path.verdict == "ruled_out"}

    assert advice.plan.headline in case["headline"]
    assert all(needs[need].coverage == "full" for need in case.get("met", ()))
    assert set(case.get("musts", ())) <= musts
    assert not (case.get("no_musts") and musts)
    assert set(case.get("roadmap", ())) <= {step.path for step in advice.roadmap}
    assert not set(case.get("not_ruled_out", ())) & ruled_out
    if "asked" in case:
        assert case["asked"] in [question.fact for question in advice.next_questions[:3]]


def test_where_the_prompted_model_is_dear_prompting_is_not_called_cheap() -> None:
    advice = default_advisor().advise(
        {"current_path": "prompt_engineering", "symptoms": ["expensive"]}, "production", DAY
    )

    [cost] = [need for need in advice.needs if need.id == "low-running-cost"]
    assert cost.coverage != "full"


def test_training_on_scores_needs_no_more_than_the_union_of_its_values() -> None:
    facts: dict[str, Any] = {"reward_signal": "programmatic", "quality_target": "high"}
    amounts: list[Any] = [40, 80, {"at_least": 10, "at_most": 100}]
    plans = [
        default_advisor().advise({**facts, "labelled_examples": amount}, "production", DAY).plan
        for amount in amounts
    ]

    assert len({plan.headline for plan in plans}) == 1


def test_what_no_source_gives_is_told_as_our_judgement() -> None:
    advice = default_advisor().advise(
        {"labelled_examples": 300, "reward_signal": "programmatic", "quality_target": "high"},
        "production",
        DAY,
    )
    [reason] = [
        reason
        for need in advice.needs
        for reason in need.reasons
        if reason.rule == "scores-instead-of-labels"
    ]

    assert reason.judgement is not None
    assert "500 is the least" in " ".join(reason.judgement.split())
    assert "Our judgement: No source gives" in as_text(advice)
    assert "*Our judgement: No source gives" in as_markdown(advice)
