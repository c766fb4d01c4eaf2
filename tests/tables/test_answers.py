"""Every row is answered as it would be alone, however its cells are typed."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from advisor.advisor import advise, default_advisor
from advisor.errors import BadInput
from advisor.estimates.prices import read_prices
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.tables import advise_frame, advise_rows
from advisor.tables.frames import BETWEEN
from tests.strategies import scenarios
from tests.tables.tables import DAY, same, told_alone, typed

VIEWS: st.SearchStrategy[View] = st.sampled_from(["production", "exam"])

# The answers


PROMPTS: list[dict[str, Any]] = [
    {"shared_prefix_tokens": 3_000},
    {"shared_prefix_tokens": {"at_least": 3_000, "at_most": 9_000}},
    {"shared_prefix_tokens": 1_000, "knowledge_source": "private_documents"},
    {"shared_prefix_tokens": 1_000, "input_tokens": 2_000, "knowledge_source": "private_documents"},
    {"tasks": ["extraction"], "modalities": ["image"], "shared_prefix_tokens": 1_000},
    {"tasks": ["document_processing", "extraction"], "system_kind": "foundation_model"},
    {"input_tokens": 700},
    {},
]
"""Prompts of which their length, their beginning, both or neither is stated."""
SMALL_KNOWLEDGE = {"knowledge_source": "private_documents", "knowledge_tokens": 40_000}
TUNED = {
    "tasks": ["content_generation"],
    "output_consistency": "brand_voice",
    "labelled_examples": 5_000,
    "tried": ["few_shot"],
    "symptoms": ["wrong_style"],
    "current_path": "prompt_engineering",
}
LARGE_KNOWLEDGE = {"knowledge_source": "private_documents", "knowledge_tokens": 900_000_000}
REGIONS = ("us-east-1", "eu-central-1", "us-gov-west-1")
"""Where Bedrock tunes, where it does not, and where embedding has another price."""


RECORDS = {"tasks": ["question_answering"], "knowledge_source": "structured_records"}
BESIDE_RECORDS: list[dict[str, Any]] = [
    {},
    {"further_knowledge_sources": ["private_documents"]},
    {"further_knowledge_sources": ["live_data"]},
    {"knowledge_source": "private_documents"},
]


@given(st.lists(scenarios(), min_size=1, max_size=3), VIEWS)
@example([read_scenario(SMALL_KNOWLEDGE), read_scenario({"requests_per_month": 500})], "production")
@example([read_scenario({**TUNED, "region": region}) for region in REGIONS], "production")
@example([read_scenario({"current_path": "preference_alignment"})], "production")
@example([read_scenario({**LARGE_KNOWLEDGE, "region": region}) for region in REGIONS], "production")
@example([read_scenario(each) for each in PROMPTS], "production")
@example([read_scenario({**RECORDS, **each}) for each in BESIDE_RECORDS], "production")
@settings(max_examples=40)
def test_each_row_gets_the_answer_that_it_gets_alone(several: list[Scenario], view: View) -> None:
    answers = list(advise_rows((each.known() for each in several), view=view, as_of=DAY))

    assert [each.row for each in answers] == list(range(1, len(several) + 1))
    for scenario, row in zip(several, answers, strict=True):
        assert row.answer is not None
        same(row.answer, told_alone(default_advisor("plain").advise(scenario, view, DAY)))


@given(st.lists(scenarios(), min_size=1, max_size=3))
@settings(max_examples=25)
def test_a_typed_cell_means_what_the_value_means(several: list[Scenario]) -> None:
    names = sorted({name for each in several for name, _ in each.values()})
    as_typed = pd.DataFrame(
        {name: [typed(each.get(name)) for each in several] for name in names},
        index=range(len(several)),
    )
    answers = advise_frame(as_typed, as_of=DAY)

    assert answers["problems"].tolist() == [""] * len(several)
    plain = list(advise_rows([each.known() for each in several], as_of=DAY))
    for known, row in zip(answers.to_dict("records"), plain, strict=True):
        assert row.answer is not None
        assert known["items"] == BETWEEN.join(row.answer["items"])
        assert known["headline"] == row.answer["headline"]
        assert known["paths"] == BETWEEN.join(row.answer["paths"])


def test_rows_are_answered_alike_in_chunks_of_any_size() -> None:
    rows = [{"knowledge_change": "weekly"}, {"labelled_examples": 40}, {}, {"tasks": ["search"]}]

    assert list(advise_rows(rows, as_of=DAY, at_once=1)) == list(advise_rows(rows, as_of=DAY))


# One's own prices

BUDGETS: list[dict[str, Any]] = [
    {"build_budget_usd": 4000, "labelled_examples": 5000},
    {"monthly_budget_usd": 500, "requests_per_month": 200_000},
    {"build_budget_usd": 40_000, "monthly_budget_usd": 5000, "knowledge_change": "weekly"},
]


@pytest.mark.parametrize("view", ["production", "exam"])
def test_a_row_with_prices_gets_the_answer_that_it_gets_alone_with_them(
    prices: Path, view: View
) -> None:
    own = list(advise_rows(BUDGETS, view=view, as_of=DAY))
    priced = list(advise_rows(BUDGETS, view=view, as_of=DAY, prices=prices))

    assert priced != own
    for scenario, row in zip(BUDGETS, priced, strict=True):
        assert row.answer is not None
        alone = advise(scenario, view=view, as_of=DAY, engine="plain", prices=prices)
        same(row.answer, told_alone(alone))


def test_prices_reach_the_rules_that_read_estimates(prices: Path) -> None:
    (own,) = advise_rows(BUDGETS[:1], as_of=DAY)
    (priced,) = advise_rows(BUDGETS[:1], as_of=DAY, prices=prices)

    assert own.answer is not None
    assert priced.answer is not None
    assert own.answer["limiting_rules"] != priced.answer["limiting_rules"]


def test_a_frame_takes_prices_by_file_and_as_they_were_read(prices: Path) -> None:
    df = pd.DataFrame(BUDGETS)
    rows = advise_rows(BUDGETS, as_of=DAY, prices=prices)
    by_file = advise_frame(df, as_of=DAY, prices=prices)

    for place, row in enumerate(rows):
        assert row.answer is not None
        assert by_file["limiting_rules"][place] == BETWEEN.join(row.answer["limiting_rules"])
        assert by_file["monthly_cost_usd_low"][place] == row.answer["monthly_cost_usd_low"]
    read = read_prices(prices, load_knowledge())
    pd.testing.assert_frame_equal(by_file, advise_frame(df, as_of=DAY, prices=read))


def test_a_price_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "prices.yaml"
    path.write_text("prices:\n  labeled_example: 3\n")

    with pytest.raises(BadInput, match=r'prices.yaml:2: .*\n.*Did you mean "labelled_example"'):
        advise_frame(pd.DataFrame(BUDGETS), as_of=DAY, prices=path)


# Cells


@pytest.mark.parametrize(
    ("fact", "cell", "value"),
    [
        ("untrusted_input", "Yes", True),
        ("untrusted_input", "FALSE", False),
        ("untrusted_input", 1.0, True),
        ("knowledge_change", "Real time", "real_time"),
        ("knowledge_change", " weekly ", "weekly"),
        ("tasks", "search; Question answering", ["search", "question_answering"]),
        ("tasks", '["search", "conversation"]', ["search", "conversation"]),
        ("tasks", "[]", []),
        ("existing_services", "Amazon Bedrock", ["amazon-bedrock"]),
        ("labelled_examples", "1,000", 1000),
        ("labelled_examples", "100-1000", {"at_least": 100, "at_most": 1000}),
        ("labelled_examples", "100 to 1,000", {"at_least": 100, "at_most": 1000}),
        ("labelled_examples", ">=1000", {"at_least": 1000}),
        ("labelled_examples", "at most 50", {"at_most": 50}),
        ("labelled_examples", '{"at_least": 5}', {"at_least": 5}),
        ("labelled_examples", "7-7", 7),
        ("payload_mb", "1.5", 1.5),
        ("labelled_examples", "1.5k", 1500),
        ("payload_mb", "1,5", 1.5),
        ("labelled_examples", "#N/A", None),
        ("audience", "n/a", None),
        ("citations_required", "N/A", None),
        ("audience", float("nan"), None),
        ("audience", "   ", None),
    ],
)
def test_a_cell_is_read_as_it_is_meant(fact: str, cell: object, value: object) -> None:
    (as_cell,) = advise_rows([{fact: cell}], as_of=DAY)
    (as_value,) = advise_rows([{fact: value}], as_of=DAY)

    assert as_cell.problems == ()
    assert as_cell.answer == as_value.answer


@pytest.mark.parametrize(
    ("fact", "cell", "problem", "remedy"),
    [
        ("knowledge_change", "wekly", "knowledge_change cannot be", 'Did you mean "weekly"?'),
        ("labelled_examples", "many", '"many" is not a whole number', "100-1000"),
        ("build_budget_usd", "4,000 EUR", "is in EUR", "US dollars"),
        ("payload_mb", "5.000", "may be 5 or 5,000", "Write 5 or 5000"),
        ("repeated_requests_percent", "250%", "the most is 100%", "100-1000"),
        ("labelled_examples", "-5", "below zero", "100-1000"),
        ("labelled_examples", "9-5", "is above", "100-1000"),
        ("labelled_examples", "2.5", "not a whole number", "100-1000"),
        ("labelled_examples", "9" * 400, "not a size", "100-1000"),
        ("labelled_examples", "1e400", "1e400 is not a size", "100-1000"),
        ("labelled_examples", "2026-01-02", "not a whole number", "100-1000"),
        ("untrusted_input", "#REF!", "neither true nor false", "Leave the cell empty"),
        ("audience", "in\x1b[31mternal", "in\ufffd[31mternal", "internal"),
        ("untrusted_input", "perhaps", "neither true nor false", "true or false"),
        ("tasks", "search; flying", "tasks cannot be", "It is one of"),
        ("existing_services", "amazon-bedrok", "no service", "amazon-bedrock"),
        ("audience", "x" * 20_000, "20,000 characters", "quotation mark"),
        ("audience", "caf\udce9", "not UTF-8", "UTF-8"),
        ("audience", ["internal"], "one value", "Give one of"),
        ("audience", datetime.date(2026, 1, 2), "cannot be", "It is one of"),
    ],
)
def test_a_wrong_cell_is_told_with_row_column_and_remedy(
    fact: str, cell: object, problem: str, remedy: str
) -> None:
    good, bad = advise_rows([{}, {fact: cell}], as_of=DAY)

    assert good.answer is not None
    assert bad.answer is None
    assert (bad.problems[0].row, bad.problems[0].column) == (2, fact)
    assert problem in bad.problems[0].problem
    assert remedy in bad.problems[0].remedy


def test_two_columns_hold_the_bounds_of_a_range() -> None:
    df = pd.DataFrame({"labelled_examples.at_least": ["100", ""], "labelled_examples.at_most": 900})
    answers = advise_frame(df, as_of=DAY)
    one = advise_frame(pd.DataFrame({"labelled_examples": ["100-900", "<=900"]}), as_of=DAY)

    pd.testing.assert_frame_equal(answers, one)


def test_a_number_given_as_value_and_as_bound_is_refused() -> None:
    (row,) = advise_rows([{"labelled_examples": 5, "labelled_examples.at_most": 9}], as_of=DAY)

    assert "as a value and as a bound" in row.problems[0].problem


def test_a_problem_names_its_column_once() -> None:
    (row,) = advise_rows([{"untrusted_input": "perhaps"}], as_of=DAY)

    told = str(row.problems[0])
    assert told.startswith('row 1, column untrusted_input: "perhaps" is neither true nor false.')


# Columns


def test_an_unknown_column_is_refused_with_the_nearest_fact() -> None:
    with pytest.raises(BadInput, match='Did you mean "knowledge_change"'):
        advise_frame(pd.DataFrame({"knowledge_chnge": ["weekly"]}), as_of=DAY)


def test_kept_columns_come_out_beside_the_answers() -> None:
    df = pd.DataFrame({"desk": ["one", "two"], "audience": ["internal", "?"]}, index=["a", "b"])
    answers = advise_frame(df, as_of=DAY, keep_columns=True)

    assert answers["desk"].tolist() == ["one", "two"]
    assert answers.index.tolist() == ["a", "b"]
    assert answers["headline"].notna().tolist() == [True, True]
    assert answers["read_as"].tolist() == ["", 'audience: "?" = not known']


def test_a_cell_of_a_frame_that_cannot_be_read_is_told_and_taken_as_unknown() -> None:
    df = pd.DataFrame({"audience": ["internal", "martians"], "tasks": "search"})
    answers = advise_frame(df, as_of=DAY)
    alone = advise_frame(pd.DataFrame({"tasks": ["search"]}), as_of=DAY)

    assert answers["headline"][1] == alone["headline"][0]
    assert 'audience cannot be "martians"' in answers["unread"][1]
    assert answers["problems"].tolist() == ["", ""]


def test_a_kept_column_may_not_be_named_as_one_of_the_answer() -> None:
    with pytest.raises(BadInput, match="Rename the column"):
        advise_frame(pd.DataFrame({"headline": ["new"]}), as_of=DAY, keep_columns=True)


def test_a_table_without_any_fact_is_refused_even_where_columns_are_kept() -> None:
    df = pd.DataFrame({"audience|tasks": ["internal|search"]})

    with pytest.raises(BadInput, match="No column has the name of a fact"):
        advise_frame(df, as_of=DAY, keep_columns=True)


def test_of_thousands_of_wrong_columns_the_first_are_named_and_the_rest_counted() -> None:
    df = pd.DataFrame([range(3000)], columns=[f"c{number}" for number in range(3000)])

    with pytest.raises(BadInput, match="and 2,981 more columns") as refused:
        advise_frame(df, as_of=DAY)
    assert len(refused.value.problems) == 21


def test_a_column_without_a_name_is_told_by_its_place() -> None:
    df = pd.DataFrame([["internal", "x"]], columns=["audience", ""])

    with pytest.raises(BadInput, match="Column 2 has no name"):
        advise_frame(df, as_of=DAY)


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="2 times"):
        advise_frame(pd.DataFrame([["a", "b"]], columns=["audience", "audience"]), as_of=DAY)


def test_a_strict_frame_stops_at_the_first_broken_row() -> None:
    with pytest.raises(BadInput, match="row 2, column audience"):
        advise_frame(pd.DataFrame({"audience": ["internal", "martians"]}), as_of=DAY, strict=True)
