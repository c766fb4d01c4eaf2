"""Questions of the kinds "change" and "deciding": which change, or which detail, makes it right."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.exam.practice.agreeing import agree, may_be_taken_for, suits
from advisor.exam.practice.asking import Asker, Told
from advisor.exam.practice.best import Draft
from advisor.exam.practice.completions import outlooks
from advisor.exam.practice.ground import Flip, Ground, drawn, plain
from advisor.exam.practice.naming import (
    about_equally_long,
    called,
    in_a_sentence,
    is_plural,
    too_near,
)
from advisor.exam.practice.question import Option, Question
from advisor.exam.practice.sentences import MOST_FACTS, Industry
from advisor.exam.practice.situations import Facts, scenario_of
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue

_NEUTRAL: tuple[tuple[str, FactValue], ...] = (
    ("audience", "internal"),
    ("team_skill", "developer"),
    ("lifecycle_stage", "idea"),
    ("languages", "one_common"),
    ("data_residency", "none"),
    ("actions", "none"),
    ("knowledge_change", "yearly"),
    ("explainability", "none"),
    ("decision_impact", "low"),
    ("domain_need", "general"),
    ("quality_target", "acceptable"),
    ("weeks_to_production", 26),
)
"""Facts that may stand in a stem as details that do not decide."""


_ALREADY_THERE = frozenset({"current_path", "system_kind", "tried"})
"""Facts that tell what there is, so that no requirement adds them."""

_BACKGROUNDS = 3
"""So many backgrounds are tried for each value before the change."""


class _Base(NamedTuple):
    """A situation in which a key is not right, and the change of one fact that makes it so.

    The stem says nothing of the fact that changes: a requirement that is added must not
    contradict a sentence.
    """

    draft: Draft
    facts: Facts
    right: Flip


class Changes:
    """Makes questions about changes and details from drafts that lead to good questions."""

    def __init__(self, ground: Ground, asker: Asker) -> None:
        self._ground = ground
        self._asker = asker

    # Which change makes it right

    def look_alikes(self, drafts: Sequence[Draft]) -> Iterator[Question]:
        """For each draft a question which change of the situation makes its key right."""
        bases = [base for draft in drafts for base in self._bases(draft)]
        flips = self._ground.flips([base.facts for base in bases])
        done: set[tuple[str, str]] = set()
        for base, here in zip(bases, flips, strict=True):
            name = (base.draft.rule.id, base.draft.key)
            if name in done:
                continue
            question = self._change(base, here)
            if question is not None:
                done.add(name)
                yield question

    def _bases(self, draft: Draft) -> list[_Base]:
        deciding = self._asker.deciding(draft)
        if len(deciding) != 1 or len(draft.facts) > 4:
            return []
        fact = deciding[0]
        value = draft.facts[fact]
        item = self._ground.knowledge.items.get(draft.key)
        if fact == "tasks" and item is not None and item.kind == "evaluation":
            # Several tasks speak for one measure; a reader may defend each of them.
            return []
        found = []
        silence = fact_definitions()[fact].silence
        values = sorted(
            self._ground.said.values(fact),
            key=lambda each: (silence is None or each != silence.value, repr(each)),
        )
        backgrounds = _backgrounds(draft, fact)
        for other in values:
            if other == value:
                continue
            right = Flip(fact, value, True)
            fitting = [
                _Base(draft, situation, right)
                for background in backgrounds
                if scenario_of(situation := {**background, fact: other}) is not None
                and agree(situation)
                and agree(after := {**background, fact: value})
                and suits(draft.key, after)
            ]
            found += fitting[:_BACKGROUNDS]
        return found[: 4 * _BACKGROUNDS]

    def _change(self, base: _Base, flips: Mapping[str, Sequence[Flip]]) -> Question | None:
        ground, draft = self._ground, base.draft
        key = draft.key
        if key not in ground.knowledge.items or base.right not in flips.get(key, ()):
            return None
        if not agree({**base.facts, base.right.fact: base.right.value}):
            return None
        near = sorted(
            (
                item
                for item in flips
                if item in ground.knowledge.items
                and item not in ground.kin(key)
                and ground.may_stand_beside(key, item)
                and {key, item} not in too_near()
            ),
            key=lambda item: (-ground.nearness(key, item), item),
        )
        chosen: dict[Flip, str] = {}
        making_right = {(flip.fact, repr(flip.value)) for flip in flips[key]}
        for item in near:
            for flip in flips[item]:
                if may_be_taken_for(flip.fact, base.right.fact):
                    continue
                if flip.fact in base.facts and flip.fact != base.right.fact:
                    continue
                if not _may_be_required(ground, key, item, flip):
                    continue
                if not agree({**base.facts, flip.fact: flip.value}):
                    continue
                if (flip.fact, repr(flip.value)) not in making_right and flip not in chosen:
                    chosen[flip] = item
                    break
        changes = [base.right, *itertools.islice(chosen, 7)]
        scenarios = [scenario_of({**base.facts, flip.fact: flip.value}) for flip in changes]
        before = scenario_of(base.facts)
        if before is None or None in scenarios:
            return None
        found = outlooks(ground.decider, [before, *(each for each in scenarios if each)])
        if found.is_possible(0, key) or not found.is_sure(1, key):
            return None
        wrong = [
            flip
            for row, flip in enumerate(changes[1:], start=2)
            if not found.is_possible(row, key)
            and ground.standing({**base.facts, flip.fact: flip.value}, key).state == "wrong"
        ]
        name = f"change-{draft.rule.id}" + ("" if _first(draft) else f"-{key}")
        if len(wrong) < 3:
            return None
        told = self._asker.told(base.facts, frozenset(), name, ("-",), unsaid=base.right.fact)
        if told is None:
            return None
        wrong = [flip for flip in wrong if ground.said.fits(told.industry, {flip.fact: flip.value})]
        avoiding = ground.avoiding([key], [draft.rule])
        for trio in itertools.combinations(wrong, 3):
            texts = self._about_equal(told.industry, [base.right, *trio], avoiding, key)
            if texts is not None:
                return self._look_alike(base, told, trio, texts, chosen, name)
        return None

    def _about_equal(
        self, industry: Industry, flips: Sequence[Flip], avoiding: frozenset[str], key: str
    ) -> tuple[str, ...] | None:
        """A sentence for each change, about equally long, the first without telling words."""
        ways = [
            list(
                self._ground.said.said(
                    industry,
                    flip.fact,
                    flip.value,
                    () if place else avoiding,
                    "" if place else key,
                )
            )
            for place, flip in enumerate(flips)
        ]
        fitting = (each for each in itertools.product(*ways) if about_equally_long(each))
        return next(fitting, None)

    def _look_alike(
        self,
        base: _Base,
        told: Told,
        trio: Sequence[Flip],
        texts: Sequence[str],
        chosen: Mapping[Flip, str],
        name: str,
    ) -> Question:
        ground, draft = self._ground, base.draft
        name_of_key = called(ground.knowledge, draft.key, draft.rule.id)
        plural = is_plural(ground.knowledge, draft.key)
        in_text = in_a_sentence(ground.knowledge, draft.key, draft.rule.id)
        lacks = f'It takes: "{texts[0]}"'
        options = [
            Option(
                text=texts[0],
                sort="key",
                about=base.right.fact,
                edit=plain({base.right.fact: base.right.value}),
                explanation=f"With this change {in_text} {'fit' if plural else 'fits'}: "
                f"{ground.purpose(draft.key)}",
            )
        ]
        for flip, text in zip(trio, texts[1:], strict=True):
            other = chosen[flip]
            name_of_other = in_a_sentence(ground.knowledge, other)
            options.append(
                Option(
                    text=text,
                    sort="one_fact",
                    about=other,
                    purpose=ground.purpose(other),
                    explanation=f"This change makes {name_of_other} right: {ground.purpose(other)}",
                    lacks=lacks,
                    edit=plain({flip.fact: flip.value}),
                )
            )
        ask = (
            f"{name_of_key} {'do' if plural else 'does'} not fit yet. "
            "Which added requirement would make it the right choice?"
        )
        fact = base.right.fact
        changed = told._replace(ask=ask, said={**told.said, fact: texts[0]})
        after = {**base.facts, fact: base.right.value}
        return self._asker.question(draft, name, "change", changed, options, [fact], after=after)

    # Which detail decides

    def details(self, drafts: Sequence[Draft]) -> Iterator[Question]:
        """For each draft a question which of four stated details decides for its key."""
        done: set[tuple[str, str]] = set()
        for draft in drafts:
            name = (draft.rule.id, draft.key)
            if name not in done and (question := self._detail(draft)) is not None:
                done.add(name)
                yield question

    def _detail(self, draft: Draft) -> Question | None:
        ground, key = self._ground, draft.key
        deciding = self._asker.deciding(draft)
        if len(deciding) != 1 or key not in ground.knowledge.items or len(draft.facts) > 4:
            return None
        spare = 4 - len(draft.facts)
        neutral = [each for each in _NEUTRAL if each[0] not in draft.facts]
        start = drawn(draft.rule.id) % len(neutral)
        turned = neutral[start:] + neutral[:start]
        name = f"deciding-{draft.rule.id}" + ("" if _first(draft) else f"-{key}")
        for few in itertools.islice(itertools.combinations(turned, spare), 20):
            facts = {**draft.facts, **dict(few)}
            without = [
                scenario_of({fact: value for fact, value in facts.items() if fact != left_out})
                for left_out in facts
            ]
            whole = scenario_of(facts)
            if whole is None or None in without or not agree(facts) or len(facts) > MOST_FACTS:
                continue
            if not suits(key, facts):
                continue
            if any(may_be_taken_for(fact, deciding[0]) for fact in facts):
                continue
            found = outlooks(ground.decider, [whole, *(each for each in without if each)])
            sure = [found.is_sure(row, key) for row in range(1, 5)]
            alone = [fact for fact, holds in zip(facts, sure, strict=True) if not holds]
            decides = alone == deciding and not found.is_here(1 + [*facts].index(alone[0]), key)
            if not found.is_sure(0, key) or not decides:
                continue
            question = self._asked(draft, facts, deciding[0], name)
            if question is not None:
                return question
        return None

    def _asked(self, draft: Draft, facts: Facts, deciding: str, name: str) -> Question | None:
        ground = self._ground
        avoiding = ground.avoiding([draft.key], [draft.rule])
        name_of_key = called(ground.knowledge, draft.key, draft.rule.id)
        in_text = in_a_sentence(ground.knowledge, draft.key, draft.rule.id)
        for place in range(len(ground.said.industries)):
            number = (drawn(name) + place) % len(ground.said.industries)
            industry = ground.said.industries[number]
            openings = industry.openings(facts, avoiding)
            ways = [
                list(ground.said.said(industry, fact, facts[fact], avoiding, draft.key))
                for fact in facts
            ]
            place_of_key = [*facts].index(deciding)
            fitting = [each for each in itertools.product(*ways) if about_equally_long(each)]
            # The longest sentence shall not give the key away.
            fitting.sort(key=lambda each: len(each[place_of_key]) == max(map(len, each)))
            texts = fitting[0] if fitting else None
            if texts is None or not openings:
                continue
            said = dict(zip(facts, texts, strict=True))
            stem = " ".join([openings[0], *(said[f] for f in fact_definitions() if f in said)])
            if not self._asker.is_new(stem):
                continue
            options = [
                Option(
                    text=said[fact],
                    sort="key" if fact == deciding else "other",
                    about=fact,
                    explanation=(
                        f"Without this detail {in_text} would not follow."
                        if fact == deciding
                        else f"Without this detail {in_text} would be right all the same."
                    ),
                )
                for fact in (deciding, *(each for each in facts if each != deciding))
            ]
            ask = f"{name_of_key} would be the right choice here. Which detail decides this?"
            told = Told(facts, industry, stem, said, ask)
            return self._asker.question(draft, name, "deciding", told, options, [deciding])
        return None


def _may_be_required(ground: Ground, key: str, item: str, flip: Flip) -> bool:
    """Whether a change is a requirement, names this item first, and is no reason for the key."""
    brought = ground.brought_by(flip.fact, flip.value)
    if flip.fact in _ALREADY_THERE or ground.speaks_too(key, flip.fact, flip.value):
        return False
    return ground.is_typical(item, flip) if brought is None else brought[:1] == (item,)


def _backgrounds(draft: Draft, fact: str) -> list[Facts]:
    """What a stem may say where nothing is said of this fact: one neutral sentence, or its draft's.

    Not nothing: a stem has to differ from others.
    """
    said = {name: value for name, value in draft.facts.items() if name != fact}
    neutral = [each for each in _NEUTRAL if each[0] != fact and not may_be_taken_for(each[0], fact)]
    start = drawn(f"change {draft.rule.id}") % len(neutral)
    single: list[Facts] = [dict([each]) for each in neutral[start:] + neutral[:start]]
    return [*([said] if said else []), *single]


def _first(draft: Draft) -> bool:
    """Whether the key is the first thing that its rule recommends."""
    conclusions = draft.rule.concludes
    first = [each.recommend for each in conclusions.items[:1]]
    first += [each.change for each in conclusions.diagnoses[:1]]
    return draft.key in first[:1]
