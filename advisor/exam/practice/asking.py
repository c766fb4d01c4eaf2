"""From drafts to questions of the kind "best": wrong choices picked, named and explained."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.exam.practice.alike import sequences, share_most
from advisor.exam.practice.best import FAR_OFF, Draft
from advisor.exam.practice.completions import EXAM_DAY, outlooks
from advisor.exam.practice.ground import Flip, Ground, drawn, plain
from advisor.exam.practice.naming import in_a_sentence, named_alike, thing
from advisor.exam.practice.question import Kind, Option, Question, Sort, Why
from advisor.exam.practice.sentences import Industry, telling_words
from advisor.exam.practice.situations import Facts, scenario_of
from advisor.knowledge.rule import Rule

ASKS = {
    "service": (
        "Which service fits best?",
        "Which service does this call for?",
        "Which service should the team choose?",
        "Which of the four fits best here?",
    ),
    "technique": (
        "Which technique fits best?",
        "What should the team try first?",
        "Which of these does the situation call for?",
        "Which of the four fits best here?",
    ),
    "optimization": (
        "Which of these fits best?",
        "Which setting or way of serving fits best?",
        "Which of these does the situation call for?",
        "Which of the four fits best here?",
    ),
    "evaluation": (
        "Which evaluation fits best?",
        "How should the results be evaluated?",
        "Which evaluation method fits best?",
        "Which of the four fits best here?",
    ),
    "control": (
        "Which control does this call for?",
        "Which safeguard fits best?",
        "Which control should the team put in place?",
        "Which of the four fits best here?",
    ),
    "practice": (
        "Which practice fits best?",
        "Which practice does this call for?",
        "Which practice should the team adopt?",
    ),
    "monitoring": (
        "What should the team set up for operation?",
        "Which practice fits best?",
        "Which of these does the situation call for?",
        "Which of the four fits best here?",
    ),
    "path": (
        "Which approach fits best?",
        "Which approach should the team take?",
        "Which approach does this call for?",
        "Which of the four fits best here?",
    ),
}
"""What is asked about a key of each kind. No words of it are words of a key."""

NEUTRAL_ASKS = ("Which of these does the situation call for?", "Which of the four fits best here?")
"""What is asked where the options are of several kinds, so that no word rules one out."""

_NOT_FIRST = frozenset(
    [
        "bias-screening",
        "deduplication",
        "distillation",
        "feature-engineering",
        "hyperparameter-tuning",
        "pruning",
        "quality-filtering",
        "quantization",
        "supervised-fine-tuning",
    ]
)
"""What prepares data or changes a model: it is not what a team would try first."""

_NO_SERVING = frozenset({"distillation", "hyperparameter-tuning", "pruning", "quantization"})
"""Optimizations that change or make a model: neither a setting nor a way of serving."""

_PRACTICES = frozenset(
    [
        "balanced-data",
        "compliance-mapping",
        "data-governance",
        "data-minimization",
        "energy-awareness",
        "governance-framework",
        "lineage-tracking",
        "model-documentation",
        "security-scoping",
        "shared-responsibility",
        "threat-modelling",
    ]
)
"""Items that the catalogue counts among the controls, and that nobody would call a safeguard."""

_TURNS = 3
"""In so many ways each industry is tried for a stem that is like no other."""

_ODD = 6
"""How much less a wrong choice is worth if what its explanation names hardly speaks for it."""

BY_THE_GUIDE = "Answer as the exam guide teaches it."


class Told(NamedTuple):
    """A situation in words. said: how the stem says each fact; ask: the question."""

    facts: Facts
    industry: Industry
    stem: str
    said: Mapping[str, str]
    ask: str


def _asks(ground: Ground, key: str, others: Sequence[str]) -> Sequence[str]:
    """What may be asked about a key beside these wrong choices, all of them of its kind or not."""
    kinds = {_kind(ground, each) for each in (key, *others)}
    if len(kinds) > 1:
        return NEUTRAL_ASKS
    asks = ASKS[kinds.pop()]
    if key in _NOT_FIRST:
        return [each for each in asks if "first" not in each]
    return asks


def _kind(ground: Ground, item: str) -> str:
    """The kind of an item as a question would call it."""
    if item in _PRACTICES:
        return "practice"
    return "technique" if item in _NO_SERVING else ground.knowledge.items[item].kind


def what_decides(sentences: Iterable[str]) -> str:
    """The sentences of a situation that decide, as an explanation quotes them."""
    return "What decides: " + " ".join(f'"{each}"' for each in dict.fromkeys(sentences))


class Asker:
    """Makes questions from drafts."""

    def __init__(self, ground: Ground, drafts: Sequence[Draft]) -> None:
        self._ground = ground
        self._used: dict[str, int] = {}
        self._told: list[frozenset[tuple[str, ...]]] = []
        self._alone = _facts_that_decide(ground, drafts)
        self._today = _in_production(ground, drafts)

    def best(self, draft: Draft, flips: Mapping[str, Sequence[Flip]], name: str) -> Question | None:
        """A question of the kind "best" from a draft; None where it cannot be asked well.

        flips: for each item the changes of one fact that make it right here; name: the id.
        """
        ground = self._ground
        if ground.standing(draft.facts, draft.key).state != "right":
            return None
        picked = self._picked(draft, flips)
        if picked is None:
            return None
        chosen, names = picked
        kind = getattr(thing(ground.knowledge, draft.key), "kind", "path")
        asks = _asks(ground, draft.key, chosen) if kind != "path" else ASKS["path"]
        rules = self._rules(draft)
        avoiding = ground.avoiding([draft.key], rules)
        told = self.told(draft.facts, avoiding, name, asks, draft.key)
        deciding = self.deciding(draft)
        if told is None or not deciding:
            return None
        options = [
            Option(
                text=names[0],
                sort="key",
                about=draft.key,
                purpose=ground.purpose(draft.key),
                explanation=ground.purpose(draft.key),
            )
        ]
        for other, text in zip(chosen, names[1:], strict=True):
            self._used[other] = self._used.get(other, 0) + 1
            options.append(self._wrong(draft, told.industry, other, text, flips))
        return self.question(
            draft, name, "best", told, options, deciding, rules=[each.id for each in rules]
        )

    def question(
        self,
        draft: Draft,
        name: str,
        kind: Kind,
        told: Told,
        options: Sequence[Option],
        deciding: Sequence[str],
        *,
        after: Facts | None = None,
        rules: Sequence[str] = (),
    ) -> Question:
        """A question about the key of a draft.

        name: its id; told: what is said and asked; options: the key first; deciding: the facts
        that decide; after: the situation in which the key is right, where it is not the one that
        the stem tells; rules: all that call for the key, where they are more than the draft's.
        """
        ground, rule = self._ground, draft.rule
        task = ground.guide.task_of(ground.knowledge, draft.key)
        assert task is not None
        today = self.taught_and_today(draft)
        return finished(
            name,
            kind,
            task,
            options,
            stem=told.stem,
            ask=f"{BY_THE_GUIDE} {told.ask}" if today else told.ask,
            why=Why(
                decides=what_decides(told.said[fact] for fact in deciding),
                reason=ground.reason(after or told.facts, rule),
                tip=rule.exam_tip and " ".join(rule.exam_tip.split()),
                taught_and_today=today,
            ),
            facts=plain(told.facts),
            choice=draft.key,
            deciding=tuple(deciding),
            rules=tuple(rules) or (rule.id,),
            misconceptions=tuple(each.misconception for each in options if each.misconception),
            sources=rule.sources,
        )

    def _rules(self, draft: Draft) -> list[Rule]:
        """The rule, and the others that call for the key in this situation."""
        ground = self._ground
        found = [draft.rule]
        for each in ground.standing(draft.facts, draft.key).reasons:
            rule = ground.knowledge.rules[each.rule]
            if rule not in found and ground.recommends(rule, draft.key):
                found.append(rule)
        return found

    def _picked(
        self, draft: Draft, flips: Mapping[str, Sequence[Flip]]
    ) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Three wrong choices, two of which teach, and names about equally long."""
        ground = self._ground
        graded: list[tuple[float, str, bool]] = []
        for other in draft.wrong:
            sort = self._sort(draft, other, flips)
            if sort is None:
                continue
            near = ground.nearness(draft.key, other) if other in ground.knowledge.items else 3
            teaches = sort in ("misconception", "one_fact")
            # Of equally near ones, those that have stood beside fewer keys.
            worth = near + 4 * (sort == "misconception") + 2 * teaches
            if other in ground.knowledge.items and sort != "misconception":
                worth -= FAR_OFF * (not ground.akin(draft.key, other))
                worth -= _ODD * (not self._is_typical(draft, other, flips))
            graded.append((worth - 0.3 * self._used.get(other, 0), other, teaches))
        graded.sort(key=lambda each: (-each[0], each[1]))
        best: tuple[float, tuple[str, ...], tuple[str, ...]] | None = None
        few = graded[:11]
        for one in range(len(few)):
            for two in range(one + 1, len(few)):
                for three in range(two + 1, len(few)):
                    trio = (few[one], few[two], few[three])
                    total = sum(known[0] for known in trio)
                    if best is not None and total <= best[0]:
                        continue
                    if len([known for known in trio if known[2]]) < 2 or self._akin(trio):
                        continue
                    things = (draft.key, *(known[1] for known in trio))
                    names = named_alike(ground.knowledge, things, draft.rule.id)
                    if names is None:
                        continue
                    if any(ground.standing(draft.facts, each[1]).state != "wrong" for each in trio):
                        continue
                    best = (total, tuple(each[1] for each in trio), names)
        return None if best is None else (best[1], best[2])

    def _akin(self, trio: Sequence[tuple[float, str, bool]]) -> bool:
        """Whether two wrong choices are the same thing by two names: neither could be right."""
        names = [each[1] for each in trio]
        return any(
            other in self._ground.kin(one) for one in names for other in names if one != other
        )

    def _is_typical(self, draft: Draft, other: str, flips: Mapping[str, Sequence[Flip]]) -> bool:
        """Whether the explanation of a wrong choice names a change that it is known for."""
        flip = self.easiest(draft.facts, self._nameable(other, flips), other)
        flip = flip or self._ground.lacking(draft.facts, other)
        return flip is not None and self._ground.is_typical(other, flip)

    def _nameable(self, other: str, flips: Mapping[str, Sequence[Flip]]) -> list[Flip]:
        """The changes that make a wrong choice right, and that an explanation may name."""
        may_name = self._ground.may_name
        return [each for each in flips.get(other, ()) if may_name(other, each.fact, each.value)]

    def _sort(self, draft: Draft, other: str, flips: Mapping[str, Sequence[Flip]]) -> Sort | None:
        ground = self._ground
        if ground.misconception_for(draft.facts, other):
            return "misconception"
        here = self._nameable(other, flips)
        if any(flip.of_stated for flip in here):
            return "one_fact"
        if not here and self._ground.lacking(draft.facts, other) is None:
            return None
        return "related" if other in ground.knowledge.items else "neighbour"

    def _wrong(
        self,
        draft: Draft,
        industry: Industry,
        other: str,
        text: str,
        flips: Mapping[str, Sequence[Flip]],
    ) -> Option:
        ground = self._ground
        sort = self._sort(draft, other, flips)
        assert sort is not None
        misconception = ground.misconception_for(draft.facts, other)
        flip = self.easiest(draft.facts, self._nameable(other, flips), other)
        part = None if flip else ground.lacking(draft.facts, other)
        lacks = ground.wanted(industry, flip, other) if flip else None
        if part is not None:
            lacks = ground.wanted(industry, part, other, alone=False)
        said = [ground.purpose(other)]
        if misconception:
            said.append(" ".join(misconception.correction.split()))
        return Option(
            text=text,
            sort=sort,
            about=other,
            purpose=ground.purpose(other),
            explanation=" ".join(said),
            lacks=lacks,
            misconception=misconception.id if misconception else None,
            edit=plain({flip.fact: flip.value}) if flip else None,
        )

    def easiest(self, facts: Facts, flips: Sequence[Flip], item: str) -> Flip | None:
        """The change that a reader grasps best: one that the item is known for, and stated."""
        is_path = item in self._ground.knowledge.paths

        def hard(flip: Flip) -> tuple[bool, bool, bool]:
            odd = not is_path and not self._ground.is_typical(item, flip)
            return odd, not flip.of_stated, flip.fact == "symptoms"

        return min(flips, key=hard, default=None)

    # Words

    def told(
        self,
        facts: Facts,
        avoiding: frozenset[str],
        seed: str,
        asks: Sequence[str],
        key: str = "",
        unsaid: str = "",
    ) -> Told | None:
        """A stem in one industry, how it says each fact, and the question; None if none fits.

        unsaid: a fact of which the stem says nothing.
        """
        ground = self._ground
        industries = ground.said.industries
        free = [ask for ask in asks if not telling_words(ask) & avoiding]
        if not free:
            return None
        start = drawn(seed)
        for place in range(len(industries) * _TURNS):
            industry = industries[(start + place) % len(industries)]
            turn = start // 7 + place // len(industries)
            made = ground.said.stem(industry, facts, avoiding, turn, key, unsaid)
            if made is None:
                continue
            if not self.is_new(made[0]):
                continue
            return Told(facts, industry, made[0], made[1], free[start % len(free)])
        return None

    def is_new(self, stem: str) -> bool:
        """Whether no stem so far is nearly the same; if so, it counts as told from now on."""
        here = sequences(stem)
        if any(share_most(here, other) for other in self._told):
            return False
        self._told.append(here)
        return True

    def deciding(self, draft: Draft) -> list[str]:
        """The stated facts without which the key would not be right."""
        return list(self._alone[_name(draft)]) or [
            str(each) for each in draft.rule.facts if each in draft.facts
        ]

    def taught_and_today(self, draft: Draft) -> str | None:
        """Where what the exam teaches and what holds today differ about the key; else None."""
        ground = self._ground
        item = ground.knowledge.items.get(draft.key)
        if item is not None and item.closing is not None:
            return " ".join(item.closing.note.split())
        today, essential = self._today[_name(draft)]
        if draft.key in today:
            return None
        name = in_a_sentence(ground.knowledge, draft.key)
        if not essential or draft.key not in ground.knowledge.items:
            return f"In practice today the advice for production leaves out {name} here."
        kin = ground.kin(draft.key)

        def far(item: str) -> tuple[int, str]:
            # Rather another thing than the one that the key is a part of.
            return 2 * (item in kin) - ground.nearness(draft.key, item), item

        other = min(essential, key=far)
        return (
            f"In practice today the advice for production leaves out {name} here and names "
            f"{in_a_sentence(ground.knowledge, other)}. {ground.purpose(other)}"
        )


