"""Long runs: interrupted, killed, resumed, begun anew; and what the command says of them."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from advisor.cli import main
from advisor.errors import BadInput
from advisor.tables import Progress, answer_file
from tests.tables.tables import DAY, answered, write_table

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


@pytest.fixture
def interrupted(tmp_path: Path, table: Path) -> Path:
    """The result of a run that was interrupted after 60 rows."""

    def stop(progress: Progress) -> None:
        if progress.rows >= 60:
            raise Stop

    result = tmp_path / "out.csv"
    with pytest.raises(Stop):
        answered(table, result, rows_at_once=20, tell=stop)
    return result


def test_a_run_that_goes_on_says_after_what(table: Path, interrupted: Path) -> None:
    told: list[str] = []
    steps: list[Progress] = []
    answered(table, interrupted, rows_at_once=20, note=told.append, tell=steps.append)

    assert told == ["Going on after 60 rows of the interrupted run."]
    assert steps[0].rows == 60
    assert 0 < steps[0].done < table.stat().st_size
    assert [each.step for each in steps][-1] == "writing"


def test_a_run_with_other_prices_begins_anew_and_says_so(
    tmp_path: Path, table: Path, interrupted: Path
) -> None:
    prices, told = tmp_path / "prices.yaml", list[str]()
    prices.write_text("instances: {p5-48xlarge: 400}\n")
    run = answered(table, interrupted, rows_at_once=20, prices=prices, note=told.append)

    assert run.resumed == 0
    assert told == ["Begun anew: the interrupted run had other rules or prices."]


def test_a_run_on_another_day_begins_anew_and_says_so(table: Path, interrupted: Path) -> None:
    told: list[str] = []
    answer_file(
        table,
        interrupted,
        as_of="2026-11-23",
        keep_columns=True,
        rows_at_once=20,
        note=told.append,
    )

    assert told == ["Begun anew: the interrupted run had another day (--as-of)."]


def test_a_chunk_that_a_disk_spoilt_is_answered_again(
    tmp_path: Path, table: Path, interrupted: Path
) -> None:
    spoilt = tmp_path / "out.csv.part" / "chunk-000001.parquet"
    spoilt.write_bytes(spoilt.read_bytes()[:100])
    run = answered(table, interrupted, rows_at_once=20)
    whole = tmp_path / "whole.csv"
    answered(table, whole, rows_at_once=20)

    assert (run.resumed, run.rows) == (20, 120)
    assert interrupted.read_bytes() == whole.read_bytes()


def test_a_full_disk_stops_the_run_which_then_goes_on(tmp_path: Path) -> None:
    given, result = tmp_path / "in.csv", tmp_path / "out.csv"
    write_table(given, 600)
    # Room for the chunks, and too little for the result.
    run = (
        "import resource, sys; from pathlib import Path; from advisor.tables import answer_file;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000));"
        "answer_file(Path(sys.argv[1]), Path(sys.argv[2]), as_of='2026-11-22', rows_at_once=50,"
        " keep_columns=True)"
    )
    stopped = subprocess.run(
        [sys.executable, "-c", run, str(given), str(result)], capture_output=True, text=True
    )

    assert "The run stopped: " in stopped.stderr
    assert "the same command goes on where it stopped" in stopped.stderr
    assert not result.exists()
    assert answered(given, result, rows_at_once=50).resumed == 600


def test_a_killed_run_goes_on_and_gives_the_same_bytes(tmp_path: Path) -> None:
    given, whole, result = (tmp_path / name for name in ("in.csv", "whole.csv", "out.csv"))
    write_table(given, 11_000)
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

    assert 5000 <= run.resumed < run.rows == 11_000
    assert result.read_bytes() == whole.read_bytes()


def test_a_strict_run_names_the_first_broken_row_and_leaves_nothing(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    first, *_ = write_table(given, 500)

    with pytest.raises(BadInput, match=f"row {first}, column"):
        answered(given, tmp_path / "out.csv", strict=True, rows_at_once=50)
    assert list(tmp_path.iterdir()) == [given]


# The command


def test_the_command_tells_broken_rows_and_exits_with_1(tmp_path: Path) -> None:
    text = "audience,tasks\ninternal,search\ninternal\nintern,search\n"
    (tmp_path / "in.csv").write_text(text)
    command = ["batch", str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]
    result = CliRunner().invoke(main, command)

    assert result.exit_code == 1
    assert "row 3: The row has 1 cell, the header 2." in result.stderr
    assert 'row 4, column audience: audience cannot be "intern"' in result.stderr
    assert "2 rows answered, 1 broken" in result.stdout


def test_the_command_exits_with_0_where_cells_alone_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("audience,tasks\ninternal,search\nintern,search\n")
    command = ["batch", str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]
    strict = CliRunner().invoke(main, [*command, "--strict"])
    result = CliRunner().invoke(main, command)

    assert (result.exit_code, strict.exit_code) == (0, 2)
    assert 'row 3, column audience: audience cannot be "intern"' in result.stderr
    assert 'row 3, column audience: audience cannot be "intern"' in strict.stderr


def test_the_command_refuses_unknown_columns_and_kinds(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("audienc\ninternal\n")
    for out, told in (("out.csv", 'Did you mean "audience"?'), ("out.doc", "It ends with .csv")):
        result = CliRunner().invoke(main, ["batch", str(tmp_path / "in.csv"), str(tmp_path / out)])
        assert result.exit_code == 2
        assert told in result.stderr


def test_the_command_takes_prices_as_advise_does(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("build_budget_usd,labelled_examples\n4000,5000\n")
    prices = tmp_path / "prices.yaml"
    prices.write_text("prices: {labelled_example: 3}\n")
    command = [
        "batch",
        str(tmp_path / "in.csv"),
        str(tmp_path / "out.csv"),
        "--as-of",
        "2026-11-22",
    ]
    result = CliRunner().invoke(main, [*command, "--prices", str(prices)])

    assert result.exit_code == 0, result.stderr
    answered(tmp_path / "in.csv", tmp_path / "priced.csv", prices=prices)
    answered(tmp_path / "in.csv", tmp_path / "own.csv")
    written = (tmp_path / "out.csv").read_text()
    assert written == (tmp_path / "priced.csv").read_text()
    assert written != (tmp_path / "own.csv").read_text()


def test_an_interrupted_command_says_what_is_kept_and_how_it_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(given: Path, result: Path, **options: Any) -> None:
        options["tell"](Progress(50, 100, "B", 5000, 3))
        raise KeyboardInterrupt

    (tmp_path / "in.csv").write_text("audience\ninternal\n")
    monkeypatch.setattr("advisor.tables.answer_file", interrupt)
    command = ["batch", str(tmp_path / "in.csv"), str(tmp_path / "out.csv")]
    result = CliRunner().invoke(main, command)

    assert result.exit_code == 130
    # A path that is longer than the terminal is folded.
    told = "".join(result.stderr.split())
    assert f"5,000rowsaredoneandkeptin{tmp_path / 'out.csv.part'}" in told
    assert "The same command goes on from there." in result.stderr


def test_the_command_says_where_the_other_broken_rows_are_named(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("audience,tasks\n" + "internal\n" * 30)
    out = str(tmp_path / "out.csv")
    result = CliRunner().invoke(main, ["batch", str(tmp_path / "in.csv"), out])

    assert len(re.findall(r"^row \d", result.stderr, re.MULTILINE)) == 20
    # A path that is longer than the terminal is folded.
    told = "".join(result.stderr.split())
    assert f"and10morebrokenrows;thecolumnproblemsof{out}namesthemall" in told


# Size


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("rows", [15_000, pytest.param(100_000, marks=pytest.mark.soak)])
def test_many_rows_take_no_more_memory_than_a_fifth_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: int
) -> None:
    psutil = pytest.importorskip("psutil")
    given, result = tmp_path / "in.csv", tmp_path / "out.csv"
    broken = write_table(given, rows)
    used: list[tuple[int, float]] = []

    def measure(progress: Progress) -> None:
        used.append((progress.rows, psutil.Process().memory_info().rss / 2**20))

    began, busy = time.monotonic(), time.process_time()
    run = answered(given, result, tell=measure)
    took, busy = time.monotonic() - began, time.process_time() - busy
    with capsys.disabled():
        print(f"\n{run.rows:,} rows, {run.broken:,} broken: {took:.0f} s, {busy:.0f} s of one core")
        print(f"{run.rows / took:,.0f} rows/s, {run.rows / busy:,.0f} rows per second of one core")
        print(
            "rows: MiB", *(f"{done:,}: {mib:.0f}" for done, mib in used[:: max(1, len(used) // 10)])
        )

    # A cell that cannot be read counts as unknown, and is named; its row is answered.
    assert (run.rows, run.broken) == (rows, 0)
    assert sum(each.count for each in run.unread) == len(broken)
    early = max(mib for done, mib in used if done <= max(5_000, rows // 5))
    assert max(mib for _, mib in used) < early + 150
