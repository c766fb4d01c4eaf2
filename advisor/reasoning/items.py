"""From fired rules to recommended items: veto, gate by day, choose between alternatives, rank.

The order of the steps is part of the meaning: a veto beats any recommendation, an item that is
closed to new customers gives way to its successor, and of alternatives one remains.

The steps are stated once, for one scenario and for many. Where something holds is a `Where`: a
plane of bits, one for each scenario; or, for one scenario alone, the number 1.
"""

from __future__ import annotations

import datetime
import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from advisor.estimates.page_readers import READERS_OF_PAGES
from advisor.knowledge.base import Rank, View
from advisor.knowledge.catalogue import Closing, Item, ItemKind
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.reasoning.infer import Inference
from advisor.reasoning.resting import Where

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

VETOED = "vetoed"
CLOSED = "closed to new customers"
NOT_BEST = "another fits better"
ELSEWHERE = "not offered in the Region"


class Placed(NamedTuple):
    """An item, the stage at which it is recommended, and how strongly."""

    item: str
    stage: str
    rank: Rank


class Entry(NamedTuple):
    """One way in which an item came to be recommended.

    by: what the rules recommended; placed: what stands there on the day, the same or its
    successor.
    """

    by: Placed
    placed: Placed


@dataclass(frozen=True)
class Recommended:
    """An item at a stage, how strongly, and by which rules.

    instead_of: the closed items whose place it takes; closing: set where the item itself is
    closed on the day and stands all the same (exam view, or in use already); left_guide: in the
    exam view, what is told of an item that the guide no longer names.
    """

    item: str
    stage: str
    rank: Rank
    rules: tuple[str, ...]
    instead_of: tuple[str, ...] = ()
    closing: Closing | None = None
    left_guide: str | None = None


@dataclass(frozen=True)
class Rejected:
    """An item that rules recommended and that is left out: vetoed, closed, or not the best.

    rules: those that advise against it; where none do, those that recommended it.
    """

    item: str
    why: str
    rules: tuple[str, ...] = ()
    instead: str | None = None
    group: str | None = None


@dataclass(frozen=True)
class Recommendations:
    """What is recommended, in the order of stages and ranks, and what was left out."""

    items: tuple[Recommended, ...]
    rejected: tuple[Rejected, ...]

    def costed(self) -> tuple[str, ...]:
        """The items that an estimate counts: what is essential or recommended, each once.

        A service that reads pages is among them though it is only to be considered: it says that
        there are pages, and a model that sees none cannot do without.
        """
        return tuple(
            dict.fromkeys(
                each.item
                for each in self.items
                if each.rank != "consider" or each.item in READERS_OF_PAGES
            )
        )


def placed_by(knowledge: Knowledge, rule: Rule) -> Iterator[Placed]:
    """What a rule recommends, at which stage and how strongly.

    A diagnosis recommends what to change, as essential, and what to measure.
    """
    items = knowledge.items
    for each in rule.concludes.items:
        yield Placed(each.recommend, each.stage or items[each.recommend].stages[0], each.rank)
    for diagnosis in rule.concludes.diagnoses:
        yield Placed(diagnosis.change, items[diagnosis.change].stages[0], "essential")
        yield Placed(diagnosis.measure, items[diagnosis.measure].stages[0], "recommended")


def is_closed(item: Item, day: datetime.date) -> bool:
    """Whether the item is closed to new customers on this day."""
    return item.closing is not None and item.closing.since <= day


def telling_order(knowledge: Knowledge, view: View, day: datetime.date) -> dict[str, int]:
    """The place of each item among those of its stage and rank.

    In the exam view what the guide names on the day comes first.
    """
    guide = knowledge.guide if view == "exam" else None
    named = guide.names(day) if guide else frozenset[str]()
    kinds = sorted(
        knowledge.items.values(),
        key=lambda item: (guide is not None and item.id not in named, KINDS.index(item.kind)),
    )
    return {item.id: place for place, item in enumerate(kinds)}


