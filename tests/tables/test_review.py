"""A column of descriptions becomes a table to review, and only then a table of scenarios."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from advisor.cli import main
from advisor.errors import BadInput
from advisor.reading.quotes import LONGEST_TEXT
from advisor.tables.mapping import ColumnMapping
from advisor.tables.read import open_source
from advisor.tables.review import propose_from_texts

HEAD = [
    *("Use case", "Owner", "Story", "Users", "Latency (s)"),
    *("labelled_examples", "citations_required"),
]
PARTS = (
    "Our customers ask about spare parts. It answers only from our own service manuals, which "
    "change every week. Nineteen of twenty answers must be there within two seconds."
)
ROWS = [
    ["Parts", "Ann", PARTS, "", "", "", ""],
    ["Letters", "=1+1", "Twelve thousand approved letters exist.", "staff", "3", "TBD", "no"],
    ["Cat", "", "The cat sat on the mat.", "", "", "40", ""],
    ["Two", "Eve", "They change every week. They are revised once a year.", "", "", "", ""],
]


def table(tmp_path: Path, rows: list[list[str]] = ROWS, head: list[str] = HEAD) -> Path:
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


def batch(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["batch", *map(str, arguments)])


def rows_of(path: Path) -> list[dict[str, Any]]:
    source = open_source(path)
    if source.names is None:
        return [dict(each.row) for each in source.rows]
    return [dict(zip(source.names, each.row, strict=True)) for each in source.rows]


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "jsonl", "parquet"])
def test_empty_cells_are_filled_and_the_words_stand_beside(tmp_path: Path, kind: str) -> None:
    review = tmp_path / f"review.{kind}"

    found = propose_from_texts(table(tmp_path), review, "story")

    first, second, third, fourth = rows_of(review)
    assert first["Latency (s)"] == "2000 ms"
    assert first["knowledge_change"] == "weekly"
    assert first["knowledge_change.quote"] == '"change every week"'
    assert first["audience"] == "customers"
    assert second["labelled_examples"] == "TBD"
    assert "the text says 12000" in second["labelled_examples.quote"]
    assert (second["Owner"], second["citations_required"]) == ("=1+1", "no")
    assert {name for name in third if name.endswith(".quote") and third[name]} == set()
    assert fourth.get("knowledge_change") in (None, "")
    assert fourth["knowledge_change.quote"].startswith("two values: weekly,")
    assert (found.rows, found.touched, found.beside) == (4, 3, 2)


def test_every_cell_that_somebody_filled_stays_as_it_was(tmp_path: Path) -> None:
    given, review = table(tmp_path), tmp_path / "review.csv"

    propose_from_texts(given, review, "Story")

    for before, after in zip(rows_of(given), rows_of(review), strict=True):
        assert {name: after[name] for name, cell in before.items() if cell} == {
            name: cell for name, cell in before.items() if cell
        }


def test_words_beside_a_fact_are_words_of_the_text(tmp_path: Path) -> None:
    review = tmp_path / "review.csv"

    propose_from_texts(table(tmp_path), review, "Story")

    quoted = [
        part
        for row in rows_of(review)
        for name, cell in row.items()
        if name.endswith(".quote") and cell
        for part in cell.split('"')[1::2]
        if part in row["Story"] or pytest.fail(f"{part} is not in {row['Story']}")
    ]
    assert len(quoted) >= 7


def test_a_reviewed_table_is_answered_as_its_cells_say(tmp_path: Path) -> None:
    review, out = tmp_path / "review.csv", tmp_path / "out.jsonl"
    assert batch(table(tmp_path), review, "--text-column", "Story").exit_code == 0

    result = batch(review, out, "--keep-columns", "--as-of", "2026-11-22")

    assert result.exit_code == 0, result.stderr
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert rows[0]["headline"] == "retrieval-augmented-generation"
    assert rows[0]["knowledge_change.quote"] == '"change every week"'
    assert [each["unread"] for each in rows] == [[], [], [], []]
    assert ".quote" not in result.stderr


def test_nothing_is_answered_before_the_review(tmp_path: Path) -> None:
    result = batch(table(tmp_path), tmp_path / "review.csv", "--text-column", "Story")

    assert "Nothing is answered yet" in " ".join(result.stdout.split())
    assert "headline" not in (tmp_path / "review.csv").read_text()


def test_a_second_reading_changes_nothing_that_was_reviewed(tmp_path: Path) -> None:
    first, second = tmp_path / "one.csv", tmp_path / "two.csv"
    propose_from_texts(table(tmp_path), first, "Story")

    found = propose_from_texts(first, second, "Story")

    assert found.filled == 0
    assert second.read_text() == first.read_text()


def test_a_mapping_says_which_column_holds_a_fact(tmp_path: Path) -> None:
    review = tmp_path / "review.csv"
    mapping = ColumnMapping({"Users": "audience", "Owner": "keep"})

    propose_from_texts(table(tmp_path), review, "Story", mapping)

    assert rows_of(review)[0]["Users"] == "customers"
    assert "audience" not in rows_of(review)[0]


@pytest.mark.parametrize(
    ("many", "said"),
    [
        (1, "not read: row 3."),
        (2, "not read: rows 3, 4."),
        (25, f"not read: rows {', '.join(map(str, range(3, 23)))} and 5 more."),
    ],
)
def test_rows_whose_text_is_too_long_are_named_by_their_number(
    tmp_path: Path, many: int, said: str
) -> None:
    rows = [["The cat.", ""], *[["x" * (LONGEST_TEXT + 1), ""]] * many]
    given = table(tmp_path, rows, ["Story", "audience"])

    result = batch(given, tmp_path / "review.csv", "--text-column", "Story")

    assert said in " ".join(result.stderr.split())


WEEKLY = "They change every week."


def test_of_two_columns_of_a_fact_the_one_that_is_answered_is_filled(tmp_path: Path) -> None:
    head = ["Story", "update frequency", "knowledge_change", "notes"]
    given, review = table(tmp_path, [[WEEKLY, "", "", ""]], head), tmp_path / "review.csv"

    propose_from_texts(given, review, "Story")

    assert rows_of(review)[0]["knowledge_change"] == "weekly"
    assert rows_of(review)[0]["update frequency"] == ""


@pytest.mark.parametrize("said", ["keep", "leave out"])
@pytest.mark.parametrize("own", ["of ours", ""])
def test_a_column_of_ones_own_is_never_filled(tmp_path: Path, own: str, said: str) -> None:
    given = table(tmp_path, [[WEEKLY, own, ""]], ["Story", "knowledge_change", "Owner"])
    review = tmp_path / "review.csv"

    propose_from_texts(given, review, "Story", ColumnMapping({"knowledge_change": said}))

    names = open_source(review).names
    assert names == ("Story", "knowledge_change", "knowledge_change.quote", "Owner")
    assert rows_of(review)[0]["knowledge_change"] == own
    assert "the text says weekly" in rows_of(review)[0]["knowledge_change.quote"]


def test_a_filled_cell_has_a_column_where_only_its_words_had_one(tmp_path: Path) -> None:
    given = table(tmp_path, [[WEEKLY, ""]], ["Story", "knowledge_change.quote"])
    review = tmp_path / "review.csv"

    found = propose_from_texts(given, review, "Story")

    assert found.filled == 1
    assert rows_of(review)[0]["knowledge_change"] == "weekly"
    assert rows_of(review)[0]["knowledge_change.quote"] == '"change every week"'


def test_the_command_to_answer_with_names_the_mapping(tmp_path: Path) -> None:
    given, review, mapping = table(tmp_path), tmp_path / "review.csv", tmp_path / "map.yaml"
    columns = "columns: {Users: audience, Owner: keep, Use case: leave out}\n"
    mapping.write_text(f"header_row: 1\n{columns}")

    result = batch(given, review, "--text-column", "Story", "--mapping", mapping)

    # Lines are folded to the terminal, long paths within.
    told = "".join(result.stdout.split())
    for said in (
        f"batch {review} ANSWERS --keep-columns --mapping {mapping}",
        f"take sheet and header_row out of {mapping}",
    ):
        assert said.replace(" ", "") in told

    mapping.write_text(columns)
    alone = batch(given, review, "--text-column", "Story", "--mapping", mapping, "--force")

    assert "header_row" not in alone.stdout


def test_a_word_that_the_mapping_gives_another_meaning_is_not_filled_in(tmp_path: Path) -> None:
    mapping = ColumnMapping({"Users": "audience"}, {"Users": {"customers": "internal"}})

    propose_from_texts(table(tmp_path), tmp_path / "review.csv", "Story", mapping)

    first = rows_of(tmp_path / "review.csv")[0]
    assert first["Users"] == ""
    assert "the text says customers" in first["audience.quote"]


def test_a_table_with_decimal_commas_keeps_its_semicolons(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    given.write_text("Story;payload_mb\nWe have 8,000 labelled mails.;1,5\n", encoding="utf-8")

    propose_from_texts(given, tmp_path / "review.csv", "Story")

    assert (
        (tmp_path / "review.csv")
        .read_text()
        .splitlines()[1]
        .startswith("We have 8,000 labelled mails.;1,5;8000;")
    )
    with pytest.raises(BadInput, match=r"ends with \.csv"):
        propose_from_texts(
            given, tmp_path / "review.xlsx", "Story", tell=lambda *_: pytest.fail("a row was read")
        )


@pytest.mark.parametrize(
    ("rows", "head", "column", "said"),
    [
        (ROWS, HEAD, "Storey", 'Did you mean "Story"?'),
        ([["a", "b"]], ["audience", "audience"], "audience", "is there 2 times"),
        ([["a", "b", "c"]], ["Story", "Owner"], "Story", "The row has 3 cells"),
    ],
)
def test_a_table_that_cannot_be_written_whole_is_refused(
    tmp_path: Path, rows: list[list[str]], head: list[str], column: str, said: str
) -> None:
    with pytest.raises(BadInput) as refused:
        propose_from_texts(table(tmp_path, rows, head), tmp_path / "review.csv", column)

    assert said in str(refused.value)
    assert not (tmp_path / "review.csv").exists()


@pytest.mark.parametrize(
    ("name", "octets", "place"),
    [
        ("in.csv", "Story,Owner\nDéjà vu: é è à.,Zoë\nThe cat.,Ann".encode() + b"\xff\n", "row 3"),
        ("in.jsonl", b'{"Story": "The cat."}\n{"Story": "A dog.", "Owner": "\\ud800"}\n', "row 2"),
    ],
)
def test_a_cell_that_is_not_utf_8_is_refused_with_its_place(
    tmp_path: Path, name: str, octets: bytes, place: str
) -> None:
    given = tmp_path / name
    given.write_bytes(octets)

    result = batch(given, tmp_path / "review.csv", "--text-column", "Story")

    assert result.exit_code == 2
    assert f"{place}, column Owner: The cell is not UTF-8." in result.stderr
    assert not (tmp_path / "review.csv").exists()


@pytest.mark.parametrize("option", ["--in-words", "--strict", "--workers=2", "--as-of=2026-11-22"])
def test_an_option_that_is_not_used_is_named(tmp_path: Path, option: str) -> None:
    given = table(tmp_path)
    for asked in (["--text-column", "Story"], ["--propose-mapping", tmp_path / "map.yaml"]):
        result = batch(given, tmp_path / "out.csv", *asked, option)

        assert result.exit_code == 0
        assert "Not used" in result.stderr
        assert option.partition("=")[0] in result.stderr
