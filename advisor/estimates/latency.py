"""The arithmetic of an answer's time, in ms: of managed models as measured, of hosted ones."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, formula, larger


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


@formula("ms", lowered_by=("measured_prompt_tokens", "tokens_per_second"))
def managed_first_ms(
    first_word_ms: Amount,
    prompt_tokens: Amount,
    measured_prompt_tokens: Amount,
    reading_share: Amount,
    tokens_per_second: Amount,
) -> Amount:
    """Time until a managed model writes the first word of its answer, in ms, as measured.

    A prompt longer than the measured one takes longer to read: a token a share of the time that
    writing one takes.
    """
    beyond = larger(0.0, prompt_tokens - measured_prompt_tokens)
    return first_word_ms + beyond * reading_share * 1000.0 / tokens_per_second


@formula("ms", lowered_by=("tokens_per_second",))
def writing_ms(output_tokens: Amount, tokens_per_second: Amount) -> Amount:
    """Time to write an answer, in ms."""
    return output_tokens * 1000.0 / tokens_per_second


@formula("ms", lowered_by=("tokens_per_second",))
def steps_ms(
    agent_steps: Amount,
    step_first_ms: Amount,
    call_tokens: Amount,
    tokens_per_second: Amount,
    tool_ms: Amount,
) -> Amount:
    """Time of an agent's calls before the last one, in ms: each thinks, calls a tool and waits."""
    one = step_first_ms + call_tokens * 1000.0 / tokens_per_second + tool_ms
    return (agent_steps - 1.0) * one


@formula("ms", lowered_by=("tokens_per_second",))
def query_ms(query_first_ms: Amount, query_tokens: Amount, tokens_per_second: Amount) -> Amount:
    """Time of a call that writes a query over records before the answer, in ms.

    query_first_ms: until its first word, which takes as long as that of the answer: the call reads
    a prompt as long, and thinks anew.
    """
    return query_first_ms + query_tokens * 1000.0 / tokens_per_second


@formula("ms", lowered_by=("measured_prompt_tokens", "tokens_per_second"))
def judge_first_ms(
    first_word_ms: Amount,
    judged_tokens: Amount,
    measured_prompt_tokens: Amount,
    reading_share: Amount,
    tokens_per_second: Amount,
) -> Amount:
    """Time until a managed model writes the first word of its verdict, in ms.

    judged_tokens: the prompt and the answer, which it reads as it reads any prompt.
    """
    beyond = larger(0.0, judged_tokens - measured_prompt_tokens)
    return first_word_ms + beyond * reading_share * 1000.0 / tokens_per_second


@formula("ms", lowered_by=("tokens_per_second",))
def judging_ms(judge_first_ms: Amount, judge_tokens: Amount, tokens_per_second: Amount) -> Amount:
    """Time of a further call that judges an answer before it is shown, in ms."""
    return judge_first_ms + judge_tokens * 1000.0 / tokens_per_second


@formula("ms")
def slowed_ms(usual_ms: Amount, spread: Amount) -> Amount:
    """The time within which 95 of 100 are done, from the time of half of them, in ms."""
    return usual_ms * spread
