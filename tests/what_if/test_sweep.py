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
from advisor.reports.sweep import as_json, as_table
from advisor.what_if import default_sensitivities
from advisor.what_if.sweep import TURNING, sweep
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
    """A value, or of a stretch of numbers one that somebody could state; a rough number itself."""
    if not isinstance(value, NumberRange) or value == scenario.get(fact):
        return value
    definition = fact_definitions()[fact]
    assert definition.usual is not None
    low = max(0, value.low)
    high = max(low, min(value.high, definition.usual[1]))
    if definition.kind == "count":
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
            told = {found.plans[row][column], *found.turning.get((row, column), ())}
            assert plan_of(scenario, **changed) in told


def test_a_budget_against_a_cost_that_grows_is_told_in_powers_of_ten() -> None:
    scenario = read_scenario({"output_consistency": "strict_format", "training_allowed": True})
    facts = ["labelled_examples", "build_budget_usd"]
    found = sweep(default_sensitivities(), scenario, "production", facts)
    table = as_table(found, names())

    assert found.down is not None
    assert len(found.across.values) * len(found.down.values) <= 64
    assert max(map(len, table.splitlines())) <= 80
    tuned, prompted = (
        ("prompt-engineering", "parameter-efficient-fine-tuning"),
        ("prompt-engineering",),
    )
    for (row, column), others in found.turning.items():
        assert {found.plans[row][column], *others} == {tuned, prompted}
    assert "Prompting or PEFT" in table
    assert table.splitlines()[-1] == TURNING
    picture = as_svg(found, names(), list(names()))
    assert picture.count("<path ") == len(found.turning)
    turned = json.loads(as_json(found.turned()))["turning"]
    assert {(cell["column"], cell["row"]) for cell in turned} == set(found.turning)


def test_what_is_so_now_keeps_its_own_plan_where_the_border_runs_through_its_cell() -> None:
    facts = {"output_consistency": "strict_format", "training_allowed": True}
    for budget, labels in ((0.01, 1_900), (9.0, 1_900), (9.0, 900_000)):
        scenario = read_scenario({**facts, "build_budget_usd": budget, "labelled_examples": labels})
        found = sweep(
            default_sensitivities(),
            scenario,
            "production",
            ["labelled_examples", "build_budget_usd"],
        )

        assert found.down is not None
        assert (found.down.present, found.across.present) in found.turning
        assert found.plans[found.down.present][found.across.present] == plan_of(scenario)


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
