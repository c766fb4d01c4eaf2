"""What tables need of the system: nothing that Windows or macOS lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from advisor.cli.extras import needing
from advisor.errors import BadInput
from advisor.tables.checkpoint import held
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]

WITHOUT_UNIX = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name in ("fcntl", "termios", "pwd", "grp", "resource"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

for name in ("fcntl", "termios", "pwd", "grp", "resource"):
    sys.modules.pop(name, None)
sys.meta_path.insert(0, Missing())
"""


def test_a_table_is_answered_where_the_modules_of_unix_are_missing(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_UNIX)
    (tmp_path / "in.csv").write_text("tasks\nsearch\n")
    paths = os.pathsep.join([str(tmp_path), str(ROOT), os.environ.get("PYTHONPATH", "")])

    ended = subprocess.run(
        [sys.executable, "-m", "advisor", "batch", "in.csv", "out.jsonl"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )

    assert ended.returncode == 0, ended.stderr
    assert "1 rows answered" in ended.stdout


def test_two_runs_never_write_one_file(tmp_path: Path) -> None:
    folder = tmp_path / "out.csv.part"

    with (
        held(folder, {}, print),
        pytest.raises(BadInput, match="Another run"),
        held(folder, {}, print),
    ):
        pass

    # The folder is free again, and nothing is left beside it.
    with held(folder, {}, print):
        pass
    assert list(tmp_path.iterdir()) == [folder]


def test_a_module_that_no_extra_brings_is_not_asked_for_as_an_extra() -> None:
    with pytest.raises(BadInput) as told, needing("tables"):
        raise ModuleNotFoundError("No module named 'fcntl'", name="fcntl")

    assert "pip install" not in str(told.value)
    assert "Linux or macOS" in str(told.value)


def test_the_extra_is_named_where_its_package_is_missing() -> None:
    with pytest.raises(BadInput, match=r"advisor\[tables\]"), needing("tables"):
        raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")