@dataclass(frozen=True)
class Settling:
    """The steps from what rules recommend to what is left of it.

    vetoes: where rules advise against an item; in_use: where an item is in use already, None
    where it never is; elsewhere: where the stated Region does not offer an item, None where every
    Region may; rejected: notes what is left out and where, None where nobody asks.
    """

    knowledge: Knowledge
    view: View
    as_of: datetime.date
    vetoes: Mapping[str, Where]
    in_use: Callable[[str], Where | None]
    elsewhere: Callable[[Item], Where | None]
    rejected: list[tuple[Rejected, Where]] | None = None

    def settle(self, recommended: Mapping[Placed, Where]) -> list[tuple[Entry, Where]]:
        """What is left: vetoed items are out, closed ones replaced, of alternatives one stays."""
        left: list[tuple[Entry, Where]] = []
        for placed, where in recommended.items():
            veto = self.vetoes.get(placed.item)
            if veto is not None:
                self._reject(Rejected(placed.item, VETOED), where, veto)
                where = where & ~veto
            left += self._on_the_day(placed, where)
        chosen = self._chosen(left)
        return [(entry, where & chosen[entry.placed.item]) for entry, where in left]

    def _on_the_day(self, placed: Placed, where: Where) -> Iterator[tuple[Entry, Where]]:
        """What stands in the place of an item on the day: itself, or its successor."""
        item = self.knowledge.items[placed.item]
        where = self._in_the_region(item, where)
        closing = item.closing
        if closing is None or not is_closed(item, self.as_of) or self.view == "exam":
            yield Entry(placed, placed), where
            return
        in_use = self.in_use(item.id)
        if in_use is not None:
            yield Entry(placed, placed), where & in_use
            where = where & ~in_use
        for each in closing.successors:
            successor = self.knowledge.items[each]
            if is_closed(successor, self.as_of):
                continue
            stage = placed.stage if placed.stage in successor.stages else successor.stages[0]
            entry = Entry(placed, Placed(each, stage, placed.rank))
            barred = self._barred(successor)
            here = where if barred is None else where & ~barred
            self._reject(Rejected(item.id, CLOSED, instead=each), here)
            yield entry, here
            if barred is None:
                return
            where = where & barred
        self._reject(Rejected(item.id, CLOSED), where)

    def _barred(self, item: Item) -> Where | None:
        """Where an item may not stand for another: vetoed, or not offered in the Region."""
        veto, elsewhere = self.vetoes.get(item.id), self._out_of_region(item)
        if veto is None or elsewhere is None:
            return elsewhere if veto is None else veto
        return veto | elsewhere

    def _in_the_region(self, item: Item, where: Where) -> Where:
        elsewhere = self._out_of_region(item)
        if elsewhere is None:
            return where
        self._reject(Rejected(item.id, ELSEWHERE), where, elsewhere)
        return where & ~elsewhere

    def _out_of_region(self, item: Item) -> Where | None:
        """Where the stated Region does not offer an item; none in the exam view."""
        return self.elsewhere(item) if item.regions and self.view == "production" else None

    def _chosen(self, left: Iterable[tuple[Entry, Where]]) -> dict[str, Where]:
        """Where each item stays: of alternatives, the one that fits best."""
        chosen: dict[str, Where] = {}
        for entry, where in left:
            _add(chosen, entry.placed.item, where)
        for group in self.knowledge.alternatives.values():
            better: list[str] = []
            for item in group.items:
                if item not in chosen:
                    continue
                for each in better:
                    lost = Rejected(item, NOT_BEST, instead=each, group=group.id)
                    self._reject(lost, chosen[item], chosen[each])
                    chosen[item] = chosen[item] & ~chosen[each]
                better.append(item)
        return chosen

    def _reject(self, rejected: Rejected, *where: Where) -> None:
        if self.rejected is not None:
            self.rejected.append((rejected, functools.reduce(operator.and_, where)))


