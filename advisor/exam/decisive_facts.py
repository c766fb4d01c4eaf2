"""Which stated facts decide: without them the answer would be another."""

from __future__ import annotations

from collections.abc import Collection

from advisor.exam.checked_reasoning import DecidingFact
from advisor.exam.choice import Choice
from advisor.exam.grounds import Ground, Grounds
from advisor.exam.misconceptions import revealed_by
from advisor.exam.situation import Situation, Trials
from advisor.facts.definitions import fact_definitions


def facts_that_decide_for(
    trials: Trials, situation: Situation, choice: Choice, grounds: Collection[Ground]
) -> tuple[DecidingFact, ...]:
    """The fewest stated facts found from which alone this right choice follows.

    Each fact without which the choice would not be right is among them. Empty where the choice
    is right whatever is known: the cheapest path to begin with.
    """
    stated = tuple(situation.facts)
    needed = [fact for fact in stated if not trials.without(situation, fact).makes_right(choice)]
    behind = {fact for ground in grounds for fact in ground.facts}
    enough = [fact for fact in stated if fact in behind or fact in needed]
    if not trials.only(situation, enough).makes_right(choice):
        enough = list(stated)
    for fact in reversed(stated):
        fewer = [each for each in enough if each != fact]
        dispensable = fact in enough and fact not in needed
        if dispensable and trials.only(situation, fewer).makes_right(choice):
            enough = fewer
    return tuple(_deciding(situation, fact, fact in needed) for fact in enough)


def facts_that_decide_against(
    trials: Trials, situation: Situation, choice: Choice, grounds: Grounds
) -> tuple[DecidingFact, ...]:
    """The stated facts that make this choice wrong.

    Those without which it would be right; else those that reveal a misconception; else those
    behind the rules that speak against it; else those on which the true answer rests.
    """
    alone = [
        fact for fact in situation.facts if trials.without(situation, fact).makes_right(choice)
    ]
    if alone:
        return tuple(_deciding(situation, fact, True) for fact in alone)
    behind = {
        str(condition.fact)
        for misconception in revealed_by(situation, choice)
        for condition in misconception.conditions
    }
    behind = behind & {*situation.facts} or {
        fact for ground in grounds.speaking_against(choice) for fact in ground.facts
    }
    if behind:
        return tuple(
            _deciding(situation, fact, False) for fact in situation.facts if fact in behind
        )
    if not choice.paths:
        return ()
    answer = answer_of(situation)
    return facts_that_decide_for(trials, situation, answer, grounds.speaking_for(answer))


def answer_of(situation: Situation) -> Choice:
    """The path that is right in a situation, as a choice."""
    headline = situation.inference.plan.headline
    name = situation.knowledge.paths[headline].name
    return Choice(ids=(headline,), paths=(headline,), items=(), name=name)


def _deciding(situation: Situation, fact: str, alone: bool) -> DecidingFact:
    title = fact_definitions()[fact].title
    return DecidingFact(fact=fact, title=title, found=situation.facts[fact], alone=alone)
