"""Real servers on a loopback port: clients that misbehave, workers that die, an orderly end."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from advisor.api import serving
from advisor.keys import add_key
from tests.patience import PATIENCE, until

pytestmark = pytest.mark.service

ROOT = Path(__file__).resolve().parents[2]
Running = Callable[..., Any]
get = partial(httpx.get, timeout=PATIENCE)
post = partial(httpx.post, timeout=PATIENCE)
AUDIENCES = ("internal", "customers", "public", "minors")


def body(number: int) -> bytes:
    """A scenario that no other number gives."""
    facts = {"knowledge_tokens": 1000 + number, "audience": random.choice(AUDIENCES)}
    return json.dumps({"facts": facts, "detail": "plan"}).encode()


def head(length: int | str, route: str = "advise") -> bytes:
    return (
        f"POST /v1/{route} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Content-Length: {length}\r\n\r\n"
    ).encode()


def first_line(connection: socket.socket) -> bytes:
    connection.settimeout(PATIENCE)
    try:
        return connection.recv(65536).split(b"\r\n")[0]
    except ConnectionError:
        return b""


def is_well(service: Any) -> bool:
    return get(f"{service.address}/v1/readyz").status_code == 200


def test_the_address_of_a_fresh_service_answers(running: Running) -> None:
    service = running()

    answer = post(f"{service.address}/v1/advise", json={"facts": {}})

    assert answer.status_code == 200
    assert "server" not in answer.headers
    assert service.end() == 0
    assert [line["route"] for line in service.log()] == ["/v1/advise"]


def test_twenty_megabytes_get_413_and_cost_no_memory(running: Running) -> None:
    service = running()
    assert is_well(service)
    process = psutil.Process(service.process.pid)
    before = process.memory_info().rss

    for _ in range(3):
        answer = post(
            f"{service.address}/v1/advise",
            content=b" " * 20_000_000,
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code == 413

    assert process.memory_info().rss - before < 15_000_000
    assert is_well(service)


def test_clients_that_dawdle_are_cut_off_and_hold_up_nobody(running: Running) -> None:
    service = running(body_seconds="5")
    address = ("127.0.0.1", service.port)
    silent = [socket.create_connection(address) for _ in range(50)]
    in_the_head = [socket.create_connection(address) for _ in range(50)]
    in_the_body = [socket.create_connection(address) for _ in range(50)]
    for connection in in_the_head:
        connection.sendall(head(10)[:30])
    for connection in in_the_body:
        connection.sendall(head(100) + b'{"facts"')

    assert is_well(service)
    assert post(f"{service.address}/v1/advise", json={}).status_code == 200

    assert {first_line(connection) for connection in silent + in_the_head} == {b""}
    assert all(b" 408 " in first_line(connection) for connection in in_the_body)
    for connection in silent + in_the_head + in_the_body:
        connection.close()
    assert is_well(service)


@pytest.mark.parametrize(
    "sent",
    [
        b"\x00\xff" * 500,
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/advise HTTP/1.1\r\n\r\n",
        head("-5"),
        head("999999999999999999999"),
        head(5) + b'{"a":1}GARBAGE',
        b"GET /v1/facts HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /%ff%00%0d%0a HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
    ids=["bytes", "version", "no-host", "minus", "huge", "rest", "heads", "address", "percent"],
)
def test_what_is_no_request_gets_no_5xx(shared: Any, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", shared.port)) as connection:
        connection.sendall(sent)
        # The service may have answered and hung up before this.
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        line = first_line(connection)

    assert not line or line.split()[1].startswith(b"4"), line
    assert is_well(shared)


@pytest.fixture(scope="module")
def shared(start: Callable[..., Any]) -> Iterator[Any]:
    service = start([], {"body_seconds": "2"})
    yield service
    service.end()


class Load:
    """Clients that ask until they are told to stop, and what became of each request."""

    def __init__(self, address: str, clients: int) -> None:
        self.address = address
        self.clients = clients
        self.statuses: list[int] = []
        self.broken: list[str] = []
        self.stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(clients)]

    def __enter__(self) -> Load:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        for thread in self._threads:
            thread.join(PATIENCE)

    def until_answered(self, answers: int) -> None:
        assert until(lambda: len(self.statuses) >= answers)

    def _ask(self, number: int) -> None:
        # Every other client takes a connection of its own for each request.
        kept = httpx.Limits(max_keepalive_connections=number % 2)
        with httpx.Client(timeout=PATIENCE, limits=kept) as client:
            while not self.stop.is_set():
                number += self.clients
                try:
                    answer = client.post(
                        f"{self.address}/v1/advise",
                        content=body(number),
                        headers={"Content-Type": "application/json"},
                    )
                    self.statuses.append(answer.status_code)
                except httpx.ConnectError:
                    # Never let in: the client knows that nothing has happened.
                    if self.stop.wait(0.01):
                        return
                except httpx.TransportError as error:
                    self.broken.append(repr(error))


def workers_of(service: Any) -> list[psutil.Process]:
    """The processes that answer: the children that hold the listening socket open."""
    children = psutil.Process(service.process.pid).children()
    return [child for child in children if "spawn_main" in " ".join(child.cmdline())]


def test_killing_a_worker_loses_only_its_requests_in_flight(running: Running) -> None:
    service = running("--workers", "2")
    with Load(service.address, clients=6) as load:
        load.until_answered(20)
        killed = workers_of(service)[0]
        killed.send_signal(signal.SIGKILL)
        load.until_answered(len(load.statuses) + 40)

    # Each client has one request in flight at most.
    assert len(load.broken) <= 6, load.broken
    assert set(load.statuses) == {200}
    assert killed.pid not in {worker.pid for worker in workers_of(service)}
    assert until(lambda: len(workers_of(service)) == 2)
    assert is_well(service)


@pytest.mark.parametrize("workers", [1, 2])
def test_shutdown_loses_no_request(running: Running, workers: int) -> None:
    service = running("--workers", str(workers))
    with Load(service.address, clients=6) as load:
        load.until_answered(20)
        status = service.end()

    assert status == 0
    assert load.broken == []
    assert set(load.statuses) == {200}
    # Every answer that the service logged has reached its client.
    assert len(service.log()) == len(load.statuses)


def test_the_counts_of_all_workers_are_added_up(running: Running) -> None:
    service = running("--workers", "2")
    for number in range(20):
        # A connection each, so that either worker gets some.
        post(f"{service.address}/v1/advise", content=body(number), headers=JSON)

    text = get(f"{service.address}/metrics").text

    assert 'advisor_request_seconds_count{route="/v1/advise"} 20.0' in text


JSON = {"Content-Type": "application/json"}


def test_workers_end_when_their_parent_is_killed(running: Running) -> None:
    service = running("--workers", "2")
    assert is_well(service)
    workers = workers_of(service)
    assert len(workers) == 2

    service.process.kill()
    service.process.wait()

    gone, alive = psutil.wait_procs(workers, timeout=PATIENCE)
    assert not alive
    assert len(gone) == 2


def test_a_service_that_others_can_reach_asks_for_keys(running: Running, tmp_path: Path) -> None:
    key = add_key(tmp_path / "keys", "portal")
    service = running("--host", "0.0.0.0", "--keys-file", str(tmp_path / "keys"))
    address = f"http://127.0.0.1:{service.port}/v1/facts"

    assert get(address).status_code == 401
    assert get(address, headers={"Authorization": f"Bearer {key}"}).status_code == 200


def advisor(*command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "advisor", *command],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


@pytest.mark.parametrize(
    ("options", "settings", "said"),
    [
        (("--host", "0.0.0.0"), {}, "--no-auth"),
        (("--host", "no.such.host.invalid"), {}, "--no-auth"),
        (("--host", "192.0.2.1", "--no-auth"), {}, "Cannot listen on this address"),
        (("--keys-file", "/no/such/file"), {}, "advisor key"),
        ((), {"ADVISOR_API_THREADS": "0"}, "ADVISOR_API_THREADS"),
    ],
)
def test_a_service_that_cannot_start_says_why(
    options: tuple[str, ...], settings: dict[str, str], said: str
) -> None:
    ended = advisor("serve", "--port", "0", *options, **settings)

    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_that_is_taken_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = advisor("serve", "--port", str(taken.getsockname()[1]))

    assert ended.returncode == 2
    assert "Address already in use" in " ".join(ended.stderr.split())


def test_the_command_makes_a_key_that_opens(running: Running, tmp_path: Path) -> None:
    file = str(tmp_path / "keys")

    key = advisor("key", "portal", "--file", file).stdout.strip()

    service = running("--keys-file", file)
    answer = get(f"{service.address}/v1/facts", headers={"X-API-Key": key})
    assert answer.status_code == 200


def test_small_answers_are_sent_at_once() -> None:
    # asyncio turns Nagle's algorithm off for sockets that name TCP; with it, each small answer
    # would wait 40 ms for the client's confirmation of its head.
    with serving._listen("127.0.0.1", 0) as listener:
        assert listener.proto == socket.IPPROTO_TCP


def test_a_worker_that_is_asked_to_end_is_replaced_and_loses_nothing(running: Running) -> None:
    service = running("--workers", "2")
    with Load(service.address, clients=6) as load:
        load.until_answered(20)
        asked = workers_of(service)[0]
        asked.send_signal(signal.SIGTERM)
        load.until_answered(len(load.statuses) + 60)
        asked.wait(PATIENCE)

    assert load.broken == []
    assert set(load.statuses) == {200}
    assert is_well(service)
