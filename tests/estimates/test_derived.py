"""Derived facts: what rules may read of the estimates, and what must stay unknown."""

from __future__ import annotations

import datetime
import subprocess
import sys
from typing import Any

import numpy
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.advisor import advise
from advisor.estimates.derived import (
    DERIVATIONS,
    DERIVED_FACTS,
    STANDINGS,
    NumberColumn,
    derive,
    derive_columns,
    load_columns,
    rests_on,
    thresholds_of,
)
from advisor.estimates.load_numbers import (
    FOLLOWS_FROM,
    LARGEST_IN_PROMPT,
    WAITING,
)
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.values import NumberRange
from advisor.knowledge import load_knowledge

DAY = datetime.date(2026, 11, 22)
STATED = tuple(dict.fromkeys(each.stated for each in DERIVATIONS))
NUMBERS = tuple(
    dict.fromkeys(
        fact
        for each in DERIVATIONS
        for fact in rests_on(each.standing)
        if fact_definitions()[fact].is_number and fact != "repeated_requests_percent"
    )
)
# Up to the largest number that a fact may have: with it, at least and exactly are one.
magnitudes = st.integers(0, 15).map(lambda power: 10**power)
counts = st.one_of(st.integers(0, 10**6), magnitudes)
values = st.one_of(
    counts,
    st.tuples(counts, counts)
    .filter(lambda ends: ends[0] != ends[1])
    .map(lambda ends: {"at_least": min(ends), "at_most": max(ends)}),
    counts.filter(bool).map(lambda low: {"at_least": low}),
)
scenarios = st.dictionaries(st.sampled_from(NUMBERS), values)


@given(st.dictionaries(st.sampled_from(sorted({*NUMBERS} - {*STATED})), values))
def test_nothing_is_derived_where_no_budget_memory_latency_or_volume_is_stated(
    facts: dict[str, Any],
) -> None:
    assert derive(read_scenario(facts), "production") == {}


# Nobody counts on a prefix that prompts share, nor on knowledge in the prompt, until it is stated.
COUNTED_ON = {fact for facts in FOLLOWS_FROM.values() for fact in facts}


@settings(max_examples=60)
@given(scenarios, st.data())
def test_what_is_derived_holds_whatever_the_unknown_facts_turn_out_to_be(
    facts: dict[str, Any], data: st.DataObject
) -> None:
    before = derive(read_scenario(facts), "production")
    further = data.draw(st.dictionaries(st.sampled_from(sorted({*NUMBERS} - COUNTED_ON)), counts))
    after = derive(read_scenario({**further, **facts}), "production")

    for each in DERIVATIONS:
        if each.standing in before:
            assert after[each.standing] == before[each.standing]


@settings(max_examples=60)
@given(scenarios, st.integers(1, 10**6), st.integers(1, 100))
def test_what_repeats_never_makes_a_budget_stand_lower(
    facts: dict[str, Any], shared: int, repeated: int
) -> None:
    facts = {**facts, "shared_prefix_tokens": 0, "repeated_requests_percent": 0}
    repeating = {**facts, "shared_prefix_tokens": shared, "repeated_requests_percent": repeated}
    before = derive(read_scenario(facts), "production")
    after = derive(read_scenario(repeating), "production")

    for each in DERIVATIONS:
        if each.standing in before and each.standing in after:
            lower, upper = (STANDINGS.index(str(one[each.standing])) for one in (before, after))
            assert lower <= upper, each.standing


@settings(max_examples=60)
@given(scenarios, st.integers(1, LARGEST_IN_PROMPT))
def test_knowledge_in_the_prompt_never_makes_a_budget_stand_higher(
    facts: dict[str, Any], tokens: int
) -> None:
    small = {**facts, "knowledge_tokens": tokens}
    without = derive(read_scenario({**small, "knowledge_source": "general"}), "production")
    read = derive(read_scenario({**small, "knowledge_source": "private_documents"}), "production")

    for each in DERIVATIONS:
        if each.standing in without and each.standing in read and each.shortfall:
            lower, upper = (STANDINGS.index(str(one[each.standing])) for one in (read, without))
            assert lower <= upper, each.standing


