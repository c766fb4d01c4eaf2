"""The installed package: complete, small, and at home in any folder."""

from __future__ import annotations

import importlib.metadata
import os
import re
import subprocess
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

    assert folders == {"advisor", f"advisor-{__version__}.dist-info"}
    assert not [name for name in names if "__pycache__" in name]


def test_nothing_but_the_advisor_can_be_imported_from_the_wheel(
    installed: Path, elsewhere: Path
) -> None:
    asked = (
        "import importlib.metadata as m; files = m.files('advisor');"
        "print(sorted({f.parts[0] for f in files if f.suffix == '.py'}));"
        "import importlib.util; print(importlib.util.find_spec('ui'))"
    )

    answer = run(installed / "python", "-c", asked, cwd=elsewhere)

    assert answer.stdout.splitlines() == ["['advisor']", "None"]


def test_the_front_end_starts_from_inside_the_package(installed: Path, elsewhere: Path) -> None:
    """What `advisor ui` would run, and whether that script finds its modules."""
    asked = (
        "import os, runpy, sys\n"
        "os.execv = lambda program, command: print('\\n'.join(command))\n"
        "from advisor.cli import main\n"
        "sys.argv = ['advisor', 'ui']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(os.environ['PYTHONPATH'])"
    )
    lines = run(installed / "python", "-c", asked, cwd=elsewhere).stdout.splitlines()
    page = Path(next(line for line in lines if line.endswith("app.py")))
    path = lines[-1].split(os.pathsep)[0]

    found = run(
        installed / "python",
        "-c",
        f"import sys; sys.path.insert(0, {path!r}); import ui.link; print(ui.link.__file__)",
        cwd=elsewhere,
    )

    assert page.parts[-4:] == ("advisor", "_ui", "ui", "app.py")
    assert page.is_file()
    assert Path(found.stdout.strip()) == page.with_name("link.py")


def test_the_wheel_holds_the_whole_front_end(wheel: Path) -> None:
    files = [path for path in (ROOT / "ui").rglob("*") if path.is_file()]
    wanted = {each.relative_to(ROOT).as_posix() for each in files}

    with zipfile.ZipFile(wheel) as packed:
        held = {
            name.removeprefix("advisor/_ui/")
            for name in packed.namelist()
            if name.startswith("advisor/_ui/")
        }

    assert held == {each for each in wanted if "__pycache__" not in each}


def test_the_same_sources_give_the_same_wheel(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("again")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    built = run(*pip, "--wheel-dir", folder, ROOT, cwd=folder)

    assert built.returncode == 0, built.stderr
    assert next(folder.glob("*.whl")).read_bytes() == wheel.read_bytes()


def test_uninstalling_leaves_nothing(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", python]
    site = next((tmp_path / "venv" / "lib").glob("python*/site-packages"))
    before = set(site.rglob("*"))
    done = run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=tmp_path)
    assert done.returncode == 0, done.stderr

    gone = run(*pip, "uninstall", "--quiet", "--yes", "advisor", cwd=tmp_path)

    assert gone.returncode == 0, gone.stderr
    assert set(site.rglob("*")) == before
    assert not (tmp_path / "venv" / "bin" / "advisor").exists()


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


STARTS = {
    "ui": "import ui.app as app, advisor.reports.record",
    "api": "from advisor.api import create_app; create_app()",
    "mcp": "from advisor.mcp import make_server; make_server()",
    "tables": "from advisor.tables import advise_rows; advise_rows([{'tasks': 'search'}])",
    "estimates": "from advisor import advise; advise({})",
}
"""For each extra that somebody may install alone, what it is for."""


@pytest.mark.parametrize("extra", STARTS)
def test_each_extra_works_alone(extra: str) -> None:
    mine = closure(distributions(PROJECT["optional-dependencies"][extra] + BASE))
    for inner in PROJECT["optional-dependencies"][extra]:
        if "[" in inner and Requirement(inner).name == "advisor":
            for each in Requirement(inner).extras:
                mine |= closure(distributions(PROJECT["optional-dependencies"][each]))
    others = modules(closure(distributions(EXTRAS)) - mine) - modules(mine)
    blocked = f"import sys; sys.modules.update(dict.fromkeys({sorted(others)!r}))\n"

    done = subprocess.run(
        [sys.executable, "-c", blocked + STARTS[extra]], cwd=ROOT, capture_output=True, text=True
    )

    assert {"pytest", "hypothesis"} <= others
    assert done.returncode == 0, done.stderr


def closure(names: set[str]) -> set[str]:
    """These distributions with everything that they need, as far as it is installed."""
    found: set[str] = set()
    waiting = [Requirement(each) for each in names]
    seen: set[str] = set()
    while waiting:
        need = waiting.pop()
        found.add(canonicalize_name(need.name))
        if str(need) in seen:
            continue
        seen.add(str(need))
        try:
            further = importlib.metadata.requires(need.name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for each in map(Requirement, further):
            extras = need.extras or {""}
            if each.marker is None or any(each.marker.evaluate({"extra": e}) for e in extras):
                waiting.append(each)
    return found


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
