"""What AWS says today, with the user's own credentials: its models, and its price list."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from advisor.estimates.price_list import changed, refreshed
from advisor.estimates.served import without_routing
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.model_card import ModelCard
from advisor.upkeep.freshness.aged import Aged

WRITES_TEXT = "TEXT"
"""The output modality of models that the shortlist may name."""


def models_online(
    client: Any, knowledge: Knowledge, day: datetime.date, region: str
) -> Iterator[Aged]:
    """Where the list of foundation models of a Region says otherwise than the cards.

    client: a boto3 client for "bedrock" in that Region.
    """
    summaries = client.list_foundation_models()["modelSummaries"]
    found = {_bare(each["modelId"]): each for each in summaries}
    cards = {_bare(card.call_as or card.id): card for card in knowledge.models.values()}
    for identity, summary in sorted(found.items()):
        card = cards.get(identity)
        if card is None:
            if WRITES_TEXT in summary.get("outputModalities", ()):
                yield Aged(
                    "model",
                    summary["modelId"],
                    f"offered in {region}, and no card names it",
                    "Write its card in data/models/.",
                )
        else:
            yield from _compared(card, summary, day, region)
    for identity, card in sorted(cards.items()):
        here = card.regions is not None and region in card.regions.anywhere
        if here and card.state(day) == "active" and identity not in found:
            yield Aged(
                "model",
                card.id,
                f"its card offers it in {region}; AWS does not list it there",
                "Mend its card in data/models/.",
            )


def _compared(
    card: ModelCard, summary: dict[str, Any], day: datetime.date, region: str
) -> Iterator[Aged]:
    said = summary.get("modelLifecycle", {}).get("status", "ACTIVE")
    if (said == "LEGACY") == (card.state(day) == "active"):
        yield Aged(
            "model",
            card.id,
            f"AWS calls it {said.lower()} in {region}; its card, {card.state(day)}",
            "Mend its card in data/models/.",
        )


def prices_online(client: Any, knowledge: Knowledge, region: str) -> Iterator[Aged]:
    """Prices that AWS's price list gives otherwise than the data. client: for "pricing"."""
    data = refreshed(client, knowledge, region)
    for name, (own, read) in sorted(changed(knowledge, data).items()):
        yield Aged(
            "price",
            name,
            f"{own:g} USD here, {read:g} USD in AWS's price list of {region}",
            "Set the price and its source, or keep your own by `--prices`.",
        )


def _bare(identity: str) -> str:
    """A model's id without routing, version and context variant."""
    return without_routing(identity).split(":")[0].removesuffix("-v1")
