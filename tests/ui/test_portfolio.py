"""A table of scenarios on the page: what is read, answered, shown and taken along."""

from __future__ import annotations

import csv
import datetime
import io
import json
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from advisor.advisor import default_advisor
from advisor.errors import BadInput
from advisor.knowledge import load_knowledge
from tests.patience import PATIENCE

pytest.importorskip("streamlit")
pytest.importorskip("pyarrow")
pytest.importorskip("openpyxl")
from streamlit.testing.v1 import AppTest

import ui.panels
from ui import portfolio, tables

SCREEN = Path(ui.panels.__file__).parents[1] / "screens" / "portfolio.py"
DAY = datetime.date(2026, 11, 22)
TABLE = (
    "team,Knowledge Source,knowledge_change\n"
    "claims,private_documents,weekly\n"
    "sales,general,never\n"
    "law,private_documents,wekly\n"
)
ONE = {"knowledge_source": "knowledge_source"}
GUESSED = {
    "team": portfolio.KEEP,
    "Knowledge Source": "knowledge_source",
    "knowledge_change": "knowledge_change",
}


def brought(content: str | bytes = TABLE, name: str = "t.csv") -> tables.Brought:
    return tables.bring(content if isinstance(content, bytes) else content.encode(), name)


def run_of(content: str = TABLE, name: str = "t.csv", columns=None) -> portfolio.PortfolioRun:
    return portfolio.PortfolioRun(brought(content, name), columns or GUESSED, "production", DAY)


def answered(content: str = TABLE, name: str = "t.csv", columns=None) -> portfolio.Portfolio:
    run = run_of(content, name, columns)
    assert list(run.go_on())[-1] == run.brought.rows
    found = run.portfolio()
    assert found is not None
    return found


def test_columns_are_recognised_by_the_names_of_facts():
    found = brought()

    assert {name: portfolio.recognised(name) for name in found.names} == GUESSED
    assert found.rows == 3


def test_each_row_says_what_advise_says_and_a_cell_that_is_not_read_is_named():
    rows = answered().rows
    advice = default_advisor().advise(
        {"knowledge_source": "private_documents", "knowledge_change": "weekly"}, "production", DAY
    )

    assert rows[0]["headline"] == advice.plan.headline
    assert rows[0]["kept"] == {"team": "claims"}
    assert [bool(row["unread"]) for row in rows] == [False, False, True]
    assert rows[2]["unread"][0].column == "knowledge_change"
    assert rows[2]["headline"] is not None


def test_lines_of_json_are_renamed_and_left_out_as_columns_are():
    lines = '{"Source": "private_documents", "x": 1}\n{"Source": "general"}\n'
    columns = {"Source": "knowledge_source", "x": portfolio.LEAVE_OUT}
    rows = answered(lines, "t.jsonl", columns).rows

    assert [row["problems"] for row in rows] == [[], []]
    assert rows[0]["headline"] == "retrieval-augmented-generation"
    assert rows[0]["kept"] == {}


def test_two_columns_cannot_hold_the_same_fact():
    with pytest.raises(BadInput, match='"team" and "Knowledge Source" hold the same fact'):
        answered(columns={**GUESSED, "team": "knowledge_source"})


def test_a_table_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(tables, "MOST_ROWS", 2)

    with pytest.raises(BadInput, match="more than 2 rows"):
        brought()


