"""Two minutes of sixteen clients: every answer as the command line gives it, and no growth."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
import pytest

from advisor.knowledge import load_knowledge

pytestmark = [pytest.mark.service, pytest.mark.soak, pytest.mark.timeout(600)]

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120
CLIENTS = 16


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("api_bench", ROOT / "bench" / "api_bench.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def command_line(name: str, view: str, day: str) -> Any:
    """What `advisor advise` prints for a worked scenario."""
    command = [sys.executable, "-m", "advisor", "advise", f"data/scenarios/{name}.yaml"]
    options = ["--view", view, "--as-of", day, "--format", "json"]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, check=True)
    return json.loads(done.stdout)


def memory(process: psutil.Process) -> int:
    """Bytes that the service holds, all its processes together."""
    family = [process, *process.children(recursive=True)]
    return sum(each.memory_info().rss for each in family)


def test_sixteen_clients_for_two_minutes(running: Callable[..., Any], bench: ModuleType) -> None:
    worked = list(load_knowledge().scenarios.values())
    bodies = bench.worked_bodies()
    expected = {
        body: command_line(each.id, each.view, bench.DAY)
        for body, each in zip(bodies, worked, strict=True)
    }
    # Room for some of the answers only: some are kept, the others are worked out again.
    service = running("--workers", "2", answer_cache_bytes="3000000")
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
            bench.load(service.port, itertools.cycle(bodies), CLIENTS, SECONDS, check=as_expected)
        )
    finally:
        over.set()
        watcher.join()

    print(f"\n{bench.HEAD}\n{outcome.line('two minutes, some answers kept')}")
    early = [size for moment, size in held if SECONDS / 4 < moment < SECONDS / 2]
    late = [size for moment, size in held if moment > SECONDS * 3 / 4]
    print(f"memory: {max(early) / 1e6:.0f} MB at most early, {max(late) / 1e6:.0f} MB late")
    assert outcome.failures == 0
    assert len(seen) == len(bodies)
    assert len(outcome.times) > 1000
    assert max(late) < 1.1 * max(early)
