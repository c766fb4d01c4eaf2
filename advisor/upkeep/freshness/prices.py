"""Prices of models: the installed price library beside data/managed_models.yaml."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from advisor.knowledge.figures import ManagedModel
from advisor.upkeep.freshness.aged import Aged
from advisor.upkeep.managed_models import library_models

_RENEW = "`make golden` compiles data/managed_models.yaml anew; give each model a card."


def price_differences(
    models: Mapping[str, ManagedModel],
    day: datetime.date,
    library: Mapping[str, Mapping[str, str | None]] | None = None,
) -> Iterator[Aged]:
    """Models that are new to the price library, gone from it, or priced otherwise on a day.

    library: in the place of the installed one, which raises ImportError where there is none.
    """
    found = library_models(day) if library is None else library
    for identity in sorted({*found} - {*models}):
        yield Aged("price", identity, "a model that is new to genai-prices", _RENEW)
    for identity in sorted({*models} - {*found}):
        yield Aged("price", identity, "a model that genai-prices no longer has", _RENEW)
    for identity in sorted({*found} & {*models}):
        for field, text in found[identity].items():
            own = getattr(models[identity], field)
            read = None if text is None else text.strip('"')
            same = (
                own == read
                if field == "name"
                else (None if own is None else float(own))
                == (None if read is None else float(read))
            )
            if not same:
                words = field.replace("_", " ")
                yield Aged("price", identity, f"{words}: {own} here, {read} there", _RENEW)
