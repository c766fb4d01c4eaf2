"""Rules as joins: which premises together lead to which conclusions.

The engines know nothing of facts and thresholds. Each condition on a fact is judged outside
(`advisor.conditions`); an engine gets the keys of those that are met, joins them, and chains the
conclusions as new premises. Premises are only ever added, never negated: `unless` is judged
outside too, as the key of a condition that is *not* met.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, Protocol

from advisor.knowledge.models import (
    Condition,
    ItemConclusion,
    NeedConclusion,
    Rule,
    SignalConclusion,
)


class Join(NamedTuple):
    """All of `premises` lead to all of `conclusions`; `rule` is the rule that says so.

    rule is empty for the helping joins that stand for the alternatives of a rule's `any`.
    """

    premises: tuple[str, ...]
    conclusions: tuple[str, ...]
    rule: str


class Engine(Protocol):
    """Chains joins forward from premises."""

    name: str

    def fired(self, premises: Collection[str]) -> frozenset[str]:
        """The ids of the rules that fire, directly or on what other rules conclude."""


def key_unless(condition: Condition) -> str:
    """The premise that stands for this condition being not met."""
    return f"not: {condition.key}"


def conclusion_keys(rule: Rule) -> tuple[str, ...]:
    """What the rule concludes that other rules may read, as premises."""
    keys = []
    for conclusion in rule.then:
        match conclusion:
            case NeedConclusion():
                keys.append(f"need:{conclusion.need}")
            case SignalConclusion():
                keys.append(f"signal:{conclusion.signal}")
            case ItemConclusion():
                keys.append(f"item:{conclusion.recommend}")
    return tuple(dict.fromkeys(keys))


def joins_of(rules: Iterable[Rule]) -> tuple[Join, ...]:
    """The joins that stand for these rules."""
    return tuple(join for rule in rules for join in _joins(rule))


def _joins(rule: Rule) -> Iterator[Join]:
    premises = [condition.key for condition in rule.when]
    if len(rule.any) == 1:
        premises.append(rule.any[0].key)
    elif rule.any:
        either = f"any:{rule.id}"
        premises.append(either)
        for key in dict.fromkeys(condition.key for condition in rule.any):
            yield Join((key,), (either,), "")
    premises += [key_unless(condition) for condition in rule.unless]
    yield Join(tuple(dict.fromkeys(premises)), conclusion_keys(rule), rule.id)
