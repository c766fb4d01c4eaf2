"""What a plan costs each month with a model, part by part: all that is recommended and priced."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import NamedTuple

from advisor.estimates import safeguards, serving, tokens
from advisor.estimates.hosting import hosting_cost
from advisor.estimates.inputs import Inputs
from advisor.estimates.page_readers import READERS_OF_PAGES, fields_not_counted, readers_not_counted
from advisor.estimates.prompts import (
    NOTHING_CACHED,
    answer_tokens,
    cached_tokens,
    prompt_tokens,
    read_tokens,
    shortest_cached,
    shortest_is_unknown,
)
from advisor.estimates.quantities import Quantity, exactly, total
from advisor.estimates.querying import (
    queries_cost,
    queries_left_out,
    queries_not_counted,
    query_usd,
)
from advisor.estimates.ready_services import ready_service_parts
from advisor.estimates.retrieving import (
    reranking_cost,
    retrieval_parts,
    store_cost,
    store_not_counted,
)
from advisor.estimates.screening import (
    beyond_filters,
    guardrail_parts,
    questions_not_screened,
    unread,
)
from advisor.estimates.served import (
    Served,
    cache_prices,
    price,
    thinking,
    without_routing,
)
from advisor.estimates.wanted import CHECKED_BY_MODEL, Wanted
from advisor.estimates.words import counted, listed, money
from advisor.knowledge.figures import Customization

HOSTS_OF_AGENTS = frozenset({"bedrock-agentcore", "agentcore-runtime"})
"""Items of which one runs the agent at the prices of AgentCore; Bedrock Agents charge nothing of
their own (source: bedrock-agents-cost)."""


class Part(NamedTuple):
    """A part of what a month costs. kind: what it is for, by which it is told."""

    kind: str
    cost: Quantity


NAMES = {
    "read": "Tokens read",
    "cached": "Tokens from the cache",
    "written": "Tokens written",
    "steps": "Further steps of the agent",
    "queries": "Writing queries",
    "retrieval": "Retrieval",
    "store": "Vector store",
    "guardrails": "Guardrails",
    "checks": "Judging each answer",
    "agents": "Running the agent",
    "speech": "Speech into text",
    "pages": "Reading pages",
    "textract": "Reading pages",
    "pictures": "Labels of images",
    "translation": "Translation",
    "voice": "Answers as speech",
    "text analysis": "Analysis of texts",
    "evaluation": "Evaluation",
    "hosting": "Hosting",
    "units": "Units of the tuned model",
    "storage": "Keeping tuned models",
    "subscription": "Subscription",
}
"""Every kind of part, in the order in which they are told."""


def month_parts(inputs: Inputs, wanted: Wanted, model: Served | None) -> list[Part]:
    """The parts of a month, in USD. model: None where weights of one's own are hosted."""
    parts: list[Part] = []
    if model is None:
        parts.append(Part("hosting", hosting_cost(inputs, wanted)))
    else:
        parts += _token_parts(inputs, wanted, model)
        parts += _tuned_parts(inputs, wanted, model)
    if wanted.searches:
        parts += [Part("retrieval", each) for each in retrieval_parts(inputs, wanted)]
        if "reranking" in wanted.items:
            parts.append(Part("retrieval", reranking_cost(inputs)))
        if store := store_cost(inputs, wanted):
            parts.append(Part("store", store))
    queries = queries_cost(inputs, wanted, model, _asked(inputs, wanted))
    if queries is not None:
        parts.append(Part("queries", queries))
    parts += [Part("guardrails", each) for each in guardrail_parts(inputs, wanted)]
    if model is not None and CHECKED_BY_MODEL in wanted.items:
        parts.append(Part("checks", _second_call(inputs, wanted, model)))
    parts += [Part("agents", each) for each in _agent_parts(inputs, wanted)]
    parts += [Part(kind, each) for kind, each in ready_service_parts(inputs, wanted, model)]
    if model is not None and "quality-monitoring" in wanted.items:
        parts.append(Part("evaluation", _checking(inputs, wanted, model)))
    if "nova-forge" in wanted.items:
        parts.append(
            Part(
                "subscription",
                inputs.work_out(
                    "subscription_cost",
                    "Nova Forge",
                    safeguards.subscription_cost,
                    nova_forge_year=inputs.priced("nova_forge_year"),
                ),
            )
        )
    return parts


