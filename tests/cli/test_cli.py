"""The command line: what each command prints, in text and as data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from advisor import Scenario, __version__
from advisor.cli import main
from advisor.documents import read_text
from advisor.facts.definitions import fact_definitions
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Advice

KNOWLEDGE = load_knowledge()
COMMANDS = ["advise", "ask", "init", "facts", "rules", "sources", "catalogue", "scenarios", "check"]
DAY = ("--as-of", "2026-11-22")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("knowledge_source: private_documents\nknowledge_change: weekly\n")

    def invoke(*arguments: str, given: str | None = None) -> Result:
        result = CliRunner().invoke(main, list(arguments), input=given, prog_name="advisor")
        assert result.exit_code == 0, result.output
        return result

    return invoke


def advice_in(result: Result) -> Advice:
    return Advice.model_validate_json(result.stdout)


def test_the_version_is_named(run: Callable[..., Result]) -> None:
    assert __version__ in run("--version").stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_stands_in_the_help_and_has_its_own(
    run: Callable[..., Result], command: str
) -> None:
    assert command in run("--help").stdout
    help_text = run(command, "--help").stdout
    assert "Usage: advisor" in help_text
    assert max(len(line) for line in help_text.splitlines()) <= 80


def test_advice_is_told_in_eighty_columns_without_colour(run: Callable[..., Result]) -> None:
    short = run("advise", "mine.yaml", *DAY).stdout
    whole = run("advise", "mine.yaml", *DAY, "--full").stdout

    for text in (short, whole):
        assert text.startswith("Retrieval-augmented generation")
        assert "The knowledge changes weekly." in text
        assert max(len(line) for line in text.splitlines()) <= 80
        assert "\x1b" not in text
    assert "current-knowledge" in whole


def test_advice_as_json_is_the_answer_of_python(run: Callable[..., Result]) -> None:
    from advisor import advise

    printed = advice_in(run("advise", "mine.yaml", *DAY, "--format", "json"))

    facts = Scenario(knowledge_source="private_documents", knowledge_change="weekly")
    whole = advise(facts, as_of="2026-11-22", sensitivity=True)
    assert printed.to_json() == whole.to_json()


def test_how_sure_the_answer_is_can_be_left_out(run: Callable[..., Result]) -> None:
    told = run("advise", "mine.yaml", *DAY).stdout
    left_out = run("advise", "mine.yaml", *DAY, "--no-sensitivity").stdout
    assert "Left to find out" in told.splitlines()
    assert "Left to find out" not in left_out.splitlines()

    told = run("advise", "mine.yaml", *DAY, "--full").stdout
    left_out = run("advise", "mine.yaml", *DAY, "--full", "--no-sensitivity").stdout
    assert {"How sure it is", "What would change it"} <= set(told.splitlines())
    assert not {"How sure it is", "What would change it"} & set(left_out.splitlines())


def test_advice_as_markdown_has_headings(run: Callable[..., Result]) -> None:
    assert run("advise", "mine.yaml", "--format", "markdown").stdout.startswith("# ")


def test_details_add_the_reason_of_each_item(run: Callable[..., Result]) -> None:
    short = run("advise", "mine.yaml", *DAY).stdout
    long = run("advise", "mine.yaml", *DAY, "--details").stdout

    assert len(long.splitlines()) > len(short.splitlines())


def test_a_scenario_comes_from_standard_input_too(run: Callable[..., Result]) -> None:
    by_file = run("advise", "mine.yaml", *DAY).stdout
    by_pipe = run("advise", "-", *DAY, given=Path("mine.yaml").read_text()).stdout

    assert by_pipe == by_file


def test_a_scenario_may_be_json(run: Callable[..., Result]) -> None:
    Path("mine.json").write_text(json.dumps(read_text(Path("mine.yaml").read_text(), "").data))

    assert run("advise", "mine.json", *DAY).stdout == run("advise", "mine.yaml", *DAY).stdout


def test_a_worked_scenarios_file_is_taken_as_it_is(run: Callable[..., Result]) -> None:
    file = Path(__file__).resolve().parents[2] / "data" / "scenarios" / "policy-desk.yaml"

    assert (
        advice_in(run("advise", str(file), "--format", "json")).scenario["audience"] == "internal"
    )


def test_facts_can_be_set_and_taken_back(run: Callable[..., Result]) -> None:
    setting = ["--set", "labelled_examples={at_least: 100}", "--set", "tasks=search,translation"]
    result = run("advise", "mine.yaml", *setting, "--set", "knowledge_change=", "--format", "json")

    assert advice_in(result).scenario == {
        "tasks": ["search", "translation"],
        "knowledge_source": "private_documents",
        "labelled_examples": {"at_least": 100},
    }


def test_the_view_and_the_day_are_those_asked_for(run: Callable[..., Result]) -> None:
    result = run(
        "advise", "mine.yaml", "--view", "exam", "--as-of", "2026-01-01", "--format", "json"
    )
    advice = advice_in(result)

    assert (advice.view, str(advice.as_of)) == ("exam", "2026-01-01")


def test_either_engine_can_be_asked_for(run: Callable[..., Result]) -> None:
    pytest.importorskip("durable")
    for engine in ("durable", "plain"):
        result = run("advise", "mine.yaml", "--engine", engine, "--format", "json")
        assert advice_in(result).engine == engine


def test_the_template_names_every_fact_and_is_a_scenario(run: Callable[..., Result]) -> None:
    run("init", "new.yaml")
    text = Path("new.yaml").read_text()

    assert read_text(text, "new.yaml").data == {}
    for name in fact_definitions():
        assert f"\n# {name}: " in text
    assert run("advise", "new.yaml").stdout


def test_each_example_of_the_template_can_be_uncommented(run: Callable[..., Result]) -> None:
    run("init", "new.yaml")
    lines = Path("new.yaml").read_text().splitlines()
    examples = [
        line.removeprefix("# ")
        for line in lines
        if line.removeprefix("# ").partition(":")[0] in fact_definitions()
    ]

    facts = read_text("\n".join(examples), "new.yaml").data

    assert set(Scenario.model_validate(facts).known()) == set(fact_definitions())


def test_an_existing_file_is_replaced_only_by_force(run: Callable[..., Result]) -> None:
    run("init", "mine.yaml", "--force")

    assert Path("mine.yaml").read_text().startswith("# A scenario")


def test_the_template_can_be_printed(run: Callable[..., Result]) -> None:
    assert run("init", "-").stdout.startswith("# A scenario")


@pytest.mark.parametrize(
    ("command", "known"),
    [
        ("facts", fact_definitions()),
        ("rules", KNOWLEDGE.rules),
        ("sources", KNOWLEDGE.sources),
        ("catalogue", KNOWLEDGE.items),
        ("scenarios", KNOWLEDGE.scenarios),
    ],
)
def test_a_list_holds_everything_in_text_and_as_data(
    run: Callable[..., Result], command: str, known: dict[str, object]
) -> None:
    text = run(command).stdout
    listed = json.loads(run(command, "--format", "json").stdout)

    assert [each.get("id") or each["name"] for each in listed] == list(known)
    for identity in known:
        assert identity in text


@pytest.mark.parametrize(
    ("command", "identity", "said"),
    [
        ("facts", "knowledge_change", "current-knowledge"),
        ("rules", "current-knowledge", "a policy desk whose rules change weekly"),
        ("sources", "aws-rag-or-fine-tuning", "current-knowledge"),
        ("catalogue", "sagemaker-clarify", "2026-07-30"),
        ("scenarios", "policy-desk", "knowledge_change"),
    ],
)
def test_one_thing_is_shown_with_what_belongs_to_it(
    run: Callable[..., Result], command: str, identity: str, said: str
) -> None:
    text = run(command, identity).stdout

    assert said in text
    assert len(json.loads(run(command, identity, "--format", "json").stdout)) == 1


def test_a_rule_is_shown_with_conditions_reason_examples_and_sources(
    run: Callable[..., Result],
) -> None:
    text = run("rules", "current-knowledge").stdout

    for heading in ("When", "Then", "Because", "Exam tip", "Examples", "Sources"):
        assert f"\n{heading}\n" in text
    assert "https://" in text
    assert "read 2026-" in text


def test_rules_are_found_by_kind_and_word(run: Callable[..., Result]) -> None:
    limits = json.loads(run("rules", "--kind", "limits", "--format", "json").stdout)
    weekly = json.loads(run("rules", "--search", "RETRIEVAL", "--format", "json").stdout)

    assert {rule["kind"] for rule in limits} == {"limits"}
    assert 0 < len(weekly) < len(KNOWLEDGE.rules)
    assert "No rule matches" in run("rules", "--search", "xyzzy").stdout


def test_a_printed_worked_scenario_can_be_advised_on(run: Callable[..., Result]) -> None:
    text = run("scenarios", "policy-desk").stdout

    assert "Retrieval-augmented generation" in run("advise", "-", given=text).stdout


def test_the_knowledge_checks_pass() -> None:
    # The slow checks are tests of their own (tests/upkeep/test_checks.py).
    result = CliRunner().invoke(main, ["check", "--quick"])

    assert "checks of" in result.stdout
    assert result.exit_code == 0, result.stdout


def test_the_checks_findings_come_as_data_too() -> None:
    result = CliRunner().invoke(main, ["check", "--quick", "--format", "json"])

    assert json.loads(result.stdout) == []


@pytest.mark.parametrize(
    "arguments", [["--help"], ["advise", "--help"], ["facts"], ["init", "-"]], ids=str
)
def test_a_command_imports_nothing_that_it_does_not_need(arguments: list[str]) -> None:
    heavy = {"pandas", "streamlit", "fastapi", "durable", "dask", "pyarrow", "jsonschema"}
    program = (
        "import sys\n"
        "from advisor.cli import main\n"
        f"main({arguments!r}, standalone_mode=False)\n"
        f"print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)\n"
    )

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert answer.stderr.strip() == "[]", answer.stderr


def test_advice_imports_no_tables_and_no_front_end(tmp_path: Path) -> None:
    heavy = {"pandas", "streamlit", "fastapi", "dask", "pyarrow"}
    file = tmp_path / "mine.yaml"
    file.write_text("audience: public\n")
    program = (
        "import sys\n"
        "from advisor.cli import main\n"
        f"main(['advise', {str(file)!r}], standalone_mode=False)\n"
        f"print(sorted({heavy!r} & set(sys.modules)), file=sys.stderr)\n"
    )

    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert answer.stderr.strip() == "[]", answer.stderr
