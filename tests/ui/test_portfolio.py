"""A table of scenarios on the page: what is read, answered, shown and taken along."""

from __future__ import annotations

import csv
import datetime
import io
import json
from pathlib import Path

import pytest

from advisor.advising import default_advisor
from advisor.errors import BadInput

pytest.importorskip("streamlit")
pytest.importorskip("pyarrow")
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
GUESSED = {
    "team": portfolio.KEEP,
    "Knowledge Source": "knowledge_source",
    "knowledge_change": "knowledge_change",
}


def brought(content: str | bytes = TABLE, name: str = "t.csv") -> tables.Brought:
    return tables.bring(content if isinstance(content, bytes) else content.encode(), name)


def run_of(content: str = TABLE, name: str = "t.csv", columns=None) -> portfolio.Run:
    return portfolio.Run(brought(content, name), columns or GUESSED, "production", DAY)


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


def test_each_good_row_says_what_advise_says_and_the_broken_one_is_named():
    rows = answered().rows
    advice = default_advisor().advise(
        {"knowledge_source": "private_documents", "knowledge_change": "weekly"}, "production", DAY
    )

    assert rows[0]["headline"] == advice.plan.headline
    assert rows[0]["kept"] == {"team": "claims"}
    assert [bool(row["problems"]) for row in rows] == [False, False, True]
    assert rows[2]["problems"][0].column == "knowledge_change"


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
    test = AppTest.from_file(str(SCREEN), default_timeout=120).run()
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

    assert "2 rows answered, 1 broken." in shown(test)
    assert "knowledge_change cannot be" in shown(test)
    assert list(test.dataframe[0].value["row"]) == [2, 3]

    paths = next(each for each in test.multiselect if each.key == "filter:path")
    paths.set_value(["retrieval-augmented-generation"]).run()

    assert list(test.dataframe[0].value["team"]) == ["claims"]


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

    assert json.loads(last)["problems"][0]["column"] == "knowledge_change"
