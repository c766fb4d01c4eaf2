"""`estimate(scenario, ...)`: what the plan costs and how fast it answers, with each model."""

from __future__ import annotations

import copy
import datetime
from collections.abc import Collection, Iterable, Mapping

from advisor.estimates import paths
from advisor.estimates.building import evaluation_cost
from advisor.estimates.by_path import path_estimates, prepared, remedy_times, sized
from advisor.estimates.choosing import (
    cheaper_of_unknown_quality,
    kept_waiting,
    quota_of_written_tokens,
    routed_world_wide,
)
from advisor.estimates.comparing import middle, plan_costs, points
from advisor.estimates.derivations import plain
from advisor.estimates.hosting import hosting_cost
from advisor.estimates.inputs import Inputs
from advisor.estimates.kept import Kept
from advisor.estimates.page_readers import AS_DOCUMENTS, READERS_OF_PAGES, dear_readers
from advisor.estimates.prices import GivenPrices, with_prices
from advisor.estimates.quantities import Quantity
from advisor.estimates.ranges import SET_ASIDE, may_be_nothing, ranged
from advisor.estimates.ready_services import doubtful_price
from advisor.estimates.regional import of_another_region
from advisor.estimates.retrieving import second_graph
from advisor.estimates.running import request_cost
from advisor.estimates.screening import beyond_grounding
from advisor.estimates.served import quota_taken, usual_model, with_models
from advisor.estimates.services_alone import services_alone
from advisor.estimates.serving import break_even, provisioned_cost
from advisor.estimates.shapes import (
    Estimates,
    LackingPrice,
    ReferenceShape,
    Remedy,
    Shortlist,
)
from advisor.estimates.shortlist import (
    is_guarded,
    names_by_routing,
    no_knowledge_base,
    nobody_tunes,
    not_tuned,
)
from advisor.estimates.table import Told, fitting_models, rows, shortlist, swings_of, told
from advisor.estimates.telling import Telling
from advisor.estimates.timeline import timeline
from advisor.estimates.wanted import Stated, wanted
from advisor.estimates.words import amount, inside_sentence
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge

NOTES = (
    "Money is list price in US dollars on demand, without taxes and agreed discounts; what is not "
    "counted stands beside each total.",
    "Time of managed models is as Artificial Analysis measured it over all providers; Bedrock may "
    "be slower or faster. Measure on the model that you choose.",
)

BOUGHT = (
    "The recommended assistant is charged by the person and month: multiply the price of its plan "
    "by those who use it, and count in what they use beyond what the plan holds. No model is "
    "called whose tokens would be counted."
)

OFF_THE_CLOUD = (
    "What runs on devices or on premises of your own is neither priced nor timed here, nor is "
    "training for it: measure the time on the oldest machine in use."
)

OWN_RULES = (
    "No cost is told: with exact rules, what runs is a program of your own, and no model is called."
)

OWN_CLASSIFIER = (
    "No cost is told: no foundation model is called, and neither the training of a classical model "
    "nor an endpoint for it is priced here. Its costs are the hours of its machines: see the "
    "prices of the service that you train and serve it with."
)

CHOSEN = ("cheapest", "balanced", "strongest")
"""Roles of models that nobody named."""


def estimate(
    scenario: Scenario | Mapping[str, object],
    view: View = "production",
    as_of: datetime.date | None = None,
    assumptions: Mapping[str, object] | None = None,
    prices: GivenPrices | None = None,
    *,
    knowledge: Knowledge | None = None,
    plan: Collection[str] = (paths.PROMPTS,),
    items: Collection[str] = (),
    models: Collection[str] = (),
    others: Mapping[str, Collection[str]] | None = None,
) -> Estimates:
    """The estimates for a scenario.

    assumptions: numbers (or low, likely, high) by the name of an assumption, and words by the
    name of a reference. prices: what a price file gives. plan: the paths of the plan; items: what
    is recommended with it; models: the managed models to take, in place of those that would be
    chosen. others: what is recommended with another plan, by its costliest path; what the plan
    itself has is taken where it is not there. Raises BadInput on assumptions and models that are
    none.
    """
    day = as_of or datetime.date.today()
    stated = Stated.of(read_scenario(scenario))
    body = with_models(knowledge or load_knowledge(), models)
    given: dict[str, object] = dict(assumptions or {})
    if prices is not None:
        body = with_prices(body, prices, day)
        given = {**prices.given, **given}
    if not body.assumptions:
        return Estimates()
    costly = tuple(sorted(each for each in items if each in body.item_costs))
    beside = {
        path: frozenset(item for item in each if item in body.item_costs)
        for path, each in (others or {}).items()
    }
    asked = _Asked(body, stated, view, day, tuple(plan), costly, beside)
    if given:
        return _estimate(asked, given)
    key = (body.version, stated, view, day, asked.plan, costly, frozenset(beside.items()))
    return _made.get(key, lambda: _estimate(asked, given))


