"""What rules conclude, held against each other: the same, as much, or the contrary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from advisor.knowledge.conclusions import (
    AgainstConclusion,
    CoverageConclusion,
    ItemConclusion,
    LimitConclusion,
    NeedConclusion,
    SignalConclusion,
)
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.reasoning.columns import Plane
from advisor.reasoning.items import RANKS


class Said(NamedTuple):
    """One thing that a rule concludes, and how strongly: another says as much that is as strong."""

    subject: tuple[str, ...]
    strength: int


def said_by(knowledge: Knowledge, rule: Rule) -> Iterator[Said]:
    """What a rule concludes, thing by thing. Each warning and diagnosis is its own."""
    for conclusion in rule.then:
        match conclusion:
            case NeedConclusion():
                yield Said(("need", conclusion.need), int(conclusion.level == "must"))
            case SignalConclusion():
                yield Said(("signal", conclusion.signal), 0)
            case LimitConclusion():
                for path in conclusion.rule_out:
                    yield Said(("limit", path), 0)
            case CoverageConclusion():
                yield Said(("cover", conclusion.by, conclusion.cover, conclusion.degree), 0)
            case ItemConclusion():
                item = conclusion.recommend
                stage = conclusion.stage or knowledge.items[item].stages[0]
                yield Said(("item", item, stage), -RANKS.index(conclusion.rank))
            case AgainstConclusion():
                yield Said(("against", conclusion.advise_against), 0)
            case _:
                yield Said((repr(conclusion),), 0)


class Conclusions:
    """What each rule of one body of knowledge concludes, and who concludes it besides."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._said = {rule.id: tuple(said_by(knowledge, rule)) for rule in knowledge.rules.values()}
        self._sayers: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
        for rule, things in self._said.items():
            for said in things:
                self._sayers[said.subject].append((rule, said.strength))
        self.recommending: tuple[tuple[str, str], ...] = tuple(
            dict.fromkeys(
                (rule.id, conclusion.recommend)
                for rule in knowledge.rules.values()
                for conclusion in rule.then
                if isinstance(conclusion, ItemConclusion)
                and ("against", conclusion.recommend) in self._sayers
            )
        )
        """Rules and what they recommend, where any rule advises against it."""

    def implying(self) -> list[tuple[str, str]]:
        """Pairs of rules of which the second concludes all that the first does."""
        found = []
        for rule, things in self._said.items():
            for other, _ in self._sayers[things[0].subject]:
                if other != rule and {*things} <= {*self._said[other]}:
                    found.append((rule, other))
        return list(dict.fromkeys(found))

    def alone(self, planes: Mapping[str, Plane], rule: str) -> Plane:
        """Where a rule fires and something that it concludes is concluded by no other."""
        plane = planes[rule]
        found = plane & ~plane
        for said in self._said[rule]:
            rest = plane
            for other, strength in self._sayers[said.subject]:
                if other != rule and strength >= said.strength and other in planes:
                    rest = rest & ~planes[other]
            found = found | rest
        return found

    def against(self, item: str) -> tuple[str, ...]:
        """The rules that advise against an item."""
        return tuple(rule for rule, _ in self._sayers[("against", item)])

    def clashing(self) -> list[tuple[str, str]]:
        """Pairs of rules that say differently how far one path covers one need."""
        cells: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for rule, things in self._said.items():
            for said in things:
                if said.subject[0] == "cover":
                    *cell, degree = said.subject
                    cells[tuple(cell)].append((rule, degree))
        return [
            (one, other)
            for rules in cells.values()
            for place, (one, degree) in enumerate(rules)
            for other, another in rules[place + 1 :]
            if degree != another
        ]
