"""Prices of the Region that a scenario names, where a source gives them; else what is said.

The prices of models and services are those of the United States: of models as one library gives
them, of services mostly as of us-east-1. AWS sets each by the Region from which it is called.
"""

from __future__ import annotations

from collections.abc import Sequence

from advisor.estimates.wanted import Stated, Wanted
from advisor.estimates.words import listed
from advisor.knowledge.figures import ManagedModel, PriceTier, RegionalPrice
from advisor.knowledge.knowledge import Knowledge

PRICED_IN = "United States"
"""The geography whose prices are taken where a source gives no other."""

BUDGETS = ("monthly_budget_usd", "build_budget_usd")
"""Facts that rules hold against estimates, which take no Region into account."""

_PRICES = ("input_usd", "output_usd", "cache_read_usd", "cache_write_usd")


def at_region(knowledge: Knowledge, stated: Stated) -> Knowledge:
    """The knowledge with the prices of the Region that is stated, where a source gives them.

    What a user gave stays; other tiers keep their share of the price, which is our judgement.
    """
    region = stated.get("region")
    models, tiers = dict(knowledge.managed_models), dict(knowledge.price_tiers)
    found = False
    for price in knowledge.regional_prices.values():
        model = models.get(price.model)
        if region not in price.regions or model is None or model.sources:
            continue
        found = True
        models[model.id] = _priced(model, price)
        if model.id in tiers:
            tiers[model.id] = _scaled(tiers[model.id], model, price)
    if not found:
        return knowledge
    version = f"{knowledge.version}+prices-of-{region}"
    return knowledge.model_copy(
        update={"managed_models": models, "price_tiers": tiers, "version": version}
    )


def _priced(model: ManagedModel, price: RegionalPrice) -> ManagedModel:
    own = {name: usd for name in _PRICES if (usd := getattr(price, name)) is not None}
    for side in ("input", "output"):
        above, usd = getattr(model, f"{side}_usd_above"), getattr(model, f"{side}_usd")
        if above is not None and usd:
            own[f"{side}_usd_above"] = above * own.get(f"{side}_usd", usd) / usd
    return model.model_copy(update={**own, "sources": price.sources})


def _scaled(tier: PriceTier, model: ManagedModel, price: RegionalPrice) -> PriceTier:
    own = {}
    for name in PriceTier.model_fields:
        side = next((each for each in ("input", "output") if f"_{each}_usd" in name), None)
        if side is None or getattr(tier, name) is None:
            continue
        usd, here = getattr(model, f"{side}_usd"), getattr(price, f"{side}_usd")
        if usd and here is not None:
            own[name] = getattr(tier, name) * here / usd
    return tier.model_copy(update=own)


def of_another_region(
    knowledge: Knowledge, wanted: Wanted, models: Sequence[ManagedModel]
) -> str | None:
    """What to know of prices where a Region outside the United States is named; else None.

    It names what counts: instances where weights are hosted, stores where texts are searched, and
    the estimates of rules where a budget is stated. A price for calls that are routed world-wide
    is one price. models: those of the table.
    """
    region = wanted.stated.get("region")
    known = knowledge.regions.get(str(region))
    if known is None or known.geography == PRICED_IN:
        return None
    others = [
        each.name for each in models if not each.sources and not each.id.startswith("global.")
    ]
    named = list(dict.fromkeys(others))
    if wanted.is_hosted:
        named.append("instances")
    if wanted.searches:
        named.append("stores")
    named.append("services beside the models")
    told = (
        f"Prices are those of the United States where no source here gives them in {region}, as "
        f"for {listed(named, 'or')}. They may be higher there."
    )
    if any(wanted.stated.get(each) is not None for each in BUDGETS):
        told += (
            " What rules hold the stated budget against is all at prices of the United States: "
            "where it is near, check it at the prices of the Region."
        )
    return told
