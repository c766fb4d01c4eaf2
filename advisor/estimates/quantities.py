"""Quantities: named numbers, stated, assumed, looked up or worked out, each with what it is.

A quantity that was worked out keeps its formula and its inputs, so that it can be worked out again
with other inputs, and by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from advisor.estimates.formulas import FORMULAS, Amount
from advisor.knowledge.base import Citation

Origin: TypeAlias = Literal["fact", "assumption", "given", "price", "data", "figure"]


class Quantity(NamedTuple):
    """A named number, and how far it may lie from what is likely: numbers, or arrays of one shape.

    key: the name under which it was looked up, which tells one unknown from another; origin: a
    fact of the scenario, an assumption, given by the user, a price, other data, or a figure that
    was worked out. function, inputs: of a figure, how. A figure's low and high are those of
    `advisor.estimates.ranges`; until they are worked out they stand at the likely value.
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
    function: Callable[..., Amount] | None = None
    lowered_by: tuple[str, ...] = ()
    key: str = ""

    @property
    def columns(self) -> tuple[Amount, Amount, Amount]:
        """Low, likely, high."""
        return self.low, self.likely, self.high

    @property
    def is_open(self) -> bool:
        """Whether it may be another number than the likely one."""
        if self.low is self.high:
            return False
        differs = self.low != self.high
        # Of arrays, somewhere: each place is looked at apart.
        return bool(differs) if isinstance(differs, bool) else bool(differs.any())

    def named(self, name: str) -> Quantity:
        """The same under the name that a formula has for it."""
        return self if name == self.name else self.copy(name, *self.columns)

    def copy(
        self,
        name: str,
        low: Amount,
        likely: Amount,
        high: Amount,
        inputs: tuple[Quantity, ...] | None = None,
    ) -> Quantity:
        """The same with another name and other numbers."""
        # Written out: _replace is slow, and this is called for every input.
        return Quantity(
            name,
            low,
            likely,
            high,
            self.unit,
            self.origin,
            self.title,
            self.note,
            self.sources,
            self.formula,
            self.inputs if inputs is None else inputs,
            self.function,
            self.lowered_by,
            self.key or self.name,
        )


def exactly(
    name: str,
    value: Amount,
    unit: str,
    origin: Origin,
    title: str = "",
    sources: tuple[Citation, ...] = (),
    note: str = "",
) -> Quantity:
    """A quantity that is known."""
    return Quantity(name, value, value, value, unit, origin, title, note, sources)


def work_out(
    name: str,
    title: str,
    function: Callable[..., Amount],
    inputs: Mapping[str, Quantity],
    note: str = "",
) -> Quantity:
    """The figure that a formula gives at the likely values of its inputs.

    inputs: a quantity for each input of the formula.
    """
    formula = FORMULAS[function.__name__]
    named = tuple(inputs[each].named(each) for each in formula.inputs)
    value = function(*(each.likely for each in named))
    return Quantity(
        name,
        value,
        value,
        value,
        formula.unit,
        "figure",
        title,
        note,
        (),
        formula.text,
        named,
        function,
        formula.lowered_by,
    )


def total(name: str, title: str, unit: str, parts: Iterable[Quantity], note: str = "") -> Quantity:
    """The sum of figures, as a figure."""
    every = tuple(parts)
    value = sum(part.likely for part in every)
    text = " + ".join(part.name for part in every) or "0"
    return Quantity(name, value, value, value, unit, "figure", title, note, (), text, every, _sum)


def _sum(*parts: Amount) -> Amount:
    return sum(parts)
