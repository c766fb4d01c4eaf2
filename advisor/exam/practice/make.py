"""All questions, made anew from the knowledge and the hand-written parts."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.advisor import Advisor
from advisor.exam.practice.alike import near_copies, too_many_alike
from advisor.exam.practice.asking import Asker
from advisor.exam.practice.best import Draft, item_drafts, path_drafts
from advisor.exam.practice.cards import cards, orders
from advisor.exam.practice.changes import Changes
from advisor.exam.practice.ground import Ground
from advisor.exam.practice.handmade import beliefs, pairings
from advisor.exam.practice.question import Question
from advisor.exam.practice.signing import rests_on
from advisor.exam.practice.situations import Situations

_TRIES = 30
"""So many situations of a rule are tried before it has no question."""


def make_questions(advisor: Advisor) -> tuple[Question, ...]:
    """Every question that passes the gates, in the order of kinds and rules."""
    ground = Ground(advisor)
    situations = Situations(ground.decider, ground.said)
    drafts = _few([*item_drafts(ground, situations), *path_drafts(ground, situations)])
    asker = Asker(ground, drafts)
    best, good = _best(ground, asker, drafts)
    changes = Changes(ground, asker)
    made = [
        *best,
        *changes.look_alikes(good),
        *changes.details(good),
        *beliefs(ground, asker),
        *orders(),
        *pairings(ground),
        *cards(),
    ]
    dropped = near_copies(made) | too_many_alike(made)
    return tuple(_signed(ground, each) for each in made if each.id not in dropped)


def _few(drafts: Iterable[Draft]) -> list[Draft]:
    """The first drafts of each rule and key."""
    kept: dict[tuple[str, str], list[Draft]] = {}
    for draft in drafts:
        kept.setdefault((draft.rule.id, draft.key), []).append(draft)
    return [draft for each in kept.values() for draft in each[:_TRIES]]


def _best(ground: Ground, asker: Asker, drafts: list[Draft]) -> tuple[list[Question], list[Draft]]:
    questions: list[Question] = []
    good: list[Draft] = []
    done: set[tuple[str, str]] = set()
    rules: set[str] = set()
    flips = ground.flips([draft.facts for draft in drafts])
    for draft, here in zip(drafts, flips, strict=True):
        if (draft.rule.id, draft.key) in done:
            continue
        second = draft.rule.id in rules
        name = f"best-{draft.rule.id}" + (f"-{draft.key}" if second else "")
        question = asker.best(draft, here, name)
        if question is not None:
            done.add((draft.rule.id, draft.key))
            rules.add(draft.rule.id)
            questions.append(question)
            good.append(draft)
    return questions, good


def _signed(ground: Ground, question: Question) -> Question:
    """The question with the version of the knowledge and a digest of what it rests on."""
    knowledge = ground.knowledge
    return question.model_copy(
        update={
            "knowledge_version": knowledge.version,
            "rests_on": rests_on(knowledge, question),
        }
    )
