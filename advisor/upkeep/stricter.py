"""More is never less: what guards a milder answer guards a stricter one too.

Read off the rules alone: where one recommends a control, a monitoring or an evaluation under an
answer, or sets a signal that such a recommendation reads, some rule must do so under the next
stricter answer, all else being equal, or the rule says why not (`milder_only`).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.judge import Known, Verdict, judge
from advisor.upkeep.entailment import fires_wherever

KEPT = ("control", "monitoring", "evaluation")
"""The kinds of item that a stricter answer does not lose."""

STRICTER_LAST = (
    "decision_impact",
    "actions",
    "knowledge_change",
    "domain_need",
    "access_control",
    "data_sensitivity",
    "output_consistency",
    "reasoning",
    "quality_target",
    "control",
    "explainability",
    "audit",
    "human_review",
)
"""Ordered facts whose last choice asks for most."""

STRICTER_FIRST = ("data_quality", "hallucination_tolerance")
"""Ordered facts whose first choice asks for most."""

NEITHER: Mapping[str, str] = {
    "creativity": "Repeatable and creative answers ask for opposite things, not for more or less.",
    "labels_exist": "It says what there is to learn from, not what the system must hold to.",
    "wanted_model_size": "A larger model is held to no more than a smaller one.",
    "team_skill": "It says what a team can do, not what the system must hold to.",
    "lifecycle_stage": "Each stage has its own work; a later one need not do that of an earlier.",
}
"""Ordered facts in which no answer is the stricter one, and why."""


class Loss(NamedTuple):
    """What a rule gives under a milder answer, and no rule under the next stricter one.

    given: an item, or a signal that a recommendation of such items reads.
    """

    rule: str
    given: str
    fact: str
    milder: str
    stricter: str


def from_mild_to_strict(fact: str) -> tuple[str, ...]:
    """The choices of an ordered fact, from the mildest to the strictest; empty where none is."""
    choices = fact_definitions()[fact].choices
    if fact in STRICTER_LAST:
        return choices
    return choices[::-1] if fact in STRICTER_FIRST else ()


def losses(knowledge: Knowledge) -> Iterator[Loss]:
    """Every such loss, whether or not the rule says why (`milder_only`)."""
    givers = _givers(knowledge)
    for fact in (*STRICTER_LAST, *STRICTER_FIRST):
        for milder, stricter in itertools.pairwise(from_mild_to_strict(fact)):
            certain = _certain_signals(knowledge, fact, stricter)
            for given, rules in givers.items():
                still = [left for rule in rules if (left := _under(rule, fact, stricter, certain))]
                for rule in rules:
                    asked = _under(rule, fact, milder) if fact in rule.facts else None
                    if asked and not any(fires_wherever(each, asked) for each in still):
                        yield Loss(rule.id, given, fact, milder, stricter)


def _givers(knowledge: Knowledge) -> Mapping[str, Sequence[Rule]]:
    """The rules that give each item of the kinds that are kept, and each signal read for them."""
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in knowledge.rules.values():
        for item in _items(rule):
            if item in knowledge.items and knowledge.items[item].kind in KEPT:
                found[item].append(rule)
    read = {
        condition.about
        for rules in found.values()
        for rule in rules
        for condition in rule.when + rule.any
        if condition.subject == "signal"
    }
    for rule in knowledge.rules.values():
        for signal in rule.concludes.signals:
            if signal in read:
                found[f"signal {signal}"].append(rule)
    return found


def _items(rule: Rule) -> Sequence[str]:
    named = [each.recommend for each in rule.concludes.items]
    for diagnosis in rule.concludes.diagnoses:
        named += [diagnosis.change, diagnosis.measure]
    return tuple(dict.fromkeys(named))


def _certain_signals(knowledge: Knowledge, fact: str, answer: str) -> frozenset[str]:
    """The signals that this answer alone sets."""
    found: set[str] = set()
    rules = [rule for rule in knowledge.rules.values() if rule.concludes.signals]
    while True:
        left = [(rule, _under(rule, fact, answer, found)) for rule in rules]
        more = {
            signal
            for rule, asked in left
            if asked and not (asked.when or asked.any or asked.unless)
            for signal in rule.concludes.signals
        }
        if more <= found:
            return frozenset(found)
        found |= more


def _under(rule: Rule, fact: str, answer: str, signals: Collection[str] = ()) -> Rule | None:
    """What a rule still asks for where one fact has this answer; None where it cannot fire.

    signals: those that are set for certain.
    """
    known = Known(Scenario(), {fact: answer})

    def verdict(condition: Condition) -> Verdict:
        if condition.fact == fact:
            return judge(condition, known)
        if condition.subject == "signal" and condition.about in signals:
            return Verdict.MET
        return Verdict.UNKNOWN

    when, any_, unless = (
        [(condition, verdict(condition)) for condition in conditions]
        for conditions in (rule.when, rule.any, rule.unless)
    )
    if any(found is Verdict.NOT_MET for _, found in when):
        return None
    if any(found is Verdict.MET for _, found in unless):
        return None
    if any_ and all(found is Verdict.NOT_MET for _, found in any_):
        return None
    satisfied = any(found is Verdict.MET for _, found in any_)
    return rule.model_copy(
        update={
            "when": _open(when),
            "any": () if satisfied else _open(any_),
            "unless": _open(unless),
        }
    )


def _open(judged: Sequence[tuple[Condition, Verdict]]) -> tuple[Condition, ...]:
    return tuple(condition for condition, found in judged if found is Verdict.UNKNOWN)
