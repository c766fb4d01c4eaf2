"""Which managed models fit a plan, cheapest first, and why the others do not."""

from __future__ import annotations

import datetime

from advisor.estimates.inputs import Inputs
from advisor.estimates.served import trait_of
from advisor.estimates.wanted import Wanted
from advisor.knowledge.base import View
from advisor.knowledge.figures import ManagedModel

LISTED = 8
"""So many models are listed; a longer list helps nobody to choose."""


def why_not(
    inputs: Inputs,
    wanted: Wanted,
    day: datetime.date,
    model: ManagedModel,
    context_tokens: float,
) -> str | None:
    """Why a model does not fit the plan; None where it does, as far as sources say.

    context_tokens: what one call must hold, from `context_needed`.
    """
    trait = trait_of(inputs.knowledge, model)
    kind = trait.kind if trait else "chat"
    residency = wanted.stated.get("data_residency")
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
    if residency == "region" and model.id.startswith("global."):
        return "requests are routed over Regions, and data must stay in one"
    if residency == "geography" and model.id.startswith("global."):
        return "requests are routed world-wide, and data must stay in its geography"
    for modality in modalities(wanted):
        if modality in ("image", "audio") and (trait is None or modality not in trait.reads):
            return f"no source here says that it reads {modality}"
    if model.context_tokens is None:
        return "its context window is not known"
    if context_tokens > model.context_tokens:
        return (
            f"a context of {model.context_tokens:,} tokens; up to {context_tokens:,.0f} are needed"
        )
    if wanted.is_tuned and not (trait and trait.tuned_by):
        return "no source here says that Bedrock tunes it"
    if wanted.acts and not (trait and trait.calls_functions):
        return "no source here says that it calls tools"
    return None


def modalities(wanted: Wanted) -> tuple[str, ...]:
    """The kinds of content that are asked for."""
    asked = wanted.stated.get("modalities")
    return asked if isinstance(asked, tuple) else ()


def notes_on(inputs: Inputs, model: ManagedModel) -> tuple[str, ...]:
    """What is good to know of a model that fits, and what is not known."""
    trait = trait_of(inputs.knowledge, model)
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


def criteria(wanted: Wanted, view: View) -> tuple[str, ...]:
    """What is asked of the model here: the exam's criteria, told for this scenario."""
    said = [
        "cost: tokens of the plan at the scenario's load",
        f"modality: {', '.join(modalities(wanted) or ('text',))}",
        "input length: context window against prompt, passages and answer",
    ]
    if wanted.is_tuned:
        said.append("customization: Bedrock tunes it")
    if wanted.acts:
        said.append("calling tools: an agent needs it")
    residency = wanted.stated.get("data_residency")
    if residency in ("region", "geography"):
        said.append(f"routing: data stays in its {residency}")
    said.append("life cycle: open to new customers on the day")
    said.append("latency: as measured, where it was")
    untested = "to be tested, no source here measures it: quality on your task"
    if wanted.stated.get("languages") in ("several", "low_resource"):
        untested += ", your languages"
    return (*said, untested)
