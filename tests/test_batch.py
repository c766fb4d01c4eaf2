"""Tables of scenarios: every row is answered as it would be alone, however it is typed or cut."""

from __future__ import annotations

import csv
import datetime
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import Advice
from advisor.advising import default_advisor
from advisor.batch import OUTCOMES, Progress, Run, advise_frame, advise_rows, answer_file
from advisor.batch.frames import BETWEEN
from advisor.cli import main
from advisor.errors import BadInput
from advisor.knowledge import load_knowledge
from advisor.knowledge.models import View
from advisor.scenario import FactDefinition, NumberRange, Scenario, fact_definitions
from tests.strategies import scenarios

DAY = datetime.date(2026, 11, 22)
VIEWS: st.SearchStrategy[View] = st.sampled_from(["production", "exam"])


def told_alone(advice: Advice) -> dict[str, Any]:
    """What the columns of a table say, read off the advice for one scenario."""
    knowledge = load_knowledge()
    musts = [need for need in advice.needs if need.level == "must"]
    shown = [item for stage in advice.stages for item in stage.items]
    chosen = [path for path in advice.paths if path.verdict == "chosen"]
    headline = advice.estimates.of(advice.plan.headline)
    told: dict[str, Any] = {
        "headline": advice.plan.headline,
        "paths": advice.plan.paths,
        "status": advice.status,
        "unmet_needs": tuple(need.id for need in musts if need.coverage not in ("full", "partial")),
        "partly_met_needs": tuple(need.id for need in musts if need.coverage == "partial"),
        "deciding_rules": tuple(
            sorted({reason.rule for path in chosen for reason in path.reasons})
        ),
        "limiting_rules": tuple(
            rule
            for rule in advice.rules_fired
            if any(hasattr(each, "rule_out") for each in knowledge.rules[rule].then)
        ),
        "essential_items": tuple(
            dict.fromkeys(item.id for item in shown if item.rank == "essential")
        ),
        "items": tuple(dict.fromkeys(item.id for item in shown)),
    }
    for cost, part in (("build_cost_usd", "build_cost"), ("monthly_cost_usd", "monthly_cost")):
        figure = advice.estimates.figure(getattr(headline, part)) if headline else None
        for end in ("low", "likely", "high"):
            told[f"{cost}_{end}"] = getattr(figure, end) if figure else None
    return told


