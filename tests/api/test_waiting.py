"""Who would wait too long is told so at once, before queues grow."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from advisor.api.answering import Pool
from advisor.api.problems import Refusal
from tests.patience import PATIENCE


class Clock:
    """A clock that stands still until work moves it."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> Callable[[], None]:
        def take() -> None:
            self.now += seconds

        return take


def queued(pool: Pool, clock: Clock, askers: int) -> list[object]:
    """What so many get who ask at once while the thread is busy: None, or the refusal."""
    go = threading.Event()

    async def ask() -> list[object]:
        await pool.run(clock.work(0.4))
        asked = [
            asyncio.ensure_future(pool.run(lambda: go.wait(PATIENCE) and None))
            for _ in range(askers)
        ]
        await asyncio.sleep(0.05)
        go.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(ask())


def test_who_would_wait_more_than_a_second_is_refused_at_once() -> None:
    clock = Clock()

    told = queued(Pool(1, 64, 30, longest_wait=1, now=clock), clock, 6)

    # 0.4 s each: three wait at most 0.8 s, the fourth would wait 1.2 s.
    assert [each is None for each in told] == [True, True, True, False, False, False]
    refusals = [each for each in told if isinstance(each, Refusal)]
    assert {each.status_code for each in refusals} == {503}
    assert {(each.headers or {})["Retry-After"] for each in refusals} == {"2"}


def test_nobody_is_refused_while_answers_come_quickly() -> None:
    clock = Clock()
    pool = Pool(1, 64, 30, longest_wait=3, now=clock)

    assert queued(pool, clock, 6) == [None] * 6


def test_a_slow_answer_of_the_past_is_forgotten() -> None:
    clock = Clock()
    pool = Pool(1, 64, 30, longest_wait=1, now=clock)

    async def ask() -> None:
        await pool.run(clock.work(10))
        for _ in range(20):
            await pool.run(clock.work(0.01))

    asyncio.run(ask())

    assert queued(pool, clock, 3) == [None] * 3


def test_what_has_begun_to_answer_waits_for_its_turn() -> None:
    clock, go = Clock(), threading.Event()
    pool = Pool(1, 64, 30, longest_wait=1, now=clock)

    async def ask() -> object:
        await pool.run(clock.work(9))
        busy = asyncio.ensure_future(pool.run(lambda: go.wait(PATIENCE) and None))
        await asyncio.sleep(0)
        with pytest.raises(Refusal):
            await pool.run(time.monotonic)
        patient = asyncio.ensure_future(pool.run(time.monotonic, patient=True))
        await asyncio.sleep(0)
        go.set()
        await busy
        return await patient

    assert asyncio.run(ask())
