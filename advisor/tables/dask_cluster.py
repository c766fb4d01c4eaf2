"""Chunks answered on a Dask cluster that runs already."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from advisor.errors import BadInput, Problem
from advisor.tables.chunks import AnsweredChunk
from advisor.tables.file_run import Halted, Spread
from advisor.tables.read import Chunk

ANSWER_WITHIN_SECONDS = 10
"""How long a scheduler may take to answer."""

_AHEAD_PER_THREAD = 2
_ADDRESS = re.compile(r"((tcp|tls|ws|wss|ucx|inproc)://)?[^\s/]+:\d{1,5}")


@contextmanager
def on_cluster(address: str) -> Iterator[Spread]:
    """What spreads chunks over the cluster whose scheduler has this address.

    Raises BadInput when no scheduler answers, or when workers die again and again.
    """
    from distributed import Client

    if not _ADDRESS.fullmatch(address):
        # A client that is given it waits long before it gives up.
        raise BadInput(
            Problem("This is no address.", f"--scheduler {address}", "Write tcp://host:8786.")
        )
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address, timeout=ANSWER_WITHIN_SECONDS, set_as_default=False
        )
    except (OSError, ValueError, TimeoutError) as error:
        raise BadInput(
            Problem(
                f"No Dask scheduler answers there: {error}",
                f"--scheduler {address}",
                "Write it as tcp://host:8786, and check that it runs.",
            )
        ) from None
    try:
        yield lambda work, chunks: _spread(client, work, chunks)
    finally:
        client.close()


def in_order(
    submit: Callable[[Chunk], Any], chunks: Iterator[Chunk], ahead: Callable[[], int]
) -> Iterator[AnsweredChunk]:
    """What was submitted of each chunk, in the order of the chunks.

    submit: gives a future; ahead: how many may be under way, so that the rows in memory stay few.
    """
    waiting: deque[Any] = deque()
    try:
        more = True
        while more or waiting:
            while more and len(waiting) < ahead():
                chunk = next(chunks, None)
                if chunk is None:
                    more = False
                else:
                    waiting.append(submit(chunk))
            if waiting:
                yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _spread(
    client: Any, work: Callable[[Chunk], AnsweredChunk], chunks: Iterator[Chunk]
) -> Iterator[AnsweredChunk]:
    from distributed import KilledWorker

    def submit(chunk: Chunk) -> Any:
        # The rows travel with the task: a worker that dies takes nothing along.
        return client.submit(work, chunk, pure=False)

    def ahead() -> int:
        # Workers come and go.
        threads: int = sum(client.nthreads().values())
        return max(2, _AHEAD_PER_THREAD * threads)

    try:
        yield from in_order(submit, chunks, ahead)
    except KilledWorker as error:
        raise _halted(f"Workers died again and again: {error}", _LOGS) from None
    except CancelledError as error:
        raise _halted(f"The scheduler was lost: {error}", _LOGS) from None
    except (ImportError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "deserializ" not in str(error):
            raise
        raise _halted(f"The cluster cannot take the work: {error}", _SAME) from None


_LOGS = "Look at its logs and memory; the same command goes on where this one stopped."
_SAME = "Install the same version of the advisor on the scheduler and on every worker."


def _halted(problem: str, remedy: str) -> Halted:
    return Halted(Problem(problem, "--scheduler", remedy))
