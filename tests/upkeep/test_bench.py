"""The engines that are measured beside each other say the same, and a difference would be seen."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from advisor.cli import bench as command
from advisor.cli.main import main
from advisor.estimates.derived import DERIVATIONS, STANDINGS, deriver_over
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.reasoning.columns import NumberColumn, SetColumn
from advisor.reasoning.infer import Inference, Reasoner
from advisor.reasoning.infer_many import Decider
from advisor.upkeep.bench import agreement
from advisor.upkeep.bench.agreement import DAY, KINDS, Pair, Tally, compare, parts
from advisor.upkeep.bench.engines import engines, plan_of
from advisor.upkeep.bench.measurements import (
    Advising,
    Growth,
    RuleGrowth,
    Speed,
    Start,
    growing,
    growing_rules,
    so_many,
)
from advisor.upkeep.bench.scenarios import RandomScenarios, mib_of, rough_rows
from advisor.upkeep.bench.text import (
    told_advising,
    told_agreement,
    told_growing,
    told_growing_rules,
    told_speeds,
    told_starting,
)
from advisor.upkeep.survey import own_prices

KNOWLEDGE = load_knowledge()
DECIDER = Decider(KNOWLEDGE)


class OnceEach(Reasoner):
    """Infers each scenario once: several tests compare the same ones with something else."""

    def __init__(self, knowledge: Knowledge) -> None:
        # Which engine a difference is told against does not matter; this one is the quickest.
        super().__init__(knowledge, "plain")
        self._inferred: dict[tuple[str, View, datetime.date], Inference] = {}

    def infer(
        self, scenario: Scenario | Mapping[str, Any], view: View, as_of: datetime.date
    ) -> Inference:
        asked = (read_scenario(scenario).model_dump_json(), view, as_of)
        if asked not in self._inferred:
            self._inferred[asked] = super().infer(scenario, view, as_of)
        return self._inferred[asked]


PLAIN = OnceEach(KNOWLEDGE)
RANDOM = RandomScenarios(DECIDER)


def changed(rule: str, **parts: Any) -> Knowledge:
    """The knowledge in which one rule says something else."""
    said = KNOWLEDGE.rules[rule].model_dump(by_alias=True, exclude_none=True)
    other = Rule.model_validate({**said, **parts})
    return KNOWLEDGE.model_copy(update={"rules": {**KNOWLEDGE.rules, rule: other}})


# The engines


@pytest.mark.parametrize("number", [40])
def test_every_installed_engine_fires_the_same_rules(number: int) -> None:
    columns = RANDOM.columns(number)
    decisions = DECIDER.decide(columns, "production", DAY, items=False)

    for engine in engines(KNOWLEDGE):
        for row, scenario in enumerate(RANDOM.scenarios(columns)):
            fired = engine.run(engine.prepare(scenario))
            assert fired == decisions.fired(row), engine.name
            plan = plan_of(DECIDER.planner, fired, scenario)
            assert plan == decisions.plans[int(decisions.plan[row])], engine.name


def test_clips_leaves_nothing_behind_and_says_nothing() -> None:
    pytest.importorskip("clips")
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from advisor.upkeep.bench.engines import _Clips, first_phase\n"
            "from advisor.knowledge import load_knowledge\n"
            "from advisor.facts.read import read_scenario\n"
            "engine = _Clips(first_phase(load_knowledge()))\n"
            "for tokens in (1, 2, 3):\n"
            "    scenario = read_scenario({'knowledge_tokens': tokens, 'priority': 'cost'})\n"
            "    assert engine.run(engine.prepare(scenario))\n",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == ""
    assert done.stderr == ""


# The random scenarios


def test_numbers_stand_at_each_bound_of_a_rule_and_one_step_off() -> None:
    columns = RANDOM.columns(20_000)

    bounds = {
        condition.operand
        for rule in KNOWLEDGE.rules.values()
        for condition in rule.conditions
        if condition.about == "labelled_examples" and condition.operator != "stated"
    }
    column = columns.facts["labelled_examples"]
    assert isinstance(column, NumberColumn)
    exact = {*column.low[column.known & (column.low == column.high)].tolist()}
    assert len(bounds) > 2
    assert {bound + step for bound in bounds for step in (-1, 0, 1)} - {-1} <= exact


@pytest.mark.parametrize("end", ["low", "high"])
def test_budgets_stand_exactly_at_their_own_estimates(end: str) -> None:
    columns = RANDOM.columns(5_000)
    numbers = {
        fact: column for fact, column in columns.facts.items() if isinstance(column, NumberColumn)
    }
    derived = deriver_over(KNOWLEDGE).derive_columns(numbers)

    for each in DERIVATIONS:
        if each.stated in ("build_budget_usd", "monthly_budget_usd", "accelerator_memory_gb"):
            stated = numbers[each.stated]
            at_it = stated.known & (stated.low == getattr(derived[each.figure], end))
            assert (at_it & (stated.low == stated.high)).any(), each.figure


def test_facts_are_unknown_and_rough_in_every_way_and_sets_hold_every_word() -> None:
    columns = RANDOM.columns(5_000)

    for fact, column in columns.facts.items():
        if isinstance(column, NumberColumn):
            below, above = np.isinf(column.low[column.known]), np.isinf(column.high[column.known])
            assert below.any(), fact
            assert above.any(), fact
            assert (~below & ~above & (column.low < column.high)[column.known]).any(), fact
            assert not column.known.all(), fact
        elif isinstance(column, SetColumn):
            words = DECIDER.vocabulary.words[fact]
            for place in range(len(words)):
                chosen = column.bits[place // 64] >> np.uint64(place % 64) & np.uint64(1)
                assert 0 < chosen.sum() < column.known.sum(), (fact, words[place])
            assert not column.known.all(), fact
        else:
            assert {*column.tolist()} == {*range(-1, len(DECIDER.vocabulary.words[fact]) or 2)}
    assert 0 < rough_rows(columns).sum() < 5_000
    assert not rough_rows(RANDOM.columns(100, rough=False)).any()


def test_a_random_scenario_says_the_same_as_an_object() -> None:
    columns = RANDOM.columns(200)
    again = DECIDER.vocabulary.columns(RANDOM.scenarios(columns))

    for row in range(200):
        for fact, column in columns.facts.items():
            value = DECIDER.vocabulary.value(fact, column, row)
            other = again.facts.get(fact)
            assert value == (None if other is None else DECIDER.vocabulary.value(fact, other, row))


def test_many_scenarios_are_those_that_are_made_by_the_chunk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("advisor.upkeep.bench.scenarios.CHUNK", 64)
    whole, second = RANDOM.many(150, seed=5), RANDOM.columns(64, seed=5 + 64)

    assert whole.size == 150
    assert mib_of(whole) > 0
    for fact, column in second.facts.items():
        for row in (0, 63):
            value = DECIDER.vocabulary.value(fact, column, row)
            assert DECIDER.vocabulary.value(fact, whole.facts[fact], 64 + row) == value


# Agreement


@pytest.mark.parametrize("kind", KINDS)
def test_columns_and_the_reasoner_agree_on_random_scenarios(kind: Any) -> None:
    knowledge = own_prices(KNOWLEDGE)[0] if kind.endswith("prices") else KNOWLEDGE

    tally = Pair(knowledge).compare(1, 60, kind)

    assert tally.differences == []
    assert tally.total == 60
    assert len(tally.fired) > 300


def test_a_range_from_the_largest_number_is_the_same_to_both() -> None:
    # Found by comparing 100,000 scenarios: to the one it was exact, to the other open.
    facts = {"requests_per_month": 7351, "input_tokens": {"at_least": 10**15}, "output_tokens": 499}
    scenario = read_scenario(facts)
    columns = DECIDER.vocabulary.columns([scenario])
    numbers = {
        fact: column for fact, column in columns.facts.items() if isinstance(column, NumberColumn)
    }

    one = deriver_over(KNOWLEDGE).derive(scenario, "production")
    many = deriver_over(KNOWLEDGE).derive_columns(numbers)

    for each in DERIVATIONS:
        code = int(many[each.standing][0]) if each.standing in many else -1
        assert one.get(each.standing) == (None if code < 0 else STANDINGS[code]), each.standing
    assert one["volume_for_self_hosting"] == "below_estimate"


@pytest.mark.parametrize(
    ("what", "other"),
    [
        # A bound that is read as "above" instead of "at least" differs at one value only.
        (
            "rules",
            changed("very-many-requests", when=[{"fact": "requests_per_month", "above": 1000000}]),
        ),
        ("plan", changed("cost-comes-first", then=[{"need": "own-architecture", "level": "must"}])),
        ("items", changed("fewer-tokens", then=[{"advise_against": "token-reduction"}])),
    ],
    ids=["rules", "plan", "items"],
)
def test_a_difference_is_seen_counted_and_told(
    what: str, other: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agreement, "TOLD", 300)
    tally = Pair(KNOWLEDGE, Decider(other), PLAIN).compare(3, 300, "production view")

    assert 0 < tally.disagreements <= tally.total
    assert any(what in each.what for each in tally.differences)
    assert len(tally.differences) == tally.disagreements
    told = "\n".join(told_agreement(tally, 300, "durable-rules", 1.0))
    assert f"Differs in {', '.join(tally.differences[0].what)}" in told


def test_the_first_few_differences_are_told_and_all_are_counted() -> None:
    other = changed("fewer-tokens", then=[{"advise_against": "token-reduction"}])
    pair, tally = Pair(KNOWLEDGE, Decider(other), PLAIN), Tally()

    for number in (3, 6):
        tally.add(pair.compare(number, 100, "production view"))

    assert tally.disagreements > len(tally.differences) == agreement.TOLD


def test_every_kind_of_scenario_is_compared_and_none_twice() -> None:
    work = parts(1_050)

    assert sum(size for _, size, _ in work) == 1_050
    assert {kind for _, _, kind in work} == {*KINDS}
    assert len({number for number, _, _ in work}) == len(work)


def test_an_interrupted_comparison_tells_what_it_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    done: list[int] = []

    def compare_part(number: int, size: int, kind: Any) -> Tally:
        if number == 2:
            raise KeyboardInterrupt
        done.append(size)
        tally = Tally()
        tally.compared[kind] = size
        return tally

    monkeypatch.setattr(agreement, "_compare_part", compare_part)
    seen: list[tuple[int, int]] = []

    tally = compare(5_000, lambda compared, differing: seen.append((compared, differing)))

    assert tally.interrupted
    assert tally.total == sum(done) > 0
    assert seen[-1] == (tally.total, 0)
    told = "\n".join(told_agreement(tally, 5_000, "durable-rules", 1.0))
    assert f"{5_000 - tally.total:,} of 5,000 were not compared" in told


def test_several_processes_count_what_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    # Small parts, three of each kind, so that both processes have several.
    monkeypatch.setattr("advisor.upkeep.bench.agreement.PART", 15)
    scenarios = 3 * 15 * len(KINDS)
    one, two = (
        compare(scenarios, lambda compared, differing: None, processes) for processes in (1, 2)
    )

    assert one.total == two.total == scenarios
    assert (one.compared, one.differing, one.rough, one.fired) == (
        two.compared,
        two.differing,
        two.rough,
        two.fired,
    )


# The rest that is measured


def test_more_rules_than_there_are_have_conditions_of_their_own() -> None:
    number = len(KNOWLEDGE.rules) + 300

    rules = so_many(KNOWLEDGE, number)

    def keys(chosen: Any) -> set[str]:
        return {condition.key for rule in chosen for condition in rule.conditions}

    assert len(rules) == number
    variants = [rule for name, rule in rules.items() if name not in KNOWLEDGE.rules]
    assert len(keys(variants) - keys(KNOWLEDGE.rules.values())) > 150
    assert len(so_many(KNOWLEDGE, 50)) == 50


def test_with_more_and_fewer_rules_both_ways_still_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advisor.upkeep.bench.measurements.CHUNK", 64)

    for grown in growing_rules(KNOWLEDGE, (50, len(KNOWLEDGE.rules) + 200), scenarios=20):
        assert grown.agreeing == grown.scenarios == 20


def test_scenarios_that_are_all_held_take_the_room_of_their_columns() -> None:
    (grown,) = growing([("all held, plans and items", 70_000)])

    assert grown.scenarios == 70_000
    assert grown.base_mib + grown.columns_mib < grown.peak_mib


# What is printed


SAMPLES: dict[str, Callable[[], Any]] = {
    "engines": lambda: told_speeds(
        [
            Speed("durable-rules", "joins, chains", 1234.5, 999.5, 321.9, 1_000, 1_000),
            Speed("columnar, objects", "everything", 1e6, 1e5, 1e4, 0, 0),
            Speed("columnar", "everything", 1234567.8, 1e6, 1e6, 0, 0),
        ]
    ),
    "advice": lambda: told_advising(
        [Advising("a-worked-scenario-with-a-very-long-name", 0.01, 0.02, 1.5)], "durable-rules"
    ),
    "start": lambda: told_starting([Start("advisor advise - --sensitivity", 12.3, 1234.5)]),
    "scenarios": lambda: told_growing(
        [Growth("all held, plans and items", 1_000_000, 1234.5, 1234.5, 12345.6, 123.4)]
    ),
    "rules": lambda: told_growing_rules(
        [RuleGrowth(1_000, 0.123, 1234567.8, 12.3, 1234.5, "durable-rules", 50, 50)]
    ),
    "agreement": lambda: told_agreement(
        Tally(dict.fromkeys(KINDS, 1_000_000), rough=10**6), 10**7, "durable-rules", 12345.6
    ),
}


@pytest.mark.parametrize("part", SAMPLES)
def test_what_is_printed_fits_eighty_columns_and_says_its_units(part: str) -> None:
    lines = list(SAMPLES[part]())

    assert [line for line in lines if len(line) > 80] == []
    assert re.search(r"second|MiB|compared", "\n".join(lines))
    # The heads of a table stand over their columns, so none runs into the next.
    assert not any(re.search(r"\d[a-z]{3}", line) for line in lines)


def test_the_command_measures_what_it_is_asked_for_and_exits_by_agreement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def compare_some(number: int, size: int, kind: Any) -> Tally:
        tally = Tally()
        tally.compared[kind] = size
        tally.differing[kind] = differing
        return tally

    monkeypatch.setattr(agreement, "_compare_part", compare_some)
    arguments = ["bench", "--only", "agreement", "--agreeing", "10"]

    differing = 0
    agreed = CliRunner().invoke(main, arguments)
    differing = 1
    differed = CliRunner().invoke(main, arguments)

    assert (agreed.exit_code, differed.exit_code) == (0, 1)
    assert "Engines" not in agreed.stdout
    assert agreed.stderr == ""


def test_the_parts_of_the_command_are_those_that_are_measured() -> None:
    from advisor.upkeep.bench import PARTS

    assert command._PARTS == PARTS


def test_an_interrupted_command_tells_its_count_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupted(number: int, size: int, kind: Any) -> Tally:
        raise KeyboardInterrupt

    monkeypatch.setattr(agreement, "_compare_part", interrupted)

    done = CliRunner().invoke(main, ["bench", "--only", "agreement", "--agreeing", "10"])

    assert done.exit_code == 130
    assert "10 of 10 were not compared" in done.stdout


def test_progress_is_told_on_a_terminal_and_taken_away_at_the_end(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell = command._progress(400)

    tell(200, 1)
    tell(400, 1)

    _, shown = capsys.readouterr()
    assert "200 of 400 compared, 1 differ" in shown
    assert shown.endswith("\r")
