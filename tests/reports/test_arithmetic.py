"""Each line of the arithmetic holds: what stands before its last sign of equality gives its end."""

from __future__ import annotations

import datetime
import math
import re
from functools import cache
from typing import Any

import pytest

from advisor.advisor import advise
from advisor.estimates.estimate import estimate
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Advice
from advisor.reports.arithmetic import in_numbers, number, of_models, of_plans, of_services
from advisor.reports.estimates import balanced
from advisor.reports.record import as_markdown, decision_record
from advisor.reports.sentences import path_names
from advisor.reports.text import as_text

DAY = datetime.date(2026, 11, 25)
KNOWLEDGE = load_knowledge()
WORKED = ("policy-desk", "claims-desk-that-acts", "own-assistant-model", "live-captions-helper")


@cache
def advice_of(worked: str) -> Advice:
    return advise(KNOWLEDGE.scenarios[worked].facts, as_of=DAY, sensitivity=False)


def worked_out(line: str) -> tuple[float, float]:
    """What a line's formula comes to with its own numbers, and what the line says."""
    _, formula, said = line.split(" = ")
    numbers = re.sub(r"[a-z_]\w* \(([^()]+)\)", lambda found: found[1].replace(",", ""), formula)
    names: dict[str, Any] = {"ceil": math.ceil, "min": min, "max": max}
    return eval(numbers, {"__builtins__": {}}, names), float(said.split()[0].replace(",", ""))


@pytest.mark.parametrize("worked", WORKED)
def test_every_line_can_be_worked_out_again_with_the_numbers_that_stand_in_it(worked: str) -> None:
    advice = advice_of(worked)
    told = (*of_models(advice.estimates), *of_plans(advice.estimates, path_names(advice)))
    lines = [line for _, lines in told for line in lines if " = " in line]

    assert len(lines) > 10
    for line in lines:
        found, said = worked_out(line)
        assert found == pytest.approx(said, rel=2e-5, abs=1e-9), line


@pytest.mark.parametrize("worked", WORKED)
def test_the_totals_that_are_told_are_those_that_are_worked_out(worked: str) -> None:
    advice = advice_of(worked)
    models = {each.name: each for each in advice.estimates.models}
    (name, lines), *others = of_models(advice.estimates)

    model = models[name]
    said = [line.rsplit(" = ", 1)[1] for line in lines if line.startswith("monthly_cost = ")]
    assert said == [f"{number(model.month.likely)} USD per month"]
    year = [line for line in lines if line.startswith("12 months = ")]
    assert len(year) == 1
    assert worked_out(year[0])[1] == pytest.approx(model.year.likely, rel=1e-5)
    for other, told in others:
        if models[other].month.low < models[other].month.high:
            low = number(models[other].month.low)
            assert any(line.startswith(f"monthly_cost, low end: {low}, from ") for line in told)


@pytest.mark.parametrize("worked", WORKED)
def test_the_totals_of_every_other_plan_are_worked_out(worked: str) -> None:
    advice = advice_of(worked)
    others = [each for each in advice.estimates.plans if not each.chosen]
    told = list(of_plans(advice.estimates, path_names(advice)))

    assert len(told) == len(others) > 1
    for plan, (name, lines) in zip(others, told, strict=True):
        assert name.endswith(f", with {plan.model}")
        month = f" = {number(plan.month.likely)} USD per month"
        assert any(line.startswith("monthly_cost = ") and line.endswith(month) for line in lines)
        if plan.build is not None:
            build = f" = {number(plan.build.likely)} USD"
            assert any(line.startswith("build_cost = ") and line.endswith(build) for line in lines)
        assert worked_out(lines[-1])[1] == pytest.approx(plan.year.likely, rel=1e-5)


def test_the_inputs_named_at_an_end_lead_to_it() -> None:
    estimates = advice_of("policy-desk").estimates
    build = balanced(estimates).build
    assert build is not None
    _, lines = next(of_models(estimates))

    # Four times the likely five rounds: all else at its likely value.
    parts = balanced(estimates).build_parts
    evaluation = next(part.likely for part in parts if part.kind == "evaluation")
    assert f"build_cost, high end: {number(build.high)}, from evaluation_rounds 20" in lines
    assert build.high == pytest.approx(build.likely + 3 * evaluation)


def test_the_full_text_works_the_estimates_out() -> None:
    text = as_text(advice_of("policy-desk"))

    assert "How the estimates are worked out" in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_numbers_keep_six_digits() -> None:
    assert [number(each) for each in (0, 60000.0, 0.00011234567, 1e-7, 2.5e12, 1234567.8)] == [
        "0",
        "60,000",
        "0.000112346",
        "1e-07",
        "2.5e+12",
        "1,234,568",
    ]
    figure = advice_of("policy-desk").estimates.figures["read_cost"]
    assert in_numbers(figure).startswith("read_cost = asked_requests (60,000) * fresh_tokens (2,0")


@pytest.mark.parametrize("worked", ["supplier-invoices", "call-recordings"])
def test_the_total_of_ready_services_is_worked_out(worked: str) -> None:
    advice = advice_of(worked)
    services = advice.estimates.services
    assert services is not None
    ((_, lines),) = of_services(advice.estimates)

    (month,) = [line for line in lines if line.startswith("monthly_cost = ")]
    assert month.endswith(f" = {number(services.month.likely)} USD per month")
    assert worked_out(lines[-1])[1] == pytest.approx(services.year.likely, rel=1e-5)
    told = " ".join(as_text(advice).split())
    record = as_markdown(decision_record(advice, "Services"))
    for line in lines:
        assert line in told
        assert re.sub(r"[\\]", "", line) in re.sub(r"[\\]", "", record)


def test_a_plan_with_a_model_has_no_arithmetic_of_services() -> None:
    assert not [*of_services(advice_of("policy-desk").estimates)]


def test_two_prices_of_one_formula_are_told_apart() -> None:
    advice = advise(
        {
            "tasks": ["extraction"],
            "serving_mode": "batch",
            "requests_per_month": 15_000_000,
            "input_tokens": 1200,
            "output_tokens": 250,
            "region": "us-east-1",
        },
        as_of=DAY,
        sensitivity=False,
    )
    (strongest,) = (lines for name, lines in of_models(advice.estimates) if name == "Claude Opus 5")

    assert "usd of input_usd 5, usd of output_usd 25" in strongest[0]
    assert strongest[0].count("first_word_ms") == 1 + strongest[0].count("plain_first_word_ms")


def test_twelve_months_without_the_price_of_training_say_so() -> None:
    estimates = estimate(
        {"reward_signal": "programmatic", "region": "us-east-1"},
        as_of=DAY,
        plan=("prompt-engineering", "preference-alignment"),
    )
    _, lines = next(of_models(estimates))

    assert lines[-1].endswith("USD (plus training: no price known)")
