"""Other plans as a whole beside the chosen one, and where another way of paying is cheaper."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.estimates import paths, serving
from advisor.estimates.building import UNPRICED, tuning_not_counted
from advisor.estimates.choosing import tier_of
from advisor.estimates.formulas import Amount
from advisor.estimates.hosting import hosting_cost, hour_of, instance_for
from advisor.estimates.inputs import Inputs
from advisor.estimates.quantities import Quantity, exactly
from advisor.estimates.ranges import may_be_nothing
from advisor.estimates.running import customization_of, request_cost, without
from advisor.estimates.served import card_of, in_tier, served, usual_model
from advisor.estimates.shapes import BreakEvenShape, LoadCost, PlanCost, Spread
from advisor.estimates.shortlist import may_be_tuned
from advisor.estimates.table import (
    Row,
    Summed,
    Told,
    costs_of,
    fitting_models,
    rows,
    spread_of,
    told_spread,
)
from advisor.estimates.telling import Telling
from advisor.estimates.timing import times
from advisor.estimates.verdicts import verdicts
from advisor.estimates.wanted import Wanted
from advisor.estimates.words import amount, counted, duration, inside_sentence, money
from advisor.knowledge.figures import Instance

SEARCHED = frozenset(
    {
        "amazon-kendra",
        "bedrock-managed-knowledge-base",
        "documentdb",
        "memorydb",
        "neptune-analytics",
    }
)
"""Where a plan that retrieves finds its passages, and what has no price here: a plan without
retrieval does not pay for it."""


class _Running(NamedTuple):
    """What running a plan with one model costs and takes; plans that run alike share it."""

    month: Summed
    told: Spread
    whole_95: Spread | None


def plan_costs(
    inputs: Inputs,
    tell: Telling,
    wanted: Wanted,
    day: datetime.date,
    table: Sequence[Told],
    others: Mapping[str, frozenset[str]],
) -> Iterator[PlanCost]:
    """The plan and others, each as a whole, with one model: the balanced one of the table.

    A plan that tunes is costed with the usual model where the table's own is not tuned; where
    Bedrock tunes neither for it, open weights are tuned and hosted. others: the items that cost
    money and are recommended with another plan, by its costliest path; where it is not there, those
    of the plan itself are taken.
    """
    if not table:
        return
    own = middle(table)
    known = {_alike(own.row, wanted): _Running(own.costs.month, own.estimate.month, _whole_95(own))}
    for path, plan in compared_plans(wanted.paths).items():
        chosen = frozenset(plan) == wanted.paths
        if chosen:
            yield _told(tell, plan, path, chosen, own.row, wanted, known)
            continue
        row, other = _row_of(inputs, own.row, _other(wanted, path, plan, others), day)
        yield _told(tell, plan, path, chosen, row, other, known)


def _other(
    wanted: Wanted, path: str, plan: Sequence[str], others: Mapping[str, frozenset[str]]
) -> Wanted:
    """Another plan as it is costed: with what is recommended with it."""
    items = others.get(path)
    if items is None:
        without_search = wanted.retrieves and paths.RETRIEVAL not in plan
        items = wanted.items - SEARCHED if without_search else wanted.items
    other = Wanted(frozenset(plan), items, wanted.stated)
    return other.on_endpoints if other.is_hosted and not wanted.is_hosted else other


def _row_of(inputs: Inputs, own: Row, other: Wanted, day: datetime.date) -> tuple[Row, Wanted]:
    """The model that another plan is costed with, and that plan as it can be run with it.

    own: the row of the plan that is compared. Where Bedrock tunes no model for a plan that tunes,
    it is costed with open weights.
    """
    named = bool(inputs.knowledge.chosen_models)
    if other.is_tuned and not named:
        tuned = (each for each in (own.model, usual_model(inputs)) if each is not None)
        fits = (each for each in tuned if may_be_tuned(inputs, other, day, each.model))
        model = next(fits, None)
        if model is not None:
            return Row("balanced", inputs, in_tier(inputs.knowledge, model, tier_of(other))), other
        other = other.tuned_by_oneself
    if other.is_hosted:
        return (own if own.model is None else next(iter(rows(inputs, other, ())), own)), other
    if own.model is None:
        fitting, _ = fitting_models(inputs, other, day)
        found = rows(inputs, other, fitting)
        return next((each for each in found if each.role == "balanced"), (found or [own])[0]), other
    return own._replace(model=served(inputs.knowledge, own.model.model, tier_of(other))), other


def compared_plans(plan: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The paths of each plan that is told beside a plan, and of this one, by the costliest path.

    A cheaper one keeps of the plan's paths those up to its headline; a dearer one adds its own.
    """
    told = [path for path in paths.ESTIMATED if path in plan]
    return {path: _plan_with(path, told) for path in paths.ESTIMATED}


def _plan_with(path: str, told: Sequence[str]) -> tuple[str, ...]:
    place = paths.ESTIMATED.index(path)
    below = [each for each in told if paths.ESTIMATED.index(each) < place]
    return tuple(dict.fromkeys([paths.PROMPTS, *below, path]))


