"""The JSON API beside a bare FastAPI endpoint that echoes the same body, in one run.

Requests a second and the 50th, 95th and 99th percentile of the time to an answer, for the echo;
for advice that was asked for before; for callers who hold the answer; and for advice on scenarios
never seen. Then, in this process, whose share of one advice's time is whose.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import advisor

DAY = "2026-11-22"

_HOME = Path(advisor.__file__).parents[1]

ECHO = """
from typing import Any
import uvicorn
from fastapi import FastAPI

app = FastAPI()

@app.post("/v1/advise")
async def echo(body: dict[str, Any]) -> dict[str, Any]:
    return body

if __name__ == "__main__":
    import socket
    import sys
    from uvicorn.supervisors import Multiprocess

    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", int(sys.argv[1])))
    config = uvicorn.Config("echo:app", workers=int(sys.argv[2]), http="h11", access_log=False,
                            log_level="warning")
    if config.workers == 1:
        uvicorn.Server(config).run(sockets=[listener])
    else:
        Multiprocess(config, sockets=[listener]).run()
"""


@dataclass
class Outcome:
    """What a load met: times to each answer in seconds, and how many answers were no success."""

    seconds: float
    times: list[float] = field(default_factory=list)
    failures: int = 0
    bytes: int = 0

    def line(self, name: str) -> str:
        """The outcome as a line of the table."""
        times = sorted(self.times)
        marks = [1000 * times[min(len(times) - 1, int(len(times) * p))] for p in (0.5, 0.95, 0.99)]
        rate = len(times) / self.seconds
        size = self.bytes / max(1, len(times)) / 1000
        columns = " ".join(f"{mark:8.1f}" for mark in marks)
        return f"{name:25} {rate:7.0f} {columns} {size:7.1f} {self.failures:8d}"


HEAD = (
    f"{'':25} {'req/s':>7} {'p50 ms':>8} {'p95 ms':>8} {'p99 ms':>8} {'kB each':>7} {'failures':>8}"
)


async def load(
    port: int,
    bodies: Iterator[bytes],
    clients: int,
    seconds: float,
    header: str = "",
    check: Callable[[bytes, int, bytes], bool] = lambda _body, status, _answer: status == 200,
) -> Outcome:
    """Asks on so many connections for so long, each when its last answer has come.

    check: of request body, status and answer body, whether it is as it should be.
    """
    outcome = Outcome(seconds)
    end = time.perf_counter() + seconds

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            body = next(bodies)
            start = time.perf_counter()
            writer.write(_request(body, header))
            status, answer = await _answer(reader)
            outcome.times.append(time.perf_counter() - start)
            outcome.bytes += len(answer)
            outcome.failures += not check(body, status, answer)
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return outcome


def _request(body: bytes, header: str) -> bytes:
    return (
        f"POST /v1/advise HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"{header}Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = 0
    for line in head.split("\r\n"):
        if line.startswith("content-length:"):
            length = int(line.split(":")[1])
    return int(head.split()[1]), await reader.readexactly(length)


@contextmanager
def running(command: list[str], port: int, folder: Path, **settings: str) -> Iterator[int]:
    """A server in processes of its own; gives the id of the first."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (_HOME, folder))), **settings},
        stderr=subprocess.DEVNULL,
    )
    try:
        asyncio.run(_open(port))
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


async def _open(port: int) -> None:
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
        else:
            writer.close()
            return
    raise SystemExit(f"nothing listens on port {port}")


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def advisor_command(port: int, workers: int) -> list[str]:
    """The command that serves the API."""
    options = ["--port", str(port), "--workers", str(workers)]
    return [sys.executable, "-m", "advisor", "serve", *options]


def worked_bodies() -> list[bytes]:
    """The worked scenarios as request bodies."""
    from advisor.knowledge import load_knowledge

    return [
        json.dumps({"facts": dict(each.facts), "view": each.view, "as_of": DAY}).encode()
        for each in load_knowledge().scenarios.values()
    ]


def new_bodies(bodies: Iterable[bytes]) -> Iterator[bytes]:
    """The same scenarios, each with a number that none had before."""
    for number, body in enumerate(itertools.cycle(bodies)):
        asked = json.loads(body)
        asked["facts"]["knowledge_tokens"] = 1_000_000 + number
        yield json.dumps(asked).encode()


def measure(say: Callable[[str], None], clients: int, seconds: float, workers: int) -> None:
    """Runs both servers, one after the other, and tells the table and the shares line by line.

    seconds: how long each load lasts.
    """
    with tempfile.TemporaryDirectory() as folder:
        _measure(say, clients, seconds, workers, Path(folder))
    for line in shares():
        say(line)