_made: Kept[Estimates] = Kept(256)
"""Estimates made already: many scenarios share the few facts that these rest on."""


class _Asked:
    """What is estimated."""

    def __init__(
        self,
        body: Knowledge,
        stated: Stated,
        view: View,
        day: datetime.date,
        plan: tuple[str, ...],
        items: tuple[str, ...],
        others: Mapping[str, frozenset[str]],
    ) -> None:
        self.body, self.stated, self.view, self.day = body, stated, view, day
        self.plan = plan
        self.others = others
        self.wanted = wanted(body, plan, items, stated)

    def on_own_hosts(self) -> _Asked:
        """The same, where no managed model may be tuned."""
        other = copy.copy(self)
        other.wanted = self.wanted.tuned_by_oneself
        return other


def _estimate(asked: _Asked, given: Mapping[str, object]) -> Estimates:
    stated = asked.stated
    instead = dict(AS_DOCUMENTS) if READERS_OF_PAGES & asked.wanted.items else {}
    if paths.PROMPTS not in asked.plan:
        # No model takes the fields from the text of pages.
        instead["structured_page_share"] = "fields_page_share"
    inputs = prepared(asked.body, stated, given, instead)
    body = inputs.knowledge
    tell = Telling(body)
    usual = usual_model(inputs)
    break_evens = _break_evens(inputs)
    table: list[Told] = []
    short = Shortlist()
    warned: list[str] = []
    beside: tuple[str, ...] = ()
    if asked.wanted.off_the_cloud:
        warned = [OFF_THE_CLOUD]
    if asked.wanted.is_bought:
        warned = [BOUGHT]
    elif paths.PROMPTS in asked.plan:
        fitting, excluded = fitting_models(inputs, asked.wanted, asked.day)
        if nobody_tunes(asked.wanted, fitting) and not body.chosen_models:
            warned.append(not_tuned(asked.wanted))
            asked = asked.on_own_hosts()
        table = [told(row, tell, asked.wanted) for row in rows(inputs, asked.wanted, fitting)]
        short = shortlist(inputs, tell, asked.wanted, fitting, excluded, asked.view)
        if any(each.row.role in CHOSEN for each in table):
            untested = cheaper_of_unknown_quality(
                fitting, asked.wanted, lambda each: is_guarded(inputs, asked.wanted, each.model)
            )
            warned += filter(None, [kept_waiting(fitting, asked.wanted), untested])
        called = [each.row.model for each in table if each.row.model]
        quota = quota_of_written_tokens(called, asked.wanted, lambda each: quota_taken(body, each))
        warned += filter(None, [quota, routed_world_wide(called, asked.wanted)])
        models = [each.model for each in called]
        beside = tuple(
            filter(
                None,
                [
                    no_knowledge_base(inputs, asked.wanted, models),
                    names_by_routing(asked.wanted, models),
                ],
            )
        )
        warned += beside
    chosen = middle(table) if table else None
    if chosen is not None:
        warned += filter(
            None, [beyond_grounding(chosen.row.inputs, asked.wanted), second_graph(asked.wanted)]
        )
        usd = chosen.costs.month.columns[1]
        dear = dear_readers(chosen.row.inputs, asked.wanted, chosen.row.model, usd)
        warned += filter(None, [dear])
    services = None
    if paths.PROMPTS not in asked.plan and not asked.wanted.off_the_cloud:
        services = services_alone(inputs, tell, asked.wanted)
        if services is None:
            warned += filter(None, [_no_cost(stated)])
    if table or services is not None:
        priced = [each.row.model.model for each in table if each.row.model]
        doubt = doubtful_price(inputs, asked.wanted)
        warned += filter(None, [doubt, of_another_region(body, asked.wanted, priced)])
    by_path = tuple(path_estimates(inputs, tell, stated, asked.plan, asked.day))
    return Estimates(
        figures=tell.figures,
        paths=by_path,
        evaluation=tell.figure(ranged(evaluation_cost(inputs, plain(paths.PROMPTS), usual))),
        break_evens=tuple(tell.figure(ranged(each)) for each in break_evens),
        remedies=tuple(
            Remedy(item=item, text=text, figure=tell.figure(ranged(time)))
            for item, text, time in remedy_times(inputs)
        ),
        models=tuple(each.estimate for each in table),
        services=services,
        swings=swings_of(chosen.costs) if chosen else (),
        plans=tuple(plan_costs(inputs, tell, asked.wanted, asked.day, table, asked.others)),
        points=tuple(points(tell, asked.wanted, chosen.row, inputs)) if chosen else (),
        timeline=timeline(inputs, tell, asked.wanted),
        shortlist=short,
        taken=tuple(_taken(chosen)) if chosen else (),
        assumptions=tuple(tell.assumption(each) for _, each in sorted(inputs.used.items())),
        references=tuple(
            ReferenceShape(
                id=each.id, name=each.name, value=inputs.reference(each.id), because=each.because
            )
            for each in body.references.values()
        ),
        lacking=tuple(
            LackingPrice(
                id=name,
                name=body.prices[name].name,
                unit=body.prices[name].unit,
                note=body.prices[name].note or "",
            )
            for name in sorted(inputs.lacking)
        ),
        warnings=tuple(warned),
        beside=beside,
        notes=NOTES,
        sources=tell.sources,
    )


