"""A table with the columns that a person looks at first."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from advisor import advise
from advisor.facts.read import read_scenario
from advisor.tables import IN_WORDS, OUTCOMES, advise_frame, answer_file
from advisor.what_if import default_sensitivities

DAY = "2026-11-25"
ROWS = [
    {"tasks": "question answering", "knowledge_source": "private documents", "citations": "yes"},
    {"tasks": "classification", "labelled_examples": "5k", "training_allowed": "yes"},
    {"tasks": "nonsense"},
    {},
]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("words") / "in.csv"
    pd.DataFrame(ROWS).rename(columns={"citations": "citations_required"}).to_csv(path, index=False)
    return path


def test_each_row_says_what_the_advice_on_it_says(given: Path, tmp_path: Path) -> None:
    answer_file(given, tmp_path / "out.jsonl", as_of=DAY, in_words=True)
    found = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    facts = [
        {
            "tasks": ["question_answering"],
            "knowledge_source": "private_documents",
            "citations_required": True,
        },
        {"tasks": ["classification"], "labelled_examples": 5000, "training_allowed": True},
        {},
    ]

    for row, known in zip(found, facts, strict=False):
        advice = advise(known, as_of=DAY)
        assert row["plan_status"] == advice.status
        assert row["plan_in_words"] == advice.plan.summary
        reasons = {reason.text for need in advice.needs for reason in need.reasons}
        assert row["strongest_reason"] in (reasons or {row["strongest_reason"]})
        (balanced,) = [each for each in advice.estimates.models if each.role == "balanced"]
        assert row["balanced_model"] == balanced.name
        assert row["balanced_model_monthly_cost_usd"] == balanced.month.likely
        open_facts = default_sensitivities().outlook(read_scenario(known), "production").questions
        assert set(row["missing_facts"]) <= {each.fact for each in open_facts}
        assert bool(row["missing_facts"]) == (advice.status == "provisional")


def test_a_plan_of_ready_services_has_their_month_in_place_of_a_models(tmp_path: Path) -> None:
    facts = {
        "tasks": ["document_processing"],
        "system_kind": "ready_service",
        "modalities": ["image", "text"],
        "requests_per_month": 90_000,
    }
    given = tmp_path / "in.jsonl"
    given.write_text(json.dumps(facts) + "\n" + json.dumps({"tasks": ["search"]}) + "\n")

    answer_file(given, tmp_path / "out.jsonl", as_of=DAY, in_words=True)

    ready, with_model = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    services = advise(facts, as_of=DAY).estimates.services
    assert services is not None
    assert ready["ready_services_monthly_cost_usd"] == services.month.likely
    assert ready["balanced_model"] is None
    assert ready["balanced_model_monthly_cost_usd"] is None
    assert with_model["ready_services_monthly_cost_usd"] is None
    assert with_model["balanced_model_monthly_cost_usd"] > 0


def test_the_columns_in_words_are_all_described() -> None:
    text = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")

    assert [name for name in IN_WORDS if f"`{name}`" not in text] == []


def test_the_columns_in_words_come_first_in_every_kind_of_file(given: Path, tmp_path: Path) -> None:
    for kind, read in (("csv", pd.read_csv), ("xlsx", pd.read_excel), ("parquet", pd.read_parquet)):
        answer_file(given, tmp_path / f"out.{kind}", as_of=DAY, in_words=True)
        columns = [*read(tmp_path / f"out.{kind}").columns]
        told = [name for name in columns if name in {*IN_WORDS, *OUTCOMES}]
        assert told == [*IN_WORDS, *OUTCOMES], kind


def test_a_row_that_has_no_answer_has_none_in_words(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_text("audience,tasks\ninternal\ninternal,search\n")
    answer_file(given, tmp_path / "out.csv", as_of=DAY, in_words=True)

    broken, answered = pd.read_csv(tmp_path / "out.csv").to_dict("records")
    assert pd.isna(broken["plan_in_words"])
    assert answered["plan_in_words"]


def test_without_them_a_table_is_as_it_was(given: Path, tmp_path: Path) -> None:
    answer_file(given, tmp_path / "out.csv", as_of=DAY)

    assert not {*pd.read_csv(tmp_path / "out.csv").columns} & {*IN_WORDS}


def test_a_frame_has_them_too() -> None:
    frame = advise_frame(pd.DataFrame([{"tasks": "search"}]), as_of=DAY, in_words=True)

    assert frame.loc[0, "plan_in_words"] == advise({"tasks": ["search"]}, as_of=DAY).plan.summary