def _told(
    tell: Telling,
    plan: tuple[str, ...],
    headline: str,
    chosen: bool,
    row: Row,
    wanted: Wanted,
    known: dict[object, _Running],
) -> PlanCost:
    # Plans that differ in how they are trained alone are run alike.
    alike = _alike(row, wanted)
    running = known.get(alike)
    costs = costs_of(row, wanted, running.month if running else None)
    if running is None:
        running = _Running(costs.month, costs.month.spread(tell), _time(row, wanted))
        known[alike] = running
    _, told, whole = running
    build = costs.build.spread(tell) if costs.build else None
    queried = wanted.queries_records
    unpriced = tuple(without(row.inputs, wanted, row.model))
    is_whole = tuning_not_counted(row.inputs, wanted, row.model) is None
    return PlanCost(
        paths=plan,
        headline=headline,
        chosen=chosen,
        model=row.name,
        month=told,
        build=build,
        year=costs.year,
        months=costs.months,
        whole_95=whole,
        verdicts=tuple(
            verdicts(
                wanted.stated,
                told,
                build,
                whole,
                is_whole,
                whole is not None and not queried,
                not unpriced,
            )
        ),
        unpriced="" if is_whole else UNPRICED,
        without=unpriced,
        consists_of=", ".join(
            f"{inside_sentence(part.cost.title)} {money(float(part.cost.likely))}"
            for part in costs.month.parts
        ),
    )


def _alike(row: Row, wanted: Wanted) -> object:
    tier = row.model.tier if row.model else None
    how = wanted.is_hosted, wanted.retrieves, wanted.acts, wanted.is_tuned
    return row.id, tier, *how, wanted.items


def _whole_95(told: Told) -> Spread | None:
    found = told.estimate.times
    return found.whole_95.model_copy(update={"figure": None}) if found else None


def _time(row: Row, wanted: Wanted) -> Spread | None:
    found = times(row.inputs, wanted, row.model)
    if found is None:
        return None
    return told_spread("ms", found.slow()[1].columns, duration)


def middle(table: Sequence[Told]) -> Told:
    """The balanced row of a table; the first where none is."""
    return next((each for each in table if each.row.role == "balanced"), table[0])


def points(tell: Telling, wanted: Wanted, row: Row, inputs: Inputs) -> Iterator[BreakEvenShape]:
    """Where hosting, a reserved instance or a unit costs less than what the row pays now."""
    sizes = inputs.knowledge.model_sizes
    if row.model is None:
        yield from _reserved(tell, wanted, row.inputs)
        return
    price = request_cost(row.inputs, wanted, row.model)
    # Where it may cost nothing, nothing fixed ever costs less.
    if may_be_nothing(price):
        return
    references = ("small_open_model", "large_open_model")
    found = [
        _hosting(
            tell,
            wanted,
            row,
            inputs.sized(sizes[inputs.reference(each)]),
            price,
            sizes[inputs.reference(each)].name,
        )
        for each in references
    ]
    found += _unit(tell, wanted, row, price)
    asked = float(inputs.of("requests_per_month").likely)
    # Without requests there is no load to begin from on a scale of powers of ten.
    marked = [each for each in (asked, *(point.at for point, _ in found)) if each]
    loads = _loads(marked or [1.0])
    for point, month in found:
        costs = _costs(loads, month, float(price.likely))
        yield point.model_copy(update={"costs": costs})


Month: TypeAlias = Callable[[Amount], Amount]
"""What a month costs in USD by its requests: of one load, or of many at once."""

MOST_REQUESTS = 1e15
"""Requests of a month beyond any load (our judgement): where hosting costs more up to there, it
never costs less."""


def crossing(month: Month, request_usd: float) -> float | None:
    """The fewest requests a month at which another way costs no more than tokens; None if never.

    month: what it costs by the load, never less for more requests. request_usd: above 0.
    """
    loads = np.geomspace(1.0, MOST_REQUESTS, 3_001)
    meets = np.flatnonzero(np.broadcast_to(month(loads), loads.shape) <= loads * request_usd)
    if not meets.size:
        return None
    # The next load that is tried lies little more than 1 % further on.
    return float(month(float(loads[meets[0]]))) / request_usd


def _loads(marked: Sequence[float]) -> NDArray[np.float64]:
    """The loads to tell costs at, these among them: from a tenth of the least to ten times."""
    even = np.geomspace(min(marked) / 10, max(marked) * 10, 49)
    return np.unique(np.concatenate([even, marked]))


def _costs(loads: NDArray[np.float64], month: Month, request_usd: float) -> tuple[LoadCost, ...]:
    """The months of these loads; of those that cost alike, the first and the last."""
    every = [
        LoadCost(requests=load, usd=usd, by_tokens=load * request_usd)
        for load, usd in zip(
            loads.tolist(), np.broadcast_to(month(loads), loads.shape).tolist(), strict=True
        )
    ]
    ends = zip([None, *every[:-1]], every, [*every[1:], None], strict=True)
    return tuple(
        each
        for before, each, after in ends
        if before is None or after is None or not before.usd == each.usd == after.usd
    )


