"""What queries over records cost and take: a knowledge base writes them, or a model does.

A knowledge base has a price for each, and how long it writes is not known. Whatever runs them
charges besides: how long a query runs is not known before it is written.
"""

from __future__ import annotations

from advisor.estimates import latency, tokens
from advisor.estimates.checks import model_first_ms
from advisor.estimates.hosting import hosted_answer_ms
from advisor.estimates.inputs import Inputs
from advisor.estimates.prompts import prompt_tokens
from advisor.estimates.quantities import Quantity
from advisor.estimates.served import Served, measured, price, thinking
from advisor.estimates.wanted import Wanted

KNOWLEDGE_BASE = "bedrock-knowledge-bases"
"""The item that writes queries over records, and runs them with Amazon Redshift."""

RUNNING = "running the queries over the records"
WRITING_AND_RUNNING = "writing and running the queries over the records"


def query_usd(inputs: Inputs, wanted: Wanted, model: Served | None) -> Quantity | None:
    """What writing the query of one request costs, in USD; None where it is in other costs.

    An agent writes its queries as calls of a tool, hosts bear what they write, and where questions
    are to become queries and nothing else, the answer is the query.
    """
    if not wanted.queries_records:
        return None
    if KNOWLEDGE_BASE in wanted.items:
        return inputs.priced("generated_query")
    if model is None or wanted.acts or wanted.stated.get("tasks") == ("text_to_query",):
        return None
    prompt = prompt_tokens(inputs, wanted)
    return inputs.work_out(
        "query_usd",
        "Writing one query",
        tokens.query_usd,
        prompt_tokens=prompt,
        thinking_tokens=thinking(inputs, model),
        input_usd=price(inputs, model, "input", prompt),
        output_usd=price(inputs, model, "output", prompt),
    )


def queries_cost(
    inputs: Inputs, wanted: Wanted, model: Served | None, requests: Quantity
) -> Quantity | None:
    """What writing the queries of a month costs, in USD, one a request; None as in `query_usd`.

    requests: those of a month that reach the model.
    """
    usd = query_usd(inputs, wanted, model)
    if usd is None:
        return None
    by_it = "by a knowledge base" if KNOWLEDGE_BASE in wanted.items else "by a call of the model"
    return inputs.work_out(
        "queries_cost",
        f"Writing the queries, {by_it}",
        tokens.queries_cost,
        asked_requests=requests,
        query_usd=usd,
    )


def query_ms(inputs: Inputs, wanted: Wanted, model: Served | None) -> Quantity | None:
    """What writing the query of one request takes before the answer, in ms; None where unknown.

    It is a whole call of the same model; of hosted weights too, where nothing but time is paid. An
    agent's query is one of its steps, and how long a knowledge base writes was not measured.
    """
    if not wanted.queries_records or KNOWLEDGE_BASE in wanted.items or wanted.acts:
        return None
    if wanted.stated.get("tasks") == ("text_to_query",):
        return None
    title = "Writing the query by a call of the model"
    if model is None:
        written = inputs.of("query_tokens")
        return hosted_answer_ms(inputs, wanted, output_tokens=written)._replace(title=title)
    speed = measured(model, "tokens_per_second")
    if speed is None:
        return None
    return inputs.work_out(
        "query_ms",
        title,
        latency.query_ms,
        query_first_ms=model_first_ms(inputs, model, prompt_tokens(inputs, wanted)),
        tokens_per_second=speed,
    )


def time_of_queries_left_out(wanted: Wanted) -> str | None:
    """What of a query over records is in no time: running it, and writing where that is unknown."""
    if not wanted.queries_records:
        return None
    by_it = KNOWLEDGE_BASE in wanted.items
    return "writing and running the query" if by_it else "running the query"


def queries_not_counted(inputs: Inputs, wanted: Wanted) -> str | None:
    """What of the queries over records is in no total; None where nothing is."""
    usd = float(inputs.priced("generated_query").likely)
    if wanted.queries_records:
        engine = ", such as Amazon Redshift" if KNOWLEDGE_BASE in wanted.items else ""
        return (
            f"Running the queries: what the engine that holds the records charges{engine}; and the "
            f"time of {time_of_queries_left_out(wanted)}, which passes before the first word"
        )
    if wanted.queries_some_records and KNOWLEDGE_BASE in wanted.items:
        return (
            "Queries over the records beside the documents: which requests need one is known once "
            f"it runs. A knowledge base charges {usd:g} USD for each that it writes, and the "
            "engine that runs it charges besides"
        )
    return None


def queries_left_out(wanted: Wanted) -> str | None:
    """The name of what of the queries is in no total and may cost more than all that is."""
    if wanted.queries_some_records and KNOWLEDGE_BASE in wanted.items:
        return WRITING_AND_RUNNING
    return RUNNING if wanted.queries_records else None