@settings(max_examples=40)
@given(
    st.lists(
        st.builds(
            lambda facts, words: {**facts, **words},
            scenarios,
            st.fixed_dictionaries(
                {},
                optional={
                    "serving_mode": st.sampled_from(("interactive", "asynchronous", "batch")),
                    "knowledge_source": st.sampled_from(("general", "private_documents")),
                    "repeated_requests_percent": st.integers(0, 100),
                },
            ),
        ),
        min_size=1,
        max_size=6,
    )
)
@example(
    [
        {
            "serving_mode": mode,
            "monthly_budget_usd": 60,
            "requests_per_month": 10**6,
            "input_tokens": 500,
            "output_tokens": 300,
        }
        for mode in ("interactive", "batch")
    ]
)
@example([{name: {"at_least": 10**15} for name in NUMBERS}, dict.fromkeys(NUMBERS, 10**15)])
def test_columns_derive_the_same_as_one_scenario_at_a_time(rows: list[dict[str, Any]]) -> None:
    read = [read_scenario(row) for row in rows]
    columns = {}
    for name in (*NUMBERS, "repeated_requests_percent"):
        found = [scenario.get(name) for scenario in read]
        ends = [
            (value.low, value.high) if isinstance(value, NumberRange) else (value, value)
            for value in (each if each is not None else NumberRange(at_least=0) for each in found)
        ]
        columns[name] = NumberColumn(
            numpy.array([float(low) for low, _ in ends]),  # type: ignore[arg-type]
            numpy.array([float(high) for _, high in ends]),  # type: ignore[arg-type]
            numpy.array([each is not None for each in found]),
        )
    waits = numpy.array([float(each.get("serving_mode") in WAITING) for each in read])
    general = numpy.array([float(each.get("knowledge_source") == "general") for each in read])
    columns |= load_columns(columns, waits, general)
    together = derive_columns(columns)

    for row, scenario in enumerate(read):
        alone = derive(scenario, "production")
        for each in DERIVATIONS:
            code = int(together[each.standing][row]) if each.standing in together else -1
            told = STANDINGS[code] if code >= 0 else None
            assert alone.get(each.standing) == told, (each.standing, rows[row])
            if each.shortfall and each.shortfall in together:
                assert bool(together[each.shortfall].known[row]) == (each.shortfall in alone)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_more_budget_never_stands_lower(one: int, more: int) -> None:
    facts = {"labelled_examples": 5000}
    few = derive(read_scenario({**facts, "build_budget_usd": one}), "production")
    many = derive(read_scenario({**facts, "build_budget_usd": one + more}), "production")

    for name in ("budget_for_full_fine_tuning", "budget_for_pre_training_from_scratch"):
        assert STANDINGS.index(str(few[name])) <= STANDINGS.index(str(many[name]))


def test_an_unknown_corpus_leaves_open_whether_the_budget_suffices() -> None:
    derived = derive(read_scenario({"build_budget_usd": 100_000}), "production")

    assert "budget_for_continued_pre_training" not in derived
    assert derived["budget_for_pre_training_from_scratch"] == "below_estimate"


def test_what_is_missing_is_the_low_end_less_the_budget() -> None:
    derived = derive(read_scenario({"build_budget_usd": 100_000}), "production")
    estimate = derived["build_cost_of_pre_training_from_scratch"]
    missing = derived["build_shortfall_of_pre_training_from_scratch"]

    assert isinstance(estimate, NumberRange)
    assert isinstance(missing, (int, float))
    assert missing == pytest.approx(estimate.low - 100_000, rel=0.02)


@pytest.mark.parametrize(
    ("memory", "full", "lora", "qlora"),
    [
        (2, "below", "below", "below"),
        (16, "below", "within", "within"),
        (48, "below", "within", "within"),
        (80, "within", "within", "above"),
        (2000, "above", "above", "above"),
    ],
)
def test_memory_at_hand_says_which_way_of_tuning_fits(
    memory: int, full: str, lora: str, qlora: str
) -> None:
    derived = derive(read_scenario({"accelerator_memory_gb": memory}), "production")

    assert derived["memory_for_full_fine_tuning"] == f"{full}_estimate"
    assert derived["memory_for_lora"] == f"{lora}_estimate"
    assert derived["memory_for_qlora"] == f"{qlora}_estimate"


