"""What all tests share: recorded texts, and reasons to skip."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.installing import wheel_in

# A slow machine is no defect: no example fails for the time that it takes.
settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")

# Advices make many small objects and no circles: a tenth of the time of all tests.
gc.set_threshold(100_000, 50, 50)

# What a marked test needs: modules to import, a program, and how to get both.
NEEDS = {
    "browser": (("playwright", "streamlit"), "chromium"),
    "service": (("fastapi", "uvicorn"), None),
}
REMEDY = "`make test` installs the Python packages, `apt-get install chromium` the browser."


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--record",
        action="store_true",
        help="write recorded texts and generated pages anew instead of comparing them",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (modules, program) in NEEDS.items():
        if item.get_closest_marker(marker):
            lacking = [name for name in modules if importlib.util.find_spec(name) is None]
            lacking += [program] if program and not shutil.which(program) else []
            if lacking:
                pytest.skip(f"{marker} tests need {', '.join(lacking)}. {REMEDY}")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, built once."""
    return wheel_in(tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def recorded(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compares a text with the file that holds it; under --record writes the file instead."""

    def compare(path: Path, text: str) -> None:
        if request.config.getoption("--record"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        held = path.read_text(encoding="utf-8") if path.is_file() else ""
        assert text == held, f"{path.name} is not current: `make golden docs`, then read the diff"

    return compare


@pytest.fixture(scope="session", autouse=True)
def a_store_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Decisions that pages keep while the tests run go into a store that is thrown away."""
    file = tmp_path_factory.mktemp("store") / "decisions.db"
    os.environ["ADVISOR_STORE"] = f"sqlite:///{file}"