def _no_cost(stated: Stated) -> str | None:
    """Why no cost is told where nothing of the plan has a price here; None where nobody said."""
    tasks = stated.get("tasks")
    if stated.get("exact_rules_suffice") is True:
        return OWN_RULES
    if stated.get("system_kind") == "classical_model" or (
        isinstance(tasks, tuple) and "tabular_prediction" in tasks
    ):
        return OWN_CLASSIFIER
    return None


def _break_evens(inputs: Inputs) -> Iterable[Quantity]:
    """Where hosting, and a reserved unit at a given price, cost as much as the usual model."""
    plans = plain(paths.PROMPTS)
    price = request_cost(inputs, plans, usual_model(inputs))
    if may_be_nothing(price):
        return []
    found = [
        inputs.work_out(
            "self_hosting_break_even",
            "Hosting costs as much as tokens from, if the hosts of this load can serve as many",
            break_even,
            hosting_cost=hosting_cost(sized(inputs), plain(paths.FULL)),
            request_cost=price,
        )
    ]
    unit = inputs.price("bedrock_model_unit_hour")
    if unit is not None:
        found.append(
            inputs.work_out(
                "provisioned_break_even",
                "A reserved unit costs as much as tokens from",
                break_even,
                hosting_cost=inputs.work_out(
                    "provisioned_cost",
                    "One model unit, all month",
                    provisioned_cost,
                    bedrock_model_unit_hour=unit,
                ),
                request_cost=price,
            )
        )
    return found


def _taken(chosen: Told) -> Iterable[str]:
    """How much there is to do, where nobody said and the table rests on it."""
    costs, times = chosen.costs, chosen.estimate.times
    leaves = {
        **costs.month.workings.leaves,
        **(costs.build.workings.leaves if costs.build else {}),
    }
    for name, quantity in sorted(leaves.items()):
        if name in SET_ASIDE and quantity.origin == "assumption":
            told = amount(float(quantity.likely))
            unit = quantity.unit.removesuffix("s") if told == "1" else quantity.unit
            yield f"{told} {unit} ({inside_sentence(quantity.title)})"
    length = chosen.row.inputs.of("output_tokens")
    if times is not None and length.origin == "assumption":
        yield f"{amount(float(length.likely))} tokens (the answer whose usual time is told)"
