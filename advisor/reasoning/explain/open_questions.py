"""What is not known yet: which rules wait, for which facts, and what to ask next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from advisor.estimates.derived import rests_on
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.rule import Rule
from advisor.reasoning.advice import NextQuestion, WaitingRule
from advisor.reasoning.infer import Inference
from advisor.reasoning.judge import Verdict


def waiting_rules(inference: Inference) -> Iterator[WaitingRule]:
    """The rules that could not tell, and the facts for which each waits."""
    for rule in inference.waiting_rules:
        yield WaitingRule(rule=rule.id, title=rule.title, waits_for=_waits_for(inference, rule))


def next_questions(inference: Inference, waiting: tuple[WaitingRule, ...]) -> list[NextQuestion]:
    """Unknown facts by how many rules wait for them: those that choose the path first.

    waiting: as `waiting_rules` tells them.
    """
    deciding: dict[str, int] = defaultdict(int)
    every: dict[str, int] = defaultdict(int)
    for rule in waiting:
        for fact in rule.waits_for:
            every[fact] += 1
            deciding[fact] += inference.rules[rule.rule].phase == "infer"
    order = {name: place for place, name in enumerate(fact_definitions())}
    return [
        NextQuestion(
            fact=fact, question=fact_definitions()[fact].question, rules_waiting=every[fact]
        )
        for fact in sorted(every, key=lambda fact: (-deciding[fact], -every[fact], order[fact]))
    ]


def _waits_for(inference: Inference, rule: Rule) -> tuple[str, ...]:
    """The unknown facts of the scenario that the rule waits for."""
    return tuple(
        dict.fromkeys(
            fact
            for condition in rule.conditions
            if condition.fact is not None and inference.verdict(condition) is Verdict.UNKNOWN
            for fact in rests_on(condition.fact)
            if fact == condition.fact or not _settled(inference.known.find(fact))
        )
    )


def _settled(value: FactValue | None) -> bool:
    return value is not None and not isinstance(value, NumberRange)
