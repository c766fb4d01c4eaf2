"""Sixteen clients at once: every answer as the command line gives it, and no growth.

Ten seconds of it belong to every run of the tests, so that it cannot rot; `make soak` runs two
minutes.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from advisor import advise
from advisor.knowledge import load_knowledge
from advisor.upkeep.bench import service as bench

pytestmark = [pytest.mark.service, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
SHORT, LONG = 10, 120
CLIENTS = 16


def command_line(name: str, view: str, day: str) -> Any:
    """What `advisor advise` prints for a worked scenario, as plain as the service answers."""
    command = [sys.executable, "-m", "advisor", "advise", f"data/scenarios/{name}.yaml"]
    options = ["--view", view, "--as-of", day, "--format", "json", "--no-sensitivity"]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, check=True)
    return json.loads(done.stdout)


def memory(process: psutil.Process) -> int:
    """Bytes that the service holds, all its processes together."""
    family = [process, *process.children(recursive=True)]
    return sum(each.memory_info().rss for each in family)


COMPARED = 3
"""Worked scenarios that the command line answers in the short form: each takes a process."""


@pytest.mark.parametrize("seconds", [SHORT, pytest.param(LONG, marks=pytest.mark.soak)])
def test_sixteen_clients_at_once(running: Callable[..., Any], seconds: int) -> None:
    worked = list(load_knowledge().scenarios.values())
    bodies = bench.worked_bodies()
    expected = {
        body: command_line(each.id, each.view, bench.DAY)
        if seconds == LONG or place < COMPARED
        else json.loads(advise(each.facts, view=each.view, as_of=bench.DAY).to_json())
        for place, (body, each) in enumerate(zip(bodies, worked, strict=True))
    }
    # Room for some of the answers only: some are kept, the others are worked out again.
    service = running(
        "--workers",
        "2",
        answer_cache_bytes="3000000",
    )
    process = psutil.Process(service.process.pid)
    held: list[tuple[float, int]] = []
    over = threading.Event()

    def watch() -> None:
        start = time.monotonic()
        while not over.wait(1):
            held.append((time.monotonic() - start, memory(process)))

    seen: dict[bytes, bytes] = {}

    def as_expected(body: bytes, status: int, answer: bytes) -> bool:
        # Parsed once; that all later answers are the same bytes is as much to ask.
        if body not in seen:
            seen[body] = answer
            return status == 200 and json.loads(answer) == expected[body]
        return status == 200 and seen[body] == answer

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        outcome = asyncio.run(
            bench.load(service.port, itertools.cycle(bodies), CLIENTS, seconds, check=as_expected)
        )
    finally:
        over.set()
        watcher.join()

    print(f"\n{bench.HEAD}\n{outcome.line(f'{seconds} s, some answers kept')}")
    assert outcome.failures == 0
    assert len(outcome.times) >= CLIENTS
    if seconds == LONG:
        assert len(seen) == len(bodies)
        early = [size for moment, size in held if seconds / 4 < moment < seconds / 2]
        late = [size for moment, size in held if moment > seconds * 3 / 4]
        print(f"memory: {max(early) / 1e6:.0f} MB at most early, {max(late) / 1e6:.0f} MB late")
        assert len(outcome.times) > 1000
        assert max(late) < 1.1 * max(early)
