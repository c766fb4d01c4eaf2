"""Whatever is sent, the service answers or says what is wrong; it never fails.

Four hundred requests belong to every run of the tests; `make soak` sends a hundred thousand and
looks at memory.
"""

from __future__ import annotations

import asyncio
import collections
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.api.fuzzing import Request, requests
from tests.api.test_soak import memory
from tests.patience import PATIENCE

pytestmark = [pytest.mark.service, pytest.mark.timeout(3600)]

FEW, MANY = 400, 100_000
CLIENTS = 16
SEED = 20_261_126
BUSY = 503
"""What the service says where too much is asked at once."""


@pytest.mark.parametrize("number", [FEW, pytest.param(MANY, marks=pytest.mark.soak)])
def test_requests_with_faults_are_answered_or_refused_and_never_fail(
    running: Callable[..., Any], tmp_path: Path, number: int
) -> None:
    store = f"sqlite:///{tmp_path}/decisions.db"
    service = running("--workers", "2", answer_cache_bytes="3000000", store=store)
    process = psutil.Process(service.process.pid)
    told = asyncio.run(_sent(service.address, number, lambda: memory(process)))

    counted = collections.Counter(status for status, _ in told.answers)
    print(f"\n{number:,} requests: {dict(sorted(counted.items()))}")
    failed = [each for each in told.answers if each[0] >= 500 and each[0] != BUSY]
    assert not failed, failed[:3]
    # Both what is right and what is wrong was among them, in more ways than one.
    assert counted[200] > number / 20
    assert counted[422] > number / 20
    assert counted[404] > 0
    if number == MANY:
        shown = told.held[:: max(1, len(told.held) // 20)]
        print("memory on the way, MB:", *(f"{each / 1e6:.0f}" for each in shown))
        early, late = told.held[: len(told.held) // 2], told.held[len(told.held) * 3 // 4 :]
        print(f"memory: {max(early) / 1e6:.0f} MB at most early, {max(late) / 1e6:.0f} MB late")
        assert max(late) < 1.1 * max(early)


class _Told:
    """The status of every answer with its request, and the memory held at steps of the way."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, Request]] = []
        self.held: list[int] = []


async def _sent(address: str, number: int, held: Callable[[], int]) -> _Told:
    told = _Told()
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:
        described = (await client.get("/v1/openapi.json")).json()
        left = itertools.islice(requests(described, SEED), number)

        async def send() -> None:
            for each in left:
                kind = {"Content-Type": each.content_type} if each.content_type else {}
                answer = await client.request(
                    each.method, each.address, headers=kind, content=each.body
                )
                told.answers.append((answer.status_code, each))
                if len(told.answers) % 500 == 0:
                    told.held.append(held())

        await asyncio.gather(*(send() for _ in range(CLIENTS)))
    return told
