"""Questions of the kind "which is best here": four items of one kind, or four paths."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.exam.practice.agreeing import agree, demands, denies, helps_too, may_be_added, suits
from advisor.exam.practice.completions import FIT_RANKS, Outlooks, outlooks
from advisor.exam.practice.ground import Edit, Ground
from advisor.exam.practice.naming import not_asked, too_near
from advisor.exam.practice.sentences import MOST_FACTS
from advisor.exam.practice.situations import Facts, Situations, scenario_of
from advisor.facts.values import FactValue
from advisor.knowledge.catalogue import ItemKind
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.items import placed_by
from advisor.reasoning.judge import Verdict, verdict_on

SAME_KIND: Mapping[ItemKind, tuple[ItemKind, ...]] = {
    "service": ("service",),
    "technique": ("technique", "optimization"),
    "optimization": ("optimization", "technique"),
    "evaluation": ("evaluation",),
    "control": ("control", "service"),
    "monitoring": ("monitoring", "evaluation"),
}
"""Which kinds of items stand beside a key as options."""

_NEAREST = 16
_CONTRASTS = 14
_BASES = 8
_KEPT = 30
_NOT_ASKED_FOR = 99
"""Marks a rival that nothing stated keeps away, and that nobody asked for."""
FAR_OFF = 6
"""How much less a wrong choice is worth that nobody would take for the key."""


@dataclass(frozen=True)
class Draft:
    """A situation in which a key is right, with the wrong choices that may stand beside it."""

    rule: Rule
    key: str
    facts: Facts
    wrong: tuple[str, ...]
    near: Mapping[str, int] = field(default_factory=dict)


def item_drafts(ground: Ground, situations: Situations) -> list[Draft]:
    """Drafts for every rule that recommends an item and is cited, the best ones first."""
    tried: list[tuple[Rule, str, Facts, tuple[str, ...]]] = []
    for rule in ground.knowledge.rules.values():
        if rule.phase != "recommend" or not ground.is_cited(rule) or rule.id in not_asked():
            continue
        # What a diagnosis measures is no remedy: nobody would call it the best choice.
        ranks = FIT_RANKS[:1] if rule.concludes.diagnoses else FIT_RANKS
        placed = [each for each in placed_by(ground.knowledge, rule) if each.rank in ranks]
        keys = dict.fromkeys(each.item for each in placed[:2])
        # One demand a question, where the rule allows it; then the fewest facts.
        bases = sorted(situations.of(rule), key=lambda facts: (demands(facts), len(facts)))
        bases = bases[:_BASES] if keys else []
        for key in keys:
            if ground.guide.task_of(ground.knowledge, key) is None:
                continue
            rivals = _rivals(ground, key)
            for base in bases:
                contrasts = _contrasts(ground, key, rivals, base)
                for facts in _with_some(base, contrasts, 2):
                    if suits(key, facts):
                        tried.append((rule, key, facts, rivals))
    return _judged(ground, tried)


def path_drafts(ground: Ground, situations: Situations) -> list[Draft]:
    """Drafts for each path that few facts settle, whatever else is answered.

    They are few: most plans hang on budgets and data that a short stem leaves open.
    """
    knowledge = ground.knowledge
    tried = [
        (rule, facts)
        for rule in knowledge.rules.values()
        if rule.kind == "needs" and ground.is_cited(rule)
        for base in situations.of(rule)[:3]
        for facts in _with_some(base, _PATH_CONTEXTS, 1)
    ]
    made = [(rule, facts, each) for rule, facts in tried if (each := scenario_of(facts))]
    found = outlooks(ground.decider, [each for *_, each in made])
    drafts: list[Draft] = []
    for row, (rule, facts, _) in enumerate(made):
        plan = found.paths(row)
        if not suits(plan[-1], facts):
            continue
        if found.settled[row] and rule in ground.needs_met(facts, plan[-1]):
            kin = ground.kin(plan[-1])
            wrong = [path for path in knowledge.paths if path not in plan and path not in kin]
            drafts.append(Draft(rule, plan[-1], facts, tuple(wrong)))
    return drafts


_PATH_CONTEXTS: tuple[Edit, ...] = (
    ("knowledge_source", "private_documents"),
    ("team_skill", "developer"),
    ("labelled_examples", 5000),
)


def _rivals(ground: Ground, key: str) -> tuple[str, ...]:
    """The items that may be taken for the key, the likest first."""
    items = ground.knowledge.items
    kin = ground.kin(key)
    chosen_wrongly = {
        choice
        for each in ground.knowledge.misconceptions.values()
        if not each.beside and key in each.instead
        for choice in each.choice
        if choice in items
    }
    kinds = SAME_KIND[items[key].kind]
    near = {
        other: ground.nearness(key, other) + 6 * (other in chosen_wrongly)
        for other, item in items.items()
        if other not in kin and item.kind in kinds and ground.may_stand_beside(key, other)
    }
    others = {other for other in chosen_wrongly if ground.may_stand_beside(key, other)}
    near |= dict.fromkeys(others - kin - {*near}, 6)
    return tuple(sorted(near, key=lambda other: (-near[other], other)))


def _contrasts(ground: Ground, key: str, rivals: Sequence[str], base: Facts) -> list[Edit]:
    """What might be stated besides, so that rivals are wrong for sure and the key stays right."""
    weight: dict[Edit, float] = {}
    for place, rival in enumerate(rivals[:_NEAREST]):
        for rule in ground.rules_for.get(rival, ()):
            if ground.keeping_from(rule, base):
                continue
            for condition in (*rule.when, *rule.any):
                fact = condition.fact
                if fact is None or fact in base or fact not in ground.said.facts:
                    continue
                for value in ground.said.values(fact):
                    if denies(fact, value) or not may_be_added(base, fact, value):
                        continue
                    if verdict_on(condition, value) is Verdict.NOT_MET:
                        edit = (fact, value)
                        weight[edit] = weight.get(edit, 0) + 1 / (1 + place)
    for rule in ground.rules_for.get(key, ()):
        for refused in rule.unless:
            for edit in _keeping_away(ground, refused, base):
                weight[edit] = weight.get(edit, 0) + 0.5
    chosen: list[Edit] = []
    of_fact: dict[str, int] = {}
    for edit in sorted(weight, key=lambda each: (-weight[each], repr(each))):
        if of_fact.get(edit[0], 0) < 2:
            of_fact[edit[0]] = of_fact.get(edit[0], 0) + 1
            chosen.append(edit)
    return chosen[:_CONTRASTS]


def _keeping_away(ground: Ground, refused: Condition, base: Facts) -> set[Edit]:
    """What might be stated so that what a rule refuses is not so."""
    return {
        (condition.fact, value)
        for condition in ground.behind(refused)
        if condition.fact and condition.fact not in base and condition.fact in ground.said.facts
        for value in ground.said.values(condition.fact)
        if may_be_added(base, condition.fact, value)
        and verdict_on(condition, value) is Verdict.NOT_MET
    }


def _with_some(base: Facts, contrasts: Sequence[Edit], most: int) -> Iterator[Facts]:
    """A situation, and the same with some more facts stated."""
    for number in range(0, most + 1):
        for few in itertools.combinations(contrasts, number):
            facts: dict[str, FactValue] = dict(base)
            for fact, value in few:
                facts.setdefault(fact, value)
            if len(facts) == len(base) + number and len(facts) <= MOST_FACTS and agree(facts):
                yield facts


def _judged(
    ground: Ground, tried: Sequence[tuple[Rule, str, Facts, tuple[str, ...]]]
) -> list[Draft]:
    """Of what was tried, the drafts whose key is sure and which has wrong choices enough."""
    best: dict[tuple[str, str], list[tuple[float, Draft]]] = {}
    part = 32_768
    for start in range(0, len(tried), part):
        chunk = [
            (each, scenario)
            for each in tried[start : start + part]
            if (scenario := scenario_of(each[2])) is not None
        ]
        found = outlooks(ground.decider, [scenario for _, scenario in chunk])
        for row, ((rule, key, facts, rivals), _) in enumerate(chunk):
            draft = _draft(ground, found, row, rule, key, facts, rivals)
            if draft is None:
                continue
            score = _score(ground, draft)
            kept = best.setdefault((rule.id, draft.key), [])
            kept.append((score, draft))
            kept.sort(key=lambda each: (-each[0], len(each[1].facts), repr(each[1].facts)))
            del kept[_KEPT:]
    return [draft for kept in best.values() for _, draft in kept]


def _draft(
    ground: Ground,
    found: Outlooks,
    row: int,
    rule: Rule,
    key: str,
    facts: Facts,
    rivals: tuple[str, ...],
) -> Draft | None:
    if not found.is_sure(row, key):
        return None
    near: dict[str, int] = {}
    asked_for = ground.on_request
    for rival in rivals:
        if found.is_possible(row, rival) or {key, rival} in too_near():
            continue
        if ground.is_denied(rival, facts) or helps_too(rival, facts):
            continue
        keeping = [
            against
            for each in ground.rules_for.get(rival, ())
            if (against := ground.keeping_from(each, facts))
        ]
        if keeping:
            near[rival] = min(len(each) for each in keeping)
        elif rival in asked_for and ground.akin(key, rival):
            near[rival] = _NOT_ASKED_FOR
        if len(near) >= 18:
            break
    kept = [each for each in near.values() if each != _NOT_ASKED_FOR]
    enough = len(near) >= 3 and len(kept) >= 2
    return Draft(rule, key, facts, tuple(near), near) if enough else None


def _score(ground: Ground, draft: Draft) -> float:
    """How good the best wrong choices are, less what the situation costs to read."""
    items = ground.knowledge.items
    if draft.key not in items:
        return -0.3 * len(draft.facts)
    values = sorted(
        (
            ground.nearness(draft.key, each) + 3 * (draft.near[each] == 1) if each in items else 2
            for each in draft.wrong
            if draft.near[each] != _NOT_ASKED_FOR
        ),
        reverse=True,
    )
    return sum(values[:4]) - 1.2 * len(draft.facts) - 4 * max(0, demands(draft.facts) - 1)
