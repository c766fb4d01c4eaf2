"""Threads that advise at once get the answers that each would get alone."""

from __future__ import annotations

import datetime
import threading
import time

import psutil
import pytest

from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge

DAY = datetime.date(2026, 11, 22)
SCENARIOS = [dict(each.facts) for each in load_knowledge().scenarios.values()]
MEBIBYTE = 1024 * 1024


def advise_in_threads(threads: int, each: int = 0, seconds: float = 0) -> tuple[int, list[str]]:
    """How many advices so many threads gave, and which were wrong.

    each: how many every thread gives; after that it goes on until the seconds are over.
    """
    advisor = default_advisor()
    # So many advices of each thread, which begin one after the other, reach no further scenarios.
    scenarios = SCENARIOS if seconds else SCENARIOS[: threads + each]
    expected = [advisor.advise(facts, "production", DAY).to_json() for facts in scenarios]
    wrong: list[str] = []
    given = [0] * threads
    end = time.monotonic() + seconds
    start = threading.Barrier(threads)

    def work(number: int) -> None:
        start.wait()
        place = number
        while given[number] < each or time.monotonic() < end:
            place = (place + 1) % len(scenarios)
            try:
                answer = advisor.advise(scenarios[place], "production", DAY).to_json()
            except Exception as error:
                wrong.append(f"{type(error).__name__}: {error}")
                return
            given[number] += 1
            if answer != expected[place]:
                wrong.append(f"scenario {place} got another answer")

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(given), wrong


def test_eight_threads_give_the_answers_that_one_gives() -> None:
    given, wrong = advise_in_threads(threads=8, each=8)

    assert wrong == []
    assert given == 64


@pytest.mark.soak
def test_eight_threads_for_a_minute_stay_right_and_memory_stays_flat() -> None:
    process = psutil.Process()
    advise_in_threads(threads=8, seconds=10)
    before = process.memory_info().rss

    given, wrong = advise_in_threads(threads=8, seconds=60)

    grown = (process.memory_info().rss - before) / MEBIBYTE
    print(f"\n{given} advices in a minute by 8 threads, memory grew by {grown:.1f} MiB")
    assert wrong == []
    assert grown < 50
