"""What can be recommended: stages, items, and what closes when."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    Field,
    model_validator,
)

from advisor.knowledge.base import Citation, Frozen, Slug, Text

ItemKind: TypeAlias = Literal[
    "technique", "service", "optimization", "evaluation", "control", "monitoring"
]

Dimension: TypeAlias = Literal[
    "fairness",
    "explainability",
    "privacy-and-security",
    "safety",
    "controllability",
    "veracity-and-robustness",
    "governance",
    "transparency",
]


class Stage(Frozen):
    """A stage of the lifecycle, in order of position: what happens in it, and why it matters."""

    id: Slug
    name: Text
    position: int
    meaning: Text
    why: str = ""


class Closing(Frozen):
    """When an item stopped being open to new customers, and what takes its place.

    on: the day from which new customers are refused; where no source gives it, `announced`
    counts, to be on the safe side.
    """

    on: datetime.date | None = None
    announced: datetime.date | None = None
    state: Literal["closed_to_new_customers", "maintenance", "no_current_base_model", "retired"]
    successors: tuple[Slug, ...]
    note: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _dated(self) -> Closing:
        if self.on is None and self.announced is None:
            raise ValueError("a closing has a day: on, announced, or both")
        return self

    @property
    def since(self) -> datetime.date:
        """The first day on which the item is not to be recommended to a new customer."""
        day = self.on or self.announced
        assert day is not None
        return day


class Proof(Frozen):
    """What AWS's API definition shows of a capability; checked against botocore by a test."""

    service: Text
    operation: Text
    shape: str | None = None
    member: str | None = None
    value: str | None = None


class Item(Frozen):
    """Anything that can be recommended.

    stages: where in the lifecycle it is used, the usual one first; exam_domain: the domain of
    the AIF-C01 exam guide (1 to 5) that treats it; dimensions: the dimensions of responsible AI
    that it serves. also_called: abbreviations and synonyms, each of which names this item alone;
    more_specific_than: items and paths of which this is a kind, or the platform that it belongs
    to: where both fit, this one is the answer. regions: the Regions in which it is offered, where a
    source lists them; empty where none does.
    """

    id: Slug
    kind: ItemKind
    name: Text
    purpose: Text
    stages: Annotated[tuple[Slug, ...], Field(min_length=1)]
    exam_domain: Annotated[int, Field(ge=1, le=5)] | None = None
    related: tuple[Slug, ...] = ()
    also_called: tuple[Text, ...] = ()
    more_specific_than: tuple[Slug, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    regions: tuple[str, ...] = ()
    closing: Closing | None = None
    proof: tuple[Proof, ...] = ()
    note: str | None = None
    sources: tuple[Citation, ...] = ()

    def offered_in(self, region: str | None) -> bool:
        """Whether no source leaves this Region out; true where none was named."""
        return not self.regions or region is None or region in self.regions


class Alternatives(Frozen):
    """Items of which an advice names one: the first in this order that the rules conclude."""

    id: Slug
    question: Text
    items: Annotated[tuple[Slug, ...], Field(min_length=2)]
    because: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
