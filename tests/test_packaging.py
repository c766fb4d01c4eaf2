"""The installed package: complete, small, and at home in any folder."""

from __future__ import annotations

import importlib.metadata
import os
import re
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from advisor import __version__
from advisor.knowledge.load import compile_knowledge
from tests.installing import run

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
BASE = PROJECT["dependencies"]
EXTRAS = [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
PINS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text().splitlines()
    if not line.startswith("#")
]


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment of its own, which borrows only the dependencies."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv")
    programs = folder / "venv" / "bin"
    pip = [sys.executable, "-m", "pip", "--python", programs / "python"]
    done = run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=folder)
    assert done.returncode == 0, done.stderr
    site = next((folder / "venv" / "lib").glob("python*/site-packages"))
    # Named in a .pth file, a folder is searched, but its own .pth files are not followed: an
    # editable install of the checkout stays out.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return programs


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """An empty folder with a scenario in it."""
    (tmp_path / "mine.yaml").write_text("knowledge_source: private_documents\n")
    return tmp_path


def test_the_wheel_holds_every_rule_and_data_file(wheel: Path) -> None:
    wanted = {
        f"advisor/_knowledge/{path.relative_to(ROOT).as_posix()}": path.read_bytes()
        for folder in ("rules", "data")
        for path in (ROOT / folder).rglob("*.yaml")
    }

    with zipfile.ZipFile(wheel) as packed:
        held = {
            name: packed.read(name)
            for name in packed.namelist()
            if name.startswith("advisor/_knowledge/") and name.endswith(".yaml")
        }

    assert held == wanted


def test_the_wheel_holds_the_knowledge_as_the_files_give_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        assert packed.read("advisor/_knowledge/compiled.json") == compile_knowledge(ROOT)


def test_the_wheel_holds_no_tests_and_nothing_made_on_the_way(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        folders = {name.split("/")[0] for name in packed.namelist()}
        names = packed.namelist()

    assert folders == {"advisor", "ui", f"advisor-{__version__}.dist-info"}
    assert not [name for name in names if "__pycache__" in name]


def test_the_installed_command_names_its_version(installed: Path, elsewhere: Path) -> None:
    answer = run(installed / "advisor", "--version", cwd=elsewhere)

    assert answer.returncode == 0, answer.stderr
    assert __version__ in answer.stdout


def test_the_installed_command_advises_in_any_folder(installed: Path, elsewhere: Path) -> None:
    answer = run(installed / "advisor", "advise", "mine.yaml", cwd=elsewhere)

    assert answer.returncode == 0, answer.stderr
    assert "retrieval" in answer.stdout.lower()
    assert os.listdir(elsewhere) == ["mine.yaml"]


def test_advice_needs_none_of_the_extras(installed: Path, elsewhere: Path) -> None:
    extra = modules(distributions(EXTRAS) - distributions(BASE))
    blocked = f"import sys; sys.modules.update(dict.fromkeys({sorted(extra)!r}))\n"
    program = "from advisor.cli import main; sys.argv = ['advisor', 'advise', 'mine.yaml']; main()"

    answer = run(installed / "python", "-c", blocked + program, cwd=elsewhere)

    assert {"pandas", "streamlit", "fastapi"} <= extra
    assert answer.returncode == 0, answer.stderr


def test_the_base_install_is_small() -> None:
    assert distributions(BASE) == {"click", "durable-rules", "numpy", "pydantic", "pyyaml"}


def test_every_constraint_is_one_exact_version() -> None:
    exact = re.compile(r'[a-z0-9-]+==[A-Za-z0-9.!+]+(; python_version [<>]=? "3\.\d+")?')

    lines = (ROOT / "constraints.txt").read_text().splitlines()[1:]

    assert [line for line in lines if not exact.fullmatch(line)] == []


def test_every_dependency_is_pinned_within_its_range() -> None:
    wanted = [Requirement(each) for each in BASE + EXTRAS]

    for need in wanted:
        if need.name == "advisor":
            continue
        pins = [pin for pin in PINS if canonicalize_name(pin.name) == canonicalize_name(need.name)]
        versions = [next(iter(pin.specifier)).version for pin in pins]
        assert versions, f"{need.name} has no pin: `make constraints`"
        assert all(need.specifier.contains(each) for each in versions), f"{need}: {versions}"


def distributions(requirements: list[str]) -> set[str]:
    """The names of what these requirements ask for, without the project itself."""
    return {canonicalize_name(Requirement(each).name) for each in requirements} - {"advisor"}


def modules(names: set[str]) -> set[str]:
    """The top-level modules that these distributions bring, where they are installed."""
    return {
        module
        for module, owners in importlib.metadata.packages_distributions().items()
        if names.intersection(canonicalize_name(owner) for owner in owners)
    }
