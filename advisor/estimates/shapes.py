"""The shapes of estimates in an answer: data only.

Columns run from low to high. What stands in a column of a figure follows from the same column
of its inputs by its formula, so that each number can be recomputed by hand.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from advisor.estimates.quantities import Origin
from advisor.knowledge.base import Confidence

Standing = Literal["below_estimate", "within_estimate", "above_estimate"]


class Shape(BaseModel):
    """A part of the estimates; it does not change once made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureSource(Shape):
    """Who says a number."""

    id: str
    title: str
    address: str
    where: str
    says: str | None = None
    read_on: datetime.date
    confidence: Confidence


class InputShape(Shape):
    """A number that a figure is worked out from.

    name: as the formula has it; figure: its own id where it was worked out itself; sources: keys
    of `Estimates.sources`. Why an assumption was made stands in `Estimates.assumptions`.
    """

    name: str
    title: str
    low: float
    likely: float
    high: float
    unit: str
    origin: Origin
    figure: str | None = None
    note: str = ""
    sources: tuple[str, ...] = ()


class FigureShape(Shape):
    """A number that was worked out: its range, formula and inputs."""

    id: str
    title: str
    low: float
    likely: float
    high: float
    unit: str
    formula: str
    inputs: tuple[InputShape, ...]


class Against(Shape):
    """What was stated, held against a figure."""

    fact: str
    stated: float | str
    figure: str
    standing: Standing
    text: str


class PathEstimate(Shape):
    """What a path costs, takes and needs.

    Figures are named by the ids of `Estimates.figures`. managed_tuning: the managed job in place
    of one's own accelerators, where its price is known; lacking: prices that are not known.
    """

    path: str
    in_plan: bool = False
    build_cost: str | None = None
    managed_tuning: str | None = None
    monthly_cost: str | None = None
    training_memory: tuple[str, ...] = ()
    serving_memory: str | None = None
    latency: str | None = None
    first_token: str | None = None
    against: tuple[Against, ...] = ()
    lacking: tuple[str, ...] = ()


class AssumptionShape(Shape):
    """A number that was taken because nobody gave one. given: whether the user set it."""

    id: str
    name: str
    low: float
    likely: float
    high: float
    unit: str
    because: str
    stands_for: str | None = None
    given: bool = False
    sources: tuple[str, ...] = ()


class ReferenceShape(Shape):
    """Which instance, accelerator or model was taken."""

    id: str
    name: str
    value: str
    because: str


class LackingPrice(Shape):
    """A price that no source gave; a price file can give it."""

    id: str
    name: str
    unit: str
    note: str = ""


class ListedModel(Shape):
    """A managed model that fits. monthly_usd: the figure of the plan's tokens."""

    id: str
    name: str
    monthly_usd: str
    context_tokens: int | None
    reads: tuple[str, ...]
    tuned_by: tuple[str, ...]
    notes: tuple[str, ...] = ()


class ExcludedModel(Shape):
    """A managed model that does not fit, and why."""

    id: str
    name: str
    reason: str


class Shortlist(Shape):
    """Managed models for the plan, cheapest that fits first.

    criteria: what the exam and the scenario ask of a model; those of which no source here says
    anything are named as to be tested.
    """

    models: tuple[ListedModel, ...] = ()
    excluded: tuple[ExcludedModel, ...] = ()
    criteria: tuple[str, ...] = ()


class Remedy(Shape):
    """What the time of an answer becomes with an optimization."""

    item: str
    text: str
    figure: str


class Estimates(Shape):
    """Cost, memory and time of every path, with formulas, inputs and what is lacking.

    figures: by id, each after the figures that it is worked out from. evaluation, break_evens:
    ids of figures. sources: by key.
    """

    figures: dict[str, FigureShape] = {}
    paths: tuple[PathEstimate, ...] = ()
    evaluation: str | None = None
    break_evens: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    shortlist: Shortlist = Shortlist()
    assumptions: tuple[AssumptionShape, ...] = ()
    references: tuple[ReferenceShape, ...] = ()
    lacking: tuple[LackingPrice, ...] = ()
    notes: tuple[str, ...] = ()
    sources: dict[str, FigureSource] = {}

    def figure(self, identity: str | None) -> FigureShape | None:
        """A figure by its id; None where there is none."""
        return self.figures.get(identity) if identity else None

    def of(self, path: str) -> PathEstimate | None:
        """The estimate of a path; None where it has none."""
        return next((each for each in self.paths if each.path == path), None)
