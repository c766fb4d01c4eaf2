"""The plan over one or two facts, as a table and as a picture."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from advisor.cli import main
from advisor.errors import BadInput
from advisor.scenario import read_scenario
from advisor.sensitivity import default_sensitivities
from advisor.sweeping import as_svg, as_table, sweep

FACTS = {"knowledge_source": "private_documents", "output_consistency": "strict_format"}


def names() -> dict[str, str]:
    paths = default_sensitivities().decider.knowledge.paths.values()
    return {path.id: path.short_name for path in paths}


def test_each_cell_holds_the_plan_of_its_scenario() -> None:
    sensitivities = default_sensitivities()
    scenario = read_scenario(FACTS)
    found = sweep(sensitivities, scenario, "production", ["labelled_examples", "training_allowed"])

    assert found.down is not None
    decider = sensitivities.decider
    for row, down in enumerate(found.down.values):
        for column, across in enumerate(found.across.values):
            changed = scenario.with_facts(labelled_examples=across, training_allowed=down)
            columns = decider.vocabulary.columns([changed])
            number = decider.plans(columns, "production")[0]
            assert found.plans[row][column] == decider.planner.plans[number]


def test_the_present_point_is_marked() -> None:
    scenario = read_scenario({**FACTS, "labelled_examples": 700})
    found = sweep(default_sensitivities(), scenario, "production", ["labelled_examples"])

    assert found.across.values[found.across.present] == 700
    table = as_table(found, names())
    assert next(line for line in table.splitlines() if line.startswith("700 ")).endswith("]")
    assert table.count("[") == 1


def test_a_fact_that_is_not_known_starts_from_unknown() -> None:
    found = sweep(default_sensitivities(), read_scenario(FACTS), "production", ["training_allowed"])

    assert found.across.values == (None, False, True)
    assert found.across.present == 0


def test_the_picture_has_a_cell_for_each_plan_and_one_mark() -> None:
    scenario = read_scenario(FACTS)
    found = sweep(
        default_sensitivities(), scenario, "production", ["knowledge_change", "training_allowed"]
    )
    picture = ElementTree.fromstring(as_svg(found, names(), list(names())))

    kind = "{http://www.w3.org/2000/svg}"
    cells = [each for each in picture.iter(f"{kind}rect") if each.find(f"{kind}title") is not None]
    assert len(cells) == sum(len(row) for row in found.plans)
    assert len(list(picture.iter(f"{kind}circle"))) == 1


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (["labeled_examples"], 'Did you mean "labelled_examples"?'),
        (["tasks", "tasks"], "One or two different facts"),
        (["tasks", "tried", "audience"], "One or two different facts"),
    ],
)
def test_what_cannot_be_varied_is_told(facts: list[str], said: str) -> None:
    with pytest.raises(BadInput, match=r"varied|not a fact") as error:
        sweep(default_sensitivities(), read_scenario({}), "production", facts)

    assert said in str(error.value)


def test_the_command_prints_the_table_and_writes_the_picture(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("knowledge_source: private_documents\n")
    picture = tmp_path / "map.svg"
    arguments = ["sweep", str(file), "--vary", "knowledge_change"]

    told = CliRunner().invoke(main, [*arguments, "--picture", str(picture)])
    data = CliRunner().invoke(main, [*arguments, "--format", "json"])

    assert told.exit_code == 0, told.output
    assert "weekly" in told.stdout
    assert picture.read_text().startswith("<svg")
    found = json.loads(data.stdout)
    assert found["facts"][0]["fact"] == "knowledge_change"
    assert len(found["plans"][0]) == len(found["facts"][0]["values"])


def test_a_picture_is_an_svg_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text("knowledge_source: private_documents\n")

    result = CliRunner().invoke(
        main, ["sweep", str(file), "--vary", "knowledge_change", "--picture", "map.png"]
    )

    assert result.exit_code == 2
    assert "Name it *.svg." in result.output
