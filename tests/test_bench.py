"""The engines that are measured beside each other say the same."""

from __future__ import annotations

import pytest

from advisor.bench import DAY as _DAY
from advisor.bench import engines, measure_agreement, plan_of, random_columns, scenario_of
from advisor.deciding import Decider
from advisor.knowledge import load_knowledge


@pytest.mark.parametrize("number", [40])
def test_every_installed_engine_fires_the_same_rules(number: int) -> None:
    knowledge = load_knowledge()
    decider = Decider(knowledge)
    columns = random_columns(decider, number)
    decisions = decider.decide(columns, "production", _DAY, items=False)

    for engine in engines(knowledge):
        for row in range(number):
            scenario = scenario_of(decider, columns, row)
            fired = engine.fired(scenario)
            assert fired == decisions.fired(row), engine.name
            plan = plan_of(knowledge, fired, scenario)
            assert plan == decisions.plans[int(decisions.plan[row])], engine.name


def test_columns_and_the_reasoner_agree_on_random_scenarios() -> None:
    told: list[str] = []

    assert measure_agreement(load_knowledge(), told.append, 150)
    assert "0 disagreements in 150" in told[-1]
