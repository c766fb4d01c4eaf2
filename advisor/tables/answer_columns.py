"""From decisions about many scenarios to the columns of the answer."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from advisor.estimates import paths as estimated
from advisor.estimates.building import path_build_cost
from advisor.estimates.by_path import as_run, looked_up, path_month_cost, prepared
from advisor.estimates.derivations import plain
from advisor.estimates.derived import NumberColumn
from advisor.estimates.distinct_rows import Numbers
from advisor.estimates.inputs import OPEN_RANGE_FACTOR, Inputs
from advisor.estimates.load_numbers import KNOWLEDGE_IN_PROMPT
from advisor.estimates.page_readers import AS_DOCUMENTS, READERS_OF_PAGES
from advisor.estimates.prompts import with_stated_prefix
from advisor.estimates.quantities import Quantity
from advisor.estimates.ranges import SET_ASIDE, Workings, range_of
from advisor.estimates.regional import at_region
from advisor.estimates.wanted import READ_BESIDE_NUMBERS, Stated
from advisor.facts.definitions import fact_definitions
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.columns import Columns, Plane, SetColumn, unpack
from advisor.reasoning.conclusions import Gathered
from advisor.reasoning.coverage import SHORTFALL
from advisor.reasoning.infer_many import Decider, Decisions
from advisor.reasoning.items import MOST_ITEMS_IN_A_STAGE, RANKS, Placed, telling_order

OutcomeKind: TypeAlias = Literal["text", "list", "number"]

_COSTS = ("build_cost_usd", "monthly_cost_usd")
_ENDS = ("low", "likely", "high")

OUTCOMES: Mapping[str, OutcomeKind] = {
    "headline": "text",
    "paths": "list",
    "unmet_needs": "list",
    "partly_met_needs": "list",
    "deciding_rules": "list",
    "limiting_rules": "list",
    "essential_items": "list",
    "items": "list",
    **{f"{cost}_{end}": "number" for cost in _COSTS for end in _ENDS},
}
"""The columns of the answer. Needs, rules and items by id; costs of the headline path, in USD."""

IN_WORDS: Mapping[str, OutcomeKind] = {
    "plan_status": "text",
    "plan_in_words": "text",
    "strongest_reason": "text",
    "balanced_model": "text",
    "balanced_model_monthly_cost_usd": "number",
    "ready_services_monthly_cost_usd": "number",
    "missing_facts": "list",
}
"""The columns that are asked for: status and plan as `advise` tells them, the strongest reason, the
likely month in USD with the balanced model, or of ready services where no foundation model is
called, and the facts that can still change the plan."""


def columns_of(in_words: bool) -> Mapping[str, OutcomeKind]:
    """The columns of the answer, after those in words where they are asked for."""
    return {**IN_WORDS, **OUTCOMES} if in_words else OUTCOMES


Bits: TypeAlias = NDArray[np.bool_]
Lists: TypeAlias = list[tuple[str, ...]]


def outcomes(
    decider: Decider, columns: Columns, view: View, as_of: datetime.date
) -> dict[str, list[Any]]:
    """The columns of the answer for these scenarios: text, tuples of ids, numbers or None.

    They say what `advise` says of each scenario alone: headline and paths; musts that
    the plan leaves unmet or meets in part; the rules behind the chosen paths and those that rule
    paths out; the items of all stages as far as an advice tells them; the estimates. The
    status is left out: an honest one takes longer than all of these together.
    """
    decisions = decider.decide(columns, view, as_of)
    unmet, partly, deciding = _needs(decider, decisions)
    essential, items = _items(decider.knowledge, decisions, view, as_of)
    plan = decisions.plan.tolist()
    return {
        "headline": [decisions.plans[each][-1] for each in plan],
        "paths": [decisions.plans[each] for each in plan],
        "unmet_needs": unmet,
        "partly_met_needs": partly,
        "deciding_rules": deciding,
        "limiting_rules": _limiting(decider.knowledge, decisions),
        "essential_items": essential,
        "items": items,
        **_estimates(decider, decisions, columns, as_of),
    }


# Needs and the rules behind them


def _needs(decider: Decider, decisions: Decisions) -> tuple[Lists, Lists, Lists]:
    size = decisions.size
    concluded = decider.gathered(decisions.first)
    unmet: dict[str, Bits] = {}
    partly: dict[str, Bits] = {}
    deciding: dict[str, Bits] = {}
    behind = _rules_of_needs(decider.knowledge, decisions)
    for need in decider.knowledge.needs:
        if need not in concluded.needs:
            continue
        needed = unpack(concluded.needs[need], size)
        must = _where(concluded.musts, need, size)
        shortfall, given = _coverage(decider, decisions, concluded, need, needed)
        unmet[need] = must & (shortfall == 2)
        partly[need] = must & (shortfall == 1)
        for rule, level, plane in behind[need]:
            # A must makes each should idle.
            behind_plan = needed & given & (must if level == "must" else ~must)
            deciding[rule] = deciding.get(rule, np.False_) | (unpack(plane, size) & behind_plan)
    return (
        _listed(unmet, size),
        _listed(partly, size),
        _listed(dict(sorted(deciding.items())), size),
    )


def _rules_of_needs(
    knowledge: Knowledge, decisions: Decisions
) -> dict[str, list[tuple[str, str, Plane]]]:
    found: dict[str, list[tuple[str, str, Plane]]] = defaultdict(list)
    for rule, plane in decisions.first.rules.items():
        for each in knowledge.rules[rule].concludes.needs:
            found[each.need].append((rule, each.level, plane))
    return found


def _coverage(
    decider: Decider, decisions: Decisions, concluded: Gathered[Plane], need: str, needed: Bits
) -> tuple[NDArray[np.int8], Bits]:
    """How far each plan falls short of a need (0 full, 1 partly, 2 not met).

    And whether a path of it gives the need in full; together its paths may give less.
    """
    planner = decider.planner
    code = np.zeros(decisions.size, dtype=np.int64)
    for bit, override in enumerate(planner.overrides_of[need]):
        held = _where(concluded.coverage, planner.overrides[override], decisions.size)
        code |= held.astype(np.int64) << bit
    shortfall = np.zeros(decisions.size, dtype=np.int8)
    given = np.zeros(decisions.size, dtype=np.bool_)
    for combination in np.unique(code[needed]).tolist():
        coverings = planner.coverings(planner.needs.index(need), combination)
        of_plan = np.array(
            [SHORTFALL[coverings.of_plan(plan, need)] for plan in decisions.plans], dtype=np.int8
        )
        by_one_path = np.array(
            [any(coverings.of(path, need) == "full" for path in plan) for plan in decisions.plans]
        )
        here = code == combination
        shortfall[here] = of_plan[decisions.plan[here]]
        given[here] = by_one_path[decisions.plan[here]]
    return shortfall, given


def _limiting(knowledge: Knowledge, decisions: Decisions) -> Lists:
    limiting = {
        rule: unpack(plane, decisions.size)
        for rule, plane in sorted(decisions.first.rules.items())
        if knowledge.rules[rule].concludes.limits
    }
    return _listed(limiting, decisions.size)


# Items


def _items(
    knowledge: Knowledge, decisions: Decisions, view: View, day: datetime.date
) -> tuple[Lists, Lists]:
    """The essential items, and all that an advice tells, in the order of stages and ranks."""
    order = telling_order(knowledge, view, day)
    by_stage: dict[str, list[Placed]] = defaultdict(list)
    for placed in decisions.items:
        by_stage[placed[1]].append(placed)
    names: list[str] = []
    ranks: list[str] = []
    parts: list[Bits] = []
    for stage in sorted(by_stage, key=lambda each: knowledge.stages[each].position):
        entries = sorted(by_stage[stage], key=lambda each: (RANKS.index(each[2]), order[each[0]]))
        present = np.column_stack(
            [unpack(decisions.items[each], decisions.size) for each in entries]
        )
        essential = np.array([each[2] == "essential" for each in entries])
        most = np.maximum(present[:, essential].sum(axis=1), MOST_ITEMS_IN_A_STAGE[view])
        parts.append(present & (np.cumsum(present, axis=1) <= most[:, None]))
        names += [each[0] for each in entries]
        ranks += [each[2] for each in entries]
    if not parts:
        return [()] * decisions.size, [()] * decisions.size
    shown = np.concatenate(parts, axis=1)
    foremost = [place for place, rank in enumerate(ranks) if rank == "essential"]
    return (
        _named([names[place] for place in foremost], shown[:, foremost]),
        _named(names, shown),
    )


# Estimates


def _estimates(
    decider: Decider, decisions: Decisions, columns: Columns, as_of: datetime.date
) -> dict[str, list[float | None]]:
    """Cost of building and of running the headline path: low, likely and high."""
    found = {f"{cost}_{end}": np.full(decisions.size, np.nan) for cost in _COSTS for end in _ENDS}
    headlines = np.array(
        [
            estimated.ESTIMATED.index(plan[-1]) if plan[-1] in estimated.ESTIMATED else -1
            for plan in decisions.plans
        ]
    )[decisions.plan]
    if decider.knowledge.assumptions:
        numbers = decider.rules.numbers(columns)
        priced, regions = _priced(decider, columns)
        prompts = _prompts(decisions, numbers)
        open_weights = _tuned_by_oneself(decider, columns, headlines, prompts, as_of)
        queries = _queries_records(decider, columns, headlines)
        # Those who share all of this are estimated at once.
        alike = np.column_stack([headlines, prompts, regions, open_weights, queries])
        kinds, which = np.unique(alike, axis=0, return_inverse=True)
        for number, (place, known, region, by_oneself, queried) in enumerate(kinds.tolist()):
            if place < 0:
                continue
            path = estimated.ESTIMATED[place]
            rows = np.flatnonzero(which.reshape(-1) == number)
            inputs = _inputs(priced[region], numbers, rows, known)
            wanted = looked_up(plain(path), _RECORDS if queried else Stated())
            wanted = wanted.tuned_by_oneself if by_oneself else wanted
            with np.errstate(all="ignore"):
                if not queried:
                    _fill(found, "build_cost_usd", rows, path_build_cost(inputs, path))
                _fill(found, "monthly_cost_usd", rows, path_month_cost(inputs, wanted))
    return {
        name: [None if np.isnan(each) else each for each in column.tolist()]
        for name, column in found.items()
    }


def _priced(decider: Decider, columns: Columns) -> tuple[list[Knowledge], NDArray[np.intp]]:
    """The knowledge with the prices of each Region that rows name; which of them each row takes."""
    knowledge = [decider.knowledge]
    which = np.zeros(columns.size, dtype=np.intp)
    column = columns.facts.get("region")
    if column is not None:
        codes = np.asarray(column)
        for code in np.unique(codes[codes >= 0]).tolist():
            region = decider.vocabulary.words["region"][code]
            own = at_region(decider.knowledge, Stated((("region", region),)))
            if own is not decider.knowledge:
                which[codes == code] = len(knowledge)
                knowledge.append(own)
    return knowledge, which


_RECORDS = Stated((("knowledge_source", "structured_records"),))


def _queries_records(
    decider: Decider, columns: Columns, headlines: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Where the headline looks up records alone, as `Wanted.queries_records` says it of one."""
    place = decider.vocabulary.place
    found: NDArray[np.bool_] = headlines == estimated.ESTIMATED.index(estimated.RETRIEVAL)
    sources = columns.facts.get("knowledge_source")
    if sources is None:
        return np.zeros(columns.size, dtype=np.bool_)
    found &= np.asarray(sources) == place("knowledge_source", "structured_records")
    further = columns.facts.get("further_knowledge_sources")
    if isinstance(further, SetColumn):
        documents = np.uint64(place("further_knowledge_sources", "private_documents"))
        found &= further.bits[0] >> documents & np.uint64(1) == 0
    return found


