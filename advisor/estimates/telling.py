"""Quantities as shapes of the answer: each figure once, each source once."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.estimates.quantities import Quantity
from advisor.estimates.shapes import AssumptionShape, FigureShape, FigureSource, InputShape
from advisor.knowledge.base import Citation
from advisor.knowledge.figures import MANAGED_MODELS_CITATION
from advisor.knowledge.knowledge import Knowledge


class Telling:
    """Makes shapes of quantities, and keeps what they refer to."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.sources: dict[str, FigureSource] = {}
        self.figures: dict[str, FigureShape] = {}
        self._told: dict[object, str] = {}
        self._inputs: dict[object, InputShape] = {}

    def cite(self, citations: Iterable[Citation]) -> tuple[str, ...]:
        """The keys under which these citations stand among the sources."""
        return tuple(self._key(each) for each in citations)

    def _key(self, citation: Citation) -> str:
        key = f"{citation.source}: {citation.where}"
        if key not in self.sources:
            source = self._knowledge.sources[citation.source]
            self.sources[key] = FigureSource(
                id=citation.source,
                title=source.title,
                address=source.address,
                where=citation.where,
                says=citation.says,
                read_on=source.read_on,
                confidence=citation.confidence,
                published=source.published,
            )
        return key

    def figure(self, quantity: Quantity) -> str:
        """The id of a figure; it and all that it is worked out from stand among the figures.

        quantity: a figure with its range, as `ranges.ranged` lays it out.
        """
        if quantity.low > quantity.high:
            # What lowers another figure stands turned round there, and straight here.
            quantity = _turned(quantity)
        content = (
            quantity.name,
            quantity.formula,
            quantity.columns,
            quantity.title,
            *((each.name, each.columns, each.title) for each in quantity.inputs),
        )
        identity = self._told.get(content)
        if identity is None:
            inputs = tuple(
                self._input(each, self.figure(each) if each.function is not None else None)
                for each in quantity.inputs
            )
            identity = self._free(quantity.name)
            self._told[content] = identity
            # What is made here has the right types by its making; to check it again is slow.
            self.figures[identity] = FigureShape.model_construct(
                id=identity,
                title=quantity.title,
                low=float(quantity.low),
                likely=float(quantity.likely),
                high=float(quantity.high),
                unit=quantity.unit,
                formula=quantity.formula,
                inputs=inputs,
            )
        return identity

    def _free(self, name: str) -> str:
        identity, number = name, 1
        while identity in self.figures:
            number += 1
            identity = f"{name}-{number}"
        return identity

    def _input(self, quantity: Quantity, figure: str | None) -> InputShape:
        content = (quantity.name, quantity.title, quantity.columns, figure)
        told = self._inputs.get(content)
        if told is None:
            told = self._inputs[content] = self._told_input(quantity, figure)
        return told

    def _told_input(self, quantity: Quantity, figure: str | None) -> InputShape:
        sources = quantity.sources
        if not sources and quantity.name.endswith("_usd") and quantity.origin == "price":
            sources = (MANAGED_MODELS_CITATION,)
        return InputShape.model_construct(
            name=quantity.name,
            title=quantity.title,
            low=float(quantity.low),
            likely=float(quantity.likely),
            high=float(quantity.high),
            unit=quantity.unit,
            origin=quantity.origin,
            figure=figure,
            note="" if quantity.origin == "assumption" else quantity.note,
            sources=self.cite(sources),
        )

    def assumption(self, quantity: Quantity) -> AssumptionShape:
        """An assumption that was made, or a number given in its place."""
        known = self._knowledge.assumptions.get(quantity.name)
        return AssumptionShape(
            id=quantity.name,
            name=quantity.title,
            low=float(quantity.low),
            likely=float(quantity.likely),
            high=float(quantity.high),
            unit=quantity.unit,
            because=quantity.note or "Given by the user.",
            stands_for=known.stands_for if known else None,
            given=quantity.origin == "given",
            sources=self.cite(quantity.sources),
        )


def _turned(quantity: Quantity) -> Quantity:
    """A figure and all that it is worked out from, with low and high changed over."""
    inputs = tuple(_turned(each) for each in quantity.inputs)
    return quantity.copy(quantity.name, quantity.high, quantity.likely, quantity.low, inputs)
