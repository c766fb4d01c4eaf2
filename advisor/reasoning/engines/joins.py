"""Rules as joins: which premises together lead to which conclusions.

The engines know nothing of facts and thresholds. Each condition on a fact is judged outside
(`advisor.reasoning.judge`); an engine gets the keys of those that are met, joins them, and chains
the conclusions as new premises. Premises are only ever added, never negated: `unless` is judged
outside too, as the key of a condition that is *not* met, and so is a rule's `any` where nothing
that the same phase concludes stands in it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple, Protocol

from advisor.knowledge.rule import Condition, Phase, Rule


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


def key_any(rule: Rule) -> str:
    """The premise that stands for one of the rule's alternatives being met."""
    return f"any:{rule.id}"


def is_settled(condition: Condition, phase: Phase) -> bool:
    """Whether the condition's verdict is known before the phase's rules run.

    Facts always are; needs, signals and the plan's paths once there is a plan; items never.
    """
    if condition.fact is not None:
        return True
    return phase == "recommend" and condition.item is None


def any_is_settled(rule: Rule) -> bool:
    """Whether the verdict of the rule's alternatives is known before its phase's rules run."""
    return all(is_settled(condition, rule.phase) for condition in rule.any)


def joins_of(rules: Iterable[Rule]) -> tuple[Join, ...]:
    """The joins that stand for these rules."""
    return tuple(join for rule in rules for join in _joins(rule))


def _joins(rule: Rule) -> Iterator[Join]:
    premises = [condition.key for condition in rule.when]
    if rule.any:
        premises.append(key_any(rule))
        if not any_is_settled(rule):
            for key in dict.fromkeys(condition.key for condition in rule.any):
                yield Join((key,), (key_any(rule),), "")
    premises += [key_unless(condition) for condition in rule.unless]
    yield Join(tuple(dict.fromkeys(premises)), rule.concludes.keys, rule.id)
