"""Which managed models fit a plan, cheapest first, and why the others do not."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from advisor.estimates import paths
from advisor.estimates.inputs import Inputs
from advisor.estimates.prompts import context_needed, prompt_tokens
from advisor.estimates.served import card_of, context_of
from advisor.estimates.wanted import Wanted
from advisor.estimates.words import listed
from advisor.knowledge.base import View
from advisor.knowledge.figures import ManagedModel
from advisor.knowledge.model_card import ModelCard

GUARDED = ("confidential", "personal", "special_category")
"""Data that nobody else is to read, nor be sent round the world, before somebody says so."""

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
    card = card_of(inputs.knowledge, model)
    kind = card.kind if card else "chat"
    if kind == "embedding":
        return "turns text into vectors; it writes no answers"
    if kind == "speech":
        return "speaks or listens; text is not its main use"
    if model.input_usd is None or model.output_usd is None:
        return "no price was found"
    if card is not None and (closed := _closed(card, day)):
        return closed
    if reason := _out_of_place(inputs, wanted, model):
        return reason
    for modality in modalities(wanted):
        if modality in ("image", "audio", "video") and (card is None or modality not in card.reads):
            return f"no source here says that it reads {modality}"
    dearer = card.dearer_above_tokens if card and model.above_tokens is None else None
    if dearer is not None and float(prompt_tokens(inputs, wanted).likely) > dearer:
        return f"no source here gives its price for prompts above {dearer:,} tokens"
    context = context_of(inputs.knowledge, model)
    if context is None:
        return "its context window is not known"
    if context_tokens > context:
        return f"a context of {context:,} tokens; up to {context_tokens:,.0f} are needed"
    if wanted.is_tuned and not (card and card.tuned_by):
        return "no source here says that Bedrock tunes it"
    region = wanted.stated.get("region")
    if wanted.is_tuned and card and card.tuned_in and region and region not in card.tuned_in:
        return f"Bedrock tunes it in {', '.join(card.tuned_in)} only"
    if wanted.is_tuned and card and (missing := _tuned_otherwise(wanted, card)):
        return missing
    if (
        "batch-inference" in wanted.items
        and not wanted.is_tuned
        and wanted.stated.get("serving_mode") == "batch"
        and card
        and "batch" not in card.sold
    ):
        return "no source here says that it is offered in batches"
    if wanted.acts and not (card and card.calls_functions):
        return "no source here says that it calls tools"
    return None


def _tuned_otherwise(wanted: Wanted, card: ModelCard) -> str | None:
    """Why Bedrock cannot tune a model in each way that the plan tunes; None where it can."""
    scored = "reinforcement fine-tuning" in card.tuned_by
    if paths.ADAPTERS in wanted.paths and card.tuned_by == ("reinforcement fine-tuning",):
        return "Bedrock tunes it by a score only, not on labelled examples"
    if paths.ALIGNMENT not in wanted.paths or card.preference_pairs:
        return None
    if not scored:
        return "Bedrock tunes it on labelled examples only, not by what people prefer or by a score"
    if not wanted.is_rewarded:
        return "Bedrock tunes it by a score only, not on pairs of answers, and no score is stated"
    return None


def _closed(card: ModelCard, day: datetime.date) -> str | None:
    """Why a new customer cannot take a model up on a day; None where she can."""
    match card.state(day):
        case "ended":
            return f"its life ended on {card.end_of_life}"
        case "legacy":
            return f"a legacy model since {card.legacy_since}: no new customers"
        case "not listed":
            return "AWS no longer lists it with a Region for new customers"
        case "by approval":
            return "AWS admits customers one by one"
        case _:
            return None


def open_routings(inputs: Inputs, wanted: Wanted, model: ManagedModel) -> tuple[str, ...]:
    """How requests may be routed at a model's price, where data must stay and the Region allow.

    Within the Region comes first, world-wide last. Where no Region is stated, some Region has
    to offer it.
    """
    card = card_of(inputs.knowledge, model)
    regions = card.regions if card else None
    if regions is None:
        return ()
    region = wanted.stated.get("region")
    leaves = _profile_leaves(inputs, region)
    return tuple(
        routing
        for routing in _routings(model, wanted.stated.get("data_residency"))
        if not (routing == "geographic" and leaves and _stays(wanted))
        and (served := getattr(regions, routing))
        and (region is None or region in served)
    )


ON_RUNTIME_ALONE = frozenset(
    {
        "bedrock-guardrails",
        "content-filters",
        "denied-topics",
        "prompt-injection-defence",
        "pii-redaction",
        "contextual-grounding-check",
        "automated-reasoning-check",
        "invocation-logging",
    }
)
"""Items that work with a call through the endpoint bedrock-runtime, not through bedrock-mantle
(source: bedrock-endpoints)."""


def on_runtime(inputs: Inputs, wanted: Wanted, model: ManagedModel) -> bool:
    """Whether a model may be called through bedrock-runtime, as far as sources say.

    By a profile each is that has one; within a Region some are on bedrock-mantle alone.
    """
    card = card_of(inputs.knowledge, model)
    if card is None or card.regions is None or card.runtime_in_region is None:
        return True
    region = wanted.stated.get("region")
    here = card.runtime_in_region if region is None else {region} & set(card.runtime_in_region)
    return any(routing != "in_region" or here for routing in open_routings(inputs, wanted, model))


def is_guarded(inputs: Inputs, wanted: Wanted, model: ManagedModel) -> bool:
    """Whether guardrails work where a model is called, and AWS reviews nothing confidential."""
    card = card_of(inputs.knowledge, model)
    reviewed = card is not None and card.reviewed_by_aws
    if reviewed and wanted.stated.get("data_sensitivity") in GUARDED:
        return False
    return not wanted.items & ON_RUNTIME_ALONE or on_runtime(inputs, wanted, model)


def _routings(model: ManagedModel, residency: object) -> tuple[str, ...]:
    """The routings that a price is for, less those that leave where data must stay."""
    priced = ("worldwide",) if model.id.startswith("global.") else ("in_region", "geographic")
    permitted = {"region": ("in_region",), "geography": ("in_region", "geographic")}
    return tuple(each for each in priced if each in permitted.get(str(residency), (*priced, each)))


def _stays(wanted: Wanted) -> bool:
    return wanted.stated.get("data_residency") in ("region", "geography")


def _profile_leaves(inputs: Inputs, region: object) -> str | None:
    """Where the geographic profile of a Region routes to besides its own geography."""
    known = inputs.knowledge.regions.get(str(region))
    return known.profile_leaves_to if known else None


def _out_of_place(inputs: Inputs, wanted: Wanted, model: ManagedModel) -> str | None:
    """Why a model cannot be called from where it must be; None where it can, or nobody asks."""
    region = wanted.stated.get("region")
    residency = wanted.stated.get("data_residency")
    card = card_of(inputs.knowledge, model)
    if wanted.is_tuned and card and card.tuned_in:
        # A tuned model answers where it was tuned: no profile routes its calls.
        if residency == "region" and region is None:
            return f"Bedrock tunes it in {listed(card.tuned_in)} only, and no Region is named"
        return None
    if residency == "region" and model.id.startswith("global."):
        return "requests are routed over Regions, and data must stay in one"
    if residency == "geography" and model.id.startswith("global."):
        return "requests are routed world-wide, and data must stay in its geography"
    regions = card.regions if card else None
    if regions is None:
        if region is not None or residency == "region":
            return "no source here says in which Regions it runs"
        return None
    if open_routings(inputs, wanted, model):
        return None
    if region is None:
        return "offered only across Regions, and data must stay in one"
    if region not in regions.anywhere:
        return f"not offered in {region}"
    if residency == "region":
        return f"in {region} offered only across Regions, and data must stay in one"
    if residency == "geography" and region in regions.geographic:
        leaves = _profile_leaves(inputs, region)
        return f"from {region} its profile routes to the {leaves} too"
    if residency == "geography":
        return f"in {region} offered only world-wide, and data must stay in its geography"
    return f"in {region} not offered with the routing of this price"


def may_be_tuned(inputs: Inputs, wanted: Wanted, day: datetime.date, model: ManagedModel) -> bool:
    """Whether Bedrock tunes a model in each way that a plan tunes, and it fits otherwise."""
    return why_not(inputs, wanted, day, model, context_needed(inputs, wanted)) is None


def nobody_tunes(wanted: Wanted, fitting: Collection[object]) -> bool:
    """Whether a plan tunes, and no managed model that Bedrock tunes fits it.

    fitting: the managed models that fit it. Then open weights are tuned, and hosted.
    """
    return wanted.is_tuned and not wanted.off_the_cloud and not fitting


def not_tuned(wanted: Wanted) -> str:
    """What is costed where Bedrock tunes no model that fits."""
    region, residency = wanted.stated.get("region"), wanted.stated.get("data_residency")
    where = f" in {region}" if region else ""
    if residency in ("region", "geography"):
        where = f" where the data must stay ({region or f'one {residency}'})"
    pairs = paths.ALIGNMENT in wanted.paths and not wanted.is_rewarded
    because = ", and none on pairs of preferred answers" if pairs else ""
    return (
        f"Bedrock tunes no model that fits{where}{because}. What is counted here are open weights "
        "that are tuned on accelerators and hosted on SageMaker AI."
    )


def modalities(wanted: Wanted) -> tuple[str, ...]:
    """The kinds of content that are asked for."""
    asked = wanted.stated.get("modalities")
    found = asked if isinstance(asked, tuple) else ()
    if "amazon-transcribe" in wanted.items:  # the model reads what was transcribed
        found = tuple(each for each in found if each != "audio")
    return found


def notes_on(inputs: Inputs, wanted: Wanted, model: ManagedModel) -> tuple[str, ...]:
    """What is good to know of a model that fits, and what is not known."""
    card = card_of(inputs.knowledge, model)
    if card is None:
        return ("No source here says what it reads or whether it can be tuned.",)
    notes = []
    if card.legacy_since:
        notes.append(f"New customers are refused from {card.legacy_since}.")
    if card.end_of_life:
        notes.append(f"Its life ends on {card.end_of_life}, says one source.")
    if model.above_tokens:
        notes.append(f"Prompts above {model.above_tokens:,} tokens cost more.")
    elif card.dearer_above_tokens:
        above = f"{card.dearer_above_tokens:,}"
        notes.append(f"Prompts above {above} tokens cost more; no source here gives that price.")
    if card.reviewed_by_aws:
        notes.append("Every call is refused until you allow that AWS keeps and reviews it.")
    if wanted.items & ON_RUNTIME_ALONE and not on_runtime(inputs, wanted, model):
        notes.append(
            "Here it is on the endpoint bedrock-mantle alone, where a guardrail on the call and "
            "the log of prompts do not work."
        )
    if wanted.is_tuned:
        if card.tuned_in:
            notes.append(f"Tuned, it answers in {listed(card.tuned_in)} only.")
    elif model.id.startswith("global."):
        notes.append("Requests are routed world-wide at this price.")
    if card.regions is None:
        notes.append("No source here says in which Regions it runs.")
    elif (region := wanted.stated.get("region")) and not wanted.is_tuned:
        ways = [_ROUTING_WORDS[each] for each in open_routings(inputs, wanted, model)]
        if ways:
            notes.append(f"Called from {region}, it runs {' or '.join(ways)}.")
    if alone := no_knowledge_base(inputs, wanted, [model]):
        notes.append(alone)
    if card.note:
        notes.append(card.note)
    return tuple(notes)


def no_knowledge_base(inputs: Inputs, wanted: Wanted, models: Iterable[ManagedModel]) -> str | None:
    """What to know of models with which Knowledge Bases do not answer, where a RAG calls them."""
    without = [
        each.name
        for each in models
        if (card := card_of(inputs.knowledge, each)) and card.knowledge_bases is False
    ]
    if not wanted.searches or not without:
        return None
    return (
        f"Knowledge Bases do not answer with {listed(dict.fromkeys(without))}: have them "
        "retrieve the passages, and call the model yourself."
    )


def names_by_routing(wanted: Wanted, models: Iterable[ManagedModel]) -> str | None:
    """How calls are routed at the prices of models, where that is world-wide or marked in a name.

    None where no model is so priced; a tuned model has no routing.
    """
    every = [] if wanted.is_tuned else list(models)
    told = []
    worldwide = [each.name for each in every if each.id.startswith("global.")]
    if worldwide:
        told.append(
            f"The price of {listed(dict.fromkeys(worldwide))} is that of calls routed world-wide: "
            "within a geography it is at least a tenth more."
        )
    if any(each.name.endswith("(regional)") for each in every):
        told.append('"Regional" in a name: calls stay in the Region or in its geography.')
    return " ".join(told) or None


_ROUTING_WORDS = {
    "in_region": "within the Region",
    "geographic": "over the Regions of its geography",
    "worldwide": "world-wide",
}


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
    if region := wanted.stated.get("region"):
        said.append(f"Region: offered in {region}; its prices where a source here gives them")
    said.append("life cycle: open to new customers on the day")
    said.append("latency: as measured, where it was")
    untested = "to be tested, no source here measures it: quality on your task"
    if wanted.stated.get("languages") in ("several", "low_resource"):
        untested += ", your languages"
    return (*said, untested)
