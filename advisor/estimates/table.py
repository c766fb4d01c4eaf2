"""The table of models: what the plan costs with each, how fast it answers, whether that fits."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from advisor.estimates import building, running
from advisor.estimates.building import UNPRICED, build_parts, tuning_not_counted
from advisor.estimates.choosing import Candidate, choose, tier_of
from advisor.estimates.hosting import instance_for
from advisor.estimates.inputs import Inputs
from advisor.estimates.page_readers import KINDS, page_reader
from advisor.estimates.prompts import (
    answer_tokens,
    context_needed,
    prompt_tokens,
    read_tokens,
)
from advisor.estimates.quantities import Quantity, total
from advisor.estimates.querying import time_of_queries_left_out
from advisor.estimates.ranges import Range, Workings, range_of, swings
from advisor.estimates.running import Part, month_parts, not_counted
from advisor.estimates.served import (
    Served,
    called_as,
    card_of,
    context_of,
    likely_request,
    quota_taken,
    sees,
    served,
)
from advisor.estimates.shapes import (
    ExcludedModel,
    ListedModel,
    ModelEstimate,
    ModelTimes,
    PartShape,
    Role,
    Shortlist,
    Spread,
    SwingShape,
)
from advisor.estimates.shortlist import (
    LISTED,
    criteria,
    is_guarded,
    no_knowledge_base,
    notes_on,
    open_routings,
    why_not,
)
from advisor.estimates.telling import Telling
from advisor.estimates.timing import times
from advisor.estimates.verdicts import verdicts
from advisor.estimates.wanted import Wanted
from advisor.estimates.words import amount, duration, listed, money, span
from advisor.knowledge.base import View
from advisor.knowledge.figures import OpenModel

MONTHS = 12
TRANSCRIPT = "turning the recording into text"
"""What takes time besides where a recording comes in: it was not measured."""


class Row(NamedTuple):
    """One model of the table. inputs: for this model; model: None where weights are hosted."""

    role: Role
    inputs: Inputs
    model: Served | None
    open_model: OpenModel | None = None

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.model.name if self.model else _open(self).name

    @property
    def id(self) -> str:
        """The model's id."""
        return self.model.model.id if self.model else _open(self).id


def _open(row: Row) -> OpenModel:
    assert row.open_model is not None
    return row.open_model


def rows(inputs: Inputs, wanted: Wanted, fitting: Sequence[Candidate]) -> list[Row]:
    """The rows of the table for a plan.

    fitting: the managed models that fit it, cheapest first.
    """
    if wanted.off_the_cloud or wanted.is_bought:
        return []
    if wanted.is_hosted:
        return _hosted(inputs)
    tier = tier_of(wanted)
    knowledge = inputs.knowledge
    if knowledge.chosen_models:
        return [
            Row("named", inputs, served(knowledge, knowledge.managed_models[each], tier))
            for each in knowledge.chosen_models
        ]
    return [
        Row(role, inputs, served(knowledge, model.model, tier))
        for role, model in choose(
            fitting,
            wanted,
            lambda each: sees(knowledge, each),
            lambda each: quota_taken(knowledge, each),
            lambda each: is_guarded(inputs, wanted, each.model),
            lambda each: no_knowledge_base(inputs, wanted, [each.model]) is None,
        )
    ]


def _hosted(inputs: Inputs) -> list[Row]:
    sizes = inputs.knowledge.model_sizes
    if "parameters" in inputs.given:
        size = inputs.given["parameters"].likely
        nearest = min(
            sizes.values(),
            key=lambda each: max(each.parameters / size, size / each.parameters),
        )
        weights = f"{amount(size)} weights, shaped like {nearest.name}"
        return [Row("named", inputs, None, nearest.model_copy(update={"name": weights}))]
    names = (inputs.reference("small_open_model"), inputs.reference("large_open_model"))
    return [
        Row("hosted", inputs.sized(sizes[each]), None, sizes[each]) for each in dict.fromkeys(names)
    ]


