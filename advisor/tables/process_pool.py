"""Chunks answered by several processes of this machine."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any

from advisor.errors import Problem
from advisor.tables.chunks import AnsweredChunk
from advisor.tables.dask_cluster import in_order
from advisor.tables.file_run import Halted, Spread
from advisor.tables.sources import Chunk

_AHEAD_PER_PROCESS = 2


@contextmanager
def on_processes(workers: int) -> Iterator[Spread]:
    """What spreads chunks over so many processes, which end with this one however it ends.

    Raises Halted when one of them dies.
    """
    # Forked from a process that has threads, a worker may hang.
    spawning = multiprocessing.get_context("spawn")
    others = {*multiprocessing.active_children()}
    pool = ProcessPoolExecutor(workers, spawning, _begin)
    try:
        yield lambda work, chunks: _spread(pool, workers, work, chunks)
    except BaseException:
        # What is under way is answered again; nobody waits for it.
        for child in {*multiprocessing.active_children()} - others:
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _spread(
    pool: ProcessPoolExecutor,
    workers: int,
    work: Callable[[Chunk], AnsweredChunk],
    chunks: Iterator[Chunk],
) -> Iterator[AnsweredChunk]:
    def submit(chunk: Chunk) -> Any:
        with _no_interruption():
            return pool.submit(work, chunk)

    try:
        yield from in_order(submit, chunks, lambda: _AHEAD_PER_PROCESS * workers)
    except BrokenProcessPool:
        raise Halted(
            Problem(
                "A worker process died.",
                f"--workers {workers}",
                "If memory ran out, take fewer; the same command goes on where this one stopped.",
            )
        ) from None


@contextmanager
def _no_interruption() -> Iterator[None]:
    """Ctrl-C waits, and a process that begins meanwhile never hears of it: its parent does."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # Else a worker would wait for ever for a parent that was killed.
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
