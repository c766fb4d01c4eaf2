"""What is not known yet: which rules wait, for which facts, and what to ask next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from advisor.estimates.derived import rests_on
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import NumberRange
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.advice import NextQuestion, WaitingRule
from advisor.reasoning.infer import Inference
from advisor.reasoning.judge import Verdict


def waiting_rules(inference: Inference) -> Iterator[WaitingRule]:
    """The rules that could not tell, and the facts for which each waits."""
    unknown = {*inference.first.unknown, *inference.second.unknown}
    settled = {
        fact for fact, value in inference.known.found() if not isinstance(value, NumberRange)
    }
    for rule in inference.waiting_rules:
        waits_for = _waits_for(inference, rule, unknown, settled)
        yield WaitingRule(rule=rule.id, title=rule.title, waits_for=waits_for)


def next_questions(
    deciding_rules: Collection[str], waiting: tuple[WaitingRule, ...]
) -> list[NextQuestion]:
    """Unknown facts by how many rules wait for them: those that bear on the plan first.

    deciding_rules: the ids of these; waiting: as `waiting_rules` tells them.
    """
    deciding: dict[str, int] = defaultdict(int)
    every: dict[str, int] = defaultdict(int)
    for rule in waiting:
        for fact in rule.waits_for:
            every[fact] += 1
            deciding[fact] += rule.rule in deciding_rules
    order = {name: place for place, name in enumerate(fact_definitions())}
    return [
        NextQuestion(
            fact=fact, question=fact_definitions()[fact].question, rules_waiting=every[fact]
        )
        for fact in sorted(every, key=lambda fact: (-deciding[fact], -every[fact], order[fact]))
    ]


def _waits_for(
    inference: Inference, rule: Rule, unknown: Collection[str], settled: Collection[str]
) -> tuple[str, ...]:
    """The unknown facts of the scenario that the rule waits for.

    Where one alternative is met already, it waits for none of the others. unknown: the keys of
    open conditions; settled: the facts of which one value is known.
    """
    found: dict[str, None] = {}
    alternatives = () if _one_is_met(inference, rule.any) else rule.any
    for condition in rule.when + alternatives + rule.unless:
        if condition.fact is not None and condition.key in unknown:
            for fact in rests_on(condition.fact):
                if fact == condition.fact or fact not in settled:
                    found[fact] = None
    return tuple(found)


def _one_is_met(inference: Inference, alternatives: Iterable[Condition]) -> bool:
    return any(
        each.fact is not None and inference.verdict(each) is Verdict.MET for each in alternatives
    )
