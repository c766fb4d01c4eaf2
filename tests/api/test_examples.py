"""The examples run as they stand, against a real service that asks for a key."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.keys import add_key
from tests.patience import PATIENCE

pytestmark = pytest.mark.service

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def key_and_address(
    tmp_path_factory: pytest.TempPathFactory, start: Callable[..., Any]
) -> Iterator[tuple[str, str]]:
    file = tmp_path_factory.mktemp("keys") / "keys"
    key = add_key(file, "examples")
    service = start(["--keys-file", str(file)], {})
    yield key, service.address
    service.end()


def run(command: list[str], key_and_address: tuple[str, str], program: str = "python3") -> str:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    key, address = key_and_address
    done = subprocess.run(
        [*command, address],
        env={**os.environ, "ADVISOR_KEY": key, "PYTHONPATH": str(EXAMPLES.parent)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_curl(key_and_address: tuple[str, str]) -> None:
    said = run(["sh", str(EXAMPLES / "advise.sh")], key_and_address, "curl")

    assert said.splitlines() == ['"headline":"retrieval-augmented-generation"', "304"]


def test_python(key_and_address: tuple[str, str]) -> None:
    said = run([sys.executable, str(EXAMPLES / "advise.py")], key_and_address)

    assert said.startswith("Retrieval-augmented generation")
    assert "Needs that differ:" in said
    assert 'Did you mean "weekly"?' in said


def test_javascript(key_and_address: tuple[str, str]) -> None:
    said = run(["node", str(EXAMPLES / "advise.mjs")], key_and_address, "node").splitlines()

    assert said[0].startswith("Retrieval-augmented generation")
    assert said[1] == "200 retrieval-augmented-generation"
    assert said[2].startswith('422 Did you mean "weekly"?')
