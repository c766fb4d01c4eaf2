"""The models that are costed and timed: which they are, their prices, their speed."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from advisor.errors import BadInput, Problem
from advisor.estimates import tokens
from advisor.estimates.inputs import Inputs
from advisor.estimates.kept import Kept
from advisor.estimates.quantities import Quantity, exactly
from advisor.facts.names import Names, names_of
from advisor.knowledge.figures import (
    MANAGED_MODELS_CITATION,
    ManagedModel,
    MeasuredModel,
)
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.model_card import ModelCard

_PREFIXES = ("global.", "regional.")
UNIT = "USD per million tokens"


def without_routing(identity: str) -> str:
    """The id of a model without the word that says how requests are routed."""
    for prefix in _PREFIXES:
        identity = identity.removeprefix(prefix)
    return identity


def card_of(knowledge: Knowledge, model: ManagedModel) -> ModelCard | None:
    """What sources say of a model besides its price; None where they say nothing."""
    return knowledge.models.get(without_routing(model.id))


def called_as(knowledge: Knowledge, model: ManagedModel) -> str | None:
    """The id that a call of a model names, where it is not its id here; None where it is.

    A profile of a geography has a prefix besides, such as "us." or "eu.".
    """
    card = card_of(knowledge, model)
    bare = without_routing(model.id)
    if card is not None and card.call_as is not None:
        bare = card.call_as
    prefix = "global." if model.id.startswith("global.") else ""
    return None if prefix + bare == model.id else prefix + bare


def context_of(knowledge: Knowledge, model: ManagedModel) -> int | None:
    """How many tokens one call of a model holds: as its card says, else the price library."""
    card = card_of(knowledge, model)
    return (card.context_tokens if card else None) or model.context_tokens


_measured: Kept[dict[str, MeasuredModel]] = Kept(16)


def soonest_variant(knowledge: Knowledge, model: ManagedModel) -> MeasuredModel | None:
    """The way of thinking in which a model answers soonest; None where it was not measured."""

    def sort() -> dict[str, MeasuredModel]:
        latest_first = sorted(
            knowledge.measured_models.values(), key=lambda each: -each.first_word_ms[1]
        )
        return {each.model: each for each in latest_first}

    return _measured.get(knowledge.version, sort).get(without_routing(model.id))


def read_models(knowledge: Knowledge, names: Collection[str]) -> tuple[str, ...]:
    """The models of these names or ids, with or without routing, each once.

    Raises BadInput on what names none, by its place in the list.
    """
    known = _model_names(knowledge)
    found: list[str] = []
    problems: list[Problem] = []
    for place, name in enumerate(names):
        match = known.read(name)
        if match is None:
            hint = known.suggestion(name, knowledge.managed_models)
            remedy = hint or "`advisor estimate --format json` lists them all."
            problems.append(Problem(f'There is no model "{name}".', f"models/{place}", remedy))
        elif match.name not in found:
            found.append(match.name)
    if problems:
        raise BadInput(problems)
    return tuple(found)


_named: Kept[Names] = Kept(16)


def _model_names(knowledge: Knowledge) -> Names:
    """Models by id, by id without routing, and by name."""

    def spelt() -> Names:
        models = knowledge.managed_models
        # Where routings differ, the one without a word for it is meant, then the global one.
        routed = sorted(models, key=lambda each: each.startswith(_PREFIXES))
        return names_of({each: (without_routing(each), models[each].name) for each in routed})

    return _named.get(knowledge.version, spelt)


def with_models(knowledge: Knowledge, names: Collection[str]) -> Knowledge:
    """The knowledge with these models in the place of those that it would choose.

    Estimates and the rules that read them take them. Raises BadInput on what is no model.
    """
    models = read_models(knowledge, names)
    if not models:
        return knowledge
    version = f"{knowledge.version}+models-{'-'.join(models)}"
    return knowledge.model_copy(update={"chosen_models": models, "version": version})


@dataclass(frozen=True)
class Served:
    """A managed model as it is asked: in which tier of service, and how it thinks.

    tier: "on_demand", "batch" or "flex"; variant: None where it was not measured.
    """

    model: ManagedModel
    tier: str = "on_demand"
    variant: MeasuredModel | None = None


def served(knowledge: Knowledge, model: ManagedModel, tier: str = "on_demand") -> Served:
    """A model in the way of thinking that answers soonest.

    Where its card says that the tier is not sold, it is asked on demand.
    """
    return in_tier(knowledge, Served(model, variant=soonest_variant(knowledge, model)), tier)


def in_tier(knowledge: Knowledge, model: Served, tier: str) -> Served:
    """The same model in a tier of service; on demand where its card says that it is not sold."""
    card = card_of(knowledge, model.model)
    if card is not None and (tier in card.not_sold or (card.sold and tier not in card.sold)):
        tier = "on_demand"
    return replace(model, tier=tier)


def sees(knowledge: Knowledge, model: Served) -> bool:
    """Whether a source says that a model reads pictures, and so pages that were scanned."""
    card = card_of(knowledge, model.model)
    return card is not None and "image" in card.reads


def quota_taken(knowledge: Knowledge, model: Served) -> int | None:
    """How many tokens of the quota one written token takes; None where no source says."""
    card = card_of(knowledge, model.model)
    return card.quota_per_written_token if card else None


def usual_model(inputs: Inputs) -> Served:
    """The managed model that paths are compared with: the one named, or a usual one."""
    knowledge = inputs.knowledge
    chosen = next(iter(knowledge.chosen_models), None) or inputs.reference("usual_model")
    return served(knowledge, knowledge.managed_models[chosen])


def likely_request(
    inputs: Inputs, model: Served, prompt: float, read: float, answer: float
) -> float:
    """What the tokens of one request cost at likely values, in USD, to rank many models by.

    prompt: tokens of one call; read, answer: tokens read and written over all calls.
    """
    managed, variant = model.model, model.variant
    reading, writing = managed.input_usd or 0.0, managed.output_usd or 0.0
    if managed.above_tokens is not None and prompt > managed.above_tokens:
        reading = managed.input_usd_above or reading
        writing = managed.output_usd_above or writing
    if variant is not None and variant.thinks:
        plain = float(inputs.of("plain_first_word_ms").likely)
        answer += float(
            tokens.thinking_tokens(variant.first_word_ms[1], plain, variant.tokens_per_second[1])
        )
    return float(tokens.request_cost(read, answer, reading, writing))


def price(inputs: Inputs, model: Served, side: str, prompt: Quantity) -> Quantity:
    """What a million tokens cost, for prompts of this length. side: "input" or "output"."""
    managed = model.model
    words = "Tokens read" if side == "input" else "Tokens written"
    usd = getattr(managed, f"{side}_usd") or 0.0
    name = f"{side}_usd"
    plain = _priced(managed, name, usd, f"{words}: {managed.name}")
    above = getattr(managed, f"{side}_usd_above")
    if managed.above_tokens is not None and above is not None and above > usd:
        plain = inputs.work_out(
            name,
            f"{words}, longer prompts dearer: {managed.name}",
            tokens.tiered_usd,
            usd=plain._replace(name="usd", key=f"{name}_below"),
            usd_more_above=_priced(
                managed, "usd_more_above", above - usd, "More for a longer prompt", f"{name}_more"
            ),
            prompt_tokens=prompt,
            above_tokens=exactly(
                "above_tokens",
                float(managed.above_tokens),
                "tokens",
                "data",
                "Prompts longer than this cost more",
                (MANAGED_MODELS_CITATION,),
            ),
        )
    if model.tier == "on_demand":
        return plain
    tiers = inputs.knowledge.price_tiers.get(managed.id)
    own = getattr(tiers, f"{model.tier}_{side}_usd", None) if tiers else None
    if tiers is not None and own is not None and usd > 0:
        share = exactly(
            "price_share",
            own / usd,
            "share",
            "price",
            f"Price in the {model.tier} tier",
            tiers.sources,
        )
    elif model.tier == "batch":
        share = inputs.of("batch_discount")
    else:
        return plain
    return inputs.work_out(
        name,
        f"{words}, {model.tier}: {managed.name}",
        tokens.discounted_usd,
        usd=plain._replace(key=plain.key or plain.name),
        price_share=share,
    )


def tier_prices(knowledge: Knowledge, model: Served) -> tuple[float, float]:
    """What a million tokens read and written cost in a model's tier, likely, to rank models by."""
    managed, tiers = model.model, knowledge.price_tiers.get(model.model.id)
    share = 1.0
    if model.tier == "batch":
        share = knowledge.assumptions["batch_discount"].likely

    def usd(side: str) -> float:
        own = getattr(tiers, f"{model.tier}_{side}_usd", None) if tiers else None
        return float(own if own is not None else (getattr(managed, f"{side}_usd") or 0.0) * share)

    return usd("input"), usd("output")


