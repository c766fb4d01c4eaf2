"""From fired rules to recommended items: merge, veto, choose between alternatives, gate by day.

The order of the steps is part of the meaning: a veto beats any recommendation, an item that is
closed to new customers gives way to its successor, and of alternatives one remains.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from advisor.knowledge.base import Rank, View
from advisor.knowledge.catalogue import Closing, Item, ItemKind
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import AgainstConclusion, DiagnosisConclusion, ItemConclusion
from advisor.reasoning.infer import Inference

RANKS: tuple[Rank, ...] = ("essential", "recommended", "consider")

KINDS: tuple[ItemKind, ...] = (
    "technique",
    "service",
    "optimization",
    "evaluation",
    "control",
    "monitoring",
)
"""In which order items of one rank are told: what is built, with what, and how it is kept safe."""

MOST_ITEMS_IN_A_STAGE: Mapping[View, int] = {"production": 7, "exam": 1000}
"""More than this a reader cannot act on: what is not essential beyond it is named, not told.

An exam question states few facts, and what it keys must stand among the answers."""


@dataclass(frozen=True)
class Recommended:
    """An item at a stage, how strongly, and by which rules.

    instead_of: the closed items whose place it takes; closing: set where the item itself is
    closed on the day and stands all the same (exam view, or in use already).
    """

    item: str
    stage: str
    rank: Rank
    rules: tuple[str, ...]
    instead_of: tuple[str, ...] = ()
    closing: Closing | None = None


@dataclass(frozen=True)
class Rejected:
    """An item that rules recommended and that is left out: vetoed, closed, or not the best."""

    item: str
    why: str
    rules: tuple[str, ...]
    instead: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Recommendations:
    """What is recommended, in the order of stages and ranks, and what was left out."""

    items: tuple[Recommended, ...]
    rejected: tuple[Rejected, ...]

    def costed(self) -> tuple[str, ...]:
        """The items that an estimate counts: what is essential or recommended, each once."""
        return tuple(dict.fromkeys(each.item for each in self.items if each.rank != "consider"))


def recommend(knowledge: Knowledge, inference: Inference) -> Recommendations:
    """The items for a scenario, from the rules that fired with the plan known."""
    concluded = _concluded(knowledge, inference)
    vetoes = _vetoes(inference)
    rejected: list[Rejected] = []

    kept = []
    for entry in concluded:
        if entry.item in vetoes:
            rejected.append(Rejected(entry.item, "vetoed", vetoes[entry.item]))
        else:
            kept.append(entry)

    gated = []
    for entry in kept:
        gated += _gate(knowledge, inference, entry, vetoes, rejected)
    merged = _merge(gated)

    chosen = {entry.item for entry in merged}
    for group in knowledge.alternatives.values():
        present = [item for item in group.items if item in chosen]
        for loser in present[1:]:
            rules = tuple(
                dict.fromkeys(rule for each in merged if each.item == loser for rule in each.rules)
            )
            rejected.append(Rejected(loser, "another fits better", rules, present[0], group.id))
            chosen.discard(loser)
    items = [entry for entry in merged if entry.item in chosen]

    order = telling_order(knowledge)
    items.sort(
        key=lambda entry: (
            knowledge.stages[entry.stage].position,
            RANKS.index(entry.rank),
            order[entry.item],
        )
    )
    still = {entry.item for entry in items}
    left_out = {each.item: each for each in reversed(rejected) if each.item not in still}
    return Recommendations(
        tuple(items), tuple(sorted(left_out.values(), key=lambda each: order[each.item]))
    )


def telling_order(knowledge: Knowledge) -> dict[str, int]:
    """The place of each item among those of its stage and rank."""
    kinds = sorted(knowledge.items.values(), key=lambda item: KINDS.index(item.kind))
    return {item.id: place for place, item in enumerate(kinds)}


def _concluded(knowledge: Knowledge, inference: Inference) -> list[Recommended]:
    found = []
    for rule in inference.fired_rules("recommend"):
        for conclusion in rule.then:
            match conclusion:
                case ItemConclusion():
                    item = knowledge.items[conclusion.recommend]
                    stage = conclusion.stage or item.stages[0]
                    found.append(Recommended(item.id, stage, conclusion.rank, (rule.id,)))
                case DiagnosisConclusion():
                    change = knowledge.items[conclusion.change]
                    measure = knowledge.items[conclusion.measure]
                    found.append(_diagnosed(change, "essential", rule.id))
                    found.append(_diagnosed(measure, "recommended", rule.id))
    return _merge(found)


def _diagnosed(item: Item, rank: Rank, rule: str) -> Recommended:
    return Recommended(item.id, item.stages[0], rank, (rule,))


def _merge(entries: Iterable[Recommended]) -> list[Recommended]:
    merged: dict[tuple[str, str], Recommended] = {}
    for entry in entries:
        key = (entry.item, entry.stage)
        before = merged.get(key)
        if before is None:
            merged[key] = entry
            continue
        merged[key] = replace(
            before,
            rank=min(before.rank, entry.rank, key=RANKS.index),
            rules=tuple(dict.fromkeys(before.rules + entry.rules)),
            instead_of=tuple(dict.fromkeys(before.instead_of + entry.instead_of)),
        )
    return list(merged.values())


def _vetoes(inference: Inference) -> Mapping[str, tuple[str, ...]]:
    vetoes: dict[str, tuple[str, ...]] = {}
    for rule in inference.fired_rules("recommend"):
        for conclusion in rule.then:
            if isinstance(conclusion, AgainstConclusion):
                item = conclusion.advise_against
                vetoes[item] = (*vetoes.get(item, ()), rule.id)
    return vetoes


def is_closed(item: Item, day: datetime.date) -> bool:
    """Whether the item is closed to new customers on this day."""
    return item.closing is not None and item.closing.since <= day


def _gate(
    knowledge: Knowledge,
    inference: Inference,
    entry: Recommended,
    vetoes: Mapping[str, tuple[str, ...]],
    rejected: list[Rejected],
) -> list[Recommended]:
    item = knowledge.items[entry.item]
    if not is_closed(item, inference.as_of):
        return [entry]
    assert item.closing is not None
    in_use = item.id in (inference.scenario.existing_services or ())
    if inference.view == "exam" or in_use:
        return [replace(entry, closing=item.closing)]
    successors = [
        each
        for each in item.closing.successors
        if each not in vetoes and not is_closed(knowledge.items[each], inference.as_of)
    ]
    successor = successors[0] if successors else None
    rejected.append(Rejected(item.id, "closed to new customers", entry.rules, successor))
    if successor is None:
        return []
    stages = knowledge.items[successor].stages
    stage = entry.stage if entry.stage in stages else stages[0]
    return [replace(entry, item=successor, stage=stage, instead_of=(item.id,))]
