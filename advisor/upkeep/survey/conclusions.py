"""What rules conclude, held against each other: the same, as much, or the contrary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

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
    concludes = rule.concludes
    for need in concludes.needs:
        yield Said(("need", need.need), int(need.level == "must"))
    for signal in concludes.signals:
        yield Said(("signal", signal), 0)
    for path in concludes.limits:
        yield Said(("limit", path), 0)
    for each in concludes.coverage:
        yield Said(("cover", each.by, each.cover, each.degree), 0)
    for item in concludes.items:
        stage = item.stage or knowledge.items[item.recommend].stages[0]
        yield Said(("item", item.recommend, stage), -RANKS.index(item.rank))
    for vetoed in concludes.vetoes:
        yield Said(("against", vetoed), 0)
    for title in concludes.warnings:
        yield Said(("warning", title), 0)
    for diagnosis in concludes.diagnoses:
        yield Said((repr(diagnosis),), 0)


class ConclusionIndex:
    """What each rule of one body of knowledge concludes, and who concludes it besides."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._said = {rule.id: tuple(said_by(knowledge, rule)) for rule in knowledge.rules.values()}
        self._sayers: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
        for rule, things in self._said.items():
            for said in things:
                self._sayers[said.subject].append((rule, said.strength))
        self.recommending: tuple[tuple[str, str], ...] = tuple(
            dict.fromkeys(
                (rule.id, each.recommend)
                for rule in knowledge.rules.values()
                for each in rule.concludes.items
                if ("against", each.recommend) in self._sayers
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
