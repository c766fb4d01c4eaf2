"""Long runs: interrupted, killed, resumed, begun anew; and what the command says of them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.batch import Progress, answer_file
from advisor.cli import main
from advisor.errors import BadInput
from tests.batch.tables import DAY, answered, write_table

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