def _tuned_by_oneself(
    decider: Decider,
    columns: Columns,
    headlines: NDArray[np.intp],
    prompts: NDArray[np.intp],
    as_of: datetime.date,
) -> NDArray[np.bool_]:
    """Where the headline tunes, and Bedrock does not tune the usual model for what is stated."""
    found = np.zeros(columns.size, dtype=np.bool_)
    value = decider.vocabulary.value
    read = {
        fact: column
        for fact, column in columns.facts.items()
        if fact in READ_BESIDE_NUMBERS or isinstance(column, NumberColumn)
    }
    known: dict[tuple[str, bool, Stated], bool] = {}
    for path in estimated.TUNED:
        for row in np.flatnonzero(headlines == estimated.ESTIMATED.index(path)).tolist():
            values = ((fact, value(fact, column, row)) for fact, column in read.items())
            stated = Stated(tuple((fact, each) for fact, each in values if each is not None))
            in_pages = bool(prompts[row] & _PAGES)
            key = (path, in_pages, stated)
            if key not in known:
                instead = AS_DOCUMENTS if in_pages else {}
                inputs = prepared(decider.knowledge, stated, instead=instead)
                run = as_run(inputs, path, stated, as_of)
                known[key] = run.tunes_open_weights
            found[row] = known[key]
    return found