def _measure(
    say: Callable[[str], None], clients: int, seconds: float, workers: int, folder: Path
) -> None:
    bodies = worked_bodies()
    (folder / "echo.py").write_text(ECHO, encoding="utf-8")
    say(f"{clients} clients, {seconds:g} s each, {workers} worker(s), {os.cpu_count()} cores")
    say(HEAD)
    port = free_port()
    with running([sys.executable, "echo.py", str(port), str(workers)], port, folder):
        asyncio.run(load(port, itertools.cycle(bodies), clients, 1))
        bare = asyncio.run(load(port, itertools.cycle(bodies), clients, seconds))
        say(bare.line("bare FastAPI endpoint"))
    port = free_port()
    with running(advisor_command(port, workers), port, folder, **_PATIENT):
        asyncio.run(_warm(port, bodies, 6 * workers))
        kept = asyncio.run(load(port, itertools.cycle(bodies), clients, seconds))
        say(kept.line("advice asked for before"))
        etag = asyncio.run(_etag(port, bodies[0]))
        held = asyncio.run(
            load(
                port,
                itertools.cycle(bodies[:1]),
                clients,
                seconds,
                f"If-None-Match: {etag}\r\n",
                lambda _body, status, _answer: status == 304,
            )
        )
        say(held.line("held by the caller (304)"))
        fresh = asyncio.run(load(port, new_bodies(bodies), clients, seconds))
        say(fresh.line("advice never seen"))
    say(
        f"Of the bare endpoint's rate: {share(kept, bare)} for advice asked for before, "
        f"{share(fresh, bare)} for advice never seen."
    )


_PATIENT = {"ADVISOR_API_LONGEST_WAIT_SECONDS": "60"}
"""Measured is how long answers take; by default the service would refuse who waits too long."""


def share(one: Outcome, other: Outcome) -> str:
    """The rate of one as a share of the other's, in percent."""
    rates = [len(each.times) / each.seconds for each in (one, other)]
    return f"{100 * rates[0] / rates[1]:.1f} %" if rates[1] else "no share"


async def _warm(port: int, bodies: list[bytes], times: int) -> None:
    """Asks everything so often, on connections of their own, that every worker has it."""
    for body in bodies * times:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(_request(body, ""))
        await _answer(reader)
        writer.close()


async def _etag(port: int, body: bytes) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(_request(body, ""))
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    writer.close()
    return next(line[6:] for line in head.split("\r\n") if line.lower().startswith("etag: "))


_NEVER_ASKED = {"knowledge_tokens": 987_654, "input_tokens": 3_210, "requests_per_month": 54_321}
"""Numbers of no worked scenario: what was kept of those answers serves as far as it applies."""


def shares() -> Iterator[str]:
    """Tells where the time of one advice goes, in this process, on the worked scenarios."""
    from advisor.advisor import default_advisor, read_day
    from advisor.knowledge import load_knowledge

    asked = default_advisor()
    spent: dict[str, float] = {}

    def timed(name: str, owner: Any, method: str) -> None:
        real = getattr(owner, method)

        def measured(*args: Any, **kwargs: Any) -> Any:
            start = time.perf_counter()
            try:
                return real(*args, **kwargs)
            finally:
                spent[name] = spent.get(name, 0.0) + time.perf_counter() - start

        setattr(owner, method, measured)

    day = read_day(DAY)
    scenarios = list(load_knowledge().scenarios.values())
    for each in scenarios:
        asked.advise(each.facts, each.view, day)
    import advisor.advisor as advisor_module

    for engine in asked.reasoner._engines.values():
        timed("engine", engine, "fired")
    timed("reason", asked.reasoner, "infer")
    timed("explain", advisor_module, "explain")
    new = [{**each.facts, **_NEVER_ASKED} for each in scenarios]
    start = time.perf_counter()
    advices = [
        asked.advise(facts, each.view, day) for facts, each in zip(new, scenarios, strict=True)
    ]
    whole = time.perf_counter() - start
    start = time.perf_counter()
    for advice in advices:
        advice.model_dump_json()
    written = time.perf_counter() - start
    parts = {
        # None where every set of premises was met before: its rules are kept.
        f"the engine ({asked.reasoner.engine_name})": (in_engine := spent.get("engine", 0.0)),
        "judging, planning": spent["reason"] - in_engine,
        "explaining, estimates": spent["explain"],
        "recommending": whole - spent["reason"] - spent["explain"],
        "writing JSON": written,
    }
    total = whole + written
    yield ""
    yield (f"one advice, never seen: {1000 * total / len(scenarios):.1f} ms, of it")
    for name, seconds in parts.items():
        each_ms = 1000 * seconds / len(scenarios)
        yield (f"  {name:28} {each_ms:6.2f} ms  {100 * seconds / total:4.0f} %")
