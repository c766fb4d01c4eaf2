"""A service for the tests: the application in this process, and real ones on a loopback port."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("prometheus_client")

from fastapi.testclient import TestClient

from advisor.advisor import Advisor, default_advisor
from advisor.api import Settings, create_app
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-11-22"


@pytest.fixture(scope="session")
def advisor() -> Advisor:
    return default_advisor()


@pytest.fixture(scope="session")
def serving(advisor: Advisor) -> Callable[..., TestClient]:
    """Makes a client of the application with these settings."""

    def make(**settings: Any) -> TestClient:
        hosts = settings.pop("allowed_hosts", ("testserver",))
        app = create_app(Settings(allowed_hosts=hosts, **settings), advisor)
        return TestClient(app, raise_server_exceptions=False, follow_redirects=False)

    return make


@pytest.fixture(scope="session")
def client(serving: Callable[..., TestClient]) -> TestClient:
    return serving()


class Service:
    """A running `advisor serve`, in processes of its own."""

    def __init__(self, options: Sequence[str], settings: dict[str, str]) -> None:
        # A busy machine may take a second for an answer; only tests of waiting want a refusal then.
        settings = {"longest_wait_seconds": "60", **settings}
        variables = {f"ADVISOR_API_{name.upper()}": value for name, value in settings.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "advisor", "serve", "--port", "0", *options],
            cwd=ROOT,
            env={**os.environ, **variables},
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self.address = ""
        self._listening = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        assert self._listening.wait(PATIENCE), "".join(self.lines)
        assert self.address, "".join(self.lines)

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line)
            if '"listening"' in line:
                self.address = json.loads(line)["address"]
                self._listening.set()
        self._listening.set()

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    def log(self) -> list[dict[str, Any]]:
        """What the service has logged so far, requests only."""
        lines = (json.loads(line) for line in list(self.lines) if line.startswith("{"))
        return [line for line in lines if line["message"] == "request"]

    def end(self) -> int:
        """Asks the service to end, as a service manager does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status


@pytest.fixture(scope="session")
def start() -> type[Service]:
    """Starts a service: options as of the command, settings as of the environment."""
    return Service


@pytest.fixture
def running() -> Iterator[Callable[..., Service]]:
    """Starts services: options as of the command, settings as of the environment."""
    started: list[Service] = []

    def start(*options: str, **settings: str) -> Service:
        started.append(Service(options, settings))
        return started[-1]

    yield start
    for service in started:
        if service.process.poll() is None:
            service.end()
