"""What rests on an item falls with it.

A rule may be about an item that others recommend: how its endpoint scales, which tier of it fits.
Where rules advise against that item, or the Region that was named does not offer it, what such a
rule says has no ground any more, and neither has what rests on the items that it alone recommends.

Stated once, for one scenario and for many.
"""

from __future__ import annotations

import functools
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from advisor.knowledge.rule import Condition, Rule

Where: TypeAlias = int
"""Where something holds: 1 or 0 for one scenario, a plane of bits for many."""


Elsewhere: TypeAlias = Callable[[str], Where]
"""Where the Region that was named does not offer an item."""


def nowhere(item: str) -> Where:
    """No Region was named, or the one that was offers the item."""
    return 0


class _Rests(NamedTuple):
    """A rule and the items that it rests on: on all of `every`, and on one of `either`."""

    rule: str
    every: tuple[str, ...]
    either: tuple[str, ...]


class Resting:
    """The rules that rest on items, read off once."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._resting: list[_Rests] = []
        self._recommending: dict[str, list[str]] = defaultdict(list)
        self._vetoing: dict[str, list[str]] = defaultdict(list)
        for rule in rules:
            for each in rule.concludes.items:
                self._recommending[each.recommend].append(rule.id)
            for item in rule.concludes.vetoes:
                self._vetoing[item].append(rule.id)
            every = tuple(_items(rule.when))
            either = tuple(_items(rule.any))
            # Where a fact may do in the place of an item, the rule does not rest on the item.
            either = either if len(either) == len(rule.any) else ()
            if every or either:
                self._resting.append(_Rests(rule.id, every, either))

    def standing(
        self, fired: Mapping[str, Where], elsewhere: Elsewhere = nowhere
    ) -> dict[str, Where]:
        """Of the rules that fired, and where, those that stand; what stands nowhere is left out."""
        found = dict(fired)
        away = functools.cache(elsewhere)
        changed = any(each.rule in found for each in self._resting)
        while changed:
            changed = False
            for rests in self._resting:
                before = found.get(rests.rule)
                if before is None:
                    continue
                after = self._grounded(rests, before, found, fired, away)
                if not after:
                    del found[rests.rule]
                elif not before & ~after:
                    continue
                else:
                    found[rests.rule] = after
                changed = True
        return found

    def _grounded(
        self,
        rests: _Rests,
        where: Where,
        found: Mapping[str, Where],
        fired: Mapping[str, Where],
        elsewhere: Elsewhere,
    ) -> Where:
        items = {
            item: self._stands(item, found, fired) & ~elsewhere(item)
            for item in (*rests.every, *rests.either)
        }
        for item in rests.every:
            where = where & items[item]
        if rests.either:
            where = where & functools.reduce(operator.or_, (items[each] for each in rests.either))
        return where

    def _stands(self, item: str, found: Mapping[str, Where], fired: Mapping[str, Where]) -> Where:
        """Where an item is recommended and nothing that fired advises against it."""
        stands = 0
        for rule in self._recommending[item]:
            if rule in found:
                stands = stands | found[rule]
        for rule in self._vetoing[item]:
            if rule in fired:
                stands = stands & ~fired[rule]
        return stands


def _items(conditions: Iterable[Condition]) -> Iterable[str]:
    return (each.item for each in conditions if each.item is not None)
