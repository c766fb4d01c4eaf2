"""What running an agent costs: the service that hosts it, and the sessions that wait."""

from __future__ import annotations

import datetime

import pytest

from advisor.estimates.estimate import estimate
from advisor.estimates.safeguards import agent_runtime_cost
from advisor.estimates.shapes import ModelEstimate

DAY = datetime.date(2026, 11, 25)
LOAD = {"requests_per_month": 30_000, "input_tokens": 500, "output_tokens": 300}
AGENTS = ("prompt-engineering", "agents")


def with_items(*items: str, **given: object) -> ModelEstimate:
    return estimate(LOAD, as_of=DAY, plan=AGENTS, items=items, assumptions=given).models[0]


def running(model: ModelEstimate) -> float:
    return sum(each.likely for each in model.month_parts if each.kind == "agents")


def test_the_memory_of_a_session_is_paid_while_it_waits() -> None:
    cpu = 4 * 2 * 0.0895 / 3600
    busy, idle = (20 * 0.00945 / 3600, 300 * 0.00945 / 3600)
    cost = agent_runtime_cost(30_000, 4, 2, 0.0895, 20, 300, 1, 0.00945)

    assert cost == pytest.approx(30_000 * (cpu + busy + idle))


def test_a_session_that_is_ended_at_once_costs_less_than_one_that_waits() -> None:
    waits = running(with_items("bedrock-agentcore", agent_idle_seconds=900))
    ended = running(with_items("bedrock-agentcore", agent_idle_seconds=60))

    assert waits - ended == pytest.approx(30_000 * 840 * 0.00945 / 3600)


def test_bedrock_agents_are_not_charged_at_the_prices_of_agentcore() -> None:
    classic = with_items("bedrock-agents")

    assert running(classic) == 0
    assert not any("Bedrock Agents" in each for each in classic.not_counted)