def month_cost(inputs: Inputs, wanted: Wanted, model: Served | None) -> Quantity:
    """What a month costs, in USD."""
    parts = [part.cost for part in month_parts(inputs, wanted, model)]
    return total("monthly_cost", "Running it, each month", "USD per month", parts)


def _token_parts(inputs: Inputs, wanted: Wanted, model: Served) -> list[Part]:
    prompt = prompt_tokens(inputs, wanted)
    reading, writing = (price(inputs, model, side, prompt) for side in ("input", "output"))
    requests = _asked(inputs, wanted)
    cached, prices = cached_tokens(inputs, wanted), cache_prices(model)
    short = shortest_cached(inputs, wanted, model) is not None
    if cached is None or short or prices is None or model.tier != "on_demand":
        cached = NOTHING_CACHED
    fresh = (
        prompt
        if cached is NOTHING_CACHED
        else inputs.work_out(
            "fresh_tokens",
            "Tokens read anew",
            tokens.fresh_tokens,
            prompt_tokens=prompt,
            cached_tokens=cached,
        )
    )
    thought = thinking(inputs, model)
    given = {"asked_requests": requests, "fresh_tokens": fresh, "thinking_tokens": thought}
    parts = [
        Part(
            "read",
            inputs.work_out(
                "read_cost",
                "Tokens read",
                tokens.read_cost,
                **_only(given, "thinking_tokens"),
                input_usd=reading,
            ),
        )
    ]
    if cached is not NOTHING_CACHED and prices is not None:
        calls = (
            inputs.of("agent_steps")
            if wanted.acts
            else exactly("calls", 1.0, "calls", "data", "Calls per request")
        )
        parts.append(
            Part(
                "cached",
                inputs.work_out(
                    "cached_cost",
                    "Tokens from the cache",
                    tokens.cached_cost,
                    asked_requests=requests,
                    calls=calls,
                    cached_tokens=cached,
                    cache_read_usd=prices[0],
                    cache_write_usd=prices[1],
                ),
            )
        )
    parts.append(
        Part(
            "written",
            inputs.work_out(
                "written_cost",
                "Tokens written",
                tokens.written_cost,
                **_only(given, "fresh_tokens"),
                output_usd=writing,
            ),
        )
    )
    if wanted.acts:
        parts.append(
            Part(
                "steps",
                inputs.work_out(
                    "steps_cost",
                    "Further steps of the agent",
                    tokens.steps_cost,
                    **given,
                    input_usd=reading,
                    output_usd=writing,
                ),
            )
        )
    return parts


def _only(given: dict[str, Quantity], without: str) -> dict[str, Quantity]:
    return {name: each for name, each in given.items() if name != without}


def _asked(inputs: Inputs, wanted: Wanted) -> Quantity:
    requests = inputs.of("requests_per_month")
    repeated = inputs.facts.get("repeated_requests_percent")
    if "response-caching" not in wanted.items or repeated is None:
        return requests
    return inputs.work_out(
        "asked_requests",
        "Requests that reach the model",
        tokens.asked_requests,
        requests_per_month=requests,
        repeated_requests_percent=repeated,
    )


# Tuned models


def customization_of(inputs: Inputs, model: Served) -> Customization | None:
    """What tuning a model costs; None where no source says."""
    return inputs.knowledge.customizations.get(without_routing(model.model.id))


def _tuned_parts(inputs: Inputs, wanted: Wanted, model: Served) -> list[Part]:
    if not wanted.is_tuned:
        return []
    parts = [
        Part(
            "storage",
            inputs.work_out(
                "storage_cost",
                "Keeping the tuned models",
                serving.storage_cost,
                custom_model_storage=inputs.priced("custom_model_storage"),
            ),
        )
    ]
    if (units := _units(inputs, model)) is not None:
        parts.insert(0, Part("units", units))
    return parts


def _units(inputs: Inputs, model: Served) -> Quantity | None:
    """Units that a tuned model must have, where it does not answer at the price of tokens."""
    tuning = customization_of(inputs, model)
    if tuning is None or tuning.on_demand is not False or tuning.unit_hour_usd is None:
        return None
    return inputs.work_out(
        "units_cost",
        "Units of the tuned models, all hours",
        serving.units_cost,
        unit_hour_usd=exactly(
            "unit_hour_usd",
            tuning.unit_hour_usd,
            "USD per unit and hour",
            "price",
            f"A unit of {model.model.name}",
            tuning.sources,
        ),
    )


