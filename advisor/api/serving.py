"""Run the service: one process or several, and end it without losing a request.

uvicorn speaks HTTP. Around it stand a supervisor that replaces a process that dies, a shutdown
that closes the door first and then answers whoever is inside, and an end to the patience with
clients that open a connection and say nothing.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import ipaddress
import multiprocessing
import os
import signal
import socket
import struct
import sys
import tempfile
import threading
from collections.abc import Iterator
from functools import cache
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType

import uvicorn
from fastapi import FastAPI
from prometheus_client.multiprocess import mark_process_dead
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from advisor.api.app import create_app
from advisor.api.logs import log_to_stderr, logger
from advisor.api.settings import LOOPBACK_NAMES, Settings
from advisor.errors import BadInput, Problem
from advisor.heaps import bound_heaps

_STARTUP_FAILED = 3
_IDLE_SECONDS = 20
_SO_ATTACH_FILTER = 26

_DRAINING = threading.Event()
"""Set once this process has begun to shut down. A worker is a process of its own."""


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000, workers: int = 1) -> int:
    """Serves until SIGINT or SIGTERM; gives the exit status. Port 0 takes any that is free.

    Raises BadInput if it cannot listen on the address.
    """
    # The processes that answer read the settings there.
    os.environ.update(settings.to_environment())
    listener = _listen(host, port)
    if workers == 1:
        return _run(listener, alone=True)
    with tempfile.TemporaryDirectory(prefix="advisor-metrics-") as folder:
        # Read by prometheus-client where it is imported: the counts of all workers meet here.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        return _Workers(listener, workers, settings).run()


def check_exposure(host: str, settings: Settings, no_auth: bool) -> None:
    """Raises BadInput when others could reach the service and no key would be asked of them."""
    if is_loopback(host) or settings.keys_file:
        return
    if settings.store:
        raise BadInput(
            Problem(
                f"Others can reach {host}, and decisions are kept: they need to know whose.",
                "--host",
                "Name a file of keys with --keys-file (`advisor key NAME --file FILE --team TEAM` "
                "makes one), or keep no decisions here.",
            )
        )
    if no_auth:
        return
    raise BadInput(
        Problem(
            f"Others can reach {host}, and no API key would be asked of them.",
            "--host",
            "Name a file of keys with --keys-file (`advisor key NAME --file FILE` makes one), "
            "or say --no-auth.",
        )
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def implied_hosts(host: str) -> tuple[str, ...]:
    """The names by which a service on this address is called, where none are set."""
    return LOOPBACK_NAMES if is_loopback(host) else ("*",)


def application() -> FastAPI:
    """The application of one process, with the settings of the environment."""
    log_to_stderr()
    bound_heaps()
    app = create_app(draining=_DRAINING.is_set)
    _spare_the_collector()
    return app


def _spare_the_collector() -> None:
    """Takes the knowledge, which stays until the end, out of what garbage collection looks at.

    An advice makes some 100,000 small objects and no circles: looking after them less often saves
    an eighth of its time. The bound is our judgement.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # TCP by name: only then does asyncio send small answers without waiting for more.
        listener = socket.socket(family, kind, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except (OSError, OverflowError) as error:
        raise BadInput(
            Problem(
                f"Cannot listen on this address: {error}.",
                f"{host}:{port}",
                "Choose another with --host and --port, or end what holds it.",
            )
        ) from None
    listener.listen(2048)
    name, number = listener.getsockname()[:2]
    shown = f"[{name}]" if ":" in name else name
    logger.info("listening", extra={"more": {"address": f"http://{shown}:{number}"}})
    return listener


def _run(listener: socket.socket, alone: bool) -> int:
    """Answers in this process until it is told to stop; gives the exit status.

    alone: no other process answers at this address.
    """
    settings = _settings()
    try:
        app = application()
    except BadInput as error:
        print(error, file=sys.stderr)
        return _STARTUP_FAILED
    config = uvicorn.Config(
        app,
        http=_Impatient,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        # Whose word counts about a client's address is set by FORWARDED_ALLOW_IPS, as uvicorn
        # documents it; by default a proxy on this machine.
        proxy_headers=True,
        timeout_keep_alive=_IDLE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    server = _Server(config, settings.drain_seconds, alone)
    server.run(sockets=[listener])
    return 0 if server.started else _STARTUP_FAILED


@cache
def _settings() -> Settings:
    return Settings.from_environment(os.environ)


class _Server(uvicorn.Server):
    """Answers what has come in before it ends."""

    def __init__(self, config: uvicorn.Config, drain_seconds: float, alone: bool) -> None:
        super().__init__(config)
        self._drain_seconds = drain_seconds
        self._alone = alone

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Closes the door, answers whoever is inside, then ends as uvicorn does."""
        _DRAINING.set()
        # The socket is shared: of several processes, only their parent may close the queue.
        if self._alone:
            for listener in sockets or []:
                _let_nobody_queue(listener)
        # Whoever queued before is let in: the loop takes in the whole queue at a time.
        for _ in range(3):
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        # A connection that seems idle may have a request on its way. The answer to it closes
        # the connection; where nothing comes, uvicorn closes it below.
        for _ in range(int(self._drain_seconds / 0.02)):
            if not self.server_state.connections:
                break
            await asyncio.sleep(0.02)
        await super().shutdown()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Takes SIGINT and SIGTERM as the wish to end; a clean end is no failure."""
        with super().capture_signals():
            yield
            # uvicorn would raise them once more, and the process would end by the signal.
            self._captured_signals.clear()


class _Impatient(H11Protocol):
    """HTTP/1.1 that waits only so long for the head of a request to be whole."""

    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            self._wait()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(_settings().body_seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None


class _Workers:
    """Several processes behind one address; one that dies is replaced."""

    def __init__(self, listener: socket.socket, number: int, settings: Settings) -> None:
        self._listener = listener
        self._longest_end = settings.shutdown_seconds + settings.drain_seconds + 5
        self._spawn = multiprocessing.get_context("spawn")
        # Never written to. When this process is gone, the workers find it closed and end too.
        self._alive, self._lifeline = self._spawn.Pipe(duplex=False)
        self._ending = threading.Event()
        self._bell, self._rope = socket.socketpair()
        self._number = number
        self._processes: list[BaseProcess] = []

    def run(self) -> int:
        """Runs until it is told to stop; gives the exit status."""
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, self._told_to_end)
        self._processes = [self._start() for _ in range(self._number)]
        status = 0
        while not self._ending.is_set():
            wait([self._bell, *(process.sentinel for process in self._processes)])
            for place, process in enumerate(self._processes):
                if process.is_alive() or self._ending.is_set():
                    continue
                mark_process_dead(process.pid)  # type: ignore[no-untyped-call]
                if process.exitcode == _STARTUP_FAILED:
                    # It would fail again; the reason was printed by it.
                    status = _STARTUP_FAILED
                    self._ending.set()
                    break
                logger.error(
                    "worker replaced",
                    extra={"more": {"worker": process.pid, "exit": process.exitcode}},
                )
                self._processes[place] = self._start()
        self._end()
        return status

    def _start(self) -> BaseProcess:
        process = self._spawn.Process(target=_work, args=(self._listener, self._alive))
        process.start()
        return process

    def _told_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending.set()
        self._rope.send(b".")

    def _end(self) -> None:
        _let_nobody_queue(self._listener)
        # Before the workers', so that the last of them closes the door.
        self._listener.close()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join(self._longest_end)
            if process.is_alive():
                process.kill()


def _let_nobody_queue(listener: socket.socket) -> None:
    """Lets the kernel take no further connection into the queue before this socket.

    Closing a listening socket resets whoever stands in its queue, so the queue must be empty
    then. A filter that drops every packet sees to that: callers who come now hear nothing, try
    again after a second as TCP does, and are refused, which tells them that nothing was begun.
    """
    if sys.platform != "linux":
        return
    # One instruction of the classic packet filter: return 0 bytes (BPF_RET | BPF_K).
    drop = ctypes.create_string_buffer(struct.pack("HBBI", 0x06, 0, 0, 0))
    program = struct.pack("HP", 1, ctypes.addressof(drop))
    with contextlib.suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)


def _work(listener: socket.socket, alive: Connection) -> None:
    """What a worker does."""

    def end_with_parent() -> None:
        wait([alive])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=end_with_parent, daemon=True).start()
    sys.exit(_run(listener, alone=False))