def fitting_models(
    inputs: Inputs, wanted: Wanted, day: datetime.date
) -> tuple[list[Candidate], list[ExcludedModel]]:
    """The managed models that fit a plan, cheapest first, and why the others do not.

    Of the routings of one model the cheapest stands for it in the table. A service that reads pages
    before a model that cannot is part of what the model costs.
    """
    needed = context_needed(inputs, wanted)
    tier = tier_of(wanted)
    fitting: list[Candidate] = []
    excluded: list[ExcludedModel] = []
    requests = float(inputs.of("requests_per_month").likely)
    prompt = float(prompt_tokens(inputs, wanted).likely)
    read = float(read_tokens(inputs, wanted).likely)
    answer = float(answer_tokens(inputs, wanted).likely)
    for model in inputs.knowledge.managed_models.values():
        reason = why_not(inputs, wanted, day, model, needed)
        if reason is None:
            one = served(inputs.knowledge, model, tier)
            cost = likely_request(inputs, one, prompt, read, answer)
            reader = page_reader(inputs, wanted, one)
            pages = float(reader.cost(inputs).likely) if reader else 0.0
            fitting.append(Candidate(requests * cost + pages, one))
        else:
            excluded.append(
                ExcludedModel.model_construct(id=model.id, name=model.name, reason=reason)
            )
    return sorted(fitting, key=lambda each: (each.likely, each.model.model.id)), excluded


def shortlist(
    inputs: Inputs,
    tell: Telling,
    wanted: Wanted,
    fitting: Sequence[Candidate],
    excluded: Iterable[ExcludedModel],
    view: View,
) -> Shortlist:
    """The models that fit, cheapest first, and a reason for every other."""
    listed: list[ListedModel] = []
    left_out = list(excluded)
    budget = wanted.stated.middle("monthly_budget_usd")
    for likely, model in fitting:
        managed = model.model
        reason = None
        if budget is not None and likely > budget:
            reason = f"about {likely:,.0f} USD a month, above the budget"
        elif len(listed) == LISTED:
            reason = f"fits, and costs more than those listed: about {likely:,.2f} USD a month"
        if reason is not None:
            left_out.append(
                ExcludedModel.model_construct(id=managed.id, name=managed.name, reason=reason)
            )
            continue
        card = card_of(inputs.knowledge, managed)
        listed.append(
            ListedModel(
                id=managed.id,
                name=managed.name,
                call_as=called_as(inputs.knowledge, managed),
                monthly_usd=tell.figure(_ranged(_token_cost(inputs, wanted, model))),
                context_tokens=context_of(inputs.knowledge, managed),
                reads=card.reads if card else (),
                tuned_by=card.tuned_by if card else (),
                routing=open_routings(inputs, wanted, managed),
                notes=notes_on(inputs, wanted, managed),
            )
        )
    return Shortlist(
        models=tuple(listed), excluded=tuple(left_out), criteria=criteria(wanted, view)
    )


def _token_cost(inputs: Inputs, wanted: Wanted, model: Served) -> Quantity:
    """What tokens cost each month, in USD, with a service that reads pages before the model."""
    parts = [
        part
        for part in month_parts(inputs, wanted, model)
        if part.kind in KINDS.union(("read", "cached", "written", "steps"))
    ]
    reads = any(part.kind in KINDS for part in parts)
    title = "Tokens, and a service that reads the pages" if reads else "Tokens"
    return total("token_cost", title, "USD per month", [part.cost for part in parts])


def _ranged(figure: Quantity) -> Quantity:
    workings = Workings(figure)
    found = range_of(workings)
    return workings.laid_out(found.best, found.worst)


# One row


class Told(NamedTuple):
    """A row of the table as it was worked out, and as it is told."""

    row: Row
    costs: Costs
    estimate: ModelEstimate


def told(row: Row, tell: Telling, wanted: Wanted) -> Told:
    """What the plan costs with one model, how fast it answers, and whether that fits."""
    costs = costs_of(row, wanted)
    return Told(row, costs, _estimate_of(row, costs, tell, wanted))


