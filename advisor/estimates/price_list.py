"""Prices read from the AWS Price List API, with the user's own credentials."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from advisor.knowledge.knowledge import Knowledge

REGION = "us-east-1"
"""Prices are asked for this Region; the API itself answers there."""


def refreshed(client: Any, knowledge: Knowledge, region: str = REGION) -> dict[str, Any]:
    """Today's prices as a price file's data, read from the AWS Price List API.

    client: a boto3 client for "pricing". What the API does not list is left out.
    """
    instances = {}
    for identity, instance in knowledge.instances.items():
        hourly = [usd for _, usd in _hourly(client, instance.name, region)]
        if hourly:
            instances[identity] = min(hourly)
    bedrock: dict[str, float] = {}
    for usage, usd in _products(client, "AmazonBedrock", region, {}):
        bedrock[usage] = min(usd, bedrock.get(usage, usd))
    prices = {}
    for name, wanted in _BEDROCK_PRICES.items():
        found = {usage: usd for usage, usd in bedrock.items() if wanted(usage)}
        read = _of_one_model(found, _usual_model(knowledge))
        if read is not None:
            prices[name] = read * _SCALES.get(name, 1.0)
    models = _token_prices(bedrock, knowledge)
    return {"prices": prices, "instances": instances, "models": models}


def changed(knowledge: Knowledge, data: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """The prices that are no longer those in use: by name, the price in use and the one read."""
    own = {name: each.usd for name, each in knowledge.prices.items() if each.usd is not None}
    own |= {
        name: min(offer.usd_per_hour for offer in each.hourly)
        for name, each in knowledge.instances.items()
    }
    read = {**data.get("prices", {}), **data.get("instances", {})}
    for identity, values in data.get("models", {}).items():
        for side, usd in values.items():
            before = getattr(knowledge.managed_models.get(identity), side, None)
            if before is not None:
                own[f"{identity} {side}"], read[f"{identity} {side}"] = before, usd
    return {
        name: (own[name], usd)
        for name, usd in read.items()
        if name in own and abs(usd - own[name]) > 0.001 * own[name]
    }


_TOKENS = re.compile(r"[A-Z0-9]+-(?P<model>.+)-(?P<side>input|output)-tokens")
"""The usage type of tokens on demand, within the Region."""


def _token_prices(
    bedrock: Mapping[str, float], knowledge: Knowledge
) -> dict[str, dict[str, float]]:
    """What a million tokens of each model cost, of those that the price list names."""
    named = {
        _plain(model.name).removesuffix("instruct"): model.id
        for model in knowledge.managed_models.values()
        if not model.id.startswith("global.")
    }
    found: dict[str, dict[str, float]] = {}
    for usage, usd in sorted(bedrock.items()):
        match = _TOKENS.fullmatch(usage)
        identity = named.get(_plain(match["model"])) if match else None
        if match is not None and identity is not None:
            price = round(usd * _PER_THOUSAND, 9)
            found.setdefault(identity, {})[f"{match['side']}_usd"] = price
    return found


def _of_one_model(found: Mapping[str, float], model: str) -> float | None:
    """The price of this model; of another where it is the only one; None where it is unclear.

    The least of all models would be the price of none that anybody means.
    """
    own = [usd for usage, usd in found.items() if model in _plain(usage)]
    if own:
        return min(own)
    return next(iter(found.values())) if len(set(found.values())) == 1 else None


def _usual_model(knowledge: Knowledge) -> str:
    return _plain(knowledge.managed_models[knowledge.references["usual_model"].value].name)


def _plain(name: str) -> str:
    return "".join(each for each in name.lower() if each.isalnum())


# What the usage type of a product says, and how its unit becomes ours.
_BEDROCK_PRICES: Mapping[str, Callable[[str], bool]] = {
    "bedrock_tuning_million_tokens": lambda usage: "customization-training" in usage.lower(),
    "bedrock_model_unit_hour": lambda usage: (
        "provisionedthroughput" in usage.lower() and "nocommit" in usage.lower()
    ),
    "custom_model_storage": lambda usage: "customization-storage" in usage.lower(),
}
_PER_THOUSAND = 1000.0
"""The price list charges for thousands of tokens, we for millions."""
_SCALES = {"bedrock_tuning_million_tokens": _PER_THOUSAND}


def _hourly(client: Any, name: str, region: str) -> Iterator[tuple[str, float]]:
    if name.startswith("ml."):
        return _products(
            client,
            "AmazonSageMaker",
            region,
            {"instanceName": name, "component": "Hosting"},
        )
    return _products(
        client,
        "AmazonEC2",
        region,
        {
            "instanceType": name,
            "operatingSystem": "Linux",
            "tenancy": "Shared",
            "preInstalledSw": "NA",
            "capacitystatus": "Used",
        },
    )


def _products(
    client: Any,
    service: str,
    region: str,
    filters: Mapping[str, str],
) -> Iterator[tuple[str, float]]:
    """Usage type and price on demand, in USD, of the products that match, over all pages."""
    token: dict[str, str] = {}
    while True:
        page = client.get_products(
            ServiceCode=service,
            Filters=[
                {"Type": "TERM_MATCH", "Field": key, "Value": value}
                for key, value in {"regionCode": region, **filters}.items()
            ],
            **token,
        )
        for text in page["PriceList"]:
            product = json.loads(text) if isinstance(text, str) else text
            usage = product["product"]["attributes"].get("usagetype", "")
            yield from ((usage, usd) for usd in _on_demand(product))
        if not page.get("NextToken"):
            return
        token = {"NextToken": page["NextToken"]}


def _on_demand(product: Mapping[str, Any]) -> Iterator[float]:
    for term in product.get("terms", {}).get("OnDemand", {}).values():
        for dimension in term["priceDimensions"].values():
            usd = float(dimension["pricePerUnit"].get("USD", "0"))
            if usd > 0:
                yield usd