def same(answer: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    for name in OUTCOMES:
        found = answer[name]
        if OUTCOMES[name] == "number" and found is not None:
            assert found == pytest.approx(expected[name]), name
        else:
            assert found == expected[name], name


def typed(value: Any) -> str:
    """A value as somebody types it in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, NumberRange):
        if value.at_most is None:
            return f">={value.at_least!r}"
        return (
            f"<={value.at_most!r}"
            if value.at_least is None
            else (f"{value.at_least!r} - {value.at_most!r}")
        )
    if isinstance(value, tuple):
        return "; ".join(value) if value else "[]"
    return str(value)


def any_cell(chance: random.Random, fact: FactDefinition) -> str:
    """Text that somebody could type for a fact; empty half of the time."""
    if chance.random() < 0.5:
        return ""
    match fact.kind:
        case "flag":
            return chance.choice(["yes", "no", "TRUE", "false"])
        case "choice":
            return chance.choice(fact.choices)
        case "choices":
            return "; ".join(chance.sample(fact.choices or ("amazon-bedrock", "amazon-s3"), 2))
        case _:
            number = chance.randint(0, 10**6)
            return chance.choice([str(number), f"{number}-{number + 100}", f">={number}"])


def write_table(path: Path, rows: int, broken_percent: int = 1) -> list[int]:
    """A CSV of scenarios with names; gives the numbers of the rows that are broken."""
    chance = random.Random(7)
    facts = list(fact_definitions().values())
    broken = []
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name", *(fact.name for fact in facts)])
        for row in range(2, rows + 2):
            cells = [any_cell(chance, fact) for fact in facts]
            if chance.randrange(100) < broken_percent:
                cells[chance.randrange(len(cells))] = "nonsense?"
                broken.append(row)
            writer.writerow([f"case {row}", *cells])
    return broken


# The answers


@given(st.lists(scenarios(), min_size=1, max_size=3), VIEWS)
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
        assert known["status"] == row.answer["status"]


def test_rows_are_answered_alike_in_chunks_of_any_size() -> None:
    rows = [{"knowledge_change": "weekly"}, {"labelled_examples": 40}, {}, {"tasks": ["search"]}]

    assert list(advise_rows(rows, as_of=DAY, at_once=1)) == list(advise_rows(rows, as_of=DAY))


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
        ("audience", float("nan"), None),
        ("audience", "   ", None),
    ],
)
def test_a_cell_is_read_as_it_is_meant(fact: str, cell: object, value: object) -> None:
    (as_cell,) = advise_rows([{fact: cell}], as_of=DAY)
    (as_value,) = advise_rows([{fact: value}], as_of=DAY)

    assert as_cell.problems == ()
    assert as_cell == as_value


@pytest.mark.parametrize(
    ("fact", "cell", "problem", "remedy"),
    [
        ("knowledge_change", "wekly", "knowledge_change cannot be", 'Did you mean "weekly"?'),
        ("labelled_examples", "many", '"many" is not a whole number', "100-1000"),
        ("labelled_examples", "-5", "below zero", "100-1000"),
        ("labelled_examples", "9-5", "is above", "100-1000"),
        ("labelled_examples", "2.5", "not a whole number", "100-1000"),
        ("labelled_examples", "9" * 400, "not a size", "100-1000"),
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


# Columns


def test_an_unknown_column_is_refused_with_the_nearest_fact() -> None:
    with pytest.raises(BadInput, match='Did you mean "knowledge_change"'):
        advise_frame(pd.DataFrame({"knowledge_chnge": ["weekly"]}), as_of=DAY)


def test_kept_columns_come_out_beside_the_answers() -> None:
    df = pd.DataFrame({"team": ["desk", "shop"], "audience": ["internal", "?"]}, index=["a", "b"])
    answers = advise_frame(df, as_of=DAY, keep_columns=True)

    assert answers["team"].tolist() == ["desk", "shop"]
    assert answers.index.tolist() == ["a", "b"]
    assert answers["headline"].notna().tolist() == [True, False]


def test_a_kept_column_may_not_be_named_as_one_of_the_answer() -> None:
    with pytest.raises(BadInput, match="Rename the column"):
        advise_frame(pd.DataFrame({"status": ["new"]}), as_of=DAY, keep_columns=True)


def test_a_column_that_is_there_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="2 times"):
        advise_frame(pd.DataFrame([["a", "b"]], columns=["audience", "audience"]), as_of=DAY)


def test_a_strict_frame_stops_at_the_first_broken_row() -> None:
    with pytest.raises(BadInput, match="row 2, column audience"):
        advise_frame(pd.DataFrame({"audience": ["internal", "?"]}), as_of=DAY, strict=True)


# Files


def answered(given: Path, result: Path, **options: Any) -> Run:
    return answer_file(given, result, as_of=DAY, keep_columns=True, **options)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "portfolio.csv"
    write_table(path, 120, broken_percent=5)
    return path


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


# Runs


class Stop(Exception):
    """The run is interrupted here."""


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet", "xlsx"])
def test_an_interrupted_run_goes_on_and_gives_the_same_bytes(
    tmp_path: Path, table: Path, kind: str
) -> None:
    def stop(progress: Progress) -> None:
        if progress.rows >= 60:
            raise Stop

    whole, parts = tmp_path / f"whole.{kind}", tmp_path / f"parts.{kind}"
    answered(table, whole, rows_at_once=20)
    with pytest.raises(Stop):
        answered(table, parts, rows_at_once=20, tell=stop)
    assert not parts.exists()
    run = answered(table, parts, rows_at_once=20)

    assert (run.resumed, run.rows) == (60, 120)
    assert parts.read_bytes() == whole.read_bytes()
    assert sorted(tmp_path.iterdir()) == sorted([whole, parts])


def test_a_run_with_another_input_begins_anew(tmp_path: Path, table: Path) -> None:
    def stop(progress: Progress) -> None:
        raise Stop

    given, result = tmp_path / "in.csv", tmp_path / "out.csv"
    given.write_bytes(table.read_bytes())
    with pytest.raises(Stop):
        answered(given, result, rows_at_once=20, tell=stop)
    write_table(given, 50, broken_percent=0)
    run = answered(given, result, rows_at_once=20)

    assert (run.resumed, run.rows, run.broken) == (0, 50, 0)


def test_a_killed_run_goes_on_and_gives_the_same_bytes(tmp_path: Path) -> None:
    given, whole, result = (tmp_path / name for name in ("in.csv", "whole.csv", "out.csv"))
    write_table(given, 20_000)
    command = [sys.executable, "-m", "advisor", "batch", str(given), str(result)]
    command += ["--keep-columns", "--as-of", DAY.isoformat()]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    first = tmp_path / "out.csv.part" / "chunk-000000.parquet"
    while not first.exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not result.exists()
    run = answered(given, result)
    answered(given, whole)

    assert 5000 <= run.resumed < run.rows == 20_000
    assert result.read_bytes() == whole.read_bytes()


def test_a_strict_run_names_the_first_broken_row_and_leaves_nothing(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    first, *_ = write_table(given, 500)

    with pytest.raises(BadInput, match=f"row {first}, column"):
        answered(given, tmp_path / "out.csv", strict=True, rows_at_once=50)
    assert list(tmp_path.iterdir()) == [given]


# The command


def test_the_command_tells_broken_rows_and_exits_with_1(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("audience\ninternal\nintern\n")
    command = ["batch", str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]
    result = CliRunner().invoke(main, command)

    assert result.exit_code == 1
    assert 'row 3, column audience: audience cannot be "intern"' in result.stderr
    assert "1 rows answered, 1 broken" in result.stdout


def test_the_command_refuses_unknown_columns_and_kinds(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("audienc\ninternal\n")
    for out, told in (("out.csv", 'Did you mean "audience"?'), ("out.doc", "It ends with .csv")):
        result = CliRunner().invoke(main, ["batch", str(tmp_path / "in.csv"), str(tmp_path / out)])
        assert result.exit_code == 2
        assert told in result.stderr


# Several machines


def test_the_frame_function_runs_unchanged_over_partitions(table: Path) -> None:
    frames = pytest.importorskip("dask.dataframe")
    df = pd.read_csv(table, dtype=str, keep_default_na=False)
    spread = frames.from_pandas(df, npartitions=3).map_partitions(
        advise_frame, as_of=DAY, keep_columns=True
    )

    pd.testing.assert_frame_equal(
        spread.compute(scheduler="synchronous"),
        advise_frame(df, as_of=DAY, keep_columns=True),
        check_dtype=False,
    )


def test_a_cluster_gives_the_same_bytes_and_a_worker_that_dies_loses_nothing(
    tmp_path: Path,
) -> None:
    distributed = pytest.importorskip("distributed")
    from advisor.batch.spreading import on_cluster

    given, one, two, three = (tmp_path / f"{name}.csv" for name in ("in", "one", "two", "three"))
    write_table(given, 3000)
    answered(given, one, rows_at_once=200)
    killed: list[int] = []
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        memory_limit="1GiB",
    ) as cluster:
        with on_cluster(cluster.scheduler_address) as spread:
            answered(given, two, rows_at_once=200, spread=spread)
        pids = [worker.pid for worker in cluster.workers.values()]

        def kill(progress: Progress) -> None:
            if not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        with on_cluster(cluster.scheduler_address) as spread:
            answered(given, three, rows_at_once=200, spread=spread, tell=kill)

    assert killed
    assert two.read_bytes() == one.read_bytes()
    assert three.read_bytes() == one.read_bytes()


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    from advisor.batch import spreading

    monkeypatch.setattr(spreading, "ANSWER_WITHIN_SECONDS", 0.5)
    with (
        pytest.raises(BadInput, match="No Dask scheduler answers"),
        spreading.on_cluster("tcp://127.0.0.1:9"),
    ):
        pass


# Size


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_a_hundred_thousand_rows_take_no_more_memory_than_ten_thousand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    psutil = pytest.importorskip("psutil")
    given, result = tmp_path / "in.csv", tmp_path / "out.csv"
    broken = write_table(given, 100_000)
    used: list[tuple[int, float]] = []

    def measure(progress: Progress) -> None:
        used.append((progress.rows, psutil.Process().memory_info().rss / 2**20))

    began, busy = time.monotonic(), time.process_time()
    run = answered(given, result, tell=measure)
    took, busy = time.monotonic() - began, time.process_time() - busy
    with capsys.disabled():
        print(f"\n{run.rows:,} rows, {run.broken:,} broken: {took:.0f} s, {busy:.0f} s of one core")
        print(f"{run.rows / took:,.0f} rows/s, {run.rows / busy:,.0f} rows per second of one core")
        print("rows: MiB", *(f"{rows:,}: {mib:.0f}" for rows, mib in used[:: len(used) // 10]))

    assert (run.rows, run.broken) == (100_000, len(broken))
    early = max(mib for rows, mib in used if rows <= 20_000)
    assert max(mib for _, mib in used) < early + 150
