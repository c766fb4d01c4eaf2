"""Tables as people have them: titles, sheets, questionnaires, words and codes of their own.

The layouts are those of public tables of use cases; what stands in them is invented.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given as given_any
from hypothesis import strategies as st

from advisor.cli import main
from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions
from advisor.facts.written_names import near_fact, written_name
from advisor.tables import advise_frame
from advisor.tables.headers import recognised
from advisor.tables.mapping import KEEP, ColumnMapping, read_mapping
from advisor.tables.number_formats import shown
from advisor.tables.propose import proposed_mapping
from tests.tables.tables import answered

RAG = "retrieval-augmented-generation"


def batch(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["batch", *arguments, "--as-of", "2026-11-22"])


def rows_of(given: Path, *options: str, rows: int) -> tuple[list[dict[str, Any]], str]:
    """The rows of the answer, all of which are answered, and what was said on the way."""
    out = given.with_suffix(".jsonl")
    result = batch(str(given), str(out), *options)
    assert result.exit_code == 0, result.stderr
    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert len(found) == rows
    assert all(each["headline"] and not each["problems"] for each in found)
    return found, result.stderr


def csv_file(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "in.csv"
    path.write_bytes(text.encode(encoding))
    return path


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book


# The kinds of field/cases.jsonl


def test_a_header_in_another_case_is_read(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "use_case,Citations_Required,knowledge_change\nFAQ,yes,never\n")
    (row,), _ = rows_of(given, "--keep-columns", rows=1)

    assert row["headline"] == RAG


def test_a_column_that_resembles_a_fact_is_kept_and_told(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path, "desk,knowledge_sorce,knowledge_change\nx,private_documents,weekly\n"
    )
    (row,), told = rows_of(given, "--keep-columns", rows=1)

    assert row["knowledge_sorce"] == "private_documents"
    assert '"knowledge_sorce" is kept as a column of your own.' in told
    assert 'Did you mean "knowledge_source"?' in told
    assert "desk" not in told


def test_a_column_that_speaks_of_a_fact_is_kept_and_told(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "Accuracy (%),knowledge_change\n80,weekly\n")
    _, told = rows_of(given, "--keep-columns", rows=1)

    assert '"Accuracy (%)" is kept as a column of your own.' in told
    assert 'Did you mean "baseline_success_percent"?' in told


def test_the_second_column_of_a_fact_is_not_to_be_named_like_the_first(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "requests_per_month,Monthly requests\n5000,6000\n")
    _, told = rows_of(given, "--keep-columns", rows=1)

    assert '"requests_per_month" holds requests_per_month' in told
    assert "Name it so" not in told


def test_hidden_rows_and_columns_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["use case", "audience", "knowledge_change"])
    for number in range(3):
        book.active.append([f"case {number}", "public", "weekly"])
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["A"].hidden = True
    path = tmp_path / "hidden.xlsx"
    book.save(path)

    _, told = rows_of(path, "--keep-columns", rows=3)

    assert "The sheet has 1 hidden row and hidden columns" in told


def test_a_line_that_cannot_be_read_is_not_said_to_state_no_fact(tmp_path: Path) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text('{not json}\n{"audience": "public"}\n', encoding="utf-8")

    told = batch(str(given), str(tmp_path / "out.jsonl")).stderr

    assert "is not JSON" in told
    assert "no fact" not in told


def test_words_for_not_known_leave_the_fact_open_and_are_told(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path,
        "use_case,tasks,citations_required,knowledge_change\n"
        "A,search,N/A,weekly\nB,search,yes,Unknown\nC,search,TBD,\n",
    )
    rows, told = rows_of(given, "--keep-columns", rows=3)

    for typed in ("N/A", "Unknown", "TBD"):
        assert f'"{typed}" is read as not known (1 row)' in told
    assert [len(row["read_as"]) for row in rows] == [1, 1, 1]


def test_numbers_are_read_as_people_write_them(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path,
        "use_case,tasks,build_budget_usd,requests_per_month,labelled_examples,"
        'repeated_requests_percent\nA,search,$50k,1.5M,"~5,000",30%\n'
        'B,search,"$50,000",<200000,5k,30 %\n',
    )
    rows, _ = rows_of(given, "--keep-columns", rows=2)

    assert [each["read"] for each in rows[0]["read_as"]] == [
        "50,000 USD",
        "1,500,000 requests/month",
        "5,000 examples (about)",
        "30%",
    ]
    assert "at most 200,000 requests/month" in rows[1]["read_as"][1]["read"]


def test_percent_and_currency_formats_of_excel_are_read_as_the_sheet_shows_them(
    tmp_path: Path,
) -> None:
    path = tmp_path / "in.xlsx"
    head = ["use_case", "share", "repeated_requests_percent", "build_budget_usd"]
    rows = [head, ["A", 0.3, 0.3, 50000], ["B", 0.3, 30, 4000]]
    book = workbook(path, {"Data": rows})
    sheet = book["Data"]
    for cell, text in {"B2": "0%", "C2": "0%", "D2": '"$"#,##0', "D3": "#,##0 [$€-407]"}.items():
        sheet[cell].number_format = text
    book.save(path)
    found, told = rows_of(path, "--keep-columns", rows=2)

    assert "response-caching" in found[0]["items"]
    assert found[0]["share"] == 0.3
    assert [each["read"] for each in found[0]["read_as"]] == ["30%", "50,000 USD"]
    assert "is in EUR" in found[1]["unread"][0]["problem"]
    assert "US dollars" in told


def test_dates_of_excel_are_kept_as_days(tmp_path: Path) -> None:
    import datetime

    path = tmp_path / "in.xlsx"
    day = datetime.datetime(2026, 3, 1)
    workbook(path, {"Data": [["started", "tasks"], [day, "search"]]})
    (row,), _ = rows_of(path, "--keep-columns", rows=1)

    assert row["started"] == "2026-03-01"


def test_the_sheet_that_holds_facts_is_read_and_named(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    table = [["use_case", "tasks"], ["FAQ", "search"]]
    workbook(path, {"Read me": [["About this workbook"]], "Portfolio": table, "Old": table})
    _, told = rows_of(path, "--keep-columns", rows=1)

    assert 'The sheet "Portfolio" is read, of 3.' in told
    assert '"Old" holds facts as well' in told
    path.with_suffix(".jsonl").unlink()
    (row,), _ = rows_of(path, "--keep-columns", "--sheet", "old", rows=1)
    assert row["use_case"] == "FAQ"


def test_own_words_are_proposed_and_answered_after_one_look(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path,
        "use_case,tasks,data_sensitivity,lifecycle_stage\n"
        "A,Q&A,PII,Pilot\nB,chatbot,Personal data,In production\n"
        "C,summarisation,Confidential,Idea\n",
    )
    rows, told = rows_of(given, "--keep-columns", rows=3)
    assert [len(row["unread"]) for row in rows] == [1, 1, 0]
    assert 'Did you mean "evaluation"?' in told

    proposed = tmp_path / "map.yaml"
    assert batch(str(given), "--propose-mapping", str(proposed)).exit_code == 0
    assert "Pilot: evaluation  # likely; 1 cell" in proposed.read_text()
    given.with_suffix(".jsonl").unlink()
    rows, told = rows_of(given, "--mapping", str(proposed), rows=3)
    assert [row["unread"] for row in rows] == [[], [], []]
    assert [row["use_case"] for row in rows] == ["A", "B", "C"]


def test_an_own_column_with_a_facts_name_is_told_once_and_can_be_kept(tmp_path: Path) -> None:
    text = "use_case,priority,tasks\n" + "FAQ,High,search\nIntake,Medium,search\n" * 20
    given = csv_file(tmp_path, text)
    _, told = rows_of(given, "--keep-columns", rows=40)
    assert told.count("column priority") == 1
    assert "`columns: {priority: keep}`" in told

    mapping = tmp_path / "map.yaml"
    mapping.write_text("columns: {priority: keep, use_case: keep}\n")
    given.with_suffix(".jsonl").unlink()
    rows, told = rows_of(given, "--mapping", str(mapping), rows=40)
    assert rows[0]["priority"] == "High"
    assert told == ""


def test_the_fact_is_named_for_a_column_with_another_name(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "use_case,Monthly requests,tasks\nFAQ,3000,search\n")
    result = batch(str(given), str(tmp_path / "out.jsonl"))

    assert result.exit_code == 2
    assert '"Monthly requests" is read as requests_per_month' in result.stderr
    assert "monthly_budget_usd" not in result.stderr


def test_own_columns_come_out_of_rows_that_cannot_be_taken_apart(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "use_case,owner,tasks\nFAQ,team 4,search,stray\nB,team 5,search\n")
    run = answered(given, tmp_path / "out.csv")

    assert (run.rows, run.broken) == (2, 1)
    assert (tmp_path / "out.csv").read_text().splitlines()[1].startswith("2,FAQ,team 4,")


def test_strict_refuses_the_first_cell_that_cannot_be_read(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "audience,tasks\ninternal,search\nmartians,dancing\n")

    with pytest.raises(BadInput) as refused:
        answered(given, tmp_path / "out.csv", strict=True)
    assert [each.place for each in refused.value.problems] == [
        "row 3, column audience",
        "row 3, column tasks",
    ]
    assert not (tmp_path / "out.csv").exists()


def test_what_a_column_says_of_its_unit_counts(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "Latency (s),requests per day,Budget monthly ($k)\n2,1000,5\n")
    (row,), _ = rows_of(given, rows=1)

    assert [each["read"].partition(" (")[0] for each in row["read_as"]] == [
        "2,000 ms",
        "30,000 requests/month",
        "5,000 USD/month",
    ]


# Five public layouts


def test_an_inventory_with_title_rows_is_answered(tmp_path: Path) -> None:
    path = tmp_path / "inventory.xlsx"
    rows = [
        ["Agency of Invented Affairs"],
        ["Inventory of AI use cases, 2026"],
        [],
        ["", "", "Description", "", "", "Risk", ""],
        ["Use Case ID", "Use Case Name", "Topic Area", "Task type", "Users", "PII", "Stage"],
        [
            "AIA-1",
            "Letters sorted",
            "Service",
            "Classification",
            "Staff",
            "Yes",
            "Operation and Maintenance",
        ],
        ["AIA-2", "Rules explained", "Service", "Q&A", "General public", "No", "Initiation"],
        ["AIA-3", "Fields read", "Finance", "Data extraction", "Employees", "N/A", "Pilot"],
    ]
    workbook(path, {"Cover": [["Read this first"]], "Inventory": rows})
    found, told = rows_of(path, "--keep-columns", rows=3)

    assert "Row 5 is taken for the header" in told
    assert [row["Use Case Name"] for row in found] == [
        "Letters sorted",
        "Rules explained",
        "Fields read",
    ]
    assert [row["row"] for row in found] == [6, 7, 8]
    proposal = proposed_mapping(path)
    assert "Users: audience" in proposal
    assert "Use Case Name: keep" in proposal


def test_a_registry_with_not_available_in_every_column_is_answered(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path,
        "Name,Human in the loop,Data classification,Knowledge source,Explainability\n"
        "Triage,Always,N/A,SharePoint,N/A\nSearch,N/A,Internal use only,Database,Not required\n"
        "Forms,TBD,N/A,N/A,N/A\n",
    )
    found, _ = rows_of(given, "--keep-columns", rows=3)
    assert [row["Name"] for row in found] == ["Triage", "Search", "Forms"]
    assert found[0]["unread"][0]["remedy"].startswith('Did you mean "private_documents"?')

    mapping = tmp_path / "map.yaml"
    mapping.write_text(proposed_mapping(given))
    given.with_suffix(".jsonl").unlink()
    found, _ = rows_of(given, "--mapping", str(mapping), rows=3)
    assert [row["unread"] for row in found] == [[], [], []]


def test_a_portfolio_with_high_medium_low_is_answered(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path,
        "Initiative;Owner;Priority;Value;Decision impact;Budget monthly;Data quality\n"
        "Offers;Ann;High;High;Low;€ 4.000;Good\nClaims;Ben;Low;Medium;High;2500,50;Medium\n",
    )
    found, told = rows_of(given, "--keep-columns", rows=2)

    assert told.count("column Priority") == 1
    assert "is in EUR" in told
    assert found[0]["Value"] == "High"
    assert found[1]["read_as"][-1]["read"] == "fair"


def test_a_sheet_of_questions_and_answers_is_one_scenario(tmp_path: Path) -> None:
    path = tmp_path / "answers.xlsx"
    rows = [
        ["Questionnaire", None, None],
        ["Question", "Answer", "Comment"],
        ["Who uses it?", "Staff", "all of them"],
        ["Must answers name their sources?", "yes", None],
        ["How often does that knowledge change?", "every week", None],
        ["Contact", "Desk 4", None],
        ["Requests per month", "60k", "rough"],
    ]
    workbook(path, {"Form": rows})
    (row,), told = rows_of(path, "--keep-columns", rows=1)

    assert row["headline"] == RAG
    assert row["Contact"] == "Desk 4"
    assert "each column of answers is one scenario (1 found)" in told


def test_questions_down_the_page_and_scenarios_across_it_are_one_row_each(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path,
        "Fact,Unit,Claims desk,Shop chat\nTasks,,search,chatbot\nAudience,,internal,customers\n"
        "Requests per month,,5k,90k\n",
    )
    found, _ = rows_of(given, rows=2)

    assert [row["row"] for row in found] == [3, 4]


def test_an_export_in_windows_1252_keeps_its_letters(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "use_case,tasks\nStaff’s helper,search\nMüller,search\n", "cp1252")
    found, told = rows_of(given, "--keep-columns", rows=2)

    assert [row["use_case"] for row in found] == ["Staff’s helper", "Müller"]
    assert "Windows-1252" in told


def test_rows_that_state_no_fact_are_named(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "Use case,tasks\nA,search\nTotal,\nB,TBD\nNote: rough,\n")

    found, told = rows_of(given, "--keep-columns", rows=4)

    assert "rows 3, 5 state no fact: answered as if nothing were known." in " ".join(told.split())
    assert [row["Use case"] for row in found] == ["A", "Total", "B", "Note: rough"]


def test_a_hidden_sheet_is_read_only_where_it_is_named(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    old = [["use_case", "tasks", "audience"], ["old", "search", "staff"]]
    book = workbook(path, {"Old": old, "Data": [["use_case", "tasks"], ["new", "search"]]})
    book["Old"].sheet_state = "hidden"
    book.save(path)

    (row,), _ = rows_of(path, "--keep-columns", rows=1)
    assert row["use_case"] == "new"
    path.with_suffix(".jsonl").unlink()
    (row,), _ = rows_of(path, "--keep-columns", "--sheet", "Old", rows=1)
    assert row["use_case"] == "old"


def test_a_list_in_a_cell_is_several_choices(tmp_path: Path) -> None:
    given = csv_file(tmp_path, 'tasks\n"1) search\n2) chatbot"\n"- search\n- Q&A"\n')

    found, _ = rows_of(given, rows=2)

    assert [row["read_as"][0]["read"] for row in found] == [
        "search, conversation",
        "search, question_answering",
    ]


def test_of_two_columns_of_a_fact_the_one_with_its_own_name_holds(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "Requests per month,Requests per day\n3000,100\n")
    (row,), told = rows_of(given, "--keep-columns", rows=1)
    assert row["Requests per day"] == "100"
    assert '"Requests per day" is kept as a column of your own.' in told

    given = csv_file(tmp_path, "Monthly requests,Requests per day\n3000,100\n")
    result = batch(str(given), str(tmp_path / "two.csv"), "--keep-columns")
    assert result.exit_code == 2
    said = " ".join(result.stderr.split())
    assert '"Monthly requests" and "Requests per day" hold the same fact' in said


# Mappings


def test_a_column_of_prose_is_named_as_one_to_read(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path,
        "tasks,What it is for,Owner\nsearch,Staff search two million pages for a clause,Ann\n",
    )

    proposal = proposed_mapping(given)

    assert "What it is for: keep  # in prose: `advisor batch IN OUT --text-column`" in proposal
    assert "Owner: keep  # a column of your own" in proposal


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colums: {}\n", 'Did you mean "columns"?'),
        ("columns: {x: knowledge_sorce}\n", 'Did you mean "knowledge_source"?'),
        ("columns: [x]\n", "columns is no mapping"),
        ("values: {x: y}\n", 'The words of "x" are no mapping'),
        ("header_row: first\n", "header_row is not a row"),
        ("- x\n", "A mapping is a set of names"),
    ],
)
def test_a_wrong_mapping_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text)

    with pytest.raises(BadInput) as refused:
        read_mapping(path)
    assert said in str(refused.value)
    assert "map.yaml:1" in refused.value.problems[0].place


def test_a_mapping_for_another_table_is_refused(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "tasks\nsearch\n")

    with pytest.raises(BadInput, match='a column "Priority" that the table does not have'):
        answered(given, tmp_path / "out.csv", mapping=ColumnMapping({"Priority": KEEP}))


def test_a_mapping_reads_back_as_it_was_proposed(tmp_path: Path) -> None:
    odd = 'name: "x", {y}'
    given = csv_file(tmp_path, f'"{odd.replace(chr(34), chr(34) * 2)}",Source\n1,Share: Point\n')
    path = tmp_path / "map.yaml"
    path.write_text(proposed_mapping(given))

    assert read_mapping(path).columns == {odd: KEEP, "Source": KEEP}


# Further kinds of heads and cells


def told_of(given: Path, rows: int) -> tuple[list[dict[str, Any]], dict[str, str], str]:
    """The rows, what was read of each column in the first one, and what was said on the way."""
    found, told = rows_of(given, "--keep-columns", rows=rows)
    return found, {each["column"]: each["read"] for each in found[0]["read_as"]}, told


@pytest.mark.parametrize(
    ("head", "cell", "read"),
    [
        ("Requests per month (in thousands)", "5", "5,000 requests/month"),
        ("Requests per month ('000)", "5", "5,000 requests/month"),
        ("requests per day (k)", "2", "60,000 requests/month (2,000 a day x 30 days)"),
        ("Requests / day", "100", "3,000 requests/month (100 a day x 30 days)"),
        ("How many requests per month?", "20 000", "20,000 requests/month"),
        ("Build budget (kUSD)", "50", "50,000 USD"),
        ("Build budget (2026, estimated)", "50k", "50,000 USD"),
        ("p95 latency in seconds", "2", "2,000 ms (2 seconds)"),
        ("Latency, s", "2", "2,000 ms (2 s)"),
        ("Audience (choose one)", "staff", "internal"),
        ("3. Who uses it?", "staff", "internal"),
        ("Q3: Who uses it?", "staff", "internal"),
        ("Citations required (Y/N)", "Yes, always", "yes (by its first word)"),
    ],
)
def test_a_head_says_what_its_cells_are(tmp_path: Path, head: str, cell: str, read: str) -> None:
    given = csv_file(tmp_path, f'name,"{head}"\nA,"{cell}"\n')

    _, found, _ = told_of(given, 1)

    assert found == {head: read}


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("Monthly budget (EUR)", "is in EUR"),
        ("Monthly budget (k€)", "is in EUR"),
        ("Monthly budget in GBP", "is in GBP"),
        ("Requests per month (per site)", '"site" may change the number'),
    ],
)
def test_a_head_that_may_change_the_numbers_is_never_passed_over(
    tmp_path: Path, head: str, said: str
) -> None:
    given = csv_file(tmp_path, f"name,{head},audience\nA,1200,internal\n")

    (row,), _, _ = told_of(given, 1)

    assert said in row["unread"][0]["problem"]


def test_two_columns_for_the_bounds_of_a_number_are_one_range(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "Requests per month from,Requests per month to\n1k,2k\n")
    _, found, _ = told_of(given, 1)

    assert [*found.values()] == ["1,000 to 2,000 requests/month"]
    for head in ("Labelled examples (max)", "labelled_examples.max", "Maximum labelled examples"):
        held = recognised(head)
        assert held is not None
        assert held.held == "labelled_examples.at_most"


def test_a_header_of_two_rows_takes_names_from_the_upper_one(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    rows: list[list[Any]] = [
        ["AI portfolio"],
        ["Use case", "Who", None, "Volume"],
        [None, "Audience", "Owner", "Requests per month"],
        ["Claims", "staff", "Ann", "5k"],
        ["Letters", "public", "Ben", "7k"],
    ]
    book = workbook(path, {"Data": rows})
    for merged in ("A1:D1", "A2:A3", "B2:C2"):
        book["Data"].merge_cells(merged)
    book.save(path)

    found, told = rows_of(path, "--keep-columns", rows=2)

    assert [row["Use case"] for row in found] == ["Claims", "Letters"]
    assert 'The header has two rows: "Use case" stands in the upper one.' in " ".join(told.split())
    given = csv_file(
        tmp_path, "Use case,Who,,Volume\n,Audience,Owner,Requests per month\nA,staff,,5\n"
    )
    given.with_suffix(".jsonl").unlink()
    (row,), _ = rows_of(given, "--keep-columns", rows=1)
    assert row["Use case"] == "A"


def test_merged_cells_of_an_own_column_stand_in_each_of_their_rows(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    rows: list[list[Any]] = [
        ["Unit", "tasks"],
        ["Claims", "search"],
        [None, "chat"],
        ["HR", "chat"],
    ]
    book = workbook(path, {"Data": rows})
    book["Data"].merge_cells("A2:A3")
    book.save(path)

    found, _ = rows_of(path, "--keep-columns", rows=3)

    assert [row["Unit"] for row in found] == ["Claims", "Claims", "HR"]


def test_words_in_a_number_format_count(tmp_path: Path) -> None:
    path = tmp_path / "in.xlsx"
    rows: list[list[Any]] = [["use_case", "monthly_budget_usd", "p95_latency_ms"], ["A", 12, 2000]]
    book = workbook(path, {"Data": rows})
    book["Data"]["B2"].number_format = '#,##0 "kUSD"'
    book["Data"]["C2"].number_format = '0.0,"k"'
    book.save(path)

    (row,), _ = rows_of(path, "--keep-columns", rows=1)

    assert [each["read"] for each in row["read_as"]] == ["12,000 USD/month", "2,000 ms"]


def test_own_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "Note,tasks,Note\nfirst,search,second\n")

    (row,), told = rows_of(given, "--keep-columns", rows=1)

    assert (row["Note"], row["Note (2)"]) == ("first", "second")
    assert '"Note (2)"' in told


def test_a_questionnaire_keeps_what_stands_above_its_first_fact(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path,
        "Intake form,\nField,Value\nUse case name,Claims desk\nAudience,Staff\nTasks,search\n",
    )

    (row,), _ = rows_of(given, "--keep-columns", rows=1)

    assert row["Use case name"] == "Claims desk"


def test_scenarios_across_the_page_keep_their_names(tmp_path: Path) -> None:
    given = csv_file(
        tmp_path, "Fact,Claims desk,Shop chat\nTasks,search,chatbot\nAudience,staff,customers\n"
    )

    found, _ = rows_of(given, rows=2)

    assert [row["scenario"] for row in found] == ["Claims desk", "Shop chat"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_header_row_far_down_is_read_with_the_names_of_the_row_above(
    tmp_path: Path, kind: str
) -> None:
    rows = [*[["note", "of ours"]] * 50, ["Owner", "Story"], ["", "audience"], ["Ann", "customers"]]
    path = tmp_path / f"in.{kind}"
    if kind == "csv":
        path.write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
    else:
        workbook(path, {"Sheet": rows})

    (row,), told = rows_of(path, "--keep-columns", "--header-row", "52", rows=1)

    assert row["Owner"] == "Ann"
    assert 'The header has two rows: "Owner" stands in the upper one.' in told


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("row", ["3", "42", "1000000000000"])
def test_a_header_row_that_is_not_there_is_named(tmp_path: Path, kind: str, row: str) -> None:
    path = tmp_path / f"in.{kind}"
    if kind == "csv":
        path.write_text("audience,owner\ncustomers,Ann\n", encoding="utf-8")
    else:
        workbook(path, {"Sheet": [["audience", "owner"], ["customers", "Ann"]]})

    result = batch(str(path), str(tmp_path / "out.csv"), "--header-row", row)

    assert result.exit_code == 2
    assert f"The table has no row {int(row):,} to be its header." in " ".join(result.stderr.split())


# Rows that sum up others


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("said", ["Total", "Grand total:", "Subtotal", "Average", "Summe"])
def test_a_row_that_sums_up_others_is_named_and_not_answered(
    tmp_path: Path, kind: str, said: str
) -> None:
    rows = [["use_case", "requests_per_month"], ["A", 1000], [said, 2000], ["B", 1000]]
    path = tmp_path / f"in.{kind}"
    if kind == "csv":
        path.write_text("".join(f"{name},{many}\n" for name, many in rows))
    else:
        workbook(path, {"Data": rows})
    out = tmp_path / "out.jsonl"

    result = batch(str(path), str(out), "--keep-columns")

    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["use_case"] for row in found] == ["A", said, "B"]
    assert [bool(row.get("headline")) for row in found] == [True, False, True]
    assert "sums up other rows" in found[1]["problems"][0]["problem"]
    assert "row 3, column use_case" in result.stderr
    assert result.exit_code == 1


def test_a_use_case_with_such_a_word_in_its_name_is_answered(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "use_case,tasks\nTotal quality reports,search\nSummary,chatbot\n")

    rows_of(given, "--keep-columns", rows=2)


def test_a_frame_leaves_such_a_row_out_too() -> None:
    pandas = pytest.importorskip("pandas")
    df = pandas.DataFrame({"use_case": ["A", "Total"], "requests_per_month": [1000, 1000]})

    found = advise_frame(df, as_of="2026-11-22", keep_columns=True)

    assert found["headline"].notna().tolist() == [True, False]
    assert "sums up other rows" in found["problems"][1]


# What a mapping and a head say


@pytest.mark.parametrize(
    ("column", "fact", "cell", "said"),
    [
        ("Calls per hour", "requests_per_month", "10", "7,200 requests/month"),
        ("Hourly tickets", "requests_per_month", "10", "7,200 requests/month"),
        ("Avg answer time in seconds", "p95_latency_ms", "2", "2,000 ms"),
        ("Tickets (thousands)", "requests_per_month", "5", "5,000 requests/month"),
        ("Tickets in 1000s", "requests_per_month", "5", "5,000 requests/month"),
        ("Months to launch", "weeks_to_production", "3", "13 weeks"),
        ("Cost p.a.", "monthly_budget_usd", "12000", "1,000 USD/month"),
        ("Tickets per hour", "requests_per_month (per day)", "10", "300 requests/month"),
        ("Answer time", "Latency in seconds", "2", "2,000 ms"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_a_mapped_column_is_read_in_the_unit_that_it_or_the_mapping_names(
    tmp_path: Path, kind: str, column: str, fact: str, cell: str, said: str
) -> None:
    path, mapping = tmp_path / f"in.{kind}", tmp_path / "map.yaml"
    row = {column: cell, "audience": "staff"}
    texts = {"csv": f"{column},audience\n{cell},staff\n", "jsonl": f"{json.dumps(row)}\n"}
    path.write_text(texts[kind])
    mapping.write_text(json.dumps({"columns": {column: fact}}))
    out = tmp_path / "out.jsonl"

    result = batch(str(path), str(out), "--mapping", str(mapping))

    assert result.exit_code == 0, result.stderr
    (found,) = [json.loads(line) for line in out.read_text().splitlines()]
    assert said in found["read_as"][0]["read"]
    by_name = "(" not in fact and fact in fact_definitions()
    assert ("are read as its name says" in result.stderr) == (by_name and kind == "csv")


@pytest.mark.parametrize(
    ("column", "fact", "said"),
    [
        ("Budget EUR", "monthly_budget_usd", "is in EUR"),
        ("Cost (kCHF)", "monthly_budget_usd", "is in CHF"),
        ("Requests per user", "requests_per_month", '"user" may change the number'),
        ("Cost per request", "monthly_budget_usd", '"request" may change the number'),
        ("Answer time (m)", "p95_latency_ms", '"m" may change the number'),
    ],
)
def test_a_mapped_column_in_what_cannot_be_read_is_asked_about(
    tmp_path: Path, column: str, fact: str, said: str
) -> None:
    given, mapping = csv_file(tmp_path, f"{column},tasks\n500,search\n"), tmp_path / "map.yaml"
    mapping.write_text(json.dumps({"columns": {column: fact}}))

    (row,), _ = rows_of(given, "--mapping", str(mapping), rows=1)

    assert said in row["unread"][0]["problem"]


@pytest.mark.parametrize(
    "column",
    [
        *("Stage (sales)", "Training allowed (not)", "Citations required (no)", "Region (sales)"),
        *("Regulations (not applicable)", "Languages (programming)", "Number of languages"),
    ],
)
def test_brackets_that_make_it_another_name_are_no_fact(tmp_path: Path, column: str) -> None:
    result = batch(str(csv_file(tmp_path, f"tasks,{column}\nsearch,yes\n")), f"{tmp_path}/out.csv")

    assert result.exit_code == 2
    assert f'"{column}" is not a fact' in result.stderr
    assert near_fact(column) is not None


@pytest.mark.parametrize(
    "column",
    [
        *("Audience (choose one)", "Tasks (select all that apply)", "Regulation(s)"),
        *("Data sensitivity (public/internal/confidential)", "Citations required (yes/no)"),
    ],
)
def test_brackets_that_say_how_to_fill_it_in_are_left_out(column: str) -> None:
    found = written_name(column)

    assert found is not None
    assert found.ground.startswith("the fact, without")


# What Excel shows


def read_in_excel(tmp_path: Path, fact: str, cell: object, shown_as: str) -> tuple[str, str]:
    """What is read of one cell, and what is said where it cannot be."""
    path = tmp_path / "in.xlsx"
    book = workbook(path, {"Data": [["use_case", fact], ["A", cell]]})
    book["Data"]["B2"].number_format = shown_as
    book.save(path)
    (row,), _ = rows_of(path, "--keep-columns", rows=1)
    path.with_suffix(".jsonl").unlink()
    told = [each["read"] for each in row["read_as"]] + [each["problem"] for each in row["unread"]]
    return ("", told[0]) if row["unread"] else (told[0] if told else "", "")


@pytest.mark.parametrize(
    ("fact", "cell", "shown_as", "said"),
    [
        ("build_budget_usd", 50, '"$"#,##0"k"', "50,000 USD"),
        ("build_budget_usd", 2, '#,##0 "Mio. $"', "2,000,000 USD"),
        ("build_budget_usd", 1.2, '"$"0.0"M"', "1,200,000 USD"),
        ("build_budget_usd", 5, '[$$-409]#,##0" (thousand)"', "5,000 USD"),
        ("labelled_examples", 50, '">"0', "at least 50 examples"),
        ("labelled_examples", 50, '"<"0', "at most 50 examples"),
        ("labelled_examples", 50, '"~"0', "50 examples (about)"),
        ("labelled_examples", 0, '0;-0;"TBD"', "not known"),
        ("labelled_examples", 1500, '[>=1000]0.0,"k";0', "1,500 examples"),
        ("citations_required", 1, '"yes";;"no"', "yes"),
        ("wanted_model_size", 7, '0"B"', "1_to_10_billion"),
    ],
)
def test_what_a_number_format_adds_counts_in_every_section(
    tmp_path: Path, fact: str, cell: float, shown_as: str, said: str
) -> None:
    read, problem = read_in_excel(tmp_path, fact, cell, shown_as)

    assert not problem
    assert said in read or (fact == "citations_required" and not read)


@pytest.mark.parametrize(
    ("fact", "cell", "shown_as", "said"),
    [
        ("repeated_requests_percent", 3, '0"‰"', "3‰"),
        ("labelled_examples", 50, '0 "per user"', "for each of several"),
        ("build_budget_usd", 50000, "$#,##0,", "in thousands"),
        ("build_budget_usd", 0, "0;-0;;@", "a number that its format hides"),
        ("build_budget_usd", 5, '0 "TUSD"', "thousand or for trillion"),
    ],
)
def test_what_a_number_format_makes_unclear_is_asked_about(
    tmp_path: Path, fact: str, cell: float, shown_as: str, said: str
) -> None:
    assert said in read_in_excel(tmp_path, fact, cell, shown_as)[1]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (5, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "$5"),
        (-5, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "-$5"),
        (0, '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)', "$0"),
        (0, '_-* #,##0_-;-* #,##0_-;_-* "-"??_-;_-@_-', None),
        (-5, "#,##0;[Red]-#,##0", None),
        (123456789, "000-00-0000", None),
        (0.304, "0%", "30.4%"),
        (0.5, "# ?/?", None),
        (5, "@", None),
        (5, "General", None),
        (5, '0 "abc', None),
    ],
)
def test_a_number_format_is_taken_apart_as_a_spreadsheet_does(
    value: float, number_format: str, text: str | None
) -> None:
    assert shown(value, number_format) == text


@given_any(
    st.integers(-(10**9), 10**9),
    st.text("0#?.,;\"\\[]$€%_*@-()<>=kM ER+/'" + "General", max_size=30),
)
def test_any_number_format_can_be_shown(value: int, number_format: str) -> None:
    text = shown(value, number_format)

    assert text is None or isinstance(text, str)


def test_times_and_what_computing_leaves_behind_are_read(tmp_path: Path) -> None:
    import datetime

    said = read_in_excel(tmp_path, "p95_latency_ms", datetime.time(0, 0, 2), "hh:mm:ss")
    assert said == ("2,000 ms (2 s, as hours:minutes:seconds)", "")
    said = read_in_excel(tmp_path, "labelled_examples", 5000.0000000001, "General")
    assert said == ("5,000 examples (rounded)", "")


def test_decimals_below_a_head_in_seconds_are_asked_about(tmp_path: Path) -> None:
    given = csv_file(tmp_path, "Latency (s);tasks\n1,500;search\n")

    (row,), _ = rows_of(given, rows=1)

    assert "may be 1.5 or 1,500" in row["unread"][0]["problem"]


def test_a_column_of_words_that_are_facts_elsewhere_is_no_sheet_of_questions(
    tmp_path: Path,
) -> None:
    given = csv_file(tmp_path, "deployment_target\naws_region\naws_region\n")

    rows_of(given, rows=2)