def workbook(rows: list[list[object]]) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cut(book: bytes) -> bytes:
    """A workbook that is whole as a zip file, and whose sheet breaks off."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content[:80] if "sheet1" in name else content)
    return out.getvalue()


BOOK = workbook([["team", "knowledge_source"], ["a", "general"]])
OLD_BOOK = b"\xd0\xcf\x11\xe0" + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"", "The file is empty."),
        ("a.csv", b"\n\n", "The table has no header."),
        ("a.csv", b"team,knowledge_source\n", "The table has no rows."),
        ("a.csv", b"team\0,x\n1,2\n", "This is no text"),
        ("a.csv", b"%PDF-1.7 \xff", "This is a PDF, though its name ends with .csv."),
        ("a.csv", BOOK, "This is an Excel workbook or another zip file"),
        ("a.xlsx", OLD_BOOK, "This is an old Excel workbook (.xls), or one with a password"),
        ("a.xls", OLD_BOOK, "A file whose name ends with .xls cannot be read here."),
        ("a.xlsx", TABLE.encode(), "This is no Excel workbook (.xlsx)."),
        ("a.xlsx", BOOK[: len(BOOK) // 2], "This is no Excel workbook (.xlsx)."),
        ("a.xlsx", cut(BOOK), "The file is damaged"),
        ("a.xlsx", workbook([]), "The table has no header."),
        ("a.parquet", b"PAR1", "This is no Parquet file."),
        ("a.jsonl", b'[{"knowledge_source": "general"}]', "The line is not a set of facts."),
        ("a", TABLE.encode(), "The name does not say what kind of table this is."),
        ("a.csv", b",".join(b"c%d" % n for n in range(300)) + b"\n" + b"," * 299, "no rows"),
        ("a.csv", b",".join(b"c%d" % n for n in range(300)) + b"\n1" + b"," * 299, "200 columns"),
    ],
)
def test_a_table_that_cannot_be_read_has_one_problem_a_place_and_a_remedy(name, content, told):
    with pytest.raises(BadInput) as refused:
        brought(content, name)

    (problem,) = refused.value.problems
    assert told in problem.problem
    assert problem.place.startswith(name)
    assert problem.remedy


def test_a_whole_workbook_is_not_called_damaged_where_its_reader_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)

    with pytest.raises(BadInput) as refused:
        brought(BOOK, "a.xlsx")

    (problem,) = refused.value.problems
    assert problem.problem == "A file whose name ends with .xlsx needs the package openpyxl."
    assert "pip install 'advisor[ui]'" in problem.remedy


def test_a_defect_of_our_own_is_not_called_a_damaged_file(monkeypatch):
    monkeypatch.setattr("advisor.tables.excel_files.header_of", None)

    with pytest.raises(TypeError):
        brought(BOOK, "a.xlsx")


def test_a_table_in_the_code_of_western_europe_is_read_and_says_so():
    found = brought("team,knowledge_source\nRéclamations,general\n".encode("cp1252"))

    assert found.words["team"] == {"Réclamations": 1}
    assert [each.place for each in found.remarks] == ["t.csv, line 2"]
    assert "Windows-1252" in found.remarks[0].problem


def test_a_table_in_utf_16_is_read():
    assert brought("team,knowledge_source\né,general\n".encode("utf-16")).names[0] == "team"


def test_columns_without_a_name_or_with_the_same_one_are_told_apart():
    found = brought("team,,team,knowledge_source,knowledge_source\na,b,c,general,live_data\n")

    names = ("team", "column 2", "team (2)", "knowledge_source", "knowledge_source (2)")
    assert found.names == names
    assert '"column 2", "team (2)", "knowledge_source (2)"' in found.remarks[0].remedy
    columns = {name: portfolio.recognised(name) for name in names}
    run = portfolio.PortfolioRun(found, columns, "production", DAY)
    list(run.go_on())
    rows = run.portfolio()
    assert rows is not None
    kept = {"team": "a", "column 2": "b", "team (2)": "c", "knowledge_source (2)": "live_data"}
    assert rows.rows[0]["kept"] == kept


def test_huge_and_negative_numbers_are_told_and_count_as_not_known():
    rows = answered(
        "labelled_examples\n1e999\n-5\n" + "9" * 400 + "\n40\n",
        columns={"labelled_examples": "labelled_examples"},
    ).rows

    assert [bool(row["unread"]) for row in rows] == [True, True, True, False]
    assert all(each.remedy for row in rows for each in row["unread"])


def test_the_example_table_gives_what_the_worked_scenarios_say():
    known = load_knowledge()
    found = brought(tables.example(known), "scenarios.csv")
    columns = {name: portfolio.recognised(name) for name in found.names}
    run = portfolio.PortfolioRun(found, columns, "production", DAY)
    list(run.go_on())
    rows = run.portfolio()

    assert rows is not None
    assert not any(row["problems"] for row in rows.rows)
    for row, each in zip(rows.rows, known.scenarios.values(), strict=True):
        if each.view == "production" and each.as_of is None:
            assert row["headline"] == each.headline, each.id


def test_a_run_that_is_stopped_keeps_its_rows_and_goes_on_where_it_was(monkeypatch):
    monkeypatch.setattr(tables, "ROWS_AT_ONCE", 2)
    whole = answered("knowledge_source\n" + "general\nlive_data\n" * 5, columns=ONE)
    run = run_of("knowledge_source\n" + "general\nlive_data\n" * 5, columns=ONE)
    for done in run.go_on():
        if done == 4:
            run.stop()
    part = run.portfolio()

    assert part is not None
    assert len(part.rows) == run.done == 4
    assert not run.going
    assert list(run.go_on()) == []

    run.resume()
    assert list(run.go_on())[-1] == 10
    assert run.finished
    found = run.portfolio()
    assert found is not None
    assert found.rows == whole.rows


def test_two_drawings_of_the_page_answer_each_row_once(monkeypatch):
    monkeypatch.setattr(tables, "ROWS_AT_ONCE", 5)
    run = run_of("knowledge_source\n" + "general\nlive_data\n" * 100, columns=ONE)
    drawings = [threading.Thread(target=lambda: list(run.go_on())) for _ in range(3)]
    for each in drawings:
        each.start()
    for each in drawings:
        each.join()
    found = run.portfolio()

    assert found is not None
    assert [row["row"] for row in found.rows] == list(range(2, 202))


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "jsonl"])
def test_answers_can_be_taken_along_and_brought_back(kind):
    taken = portfolio.as_file(answered(), kind)
    found = brought(taken, f"answers.{kind}")

    assert found.rows == 3
    assert {"row", "team", "headline", "problems"} <= set(found.names)
    assert portfolio.recognised("headline") == portfolio.LEAVE_OUT


def shown(test: AppTest) -> str:
    parts = [each.proto.body for each in test.get("html")]
    return "\n".join(parts + [each.value for each in test.markdown])


def uploaded(content: str = TABLE, name: str = "t.csv") -> AppTest:
    test = AppTest.from_file(str(SCREEN), default_timeout=PATIENCE).run()
    test.file_uploader[0].set_value((name, content.encode(), "text/csv")).run()
    assert not test.exception
    assert "could not be shown" not in shown(test)
    return test


def pressed(test: AppTest) -> AppTest:
    next(each for each in test.button if each.label.startswith("Answer")).click().run()
    assert not test.exception
    assert "could not be shown" not in shown(test)
    return test


def test_a_table_is_uploaded_answered_and_filtered():
    test = pressed(uploaded())

    assert "3 rows answered, none broken." in shown(test)
    assert list(test.dataframe[0].value["row"]) == [2, 3, 4]

    paths = next(each for each in test.multiselect if each.key == "filter:path")
    paths.set_value(["retrieval-augmented-generation"]).run()

    assert list(test.dataframe[0].value["team"]) == ["claims", "law"]


def test_what_a_word_means_is_proposed_and_chosen_once_for_all_rows():
    content = "tasks,data_sensitivity\n" + "Q&A,PII\n" * 2 + "search,Top secret\n" * 2
    test = uploaded(content)
    means = next(each for each in test.selectbox if "Top secret" in each.label)
    assert means.value == ""
    means.set_value("confidential").run()
    run = pressed(test).session_state["portfolio:run"]

    assert [row["unread"] for row in run.portfolio().rows] == [[], [], [], []]
    assert run.facts(5) == {"tasks": ["search"], "data_sensitivity": "confidential"}
    assert run.facts(2) == {"tasks": ["question_answering"], "data_sensitivity": "personal"}


def test_a_row_is_opened_as_the_scenario_of_the_other_pages():
    test = pressed(uploaded("requests per day,Latency (s)\n100,2\n"))
    next(each for each in test.button if each.key == "portfolio:open").click().run()

    assert test.session_state["facts:s"] == {"p95_latency_ms": 2000, "requests_per_month": 3000}


def test_a_column_whose_words_are_none_of_its_fact_is_told_once():
    page = shown(uploaded("use_case,priority,tasks\nFAQ,High,search\nIntake,Medium,search\n"))

    assert "No cell of “priority” is a word of the fact First priority" in page
    assert "Keep beside the answers" in page


def test_a_header_below_a_title_is_found_and_another_row_can_be_named():
    test = uploaded('"AI use cases, 2026",,\nuse_case,tasks,knowledge_change\nFAQ,search,weekly\n')
    assert "Row 2 is taken for the header" in shown(test)
    test.number_input[0].set_value(1).run()
    next(each for each in test.button if each.label == "Read it so").click().run()

    assert "No column holds a fact" in shown(test)


def test_a_column_can_be_given_another_fact():
    test = uploaded("where from\nprivate_documents\n")
    test.selectbox[0].set_value("knowledge_source").run()

    assert list(pressed(test).dataframe[0].value["headline"]) == ["RAG"]


def test_a_table_that_cannot_be_read_is_told():
    assert "The table could not be read." in shown(uploaded("", "t.csv"))


def test_the_pictures_count_the_rows():
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(["knowledge_source"])
    writer.writerows([["private_documents"]] * 3)
    page = shown(pressed(uploaded(content.getvalue())))

    assert "RAG: 3" in page


def test_a_file_of_answers_holds_the_problems_of_broken_rows():
    last = portfolio.as_file(answered(), "jsonl").decode().splitlines()[-1]

    assert json.loads(last)["unread"][0]["column"] == "knowledge_change"


def test_a_table_without_a_fact_is_not_answered():
    test = uploaded("who,where\nme,here\n")

    assert "No column holds a fact" in shown(test)
    assert next(each for each in test.button if each.label.startswith("Answer")).disabled


def test_two_columns_of_one_fact_are_told_and_nothing_is_lost():
    test = uploaded("Knowledge Source,knowledge_source\ngeneral,private_documents\n")
    next(each for each in test.button if each.label.startswith("Answer")).click().run()

    assert "hold the same fact, knowledge_source" in shown(test)
    assert "Leave out" in shown(test)
    to_change = next(each for each in test.multiselect if each.key.startswith("columns:"))
    to_change.set_value(["Knowledge Source"]).run()
    test.selectbox[0].set_value(portfolio.LEAVE_OUT).run()
    assert list(pressed(test).dataframe[0].value["headline"]) == ["RAG"]


def test_answers_say_when_they_are_for_another_view_than_the_one_chosen():
    test = pressed(uploaded())
    assert "than what stands above" not in shown(test)
    next(each for each in test.get("button_group") if each.key == "frame:view").set_value(
        "exam"
    ).run()

    assert "These answers are for another view than what stands above." in shown(test)
    assert "3 rows answered, none broken." in shown(test)
    assert "than what stands above" not in shown(pressed(test))


def test_a_filter_whose_choice_is_gone_is_forgotten():
    test = pressed(uploaded())
    next(each for each in test.multiselect if each.key == "filter:path").set_value(
        ["retrieval-augmented-generation"]
    ).run()
    test.file_uploader[0].set_value(("u.csv", b"knowledge_source\ngeneral\n", "text/csv")).run()
    pressed(test)

    assert list(test.dataframe[0].value["row"]) == [2]
