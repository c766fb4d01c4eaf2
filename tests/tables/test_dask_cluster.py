"""Tables on several processes and machines: the same bytes, and nothing lost with a worker."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

from advisor.cli import main
from advisor.errors import BadInput
from advisor.tables import Progress, advise_frame
from advisor.tables.dask_cluster import in_order
from advisor.tables.process_pool import on_processes
from tests.patience import PATIENCE
from tests.tables.tables import DAY, answered, write_table

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
    tmp_path: Path, prices: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    from advisor.tables.dask_cluster import on_cluster

    given, one, two, three = (tmp_path / f"{name}.csv" for name in ("in", "one", "two", "three"))
    write_table(given, 3000)
    answered(given, one, rows_at_once=200, prices=prices)
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
            answered(given, two, rows_at_once=200, spread=spread, prices=prices)
        pids = [worker.pid for worker in cluster.workers.values()]

        def kill(progress: Progress) -> None:
            if not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL)

        with on_cluster(cluster.scheduler_address) as spread:
            answered(given, three, rows_at_once=200, spread=spread, tell=kill, prices=prices)

    assert killed
    assert two.read_bytes() == one.read_bytes()
    assert three.read_bytes() == one.read_bytes()


@pytest.mark.parametrize("address", ["", "nonsense", "host", "http://host:8786", "tcp://host"])
def test_what_is_no_address_of_a_scheduler_is_told_at_once(address: str) -> None:
    pytest.importorskip("distributed")
    from advisor.tables.dask_cluster import on_cluster

    with pytest.raises(BadInput, match="This is no address"), on_cluster(address):
        pass


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    from advisor.tables import dask_cluster

    monkeypatch.setattr(dask_cluster, "ANSWER_WITHIN_SECONDS", 0.5)
    with (
        pytest.raises(BadInput, match="No Dask scheduler answers"),
        dask_cluster.on_cluster("tcp://127.0.0.1:9"),
    ):
        pass


# Several processes


def test_several_processes_give_the_same_bytes_as_one(tmp_path: Path, prices: Path) -> None:
    given, one, two = (tmp_path / f"{name}.csv" for name in ("in", "one", "two"))
    write_table(given, 2000)
    answered(given, one, rows_at_once=200, prices=prices)
    with on_processes(2) as spread:
        answered(given, two, rows_at_once=200, spread=spread, prices=prices)

    assert two.read_bytes() == one.read_bytes()


def test_no_more_rows_are_read_than_are_soon_answered() -> None:
    read: list[int] = []

    def chunks() -> Iterator[Any]:
        for number in range(50):
            read.append(number)
            yield number

    def submit(chunk: Any) -> Any:
        future: Future[Any] = Future()
        future.set_result(chunk)
        return future

    given = in_order(submit, chunks(), lambda: 4)
    ahead = [len(read) - each for each in given]  # type: ignore[operator]

    assert max(ahead) == 4
    assert len(read) == 50


def test_a_worker_process_that_is_killed_is_told_and_the_run_goes_on_without_it(
    tmp_path: Path,
) -> None:
    given, one, two = (tmp_path / f"{name}.csv" for name in ("in", "one", "two"))
    write_table(given, 2000)
    answered(given, one, rows_at_once=100)
    before = {*multiprocessing.active_children()}

    def kill(progress: Progress) -> None:
        if progress.rows:
            worker = ({*multiprocessing.active_children()} - before).pop()
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)

    with pytest.raises(BadInput, match="A worker process died"), on_processes(2) as spread:
        answered(given, two, rows_at_once=100, spread=spread, tell=kill)
    assert not two.exists()
    run = answered(given, two, rows_at_once=100)

    assert 0 < run.resumed < 2000
    assert two.read_bytes() == one.read_bytes()


def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    given = tmp_path / "in.csv"
    write_table(given, 20_000)
    command = [sys.executable, "-m", "advisor", "batch", str(given), str(tmp_path / "out.csv")]
    parent = subprocess.Popen(
        [*command, "--keep-columns", "--workers", "2"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    first = tmp_path / "out.csv.part" / "chunk-000000.parquet"
    while not first.exists() and parent.poll() is None:
        time.sleep(0.05)
    workers = psutil.Process(parent.pid).children()
    parent.kill()
    parent.wait()
    _, alive = psutil.wait_procs(workers, timeout=PATIENCE)

    assert len(workers) >= 2
    # Where nobody collects orphans, one that has ended stays as a zombie.
    assert all(each.status() == psutil.STATUS_ZOMBIE for each in alive)


def test_workers_and_a_scheduler_are_not_both_taken(tmp_path: Path) -> None:
    command = ["batch", "in.csv", "out.csv", "--workers", "2", "--scheduler", "tcp://host:8786"]
    result = CliRunner().invoke(main, command)

    assert result.exit_code == 2
    assert "cannot both be given" in result.stderr
