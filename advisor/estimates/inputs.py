"""Where the inputs of formulas come from: facts, what the user gave, then assumptions."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.estimates.formulas import FORMULAS, Amount
from advisor.estimates.quantities import Quantity, exactly, work_out
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.figures import Accelerator, Assumption, Instance, OpenModel
from advisor.knowledge.knowledge import Knowledge

TRAINING_TOKENS = "training_tokens"
"""May be given like an assumption: the tokens of one training run, on whichever path."""

A_SLIP = 1_000_000
"""Nobody means a number so many times smaller or larger than the advisor's own."""

CHEAPEST = "cheapest"
"""In the place of an instance: the cheapest that holds what is hosted."""

OPEN_RANGE_FACTOR = 10
"""How far an open range ("at least 1,000") is taken to reach for the high end."""


class Inputs:
    """The inputs of formulas by their names.

    facts: quantities by the name of the fact, of what is known. given: numbers, or three of them
    from low to high, by the name of an assumption; words by the name of a reference. Raises
    BadInput on names that are neither, and on numbers that cannot be.
    `used` keeps the assumptions that were made, `lacking` the prices that nobody knows; `instead`
    names the assumptions that are taken in the place of others.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        facts: Mapping[str, Quantity],
        given: Mapping[str, object] | None = None,
    ) -> None:
        self.knowledge = knowledge
        self.facts = facts
        self.given, self.chosen = read_given(knowledge, given or {})
        self.own: Mapping[str, Quantity] = {}
        self.instead: Mapping[str, str] = {}
        self.used: dict[str, Quantity] = {}
        self.lacking: dict[str, str] = {}

    def of(self, name: str) -> Quantity:
        """The quantity of this name: a fact, what was given in its place, or the assumption."""
        if name in self.own:
            return self.own[name]
        if name in self.facts:
            return self.facts[name]
        quantity = self.used.get(name)
        if quantity is None:
            quantity = self.given.get(name) or self._assumed(name, self.instead.get(name, name))
            self.used[name] = quantity
        return quantity

    def _assumed(self, name: str, taken: str) -> Quantity:
        """The assumption about a name. taken: the one that is taken, which may be another's."""
        if taken in self.given:
            return self.given[taken]._replace(name=name)
        assumption = self.knowledge.assumptions[taken]
        return Quantity(
            name,
            assumption.low,
            assumption.likely,
            assumption.high,
            assumption.unit,
            "assumption",
            assumption.name,
            assumption.because,
            assumption.sources,
        )

    def sized(self, model: OpenModel) -> Inputs:
        """The same for this open model, where no number of weights was given."""
        if "parameters" in self.given:
            return self
        size = float(model.parameters)
        title = f"Weights of {model.name}"
        # A copy shares what was used and lacking: all of it belongs to one answer.
        sized = copy.copy(self)
        sized.own = {
            **self.own,
            "parameters": exactly("parameters", size, "weights", "data", title, model.sources),
        }
        return sized

    def with_own(self, own: Mapping[str, Quantity]) -> Inputs:
        """The same with these quantities, whatever else is known of them."""
        more = copy.copy(self)
        more.own = {**self.own, **own}
        return more

    def at_load(self, requests: Amount) -> Inputs:
        """The same for this many requests a month."""
        loaded = copy.copy(self)
        title = "Requests a month at which it is worked out"
        load = exactly("requests_per_month", requests, "requests per month", "data", title)
        loaded.own = {**self.own, "requests_per_month": load}
        return loaded

    def with_facts(self, facts: Mapping[str, Quantity]) -> Inputs:
        """The same with these facts besides, or in the place of its own."""
        more = copy.copy(self)
        more.facts = {**self.facts, **facts}
        return more

    def price(self, name: str) -> Quantity | None:
        """A price; None where nobody knows it, which is kept in `lacking`."""
        price = self.knowledge.prices[name]
        if price.usd is None:
            self.lacking[name] = price.name
            return None
        low = price.usd
        high = low if price.high is None else price.high
        return Quantity(
            name,
            low,
            low if high is low else (low + high) / 2,
            high,
            price.unit,
            "price",
            price.name,
            price.note or "",
            price.sources,
        )

    def reference(self, name: str) -> str:
        """Which instance, accelerator or model is taken."""
        return self.chosen.get(name) or self.knowledge.references[name].value

    def instance(self, reference: str) -> Instance:
        """The instance that is taken."""
        return self.knowledge.instances[self.reference(reference)]

    def accelerator(self, identity: str) -> Accelerator:
        """An accelerator by its id."""
        return self.knowledge.accelerators[identity]

    def work_out(
        self, name: str, title: str, function: Callable[..., Amount], **inputs: Quantity
    ) -> Quantity:
        """The figure that a formula gives; inputs that are not named are looked up by name."""
        wanted = FORMULAS[function.__name__].inputs
        every = {each: inputs[each] if each in inputs else self.of(each) for each in wanted}
        return work_out(name, title, function, every)

    def priced(self, name: str) -> Quantity:
        """A price that a source gives; a test holds that one does."""
        price = self.price(name)
        assert price is not None, f"{name} has a source in data/prices.yaml"
        return price


