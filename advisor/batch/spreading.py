"""Chunks answered on a Dask cluster that runs already."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from advisor.batch.chunks import AnsweredChunk
from advisor.batch.reading import Chunk
from advisor.batch.running import Halted, Spread
from advisor.errors import BadInput, Problem

ANSWER_WITHIN_SECONDS = 10
"""How long a scheduler may take to answer."""

_AHEAD_PER_THREAD = 2


@contextmanager
def on_cluster(address: str) -> Iterator[Spread]:
    """What spreads chunks over the cluster whose scheduler has this address.

    Raises BadInput when no scheduler answers, or when workers die again and again.
    """
    from distributed import Client

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


def _spread(
    client: Any, work: Callable[[Chunk], AnsweredChunk], chunks: Iterator[Chunk]
) -> Iterator[AnsweredChunk]:
    from distributed import KilledWorker

    waiting: deque[Any] = deque()

    def ahead() -> int:
        # Workers come and go; the rows in flight stay bounded.
        threads: int = sum(client.nthreads().values())
        return max(2, _AHEAD_PER_THREAD * threads)

    try:
        more = True
        while more or waiting:
            while more and len(waiting) < ahead():
                chunk = next(chunks, None)
                if chunk is None:
                    more = False
                else:
                    # The rows travel with the task: a worker that dies takes nothing along.
                    waiting.append(client.submit(work, chunk, pure=False))
            if waiting:
                yield waiting.popleft().result()
    except KilledWorker as error:
        raise Halted(
            Problem(
                f"Workers died again and again: {error}",
                "--scheduler",
                "Look at the workers' memory and logs; the same command goes on.",
            )
        ) from None
    finally:
        for future in waiting:
            future.cancel()
