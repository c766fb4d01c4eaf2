"""Each extra alone brings what its part of the advisor imports, and works with nothing else."""

from __future__ import annotations

import ast
import importlib.metadata
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {
    name: needs for name, needs in PROJECT["optional-dependencies"].items() if name != "dev"
}
ENTRIES = {
    # Where somebody who installed the extra begins.
    "ui": ("ui.app", "ui.screens", "advisor.cli.ui"),
    "api": ("advisor.api", "advisor.cli.serve"),
    "mcp": ("advisor.mcp", "advisor.cli.mcp"),
    "tables": ("advisor.tables", "advisor.cli.batch"),
    "dask": ("advisor.tables", "advisor.cli.batch"),
    "estimates": ("advisor.upkeep.managed_models",),
    "prices": ("advisor.cli.estimate",),
    "bench": ("advisor.upkeep.bench", "advisor.cli.bench"),
}
COMES_WITH = {
    "starlette": "fastapi",
    "pydantic-core": "pydantic",
    "botocore": "boto3",
    "distributed": "dask",
}
"""What a package that is declared is made of, and is imported for its sake."""
TOLD_WHEN_MISSING = {
    # Reached, and not needed: it is asked for by name, and the command says which extra has it.
    ("tables", "dask"): "advisor batch --scheduler",
    ("ui", "dask"): "advisor batch --scheduler",
    ("api", "dask"): "advisor batch --scheduler",
    ("mcp", "dask"): "advisor batch --scheduler",
}


@cache
def own_modules() -> dict[str, Path]:
    found = {}
    for path in (*(ROOT / "advisor").rglob("*.py"), *(ROOT / "ui").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found


@cache
def imports_of(module: str) -> frozenset[str]:
    """Every module that this one names in an import, wherever in it that is."""
    found = set()
    tree = ast.parse(own_modules()[module].read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for each in node.body
        for inner in ast.walk(each)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return frozenset(found)


def reached_from(entries: tuple[str, ...]) -> dict[str, str]:
    """The packages of others that are imported on the way, and a module that does."""
    waiting = [
        name
        for name in own_modules()
        if any(name == each or name.startswith(f"{each}.") for each in entries)
    ]
    seen: set[str] = set()
    found: dict[str, str] = {}
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        for named in imports_of(module):
            parts = named.split(".")
            if parts[0] not in ("advisor", "ui"):
                if parts[0] not in sys.stdlib_module_names:
                    found.setdefault(parts[0], module)
                continue
            around = {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
            waiting += around & own_modules().keys()
    return found


def declared(extra: str) -> set[str]:
    """The distributions that the base and this extra name, other extras included."""
    names = {canonicalize_name(Requirement(each).name) for each in PROJECT["dependencies"]}
    for need in map(Requirement, EXTRAS[extra]):
        if need.name == "advisor":
            names = names.union(*(declared(other) for other in need.extras))
        else:
            names.add(canonicalize_name(need.name))
    return names


@cache
def distributions() -> dict[str, str]:
    """The distribution of each module that can be imported."""
    return {
        module: canonicalize_name(owners[0])
        for module, owners in importlib.metadata.packages_distributions().items()
    }


def lacking(extra: str) -> Iterator[str]:
    """What is imported and not declared."""
    for module, importer in reached_from(ENTRIES[extra]).items():
        name = distributions().get(module, module)
        name = COMES_WITH.get(name, name)
        if name not in declared(extra) and (extra, name) not in TOLD_WHEN_MISSING:
            yield f"{importer} imports {name}"


def test_every_extra_has_an_entry() -> None:
    assert ENTRIES.keys() == EXTRAS.keys()


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_names_every_package_that_its_part_imports(extra: str) -> None:
    assert list(lacking(extra)) == []


def test_every_package_that_an_extra_names_is_imported_somewhere() -> None:
    everywhere = tuple(own_modules())
    used = {distributions().get(module, module) for module in reached_from(everywhere)}
    used |= {COMES_WITH.get(name, name) for name in used}
    named = set().union(*(declared(extra) for extra in EXTRAS))

    assert named - used == set()
