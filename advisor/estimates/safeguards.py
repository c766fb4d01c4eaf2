"""The arithmetic of what stands around a model: guardrails, the runtime of agents, people."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, ceiling, formula


@formula("text units")
def text_units(tokens: Amount, characters_per_token: Amount) -> Amount:
    """Text units of so many tokens, each of up to 1,000 characters."""
    return ceiling(tokens * characters_per_token / 1000.0)


@formula("USD per month")
def screening_cost(
    requests_per_month: Amount,
    question_units: Amount,
    answer_units: Amount,
    screening_usd: Amount,
) -> Amount:
    """What screening questions and answers costs each month, in USD.

    screening_usd: all policies together, per 1,000 text units.
    """
    return requests_per_month * (question_units + answer_units) * screening_usd / 1000.0


@formula("USD per month")
def one_side_screening_cost(
    requests_per_month: Amount, screened_units: Amount, screening_usd: Amount
) -> Amount:
    """What screening questions alone, or answers alone, costs each month, in USD.

    screening_usd: the policies that read this side, per 1,000 text units.
    """
    return requests_per_month * screened_units * screening_usd / 1000.0


@formula("USD per month")
def grounding_cost(
    requests_per_month: Amount,
    source_units: Amount,
    answer_units: Amount,
    guardrail_grounding: Amount,
) -> Amount:
    """What holding answers against their sources costs each month, in USD."""
    return requests_per_month * (source_units + answer_units) * guardrail_grounding / 1000.0


@formula("USD per month")
def agent_runtime_cost(
    requests_per_month: Amount,
    agent_steps: Amount,
    agent_cpu_seconds: Amount,
    agent_cpu_hour: Amount,
    agent_session_seconds: Amount,
    agent_idle_seconds: Amount,
    agent_memory_gb: Amount,
    agent_memory_gb_hour: Amount,
) -> Amount:
    """What running agents costs each month in USD: CPU while it works, memory all the time.

    agent_idle_seconds: how long a session waits for its next request, or for its end.
    """
    working = agent_steps * agent_cpu_seconds * agent_cpu_hour
    held = (agent_session_seconds + agent_idle_seconds) * agent_memory_gb * agent_memory_gb_hour
    return requests_per_month * (working + held) / 3600.0


@formula("USD per month")
def agent_tools_cost(
    requests_per_month: Amount, agent_steps: Amount, agent_tool_calls_million: Amount
) -> Amount:
    """What calling tools through a gateway costs each month in USD."""
    return requests_per_month * (agent_steps - 1.0) * agent_tool_calls_million / 1e6


@formula("USD per month")
def agent_memory_cost(requests_per_month: Amount, agent_events_thousand: Amount) -> Amount:
    """What remembering a conversation costs each month in USD: a question and an answer."""
    return requests_per_month * 2.0 * agent_events_thousand / 1000.0


@formula("USD")
def people_cost(people_days: Amount, day_rate_usd: Amount) -> Amount:
    """What people cost to build it, in USD."""
    return people_days * day_rate_usd


@formula("USD per month")
def subscription_cost(nova_forge_year: Amount) -> Amount:
    """What a yearly subscription comes to each month, in USD."""
    return nova_forge_year / 12.0
