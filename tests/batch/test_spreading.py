"""Tables on several processes and machines: the same bytes, and nothing lost with a worker."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pandas as pd
import pytest

from advisor.batch import Progress, advise_frame
from advisor.errors import BadInput
from tests.batch.tables import DAY, answered, write_table

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