def _name(draft: Draft) -> str:
    return f"{draft.key} {sorted(draft.facts.items())!r}"


def _facts_that_decide(ground: Ground, drafts: Sequence[Draft]) -> dict[str, tuple[str, ...]]:
    """Of each draft the stated facts without which its key is not right."""
    rows = [
        (draft, fact, made)
        for draft in drafts
        for fact in draft.facts
        if (made := scenario_of({n: v for n, v in draft.facts.items() if n != fact})) is not None
    ]
    found = outlooks(ground.decider, [made for *_, made in rows])
    alone: dict[str, list[str]] = {_name(draft): [] for draft in drafts}
    for row, (draft, fact, _) in enumerate(rows):
        right = found.is_here(row, draft.key) or found.paths(row)[-1] == draft.key
        if not right and fact not in alone[_name(draft)]:
            alone[_name(draft)].append(fact)
    return {name: tuple(facts) for name, facts in alone.items()}


def _in_production(
    ground: Ground, drafts: Sequence[Draft]
) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each draft what is recommended in production, and which items of it are essential."""
    rows = [(draft, made) for draft in drafts if (made := scenario_of(draft.facts)) is not None]
    columns = ground.decider.vocabulary.columns([made for _, made in rows])
    decided = ground.decider.decide(columns, "production", EXAM_DAY)
    found = {}
    for row, (draft, _) in enumerate(rows):
        items = decided.items_of(row)
        path = decided.plans[int(decided.plan[row])]
        found[_name(draft)] = (
            frozenset(each.item for each in items) | {*path},
            frozenset(each.item for each in items if each.rank == "essential"),
        )
    return found


def finished(
    name: str, kind: Kind, task: str, options: Sequence[Option], **fields: Any
) -> Question:
    """A question with its options in their places. options: the key first; fields: all the rest.

    Their order looks random and is always the same for one id.
    """
    ordered = sorted(options, key=lambda each: drawn(f"{name} {each.text}"))
    return Question(
        id=name,
        kind=kind,
        domain=int(task[0]),
        task=task,
        options=tuple(ordered),
        key=ordered.index(options[0]),
        **fields,
    )
