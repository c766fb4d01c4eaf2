"""The arithmetic of tokens: what a model reads and writes for a request, and what that costs."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, ceiling, formula, larger, smaller


@formula("tokens")
def retrieval_prompt_tokens(
    input_tokens: Amount, retrieved_passages: Amount, passage_tokens: Amount
) -> Amount:
    """Tokens of a prompt to which retrieval adds passages."""
    return input_tokens + retrieved_passages * passage_tokens


@formula("tokens")
def whole_prompt_tokens(input_tokens: Amount, knowledge_tokens: Amount) -> Amount:
    """Tokens of a prompt in which the whole knowledge stands."""
    return input_tokens + knowledge_tokens


@formula("tokens")
def prefixed_tokens(shared_prefix_tokens: Amount, question_tokens: Amount) -> Amount:
    """Tokens of a prompt whose length nobody stated: its stated beginning, and a question."""
    return shared_prefix_tokens + question_tokens


@formula("tokens", lowered_by=("shared_prefix_tokens",))
def asked_tokens(input_tokens: Amount, shared_prefix_tokens: Amount) -> Amount:
    """Tokens that are asked or read in one request: its prompt less what all prompts share."""
    return larger(0.0, input_tokens - shared_prefix_tokens)


@formula("tokens")
def held_tokens(shared_prefix_tokens: Amount, input_tokens: Amount) -> Amount:
    """Tokens of a prompt that a cache can hold: the shared ones, and no more than there are."""
    return smaller(shared_prefix_tokens, input_tokens)


@formula("tokens", lowered_by=("cached_tokens",))
def fresh_tokens(prompt_tokens: Amount, cached_tokens: Amount) -> Amount:
    """Tokens of a prompt that are read anew: those that no cache holds."""
    return larger(0.0, prompt_tokens - cached_tokens)


@formula("tokens")
def agent_prompt_tokens(prompt_tokens: Amount, agent_steps: Amount, tool_tokens: Amount) -> Amount:
    """Tokens that an agent reads for one request: every step reads all that came before."""
    return agent_steps * prompt_tokens + tool_tokens * agent_steps * (agent_steps - 1.0) / 2.0


@formula("tokens")
def agent_answer_tokens(output_tokens: Amount, agent_steps: Amount, call_tokens: Amount) -> Amount:
    """Tokens that an agent writes for one request: calls of tools, then the answer."""
    return output_tokens + (agent_steps - 1.0) * call_tokens


@formula("tokens", lowered_by=("plain_first_word_ms",))
def thinking_tokens(
    first_word_ms: Amount, plain_first_word_ms: Amount, tokens_per_second: Amount
) -> Amount:
    """Tokens that a model writes before the first word of its answer; they are paid like it."""
    return larger(0.0, first_word_ms - plain_first_word_ms) * tokens_per_second / 1000.0


@formula("USD per million tokens", lowered_by=("above_tokens",))
def tiered_usd(
    usd: Amount, usd_more_above: Amount, prompt_tokens: Amount, above_tokens: Amount
) -> Amount:
    """The price of a million tokens, which is higher where the prompt is longer than a bound."""
    return usd + usd_more_above * smaller(
        1.0, ceiling(larger(0.0, prompt_tokens - above_tokens) / 1e15)
    )


@formula("USD per million tokens")
def discounted_usd(usd: Amount, price_share: Amount) -> Amount:
    """The price of a million tokens in a tier that costs a share of the price on demand."""
    return usd * price_share


@formula("requests per month", lowered_by=("repeated_requests_percent",))
def asked_requests(requests_per_month: Amount, repeated_requests_percent: Amount) -> Amount:
    """Requests of a month that reach the model, where repeated ones are answered from a store."""
    return requests_per_month * larger(0.0, 1.0 - repeated_requests_percent / 100.0)


@formula("USD per month")
def read_cost(asked_requests: Amount, fresh_tokens: Amount, input_usd: Amount) -> Amount:
    """What reading the prompts of a month costs in USD."""
    return asked_requests * fresh_tokens * input_usd / 1e6


@formula("USD per month")
def cached_cost(
    asked_requests: Amount,
    calls: Amount,
    cached_tokens: Amount,
    cache_read_usd: Amount,
    cache_miss_share: Amount,
    cache_write_usd: Amount,
) -> Amount:
    """What a cached prefix costs in a month in USD: read by most calls, and written by the others.

    calls: of the model per request, of which the first alone may come too late for the cache: it
    writes the prefix, which costs no less than reading it, and reads none.
    """
    read = larger(0.0, calls - cache_miss_share) * cache_read_usd
    written = smaller(calls, cache_miss_share) * larger(cache_read_usd, cache_write_usd)
    usd = read + written
    return asked_requests * cached_tokens * usd / 1e6


@formula("USD per month")
def written_cost(
    asked_requests: Amount, output_tokens: Amount, thinking_tokens: Amount, output_usd: Amount
) -> Amount:
    """What writing the answers of a month costs in USD, thinking included."""
    return asked_requests * (output_tokens + thinking_tokens) * output_usd / 1e6


@formula("USD per month")
def steps_cost(
    asked_requests: Amount,
    agent_steps: Amount,
    fresh_tokens: Amount,
    tool_tokens: Amount,
    input_usd: Amount,
    call_tokens: Amount,
    thinking_tokens: Amount,
    output_usd: Amount,
) -> Amount:
    """What the calls of an agent cost in a month beyond its last one, in USD.

    Each reads the prompt and all that came before, and writes a call of a tool.
    """
    reading = (fresh_tokens + tool_tokens * agent_steps / 2.0) * input_usd
    writing = (call_tokens + thinking_tokens) * output_usd
    return asked_requests * (agent_steps - 1.0) * (reading + writing) / 1e6


@formula("USD per request")
def request_cost(
    read_tokens: Amount, written_tokens: Amount, input_usd: Amount, output_usd: Amount
) -> Amount:
    """What the tokens of one request cost in USD, over all its calls.

    input_usd, output_usd: per million tokens.
    """
    return (read_tokens * input_usd + written_tokens * output_usd) / 1e6


@formula("USD per query")
def query_usd(
    prompt_tokens: Amount,
    query_tokens: Amount,
    thinking_tokens: Amount,
    input_usd: Amount,
    output_usd: Amount,
) -> Amount:
    """What writing one query costs in USD: a model reads question and schema, and writes it.

    prompt_tokens: as long as the prompt that is answered; thinking_tokens: what the model writes
    before the query, and is paid for.
    """
    written = query_tokens + thinking_tokens
    return (prompt_tokens * input_usd + written * output_usd) / 1e6


@formula("USD per month")
def queries_cost(asked_requests: Amount, query_usd: Amount) -> Amount:
    """What writing the queries over records costs each month in USD, one a request."""
    return asked_requests * query_usd


@formula("USD per request")
def judge_cost(
    prompt_tokens: Amount,
    answer_tokens: Amount,
    judge_tokens: Amount,
    thinking_tokens: Amount,
    input_usd: Amount,
    output_usd: Amount,
) -> Amount:
    """What judging one answer costs in USD: a model reads prompt and answer, and grades them.

    thinking_tokens: what it writes before its grade, and is paid for.
    """
    written = judge_tokens + thinking_tokens
    return ((prompt_tokens + answer_tokens) * input_usd + written * output_usd) / 1e6


@formula("USD per month")
def second_call_cost(requests_per_month: Amount, judge_cost: Amount) -> Amount:
    """What a second call costs each month in USD that judges every answer before it is shown."""
    return requests_per_month * judge_cost


@formula("USD")
def evaluation_cost(
    evaluation_examples: Amount,
    evaluation_rounds: Amount,
    answered_cost: Amount,
) -> Amount:
    """What answering and judging the evaluation set costs in USD, over all rounds of building."""
    return evaluation_examples * evaluation_rounds * answered_cost


@formula("USD per month")
def checking_cost(
    evaluation_examples: Amount,
    evaluations_per_month: Amount,
    answered_cost: Amount,
) -> Amount:
    """What answering and judging the evaluation set costs each month in operation, in USD."""
    return evaluation_examples * evaluations_per_month * answered_cost
