"""Which facts follow from estimates: what each holds against what was stated, and its estimate."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from advisor.estimates import fitting, paths, serving
from advisor.estimates.building import managed_tuning_cost, path_build_cost
from advisor.estimates.considered import (
    cheapest,
    cheapest_later,
    cheapest_with_a_cache,
    dearest,
    fastest,
    hosted_sizes,
    slowest,
    strongest_later,
    tuned_at_a_price,
)
from advisor.estimates.formulas import Amount, anywhere, larger, smaller
from advisor.estimates.hosting import hosting_cost
from advisor.estimates.inputs import Inputs
from advisor.estimates.load_numbers import (
    FOLLOWS_FROM,
    KNOWLEDGE_IN_PROMPT,
    MOST_REPEATED,
    MOST_SHARED,
    NOBODY_WAITS,
    bounded,
)
from advisor.estimates.prompts import knowledge_in_prompt
from advisor.estimates.quantities import Quantity
from advisor.estimates.ranges import Workings, range_of
from advisor.estimates.running import month_cost, request_cost
from advisor.estimates.served import Served
from advisor.estimates.timing import times
from advisor.estimates.wanted import Wanted
from advisor.facts.definitions import FactDefinition, fact_definitions

STANDINGS = ("below_estimate", "within_estimate", "above_estimate")
"""Where a stated number lies against an estimate, from least to most."""


class Ends(NamedTuple):
    """The least and the most of an estimate, over all models that are considered."""

    low: Amount
    high: Amount


@dataclass(frozen=True, slots=True)
class Derivation:
    """One estimate, held against one stated fact.

    standing: name of the derived choice; figure: name of the derived amount; shortfall: name of
    the amount that is missing to the low end (empty where nothing can be missing); stated: the
    fact held against it; rests_on: further numbers that the estimate depends on, facts (all of
    which raise it) and those of `load_numbers`; subject: in words; work_out: the estimate, None
    where nothing is known of it.
    """

    standing: str
    figure: str
    shortfall: str
    stated: str
    rests_on: tuple[str, ...]
    subject: str
    unit: str
    work_out: Callable[[Inputs], Ends | None]

    @property
    def exact(self) -> bool:
        """Whether the facts must be exact: a break-even neither only rises nor only falls."""
        return not self.shortfall


_SHORT = {
    paths.PROMPTS: ("prompt_engineering", "prompts"),
    paths.RETRIEVAL: ("retrieval", "retrieval"),
    paths.AGENTS: ("agents", "agents"),
    paths.ADAPTERS: ("adapters", "training adapters"),
    paths.FULL: ("full_fine_tuning", "training all weights"),
    paths.ALIGNMENT: ("preference_alignment", "preference alignment"),
    paths.CONTINUED: ("continued_pre_training", "continued pre-training"),
    paths.SCRATCH: ("pre_training_from_scratch", "pre-training from scratch"),
}
_TRAINED_ON: Mapping[str, tuple[str, ...]] = {
    paths.ADAPTERS: ("labelled_examples",),
    paths.FULL: ("labelled_examples",),
    paths.ALIGNMENT: ("preference_pairs",),
    paths.CONTINUED: ("unlabelled_tokens",),
    paths.SCRATCH: (),
}
_TOKENS = ("input_tokens", "output_tokens")
_LOAD = ("requests_per_month", *_TOKENS)
_SAVING = (NOBODY_WAITS, MOST_SHARED, MOST_REPEATED)
_PROMPTED = (*_LOAD, KNOWLEDGE_IN_PROMPT, *_SAVING)
_RUN_ON: Mapping[str, tuple[str, ...]] = {
    paths.PROMPTS: _PROMPTED,
    paths.RETRIEVAL: (*_LOAD, "knowledge_tokens", *_SAVING),
    paths.AGENTS: _PROMPTED,
    paths.ADAPTERS: (*_PROMPTED, "tuned_variants"),
    paths.FULL: (*_LOAD, KNOWLEDGE_IN_PROMPT),
}


def plain(path: str) -> Wanted:
    """A path as rules weigh it: with prompts, and without anything recommended beside it."""
    return Wanted(frozenset({paths.PROMPTS, path}))


def _over(figures: Iterable[Quantity], together: bool = False) -> Ends | None:
    """From the least to the most of several figures of one thing."""
    ends = [range_of(Workings(each), together=together) for each in figures]
    if not ends:
        return None
    low, high = ends[0].low, ends[0].high
    for each in ends[1:]:
        low, high = smaller(low, each.low), larger(high, each.high)
    return Ends(low, high)


def month_ends(inputs: Inputs, path: str) -> Ends | None:
    """What a path costs each month, in USD, from the cheapest to the dearest model."""
    wanted = plain(path)
    if wanted.is_hosted:
        return hosting_ends(inputs, wanted)
    knowledge = inputs.knowledge
    least = inputs
    if wanted.acts:
        # An agent may retrieve as well, and then reads no knowledge that it does not need.
        least = inputs.with_facts({KNOWLEDGE_IN_PROMPT: bounded(KNOWLEDGE_IN_PROMPT, 0.0, 0.0)})
    cached = (*cheapest(knowledge), *cheapest_with_a_cache(knowledge))
    low = _least_month(least, wanted, cheapest(knowledge), cached)
    high = _most(month_cost(inputs, wanted, each) for each in dearest(knowledge))
    waits = inputs.facts.get(NOBODY_WAITS)
    if waits is None or not anywhere(waits.likely):
        return Ends(low, high)
    # Where nobody waits, batches may cost less, and models that think for long come into question.
    batched = cheapest_later(knowledge)
    later = _least_month(least, wanted, batched, batched)
    slow = _most(month_cost(inputs, wanted, each) for each in strongest_later(knowledge))
    less, more = larger(0.0, low - later), larger(0.0, slow - high)
    return Ends(low - waits.likely * less, high + waits.likely * more)


_CACHES = frozenset({"prompt-caching", "response-caching"})


def _least_month(
    inputs: Inputs, wanted: Wanted, models: Iterable[Served], cached: Iterable[Served]
) -> Amount:
    """The least that a month costs with any of these models, or with these that cache.

    What is stated to repeat, and knowledge in the prompt, may be read from a cache.
    """
    least = _least(month_cost(inputs, wanted, each) for each in models)
    repeating = {
        name: inputs.facts[number].named(name)
        for name, number in (
            ("shared_prefix_tokens", MOST_SHARED),
            ("repeated_requests_percent", MOST_REPEATED),
        )
        if number in inputs.facts and anywhere(inputs.facts[number].likely)
    }
    if not repeating and knowledge_in_prompt(inputs, wanted) is None:
        return least
    caching = Wanted(wanted.paths, wanted.items | _CACHES, wanted.stated)
    repeated = inputs.with_facts(repeating)
    return smaller(least, _least(month_cost(repeated, caching, each) for each in cached))


def hosting_ends(inputs: Inputs, wanted: Wanted) -> Ends:
    """What hosting costs each month, in USD.

    From a small model on the cheapest machine that holds it to a large one on an endpoint.
    """
    sizes = hosted_sizes(inputs)
    low = _least(hosting_cost(each, wanted) for each in sizes)
    return Ends(low, _most(hosting_cost(each, wanted.on_endpoints) for each in sizes))


def _least(figures: Iterable[Quantity]) -> Amount:
    found = [range_of(Workings(each), ends="low").low for each in figures]
    low = found[0]
    for each in found[1:]:
        low = smaller(low, each)
    return low


def _most(figures: Iterable[Quantity]) -> Amount:
    found = [range_of(Workings(each), ends="high").high for each in figures]
    high = found[0]
    for each in found[1:]:
        high = larger(high, each)
    return high


def build_ends(inputs: Inputs, path: str) -> Ends | None:
    """What building a path costs once, in USD: on one's own accelerators or as managed jobs.

    From the least to the most that it can be: how many runs and passes there are is decided while
    building, so that a path is ruled out only where the thriftiest way of it exceeds the budget.
    """
    own = path_build_cost(inputs, path)
    figures = [] if own is None else [own]
    if path in paths.TUNED:
        managed = (managed_tuning_cost(inputs, path, each) for each in tuned_at_a_price(inputs))
        figures += [each for each in managed if each is not None]
    return _over(figures, together=True)


def time_ends(inputs: Inputs, path: str) -> Ends | None:
    """Within how many ms 95 of 100 answers are whole, from the fastest to the slowest model."""
    wanted = plain(path)
    fast = [times(inputs, wanted, each) for each in fastest(inputs.knowledge)]
    slow = [times(inputs, wanted, each) for each in slowest(inputs.knowledge)]
    if not fast or not slow or None in fast or None in slow:
        return None
    low = _least(each.whole_95 for each in fast if each is not None)
    return Ends(low, _most(each.whole_95 for each in slow if each is not None))


def _break_even(inputs: Inputs, costs: Ends | None) -> Ends | None:
    """Requests a month at which a fixed cost equals tokens: the least and the most."""
    wanted = plain(paths.PROMPTS)
    knowledge = inputs.knowledge
    least = _least(request_cost(inputs, wanted, each) for each in cheapest(knowledge))
    most = _most(request_cost(inputs, wanted, each) for each in dearest(knowledge))
    if costs is None or _may_be_free(least):
        return None
    return Ends(costs.low / most, costs.high / least)


def _may_be_free(cost: Amount) -> bool:
    # Of many at once, those that may be free were left out before.
    return isinstance(cost, (int, float)) and cost == 0


def self_hosting_ends(inputs: Inputs) -> Ends | None:
    """Requests a month at which hosting an open model costs as much as tokens."""
    return _break_even(inputs, hosting_ends(inputs, plain(paths.FULL)))


def provisioned_ends(inputs: Inputs) -> Ends | None:
    """Requests a month at which a reserved unit costs as much as tokens, at a given price."""
    price = inputs.price("bedrock_model_unit_hour")
    if price is None:
        return None
    unit = inputs.work_out(
        "provisioned_cost",
        "One model unit, all month",
        serving.provisioned_cost,
        bedrock_model_unit_hour=price,
    )
    return _break_even(inputs, _over([unit]))


def _build(path: str) -> Derivation:
    name, words = _SHORT[path]
    return Derivation(
        f"budget_for_{name}",
        f"build_cost_of_{name}",
        f"build_shortfall_of_{name}",
        "build_budget_usd",
        _TRAINED_ON[path],
        f"building with {words}",
        "USD",
        lambda inputs: build_ends(inputs, path),
    )


def _month(path: str) -> Derivation:
    name, words = _SHORT[path]
    return Derivation(
        f"monthly_budget_for_{name}",
        f"monthly_cost_of_{name}",
        f"monthly_shortfall_of_{name}",
        "monthly_budget_usd",
        _RUN_ON[path],
        f"running with {words}",
        "USD/month",
        lambda inputs: month_ends(inputs, path),
    )


def _memory(name: str, words: str, work_out: Callable[[Inputs], Quantity]) -> Derivation:
    return Derivation(
        f"memory_for_{name}",
        f"memory_of_{name}",
        f"memory_shortfall_of_{name}",
        "accelerator_memory_gb",
        (),
        words,
        "GB",
        lambda inputs: _over([work_out(inputs)], together=True),
    )


def _time(path: str) -> Derivation:
    name, words = _SHORT[path]
    return Derivation(
        f"latency_budget_for_{name}",
        f"latency_of_{name}",
        f"latency_shortfall_of_{name}",
        "p95_latency_ms",
        _TOKENS if path == paths.RETRIEVAL else (*_TOKENS, KNOWLEDGE_IN_PROMPT),
        f"a complete answer with {words}",
        "ms",
        lambda inputs: time_ends(inputs, path),
    )


DERIVATIONS: tuple[Derivation, ...] = (
    *(_build(path) for path in _TRAINED_ON),
    *(_month(path) for path in _RUN_ON),
    _memory("full_fine_tuning", "training all weights", fitting.full_tuning_memory),
    _memory("lora", "training adapters beside 16-bit weights", fitting.lora_memory),
    _memory("qlora", "training adapters beside 4-bit weights", fitting.qlora_memory),
    *(_time(path) for path in (paths.PROMPTS, paths.RETRIEVAL, paths.AGENTS)),
    Derivation(
        "volume_for_self_hosting",
        "break_even_of_self_hosting",
        "",
        "requests_per_month",
        (*_LOAD, KNOWLEDGE_IN_PROMPT),
        "hosting one's own weights costing as much as paying by the token",
        "requests/month",
        self_hosting_ends,
    ),
    Derivation(
        "volume_for_provisioned_throughput",
        "break_even_of_provisioned_throughput",
        "",
        "requests_per_month",
        (*_LOAD, KNOWLEDGE_IN_PROMPT),
        "a reserved unit costing as much as paying by the token",
        "requests/month",
        provisioned_ends,
    ),
)
"""Every estimate that rules may read, and the stated fact that it is held against."""


def _definitions() -> dict[str, FactDefinition]:
    definitions: dict[str, FactDefinition] = {}

    def define(name: str, title: str, question: str, unit: str | None) -> None:
        choices = () if unit else STANDINGS
        definitions[name] = FactDefinition(
            name,
            title,
            question,
            "estimates",
            "amount" if unit else "choice",
            choices,
            bool(choices),
            unit,
        )

    facts = fact_definitions()
    for each in DERIVATIONS:
        stated = facts[each.stated].title
        define(
            each.standing,
            f"{stated} against {each.subject}",
            f"Where does the stated {stated.lower()} lie against the estimate for {each.subject}?",
            None,
        )
        define(
            each.figure,
            f"Estimate for {each.subject}",
            f"What is the estimate for {each.subject}, from low to high?",
            each.unit,
        )
        if each.shortfall:
            define(
                each.shortfall,
                f"Missing for {each.subject}",
                f"How much is missing to the low end of the estimate for {each.subject}?",
                each.unit,
            )
    return definitions


DERIVED_FACTS: Mapping[str, FactDefinition] = types.MappingProxyType(_definitions())
"""Every derived fact by name: choices for decisions, amounts for telling the figure."""

_RESTS_ON: Mapping[str, tuple[str, ...]] = {
    name: tuple(
        dict.fromkeys(
            (each.stated, *(n for name in each.rests_on for n in FOLLOWS_FROM.get(name, (name,))))
        )
    )
    for each in DERIVATIONS
    for name in (each.standing, each.figure, each.shortfall)
    if name
}


def definition_of(fact: str) -> FactDefinition | None:
    """What a fact is, of the scenario or derived; None when there is no such fact."""
    return fact_definitions().get(fact) or DERIVED_FACTS.get(fact)


def derivation_of(fact: str) -> Derivation | None:
    """What a derived choice follows from; None for any other fact."""
    return next((each for each in DERIVATIONS if each.standing == fact), None)


def rests_on(fact: str) -> tuple[str, ...]:
    """The facts of the scenario that a fact follows from; the fact itself where it is one."""
    return _RESTS_ON.get(fact, (fact,))
