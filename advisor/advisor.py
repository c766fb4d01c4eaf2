"""`advise(scenario)`: facts in, an explained recommendation out. The one entry to the chain.

Judge, infer and plan (`reasoning.infer`), recommend and gate (`reasoning.items`), explain
(`reasoning.explain`).
"""

from __future__ import annotations

import datetime
import threading
from collections.abc import Collection, Mapping
from functools import cached_property, lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.estimates.kept import Kept
from advisor.estimates.prices import read_prices, with_prices
from advisor.estimates.served import with_models
from advisor.estimates.shapes import Estimates
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_facts
from advisor.facts.scenario import Scenario
from advisor.knowledge import Knowledge, load_knowledge
from advisor.knowledge.base import View
from advisor.reasoning.advice import Advice
from advisor.reasoning.explain.explain import explain
from advisor.reasoning.infer import EngineName, Reasoner
from advisor.reasoning.items import recommend
from advisor.reasoning.other_plans import estimates_of

if TYPE_CHECKING:
    from advisor.what_if import Sensitivities


class Advisor:
    """The whole chain over one body of knowledge. Make one and keep it; threads may share it.

    engine: "durable" or "plain"; by default durable-rules where it is installed.
    """

    def __init__(self, knowledge: Knowledge, engine: EngineName | None = None) -> None:
        self.knowledge = knowledge
        self._engine = engine
        self.reasoner = Reasoner(knowledge, engine)
        self._with_models: Kept[Advisor] = Kept(4)

    def advise(
        self,
        scenario: Scenario | Mapping[str, Any],
        view: View,
        as_of: datetime.date,
        *,
        sensitivity: bool = False,
        fixed: Collection[str] = (),
        estimates: bool = True,
    ) -> Advice:
        """The advice for a scenario, in a view, on a day. Raises BadInput on wrong facts.

        sensitivity: whether to work out how sure it is; fixed: facts that no flip may change;
        estimates: whether to work out what the paths cost and take, which decides nothing here.
        """
        reading = read_facts(scenario)
        advice = self.explained(reading.scenario, view, as_of, estimates=estimates)
        if reading.read_as:
            advice = advice.model_copy(update={"read_as": reading.read_as})
        if not sensitivity:
            return self.sensitivities.with_status(advice, reading.scenario)
        return self.sensitivities.completed(advice, reading.scenario, fixed)

    def explained(
        self,
        scenario: Scenario | Mapping[str, Any],
        view: View,
        as_of: datetime.date,
        *,
        estimates: bool = True,
    ) -> Advice:
        """The same for who does not ask how sure it is: many times as quick, and provisional."""
        inference = self.reasoner.infer(read_facts(scenario).scenario, view, as_of)
        recommendations = recommend(self.knowledge, inference)
        worked_out = (
            estimates_of(self.reasoner, inference, recommended=recommendations)
            if estimates
            else Estimates()
        )
        return explain(
            self.knowledge,
            inference,
            recommendations,
            self.reasoner.engine_name,
            estimates=worked_out,
        )

    def with_models(self, models: Collection[str]) -> Advisor:
        """The same with these managed models in estimates, and in the rules that read them.

        models: ids, with or without routing. Raises BadInput on what is no model.
        """
        if not models:
            return self
        knowledge = with_models(self.knowledge, models)
        return self._with_models.get(knowledge.version, lambda: Advisor(knowledge, self._engine))

    @cached_property
    def sensitivities(self) -> Sensitivities:
        """What works out how sure an answer is."""
        # Imported here: an advice without it does not wait for NumPy.
        from advisor.reasoning.infer_many import Decider
        from advisor.what_if import Sensitivities

        return Sensitivities(Decider(self.knowledge))


_making = threading.Lock()


def default_advisor(engine: EngineName | None = None) -> Advisor:
    """The advisor over the project's own knowledge; made once per process."""
    # Two first visitors at once shall not make two.
    with _making:
        return _made(engine)


@lru_cache(maxsize=4)
def _made(engine: EngineName | None) -> Advisor:
    return Advisor(load_knowledge(), engine)


def advise(
    scenario: Scenario | Mapping[str, Any],
    *,
    view: View = "production",
    as_of: datetime.date | str | None = None,
    engine: EngineName | None = None,
    prices: FilePath | str | None = None,
    models: Collection[str] = (),
    sensitivity: bool = False,
    fixed: Collection[str] = (),
    estimates: bool = True,
) -> Advice:
    """The advice for a scenario.

    scenario: facts, as a `Scenario` or a mapping. view: "production" (what a new customer can use
    on the day) or "exam" (what the exam teaches). as_of: the day; today by default. prices:
    a file of your own prices, for what rests on estimates. models: ids of managed models that
    estimates, and the rules that read them, take in place of their own choice. sensitivity:
    whether to work out how sure the answer is (final or provisional, flips, what to ask next),
    which takes some twenty times as long; else `advice.certainty` is None. fixed: facts that no
    flip may change. estimates: whether to work out the figures that are shown beside the decision.
    Raises BadInput that names every wrong fact, price or model, or the wrong view or day.
    """
    if view not in ("production", "exam"):
        raise BadInput(Problem(f'There is no view "{view}".', "view", "production or exam."))
    day = read_day(as_of)
    for name in fixed:
        if name not in fact_definitions():
            hint = did_you_mean(name, fact_definitions())
            raise BadInput(Problem(f'"{name}" is not a fact.', "fixed", hint))
    if prices is None:
        advisor = default_advisor(engine).with_models(models)
    else:
        knowledge = load_knowledge()
        priced = with_prices(knowledge, read_prices(FilePath(prices), knowledge), day)
        advisor = Advisor(with_models(priced, models), engine)
    return advisor.advise(
        scenario, view, day, sensitivity=sensitivity, fixed=fixed, estimates=estimates
    )


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
