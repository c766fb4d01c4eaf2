"""Each rule can fire, in its phase, and says something that no other rule says."""

from __future__ import annotations

import itertools
import string
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from advisor.knowledge.conclusions import (
    AgainstConclusion,
    CoverageConclusion,
    DiagnosisConclusion,
    ItemConclusion,
    LimitConclusion,
    NeedConclusion,
    SignalConclusion,
    WarningConclusion,
)
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Rule
from advisor.upkeep.checks.finding import Found
from advisor.upkeep.entailment import entails, excludes, fires_wherever
from advisor.upkeep.stricter import losses


def wrong_phase(knowledge: Knowledge) -> Found:
    """A rule that reads or concludes what its phase does not have could never fire in order."""
    before = (
        NeedConclusion,
        LimitConclusion,
        CoverageConclusion,
        SignalConclusion,
        WarningConclusion,
    )
    after = (ItemConclusion, AgainstConclusion, WarningConclusion, DiagnosisConclusion)
    for rule in knowledge.rules.values():
        allowed = before if rule.phase == "infer" else after
        for conclusion in rule.then:
            if not isinstance(conclusion, allowed):
                yield rule.id, f"a rule in rules/{rule.kind}/ does not conclude {conclusion!r}"
        for condition in rule.conditions:
            early = rule.phase == "infer"
            if early and (
                condition.subject in ("path", "item") or condition.about.startswith("plan_")
            ):
                yield rule.id, f"rules/{rule.kind}/ runs before there is a plan: {condition.key}"
        for condition in rule.unless:
            same_phase = condition.subject == "item" or (
                rule.phase == "infer" and condition.fact is None
            )
            if same_phase:
                yield (
                    rule.id,
                    f"`unless` cannot read what the same phase concludes: {condition.key}",
                )


def unread_placeholders(knowledge: Knowledge) -> Found:
    """A reason that names a fact which the rule does not read would explain what did not decide."""
    for rule in knowledge.rules.values():
        for name in placeholders(rule.because):
            if name not in rule.facts:
                yield rule.id, f"the reason names {{{name}}}, which the rule does not read"


def placeholders(text: str) -> list[str]:
    """The names in braces in a reason."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def unmarked_silence(knowledge: Knowledge) -> Found:
    """What silence means no page says: a signal that holds because of it is our reading."""
    for rule in knowledge.rules.values():
        silent = [
            each for each in rule.conditions if each.operator == "stated" and not each.operand
        ]
        if rule.kind == "signals" and silent and not rule.judgement:
            yield (
                rule.id,
                f"holds where nobody said it ({silent[0].key}), and no `judgement` says so",
            )


def duplicate_rules(knowledge: Knowledge) -> Found:
    """Two rules with the same conditions and conclusion say one thing twice."""
    seen: dict[Any, str] = {}
    for rule in knowledge.rules.values():
        conditions = tuple(
            frozenset(each.key for each in group) for group in (rule.when, rule.any, rule.unless)
        )
        for conclusion in rule.then:
            key = (conditions, repr(conclusion))
            if key in seen:
                yield rule.id, f"says the same as {seen[key]}"
            seen[key] = rule.id


def implied_rules(knowledge: Knowledge) -> Found:
    """A rule that another fires wherever it does, to the same end, adds nothing but length."""
    for conclusion, rules in _by_conclusion(knowledge).items():
        for rule, other in itertools.permutations(rules, 2):
            mutual = fires_wherever(rule, other)
            if fires_wherever(other, rule) and (not mutual or rule.id > other.id):
                yield rule.id, f"{other.id} concludes {conclusion} wherever this rule does"


def opposite_rules(knowledge: Knowledge) -> Found:
    """Where a rule advises against an item wherever another recommends it, that one is mute."""
    recommending: dict[str, list[Rule]] = defaultdict(list)
    for rule in knowledge.rules.values():
        for conclusion in rule.then:
            if isinstance(conclusion, ItemConclusion):
                recommending[conclusion.recommend].append(rule)
    for veto in knowledge.rules.values():
        for conclusion in veto.then:
            if isinstance(conclusion, AgainstConclusion):
                for rule in recommending[conclusion.advise_against]:
                    if fires_wherever(veto, rule):
                        item = conclusion.advise_against
                        yield rule.id, f"{veto.id} advises against {item} wherever this rule fires"


def impossible_rules(knowledge: Knowledge) -> Found:
    """A rule whose own conditions exclude each other can never fire."""
    for rule in knowledge.rules.values():
        for one, other in itertools.combinations(rule.when, 2):
            if excludes(one, other) or excludes(other, one):
                yield rule.id, f"{one.key} and {other.key} cannot both be met"
        for one in rule.unless:
            if any(entails(other, one) for other in rule.when):
                yield rule.id, f"never fires, since `unless` holds wherever `when` does: {one.key}"


def _by_conclusion(knowledge: Knowledge) -> Mapping[str, list[Rule]]:
    found: dict[str, list[Rule]] = defaultdict(list)
    for rule in knowledge.rules.values():
        for conclusion in rule.then:
            if not isinstance(conclusion, (WarningConclusion, DiagnosisConclusion)):
                said = conclusion.model_dump(by_alias=True, exclude_none=True)
                found[" ".join(f"{key} {value}" for key, value in said.items())].append(rule)
    return found


def lost_to_the_stricter(knowledge: Knowledge) -> Found:
    """A control that a stricter answer loses guards the mild case and leaves the grave one open."""
    excused = set()
    for loss in losses(knowledge):
        if knowledge.rules[loss.rule].milder_only:
            excused.add(loss.rule)
            continue
        yield (
            loss.rule,
            f"gives {loss.given} where {loss.fact} is {loss.milder}, and no rule gives it where it "
            f"is {loss.stricter}; widen a rule, or say why with `milder_only`",
        )
    for rule in knowledge.rules.values():
        if rule.milder_only and rule.id not in excused:
            yield rule.id, "`milder_only` excuses nothing: no stricter answer loses what it gives"