_LENGTH, _PREFIX, _PAGES = 1, 2, 4
"""What is known of a row's prompt: its length, its beginning, that it holds pages; as bits."""


def _prompts(decisions: Decisions, numbers: Mapping[str, NumberColumn]) -> NDArray[np.intp]:
    """What is known of the prompts of each row."""
    found = np.zeros(decisions.size, dtype=np.intp)
    for fact, bit in (("input_tokens", _LENGTH), ("shared_prefix_tokens", _PREFIX)):
        if fact in numbers:
            found |= np.where(numbers[fact].known, bit, 0)
    for placed, where in decisions.items.items():
        if placed.item in READERS_OF_PAGES:
            found |= np.where(unpack(where, decisions.size), _PAGES, 0)
    return found


def _inputs(
    knowledge: Knowledge, numbers: Mapping[str, NumberColumn], rows: NDArray[np.intp], prompts: int
) -> Inputs:
    """What the formulas take of rows of whose prompts the same is known, as for one scenario."""
    facts = dict(_stated(knowledge, numbers, rows))
    if not prompts & _LENGTH:
        facts.pop("input_tokens", None)
    if prompts & _PREFIX:
        facts["shared_prefix_tokens"] = _known("shared_prefix_tokens", numbers, rows)
    inputs = Inputs(knowledge, facts)
    if prompts & _PAGES:
        inputs.instead = AS_DOCUMENTS
    return with_stated_prefix(inputs)


