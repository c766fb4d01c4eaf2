"""`advise(scenario)`: facts in, an explained recommendation out. The one entry to the chain.

Judge, infer, plan (`reasoning`), recommend and gate (`recommending`), explain (`explaining`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

from advisor.advice import Advice
from advisor.errors import BadInput, Problem
from advisor.estimates.prices import read_prices, with_prices
from advisor.explaining import Explainer
from advisor.knowledge import Knowledge, load_knowledge
from advisor.knowledge.models import View
from advisor.reasoning import EngineName, Reasoner
from advisor.recommending import recommend
from advisor.scenario import Scenario


class Advisor:
    """The whole chain over one body of knowledge. Make one and keep it; threads may share it.

    engine: "durable" or "plain"; by default durable-rules where it is installed.
    """

    def __init__(self, knowledge: Knowledge, engine: EngineName | None = None) -> None:
        self.knowledge = knowledge
        self.reasoner = Reasoner(knowledge, engine)
        self.explainer = Explainer(knowledge)

    def advise(
        self, scenario: Scenario | Mapping[str, Any], view: View, as_of: datetime.date
    ) -> Advice:
        """The advice for a scenario, in a view, on a day. Raises BadInput on wrong facts."""
        inference = self.reasoner.infer(scenario, view, as_of)
        recommendations = recommend(self.knowledge, inference)
        return self.explainer.explain(inference, recommendations, self.reasoner.engine_name)


@lru_cache(maxsize=4)
def default_advisor(engine: EngineName | None = None) -> Advisor:
    """The advisor over the project's own knowledge; made once per process."""
    return Advisor(load_knowledge(), engine)


def advise(
    scenario: Scenario | Mapping[str, Any],
    *,
    view: View = "production",
    as_of: datetime.date | str | None = None,
    engine: EngineName | None = None,
    prices: FilePath | str | None = None,
) -> Advice:
    """The advice for a scenario.

    scenario: facts, as a `Scenario` or a mapping. view: "production" (what a new customer can use
    on the day) or "exam" (what the exam teaches). as_of: the day; today by default. prices:
    a file of your own prices, for what rests on estimates. Raises BadInput that names every wrong
    fact or price, or the wrong view or day.
    """
    if view not in ("production", "exam"):
        raise BadInput(Problem(f'There is no view "{view}".', "view", "production or exam."))
    day = read_day(as_of)
    if prices is None:
        return default_advisor(engine).advise(scenario, view, day)
    knowledge = load_knowledge()
    priced = with_prices(knowledge, read_prices(FilePath(prices), knowledge), day)
    return Advisor(priced, engine).advise(scenario, view, day)


def read_day(day: datetime.date | str | None) -> datetime.date:
    """A day from a date or ISO text; today when None. Raises BadInput."""
    if day is None:
        return datetime.date.today()
    if isinstance(day, datetime.datetime):
        return day.date()
    if isinstance(day, datetime.date):
        return day
    try:
        return datetime.date.fromisoformat(day)
    except (TypeError, ValueError):
        raise BadInput(
            Problem(f'"{day}" is not a day.', "as_of", "Write it as 2026-11-22.")
        ) from None
