"""Files of all kinds, as people save them: what is in them is read, or told clearly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from advisor.batch import Run, answer_file
from advisor.batch.frames import BETWEEN
from advisor.errors import BadInput
from tests.batch.tables import DAY, answered, write_table

# Files


def as_kind(table: Path, kind: str) -> Path:
    """The same table as a file of another kind."""
    path = table.with_suffix(kind)
    df = pd.read_csv(table, dtype=str, keep_default_na=False)
    match kind:
        case ".xlsx":
            df.to_excel(path, index=False)
        case ".parquet":
            df.to_parquet(path, index=False)
        case ".jsonl":
            df.to_json(path, orient="records", lines=True)
        case ".tsv":
            df.to_csv(path, index=False, sep="\t")
    return path


@pytest.mark.parametrize("kind", [".tsv", ".xlsx", ".parquet", ".jsonl"])
def test_a_file_of_any_kind_gets_the_same_answers(tmp_path: Path, table: Path, kind: str) -> None:
    from_csv, from_kind = tmp_path / "one.csv", tmp_path / "other.csv"
    run = answered(table, from_csv)
    other = answered(as_kind(table, kind), from_kind)

    assert (other.rows, other.broken) == (run.rows, run.broken)
    one, two = (pd.read_csv(each).drop(columns="row") for each in (from_csv, from_kind))
    pd.testing.assert_frame_equal(one, two)


def test_results_of_every_kind_hold_the_same(tmp_path: Path, table: Path) -> None:
    for kind in ("csv", "tsv", "xlsx", "parquet", "jsonl"):
        answered(table, tmp_path / f"out.{kind}")
    as_csv = pd.read_csv(tmp_path / "out.csv")
    parquet = pd.read_parquet(tmp_path / "out.parquet")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]

    pd.testing.assert_frame_equal(as_csv, pd.read_csv(tmp_path / "out.tsv", sep="\t"))
    pd.testing.assert_frame_equal(as_csv, pd.read_excel(tmp_path / "out.xlsx"))
    good = [each for each in lines if not each["problems"]]
    assert parquet["headline"].dropna().tolist() == [each["headline"] for each in good]
    assert [BETWEEN.join(each["items"]) for each in good] == as_csv["items"].dropna().tolist()
    assert [each["name"] for each in lines] == as_csv["name"].tolist()


def test_broken_rows_are_named_and_the_good_ones_are_answered(tmp_path: Path) -> None:
    given, result = tmp_path / "in.csv", tmp_path / "out.csv"
    broken = write_table(given, 3000)
    run = answered(given, result, rows_at_once=700)
    out = pd.read_csv(result)

    assert (run.rows, run.broken) == (3000, len(broken))
    assert out["row"].tolist() == list(range(2, 3002))
    assert out.loc[out["problems"].notna(), "row"].tolist() == broken
    assert out.loc[out["headline"].isna(), "row"].tolist() == broken


def test_what_is_no_row_is_told_and_reading_goes_on(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_bytes(
        b"\xef\xbb\xbfaudience,untrusted_input\ninternal,yes\none,two,three\n\n,\ncaf\xe9,no\n"
        b'public,"no\n'
    )
    run = answer_file(given, tmp_path / "out.csv", as_of=DAY)
    rows = {problem.row: problem.problem for problem in run.problems}

    assert run.rows == 4
    assert rows[3] == "The row has 3 cells, the header 2."
    assert "not UTF-8" in rows[6]
    assert set(rows) == {3, 6}


def test_lines_that_a_missing_quotation_mark_swallowed_are_told(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_text('audience,tasks\n"internal,search\npublic,search\npublic,"search"\n')
    run = answer_file(given, tmp_path / "out.csv", as_of=DAY)

    assert run.broken == run.rows == 1
    assert "Lines 2 to 4 were read as this one row" in run.problems[0].problem


def test_reading_goes_on_after_a_cell_that_is_too_long_for_any_table(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_text('audience\n"' + "internal\n" * 20_000 + "public\ninternal\n")
    run = answer_file(given, tmp_path / "out.csv", as_of=DAY)

    assert "field larger than field limit" in run.problems[0].problem
    assert "Lines 2 to 14565 were read as this one row" in run.problems[0].problem
    assert run.rows - run.broken == 5438


def test_lines_of_json_are_each_judged_alone(tmp_path: Path) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text(
        '{"audience": "internal"}\n[1]\nnot json\n{"audience": 1, "audience": 2}\n\n'
        '{"labelled_examples": {"at_least": 5}}\n{"audiense": "internal"}\n' + "[" * 5000 + "\n"
    )
    run = answer_file(given, tmp_path / "out.jsonl", as_of=DAY)

    assert [problem.row for problem in run.problems] == [2, 3, 4, 7, 8]
    assert run.rows == 7


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "jsonl"])
def test_a_table_without_rows_gives_one_without_rows(tmp_path: Path, kind: str) -> None:
    given, result = tmp_path / "in.csv", tmp_path / f"out.{kind}"
    given.write_text("audience\n")

    assert answer_file(given, result, as_of=DAY) == Run()
    assert result.exists()


@pytest.mark.parametrize("kind", [".xlsx", ".parquet"])
def test_a_file_that_is_not_what_its_name_says_is_refused(tmp_path: Path, kind: str) -> None:
    given = tmp_path / f"in{kind}"
    given.write_text("audience\ninternal\n")

    with pytest.raises(BadInput, match="This is no"):
        answer_file(given, tmp_path / "out.csv", as_of=DAY)


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    given, result = tmp_path / "in.csv", tmp_path / "out.xlsx"
    given.write_text("name,audience\n=1+1,internal\n")
    answered(given, result)

    assert pd.read_excel(result)["name"].tolist() == ["=1+1"]


def test_a_file_that_exists_is_not_replaced_unless_asked(tmp_path: Path, table: Path) -> None:
    result = tmp_path / "out.csv"
    result.write_text("mine")

    with pytest.raises(BadInput, match="exists already"):
        answered(table, result)
    assert result.read_text() == "mine"
    answered(table, result, replace_result=True)
    assert result.read_text() != "mine"
