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
    published: datetime.date | None = None


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
    """A managed model that fits.

    monthly_usd: the figure of the plan's tokens, and of a service that reads pages before a model
    that cannot; routing: how requests may be routed at this price (in_region, geographic,
    worldwide), where the Region and the residency of the scenario allow; empty where no source
    says. call_as: the id that a call names, where it is not `id`; a profile of a geography has a
    prefix besides, such as "us.". reads: empty where no source says.
    """

    id: str
    name: str
    call_as: str | None = None
    monthly_usd: str
    context_tokens: int | None
    reads: tuple[str, ...]
    tuned_by: tuple[str, ...]
    routing: tuple[str, ...] = ()
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


Verdict = Literal["fits", "tight", "out", "not_known"]
Role = Literal["cheapest", "balanced", "strongest", "named", "hosted"]


class Spread(Shape):
    """An amount with its range, in words too. figure: how it was worked out.

    text: the likely amount, round; range: from low to high, in words.
    """

    low: float
    likely: float
    high: float
    unit: str
    text: str
    range: str
    figure: str | None = None


class PartShape(Shape):
    """A part of a total: likely parts sum to the likely total, in each column.

    kind: what it is for; grows: whether it grows with the requests: in step with them, but for a
    store, whose data stay, for hosting, whose instances are whole, and for pages, of which the
    first million of a month cost more.
    """

    kind: str
    name: str
    low: float
    likely: float
    high: float
    text: str
    grows: bool
    figure: str


class LimitVerdict(Shape):
    """A stated budget or limit held against one model: it fits, is tight, or is out.

    fits: even the high end stays within it; out: even the low end exceeds it; tight: between. Of
    weeks the ends are those of every step being quick or late at once.
    not_known: something that belongs to it has no price or was not measured.
    """

    fact: str
    stated: float
    verdict: Verdict
    text: str


class ModelTimes(Shape):
    """Until the first word and the whole answer, in ms: of half, and of 95 of 100.

    without: what takes time besides and is in none of them, in words; empty for nothing.
    """

    first: Spread
    first_95: Spread
    whole: Spread
    whole_95: Spread
    without: str = ""


class ModelEstimate(Shape):
    """What the plan costs with one model, and how fast it answers.

    role: why it is listed; variant: how it thinks, as it was measured; index: its measured
    quality; tier: of service; instance: that hosts it, where it is hosted. year: building and
    twelve months; months: what each costs, with growth. unpriced: what building and twelve months
    lack, in words that follow them; empty for nothing. without: what is in no total and may cost
    more than all that is, by name; beside a total it is said. times: None where it was not
    measured, and where a job answers in batches.
    call_as: the id that a call names, where it is not `id`.
    """

    id: str
    name: str
    call_as: str | None = None
    role: Role
    variant: str | None = None
    index: float | None = None
    tier: str = "on_demand"
    instance: str | None = None
    month: Spread
    month_parts: tuple[PartShape, ...]
    build: Spread | None = None
    build_parts: tuple[PartShape, ...] = ()
    year: Spread
    months: tuple[float, ...]
    times: ModelTimes | None = None
    in_batches: bool = False
    verdicts: tuple[LimitVerdict, ...] = ()
    unpriced: str = ""
    without: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def verdict(self, fact: str) -> LimitVerdict | None:
        """The verdict against one stated fact; None where it was not stated."""
        return next((each for each in self.verdicts if each.fact == fact), None)


class ServicesEstimate(Shape):
    """What ready services cost in a plan that calls no foundation model.

    month, year, months, verdicts, without and not_counted as in `ModelEstimate`; taken: what was
    not stated and is taken in its place.
    """

    month: Spread
    month_parts: tuple[PartShape, ...]
    year: Spread
    months: tuple[float, ...]
    verdicts: tuple[LimitVerdict, ...] = ()
    without: tuple[str, ...] = ()
    not_counted: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


