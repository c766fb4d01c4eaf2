"""A server with the front end, and a browser to walk through it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from advisor.heaps import bound_heaps_of_children
from tests.patience import PATIENCE, until

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "screenshots"
# Debian's Chromium, quiet: it asks nobody for updates and needs no sandbox of its own here.
SWITCHES = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(script: Path, log: Path) -> Iterator[str]:
    """A Streamlit server for this script; gives its address."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
    command += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    command += ["--browser.gatherUsageStats", "false"]
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    # As `advisor ui` starts it.
    environment = {**os.environ, "PYTHONPATH": paths}
    bound_heaps_of_children(environment)
    with log.open("w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=log.parent, env=environment)
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE):
                return True
        except OSError:
            return False

    assert until(answers), "the server did not answer"


@pytest.fixture(scope="session")
def front_end(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the front end; no error may be left in its log."""
    log = tmp_path_factory.mktemp("front-end") / "server.log"
    with served(ROOT / "ui" / "app.py", log) as address:
        yield address
    told = log.read_text()
    assert "Traceback" not in told, told[-3000:]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A browser; tests that ask for it are skipped where there is none.

    For one module only: while it is open, its thread can run no other event loop.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=SWITCHES
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def window(chromium: Any, front_end: str) -> Iterator[Any]:
    """A window of a browser, as wide as a laptop's: it fetches the front end's files once."""
    size = {"width": 1280, "height": 900}
    context = chromium.new_context(viewport=size, base_url=front_end, accept_downloads=True)
    context.set_default_timeout(PATIENCE * 1000)
    yield context
    context.close()


@pytest.fixture
def page(window: Any, front_end: str) -> Iterator[Any]:
    """A new tab of a browser that knows nothing of what was visited before."""
    page = window.new_page()
    told = {"origin": front_end, "storageTypes": "cookies,local_storage,indexeddb"}
    window.new_cdp_session(page).send("Storage.clearDataForOrigin", told)
    yield page
    for each in window.pages:
        each.close()
