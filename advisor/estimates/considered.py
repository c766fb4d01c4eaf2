"""The models that rules consider: those that the user named, else from cheapest to strongest.

A rule holds whatever model is taken: the least is that of the cheapest or fastest model, the most
that of the strongest. Where models were named, it is theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.estimates.inputs import Inputs
from advisor.estimates.kept import Kept
from advisor.estimates.served import (
    Served,
    answering,
    cheapest_of,
    served,
    tier_prices,
    without_routing,
)
from advisor.knowledge.figures import ManagedModel, MeasuredModel
from advisor.knowledge.knowledge import Knowledge

_kept: Kept[tuple[Served, ...]] = Kept(64)


def named(knowledge: Knowledge) -> tuple[Served, ...]:
    """The models that the user named."""
    return tuple(
        served(knowledge, knowledge.managed_models[each]) for each in knowledge.chosen_models
    )


def cheapest(knowledge: Knowledge) -> tuple[Served, ...]:
    """Models of which one is the cheapest, whatever is read and written."""
    return named(knowledge) or _kept.get(
        (knowledge.version, "cheapest"),
        lambda: tuple(Served(each) for each in cheapest_of(knowledge)),
    )


def cheapest_with_a_cache(knowledge: Knowledge) -> tuple[Served, ...]:
    """Models of which one is the cheapest where part of the prompts is read from a cache."""

    def prices(one: ManagedModel) -> tuple[float, ...]:
        found = (one.cache_read_usd, one.cache_write_usd, one.input_usd, one.output_usd)
        return tuple(each or 0.0 for each in found)

    def find() -> tuple[Served, ...]:
        every = [each for each in answering(knowledge) if each.cache_read_usd is not None]
        return tuple(
            Served(each)
            for each in every
            if not any(
                prices(other) != prices(each)
                and all(one <= two for one, two in zip(prices(other), prices(each), strict=True))
                for other in every
            )
        )

    return named(knowledge) or _kept.get((knowledge.version, "cheapest with a cache"), find)


def cheapest_later(knowledge: Knowledge) -> tuple[Served, ...]:
    """Models of which one is the cheapest where nobody waits, in batches or the flex tier."""
    if knowledge.chosen_models:
        every = (knowledge.managed_models[each] for each in knowledge.chosen_models)
        return tuple(served(knowledge, each, tier) for each in every for tier in LATER)
    return _kept.get(
        (knowledge.version, "cheapest later"),
        lambda: tuple(
            _least_priced(
                knowledge,
                [served(knowledge, each, tier) for each in answering(knowledge) for tier in LATER],
            )
        ),
    )


LATER = ("batch", "flex")
"""The tiers of service for what can wait."""


def _least_priced(knowledge: Knowledge, models: Iterable[Served]) -> Iterator[Served]:
    """Those of which none other is cheaper both to read and to write."""
    priced = sorted(
        ((tier_prices(knowledge, each), each) for each in models),
        key=lambda one: (*one[0], one[1].model.id, one[1].tier),
    )
    least = float("inf")
    for (_, writing), each in priced:
        if writing < least:
            least = writing
            yield each


def strongest_later(knowledge: Knowledge) -> tuple[Served, ...]:
    """The strongest model where nobody waits, however long it thinks, by its dearest routing."""

    def find() -> tuple[Served, ...]:
        ranked = [
            (each.variant.index, each.model.output_usd or 0.0, each)
            for each in _measured(knowledge)
            if each.variant is not None and each.variant.index is not None
        ]
        return tuple(each for *_, each in [max(ranked, key=lambda one: one[:2])])

    return named(knowledge) or _kept.get((knowledge.version, "strongest later"), find)


def dearest(knowledge: Knowledge) -> tuple[Served, ...]:
    """The strongest model by its dearest routing."""
    return named(knowledge) or _kept.get(
        (knowledge.version, "dearest"), lambda: (_strongest(knowledge),)
    )


def _strongest(knowledge: Knowledge) -> Served:
    chosen = without_routing(knowledge.references["strong_model"].value)
    routed = [
        each for each in knowledge.managed_models.values() if without_routing(each.id) == chosen
    ]
    return served(knowledge, max(routed, key=lambda each: each.output_usd or 0.0))


def fastest(knowledge: Knowledge) -> tuple[Served, ...]:
    """Models of which one answers soonest, whatever is written; of those that were measured."""
    if knowledge.chosen_models:
        return tuple(each for each in named(knowledge) if each.variant is not None)
    return _kept.get(
        (knowledge.version, "fastest"), lambda: tuple(_soonest(list(_measured(knowledge))))
    )


def slowest(knowledge: Knowledge) -> tuple[Served, ...]:
    """The strongest model, in the way of thinking that answers soonest."""
    return tuple(each for each in dearest(knowledge) if each.variant is not None)


def _measured(knowledge: Knowledge) -> Iterator[Served]:
    for model in answering(knowledge):
        found = served(knowledge, model)
        if found.variant is not None:
            yield found


def _soonest(models: list[Served]) -> Iterator[Served]:
    """Those of which none other is sooner both at the first word and in writing."""
    kept: list[MeasuredModel] = []
    for each in sorted(models, key=lambda one: one.variant.first_word_ms[0]):  # type: ignore[union-attr]
        assert each.variant is not None
        speed = each.variant.tokens_per_second[2]
        if all(speed > other.tokens_per_second[2] for other in kept):
            kept.append(each.variant)
            yield each


def hosted_sizes(inputs: Inputs) -> tuple[Inputs, ...]:
    """The inputs with a small and with a large open model to host; as given where one was."""
    if "parameters" in inputs.given:
        return (inputs,)
    sizes = inputs.knowledge.model_sizes
    names = (inputs.reference("small_open_model"), inputs.reference("large_open_model"))
    return tuple(inputs.sized(sizes[each]) for each in dict.fromkeys(names))


def tuned_at_a_price(inputs: Inputs) -> tuple[Served, ...]:
    """The models whose tuning on Bedrock has a price, each once whatever its routing."""
    knowledge = inputs.knowledge
    found: dict[str, Served] = {}
    for model in knowledge.managed_models.values():
        identity = without_routing(model.id)
        if knowledge.chosen_models and model.id not in knowledge.chosen_models:
            continue
        tuning = knowledge.customizations.get(identity)
        if tuning is not None and tuning.training_usd is not None:
            found.setdefault(identity, served(knowledge, model))
    return tuple(found.values())
