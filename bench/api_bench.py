"""Measure the JSON API beside a bare FastAPI endpoint that echoes the same body, in one run.

Usage: python bench/api_bench.py [--seconds 10] [--clients 16] [--workers 1]

Prints requests a second and the 50th, 95th and 99th percentile of the time to an answer, for the
echo; for advice that was asked for before; for advice on scenarios never seen; and for callers
who hold the answer. Then, in this process, whose share of one advice's time is whose.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

DAY = "2026-11-22"

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
        columns = " ".join(f"{mark:9.1f}" for mark in marks)
        return f"{name:34} {rate:8.0f} {columns} {size:8.1f} {self.failures:8d}"


HEAD = (
    f"{'':34} {'req/s':>8} {'p50 ms':>9} {'p95 ms':>9} {'p99 ms':>9} {'kB each':>8} {'failures':>8}"
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
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{folder}", **settings},
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


def measure(clients: int, seconds: float, workers: int, folder: Path) -> None:
    """Runs both servers, one after the other, and prints the table."""
    bodies = worked_bodies()
    (folder / "echo.py").write_text(ECHO)
    print(f"{clients} clients, {seconds:g} s each, {workers} worker(s), {os.cpu_count()} cores")
    print(HEAD)
    port = free_port()
    with running([sys.executable, "echo.py", str(port), str(workers)], port, folder):
        asyncio.run(load(port, itertools.cycle(bodies), clients, 1))
        outcome = asyncio.run(load(port, itertools.cycle(bodies), clients, seconds))
        print(outcome.line("bare FastAPI, echo of the request"), flush=True)
    port = free_port()
    with running(advisor_command(port, workers), port, ROOT):
        fresh = new_bodies(bodies)
        asyncio.run(_warm(port, bodies, 6 * workers))
        outcome = asyncio.run(load(port, itertools.cycle(bodies), clients, seconds))
        print(outcome.line("advice asked for before"), flush=True)
        etag = asyncio.run(_etag(port, bodies[0]))
        outcome = asyncio.run(
            load(
                port,
                itertools.cycle(bodies[:1]),
                clients,
                seconds,
                f"If-None-Match: {etag}\r\n",
                lambda _body, status, _answer: status == 304,
            )
        )
        print(outcome.line("advice that the caller holds (304)"), flush=True)
        outcome = asyncio.run(load(port, fresh, clients, seconds))
        print(outcome.line("advice on scenarios never seen"), flush=True)


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


def shares() -> None:
    """Prints where the time of one advice goes, in this process, on the worked scenarios."""
    from advisor.advisor import default_advisor, read_day
    from advisor.knowledge import load_knowledge

    advisor = default_advisor()
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
        advisor.advise(each.facts, each.view, day)
    import advisor.advisor as advisor_module

    for engine in advisor.reasoner._engines.values():
        timed("engine", engine, "fired")
    timed("reason", advisor.reasoner, "infer")
    timed("explain", advisor_module, "explain")
    start = time.perf_counter()
    advices = [advisor.advise(each.facts, each.view, day) for each in scenarios]
    whole = time.perf_counter() - start
    start = time.perf_counter()
    for advice in advices:
        advice.model_dump_json()
    written = time.perf_counter() - start
    parts = {
        f"the engine ({advisor.reasoner.engine_name})": spent["engine"],
        "judging, planning": spent["reason"] - spent["engine"],
        "explaining, estimates": spent["explain"],
        "recommending": whole - spent["reason"] - spent["explain"],
        "writing JSON": written,
    }
    total = whole + written
    print(f"\none advice, never seen: {1000 * total / len(scenarios):.1f} ms, of it")
    for name, seconds in parts.items():
        each_ms = 1000 * seconds / len(scenarios)
        print(f"  {name:28} {each_ms:6.2f} ms  {100 * seconds / total:4.0f} %")


def main() -> None:
    """Reads the options, measures, prints."""
    import tempfile

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workers", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(options.clients, options.seconds, options.workers, Path(folder))
    shares()


if __name__ == "__main__":
    main()