def _hosting(
    tell: Telling, wanted: Wanted, row: Row, own: Inputs, price: Quantity, name: str
) -> tuple[BreakEvenShape, Month]:
    """Where hosting an open model costs as much as the row; name: of the open model."""
    asked = float(own.of("requests_per_month").likely)
    here = f"{name} on {instance_for(own, wanted.on_endpoints).name}"

    def month(requests: Amount) -> Amount:
        return hosting_cost(own.at_load(requests), wanted.on_endpoints).likely

    cost = hosting_cost(own, wanted.on_endpoints)
    usd = float(cost.likely)
    at = crossing(month, float(price.likely))
    if at is None:
        text = (
            f"By the likely numbers, hosting {here} never costs less than {row.name}, because "
            f"more requests take more hosts: at {amount(asked)} a month it costs {money(usd)}."
        )
        point = BreakEvenShape(
            of="hosting", name=here, at=None, unit="requests per month", text=text
        )
        return point, month
    there = float(month(at))
    figure = own.work_out(
        "hosting_break_even",
        f"Hosting {here} costs as much as {row.name} from",
        serving.break_even,
        hosting_cost=cost if there == usd else hosting_cost(own.at_load(at), wanted.on_endpoints),
        request_cost=price,
    )
    less = "less" if usd < asked * float(price.likely) else "more"
    told = "" if there == usd else f", {money(usd)} a month"
    point = BreakEvenShape(
        of="hosting",
        name=here,
        at=float(figure.likely),
        unit="requests per month",
        text=f"Hosting {here} ({money(there)} a month) costs as much as {row.name} at "
        f"{counted(at, 'request')} a month: at {amount(asked)} it costs {less}{told}.",
        figure=spread_of(tell, figure).figure,
    )
    return point, month


def _reserved(tell: Telling, wanted: Wanted, inputs: Inputs) -> Iterator[BreakEvenShape]:
    instance = instance_for(inputs, wanted)
    reserved = _reservable(inputs, instance)
    if reserved is None or reserved.reserved is None:
        return
    offer = reserved.reserved
    figure = inputs.work_out(
        "reserved_break_even",
        f"{reserved.name} reserved for a year costs less than {instance.name} on demand from",
        serving.reserved_break_even,
        reserved_usd_per_hour=exactly(
            "reserved_usd_per_hour",
            offer.usd_per_hour,
            "USD per hour",
            "price",
            offer.offer,
            offer.sources,
        ),
        on_demand_usd_per_hour=hour_of(instance, wanted, "on_demand_usd_per_hour"),
    )
    share = float(figure.likely)
    hours = float(inputs.of("hosting_hours").likely)
    runs = hours / float(inputs.of("hours_per_month").likely)
    better = "reserved" if runs > share else "on demand"
    on_demand = "on demand" if reserved is instance else f"{instance.name} on demand"
    yield BreakEvenShape(
        of="reserved",
        name=reserved.name,
        at=share,
        unit="share of hours",
        text=f"{reserved.name} reserved for a year costs less than {on_demand} once it runs more "
        f"than {share:.0%} of all hours: here {runs:.0%}, so {better}.",
        figure=spread_of(tell, figure).figure,
    )


def _reservable(inputs: Inputs, instance: Instance) -> Instance | None:
    """The instance, or the same machine of EC2, where a price for a year's commitment is known."""
    machine = instance.name.removeprefix("ml.")
    alike = (each for each in inputs.knowledge.instances.values() if each.name == machine)
    return next((each for each in (instance, *alike) if each.reserved is not None), None)


def _unit(
    tell: Telling, wanted: Wanted, row: Row, price: Quantity
) -> Iterator[tuple[BreakEvenShape, Month]]:
    assert row.model is not None
    tuning = customization_of(row.inputs, row.model)
    if tuning is None or tuning.unit_hour_usd is None:
        return
    card, region = card_of(row.inputs.knowledge, row.model.model), wanted.stated.get("region")
    if card is not None and card.tuned_in and region is not None and region not in card.tuned_in:
        # Its units are sold where it is tuned.
        return
    unit = row.inputs.work_out(
        "provisioned_cost",
        "One model unit, all month",
        serving.provisioned_cost,
        bedrock_model_unit_hour=exactly(
            "bedrock_model_unit_hour",
            tuning.unit_hour_usd,
            "USD per unit and hour",
            "price",
            f"A unit of {row.name}",
            tuning.sources,
        ),
    )
    figure = row.inputs.work_out(
        "unit_break_even",
        f"A unit of {row.name} costs as much as tokens from",
        serving.break_even,
        hosting_cost=unit,
        request_cost=price,
    )
    at = float(figure.likely)
    point = BreakEvenShape(
        of="unit",
        name=row.name,
        at=at,
        unit="requests per month",
        text=f"A reserved unit of {row.name} ({money(float(unit.likely))} a month) costs as much "
        f"as tokens at {counted(at, 'request')} a month.",
        figure=spread_of(tell, figure).figure,
    )
    yield point, lambda _: unit.likely
