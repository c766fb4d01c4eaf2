"""Compile data/managed_models.yaml from the library genai-prices.

The library is kept well and is slow to import, so its entries for Amazon Bedrock travel as data.
A context window is the one that AWS's model card gives, where there is a card that gives it. A test
holds the file against the installed library; `make golden` writes it anew.
"""

from __future__ import annotations

import datetime
from decimal import Decimal
from importlib.metadata import version
from typing import Any

from advisor.estimates.served import without_routing
from advisor.knowledge import load_knowledge

COMPILED_FOR = datetime.date(2026, 11, 22)
"""Prices that change on a day are taken as they stand on this one."""

_HEADER = """\
# Amazon Bedrock's models: prices in USD per million tokens, on demand, and context windows.
# Compiled from genai-prices {version} as of {day}, context windows from data/models/ where a card
# gives them; not written by hand.
# A leading "global." or "regional." names how requests are routed; the prices differ.
"""


def library_models(day: datetime.date) -> dict[str, dict[str, str | None]]:
    """The fields of each model of Amazon Bedrock, as they are written, by its id.

    The context window is the library's only where no model card gives one. Raises ImportError
    where the library is not installed.
    """
    from genai_prices.data import providers

    (bedrock,) = (each for each in providers if each.id == "aws")
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=datetime.UTC)
    cards = load_knowledge().models
    found: dict[str, dict[str, str | None]] = {}
    for model in sorted(bedrock.models, key=lambda each: each.id):
        values = _values(model, model.get_prices(noon))
        card = cards.get(without_routing(model.id))
        if card is not None and card.context_tokens is not None:
            values["context_tokens"] = str(card.context_tokens)
        found[model.id] = values
    return found


def managed_models_text() -> str:
    """The file's text, from the library that is installed. Raises ImportError without it."""
    lines = [_HEADER.format(version=version("genai-prices"), day=COMPILED_FOR)]
    for identity, values in library_models(COMPILED_FOR).items():
        inner = ", ".join(f"{key}: {value}" for key, value in values.items() if value is not None)
        lines.append(f'"{identity}": {{{inner}}}\n')
    return "".join(lines)


def _values(model: Any, prices: Any) -> dict[str, str | None]:
    reading, above, reading_above = _tiers(prices.input_mtok)
    writing, _, writing_above = _tiers(prices.output_mtok)
    return {
        "name": f'"{model.name or _name_from(model.id)}"',
        "context_tokens": model.context_window and str(model.context_window),
        "input_usd": reading,
        "output_usd": writing,
        "cache_read_usd": _tiers(prices.cache_read_mtok)[0],
        "cache_write_usd": _tiers(prices.cache_write_mtok)[0],
        "above_tokens": above,
        "input_usd_above": reading_above,
        "output_usd_above": writing_above,
    }


def _tiers(price: Any) -> tuple[str | None, str | None, str | None]:
    """The price, the length from which another holds, and that one."""
    if price is None or isinstance(price, Decimal):
        return (None if price is None else str(price)), None, None
    first = price.tiers[0] if price.tiers else None
    return str(price.base), first and str(first.start), first and str(first.price)


def _name_from(identity: str) -> str:
    """Such as Claude Opus 4.5 for "global.anthropic.claude-opus-4-5-v1:0"."""
    words = identity.split(".")[-1].split("-")
    words = [word for word in words if not (word.startswith("v") and word[1:2].isdigit())]
    words = [word for word in words if len(word) != 8 or not word.isdigit()]
    name = ""
    for word in words:
        joint = "." if name[-1:].isdigit() and word.isdigit() else " "
        name += f"{joint if name else ''}{word.capitalize()}"
    return name
