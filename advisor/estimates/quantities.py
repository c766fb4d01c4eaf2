"""Quantities: named ranges from low to high, stated, assumed, looked up or worked out.

The three columns of a range are worked out apart. What stands in a column of a figure follows
from the same column of its inputs, so that each column can be recomputed by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.estimates.formulas import FORMULAS, Amount
from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import NumberRange
from advisor.knowledge.base import Citation
from advisor.knowledge.figures import Accelerator, Assumption, Instance
from advisor.knowledge.knowledge import Knowledge

Origin: TypeAlias = Literal["fact", "assumption", "given", "price", "data", "figure"]

TRAINING_TOKENS = "training_tokens"
"""May be given like an assumption: the tokens of one training run, on whichever path."""

A_SLIP = 1_000_000
"""Nobody means a number so many times smaller or larger than the advisor's own."""

OPEN_RANGE_FACTOR = 10
"""How far an open range ("at least 1,000") is taken to reach for the high column."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named range. The columns are numbers, or NumPy arrays of one shape.

    origin: where it comes from: a fact of the scenario, an assumption, given by the user, a
    price, other data, or a figure that was worked out. formula, inputs: of a figure, how.
    A quantity that lowers a figure stands among its inputs with its columns turned round.
    """

    name: str
    low: Amount
    likely: Amount
    high: Amount
    unit: str
    origin: Origin
    title: str = ""
    note: str = ""
    sources: tuple[Citation, ...] = ()
    formula: str = ""
    inputs: tuple[Quantity, ...] = ()

    @property
    def columns(self) -> tuple[Amount, Amount, Amount]:
        """Low, likely, high."""
        return self.low, self.likely, self.high

    def turned(self) -> Quantity:
        """The same with low and high changed over."""
        return self._copy(self.name, self.high, self.low)

    def named(self, name: str) -> Quantity:
        """The same under the name that a formula has for it."""
        return self if name == self.name else self._copy(name, self.low, self.high)

    def _copy(self, name: str, low: Amount, high: Amount) -> Quantity:
        # Written out: dataclasses.replace is slow, and this is called for every input.
        return Quantity(
            name,
            low,
            self.likely,
            high,
            self.unit,
            self.origin,
            self.title,
            self.note,
            self.sources,
            self.formula,
            self.inputs,
        )


def exactly(name: str, value: Amount, unit: str, origin: Origin, title: str = "") -> Quantity:
    """A quantity that is known: all columns are the same."""
    return Quantity(name, value, value, value, unit, origin, title)


def work_out(
    name: str, title: str, function: Callable[..., Amount], inputs: Mapping[str, Quantity]
) -> Quantity:
    """The figure that a formula gives, column by column.

    inputs: a quantity for each input of the formula.
    """
    formula = FORMULAS[function.__name__]
    aligned = tuple(
        (inputs[each].turned() if each in formula.lowered_by else inputs[each]).named(each)
        for each in formula.inputs
    )
    low = function(*(each.low for each in aligned))
    likely = function(*(each.likely for each in aligned))
    high = function(*(each.high for each in aligned))
    return Quantity(
        name, low, likely, high, formula.unit, "figure", title, "", (), formula.text, aligned
    )


def total(name: str, title: str, unit: str, parts: Iterable[Quantity]) -> Quantity:
    """The sum of figures, as a figure."""
    every = tuple(parts)
    low, likely, high = (
        sum(column) for column in zip(*(part.columns for part in every), strict=True)
    )
    text = " + ".join(part.name for part in every)
    return Quantity(name, low, likely, high, unit, "figure", title, "", (), text, every)


class Inputs:
    """Where the inputs of formulas come from: facts, then what the user gave, then assumptions.

    facts: quantities by the name of the fact, of what is known. given: numbers, or three of them
    from low to high, by the name of an assumption; words by the name of a reference. Raises
    BadInput on names that are neither, and on numbers that cannot be.
    `used` keeps the assumptions that were made, `lacking` the prices that nobody knows.
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
        self.used: dict[str, Quantity] = {}
        self.lacking: dict[str, str] = {}

    def of(self, name: str) -> Quantity:
        """The quantity of this name: a fact, what was given in its place, or the assumption."""
        if name in self.facts:
            return self.facts[name]
        quantity = self.used.get(name)
        if quantity is None:
            quantity = self.given.get(name) or self._assumed(name)
            self.used[name] = quantity
        return quantity

    def _assumed(self, name: str) -> Quantity:
        assumption = self.knowledge.assumptions[name]
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

    def price(self, name: str) -> Quantity | None:
        """A price; None where nobody knows it, which is kept in `lacking`."""
        price = self.knowledge.prices[name]
        if price.usd is None:
            self.lacking[name] = price.name
            return None
        high = price.usd if price.high is None else price.high
        likely = (price.usd + high) / 2
        return Quantity(
            name,
            price.usd,
            likely,
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
            known = _known(knowledge, name)
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
    return assumption.low / A_SLIP, assumption.high * A_SLIP


def _known(knowledge: Knowledge, reference: str) -> list[str]:
    match knowledge.references[reference].of:
        case "instance":
            return list(knowledge.instances)
        case "accelerator":
            return list(knowledge.accelerators)
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


def stated_facts(scenario: Scenario) -> dict[str, Quantity]:
    """The numbers that a scenario states, as quantities.

    A range is taken from end to end, its middle as likely; an open one up to ten times its start.
    """
    quantities = {}
    for name, value in scenario.values():
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
