"""`advisor ui`, as somebody starts it for the first time on a machine."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from pathlib import Path

from tests.patience import PATIENCE, until
from tests.ui.conftest import ROOT, free_port


def test_the_first_start_on_a_machine_asks_for_nothing(tmp_path: Path) -> None:
    port = free_port()
    # A browser that opens nothing, and a home in which nobody has used the front end yet.
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    own = {"HOME": str(tmp_path), "BROWSER": "true", "PYTHONPATH": paths}
    log = tmp_path / "log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "advisor", "ui", "--port", str(port)],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=out,
            cwd=tmp_path,
            env={**os.environ, **own},
        )
        try:
            assert until(lambda: _answers(port)), log.read_text()
            assert "email" not in log.read_text().lower()
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=PATIENCE):
            return True
    except OSError:
        return False
