"""What all kinds of made questions share: the knowledge, its engines, and what may be a key."""

from __future__ import annotations

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from advisor.advisor import Advisor
from advisor.documents import knowledge_folder
from advisor.estimates.shapes import Estimates
from advisor.exam.choice import read_choice
from advisor.exam.grounds import Grounds
from advisor.exam.practice.agreeing import denies
from advisor.exam.practice.completions import EXAM_DAY, FIT_RANKS
from advisor.exam.practice.naming import Guide, all_names, brings, guide, speaks_too, thing
from advisor.exam.practice.sentences import (
    Industry,
    Sentences,
    sentences,
    telling_words,
    word_of,
)
from advisor.exam.practice.situations import Facts, scenario_of
from advisor.exam.situation import Trials
from advisor.exam.verdict import Standing, Standings
from advisor.facts.definitions import fact_definitions
from advisor.facts.labels import label_of
from advisor.facts.phrases import phrases, read_phrases
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, as_data
from advisor.knowledge.base import View
from advisor.knowledge.catalogue import Alternatives
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import Misconception
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.columns import unpack
from advisor.reasoning.explain.explain import explain
from advisor.reasoning.explain.reasons import Reasons
from advisor.reasoning.infer_many import Decider, Decisions
from advisor.reasoning.items import placed_by
from advisor.reasoning.judge import Known, Verdict, reveals, verdict_on
from advisor.reasoning.wording import in_a_reason, listed, spoken
from advisor.what_if.space import Space

_HARDLY_TELLING = frozenset({"audience", "lifecycle_stage", "system_kind"})
"""Facts that hardly tell what an item is for, so that no explanation names them alone."""

_TOGETHER = 64
"""Situations whose changes are decided at a time."""

_NEEDS_OF_PATHS = {"path:no-foundation-model": ("need:no-model",)}
"""The needs that bring a path that rules refuse."""

_A_YEAR = datetime.timedelta(days=365)

Edit = tuple[str, FactValue]
"""A change of one fact to a value that can be said."""


@dataclass(frozen=True)
class Flip:
    """A change of one fact under which a choice becomes right.

    of_stated: whether the fact is one that the situation states.
    """

    fact: str
    value: FactValue
    of_stated: bool