HOSTING_INSTANCE = "serving_instance"
"""The one reference that may be the cheapest instance: which holds what is trained differs."""


def read_given(
    knowledge: Knowledge, given: Mapping[str, object]
) -> tuple[dict[str, Quantity], dict[str, str]]:
    """What the user set, as quantities and as references.

    given: as in `Inputs`. Raises BadInput that names everything that is neither.
    """
    quantities: dict[str, Quantity] = {}
    chosen: dict[str, str] = {}
    problems: list[Problem] = []
    for name, value in given.items():
        if name == TRAINING_TOKENS and (columns := _columns(value)):
            title = "Tokens of one training run"
            quantities[name] = Quantity(name, *columns, "tokens", "given", title)
        elif name in knowledge.references:
            known = known_to(knowledge, name)
            if value in known:
                chosen[name] = str(value)
            else:
                hint = did_you_mean(value, known)
                problems.append(Problem(f'{name}: there is no "{value}".', name, hint))
        elif name in knowledge.assumptions:
            assumption = knowledge.assumptions[name]
            least, most = bounds(assumption)
            columns = _columns(value)
            if columns is None or columns[0] < least or columns[2] > most:
                problems.append(
                    Problem(
                        f"{name}: {value} is not a size.",
                        name,
                        f"Give a number from {least:g} to {most:g}, or three of them: "
                        "low, likely, high.",
                    )
                )
            else:
                quantities[name] = Quantity(
                    name, *columns, assumption.unit, "given", assumption.name
                )
        else:
            known = [*knowledge.assumptions, *knowledge.references]
            problems.append(
                Problem(f'There is no assumption "{name}".', name, did_you_mean(name, known))
            )
    if problems:
        raise BadInput(problems)
    return quantities, chosen


def bounds(assumption: Assumption) -> tuple[float, float]:
    """The least and the most that may be given in place of an assumption, in its unit.

    A million times off is a slip; and what is never 0 may be divided by.
    """
    if assumption.high == 0:
        return 0.0, float(A_SLIP)
    return assumption.low / A_SLIP, assumption.high * A_SLIP


def known_to(knowledge: Knowledge, reference: str) -> list[str]:
    """What a reference may name."""
    match knowledge.references[reference].of:
        case "instance":
            own = [CHEAPEST] if reference == HOSTING_INSTANCE else []
            return [*knowledge.instances, *own]
        case "accelerator":
            return list(knowledge.accelerators)
        case "open model":
            return list(knowledge.model_sizes)
        case _:
            return list(knowledge.managed_models)


def _columns(value: object) -> tuple[float, float, float] | None:
    every = list(value) if isinstance(value, (list, tuple)) else [value] * 3
    numbers = [
        float(each)
        for each in every
        if isinstance(each, (int, float)) and not isinstance(each, bool) and 0 <= each < 1e30
    ]
    if len(every) != 3 or len(numbers) != 3 or numbers != sorted(numbers):
        return None
    low, likely, high = numbers
    return low, likely, high


def stated_facts(facts: Iterable[tuple[str, FactValue]]) -> dict[str, Quantity]:
    """The numbers among facts, as quantities.

    A range is taken from end to end, its middle as likely; an open one up to ten times its start.
    """
    quantities = {}
    for name, value in facts:
        definition = fact_definitions()[name]
        if not definition.is_number:
            continue
        unit = definition.unit or ""
        if isinstance(value, NumberRange):
            low = value.at_least or 0
            high = low * OPEN_RANGE_FACTOR if value.at_most is None else value.at_most
            likely = low if value.at_most is None else (low + high) / 2
            quantities[name] = Quantity(name, low, likely, high, unit, "fact", definition.title)
        else:
            quantities[name] = exactly(name, value, unit, "fact", definition.title)
    return quantities