def strongest(left: Iterable[tuple[Entry, Where]]) -> dict[Placed, Where]:
    """Where each item stands at a stage: there it has one rank, the strongest."""
    found: dict[Placed, Where] = {}
    for entry, where in left:
        _add(found, entry.placed, where)
    for placed in sorted(found, key=lambda each: RANKS.index(each.rank)):
        for rank in RANKS[: RANKS.index(placed.rank)]:
            stronger = placed._replace(rank=rank)
            if stronger in found:
                found[placed] = found[placed] & ~found[stronger]
    return found


def _add(found: dict[Any, Where], key: Any, where: Where) -> None:
    found[key] = found[key] | where if key in found else where


def recommend(knowledge: Knowledge, inference: Inference) -> Recommendations:
    """The items for a scenario, from the rules that fired with the plan known."""
    recommending: dict[Placed, list[str]] = defaultdict(list)
    vetoing: dict[str, list[str]] = defaultdict(list)
    for rule in inference.fired_rules("recommend"):
        for placed in placed_by(knowledge, rule):
            recommending[placed].append(rule.id)
        for item in rule.concludes.vetoes:
            vetoing[item].append(rule.id)
    in_use = inference.scenario.existing_services or ()
    region = inference.scenario.region
    rejected: list[tuple[Rejected, int]] = []
    settling = Settling(
        knowledge,
        inference.view,
        inference.as_of,
        dict.fromkeys(vetoing, 1),
        lambda item: 1 if item in in_use else None,
        lambda item: None if item.offered_in(region) else 1,
        rejected,
    )
    left = settling.settle(dict.fromkeys(recommending, 1))
    standing = [placed for placed, where in strongest(left).items() if where]
    entries = [entry for entry, where in left if where]

    def rules_of(those: Iterable[Placed]) -> tuple[str, ...]:
        """The rules behind these, those first that give the item most weight."""
        weighed = sorted(
            (RANKS.index(each.rank), rule) for each in those for rule in recommending[each]
        )
        return tuple(dict.fromkeys(rule for _, rule in weighed))

    def recommended(placed: Placed) -> Recommended:
        item = knowledge.items[placed.item]
        behind = [each.by for each in entries if each.placed[:2] == placed[:2]]
        replaced = dict.fromkeys(each.item for each in behind if each.item != item.id)
        closing = item.closing if is_closed(item, inference.as_of) else None
        # What speaks of the item itself is told before what speaks of that which it replaces.
        own = rules_of(each for each in behind if each.item == item.id)
        rules = tuple(dict.fromkeys((*own, *rules_of(behind))))
        return Recommended(*placed, rules, tuple(replaced), closing, left_guide.get(item.id))

    def grounded(lost: Rejected) -> Rejected:
        if lost.why == VETOED:
            return replace(lost, rules=tuple(vetoing[lost.item]))
        # It was recommended itself, or in the place of what is closed.
        itself = (placed for placed in recommending if placed.item == lost.item)
        replacing = (each.by for each, _ in left if each.placed.item == lost.item)
        return replace(lost, rules=rules_of((*itself, *replacing)))

    order = telling_order(knowledge, inference.view, inference.as_of)
    left_guide = _left_guide(knowledge, inference)
    items = {placed.item for placed in standing}
    first = {each.item: each for each, where in reversed(rejected) if where}
    return Recommendations(
        tuple(
            recommended(placed)
            for placed in sorted(
                standing,
                key=lambda each: (
                    knowledge.stages[each.stage].position,
                    RANKS.index(each.rank),
                    order[each.item],
                ),
            )
        ),
        tuple(
            grounded(first[item])
            for item in sorted(first.keys() - items, key=lambda each: order[each])
        ),
    )


def _left_guide(knowledge: Knowledge, inference: Inference) -> dict[str, str]:
    """In the exam view, what is told of the items that the guide no longer names on the day."""
    guide = knowledge.guide if inference.view == "exam" else None
    if guide is None:
        return {}
    marks = {item: guide.mark(item, inference.as_of) for item in guide.left(inference.as_of)}
    return {item: mark for item, mark in marks.items() if mark}
