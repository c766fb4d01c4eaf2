"""The user's own prices in a table's answers: read once, then sent along with the rows."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TypeAlias

from advisor.estimates.prices import GivenPrices, read_prices, with_prices
from advisor.knowledge import load_knowledge
from advisor.reasoning.infer_many import Decider, default_decider

Prices: TypeAlias = Path | str | GivenPrices | None
"""A price file, what was read from one, or none: then the advisor's own prices hold."""

_DECIDERS: dict[str, Decider] = {}


def given_prices(prices: Prices) -> GivenPrices | None:
    """What these prices give, as plain data that can be sent. Raises BadInput as `read_prices`."""
    if prices is None or isinstance(prices, GivenPrices):
        return prices
    return read_prices(Path(prices), load_knowledge())


def decider_with(given: GivenPrices | None, day: datetime.date) -> Decider:
    """The decider over the knowledge with these prices; one for each version of it.

    Raises BadInput on assumptions that are none.
    """
    if given is None:
        return default_decider()
    knowledge = with_prices(load_knowledge(), given, day)
    decider = _DECIDERS.get(knowledge.version)
    if decider is None:
        if len(_DECIDERS) > 2:
            _DECIDERS.clear()
        decider = _DECIDERS[knowledge.version] = Decider(knowledge)
    return decider
