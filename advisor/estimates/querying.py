"""What queries over records cost: a knowledge base writes them at a price each, or a model does.

Whatever runs them charges besides: how long a query runs is not known before it is written.
"""

from __future__ import annotations

from advisor.estimates import tokens
from advisor.estimates.inputs import Inputs
from advisor.estimates.prompts import prompt_tokens
from advisor.estimates.quantities import Quantity
from advisor.estimates.served import Served, price, thinking
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


def queries_not_counted(inputs: Inputs, wanted: Wanted) -> str | None:
    """What of the queries over records is in no total; None where nothing is."""
    usd = float(inputs.priced("generated_query").likely)
    if wanted.queries_records:
        engine = ", such as Amazon Redshift" if KNOWLEDGE_BASE in wanted.items else ""
        return (
            f"Running the queries: what the engine that holds the records charges{engine}; and the "
            "time of writing and running a query, which passes before the first word"
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