def cache_prices(model: Served) -> tuple[Quantity, Quantity] | None:
    """What a million tokens cost from the cache and into it; None where it has no cache."""
    managed = model.model
    if managed.cache_read_usd is None:
        return None
    write = managed.cache_write_usd
    return (
        _priced(
            managed,
            "cache_read_usd",
            managed.cache_read_usd,
            f"Tokens from the cache: {managed.name}",
        ),
        _priced(
            managed,
            "cache_write_usd",
            (managed.input_usd or 0.0) if write is None else write,
            f"Tokens into the cache: {managed.name}",
        ),
    )


def _priced(model: ManagedModel, name: str, usd: float, title: str, key: str = "") -> Quantity:
    sources = model.sources or (MANAGED_MODELS_CITATION,)
    quantity = exactly(name, usd, UNIT, "price", title, sources)
    return quantity._replace(key=key) if key else quantity


def measured(model: Served, part: str) -> Quantity | None:
    """A measured number of a model, from its lowest to its highest day; None if not measured.

    part: "first_word_ms" or "tokens_per_second".
    """
    variant = model.variant
    if variant is None:
        return None
    low, likely, high = getattr(variant, part)
    unit = "ms" if part == "first_word_ms" else "tokens per second"
    words = "First word" if part == "first_word_ms" else "Speed"
    title = f"{words}: {model.model.name}, {variant.variant}"
    return Quantity(part, low, likely, high, unit, "data", title, "", variant.sources)


