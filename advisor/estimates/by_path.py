"""What each path costs, takes and needs, with one usual model, for who compares paths."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from advisor.estimates import fitting, paths
from advisor.estimates.building import managed_tuning_cost, path_build_cost
from advisor.estimates.derivations import DERIVATIONS, STANDINGS, plain
from advisor.estimates.hosting import hosted_answer_ms, hosted_first_ms, serving_memory
from advisor.estimates.inputs import Inputs, stated_facts
from advisor.estimates.kept import Kept
from advisor.estimates.load_numbers import load_quantities
from advisor.estimates.prompts import with_stated_prefix
from advisor.estimates.quantities import Quantity, exactly
from advisor.estimates.ranges import Workings, ranged
from advisor.estimates.regional import at_region
from advisor.estimates.running import month_cost
from advisor.estimates.served import usual_model
from advisor.estimates.shapes import Against, PathEstimate
from advisor.estimates.shortlist import may_be_tuned
from advisor.estimates.telling import Telling
from advisor.estimates.timing import times
from advisor.estimates.verdicts import place
from advisor.estimates.wanted import Stated, Wanted
from advisor.estimates.words import amount, span
from advisor.knowledge.knowledge import Knowledge


def prepared(
    knowledge: Knowledge,
    stated: Stated,
    given: Mapping[str, object] | None = None,
    instead: Mapping[str, str] | None = None,
) -> Inputs:
    """The inputs for what is stated: its facts, its load, its Region's prices, its prefix.

    instead: as in `Inputs`.
    """
    facts = stated_facts(stated.facts)
    facts |= load_quantities(stated.get, facts)
    inputs = Inputs(at_region(knowledge, stated), facts, given or {})
    if instead:
        inputs.instead = {**inputs.instead, **instead}
    return with_stated_prefix(inputs)


def sized(inputs: Inputs) -> Inputs:
    """The inputs with the small open model, for paths that host."""
    return inputs.sized(inputs.knowledge.model_sizes[inputs.reference("small_open_model")])


def as_run(inputs: Inputs, path: str, stated: Stated, day: datetime.date) -> Wanted:
    """A path by itself as it is run.

    Where Bedrock does not tune the usual model for what was stated, open weights are tuned; records
    alone are found by queries, without an index.
    """
    wanted = looked_up(plain(path), stated)
    here = replace(wanted, stated=stated)
    if here.is_tuned and not may_be_tuned(inputs, here, day, usual_model(inputs).model):
        return wanted.tuned_by_oneself
    return wanted


def looked_up(wanted: Wanted, stated: Stated) -> Wanted:
    """A path by itself with the knowledge that it looks up, where it looks anything up."""
    return replace(wanted, stated=stated.only(KNOWLEDGE)) if wanted.retrieves else wanted


KNOWLEDGE = ("knowledge_source", "further_knowledge_sources")
"""The facts that say what is looked up."""


def path_month_cost(inputs: Inputs, wanted: Wanted) -> Quantity:
    """What running a path costs each month, in USD, with the usual model or hosted.

    wanted: the path by itself, from `as_run`.
    """
    if wanted.is_hosted:
        return month_cost(sized(inputs), wanted, None)
    return month_cost(inputs, wanted, usual_model(inputs))


@dataclass(frozen=True)
class _Found:
    """A figure with its range, and what was taken and lacking on the way to it."""

    figure: Quantity | None
    taken: tuple[str, ...]
    lacking: Mapping[str, str]


_found: Kept[_Found] = Kept(2048)


def _ranged(
    inputs: Inputs,
    key: tuple[str, str],
    rests_on: Collection[str],
    make: Callable[[], Quantity | None],
    together: bool = False,
) -> Quantity | None:
    """A figure with its range; kept for whoever asks with the same facts, as most do.

    key: names the figure; rests_on: the facts that it may read.
    """

    def work() -> _Found:
        before = dict(inputs.lacking)
        inputs.lacking.clear()
        figure = make()
        lacking = dict(inputs.lacking)
        inputs.lacking.update(before)
        if figure is None:
            return _Found(None, (), lacking)
        leaves = Workings(figure).leaves
        taken = tuple(name for name in leaves if name in inputs.used)
        return _Found(ranged(figure, together), taken, lacking)

    if inputs.given or inputs.chosen:
        found = work()
    else:
        facts = tuple(
            inputs.facts[name].columns if name in inputs.facts else None for name in rests_on
        )
        found = _found.get((inputs.knowledge.version, *key, facts), work)
    for name in found.taken:
        inputs.of(name)
    inputs.lacking.update(found.lacking)
    return found.figure


def path_estimates(
    inputs: Inputs, tell: Telling, stated: Stated, plan: Collection[str], day: datetime.date
) -> Iterator[PathEstimate]:
    """What each path costs, takes and needs."""
    lacking_before = dict(inputs.lacking)
    running: dict[object, dict[str, str | None]] = {}
    for path in paths.ESTIMATED:
        inputs.lacking.clear()
        wanted = as_run(inputs, path, stated, day)
        yield _path_estimate(inputs, tell, stated, path, path in plan, wanted, running)
        lacking_before.update(inputs.lacking)
    inputs.lacking.update(lacking_before)


def _path_estimate(
    inputs: Inputs,
    tell: Telling,
    stated: Stated,
    path: str,
    in_plan: bool,
    wanted: Wanted,
    running: dict[object, dict[str, str | None]],
) -> PathEstimate:
    """wanted: the path as it is run; running: what running paths comes to that were told already.

    By what they are run alike.
    """
    model = None if wanted.is_hosted else usual_model(inputs)
    read = _BUILT_FROM.get(path, ())
    build = None
    if not wanted.queries_records:
        build = _ranged(inputs, ("build", path), read, lambda: path_build_cost(inputs, path))
    managed = None
    if model is not None:
        managed = _ranged(
            inputs, ("managed", path), read, lambda: managed_tuning_cost(inputs, path, model)
        )
    every: tuple[Callable[[Inputs], Quantity], ...] = ()
    if path in paths.TUNED:
        every = (fitting.lora_memory, fitting.qlora_memory)
    elif path in paths.HOSTED:
        every = (fitting.full_tuning_memory,)
    memory = [
        _ranged(inputs, ("memory", each.__name__), (), partial(each, inputs), together=True)
        for each in every
    ]
    hosts = (wanted.is_hosted, wanted.hosts_on_sagemaker)
    alike = (*hosts, wanted.retrieves, wanted.searches, wanted.acts, wanted.is_tuned)
    if alike not in running:
        running[alike] = _running(inputs, tell, wanted)
    return PathEstimate(
        path=path,
        in_plan=in_plan,
        build_cost=tell.figure(build) if build else None,
        managed_tuning=tell.figure(managed) if managed else None,
        training_memory=tuple(tell.figure(each) for each in memory if each is not None),
        against=tuple(_against(inputs, stated, path)),
        lacking=tuple(sorted(inputs.lacking)),
        **running[alike],
    )


def _running(inputs: Inputs, tell: Telling, wanted: Wanted) -> dict[str, str | None]:
    """Figures of a month, of memory to serve, and of time."""
    own = sized(inputs) if wanted.is_hosted else inputs
    found = times(own, wanted, None if wanted.is_hosted else usual_model(inputs))
    first, whole = found.usual() if found else (None, None)
    return {
        "monthly_cost": tell.figure(ranged(path_month_cost(inputs, wanted))),
        "serving_memory": (
            tell.figure(ranged(serving_memory(own, wanted))) if wanted.is_hosted else None
        ),
        "latency": tell.figure(whole) if whole else None,
        "first_token": tell.figure(first) if first else None,
    }


_BUILT_FROM: Mapping[str, tuple[str, ...]] = {
    paths.RETRIEVAL: ("knowledge_tokens",),
    paths.ADAPTERS: ("labelled_examples",),
    paths.FULL: ("labelled_examples",),
    paths.ALIGNMENT: ("preference_pairs",),
    paths.CONTINUED: ("unlabelled_tokens",),
    paths.SCRATCH: ("unlabelled_tokens",),
}
"""The facts that building a path rests on."""


_HELD_AGAINST: Mapping[str, tuple[str, ...]] = {
    paths.PROMPTS: (
        "monthly_budget_for_prompt_engineering",
        "latency_budget_for_prompt_engineering",
    ),
    paths.RETRIEVAL: ("monthly_budget_for_retrieval", "latency_budget_for_retrieval"),
    paths.AGENTS: ("monthly_budget_for_agents", "latency_budget_for_agents"),
    paths.ADAPTERS: (
        "budget_for_adapters",
        "monthly_budget_for_adapters",
        "memory_for_lora",
        "memory_for_qlora",
    ),
    paths.FULL: (
        "budget_for_full_fine_tuning",
        "monthly_budget_for_full_fine_tuning",
        "memory_for_full_fine_tuning",
    ),
    paths.ALIGNMENT: ("budget_for_preference_alignment", "memory_for_lora", "memory_for_qlora"),
    paths.CONTINUED: ("budget_for_continued_pre_training", "memory_for_full_fine_tuning"),
    paths.SCRATCH: ("budget_for_pre_training_from_scratch",),
}


def _against(inputs: Inputs, stated: Stated, path: str) -> Iterable[Against]:
    held = _HELD_AGAINST[path]
    if stated.get("control") in ("own_weights", "own_architecture"):
        # Then every path runs on hosts.
        hosted = "monthly_budget_for_full_fine_tuning"
        held = tuple(hosted if each.startswith("monthly_") else each for each in held)
    for each in DERIVATIONS:
        number = stated.middle(each.stated)
        if each.standing not in held or number is None:
            continue
        ends = each.work_out(inputs)
        if ends is None:
            continue
        standing = STANDINGS[place(number, float(ends.low), float(ends.high))]
        words = {
            "below_estimate": "is too little for",
            "within_estimate": "is enough for some models, not for others, for",
            "above_estimate": "is enough for",
        }[standing]
        estimate = span(amount(float(ends.low)), amount(float(ends.high)))
        yield Against(
            fact=each.stated,
            stated=number,
            figure="",
            standing=standing,
            text=f"{amount(number, 3)} {each.unit} {words} {each.subject} ({estimate})",
        )


def remedy_times(inputs: Inputs) -> Iterable[tuple[str, str, Quantity]]:
    """What the time of a hosted answer becomes with optimizations that can be worked out.

    Item, words and time.
    """
    own, wanted = sized(inputs), plain(paths.FULL)
    eight = exactly("bytes_per_weight", 1.0, "bytes", "data", "Bytes per weight at 8 bits")
    four = inputs.of("quantized_bytes_per_weight")
    yield (
        "quantization",
        "With weights of 8 bits",
        hosted_answer_ms(own, wanted, bytes_per_weight=eight),
    )
    yield (
        "quantization",
        "With weights of 4 bits",
        hosted_answer_ms(own, wanted, bytes_per_weight=four),
    )
    yield "response-streaming", "Until the first word, streamed", hosted_first_ms(own, wanted)