class Ground:
    """One body of knowledge, and everything with which questions are made from it."""

    def __init__(self, advisor: Advisor) -> None:
        self.advisor = advisor
        self.knowledge: Knowledge = advisor.knowledge
        self.decider: Decider = advisor.sensitivities.decider
        self._trials = Trials(self.knowledge)
        self.said: Sentences = sentences()
        self.guide: Guide = guide()
        self._stands = lru_cache(maxsize=512)(self._standings)
        self._by_facts: dict[str, Facts] = {}
        self._behind: dict[str, tuple[Condition, ...]] = {}

    # What rules say

    @cached_property
    def rules_for(self) -> Mapping[str, tuple[Rule, ...]]:
        """The rules that recommend each item, strongly enough for a key."""
        found: dict[str, list[Rule]] = defaultdict(list)
        for rule in self.knowledge.rules.values():
            for placed in placed_by(self.knowledge, rule):
                if placed.rank in FIT_RANKS and rule not in found[placed.item]:
                    found[placed.item].append(rule)
        return {item: tuple(rules) for item, rules in found.items()}

    def behind(self, condition: Condition) -> tuple[Condition, ...]:
        """The conditions on facts that a condition comes down to: its own, or others'.

        Those of the rules that conclude its signal or need, or the need that brings its path.
        """
        if condition.fact is not None:
            return (condition,)
        if condition.key not in self._behind:
            self._behind[condition.key] = ()  # A circle ends here.
            keys = {condition.key, *_NEEDS_OF_PATHS.get(condition.key, ())}
            self._behind[condition.key] = tuple(
                found
                for rule in self.knowledge.rules.values()
                if keys & {*rule.concludes.keys}
                for each in (*rule.when, *rule.any)
                for found in self.behind(each)
            )
        return self._behind[condition.key]

    @staticmethod
    def is_cited(rule: Rule) -> bool:
        """Whether a rule rests on a source that was read, and on no bound of our judgement.

        How strongly it recommends may be our judgement: the best of four is the best all the same.
        """
        definitions = fact_definitions()
        facts = (definitions.get(each.fact or "") for each in rule.conditions)
        has_bounds = any(fact is not None and fact.is_number for fact in facts)
        read = any(each.confidence == "read" for each in rule.sources)
        return read and not (has_bounds and rule.judgement is not None)

    def kin(self, name: str) -> frozenset[str]:
        """What is parent or part of an item or path, and itself."""
        more = self.knowledge.more_general(name)
        less = {
            item.id
            for item in self.knowledge.items.values()
            if name in self.knowledge.more_general(item.id)
        }
        return frozenset({name, *more, *less})

    @cached_property
    def on_request(self) -> frozenset[str]:
        """The items for which some rule asks for a requirement: silence is a no to them."""
        return frozenset(
            item
            for item, rules in self.rules_for.items()
            if any(
                condition.fact and fact_definitions()[condition.fact].silence is not None
                for rule in rules
                for condition in (*rule.when, *rule.any)
                if condition.fact in fact_definitions()
            )
        )

    def may_stand_beside(self, key: str, other: str) -> bool:
        """Whether an item may be a wrong choice: what is long closed, only beside what is closed.

        What was closed within the year is still taught beside what is open.
        """
        closed, key_closed = (self.knowledge.items[each].closing for each in (other, key))
        return closed is None or key_closed is not None or EXAM_DAY - closed.since < _A_YEAR

    def akin(self, key: str, other: str) -> bool:
        """Whether two items are rivals: named as alternatives, related, or settled by one fact."""
        items = self.knowledge.items
        one, two = items[key], items[other]
        return bool(
            any(key in each.items and other in each.items for each in self._alternatives)
            or other in one.related
            or key in two.related
            or {*one.related} & {*two.related}
            or self._decided_by[key] & self._decided_by[other]
        )

    def nearness(self, key: str, other: str) -> int:
        """How much an item looks like the key: 0 where nobody would take one for the other."""
        items = self.knowledge.items
        one, two = items[key], items[other]
        near = 0
        if any(key in each.items and other in each.items for each in self._alternatives):
            near += 5
        if other in one.related or key in two.related:
            near += 3
        near += 2 * (one.stages[0] == two.stages[0]) + (one.exam_domain == two.exam_domain)
        near += 2 * len({*one.related} & {*two.related}) + (one.kind == two.kind)
        # What the same question decides is easily taken for each other.
        near += 4 * bool(self._decided_by[key] & self._decided_by[other])
        return near

    @cached_property
    def _decided_by(self) -> Mapping[str, frozenset[str]]:
        """The facts that the rules for each item ask for, the most general left out."""
        return {
            item: frozenset(
                each.fact
                for rule in self.rules_for.get(item, ())
                for each in (*rule.when, *rule.any)
                if each.fact and each.operator != "stated"
            )
            - {"tasks", "view", "current_path", "system_kind", "lifecycle_stage"}
            for item in self.knowledge.items
        }

    @cached_property
    def _alternatives(self) -> tuple[Alternatives, ...]:
        return tuple(self.knowledge.alternatives.values())

    def misconception_for(self, facts: Facts, choice: str) -> Misconception | None:
        """The misconception that choosing this reveals in a situation, if any does."""
        scenario = scenario_of(facts)
        assert scenario is not None
        known = Known(scenario, {"view": "exam"})
        for each in self.knowledge.misconceptions.values():
            if not each.beside and reveals(each, (choice,), known) is Verdict.MET:
                return each
        return None

    def needs_met(self, facts: Facts, path: str) -> list[Rule]:
        """The fired rules whose needs a path gives in this situation."""
        scenario = scenario_of(facts)
        assert scenario is not None
        situation = self._trials.of(scenario, "exam", EXAM_DAY)
        grounds = Grounds(situation, Reasons(self.knowledge, situation.inference))
        rules = [self.knowledge.rules[each] for each in grounds.rules_for_path(path)]
        return [rule for rule in rules if rule.kind == "needs"]

    def reason(self, facts: Facts, rule: Rule) -> str:
        """The reason that a rule gives in a situation, with what was found in it."""
        scenario = scenario_of(facts)
        assert scenario is not None
        situation = self._trials.of(scenario, "exam", EXAM_DAY)
        known = situation.inference.known
        found = {fact: _shown(fact, known.find(fact)) for fact in rule.facts}
        return " ".join(rule.because.format_map(found).split())

    def recommends(self, rule: Rule, item: str) -> bool:
        """Whether a rule recommends an item, or names it in a diagnosis."""
        return any(placed.item == item for placed in placed_by(self.knowledge, rule))

    # How choices stand

    def standing(self, facts: Facts, choice: str, view: View = "exam") -> Standing:
        """How a choice stands in a situation, as the checking of reasoning judges it."""
        name = repr(sorted(facts.items()))
        self._by_facts[name] = facts
        return self._stands(name, view).of(read_choice(self.knowledge, choice))

    def _standings(self, name: str, view: View) -> Standings:
        scenario = scenario_of(self._by_facts[name])
        assert scenario is not None
        situation = self._trials.of(scenario, view, EXAM_DAY)
        inference = situation.inference
        # Without estimates, which take long and which nothing here reads.
        advice = explain(
            self.knowledge,
            inference,
            situation.recommendations,
            "plain",
            estimates=Estimates(),
        )
        grounds = Grounds(situation, Reasons(self.knowledge, inference))
        return Standings(self._trials, self.advisor.sensitivities, situation, grounds, advice)

    def flips(self, situations: Sequence[Facts]) -> list[dict[str, list[Flip]]]:
        """For each situation, and each item and path, the changes of one fact that make it right.

        Changes of stated facts come first. What is right already has none.
        """
        values = self._values_of(situations)
        space = Space(self.decider, Scenario(), "exam", values)
        places = {
            fact: {value: place for place, value in enumerate(known)}
            for fact, known in values.items()
        }
        found: list[dict[str, list[Flip]]] = []
        for start in range(0, len(situations), _TOGETHER):
            part = situations[start : start + _TOGETHER]
            changes: list[tuple[int, Flip | None]] = []
            rows = []
            for number, facts in enumerate(part):
                base = space.unanswered(1)
                for fact, value in facts.items():
                    base[0, space.place(fact)] = places[fact][value]
                flips = [
                    Flip(fact, value, fact in facts)
                    for fact, known in self._sayable.items()
                    for value in known
                    if facts.get(fact) != value
                ]
                varied = np.repeat(base, 1 + len(flips), axis=0)
                for row, flip in enumerate(flips, start=1):
                    varied[row, space.place(flip.fact)] = places[flip.fact][flip.value]
                rows.append(varied)
                changes += [(number, None), *((number, flip) for flip in flips)]
            decided = self.decider.decide(space.columns(np.concatenate(rows)), "exam", EXAM_DAY)
            found += self._sorted_out(decided, changes, len(part))
        return found

    def _values_of(self, situations: Sequence[Facts]) -> dict[str, tuple[FactValue, ...]]:
        """All values of facts that can be said or are stated, each once."""
        values = {fact: dict.fromkeys(known) for fact, known in self._sayable.items()}
        for facts in situations:
            for fact, value in facts.items():
                values.setdefault(fact, {})[value] = None
        return {fact: tuple(known) for fact, known in values.items()}

    @staticmethod
    def _sorted_out(
        decided: Decisions, changes: Sequence[tuple[int, Flip | None]], number: int
    ) -> list[dict[str, list[Flip]]]:
        rows_of: dict[str, set[int]] = defaultdict(set)
        for (item, _, rank), plane in decided.items.items():
            if rank in FIT_RANKS:
                rows_of[item].update(unpack(plane, decided.size).nonzero()[0].tolist())
        for row in range(decided.size):
            rows_of[decided.headline(row)].add(row)
        flips: list[dict[str, list[Flip]]] = [{} for _ in range(number)]
        for name, rows in sorted(rows_of.items()):
            right = {changes[row][0] for row in rows if changes[row][1] is None}
            for row in sorted(rows):
                situation, flip = changes[row]
                if flip is not None and situation not in right:
                    flips[situation].setdefault(name, []).append(flip)
        for each in flips:
            for found in each.values():
                found.sort(key=lambda flip: not flip.of_stated)
        return flips

    @cached_property
    def _sayable(self) -> Mapping[str, tuple[FactValue, ...]]:
        return {fact: self.said.values(fact) for fact in self.said.facts}

    def keeping_from(self, rule: Rule, facts: Facts) -> list[str] | None:
        """The stated facts that keep a rule from firing; None where nothing stated does."""
        against = [
            str(each.fact)
            for each in rule.when
            if each.fact in facts and verdict_on(each, facts[str(each.fact)]) is Verdict.NOT_MET
        ]
        if rule.any and all(
            each.fact in facts and verdict_on(each, facts[str(each.fact)]) is Verdict.NOT_MET
            for each in rule.any
        ):
            against.append(str(rule.any[0].fact))
        against += [
            str(each.fact)
            for each in rule.unless
            if each.fact in facts and verdict_on(each, facts[str(each.fact)]) is Verdict.MET
        ]
        return against or None

    def is_denied(self, item: str, facts: Facts) -> bool:
        """Whether a stated fact says in words that an item is not needed."""
        return any(
            denies(fact, facts[fact])
            for rule in self.rules_for.get(item, ())
            for fact in self.keeping_from(rule, facts) or ()
        )

    def is_typical(self, item: str, flip: Flip) -> bool:
        """Whether a change is one that the item is known for.

        It is listed as what the change brings; or else a rule asks for it, and recommends the item
        before all others.
        """
        listed_items = self.brought_by(flip.fact, flip.value)
        if listed_items is not None:
            return item in listed_items
        return any(
            condition.fact == flip.fact and verdict_on(condition, flip.value) is Verdict.MET
            for rule in self.rules_for.get(item, ())
            if next(iter(placed_by(self.knowledge, rule))).item == item
            for condition in (*rule.when, *rule.any)
            if condition.fact not in _HARDLY_TELLING
        )

    @staticmethod
    def brought_by(fact: str, value: FactValue) -> tuple[str, ...] | None:
        """The items that a requirement brings, the most essential first; None if not listed."""
        word = word_of(value[0] if isinstance(value, tuple) else value)
        return brings().get(fact, {}).get(word)

    def may_name(self, item: str, fact: str, value: FactValue) -> bool:
        """Whether an explanation may say of an item that this requirement would make it fit."""
        listed_items = self.brought_by(fact, value)
        return listed_items is None or item in listed_items or item in self.knowledge.paths

    @staticmethod
    def speaks_too(key: str, fact: str, value: FactValue) -> bool:
        """Whether somebody may take a requirement for a reason for a key."""
        values = value if isinstance(value, tuple) else (value,)
        words = speaks_too().get(key, {}).get(fact, ())
        return any(word_of(each) in words for each in values)

    # Words

    def avoiding(self, names: Iterable[str], rules: Iterable[Rule]) -> frozenset[str]:
        """Word stems that a stem must not use: names of the key, titles and tips of its rules."""
        texts = [text for name in names for text in all_names(self.knowledge, name)]
        for rule in rules:
            texts += [rule.title, rule.exam_tip or ""]
        return telling_words(*texts)

    def purpose(self, name: str) -> str:
        """What an item or path is for, in a sentence."""
        found = thing(self.knowledge, name)
        text = getattr(found, "purpose", None) or getattr(found, "meaning", "")
        return " ".join(str(text).split())

    def lacking(self, facts: Facts, item: str) -> Flip | None:
        """A stated fact that keeps an item's rules from firing, with a value that would not."""
        for rule in self.rules_for.get(item, ()):
            against = {*(self.keeping_from(rule, facts) or ())} - _HARDLY_TELLING
            for condition in (*rule.when, *rule.any):
                if condition.fact not in against:
                    continue
                for value in self._sayable.get(str(condition.fact), ()):
                    is_met = verdict_on(condition, value) is Verdict.MET
                    if is_met and self.may_name(item, str(condition.fact), value):
                        return Flip(str(condition.fact), value, True)
        return None

    def wanted(self, industry: Industry, flip: Flip, item: str, alone: bool = True) -> str:
        """What would have to be said instead for a choice to be right.

        item: the choice, which may have sentences of its own; alone: whether this is enough.
        """
        sentence = next(self.said.said(industry, flip.fact, flip.value, key=item))
        it = "It would fit if" if alone else "Among other things, it would fit only if"
        return f'{it} the text said: "{sentence}"'


def _shown(fact: str, value: FactValue | None) -> str:
    """A value as an explanation says it."""
    if fact in phrases():
        return in_a_reason(fact, value)
    if isinstance(value, str):
        return _phrase(fact, value)
    if isinstance(value, tuple):
        return listed(_phrase(fact, str(each)) for each in value)
    return spoken(value)


def _phrase(fact: str, choice: str) -> str:
    """A choice in running text; one without a phrase is quoted from the questionnaire."""
    return _prose().get(fact, {}).get(choice) or f'"{label_of(fact, choice)}"'


@lru_cache(maxsize=1)
def _prose() -> Mapping[str, Mapping[str, str]]:
    """The phrases of data/practice/prose.yaml."""
    return read_phrases(knowledge_folder() / "data" / "practice" / "prose.yaml")


def plain(facts: Facts) -> dict[str, object]:
    """Facts as plain data, in the order of the questionnaire."""
    return {name: as_data(facts[name]) for name in fact_definitions() if name in facts}


def drawn(seed: str) -> int:
    """A number that looks random, always the same for the same text."""
    return int(hashlib.sha256(seed.encode()).hexdigest()[:15], 16)