def thinking(inputs: Inputs, model: Served) -> Quantity:
    """Tokens that a model writes before the first word of its answer."""
    first, speed = measured(model, "first_word_ms"), measured(model, "tokens_per_second")
    if model.variant is None or not model.variant.thinks or first is None or speed is None:
        # What was not measured is taken as the price list has it: no tokens of thinking.
        said = model.variant.sources if model.variant else (MANAGED_MODELS_CITATION,)
        return exactly("thinking_tokens", 0.0, "tokens", "data", "Tokens of thinking", said)
    return inputs.work_out(
        "thinking_tokens",
        "Tokens of thinking",
        tokens.thinking_tokens,
        first_word_ms=first,
        tokens_per_second=speed,
    )


@lru_cache(maxsize=16)
def _frontier(prices: tuple[tuple[float, float, str], ...]) -> tuple[str, ...]:
    best: list[tuple[float, float, str]] = []
    for each in sorted(prices):
        if all(each[1] < other[1] for other in best):
            best.append(each)
    return tuple(identity for _, _, identity in best)


def cheapest_of(knowledge: Knowledge) -> tuple[ManagedModel, ...]:
    """The models of which none other is cheaper both to read and to write."""
    prices = tuple(
        (model.input_usd, model.output_usd, model.id)
        for model in answering(knowledge)
        if model.input_usd is not None and model.output_usd is not None
    )
    return tuple(knowledge.managed_models[each] for each in _frontier(prices))


def answering(knowledge: Knowledge) -> Iterable[ManagedModel]:
    """The models that write answers, have a price, and stay open to new customers.

    A model whose end is told is left out whatever the day: a rule should not count on it.
    """
    for model in knowledge.managed_models.values():
        card = card_of(knowledge, model)
        if model.input_usd is None or model.output_usd is None:
            continue
        if card is None or (card.kind == "chat" and card.state(datetime.date.max) == "active"):
            yield model