# Around the model


def _agent_parts(inputs: Inputs, wanted: Wanted) -> list[Quantity]:
    if not wanted.acts or not HOSTS_OF_AGENTS & wanted.items:
        return []
    parts = [
        inputs.work_out(
            "agent_runtime_cost",
            "CPU and memory of the agent",
            safeguards.agent_runtime_cost,
            agent_cpu_hour=inputs.priced("agent_cpu_hour"),
            agent_memory_gb_hour=inputs.priced("agent_memory_gb_hour"),
        ),
        inputs.work_out(
            "agent_tools_cost",
            "Calls of tools through a gateway",
            safeguards.agent_tools_cost,
            agent_tool_calls_million=inputs.priced("agent_tool_calls_million"),
        ),
    ]
    if {"conversation-memory", "agentcore-memory"} & wanted.items:
        parts.append(
            inputs.work_out(
                "agent_memory_cost",
                "Remembering conversations",
                safeguards.agent_memory_cost,
                agent_events_thousand=inputs.priced("agent_events_thousand"),
            )
        )
    return parts


# Evaluation


def request_cost(inputs: Inputs, wanted: Wanted, model: Served) -> Quantity:
    """What the tokens of one request cost, in USD, before caches."""
    prompt = prompt_tokens(inputs, wanted)
    return inputs.work_out(
        "request_cost",
        "Tokens of one request",
        tokens.request_cost,
        read_tokens=read_tokens(inputs, wanted),
        written_tokens=total(
            "written_tokens",
            "Tokens written, thinking included",
            "tokens",
            [answer_tokens(inputs, wanted), thinking(inputs, model)],
        ),
        input_usd=price(inputs, model, "input", prompt),
        output_usd=price(inputs, model, "output", prompt),
    )


def answered_cost(inputs: Inputs, wanted: Wanted, model: Served) -> Quantity:
    """What answering one example costs, in USD: its query too, and judging where a model judges."""
    answering = request_cost(inputs, wanted, model)
    parts, titles = [answering], ["Answering"]
    if (query := query_usd(inputs, wanted, model)) is not None:
        parts.insert(0, query)
        titles.insert(0, "Querying")
    if {"llm-as-judge", "bedrock-evaluations"} & wanted.items:
        parts.append(_judge_cost(inputs, wanted, model))
        titles.append("judging")
    if len(parts) == 1:
        return answering
    first, *others = titles
    title = f"{listed([first, *(each.lower() for each in others)])} one example"
    return total("answered_cost", title, answering.unit, parts)


def _judge_cost(inputs: Inputs, wanted: Wanted, model: Served) -> Quantity:
    prompt = prompt_tokens(inputs, wanted)
    return inputs.work_out(
        "judge_cost",
        "Judging one answer",
        tokens.judge_cost,
        prompt_tokens=prompt,
        answer_tokens=inputs.of("output_tokens"),
        thinking_tokens=thinking(inputs, model),
        input_usd=price(inputs, model, "input", prompt),
        output_usd=price(inputs, model, "output", prompt),
    )


def _second_call(inputs: Inputs, wanted: Wanted, model: Served) -> Quantity:
    """What judging every answer of a month costs, in USD."""
    return inputs.work_out(
        "second_call_cost",
        "Judging each answer by a second call",
        tokens.second_call_cost,
        judge_cost=_judge_cost(inputs, wanted, model),
    )


def _checking(inputs: Inputs, wanted: Wanted, model: Served) -> Quantity:
    return inputs.work_out(
        "checking_cost",
        "Evaluating in operation",
        tokens.checking_cost,
        answered_cost=answered_cost(inputs, wanted, model),
    )


# What is not counted


_OF_THEIR_OWN = (
    *(
        "cached",
        "store",
        "guardrails",
        "checks",
        "agents",
        "speech",
        "pages",
        "textract",
        "pictures",
    ),
    *("translation", "voice", "text analysis", "evaluation", "tuning", "training", "hosting"),
    "subscription",
)
COUNTED_IN: Mapping[str, frozenset[str]] = {
    **{kind: frozenset({kind}) for kind in _OF_THEIR_OWN},
    "tokens": frozenset({"read", "written", "steps"}),
    "retrieval": frozenset({"retrieval", "indexing", "queries"}),
    "reranking": frozenset({"retrieval"}),
    "training and hosting": frozenset({"training", "hosting"}),
}
"""The kinds of parts that hold what data/item_costs.yaml calls counted."""

