"""The smallest change of facts under which a choice would be right.

The search is the one that looks for flips; here stand the goal, the facts that a learner can
reason about, and the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from advisor.estimates.derived import rests_on
from advisor.estimates.words import inside_sentence
from advisor.exam.checked_reasoning import FactEdit, RightWhere
from advisor.exam.choice import Choice
from advisor.exam.grounds import rules_recommending
from advisor.exam.situation import Situation, is_answer, with_those_of_every_plan
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.values import FactValue
from advisor.knowledge.rule import CONTEXT_FACTS, Condition
from advisor.reasoning.items import is_closed
from advisor.reasoning.plan import possible_plans
from advisor.reasoning.wording import listed, spoken
from advisor.what_if import Sensitivities
from advisor.what_if.changes import effort
from advisor.what_if.search import Goal

_NO_REASON = (
    "current_path",
    "tried",
    "existing_services",
    "build_budget_usd",
    "monthly_budget_usd",
    "weeks_to_production",
)
"""Facts that explain no choice: what is in place already, and that others cost too much."""


def smallest_change(
    sensitivities: Sensitivities, situation: Situation, choice: Choice
) -> RightWhere | None:
    """The fewest facts to change for the choice to be right; None if no such change is found.

    Of changes of equally many facts, the one whose facts most rules about the choice read. Facts
    that explain nothing are changed only if nothing else helps.
    """
    inference = situation.inference
    goal = goal_of(situation, choice)
    readers = _readers(situation, choice)

    def effort_here(fact: str, now: FactValue | None, then: FactValue) -> float:
        # An amount of nothing explains little; so does a fault of a system that runs already.
        poor = fact == "symptoms" or (fact_definitions()[fact].is_number and then == 0)
        return effort(fact, now, then) + 1 / (1 + readers[fact]) + poor

    in_use = _in_use(situation, choice)
    for fixed in ([fact for fact in _NO_REASON if fact not in in_use], ()):
        search = sensitivities.search(
            inference.scenario,
            inference.view,
            fixed,
            aim="items" if choice.items else "plan",
            day=inference.as_of,
            more=in_use,
            effort=effort_here,
        )
        found = search.smallest({choice.name: goal}).get(choice.name)
        if found is not None:
            edits = {each.fact: each.to for each in found.changes}
            return right_where(situation, edits, _beside(situation, choice, found.plan))
    return None


def goal_of(situation: Situation, choice: Choice) -> Goal:
    """What must be decided for the choice to be right."""
    paths = situation.knowledge.paths
    plans = possible_plans(paths) if choice.paths else ()
    right = frozenset(plan for plan in plans if is_answer(paths, choice.paths, plan))
    return Goal(right if choice.paths else None, frozenset(choice.items))


def _in_use(situation: Situation, choice: Choice) -> Mapping[str, tuple[FactValue, ...]]:
    """A service that is closed to new customers may be right for those who use it already."""
    inference = situation.inference
    services = inference.scenario.existing_services or ()
    items = (situation.knowledge.items[item] for item in choice.items)
    closed = [each.id for each in items if is_closed(each, inference.as_of)]
    if inference.view == "exam" or not closed:
        return {}
    return {"existing_services": ((*services, *closed),)}


_INDIRECTLY = 0.25
"""What a reading behind a need, a signal or an estimate counts beside one of the rule itself."""


def _readers(situation: Situation, choice: Choice) -> Mapping[str, float]:
    """How many rules that call for the choice, or that rule it out, read each fact."""
    knowledge = situation.knowledge
    covered = {
        coverage.need
        for path in choice.paths
        for coverage in knowledge.paths[path].covers
        if coverage.degree == "full"
    }
    rules = {rule.id: rule for item in choice.items for rule in rules_recommending(situation, item)}
    for rule in knowledge.rules.values():
        concludes = rule.concludes
        if (
            covered & {each.need for each in concludes.needs}
            or {*concludes.limits} & {*choice.paths}
            or {*concludes.vetoes} & {*choice.items}
        ):
            rules[rule.id] = rule
    readers: dict[str, float] = defaultdict(float)
    for rule in rules.values():
        for fact in {fact for each in rule.conditions for fact in _facts_of(situation, each)}:
            readers[fact] += 1.0 if fact in rule.facts else _INDIRECTLY
    return readers


def _facts_of(situation: Situation, condition: Condition) -> Iterator[str]:
    """The facts behind a condition; behind a need or signal, those of the rules concluding it."""
    if condition.fact is not None:
        if condition.fact not in CONTEXT_FACTS:
            yield from rests_on(condition.fact)
        return
    for rule in situation.knowledge.rules.values():
        if condition.subject != "item" and condition.key in rule.concludes.keys:
            yield from (each.about for each in rule.conditions if each.fact in fact_definitions())


def _beside(situation: Situation, choice: Choice, plan: Sequence[str]) -> str:
    """What a plan has beside the one path that was chosen, where that alone would not do."""
    knowledge = situation.knowledge.paths
    beside = {*plan} - with_those_of_every_plan(knowledge, choice.paths)
    if len(choice.paths) != 1 or not beside:
        return ""
    chosen = knowledge[choice.paths[0]].name
    others = listed(knowledge[each].short_name for each in reversed(plan) if each in beside)
    return (
        f" The answer is then {inside_sentence(chosen)} together with {others}; "
        "alone, this choice stays wrong."
    )


def right_where(situation: Situation, edits: Mapping[str, Any], beside: str = "") -> RightWhere:
    """A change of facts in the shape of the answer, with the sentence that says it.

    beside: what else is in the answer then, as a sentence.
    """
    after = read_scenario({**situation.facts, **edits}).known()
    changed = tuple(
        FactEdit(
            fact=name,
            title=definition.title,
            before=situation.facts.get(name),
            after=after.get(name),
        )
        for name, definition in fact_definitions().items()
        if name in edits
    )
    said = listed(
        f"{inside_sentence(edit.title)} is {in_words(edit.after)} (here: {_here(situation, edit)})"
        for edit in changed
    )
    return RightWhere(edits=changed, text=f"Right where {said}.{beside}")


def _here(situation: Situation, edit: FactEdit) -> str:
    """What the fact is as yet: none, where another fact says so."""
    if edit.before is None and fact_definitions()[edit.fact].is_none(situation.facts.get):
        return "none"
    return in_words(edit.before)


def in_words(value: Any) -> str:
    """A fact's value, as plain data, in words."""
    if isinstance(value, dict):
        bounds = (("at_least", "at least"), ("at_most", "at most"))
        return " and ".join(f"{word} {value[key]:,}" for key, word in bounds if key in value)
    return spoken(tuple(value) if isinstance(value, list) else value)