def _known(fact: str, numbers: Mapping[str, NumberColumn], rows: NDArray[np.intp]) -> Quantity:
    """A number that each of these rows states, as `stated_facts` takes it."""
    low, likely, high = _ends(numbers[fact], rows)
    return Quantity(fact, low, likely, high, fact_definitions()[fact].unit or "", "fact")


def _ends(column: NumberColumn, rows: NDArray[np.intp]) -> tuple[Numbers, Numbers, Numbers]:
    """The low, likely and high value of a number in these rows, where it is known."""
    low = np.maximum(column.low[rows], 0.0)
    closed = np.isfinite(column.high[rows])
    high = np.where(closed, column.high[rows], low * OPEN_RANGE_FACTOR)
    return low, np.where(closed, (low + high) / 2, low), high


def _stated(
    knowledge: Knowledge, numbers: Mapping[str, NumberColumn], rows: NDArray[np.intp]
) -> Iterator[tuple[str, Quantity]]:
    """The stated numbers as `stated_facts` takes them; what is not stated is assumed."""
    if KNOWLEDGE_IN_PROMPT in numbers:
        column = numbers[KNOWLEDGE_IN_PROMPT]
        low, high = column.low[rows], column.high[rows]
        read = Quantity("knowledge_tokens", low, (low + high) / 2, high, "tokens", "fact")
        yield KNOWLEDGE_IN_PROMPT, read.named(KNOWLEDGE_IN_PROMPT)
    for fact, column in numbers.items():
        if fact not in knowledge.assumptions:
            continue
        assumed = knowledge.assumptions[fact]
        known = column.known[rows]
        low, likely, high = _ends(column, rows)
        # How much there is to do is taken as it is assumed, as for one scenario.
        aside = fact in SET_ASIDE
        yield (
            fact,
            Quantity(
                fact,
                np.where(known, low, assumed.likely if aside else assumed.low),
                np.where(known, likely, assumed.likely),
                np.where(known, high, assumed.likely if aside else assumed.high),
                assumed.unit,
                "fact",
            ),
        )


def _fill(
    found: Mapping[str, NDArray[np.float64]],
    cost: str,
    rows: NDArray[np.intp],
    quantity: Quantity | None,
) -> None:
    if quantity is None:
        return
    ends = range_of(Workings(quantity))
    found[f"{cost}_low"][rows] = ends.low
    found[f"{cost}_likely"][rows] = quantity.likely
    found[f"{cost}_high"][rows] = ends.high


# Names where bits are set


def _where(planes: Mapping[Any, Plane], key: Any, size: int) -> Bits:
    return unpack(planes[key], size) if key in planes else np.zeros(size, dtype=np.bool_)


def _listed(flags: Mapping[str, Bits], size: int) -> Lists:
    if not flags:
        return [()] * size
    return _named(list(flags), np.column_stack(list(flags.values())))


def _named(names: Sequence[str], flags: Bits) -> Lists:
    """For each row the names whose bit is set, in order, each once."""
    packed = np.packbits(flags, axis=1)
    octets, width = packed.tobytes(), packed.shape[1]
    keys = [octets[start : start + width] for start in range(0, len(octets), width)]
    # Many rows share what they are told.
    distinct = {key: position for position, key in reversed(list(enumerate(keys)))}
    bits = flags[list(distinct.values())]
    chosen = [names[place] for place in np.nonzero(bits)[1].tolist()]
    ends = np.cumsum(bits.sum(axis=1)).tolist()
    told = {
        key: tuple(dict.fromkeys(chosen[start:end]))
        for key, start, end in zip(distinct, [0, *ends], ends, strict=False)
    }
    return [told[key] for key in keys]
