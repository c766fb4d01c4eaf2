"""docs/models.md: the cards of Amazon Bedrock's models."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.model_card import ModelCard


def models_page(knowledge: Knowledge) -> Iterator[str]:
    """The page: a row a model, and the Regions of each."""
    yield "# Models"
    yield ""
    yield (
        "What is known of each model of Amazon Bedrock that has a price: see `data/models/` for "
        "sources and copies. A model whose end is told refuses new customers from six months "
        "before it at the latest. A call names the id under `call as`, where one is told, else the "
        "one under `model`; profiles put a prefix before it, such as `us.` or `global.`. Any other "
        "empty cell is not known."
    )
    yield ""
    yield (
        "| model | call as | kind | refuses new customers from | ends | reads | tools | thinks "
        "| structured | caches from | quota per written token | tuned by | sold |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|---|---|---|"
    for card in knowledge.models.values():
        yield f"| {' | '.join(_cells(card))} |"
    yield ""
    yield "## Regions"
    yield ""
    yield "| model | within the Region | over its geography | world-wide |"
    yield "|---|---|---|---|"
    for card in knowledge.models.values():
        regions = card.regions
        if regions is not None:
            ways = (regions.in_region, regions.geographic, regions.worldwide)
            told = " | ".join(", ".join(each) for each in ways)
            yield f"| {card.id} | {told} |"


def _cells(card: ModelCard) -> Iterator[str]:
    yield card.id
    yield card.call_as or ""
    yield card.kind
    if not card.listed:
        yield "no longer listed"
    elif card.by_approval:
        yield "admitted one by one"
    else:
        yield str(card.legacy_since or "")
    yield str(card.end_of_life or "")
    yield ", ".join(card.reads)
    for flag in (card.calls_functions, card.thinks, card.structured_output):
        yield {True: "yes", False: "no", None: ""}[flag]
    yield f"{card.cache_from_tokens:,} tokens" if card.cache_from_tokens else ""
    yield str(card.quota_per_written_token or "")
    yield ", ".join(card.tuned_by)
    yield ", ".join(each.replace("_", " ") for each in card.sold)
