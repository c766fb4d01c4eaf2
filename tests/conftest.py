"""What all tests share: recorded texts, and reasons to skip."""

from __future__ import annotations

import gc
import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


# These take longest, and begin first: at the end nobody waits for one of them alone.
LONGEST = (
    "ui/test_browser.py",
    "api/test_running_service.py",
    "test_golden.py",
    "reports/test_architecture.py",
    "reports/test_brief.py",
    "reports/test_record.py",
    "test_worked_scenarios.py",
    "ui/test_drawings.py",
    "ui/test_pages.py",
    "ui/test_sure_walk.py",
    "upkeep/test_bench.py",
    "what_if/test_questions.py",
    "tables/test_dask_cluster.py",
    "test_extras.py",
    "api/test_schema_conformance.py",
    "exam/test_worked_scenarios.py",
    "upkeep/test_survey.py",
    "api/test_soak.py",
    "ui/test_portfolio_walk.py",
    "tables/test_runs.py",
    "what_if/test_search.py",
    "what_if/test_outlook.py",
    "ui/test_soak.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {Path(__file__).parent / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    if config.getvalue("dist") != "loadscope":
        return None
    from tests.together import Together  # needs pytest-xdist, which a test alone does not

    return Together(config, log)


def pytest_collection_finish() -> None:
    # What was read while tests were collected stays: it need not be looked through again.
    gc.collect()
    gc.freeze()


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
