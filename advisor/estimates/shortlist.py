"""Which managed model: those that fit the plan, cheapest first, and why the others do not."""

from __future__ import annotations

import datetime
from collections.abc import Collection

from advisor.estimates import by_path, serving
from advisor.estimates.quantities import Inputs, Quantity, exactly
from advisor.facts.scenario import Scenario
from advisor.facts.values import NumberRange
from advisor.knowledge.base import View
from advisor.knowledge.figures import ManagedModel, ModelTrait

LISTED = 8
"""So many models are listed; a longer list helps nobody to choose."""

LARGEST_IN_PROMPT = 200_000
"""Knowledge of more tokens than this is not put into a prompt whole."""

_PREFIXES = ("global.", "regional.")


def trait_of(inputs: Inputs, model: ManagedModel) -> ModelTrait | None:
    """What sources say of a model besides its price; None where they say nothing."""
    identity = model.id
    for prefix in _PREFIXES:
        identity = identity.removeprefix(prefix)
    return inputs.knowledge.model_traits.get(identity)


def why_not(
    inputs: Inputs,
    scenario: Scenario,
    paths: Collection[str],
    day: datetime.date,
    model: ManagedModel,
    context_tokens: float,
) -> str | None:
    """Why a model does not fit the plan; None where it does, as far as sources say.

    context_tokens: what one call must hold, from `context_needed`.
    """
    trait = trait_of(inputs, model)
    kind = trait.kind if trait else "chat"
    if kind == "embedding":
        return "turns text into vectors; it writes no answers"
    if kind == "speech":
        return "speaks and listens; text is not its main use"
    if model.input_usd is None or model.output_usd is None:
        return "no price was found"
    if trait and trait.end_of_life and trait.end_of_life <= day:
        return f"its life ended on {trait.end_of_life}"
    if trait and trait.legacy and trait.legacy <= day:
        return f"a legacy model since {trait.legacy}: no new customers"
    if scenario.data_residency == "region" and model.id.startswith("global."):
        return "requests are routed over Regions, and data must stay in one"
    if scenario.data_residency == "geography" and model.id.startswith("global."):
        return "requests are routed world-wide, and data must stay in its geography"
    for modality in scenario.modalities or ():
        if modality in ("image", "audio") and (trait is None or modality not in trait.reads):
            return f"no source here says that it reads {modality}"
    if model.context_tokens is None:
        return "its context window is not known"
    if context_tokens > model.context_tokens:
        return (
            f"a context of {model.context_tokens:,} tokens; up to {context_tokens:,.0f} are needed"
        )
    if _tunes(paths) and not (trait and trait.tuned_by):
        return "no source here says that Bedrock tunes it"
    if by_path.AGENTS in paths and not (trait and trait.calls_functions):
        return "no source here says that it calls tools"
    return None


def likely_cost(
    requests: float, prompt_tokens: float, answer_tokens: float, model: ManagedModel
) -> float:
    """What so many requests of this length cost with a model, in USD."""
    reading, writing = _prices(model, prompt_tokens)
    one: float = serving.request_cost(prompt_tokens, answer_tokens, reading, writing)
    return requests * one


def monthly_tokens(inputs: Inputs, paths: Collection[str], model: ManagedModel) -> Quantity:
    """What the tokens of the plan cost each month with this model, in USD."""
    path = costliest_to_ask(paths)
    prompt = by_path.prompt_tokens(inputs, path)
    reading, writing = _prices(model, prompt.likely)
    unit = "USD per million tokens"
    request = inputs.work_out(
        "request_cost",
        "Tokens of one request",
        serving.request_cost,
        prompt_tokens=prompt,
        answer_tokens=by_path.answer_tokens(inputs, path),
        input_usd=exactly("input_usd", reading, unit, "price", f"Tokens read: {model.name}"),
        output_usd=exactly("output_usd", writing, unit, "price", f"Tokens written: {model.name}"),
    )
    return inputs.work_out("token_cost", "Tokens", serving.token_cost, request_cost=request)


def _prices(model: ManagedModel, prompt_tokens: float) -> tuple[float, float]:
    reading, writing = model.input_usd or 0.0, model.output_usd or 0.0
    if model.above_tokens is not None and prompt_tokens > model.above_tokens:
        return model.input_usd_above or reading, model.output_usd_above or writing
    return reading, writing


def costliest_to_ask(paths: Collection[str]) -> str:
    """The path of a plan that sets the length of its prompts."""
    for path in (by_path.AGENTS, by_path.RETRIEVAL):
        if path in paths:
            return path
    return by_path.PROMPTS


def notes_on(inputs: Inputs, model: ManagedModel) -> tuple[str, ...]:
    """What is good to know of a model that fits, and what is not known."""
    trait = trait_of(inputs, model)
    if trait is None:
        return ("No source here says what it reads or whether it can be tuned.",)
    notes = []
    if trait.end_of_life:
        notes.append(f"Its life ends on {trait.end_of_life}, says one source.")
    if model.above_tokens:
        notes.append(f"Prompts above {model.above_tokens:,} tokens cost more.")
    if model.id.startswith("global."):
        notes.append("Requests are routed world-wide at this price.")
    return tuple(notes)


def criteria(scenario: Scenario, paths: Collection[str], view: View) -> tuple[str, ...]:
    """What is asked of the model here: the exam's criteria, told for this scenario."""
    said = [
        "cost: tokens of the plan at the scenario's load",
        f"modality: {', '.join(scenario.modalities or ('text',))}",
        "input length: context window against prompt, passages and answer",
    ]
    if _tunes(paths):
        said.append("customization: Bedrock tunes it")
    if by_path.AGENTS in paths:
        said.append("calling tools: an agent needs it")
    if scenario.data_residency in ("region", "geography"):
        said.append(f"routing: data stays in its {scenario.data_residency}")
    said.append("life cycle: open to new customers on the day")
    untested = "to be tested, no source here measures it: quality on your task, latency"
    if scenario.languages in ("several", "low_resource"):
        untested += ", your languages"
    return (*said, untested)


def _tunes(paths: Collection[str]) -> bool:
    return by_path.ADAPTERS in paths or by_path.ALIGNMENT in paths


def context_needed(inputs: Inputs, scenario: Scenario, paths: Collection[str]) -> float:
    """The most tokens that one call must hold: prompt, passages and answer."""
    path = costliest_to_ask(paths)
    prompt = float(by_path.prompt_tokens(inputs, path).high)
    if path == by_path.AGENTS:
        # One call reads the context once; the sum over the steps is what is paid.
        read = inputs.of("agent_steps").high * inputs.of("tool_tokens").high
        prompt = float(inputs.of("input_tokens").high + read)
    answer = float(by_path.answer_tokens(inputs, path).high)
    knowledge = scenario.knowledge_tokens
    whole = 0.0
    if path == by_path.PROMPTS and knowledge is not None:
        size = knowledge.high if isinstance(knowledge, NumberRange) else float(knowledge)
        # Without retrieval a small body of knowledge stands in the prompt whole.
        whole = size if size <= LARGEST_IN_PROMPT else 0.0
    return prompt + answer + whole
