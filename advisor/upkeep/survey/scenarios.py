"""The scenarios of a survey: random ones, and what examples state amid random facts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from advisor.estimates.derived import NumberColumn
from advisor.estimates.prices import GivenPrices, with_prices
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.columns import Column, Columns, SetColumn
from advisor.reasoning.infer_many import CHUNK, Decider
from advisor.what_if import Space
from advisor.what_if.distinct_answers import DistinctAnswers
from advisor.what_if.space import AnswerCodes

DAY = datetime.date(2026, 11, 22)
KNOWN = (0.15, 0.4, 0.8)
"""How many of the facts are known, in three kinds of random scenarios."""
AMID = 3
"""How often each example is decided amid random facts, besides once bare."""
STAND_IN_USD = 1.0
"""For a price that the project has none for, where no example of a rule gives one."""


def own_prices(knowledge: Knowledge) -> tuple[Knowledge, ...]:
    """The knowledge with a price for everything, as users may give them: at least once.

    Once for each list of prices that examples of rules give. What the project has no price for
    and the list gives none either is 1 USD in its unit: a stand-in, not a claim.
    """
    lists = [
        dict(example.given.prices)
        for rule in knowledge.rules.values()
        for example in rule.examples
        if example.given.prices
    ]
    distinct = [prices for place, prices in enumerate(lists) if prices not in lists[:place]]
    lacking = {name: STAND_IN_USD for name, price in knowledge.prices.items() if price.usd is None}
    return tuple(
        with_prices(knowledge, GivenPrices("stand-ins", prices=lacking | prices), DAY)
        for prices in distinct or [{}]
    )


@dataclass(frozen=True)
class Setting:
    """In which view, and under whose prices, scenarios are decided.

    name: in words; decider: over the knowledge with its prices; stated: what examples state that
    belong here.
    """

    name: str
    view: View
    decider: Decider
    stated: Sequence[Scenario]


def settings(decider: Decider) -> Iterator[Setting]:
    """The production view, the exam view, and the production view under each list of prices."""
    knowledge = decider.knowledge
    yield Setting("production view", "production", decider, _stated(knowledge, "production"))
    yield Setting("exam view", "exam", decider, _stated(knowledge, "exam"))
    for priced in own_prices(knowledge):
        yield Setting(
            "production view, own prices",
            "production",
            Decider(priced),
            _stated(knowledge, "production"),
        )


def _stated(knowledge: Knowledge, view: View) -> list[Scenario]:
    """The examples in which rules fire, and the worked scenarios, of one view."""
    found = [
        read_scenario(dict(example.facts))
        for rule in knowledge.rules.values()
        for example in rule.examples
        if example.expect == "fires" and example.given.view == view
    ]
    return found + [
        read_scenario(dict(each.facts))
        for each in knowledge.scenarios.values()
        if each.view == view
    ]


class RandomScenarios:
    """Random scenarios over answers that rules tell apart."""

    def __init__(self, decider: Decider, chance: np.random.Generator) -> None:
        self._chance = chance
        answers = DistinctAnswers(decider.rules)
        self.answers: dict[str, tuple[FactValue, ...]] = {
            fact: answers.of(fact, "items") for fact in answers.facts("items")
        }
        # No rule need tell these apart, and yet each stands where it is in use already.
        closed = [
            (item.id,)
            for item in decider.knowledge.items.values()
            if item.kind == "service" and item.closing is not None
        ]
        if "existing_services" in self.answers:
            self.answers["existing_services"] += tuple(closed)

    def space(self, setting: Setting) -> Space:
        """What these scenarios are drawn from, in a setting."""
        return Space(setting.decider, Scenario(), setting.view, self.answers)

    def answered(self, space: Space, size: int) -> AnswerCodes:
        """So many of them, each with the number of its answer to each fact."""
        answered = space.unanswered(size)
        for place, fact in enumerate(space.facts):
            answered[:, place] = self._chance.integers(0, len(self.answers[fact]), size)
        share = self._chance.choice(np.array(KNOWN), size)
        answered[self._chance.random(answered.shape) >= share[:, None]] = -1
        return answered

    def columns(self, space: Space, size: int) -> Columns:
        """So many of them."""
        return space.columns(self.answered(space, size))

    def tables(self, setting: Setting, number: int) -> Iterator[Columns]:
        """So many random scenarios; then what examples state, bare and amid random facts."""
        space = self.space(setting)
        for start in range(0, number, CHUNK):
            yield self.columns(space, min(CHUNK, number - start))
        if setting.stated:
            bare = setting.decider.vocabulary.columns(setting.stated)
            yield bare
            for _ in range(AMID):
                yield _overlaid(self.columns(space, len(setting.stated)), bare)


def _overlaid(base: Columns, stated: Columns) -> Columns:
    """The base's facts, with those that the other table states in their place."""
    return base.with_columns(
        {
            fact: _over(base.facts[fact], column) if fact in base.facts else column
            for fact, column in stated.facts.items()
        }
    )


def _over(base: Column, stated: Column) -> Column:
    if isinstance(stated, SetColumn):
        assert isinstance(base, SetColumn)
        known = stated.known
        return SetColumn(np.where(known, stated.bits, base.bits), known | base.known)
    if isinstance(stated, NumberColumn):
        assert isinstance(base, NumberColumn)
        known = stated.known
        return NumberColumn(
            np.where(known, stated.low, base.low),
            np.where(known, stated.high, base.high),
            known | base.known,
        )
    assert isinstance(base, np.ndarray)
    return np.where(stated >= 0, stated, base)