def _estimate_of(row: Row, costs: Costs, tell: Telling, wanted: Wanted) -> ModelEstimate:
    inputs, model = row.inputs, row.model
    month, build = costs.month, costs.build
    row_times = _times(row, tell, wanted)
    lacking = tuning_not_counted(inputs, wanted, model)
    every = (*month.parts, *(build.parts if build else ()))
    without = tuple(running.without(inputs, wanted, model))
    left_out = not_counted(inputs, wanted, model, {each.kind for each in every})
    month_told = month.told(tell, running.NAMES)
    build_told = build.told(tell, building.NAMES) if build else None
    month_spread = month_told.total
    build_spread = build_told.total if build_told else None
    return ModelEstimate(
        id=row.id,
        name=row.name,
        call_as=called_as(inputs.knowledge, model.model) if model else None,
        role=row.role,
        variant=model.variant.variant if model and model.variant else None,
        index=model.variant.index if model and model.variant else None,
        tier=model.tier if model else "on_demand",
        instance=instance_for(inputs, wanted).name if model is None else None,
        month=month_spread,
        month_parts=month_told.parts,
        build=build_spread,
        build_parts=build_told.parts if build_told else (),
        year=costs.year,
        months=costs.months,
        times=row_times,
        in_batches=wanted.in_batches,
        verdicts=tuple(
            verdicts(
                wanted.stated,
                month_spread,
                build_spread,
                row_times.whole_95 if row_times else None,
                lacking is None,
                row_times is not None and not row_times.without,
                not without,
            )
        ),
        unpriced=UNPRICED if lacking is not None else "",
        without=without,
        not_counted=tuple(left_out if lacking is None else [lacking, *left_out]),
        notes=notes_on(inputs, wanted, model.model) if model else (),
    )


class Costs(NamedTuple):
    """What a month and building cost; building and twelve months together, and each month."""

    month: Summed
    build: Summed | None
    year: Spread
    months: tuple[float, ...]


def costs_of(row: Row, wanted: Wanted, month: Summed | None = None) -> Costs:
    """What the plan costs with one model. month: where it was worked out already."""
    inputs, model = row.inputs, row.model
    built = build_parts(inputs, wanted, model)
    if month is None:
        month = summed(
            "monthly_cost",
            "Running it, each month",
            "USD per month",
            month_parts(inputs, wanted, model),
        )
    build = summed("build_cost", "Building it, once", "USD", built) if built else None
    year, months = twelve_months(inputs, month, build.columns if build else (0.0, 0.0, 0.0))
    return Costs(month, build, year, months)


def twelve_months(
    inputs: Inputs, month: Summed, once: Sequence[float] = (0.0, 0.0, 0.0)
) -> tuple[Spread, tuple[float, ...]]:
    """Twelve months and what is paid once, and what each month costs, in USD, with growth."""
    months = [
        _months(inputs, month.workings, moved)
        for moved in (month.range.best, {}, month.range.worst)
    ]
    columns = [first + sum(each) for first, each in zip(once, months, strict=True)]
    return told_spread("USD", columns, money), tuple(round(each, 6) for each in months[1])


class Summed(NamedTuple):
    """A total with its parts and its range."""

    workings: Workings
    range: Range
    parts: Sequence[Part]

    @property
    def columns(self) -> tuple[float, float, float]:
        """Low, likely, high."""
        likely = float(self.workings.figure.likely)
        return float(self.range.low), likely, float(self.range.high)

    @property
    def unit(self) -> str:
        """Of the total."""
        return self.workings.figure.unit

    def spread(self, tell: Telling) -> Spread:
        """The total in words, and its figure."""
        laid = self.workings.laid_out(self.range.best, self.range.worst)
        return told_spread(self.unit, self.columns, money, tell.figure(laid))

    def told(self, tell: Telling, names: Mapping[str, str]) -> TotalAndParts:
        """The total with its figure, and its parts in the order in which they are told."""
        laid = self.workings.laid_out(self.range.best, self.range.worst)
        order = list(names)
        found = sorted(
            zip(self.parts, laid.inputs, strict=True),
            key=lambda each: order.index(each[0].kind),
        )
        parts = tuple(
            PartShape.model_construct(
                kind=part.kind,
                name=cost.title,
                low=float(cost.low),
                likely=float(cost.likely),
                high=float(cost.high),
                text=money(float(cost.likely)),
                grows=_grows(cost),
                figure=tell.figure(cost),
            )
            for part, cost in found
        )
        return TotalAndParts(told_spread(self.unit, self.columns, money, tell.figure(laid)), parts)


