"""Every file of the project is tidy, so that a diff shows what changed and nothing else."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LARGEST_KIB = 1024
PICTURES = {".png", ".ico", ".woff2", ".ttf"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        return []
    return [path for name in listed.stdout.split("\0") if (path := ROOT / name).is_file()]


FILES = tracked()
TEXTS = [path for path in FILES if path.suffix not in PICTURES]

pytestmark = pytest.mark.skipif(not FILES, reason="needs a git checkout: `git clone` it")


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_every_text_is_utf_8_with_plain_line_ends() -> None:
    def untidy(path: Path) -> bool:
        content = path.read_bytes()
        return b"\r" in content or "\ufeff" in content.decode("utf-8", errors="replace")

    assert names([path for path in TEXTS if untidy(path)]) == []


def test_every_text_ends_with_one_line_end() -> None:
    def untidy(path: Path) -> bool:
        content = path.read_bytes()
        return bool(content) and (not content.endswith(b"\n") or content.endswith(b"\n\n"))

    assert names([path for path in TEXTS if untidy(path)]) == []


def test_no_line_ends_in_spaces() -> None:
    def untidy(path: Path) -> bool:
        return any(line != line.rstrip(b" \t") for line in path.read_bytes().split(b"\n"))

    assert names([path for path in TEXTS if path.suffix != ".md" and untidy(path)]) == []


def test_no_merge_is_left_half_done() -> None:
    marks = (b"<" * 7 + b" ", b">" * 7 + b" ")

    def untidy(path: Path) -> bool:
        return any(line.startswith(marks) for line in path.read_bytes().split(b"\n"))

    assert names([path for path in TEXTS if untidy(path)]) == []


def test_no_file_is_large() -> None:
    assert names([path for path in FILES if path.stat().st_size > LARGEST_KIB * 1024]) == []


def test_every_json_file_is_json() -> None:
    for path in TEXTS:
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))


def test_what_starts_with_a_program_name_can_be_started() -> None:
    def untidy(path: Path) -> bool:
        started = path.read_bytes().startswith(b"#!")
        return started != bool(path.stat().st_mode & 0o100)

    assert names([path for path in TEXTS if untidy(path)]) == []
