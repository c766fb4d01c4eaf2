"""`advisor new` begins a piece of the knowledge; the checks name every blank until it is filled."""

from __future__ import annotations

import difflib
import importlib.util
import re
import shutil
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from advisor.cli.main import main
from advisor.errors import BadInput
from advisor.facts import definitions
from advisor.knowledge import knowledge_folder, load_knowledge
from advisor.upkeep.checks.contract import broken_by_facts, promised_facts
from advisor.upkeep.checks.facts import unfilled
from advisor.upkeep.new import KINDS, Kind, begin, parts_of

PROJECT = knowledge_folder()
FILLED = {
    # What a newcomer might write in each blank, so that the files can be read.
    "because": "Everybody uses it.",
    "fact": "audience",
    "is": "public",
    "need": "named-sources",
    "level": "must",
    "rank": "consider",
    "as": "full",
    "degree": "full",
    "confidence": "read",
    "position": "9",
    "latency": "9",
    "changes_weights": "false",
    "dimensions": "fairness",
    "stages": "evaluation",
}


BEFORE = {
    "catalogue": "{name: Before, purpose: It was there., stages: [evaluation]}",
    "sources": '{title: Before, publisher: P, address: "https://p.example", read_on: 2026-01-01}',
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project: a place for everything, the stages, and the facts."""
    for folder, entry in BEFORE.items():
        (tmp_path / "data" / folder).mkdir(parents=True)
        for file in (PROJECT / "data" / folder).glob("*.yaml"):
            (tmp_path / "data" / folder / file.name).write_text(f"in-{file.stem}: {entry}\n")
    for part in ("paths", "misconceptions"):
        (tmp_path / "data" / part).mkdir()
    for kind in parts_of("rule", tmp_path):
        (tmp_path / "rules" / kind).mkdir(parents=True)
    shutil.copy(PROJECT / "data" / "stages.yaml", tmp_path / "data")
    scenario = tmp_path / "advisor" / "facts" / "scenario.py"
    scenario.parent.mkdir(parents=True)
    shutil.copy(PROJECT / "advisor" / "facts" / "scenario.py", scenario)
    return tmp_path


FILES = [
    *(("rule", part) for part in parts_of("rule", PROJECT)),
    *(("item", part) for part in parts_of("item", PROJECT)),
    ("source", "aws-guides"),
    ("path", None),
    ("misconception", None),
]


@pytest.mark.parametrize(("kind", "part"), FILES)
def test_every_blank_is_named_with_its_line_until_it_is_filled_in(
    root: Path, kind: Kind, part: str | None
) -> None:
    begun = begin(kind, "begun-today", root, part)
    file = root / begun.file
    lines = file.read_text().splitlines()

    with pytest.raises(BadInput) as refused:
        load_knowledge(root)
    told = [problem for problem in refused.value.problems if "is not filled in" in problem.problem]

    assert [each.place for each in told] == [f"{begun.file}:{line}" for line, _, _ in begun.blanks]
    assert len(begun.blanks) == sum("<" in line for line in lines) >= 3
    assert all(f"<{wanted}>" in lines[line - 1] for line, _, wanted in begun.blanks)
    assert all(
        wanted in each.remedy for each, (_, _, wanted) in zip(told, begun.blanks, strict=True)
    )


@pytest.mark.parametrize(("kind", "part"), FILES)
def test_what_is_filled_in_can_be_read(root: Path, kind: Kind, part: str | None) -> None:
    begun = begin(kind, "begun-today", root, part)
    file = root / begun.file
    lines = file.read_text().splitlines()
    for line, name, wanted in begun.blanks:
        written = FILLED.get(name, "some-thing")
        lines[line - 1] = lines[line - 1].replace(f"<{wanted}>", written)
    file.write_text("\n".join(lines) + "\n")

    knowledge = load_knowledge(root)

    sections = {"rule": knowledge.rules, "item": knowledge.items, "source": knowledge.sources}
    sections |= {"path": knowledge.paths, "misconception": knowledge.misconceptions}
    before = {*knowledge.items, *knowledge.sources} - {"begun-today"}
    assert "begun-today" in sections[kind]
    assert len(before) == len(parts_of("item", root)) + len(parts_of("source", root))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "fact"])
def test_what_was_begun_is_not_begun_again(root: Path, kind: Kind) -> None:
    file = root / begin(kind, "begun-today", root).file
    before = file.read_text().replace("<", "filled in with <")
    file.write_text(before)

    with pytest.raises(BadInput, match="already"):
        begin(kind, "begun-today", root)

    assert file.read_text() == before


@pytest.mark.parametrize("kind", ["item", "source", "fact"])
def test_what_is_in_a_file_before_stays_in_it(root: Path, kind: Kind) -> None:
    identity = "begun_today" if kind == "fact" else "begun-today"
    before = {path: path.read_text() for path in root.rglob("*") if path.is_file()}

    begun = begin(kind, identity, root)

    assert begun.added
    for path, text in before.items():
        changes = [*difflib.ndiff(text.splitlines(), path.read_text().splitlines())]
        assert not [line for line in changes if line.startswith("- ")]
        assert any(line.startswith("+ ") for line in changes) == (path == root / begun.file)


@pytest.mark.parametrize("section", parts_of("fact", PROJECT))
def test_a_fact_is_begun_at_the_end_of_its_section_and_is_not_yet_filled_in(
    root: Path, section: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = begin("fact", "begun_today", root, section)
    place = importlib.util.spec_from_file_location("begun", root / begun.file)
    assert place is not None
    assert place.loader is not None
    module = importlib.util.module_from_spec(place)
    monkeypatch.setitem(sys.modules, "begun", module)
    place.loader.exec_module(module)
    monkeypatch.setattr(definitions, "Scenario", module.Scenario)

    facts = definitions.fact_definitions.__wrapped__()

    assert [name for name, fact in facts.items() if fact.section == section][-1] == "begun_today"
    assert list(broken_by_facts(facts, promised_facts())) == []
    assert {name for name, _ in unfilled(facts.values())} == {"begun_today"}
    lines = (root / begun.file).read_text().splitlines()
    assert "begun_today" in lines[begun.blanks[0][0] - 1]
    assert all("<" in lines[line - 1] for line, _, _ in begun.blanks[1:])


@pytest.mark.parametrize(
    ("kind", "identity", "part", "said"),
    [
        ("rule", "Begun Today", None, '"begun-today"'),
        ("fact", "begun-today", None, '"begun_today"'),
        ("rule", "../escape", None, '"escape"'),
        ("rule", "begun-today", "need", 'Did you mean "needs"?'),
        ("fact", "audience", None, 'There is a fact "audience" already.'),
    ],
)
def test_a_wrong_name_or_place_is_refused_with_the_remedy(
    root: Path, kind: Kind, identity: str, part: str | None, said: str
) -> None:
    before = sorted(root.rglob("*"))

    with pytest.raises(BadInput, match=re.escape(said)):
        begin(kind, identity, root, part)

    assert sorted(root.rglob("*")) == before


def test_a_path_and_an_item_cannot_share_an_id(root: Path) -> None:
    begin("path", "begun-today", root)

    with pytest.raises(BadInput, match=re.escape("data/paths/begun-today.yaml")):
        begin("item", "begun-today", root)


def test_the_command_says_where_what_and_how_to_check(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.knowledge.knowledge_folder", lambda: root)

    done = CliRunner().invoke(main, ["new", "rule", "begun-today"])

    assert done.exit_code == 0
    assert done.stdout.startswith("Wrote rules/needs/begun-today.yaml. Fill in:\n")
    assert "line 1    title       what the rule says, as a statement\n" in done.stdout
    assert "`--in` says otherwise: signals, coverage" in done.stdout
    assert "`advisor check` says what is still missing." in done.stdout


def test_the_command_works_in_a_checkout_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor.knowledge.knowledge_folder", lambda: tmp_path)

    refused = CliRunner().invoke(main, ["new", "rule", "begun-today"])

    assert refused.exit_code == 2
    assert "in a checkout of the project" in refused.stderr
    assert list(tmp_path.iterdir()) == []


GUIDE = (PROJECT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "what", ["rule", "source", "item", "path", "fact", "worked scenario", "misconception", "page"]
)
def test_the_guide_tells_how_to_add_it_in_at_most_ten_lines(what: str) -> None:
    heading = rf"^## Add an? {what}[^\n]*\n"
    (section,) = re.findall(rf"{heading}(.*?)(?=^## )", GUIDE, re.MULTILINE | re.DOTALL)

    assert 1 <= len(section.strip().splitlines()) <= 10


def test_the_commands_and_files_of_the_guide_exist() -> None:
    commands = re.findall(r"`advisor new (\w+) ID(?: --in ([\w-]+))?`", GUIDE)
    named = re.findall(r"`((?:rules|data|tests|ui|advisor|docs)/[^`<]+?)/?`", GUIDE)
    files = [name for name in named if "ID" not in name]

    assert {kind for kind, _ in commands} == set(KINDS)
    assert all(not part or part in parts_of(kind, PROJECT) for kind, part in commands)
    assert len(files) > 10
    assert [name for name in files if not (PROJECT / name).exists()] == []