class TotalAndParts(NamedTuple):
    """A total as it is told, and what it consists of."""

    total: Spread
    parts: tuple[PartShape, ...]


def _grows(cost: Quantity) -> bool:
    return "requests_per_month" in (cost.key, cost.name) or any(map(_grows, cost.inputs))


def summed(name: str, title: str, unit: str, parts: Sequence[Part]) -> Summed:
    """A total of parts, worked out with its range."""
    workings = Workings(total(name, title, unit, [part.cost for part in parts]))
    return Summed(workings, range_of(workings), parts)


def _months(inputs: Inputs, workings: Workings, moved: Mapping[str, float]) -> list[float]:
    """What each of twelve months costs, as requests grow."""
    growth = float(inputs.of("monthly_growth").likely)
    requests = float(moved.get("requests_per_month", inputs.of("requests_per_month").likely))
    if not growth:
        return [float(workings.at(moved))] * MONTHS
    return [
        float(workings.at({**moved, "requests_per_month": requests * (1.0 + growth) ** month}))
        for month in range(MONTHS)
    ]


def _times(row: Row, tell: Telling, wanted: Wanted) -> ModelTimes | None:
    found = times(row.inputs, wanted, row.model)
    if found is None:
        return None
    first, first_95, whole, whole_95 = (
        told_spread("ms", each.columns, duration, tell.figure(each)) for each in found.ranged()
    )
    return ModelTimes(
        first=first,
        first_95=first_95,
        whole=whole,
        whole_95=whole_95,
        without=_without(wanted),
    )


def _without(wanted: Wanted) -> str:
    """What takes time besides and is in none of the times; "" for nothing.

    Sound that is sent while somebody speaks is text soon after.
    """
    recorded = wanted.stated.get("serving_mode") != "interactive"
    query = time_of_queries_left_out(wanted)
    left = [query] if query is not None else []
    if recorded and "amazon-transcribe" in wanted.items:
        left.append(TRANSCRIPT)
    return listed(left)


def told_spread(
    unit: str, columns: Sequence[float], told: Callable[[float], str], figure: str | None = None
) -> Spread:
    """An amount with its range, in words too.

    columns: low, likely, high; told: puts one into words.
    """
    low, likely, high = (float(each) for each in columns)
    return Spread(
        low=low,
        likely=likely,
        high=high,
        unit=unit,
        text=told(likely),
        range=span(told(low), told(high)),
        figure=figure,
    )


def spread_of(tell: Telling, figure: Quantity) -> Spread:
    """A figure in US dollars with its range, in words too."""
    laid = _ranged(figure)
    return told_spread(figure.unit, laid.columns, money, tell.figure(laid))


# What moves it


def swings_of(costs: Costs) -> tuple[SwingShape, ...]:
    """The unknowns of a month, the one that moves it most first."""
    found = []
    for leaf, at_low, at_high in swings(costs.month.workings):
        low, high = sorted((float(at_low), float(at_high)))
        title = leaf.title or leaf.name.replace("_", " ").capitalize()
        ends = f"{amount(float(leaf.low))} to {amount(float(leaf.high))} {leaf.unit}"
        found.append(
            SwingShape(
                name=leaf.key or leaf.name,
                title=title,
                unit=leaf.unit,
                low=float(leaf.low),
                high=float(leaf.high),
                month_low=low,
                month_high=high,
                text=f"{title}, {ends}: {span(money(low), money(high))} a month",
            )
        )
    return tuple(found)
