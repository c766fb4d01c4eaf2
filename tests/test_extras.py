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

from tests.installing import environment_with, run
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = {name: needs for name, needs in PROJECT["optional-dependencies"].items() if name != "dev"}
ENTRIES = {
    # Where somebody who installed the extra begins.
    "ui": ("ui.app", "ui.screens", "advisor.cli.ui"),
    "api": ("advisor.api", "advisor.cli.serve"),
    "mcp": ("advisor.mcp", "advisor.cli.mcp"),
    "tables": ("advisor.tables", "advisor.cli.batch"),
    "dask": ("advisor.tables", "advisor.cli.batch"),
    "estimates": ("advisor.upkeep.managed_models",),
    "prices": ("advisor.cli.estimate",),
    "reading": ("advisor.reading", "advisor.cli.read"),
    "decisions": ("advisor.decisions.store", "advisor.cli.decisions"),
    "postgresql": ("advisor.decisions.store", "advisor.cli.decisions"),
    "practice": ("advisor.exam.practice", "advisor.cli.practise"),
    "bench": ("advisor.upkeep.bench", "advisor.cli.bench"),
}
COMES_WITH = {
    "fontTools": "fonttools",
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
    # A model that reads descriptions is asked where somebody names one.
    ("ui", "boto3"): "ADVISOR_READER_MODEL",
    ("api", "boto3"): "ADVISOR_API_READER_MODEL",
    ("prices", "genai-prices"): "advisor prices --refresh --from genai-prices",
    # A store keeps what a record tells; Word and PDF of it are written by `advisor record`.
    **{
        (extra, name): "advisor record --format pdf"
        for extra in ("decisions", "postgresql", "api", "practice")
        for name in ("fonttools", "pillow", "python-docx", "reportlab")
    },
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
    # Its pictures and scripts are served, and found by its name.
    used.add("fastapi-swagger")
    # Its fonts are files, found by the name of their package.
    used |= {"manimgx-fonts", "manimgx-fonts-cjk"}
    # SQLAlchemy loads it for a URL that begins with postgresql.
    used.add("psycopg")
    used |= {COMES_WITH.get(name, name) for name in used}
    named = set().union(*(declared(extra) for extra in EXTRAS))

    assert named - used == set()


# Each extra in an environment of its own

BOOK = """
import io, openpyxl
book = openpyxl.Workbook()
book.active.append(["team", "knowledge_change"])
book.active.append(["a", "weekly"])
out = io.BytesIO()
book.save(out)
"""
UI = f"""
{BOOK}
import datetime, pathlib, sys
import advisor
# `advisor ui` puts the packed front end on the path in the same way.
sys.path.insert(0, str(pathlib.Path(advisor.__file__).parent / "_ui"))
from streamlit.testing.v1 import AppTest
import ui.screens
from advisor import advise
from advisor.reports.record import as_pdf, as_word, decision_record
from ui.tables import bring
assert bring(out.getvalue(), "a.xlsx").rows == 1
for page in sorted(pathlib.Path(ui.screens.__file__).parent.glob("[a-z]*.py")):
    test = AppTest.from_file(str(page), default_timeout={PATIENCE}).run()
    assert not test.exception, test.exception
    assert not any("could not be shown" in each.proto.body for each in test.get("html")), page
document = decision_record(advise({{"knowledge_change": "weekly"}}))
assert as_word(document) and as_pdf(document)
print("works")
"""
API = f"""
{BOOK}
import json, subprocess, sys, urllib.request
serve = [sys.executable, "-m", "advisor", "serve", "--port", "0"]
service = subprocess.Popen(serve, stderr=subprocess.PIPE, text=True)
said = next(line for line in service.stderr if '"listening"' in line)
address = json.loads(said)["address"]
def ask(route, body=None, kind="application/json"):
    headers = {{"Content-Type": kind}} if body is not None else {{}}
    request = urllib.request.Request(address + route, body, headers)
    with urllib.request.urlopen(request, timeout={PATIENCE}) as answer:
        return answer.read()
assert b"advice/1" in ask("/v1/advise", b"{{}}")
assert ask("/docs") and ask("/metrics")
assert b"status" in ask("/v1/batch", b'[{{"knowledge_change": "weekly"}}]')
service.terminate()
assert service.wait() == 0
print("works")
"""
MCP = """
import asyncio
from mcp import Client
from advisor.advisor import default_advisor
from advisor.mcp import make_server
async def work():
    async with Client(make_server(default_advisor())) as client:
        return await client.call_tool("advise", {"facts": {"knowledge_change": "weekly"}})
assert not asyncio.run(work()).is_error
print("works")
"""
TABLES = """
from advisor.cli import main
open("in.csv", "w").write("knowledge_change\\nweekly\\n")
def batch(*arguments):
    try:
        main(["batch", *arguments])
    except SystemExit as end:
        assert not end.code
import pandas
pandas.read_csv("in.csv").to_excel("in.xlsx", index=False)
batch("in.csv", "out.xlsx")
batch("in.xlsx", "out.parquet")
from advisor.batch import advise_frame
assert len(advise_frame(pandas.read_csv("in.csv"))) == 1
print("works")
"""
DASK = """
from distributed import LocalCluster
from advisor.cli import main
if __name__ == "__main__":
    open("in.csv", "w").write("knowledge_change\\nweekly\\n")
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster:
        scheduler = cluster.scheduler_address
        try:
            main(["batch", "in.csv", "out.csv", "--scheduler", scheduler])
        except SystemExit as end:
            assert not end.code
    print("works")
"""
PRICES = """
import sys
sys.argv = ["advisor", "prices", "--refresh"]
import boto3, botocore.stub
from advisor.cli import main
made = boto3.client
def refusing(*asked, **more):
    client = made(*asked, aws_access_key_id="x", aws_secret_access_key="x", **more)
    stub = botocore.stub.Stubber(client)
    stub.add_client_error("get_products", "AccessDenied", "no")
    stub.activate()
    return client
boto3.client = refusing
main()
"""
BENCH = """
from advisor import Scenario
from advisor.knowledge import load_knowledge
from advisor.upkeep.bench.engines import engines
scenario = Scenario(knowledge_change="weekly")
fired = {each.name: each.run(each.prepare(scenario)) for each in engines(load_knowledge())}
assert {"CLIPS", "zen-engine"} <= fired.keys(), fired.keys()
assert len({*fired.values()}) == 1, fired
print("works")
"""
READING = """
import boto3
from advisor.cli import main
import advisor.reading.converse
open("case.txt", "w").write("Staff ask what the policies say; answers must cite their sources.")
try:
    main(["read", "case.txt"])
except SystemExit as end:
    assert not end.code
print("works")
"""
DECISIONS = """
import subprocess, sys
def call(*words):
    command = [sys.executable, "-m", "advisor", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
open("desk.yaml", "w").write("knowledge_change: weekly")
where = ("decisions", "--store", "sqlite:///decisions.db")
identity = call(*where, "add", "desk.yaml").strip()
call(*where, "accept", identity)
assert "accepted" in call(*where, "list")
print("works")
"""
POSTGRESQL = """
from advisor.decisions.store import DecisionStore, StoreFault
try:
    DecisionStore("postgresql://nobody@127.0.0.1:1/none").page("main")
except StoreFault as error:
    assert "cannot be reached" in str(error), error
    print("works")
"""
PRACTICE = """
import subprocess, sys
command = [sys.executable, "-m", "advisor", "practise", "--store", "sqlite:///mine.db"]
def call(*words, typed=""):
    whole = [*command, *words]
    return subprocess.run(whole, input=typed, check=True, capture_output=True, text=True).stdout
assert "of 1 right" in call("--number", "1", typed="1\\n3\\n")
assert "1 of" in call("progress")
call("anki", "deck.apkg")
print("works")
"""
PROGRAMS = {
    # What somebody does with the extra, and what that says.
    "ui": (UI, "works"),
    "api": (API, "works"),
    "mcp": (MCP, "works"),
    "tables": (TABLES, "works"),
    "dask": (DASK, "works"),
    "estimates": (
        "from advisor.upkeep.managed_models import managed_models_text as text; print(text())",
        "Compiled from genai-prices",
    ),
    "prices": (PRICES, "AWS gave no prices"),
    "reading": (READING, "works"),
    "bench": (BENCH, "works"),
    "decisions": (DECISIONS, "works"),
    "practice": (PRACTICE, "works"),
    "postgresql": (POSTGRESQL, "works"),
}


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_works_in_an_environment_that_has_nothing_else(
    extra: str, wheel: Path, tmp_path: Path
) -> None:
    python = environment_with(required(extra), wheel, tmp_path / "environment")
    program, said = PROGRAMS[extra]
    (tmp_path / "program.py").write_text(program)

    done = run(python, tmp_path / "program.py", cwd=tmp_path)

    assert said in done.stdout + done.stderr, done.stderr
    assert "Traceback" not in done.stderr, done.stderr


def required(extra: str) -> list[str]:
    """What pip would install for the advisor with this extra, as the project names it."""
    needs = [*PROJECT["dependencies"]]
    for need in EXTRAS[extra]:
        own = Requirement(need)
        if own.name == "advisor":
            needs += [each for other in own.extras for each in required(other)]
        else:
            needs.append(need)
    return needs


@pytest.fixture(scope="module")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python that has the advisor without any extra."""
    folder = tmp_path_factory.mktemp("bare")
    return environment_with(PROJECT["dependencies"], wheel, folder / "environment")


@pytest.mark.parametrize(
    ("extra", "command"),
    [
        ("ui", ["ui"]),
        ("api", ["serve", "--port", "0"]),
        ("mcp", ["mcp"]),
        ("tables", ["batch", "in.csv", "out.csv"]),
        ("prices", ["prices", "--refresh"]),
    ],
)
def test_a_command_without_its_extra_says_which_to_install(
    extra: str, command: list[str], bare: Path, tmp_path: Path
) -> None:
    (tmp_path / "in.csv").write_text("knowledge_change\nweekly\n")

    done = run(bare, "-m", "advisor", *command, cwd=tmp_path)

    assert done.returncode == 2
    assert f"pip install 'advisor[{extra}]'" in done.stderr
    assert "Traceback" not in done.stderr