def test_each_derived_fact_names_the_facts_that_it_rests_on() -> None:
    for name in DERIVED_FACTS:
        assert set(rests_on(name)) <= set(fact_definitions())
    assert rests_on("knowledge_change") == ("knowledge_change",)


def test_no_derived_fact_has_the_name_of_a_stated_one() -> None:
    assert not set(DERIVED_FACTS) & set(fact_definitions())


# A break-even moves with the volume itself, so that its thresholds do not stand still.
@pytest.mark.parametrize("fact", [fact for fact in STATED if fact != "requests_per_month"])
def test_a_threshold_is_where_a_derived_choice_changes(fact: str) -> None:
    known = {
        "labelled_examples": 5000,
        "preference_pairs": 5000,
        "unlabelled_tokens": 10**11,
        "requests_per_month": 10_000,
        "input_tokens": 500,
        "output_tokens": 300,
        "knowledge_tokens": 10**7,
        "tuned_variants": 1,
    }
    for threshold in thresholds_of(read_scenario(known))[fact]:
        whole = fact_definitions()[fact].kind == "count"
        sides = (
            (int(threshold), int(threshold) + 1)
            if whole
            else (threshold * 0.9999, threshold * 1.0001)
        )
        below, above = (
            derive(read_scenario({**known, fact: value}), "production") for value in sides
        )
        changed = [
            each.standing
            for each in DERIVATIONS
            if below.get(each.standing) != above.get(each.standing)
        ]
        assert changed, threshold


def test_the_build_budget_alone_walks_the_ladder_and_each_reason_names_the_figure() -> None:
    worked = load_knowledge().scenarios["own-architecture-by-budget"]
    headlines = []
    for budget in (2_000_000, 20_000, 500, 8, 1):
        advice = advise({**worked.facts, "build_budget_usd": budget}, as_of=DAY)
        headlines.append(advice.plan.headline)
        for path in advice.paths:
            for reason in path.reasons if path.verdict == "ruled_out" else ():
                if reason.rule.startswith("budget-below"):
                    derivation = next(
                        each for each in DERIVATIONS if each.standing == reason.conditions[0].fact
                    )
                    found = {each.fact: each.found for each in reason.conditions}
                    assert f"{found[derivation.shortfall]:,}" in reason.text
                    assert f"{budget:,} USD" in reason.text

    assert headlines == [
        "pre-training-from-scratch",
        "continued-pre-training",
        "full-fine-tuning",
        "parameter-efficient-fine-tuning",
        "retrieval-augmented-generation",
    ]


def test_a_budget_within_the_estimate_warns_and_rules_nothing_out() -> None:
    worked = load_knowledge().scenarios["own-architecture-by-budget"]
    advice = advise({**worked.facts, "build_budget_usd": 2_000_000}, as_of=DAY)

    assert advice.plan.headline == "pre-training-from-scratch"
    assert any(
        each.title.startswith("The build budget lies within the estimate")
        for each in advice.warnings
    )


@pytest.mark.parametrize(
    ("further", "item"),
    [
        ({}, "smaller-or-different-model"),
        ({"teacher_available": True}, "distillation"),
        ({"control": "own_weights"}, "quantization"),
        ({"serving_mode": "interactive"}, "response-streaming"),
        ({"shared_prefix_tokens": 4000}, "prompt-caching"),
        ({"traffic": "steady"}, "provisioned-throughput"),
    ],
)
def test_a_latency_budget_below_the_estimate_leads_to_what_the_facts_support(
    further: dict[str, Any], item: str
) -> None:
    facts = {"tasks": ["summarization"], "output_tokens": 800, "p95_latency_ms": 900}
    slow = advise({**facts, **further}, as_of=DAY)

    assert any(rule.startswith("too-slow-for-the-budget") for rule in slow.rules_fired)
    assert item in {each.id for stage in slow.stages for each in (*stage.items, *stage.further)}


def test_advice_imports_neither_pandas_nor_the_price_library() -> None:
    # NumPy it does import: one plan is chosen by the same statement as a million.
    code = (
        "import sys; from advisor import advise; "
        "advise({'build_budget_usd': 1000, 'labelled_examples': 500}, as_of='2026-11-22'); "
        "print([name for name in ('pandas', 'genai_prices') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