NO_SUCH_PART = "in this plan nothing is charged for it that could be worked out"


def not_counted(
    inputs: Inputs, wanted: Wanted, model: Served | None, kinds: Collection[str]
) -> list[str]:
    """What costs money and is not in the total, and why; the items by their names.

    kinds: of the parts that are in the totals.
    """
    found = []
    # Where one of these is missing, a line of its own says why.
    apart = {
        each
        for each, holds in (
            ("cached", model is not None),
            ("store", wanted.searches),
            ("tuning", wanted.is_tuned),
        )
        if holds
    }
    apart_from = READERS_OF_PAGES | unread(wanted).keys()
    for item in sorted(wanted.items - apart_from):
        cost = inputs.knowledge.item_costs[item]
        because = cost.because
        if cost.counted is not None and cost.counted not in apart:
            there = COUNTED_IN[cost.counted].intersection(kinds)
            because = None if there else cost.otherwise or NO_SUCH_PART
        if because:
            found.append(f"{_name(inputs, item)}: {because}")
    if (store := store_not_counted(wanted)) is not None:
        found.append(store)
    found += readers_not_counted(inputs, wanted, model)
    found += [f"{_name(inputs, item)}: {why}" for item, why in sorted(unread(wanted).items())]
    checked = CHECKED_BY_MODEL in wanted.items
    if unread(wanted) and beyond_filters(wanted) and model is not None and not checked:
        usd = money(float(_second_call(inputs, wanted, model).likely))
        length = counted(float(inputs.of("judge_tokens").likely), "token")
        found.append(
            f"A second call of {model.model.name} that judges each question and answer by a prompt "
            "of your own, in place of the filters that cannot read these languages: about "
            f"{usd} a month, if it writes {length} (our judgement)"
        )
    if (questions := questions_not_screened(inputs, wanted)) is not None:
        found.append(questions)
    if (fields := fields_not_counted(inputs, wanted, model)) is not None:
        found.append(fields)
    if (queries := queries_not_counted(inputs, wanted)) is not None:
        found.append(queries)
    if model is not None and _may_need_units(inputs, wanted, model):
        found.append(
            f"Units of a tuned {model.model.name}: no source here says whether it answers at "
            "the price of tokens or needs units, nor what a unit costs"
        )
    if "prompt-caching" in wanted.items and model is not None:
        if cache_prices(model) is None:
            found.append(f"Savings from caching: {model.model.name} has no price for it here")
        elif model.tier != "on_demand":
            found.append("Savings from caching: they are worked out on demand only")
        elif cached_tokens(inputs, wanted) is None:
            found.append("Savings from caching: the length of the shared prefix is not stated")
        elif (shortest := shortest_cached(inputs, wanted, model)) is not None:
            found.append(
                f"Savings from caching: none. {model.model.name} caches only prefixes of "
                f"{shortest:,} tokens or more, and yours is shorter"
            )
        elif shortest_is_unknown(inputs, model):
            found.append(
                f"Whether {model.model.name} caches a prefix of your length: no source here says "
                "from how many tokens it caches; the savings are counted as if it did"
            )
    if inputs.of("people_days").high == 0 or inputs.of("day_rate_usd").high == 0:
        found.append("People: how many days they work, and at what rate, was not given")
    return found


def without(inputs: Inputs, wanted: Wanted, model: Served | None) -> list[str]:
    """What is in no total and may cost more than all that is, by name.

    Items that are charged by use and have no price here, what runs the queries over records, and
    the units of a tuned model.
    """
    costs = inputs.knowledge.item_costs
    names = [
        costs[item].left_out or _name(inputs, item)
        for item in sorted(wanted.items)
        if costs[item].may_be_most
    ]
    if (queries := queries_left_out(wanted)) is not None:
        names.append(queries)
    if model is not None and _may_need_units(inputs, wanted, model):
        names.append(f"units of a tuned {model.model.name}")
    return names


def _may_need_units(inputs: Inputs, wanted: Wanted, model: Served) -> bool:
    """Whether no source says how a tuned model is paid for."""
    tuning = customization_of(inputs, model)
    return wanted.is_tuned and (
        tuning is None or (tuning.on_demand is None and tuning.unit_hour_usd is None)
    )


def _name(inputs: Inputs, item: str) -> str:
    known = inputs.knowledge.items.get(item)
    return known.name if known else item
