"""No test sets a time limit of its own: on a busy machine it would fail without a defect."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
WAITS = {"wait", "join", "settimeout", "set_default_timeout", "communicate", "wait_for"}
ASKS = {"get", "post", "put", "delete", "request", "stream", "Client", "urlopen"}
BOUNDS = {"timeout", "default_timeout"}


def own_limits(source: str) -> Iterator[int]:
    """The lines on which a wait is bounded by a number, or by the default of httpx."""
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call):
            continue
        function = call.func
        name = function.attr if isinstance(function, ast.Attribute) else ""
        of = function.value.id if name and isinstance(function.value, ast.Name) else ""
        bounds = [each.value for each in call.keywords if each.arg in BOUNDS]
        numbers = [*bounds, *(call.args if name in WAITS else [])]
        if any(isinstance(each, ast.Constant) and _is_limit(each.value) for each in numbers) or (
            of == "httpx" and name in ASKS and not bounds
        ):
            yield call.lineno


def _is_limit(value: object) -> bool:
    # Less than a second is a pause between two looks.
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 1


def test_no_test_sets_a_time_limit_of_its_own() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{line}"
        for path in sorted(TESTS.rglob("*.py"))
        if path.name not in ("test_soak.py", "test_patience.py")
        for line in own_limits(path.read_text(encoding="utf-8"))
    ]

    assert found == [], "use PATIENCE of tests/patience.py"


@pytest.mark.parametrize(
    "source",
    [
        "process.wait(20)",
        "thread.join(10)",
        "run(command, timeout=60)",
        "AppTest.from_file(name, default_timeout=60)",
        "httpx.get(address)",
        "httpx.Client(limits=kept)",
        "psutil.wait_procs(workers, timeout=20)",
    ],
)
def test_a_limit_is_found(source: str) -> None:
    assert list(own_limits(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "process.wait()",
        "process.wait(PATIENCE)",
        "stop.wait(0.01)",
        '", ".join(names)',
        "httpx.get(address, timeout=PATIENCE)",
        "dict.get(1)",
    ],
)
def test_patience_is_no_limit_of_its_own(source: str) -> None:
    assert list(own_limits(source)) == []
