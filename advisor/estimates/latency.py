"""The arithmetic of an answer's time, in milliseconds."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, formula


@formula("ms", lowered_by=("tflops", "prefill_utilization"))
def prefill_ms(
    parameters: Amount, prompt_tokens: Amount, tflops: Amount, prefill_utilization: Amount
) -> Amount:
    """Time to read the prompt, in ms: bound by arithmetic, 2 FLOPs per weight and token."""
    return 2.0 * parameters * prompt_tokens / (tflops * 1e12 * prefill_utilization) * 1000.0


@formula("ms per token", lowered_by=("bandwidth_tb_s", "bandwidth_utilization"))
def token_ms(
    parameters: Amount,
    bytes_per_weight: Amount,
    cache_gb: Amount,
    bandwidth_tb_s: Amount,
    bandwidth_utilization: Amount,
) -> Amount:
    """Time to write one token, in ms: bound by memory; all weights and the cache are read once."""
    read = parameters * bytes_per_weight + cache_gb * 1e9
    return read / (bandwidth_tb_s * 1e12 * bandwidth_utilization) * 1000.0


@formula("ms")
def first_token_ms(network_ms: Amount, prefill_ms: Amount) -> Amount:
    """Time until the first word shows, in ms: what streaming lets a reader see."""
    return network_ms + prefill_ms


@formula("ms")
def answer_ms(
    network_ms: Amount, prefill_ms: Amount, output_tokens: Amount, token_ms: Amount
) -> Amount:
    """Time of a complete answer from one call of a model, in ms."""
    return network_ms + prefill_ms + output_tokens * token_ms


@formula("ms")
def retrieved_answer_ms(
    network_ms: Amount,
    retrieval_ms: Amount,
    prefill_ms: Amount,
    output_tokens: Amount,
    token_ms: Amount,
) -> Amount:
    """Time of a complete answer with a search before it, in ms."""
    return network_ms + retrieval_ms + prefill_ms + output_tokens * token_ms


@formula("ms")
def agent_answer_ms(
    network_ms: Amount,
    agent_steps: Amount,
    prefill_ms: Amount,
    tool_ms: Amount,
    call_tokens: Amount,
    output_tokens: Amount,
    token_ms: Amount,
) -> Amount:
    """Time of an agent's answer, in ms: each step reads the context, all but the last call a tool.

    agent_steps: calls of the model per request, at least 1.
    """
    calling = (agent_steps - 1.0) * (tool_ms + call_tokens * token_ms)
    return network_ms + agent_steps * prefill_ms + calling + output_tokens * token_ms
