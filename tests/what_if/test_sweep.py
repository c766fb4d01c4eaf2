"""The plan over one or two facts, as a table and as a picture."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.cli import main
from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.reports.sweep import as_table
from advisor.what_if import default_sensitivities
from advisor.what_if.sweep import sweep
from advisor.what_if.sweep_picture import as_svg
from tests.strategies import scenarios

FACTS = {"knowledge_source": "private_documents", "output_consistency": "strict_format"}


def names() -> dict[str, str]:
    paths = default_sensitivities().decider.knowledge.paths.values()
    return {path.id: path.short_name for path in paths}


def plan_of(scenario: Scenario, **facts: object) -> tuple[str, ...]:
    decider = default_sensitivities().decider
    columns = decider.vocabulary.columns([scenario.with_facts(**facts)])
    return decider.planner.plans[int(decider.plans(columns, "production")[0])]


def values_of(
    scenario: Scenario, fact: str, value: FactValue | None, data: st.DataObject
) -> object:
    """A value, or of a stretch of numbers one of them; a rough number stands for itself."""
    if not isinstance(value, NumberRange) or value == scenario.get(fact):
        return value
    low, high = max(0, value.low), min(value.high, max(10 * value.low, 10**9))
    if fact_definitions()[fact].kind == "count":
        return data.draw(st.sampled_from([low, high]) | st.integers(int(low), int(high)))
    return data.draw(st.sampled_from([low, high]) | st.floats(low, high))


VARIED = [
    "labelled_examples",
    "knowledge_tokens",
    "weeks_to_production",
    "build_budget_usd",
    "training_allowed",
]


@given(
    scenario=scenarios(),
    facts=st.lists(st.sampled_from(VARIED), min_size=1, max_size=2, unique=True),
    data=st.data(),
)
@settings(max_examples=30)
def test_each_cell_holds_the_plan_of_its_scenario(
    scenario: Scenario, facts: list[str], data: st.DataObject
) -> None:
    found = sweep(default_sensitivities(), scenario, "production", facts)

    downs = found.down.values if found.down else (None,)
    for row, down in enumerate(downs):
        for column, across in enumerate(found.across.values):
            changed = {facts[0]: values_of(scenario, facts[0], across, data)}
            if found.down:
                changed[facts[1]] = values_of(scenario, facts[1], down, data)
            assert found.plans[row][column] == plan_of(scenario, **changed)


@given(scenario=scenarios())
@settings(max_examples=30)
def test_stretches_of_a_number_end_where_the_plan_changes(scenario: Scenario) -> None:
    found = sweep(default_sensitivities(), scenario, "production", ["labelled_examples"])

    stretches = [value for value in found.across.values if isinstance(value, NumberRange)]
    inner = [each for each in stretches if each != scenario.get("labelled_examples")]
    for one, two in itertools.pairwise(inner):
        assert one.at_most is not None
        assert two.at_least == one.at_most + 1
        assert plan_of(scenario, labelled_examples=one.at_most) != plan_of(
            scenario, labelled_examples=two.at_least
        )


def test_the_present_point_is_marked() -> None:
    scenario = read_scenario({**FACTS, "labelled_examples": 700})
    found = sweep(default_sensitivities(), scenario, "production", ["labelled_examples"])

    stretch = found.across.values[found.across.present]
    assert isinstance(stretch, NumberRange)
    assert stretch.low <= 700 <= stretch.high
    table = as_table(found, names())
    assert next(line for line in table.splitlines() if "(now 700)" in line).endswith("]")
    assert table.count("[") == 1


def test_a_rough_number_that_lies_on_both_sides_stands_for_itself() -> None:
    scenario = read_scenario({**FACTS, "labelled_examples": {"at_least": 10, "at_most": 100_000}})
    found = sweep(default_sensitivities(), scenario, "production", ["labelled_examples"])

    assert found.across.label(found.across.present) == "10 to 100,000"


def test_a_wide_grid_is_turned() -> None:
    facts = ["knowledge_change", "training_allowed"]
    found = sweep(default_sensitivities(), read_scenario(FACTS), "production", facts)
    table = as_table(found, dict.fromkeys(names(), "a rather long name"))

    assert table.startswith("Knowledge change, and across: Training allowed")
    assert max(map(len, table.splitlines())) <= 80


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