class SwingShape(Shape):
    """What one unknown alone does to the month: the question about money worth asking first."""

    name: str
    title: str
    unit: str
    low: float
    high: float
    month_low: float
    month_high: float
    text: str


class PlanCost(Shape):
    """One plan as a whole, with one model.

    chosen: the plan of the answer; months: what each of the first twelve costs, in USD, building
    aside; consists_of: the parts of a month, in words; unpriced: what building and twelve months
    lack, in words that follow them; empty for nothing; without: as in `ModelEstimate`.
    """

    paths: tuple[str, ...]
    headline: str
    chosen: bool
    model: str
    month: Spread
    build: Spread | None
    year: Spread
    whole_95: Spread | None
    verdicts: tuple[LimitVerdict, ...]
    consists_of: str = ""
    months: tuple[float, ...] = ()
    unpriced: str = ""
    without: tuple[str, ...] = ()


class LoadCost(Shape):
    """What a month costs at a load, in USD: by another way of paying, and by tokens."""

    requests: float
    usd: float
    by_tokens: float


class BreakEvenShape(Shape):
    """Where another way of paying becomes cheaper.

    of: "hosting", "reserved" or "unit"; at: requests a month, or a share of all hours; None where
    it never costs less. costs: from few requests to many, between two of them a straight line.
    """

    of: str
    name: str
    at: float | None
    unit: str
    text: str
    figure: str | None = None
    costs: tuple[LoadCost, ...] = ()


class TimelineStep(Shape):
    """A step of the way to production. path: that it builds, None for cases and release.

    starts: weeks from the beginning, if each step before takes as long as is likely; because: why
    it is taken to last so long.
    """

    path: str | None = None
    name: str
    starts: float
    weeks: Spread
    because: str


class Timeline(Shape):
    """The way to production by week: steps one after the other.

    whole: all of it, None where nothing is to build; verdict: against the weeks that were stated;
    not_in_it: what takes time besides.
    """

    steps: tuple[TimelineStep, ...] = ()
    whole: Spread | None = None
    verdict: LimitVerdict | None = None
    not_in_it: str = ""


class Remedy(Shape):
    """What the time of an answer becomes with an optimization."""

    item: str
    text: str
    figure: str


class Estimates(Shape):
    """Cost, memory and time of every path, with formulas, inputs and what is lacking.

    models: the plan with each model of the table; services: what ready services cost where the
    plan calls no foundation model; taken: what was not stated and is taken in its
    place; swings: the unknowns of the first table row that is balanced, the one that moves it
    most first; plans: other plans as a whole; points: where another way of paying is cheaper;
    timeline: the plan by week.
    figures: by id, each after the figures that it is worked out from. evaluation, break_evens:
    ids of figures. sources: by key. warnings: what to know before the table is believed;
    beside: those of them that speak of single models, and belong below the table.
    """

    figures: dict[str, FigureShape] = {}
    paths: tuple[PathEstimate, ...] = ()
    evaluation: str | None = None
    break_evens: tuple[str, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    models: tuple[ModelEstimate, ...] = ()
    services: ServicesEstimate | None = None
    taken: tuple[str, ...] = ()
    swings: tuple[SwingShape, ...] = ()
    plans: tuple[PlanCost, ...] = ()
    points: tuple[BreakEvenShape, ...] = ()
    timeline: Timeline = Timeline()
    shortlist: Shortlist = Shortlist()
    assumptions: tuple[AssumptionShape, ...] = ()
    references: tuple[ReferenceShape, ...] = ()
    lacking: tuple[LackingPrice, ...] = ()
    warnings: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: dict[str, FigureSource] = {}

    def figure(self, identity: str | None) -> FigureShape | None:
        """A figure by its id; None where there is none."""
        return self.figures.get(identity) if identity else None

    def of(self, path: str) -> PathEstimate | None:
        """The estimate of a path; None where it has none."""
        return next((each for each in self.paths if each.path == path), None)
