"""A plain evaluator of joins: the reference for the other engines, and their stand-in.

It answers where durable-rules cannot be installed (CPython 3.13 and later).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from advisor.reasoning.engines.joins import Join


class PlainEngine:
    """Chains forward by counting, for each join, the premises that are still missing."""

    name = "plain"

    def __init__(self, joins: tuple[Join, ...]) -> None:
        self._joins = joins
        self._counts = [len(join.premises) for join in joins]
        self._readers: dict[str, list[int]] = defaultdict(list)
        for index, join in enumerate(joins):
            for premise in join.premises:
                self._readers[premise].append(index)

    def fired(self, premises: Collection[str]) -> frozenset[str]:
        """The ids of the rules that fire, directly or on what other rules conclude."""
        missing = self._counts.copy()
        known = set(premises)
        pending = list(known)
        fired: set[str] = set()
        while pending:
            for index in self._readers.get(pending.pop(), ()):
                missing[index] -= 1
                if missing[index]:
                    continue
                join = self._joins[index]
                fired.add(join.rule)
                for conclusion in join.conclusions:
                    if conclusion not in known:
                        known.add(conclusion)
                        pending.append(conclusion)
        return frozenset(fired - {""})
