"""Files of all kinds, as people save them: what is in them is read, or told clearly."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from advisor.errors import BadInput
from advisor.tables import OUTCOMES, Run, answer_file
from advisor.tables.frames import BETWEEN
from advisor.tables.layout import Layout
from advisor.tables.mapping import ColumnMapping
from tests.tables.tables import DAY, answered, write_table

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


def test_cells_that_cannot_be_read_are_named_and_their_rows_answered_without_them(
    tmp_path: Path,
) -> None:
    given, result = tmp_path / "in.csv", tmp_path / "out.csv"
    broken = write_table(given, 3000)
    run = answered(given, result, rows_at_once=700)
    out = pd.read_csv(result)

    assert (run.rows, run.broken) == (3000, 0)
    assert out["row"].tolist() == list(range(2, 3002))
    assert out.loc[out["unread"].notna(), "row"].tolist() == broken
    assert out["headline"].notna().all()
    assert sum(each.count for each in run.unread) == len(broken)


def test_what_is_no_row_is_told_and_reading_goes_on(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_bytes(
        b"\xef\xbb\xbfaudience,untrusted_input\ninternal,yes\none,two,three\n\n,\ncaf\xe9,no\n"
        b'public,"no\n'
    )
    run = answer_file(given, tmp_path / "out.csv", as_of=DAY)
    rows = {problem.row: problem.problem for problem in run.problems}

    assert run.rows == 4
    assert rows == {3: "The row has 3 cells, the header 2."}
    (unread,) = run.unread
    assert unread.rows == (6,)
    assert "not UTF-8" in unread.problem


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


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_columns_may_be_separated_by_any_common_mark(tmp_path: Path, mark: str) -> None:
    given = tmp_path / "in.csv"
    given.write_text("audience,knowledge_change\ninternal,weekly\n".replace(",", mark))

    assert answer_file(given, tmp_path / "out.csv", as_of=DAY) == Run(rows=1)


def test_a_table_of_a_spreadsheet_with_decimal_commas_is_read(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_text(
        "sep=;\naudience;monthly_budget_usd.at_least;build_budget_usd;\n"
        "internal;0,5;2.000,5;\ninternal;1;1.500;\n"
    )
    one = tmp_path / "one.csv"
    one.write_text("audience,monthly_budget_usd.at_least,build_budget_usd\ninternal,0.5,2000.5\n")
    run = answer_file(given, tmp_path / "out.csv", as_of=DAY)
    answer_file(one, tmp_path / "alone.csv", as_of=DAY)

    (unread,) = run.unread
    assert (unread.rows, unread.column) == ((3,), "build_budget_usd")
    assert unread.problem == '"1.500" may be 1.5 or 1,500.'
    first = pd.read_csv(tmp_path / "out.csv").loc[:0, [*OUTCOMES]]
    alone = pd.read_csv(tmp_path / "alone.csv")[[*OUTCOMES]]
    pd.testing.assert_frame_equal(first, alone)


def test_empty_cells_after_the_last_column_are_no_cells(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_text("audience,tasks,\ninternal,search,\ninternal,search,,,\ninternal\n,,,,\n")
    run = answer_file(given, tmp_path / "out.csv", as_of=DAY)

    assert (run.rows, run.broken) == (3, 1)
    assert run.problems[0].problem == "The row has 1 cell, the header 2."


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("cp1252", "read as Windows-1252"), ("utf-16", ""), ("utf-16-le", ""), ("utf-8-sig", "")],
)
def test_a_file_in_another_code_is_read_and_says_so(
    tmp_path: Path, encoding: str, told: str
) -> None:
    given = tmp_path / "in.csv"
    given.write_bytes("näme,audience\nDürer’s,internal\n".encode(encoding))
    notes: list[str] = []
    run = answered(given, tmp_path / "out.csv", note=notes.append)

    assert (run.rows, run.broken, run.unread) == (1, 0, ())
    assert pd.read_csv(tmp_path / "out.csv")["näme"].tolist() == ["Dürer’s"]
    assert told in "".join(notes)
    assert bool(notes) == bool(told)


def test_a_header_of_damaged_utf8_is_refused(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_bytes("audience,n\xe4me,öäü\n".encode().replace(b"\xc3\xa4m", b"\xe4m"))

    with pytest.raises(BadInput, match="The header is not UTF-8"):
        answered(given, tmp_path / "out.csv")


def test_a_kept_cell_that_is_not_utf8_is_refused_rather_than_spoilt(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_bytes(b"\xef\xbb\xbfname,audience\nD\xfcrer,internal\nHals,internal\n")
    run = answered(given, tmp_path / "out.csv")

    assert (run.rows, run.broken) == (2, 1)
    assert (run.problems[0].row, run.problems[0].column) == (2, "name")
    assert "not UTF-8" in run.problems[0].problem


def test_what_is_wrong_with_the_columns_is_told_with_the_file(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_text("knowledge_chnge\nweekly\n")

    with pytest.raises(BadInput, match=r'in\.csv: .*\n.*Did you mean "knowledge_change"'):
        answer_file(given, tmp_path / "out.csv", as_of=DAY)


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


@pytest.mark.parametrize(
    ("name", "remedy"),
    [("in.csv.gz", "Unpack it"), ("in.xls", "Save it as .xlsx"), ("in.json", "a line, as .jsonl")],
)
def test_a_kind_that_is_not_read_is_refused_with_what_to_do(
    tmp_path: Path, name: str, remedy: str
) -> None:
    (tmp_path / name).write_text("audience\ninternal\n")

    with pytest.raises(BadInput, match=remedy):
        answer_file(tmp_path / name, tmp_path / "out.csv", as_of=DAY)


def workbook(path: Path, rows: list[list[object]], merged: str = "", title: str = "Data") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    book.create_sheet("Second").append(["tasks"])
    book.save(path)
    return path


def test_a_formula_whose_value_was_never_worked_out_is_refused_not_taken_as_unknown(
    tmp_path: Path,
) -> None:
    rows: list[list[object]] = [["labelled_examples"], ["=40+2"], [42]]
    run = answered(workbook(tmp_path / "in.xlsx", rows), tmp_path / "out.csv")

    assert (run.rows, run.broken) == (2, 1)
    assert (run.problems[0].row, run.problems[0].column) == (2, "labelled_examples")
    assert "formula" in run.problems[0].problem


def test_a_formula_whose_value_is_stored_is_read(tmp_path: Path) -> None:
    given = workbook(tmp_path / "made.xlsx", [["labelled_examples"], ["=40+2"]])
    stored = tmp_path / "in.xlsx"
    with zipfile.ZipFile(given) as old, zipfile.ZipFile(stored, "w") as new:
        for each in old.infolist():
            # As a spreadsheet saves it, with what the formula gave.
            content = old.read(each).replace(b"</f><v />", b"</f><v>42</v>")
            new.writestr(each, content.replace(b"</f><v></v>", b"</f><v>42</v>"))
    alone = workbook(tmp_path / "alone.xlsx", [["labelled_examples"], [42]])
    for each, out in ((stored, "out.csv"), (alone, "alone.csv")):
        assert answered(each, tmp_path / out).broken == 0

    assert (tmp_path / "out.csv").read_text() == (tmp_path / "alone.csv").read_text()


def test_merged_cells_are_refused_where_they_hide_what_is_not_filled(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["audience", "labelled_examples"],
        ["internal", 1],
        [None, 2],
        [None, 3],
        ["public", 4],
    ]
    run = answered(workbook(tmp_path / "in.xlsx", rows, "A2:A4"), tmp_path / "out.csv")

    assert [(each.row, each.column) for each in run.problems] == [(3, "audience"), (4, "audience")]
    assert "merged cells A2:A4" in run.problems[0].problem
    assert run.rows == 4


def test_a_workbook_of_several_sheets_says_which_one_was_read(tmp_path: Path) -> None:
    given = workbook(tmp_path / "in.xlsx", [["Our portfolio"]], title="Cover")
    notes: list[str] = []
    answered(given, tmp_path / "out.csv", note=notes.append)

    assert 'The sheet "Second" is read, of 2.' in notes[0]
    cover = ColumnMapping(layout=Layout("cover"))
    with pytest.raises(BadInput, match="sheet Cover: No column has the name of a fact"):
        answered(given, tmp_path / "other.csv", mapping=cover)
    with pytest.raises(BadInput, match=r'Did you mean "Cover".*Cover, Second'):
        answered(given, tmp_path / "other.csv", mapping=ColumnMapping(layout=Layout("Covr")))


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    given, result = tmp_path / "in.csv", tmp_path / "out.xlsx"
    given.write_text("name,audience\n=1+1,internal\n")
    answered(given, result)

    assert pd.read_excel(result)["name"].tolist() == ["=1+1"]


RUN_BY_SPREADSHEETS = [
    "=1+1",
    "+SUM(A1)",
    "-2+3",
    "@x",
    "\tx",
    "'=x",
    "'quoted'",
    "-5",
    "+49 30",
    "-",
]


def test_no_cell_of_the_answers_is_run_by_a_spreadsheet_and_all_come_back_as_they_were(
    tmp_path: Path,
) -> None:
    given, once, twice = (tmp_path / name for name in ("in.csv", "once.csv", "twice.csv"))
    # As somebody types it; what begins with an apostrophe of its own is written with two.
    typed = [cell if not cell.startswith("'=") else f"'{cell}" for cell in RUN_BY_SPREADSHEETS]
    df = pd.DataFrame({"=name": typed, "audience": "internal"})
    df.to_csv(given, index=False)
    answered(given, once)
    lines = once.read_text().splitlines()

    assert lines[0].startswith("row,'=name,")
    cells = [line.partition(",")[2].lstrip('"') for line in lines[1:]]
    assert not any(cell.startswith(("=", "+S", "@", "\t", "-2+")) for cell in cells)
    pd.read_csv(once)[["'=name"]].assign(audience="internal").to_csv(twice, index=False)
    back = tmp_path / "back.jsonl"
    answered(twice, back)
    kept = [json.loads(line)["=name"] for line in back.read_text().splitlines()]
    assert kept == RUN_BY_SPREADSHEETS


def test_a_folder_is_no_result(tmp_path: Path, table: Path) -> None:
    result = tmp_path / "out.csv"
    result.mkdir()

    with pytest.raises(BadInput, match="This is a folder"):
        answered(table, result, replace_result=True)


def test_standard_input_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="A table is a file"):
        answered(Path("-"), tmp_path / "out.csv")


def test_a_file_that_exists_is_not_replaced_unless_asked(tmp_path: Path, table: Path) -> None:
    result = tmp_path / "out.csv"
    result.write_text("mine")

    with pytest.raises(BadInput, match="exists already"):
        answered(table, result)
    assert result.read_text() == "mine"
    answered(table, result, replace_result=True)
    assert result.read_text() != "mine"


def test_a_damaged_sheet_is_told_as_that(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "whole.xlsx", [["audience"], *[["internal"]] * 500])
    damaged = tmp_path / "in.xlsx"
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(damaged, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            half = name.endswith("sheet1.xml")
            after.writestr(name, content[: len(content) // 2] if half else content)

    with pytest.raises(BadInput, match="damaged") as error:
        answered(damaged, tmp_path / "out.csv")

    assert "in.xlsx" in error.value.problems[0].place
