"""The arithmetic of running: tokens, storage, hosts and what they cost each month."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, ceiling, formula, larger


@formula("USD per request")
def request_cost(
    prompt_tokens: Amount, answer_tokens: Amount, input_usd: Amount, output_usd: Amount
) -> Amount:
    """What the tokens of one request cost in USD. input_usd, output_usd: per million tokens."""
    return (prompt_tokens * input_usd + answer_tokens * output_usd) / 1e6


@formula("USD per month")
def token_cost(requests_per_month: Amount, request_cost: Amount) -> Amount:
    """What the tokens of a month cost in USD."""
    return requests_per_month * request_cost


@formula("USD")
def evaluation_cost(
    evaluation_examples: Amount, evaluation_rounds: Amount, request_cost: Amount
) -> Amount:
    """What answering the evaluation set costs in USD, over all rounds while building."""
    return evaluation_examples * evaluation_rounds * request_cost


@formula("tokens")
def retrieval_prompt_tokens(
    input_tokens: Amount, retrieved_passages: Amount, passage_tokens: Amount
) -> Amount:
    """Tokens of a prompt to which retrieval adds passages."""
    return input_tokens + retrieved_passages * passage_tokens


@formula("tokens")
def agent_prompt_tokens(input_tokens: Amount, agent_steps: Amount, tool_tokens: Amount) -> Amount:
    """Tokens that an agent reads for one request: every step reads all that came before."""
    return agent_steps * input_tokens + tool_tokens * agent_steps * (agent_steps - 1.0) / 2.0


@formula("tokens")
def agent_answer_tokens(output_tokens: Amount, agent_steps: Amount, call_tokens: Amount) -> Amount:
    """Tokens that an agent writes for one request: calls of tools, then the answer."""
    return output_tokens + (agent_steps - 1.0) * call_tokens


@formula("GB", lowered_by=("indexed_passage_tokens",))
def vector_gb(
    knowledge_tokens: Amount, indexed_passage_tokens: Amount, vector_bytes: Amount
) -> Amount:
    """Size of the index in GB: one vector with its text for each passage."""
    return knowledge_tokens / indexed_passage_tokens * vector_bytes / 1e9


@formula("USD")
def indexing_cost(
    knowledge_tokens: Amount, embedding_usd: Amount, vector_gb: Amount, vector_put_gb: Amount
) -> Amount:
    """What building the index once costs in USD. embedding_usd: per million tokens."""
    return knowledge_tokens * embedding_usd / 1e6 + vector_gb * vector_put_gb


@formula("USD per month")
def vector_store_cost(
    vector_gb: Amount,
    vector_storage_gb_month: Amount,
    requests_per_month: Amount,
    vector_queries_million: Amount,
    input_tokens: Amount,
    embedding_usd: Amount,
) -> Amount:
    """What keeping and asking the index costs each month in USD; each question is embedded."""
    asking = requests_per_month * (vector_queries_million + input_tokens * embedding_usd) / 1e6
    return vector_gb * vector_storage_gb_month + asking


@formula("USD per month")
def storage_cost(tuned_variants: Amount, custom_model_storage: Amount) -> Amount:
    """What keeping tuned models costs each month in USD."""
    return tuned_variants * custom_model_storage


@formula("requests per second", lowered_by=("hours_per_month",))
def peak_rate(requests_per_month: Amount, peak_factor: Amount, hours_per_month: Amount) -> Amount:
    """Requests per second at the peak."""
    return requests_per_month * peak_factor / (hours_per_month * 3600.0)


@formula("answers")
def concurrent_answers(peak_rate: Amount, answer_ms: Amount) -> Amount:
    """Answers in progress at once at the peak (Little's law), at least one."""
    return larger(1.0, peak_rate * answer_ms / 1000.0)


@formula("hosts", lowered_by=("host_memory_gb", "host_tflops", "serving_utilization"))
def hosts(
    serving_gb: Amount,
    host_memory_gb: Amount,
    peak_rate: Amount,
    parameters: Amount,
    request_tokens: Amount,
    host_tflops: Amount,
    serving_utilization: Amount,
) -> Amount:
    """Instances that hold the memory and do the arithmetic of the peak: the larger of the two.

    Arithmetic: 2 FLOPs per weight and token, read or written.
    """
    for_memory = ceiling(serving_gb / host_memory_gb)
    work = peak_rate * 2.0 * parameters * request_tokens
    return larger(for_memory, ceiling(work / (host_tflops * 1e12 * serving_utilization)))


@formula("USD per month")
def hosting_cost(hosts: Amount, usd_per_host_hour: Amount, hosting_hours: Amount) -> Amount:
    """What hosting one's own weights costs each month in USD."""
    return hosts * usd_per_host_hour * hosting_hours


@formula("requests per month", lowered_by=("request_cost",))
def break_even(hosting_cost: Amount, request_cost: Amount) -> Amount:
    """Requests a month at which a fixed monthly cost equals paying by the token.

    It holds while the same hosts, or units, bear the load.
    """
    return hosting_cost / request_cost


@formula("USD per month")
def provisioned_cost(bedrock_model_unit_hour: Amount, hours_per_month: Amount) -> Amount:
    """What one reserved model unit costs each month in USD."""
    return bedrock_model_unit_hour * hours_per_month
