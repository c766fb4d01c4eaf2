"""Situations as authors outside the project judge them: the advisor agrees in the exam view."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.advisor import default_advisor

DAY = datetime.date(2026, 11, 22)
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "outside-cases.yaml").read_text(encoding="utf-8")
)


def situation(case: dict[str, Any]) -> str:
    """The case's sentence: a comma in it was read as the end of the value, the rest as keys."""
    rest = [key for key, value in case.items() if value is None]
    return ", ".join([case["case"], *rest])


def test_there_are_cases() -> None:
    assert len(CASES) >= 30
    assert all("headline" in case or "items" in case for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=situation)
def test_the_advisor_says_what_the_cases_author_expects(case: dict[str, Any]) -> None:
    advice = default_advisor().explained(case["facts"], "exam", DAY, estimates=False)

    assert advice.plan.headline in case.get("headline", [advice.plan.headline])
    for alternatives in case.get("items", []):
        assert set(alternatives) & set(advice.items()), f"none of {alternatives}"
