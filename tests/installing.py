"""The advisor as it is installed: its wheel, and environments that hold so much and no more."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; nothing of the checkout or of the caller's settings helps it."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "PIP_CONSTRAINT"))
    }
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)


def wheel_in(folder: Path) -> Path:
    """The project's wheel, built into this folder."""
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    built = run(*pip, "--wheel-dir", folder, ROOT, cwd=folder)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("advisor-*.whl"))


def environment_with(requirements: Iterable[str], wheel: Path, folder: Path) -> Path:
    """The Python of a new environment: the wheel, what is required, what that requires; no more.

    What is installed here already is linked, not fetched: no network, and a second at most.
    """
    venv.create(folder, symlinks=True)
    (site,) = (folder / "lib").glob("python*/site-packages")
    for own in _unpacked(wheel).iterdir():
        (site / own.name).symlink_to(own)
    for distribution in _with_what_they_need(requirements):
        files = importlib.metadata.distribution(distribution).files or []
        for top in {file.parts[0] for file in files} - {"..", "__pycache__"}:
            origin = Path(str(importlib.metadata.distribution(distribution).locate_file(top)))
            if not (site / top).exists():
                (site / top).symlink_to(origin)
    return folder / "bin" / "python"


@cache
def _unpacked(wheel: Path) -> Path:
    """The folder of the wheel's files, which Python compiles once for all environments."""
    folder = wheel.parent / "unpacked"
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder)
    return folder


def _with_what_they_need(requirements: Iterable[str]) -> set[str]:
    """The distributions that these requirements bring, in this Python."""
    waiting = [(Requirement(each), frozenset({""})) for each in requirements]
    seen: set[tuple[str, str]] = set()
    while waiting:
        need, asked = waiting.pop()
        if need.marker and not any(need.marker.evaluate({"extra": extra}) for extra in asked):
            continue
        name = canonicalize_name(need.name)
        for extra in {"", *need.extras}:
            if (name, extra) not in seen:
                seen.add((name, extra))
                needs = importlib.metadata.requires(name) or []
                waiting += [(Requirement(each), frozenset({extra})) for each in needs]
    return {name for name, _ in seen}
