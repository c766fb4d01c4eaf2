"""The estimates of an answer: each number can be recomputed, no range is the wrong way round."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.estimates.estimate import estimate
from advisor.estimates.formulas import work_out_text
from advisor.estimates.shapes import Estimates
from advisor.knowledge import load_knowledge
from advisor.reports.estimates import amount, as_text

DAY = datetime.date(2026, 11, 22)
KNOWLEDGE = load_knowledge()
LOAD = {"requests_per_month": 100_000, "input_tokens": 500, "output_tokens": 300}
counts = st.integers(0, 10**12)
numbers = st.one_of(
    counts,
    st.tuples(counts, counts).map(lambda ends: {"at_least": min(ends), "at_most": max(ends)}),
    counts.map(lambda low: {"at_least": low}),
)
FACTS = (
    "requests_per_month",
    "input_tokens",
    "output_tokens",
    "knowledge_tokens",
    "labelled_examples",
    "unlabelled_tokens",
    "preference_pairs",
    "evaluation_examples",
    "tuned_variants",
    "build_budget_usd",
    "p95_latency_ms",
)
scenarios = st.dictionaries(st.sampled_from(FACTS), numbers)


def likely(estimates: Estimates, path: str, part: str) -> float:
    shape = estimates.of(path)
    assert shape is not None
    figure = estimates.figure(getattr(shape, part))
    assert figure is not None
    return figure.likely


@settings(max_examples=30)
@given(scenarios)
def test_every_number_can_be_recomputed_from_what_is_shown_beside_it(
    facts: dict[str, Any],
) -> None:
    estimates = estimate(facts, as_of=DAY)

    for figure in estimates.figures.values():
        for column in ("low", "likely", "high"):
            values = {each.name: getattr(each, column) for each in figure.inputs}
            recomputed = work_out_text(figure.formula, values)
            assert recomputed == pytest.approx(getattr(figure, column)), figure.id


@settings(max_examples=30)
@given(scenarios)
def test_no_range_runs_the_wrong_way(facts: dict[str, Any]) -> None:
    for figure in estimate(facts, as_of=DAY).figures.values():
        if figure.id.startswith(("self_hosting", "provisioned")):
            continue  # a break-even of an empty request is none
        slack = 1 + 1e-9
        assert figure.low <= figure.likely * slack
        assert figure.likely <= figure.high * slack


def test_an_input_that_was_worked_out_shows_the_numbers_of_its_own_figure() -> None:
    estimates = estimate(LOAD, as_of=DAY)

    for figure in estimates.figures.values():
        for each in figure.inputs:
            if each.figure is not None:
                own = estimates.figures[each.figure]
                shown = sorted((each.low, each.likely, each.high))
                assert shown == pytest.approx(sorted((own.low, own.likely, own.high)))


@settings(max_examples=20)
@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_more_requests_never_cost_less(one: int, more: int) -> None:
    few = estimate({**LOAD, "requests_per_month": one}, as_of=DAY)
    many = estimate({**LOAD, "requests_per_month": one + more}, as_of=DAY)

    for before, after in zip(few.paths, many.paths, strict=True):
        low, high = few.figure(before.monthly_cost), many.figure(after.monthly_cost)
        assert low is not None
        assert high is not None
        assert low.low <= high.low
        assert low.likely <= high.likely
        assert low.high <= high.high


def test_doubling_the_tokens_of_training_doubles_the_operations() -> None:
    one = estimate({}, as_of=DAY, assumptions={"training_tokens": 1e9})
    two = estimate({}, as_of=DAY, assumptions={"training_tokens": 2e9})

    assert two.figures["flops"].likely == 2 * one.figures["flops"].likely


def test_a_larger_model_costs_more_to_train_and_answers_later() -> None:
    small = estimate(LOAD, as_of=DAY, assumptions={"parameters": 3e9})
    large = estimate(LOAD, as_of=DAY, assumptions={"parameters": 70e9})

    for part in ("build_cost", "latency"):
        assert likely(small, "full-fine-tuning", part) < likely(large, "full-fine-tuning", part)


def test_what_was_not_stated_is_listed_as_assumed_and_what_was_stated_is_not() -> None:
    assumed = {each.id for each in estimate(LOAD, as_of=DAY).assumptions}

    assert "knowledge_tokens" in assumed
    assert not assumed & set(LOAD)


def test_what_the_user_sets_is_marked_as_given() -> None:
    estimates = estimate(LOAD, as_of=DAY, assumptions={"utilization": [0.2, 0.3, 0.4]})
    (utilization,) = [each for each in estimates.assumptions if each.id == "utilization"]

    assert utilization.given
    assert (utilization.low, utilization.likely, utilization.high) == (0.2, 0.3, 0.4)


@pytest.mark.parametrize(
    ("given_name", "value"),
    [("utilisation", 0.3), ("utilization", -1), ("utilization", [3, 2, 1]), ("cheap_model", "x")],
)
def test_an_assumption_that_is_none_is_refused_by_name(given_name: str, value: object) -> None:
    with pytest.raises(BadInput, match=given_name):
        estimate({}, as_of=DAY, assumptions={given_name: value})


def test_prices_that_no_source_gives_are_named_as_lacking() -> None:
    lacking = {each.id for each in estimate(LOAD, as_of=DAY).lacking}

    assert "bedrock_tuning_million_tokens" in lacking
    assert "bedrock_model_unit_hour" in lacking


def test_every_source_that_an_input_cites_stands_among_the_sources() -> None:
    estimates = estimate(LOAD, as_of=DAY)

    for figure in estimates.figures.values():
        for each in figure.inputs:
            assert set(each.sources) <= set(estimates.sources)


def test_every_input_has_an_origin_that_can_be_checked() -> None:
    estimates = estimate(LOAD, as_of=DAY)
    assumed = {each.name for each in estimates.assumptions if each.because}
    inputs = [each for figure in estimates.figures.values() for each in figure.inputs]
    # One weight of 8 bits is a byte: that needs no source.
    sourced = [each for each in inputs if each.unit != "bytes"]

    assert {each.origin for each in inputs} == {"fact", "assumption", "price", "data", "figure"}
    assert [
        each.title for each in sourced if each.origin in ("price", "data") and not each.sources
    ] == []
    assert {each.title for each in inputs if each.origin == "assumption"} <= assumed
    assert {each.figure for each in inputs if each.origin == "figure"} <= {*estimates.figures}
    assert {each.likely for each in inputs if each.origin == "fact"} <= {*LOAD.values()}


def test_the_same_scenario_gives_the_same_estimates_byte_for_byte() -> None:
    one = estimate(LOAD, as_of=DAY).model_dump_json()

    assert one == estimate(dict(reversed(LOAD.items())), as_of=DAY).model_dump_json()


def test_the_text_stays_within_eighty_columns() -> None:
    names = {path.id: path.short_name for path in KNOWLEDGE.paths.values()}
    text = as_text(estimate(LOAD, as_of=DAY), names, arithmetic=True)

    assert max(len(line) for line in text.splitlines()) <= 80


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0"), (0.04512, "0.0451"), (12.345, "12.3"), (1234.5, "1,230"), (2.5e9, "2.5 billion")],
)
def test_amounts_are_told_with_three_digits(value: float, told: str) -> None:
    assert amount(value) == told
