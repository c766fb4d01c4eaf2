"""`estimate(scenario, ...)`: cost, memory and time of every path, as the answer tells them."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping

from advisor.estimates import by_path
from advisor.estimates import shortlist as choosing
from advisor.estimates.derived import DERIVATIONS, STANDINGS
from advisor.estimates.prices import GivenPrices, with_prices
from advisor.estimates.quantities import Inputs, Quantity, exactly, stated_facts
from advisor.estimates.shapes import (
    Against,
    AssumptionShape,
    Estimates,
    ExcludedModel,
    FigureShape,
    FigureSource,
    InputShape,
    LackingPrice,
    ListedModel,
    PathEstimate,
    ReferenceShape,
    Remedy,
    Shortlist,
)
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import Citation, View
from advisor.knowledge.figures import MANAGED_MODELS_CITATION
from advisor.knowledge.knowledge import Knowledge

NOTES = (
    "Money is for accelerators, tokens, storage and hosting on demand; people, data and taxes are "
    "not counted, nor discounts for commitment.",
    "Time is worked out for an open model on one accelerator; providers do not say on what theirs "
    "run. Measure on the model that you choose.",
)


def estimate(
    scenario: Scenario | Mapping[str, object],
    view: View = "production",
    as_of: datetime.date | None = None,
    assumptions: Mapping[str, object] | None = None,
    prices: GivenPrices | None = None,
    *,
    knowledge: Knowledge | None = None,
    plan: Collection[str] = (by_path.PROMPTS,),
) -> Estimates:
    """The estimates for a scenario.

    assumptions: numbers (or low, likely, high) by the name of an assumption, and words by the
    name of a reference. prices: what a price file gives. plan: the paths of the plan, for which
    models are listed. Raises BadInput on assumptions that are none.
    """
    day = as_of or datetime.date.today()
    facts = read_scenario(scenario)
    body = knowledge or load_knowledge()
    given: dict[str, object] = dict(assumptions or {})
    if prices is not None:
        body = with_prices(body, prices, day)
        given = {**prices.given, **given}
    if not body.assumptions:
        return Estimates()
    if given:
        return _estimate(body, facts, view, day, given, tuple(plan))
    key = (body.version, _read(facts), view, day, tuple(plan))
    estimates = _MADE.get(key)
    if estimates is None:
        if len(_MADE) >= _KEPT:
            _MADE.clear()
        estimates = _MADE[key] = _estimate(body, facts, view, day, given, tuple(plan))
    return estimates


_KEPT = 256
_MADE: dict[tuple[object, ...], Estimates] = {}
"""Estimates made already: many scenarios share the few facts that these rest on."""


def _read(scenario: Scenario) -> tuple[tuple[str, FactValue], ...]:
    """The facts that estimates read: the numbers, and those that choose a model."""
    return tuple(
        (name, value)
        for name, value in scenario.values()
        if name in _CHOOSING or fact_definitions()[name].is_number
    )


_CHOOSING = ("modalities", "languages", "data_residency")


def _estimate(
    body: Knowledge,
    facts: Scenario,
    view: View,
    day: datetime.date,
    given: Mapping[str, object],
    plan: tuple[str, ...],
) -> Estimates:
    inputs = Inputs(body, stated_facts(facts), given)
    tell = _Telling(body)
    paths = tuple(_path(inputs, tell, facts, path, path in plan) for path in by_path.ESTIMATED)
    break_evens = (
        by_path.self_hosting_break_even(inputs),
        by_path.provisioned_break_even(inputs),
    )
    shortlist = _shortlist(inputs, tell, facts, plan, view, day)
    evaluation = tell.figure(by_path.evaluation_cost(inputs))
    remedies = tuple(_remedies(inputs, tell))
    listed = tuple(_assumption(tell, body, each) for _, each in sorted(inputs.used.items()))
    return Estimates(
        figures=tell.figures,
        paths=paths,
        evaluation=evaluation,
        break_evens=tuple(tell.figure(each) for each in break_evens if each is not None),
        remedies=remedies,
        shortlist=shortlist,
        assumptions=listed,
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
        notes=NOTES,
        sources=tell.sources,
    )


class _Telling:
    """Makes shapes of quantities: each figure once, each source once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.sources: dict[str, FigureSource] = {}
        self.figures: dict[str, FigureShape] = {}
        self._told: dict[object, str] = {}

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
            )
        return key

    def figure(self, quantity: Quantity) -> str:
        """The id of a figure; it and all that it is worked out from stand among the figures."""
        if quantity.low > quantity.high:
            # An input that lowers its figure stands turned round there, and straight here.
            quantity = quantity.turned()
        content = (
            quantity.name,
            quantity.formula,
            quantity.columns,
            *((each.name, each.columns) for each in quantity.inputs),
        )
        identity = self._told.get(content)
        if identity is None:
            inputs = tuple(
                (each, self.figure(each) if each.origin == "figure" else None)
                for each in quantity.inputs
            )
            identity = self._free(quantity.name)
            self._told[content] = identity
            self.figures[identity] = FigureShape(
                id=identity,
                title=quantity.title,
                low=float(quantity.low),
                likely=float(quantity.likely),
                high=float(quantity.high),
                unit=quantity.unit,
                formula=quantity.formula,
                inputs=tuple(self._input(each, figure) for each, figure in inputs),
            )
        return identity

    def _free(self, name: str) -> str:
        identity, number = name, 1
        while identity in self.figures:
            number += 1
            identity = f"{name}-{number}"
        return identity

    def _input(self, quantity: Quantity, figure: str | None) -> InputShape:
        sources = quantity.sources
        if not sources and quantity.name.endswith("_usd") and quantity.origin == "price":
            sources = (MANAGED_MODELS_CITATION,)
        return InputShape(
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


def _path(
    inputs: Inputs, tell: _Telling, scenario: Scenario, path: str, in_plan: bool
) -> PathEstimate:
    lacking_before = dict(inputs.lacking)
    inputs.lacking.clear()
    build = by_path.build_cost(inputs, path)
    managed = by_path.managed_tuning_cost(inputs, path) if path in by_path.TRAINED else None
    month = by_path.monthly_cost(inputs, path)
    memory: list[Quantity] = []
    if path in (by_path.ADAPTERS, by_path.ALIGNMENT):
        memory = [by_path.lora_memory(inputs), by_path.qlora_memory(inputs)]
    elif path in by_path.HOSTED:
        memory = [by_path.full_tuning_memory(inputs)]
    hosted = by_path.serving_memory(inputs, path) if path in by_path.HOSTED else None
    answer = by_path.answer_time(inputs, path)
    first = by_path.first_token_time(inputs, path)
    estimate_of = PathEstimate(
        path=path,
        in_plan=in_plan,
        build_cost=tell.figure(build) if build else None,
        managed_tuning=tell.figure(managed) if managed else None,
        monthly_cost=tell.figure(month),
        training_memory=tuple(tell.figure(each) for each in memory),
        serving_memory=tell.figure(hosted) if hosted else None,
        latency=tell.figure(answer),
        first_token=tell.figure(first),
        against=tuple(_against(inputs, tell, scenario, path)),
        lacking=tuple(sorted(inputs.lacking)),
    )
    inputs.lacking.update(lacking_before)
    return estimate_of


_HELD_AGAINST: Mapping[str, tuple[str, ...]] = {
    by_path.PROMPTS: (
        "monthly_budget_for_prompt_engineering",
        "latency_budget_for_prompt_engineering",
    ),
    by_path.RETRIEVAL: ("monthly_budget_for_retrieval", "latency_budget_for_retrieval"),
    by_path.AGENTS: ("monthly_budget_for_agents", "latency_budget_for_agents"),
    by_path.ADAPTERS: (
        "budget_for_adapters",
        "monthly_budget_for_adapters",
        "memory_for_lora",
        "memory_for_qlora",
    ),
    by_path.FULL: (
        "budget_for_full_fine_tuning",
        "monthly_budget_for_full_fine_tuning",
        "memory_for_full_fine_tuning",
    ),
    by_path.ALIGNMENT: ("budget_for_preference_alignment", "memory_for_lora", "memory_for_qlora"),
    by_path.CONTINUED: ("budget_for_continued_pre_training", "memory_for_full_fine_tuning"),
    by_path.SCRATCH: ("budget_for_pre_training_from_scratch",),
}


def _against(inputs: Inputs, tell: _Telling, scenario: Scenario, path: str) -> Iterable[Against]:
    for each in DERIVATIONS:
        stated = scenario.get(each.stated)
        if each.standing not in _HELD_AGAINST[path] or stated is None:
            continue
        figure = each.work_out(inputs)
        if figure is None:
            continue
        number = _middle(stated)
        place = 0 if number < figure.low else 2 if number > figure.high else 1
        words = ("below", "within", "above")[place]
        unit = each.unit
        yield Against(
            fact=each.stated,
            stated=number,
            figure=tell.figure(figure),
            standing=STANDINGS[place],
            text=f"{number:,.4g} {unit} stated, {words} the estimate for {each.subject}",
        )


def _middle(value: FactValue) -> float:
    if isinstance(value, NumberRange):
        ends = [each for each in (value.at_least, value.at_most) if each is not None]
        return sum(ends) / len(ends)
    assert isinstance(value, (int, float))
    return float(value)


def _remedies(inputs: Inputs, tell: _Telling) -> Iterable[Remedy]:
    """What the time of an answer becomes with optimizations that can be worked out."""
    eight = exactly("bytes_per_weight", 1.0, "bytes", "data", "Bytes per weight at 8 bits")
    four = inputs.of("quantized_bytes_per_weight")
    yield Remedy(
        item="quantization",
        text="With weights of 8 bits",
        figure=tell.figure(by_path.answer_time(inputs, by_path.PROMPTS, bytes_per_weight=eight)),
    )
    yield Remedy(
        item="quantization",
        text="With weights of 4 bits",
        figure=tell.figure(by_path.answer_time(inputs, by_path.PROMPTS, bytes_per_weight=four)),
    )
    yield Remedy(
        item="response-streaming",
        text="Until the first word, streamed",
        figure=tell.figure(by_path.first_token_time(inputs, by_path.PROMPTS)),
    )


def _shortlist(
    inputs: Inputs,
    tell: _Telling,
    scenario: Scenario,
    plan: Collection[str],
    view: View,
    day: datetime.date,
) -> Shortlist:
    if by_path.PROMPTS not in plan:
        return Shortlist()
    path = choosing.costliest_to_ask(plan)
    load = (
        float(inputs.of("requests_per_month").likely),
        float(by_path.prompt_tokens(inputs, path).likely),
        float(by_path.answer_tokens(inputs, path).likely),
    )
    needed = choosing.context_needed(inputs, scenario, plan)
    fitting: list[tuple[float, str]] = []
    excluded: list[ExcludedModel] = []
    for model in inputs.knowledge.managed_models.values():
        reason = choosing.why_not(inputs, scenario, plan, day, model, needed)
        if reason is None:
            fitting.append((choosing.likely_cost(*load, model), model.id))
        else:
            excluded.append(ExcludedModel(id=model.id, name=model.name, reason=reason))
    listed: list[ListedModel] = []
    budget = scenario.monthly_budget_usd
    for likely, identity in sorted(fitting):
        model = inputs.knowledge.managed_models[identity]
        if budget is not None and likely > _middle(budget):
            reason = f"about {likely:,.0f} USD a month, above the budget"
            excluded.append(ExcludedModel(id=identity, name=model.name, reason=reason))
        elif len(listed) == choosing.LISTED:
            reason = f"fits, and costs more than those listed: about {likely:,.2f} USD a month"
            excluded.append(ExcludedModel(id=identity, name=model.name, reason=reason))
        else:
            trait = choosing.trait_of(inputs, model)
            listed.append(
                ListedModel(
                    id=identity,
                    name=model.name,
                    monthly_usd=tell.figure(choosing.monthly_tokens(inputs, plan, model)),
                    context_tokens=model.context_tokens,
                    reads=trait.reads if trait else (),
                    tuned_by=trait.tuned_by if trait else (),
                    notes=choosing.notes_on(inputs, model),
                )
            )
    return Shortlist(
        models=tuple(listed),
        excluded=tuple(excluded),
        criteria=choosing.criteria(scenario, plan, view),
    )


def _assumption(tell: _Telling, knowledge: Knowledge, quantity: Quantity) -> AssumptionShape:
    known = knowledge.assumptions.get(quantity.name)
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
        sources=tell.cite(quantity.sources),
    )
