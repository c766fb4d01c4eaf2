"""What the examples of rules and misconceptions say is what these say of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from advisor.errors import BadInput
from advisor.estimates.derived import deriver_over
from advisor.estimates.prices import GivenPrices, with_prices
from advisor.facts.read import read_scenario
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import Misconception, MisconceptionExample
from advisor.knowledge.rule import Condition, Example, Rule
from advisor.reasoning.judge import Known, Verdict, judge, judge_rule, reveals
from advisor.upkeep.checks.finding import Found

_OUTCOMES = {
    Verdict.MET: "fires",
    Verdict.NOT_MET: "does not fire",
    Verdict.UNKNOWN: "cannot tell",
}


def one_sided_examples(knowledge: Knowledge) -> Found:
    """Without examples on both sides nobody can see where a rule's boundary lies."""
    for rule in knowledge.rules.values():
        outcomes = {example.expect for example in rule.examples}
        for wanted in ("fires", "does not fire"):
            if wanted not in outcomes:
                yield rule.id, f'no example that "{wanted}"'


def failing_examples(knowledge: Knowledge) -> Found:
    """An example that does not hold shows that the rule says something else than was meant."""
    for rule in knowledge.rules.values():
        for example in rule.examples:
            try:
                outcome = example_outcome(rule, example, knowledge)
            except (BadInput, KeyError, TypeError, ValueError) as error:
                yield rule.id, f'example "{example.name}": {error}'
                continue
            if outcome != example.expect:
                yield rule.id, f'example "{example.name}" {outcome}; expected: {example.expect}'


def _priced(knowledge: Knowledge, prices: Mapping[str, float]) -> Knowledge:
    given = GivenPrices("an example", prices=prices)
    return with_prices(knowledge, given, datetime.date.min) if prices else knowledge


def example_outcome(rule: Rule, example: Example, knowledge: Knowledge) -> str:
    """What the rule, alone, says in the example's situation: fires, does not fire, cannot tell."""
    given = example.given
    paths = [knowledge.paths[path] for path in given.paths if path in knowledge.paths]
    facts = read_scenario(dict(example.facts))
    context: dict[str, Any] = {
        "view": given.view,
        **deriver_over(_priced(knowledge, given.prices)).derive(facts, given.view),
    }
    if paths:
        context["plan_headline"] = max(paths, key=lambda path: path.position).id
    context["plan_trains"] = any(path.changes_weights for path in paths)
    known = Known(facts, context)
    concluded = {
        "need": set(given.needs),
        "path": set(given.paths),
        "signal": set(given.signals),
        "item": set(given.items),
    }

    def verdict_of(condition: Condition) -> Verdict:
        if condition.fact is not None:
            return judge(condition, known)
        met = condition.about in concluded[condition.subject]
        return Verdict.MET if met else Verdict.NOT_MET

    return _OUTCOMES[judge_rule(rule, verdict_of)]


def failing_misconceptions(knowledge: Knowledge) -> Found:
    """A misconception that is not seen, or seen where there is none, corrects the wrong person."""
    for misconception in knowledge.misconceptions.values():
        expected = {example.expect for example in misconception.examples}
        for wanted in ("fires", "does not fire"):
            if wanted not in expected:
                yield misconception.id, f'no example that "{wanted}"'
        for example in misconception.examples:
            try:
                outcome = misconception_outcome(misconception, example)
            except BadInput as error:
                yield misconception.id, f'example "{example.name}": {error}'
                continue
            if outcome != example.expect:
                yield (
                    misconception.id,
                    f'example "{example.name}" {outcome}; expected: {example.expect}',
                )


def misconception_outcome(misconception: Misconception, example: MisconceptionExample) -> str:
    """What the misconception says of the example: fires, does not fire, cannot tell."""
    known = Known(read_scenario(dict(example.facts)), {"view": example.view})
    return _OUTCOMES[reveals(misconception, example.choice, known)]
