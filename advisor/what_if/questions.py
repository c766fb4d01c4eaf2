"""The next question: the open fact whose answer is expected to settle most of the doubt."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue, NumberRange, as_data
from advisor.reasoning.advice import LeadsTo, NextQuestion
from advisor.what_if.changes import next_to, plainly
from advisor.what_if.space import AnswerCodes, Space

TOLD = 5
"""For so many questions, the first, it is told what each answer leads to."""


class Completions(NamedTuple):
    """Completions of a scenario and the numbers of their plans; swept: whether these are all."""

    space: Space
    answered: AnswerCodes
    plans: NDArray[np.int16]
    swept: bool

    def codes(self, fact: str) -> NDArray[np.intp]:
        """Which answer each completion gives to this fact."""
        return self.answered[:, self.space.place(fact)]


def questions(
    completions: Completions,
    facts: Sequence[str],
    waiting: Mapping[str, int],
    alone: Collection[str] = (),
) -> tuple[NextQuestion, ...]:
    """A question for each of these open facts, the one first that settles most.

    A detail comes after the fact that it says more about.

    waiting: how many rules wait for each fact; of two that settle alike, more rules go first.
    alone: facts of which one answer changes the plan: it is told what their answers lead to.
    """
    doubt = _entropy(np.unique(completions.plans, return_counts=True)[1])
    settles = {}
    for fact in facts:
        gain = _gain(completions.codes(fact), completions.plans, corrected=not completions.swept)
        settles[fact] = min(1.0, gain / doubt) if doubt > 0 else 0.0
    ranked = sorted(facts, key=lambda fact: (-round(settles[fact], 3), -waiting.get(fact, 0)))
    definitions = fact_definitions()
    ranked.sort(key=lambda fact: definitions[fact].detail_of in facts)
    return tuple(
        NextQuestion(
            fact=fact,
            question=definitions[fact].question,
            rules_waiting=waiting.get(fact, 0),
            settles=round(settles[fact], 4),
            leads_to=_leads(completions, fact) if place < TOLD or fact in alone else (),
        )
        for place, fact in enumerate(ranked)
    )


def _leads(completions: Completions, fact: str) -> tuple[LeadsTo, ...]:
    space = completions.space
    planner = space.decider.planner
    headlines = np.array([planner.paths.index(plan[-1]) for plan in planner.plans])
    codes = completions.codes(fact)
    alone = space.unanswered(len(space.answers[fact]))
    alone[:, space.place(fact)] = np.arange(len(alone))
    found = []
    for answer, alike, plan in answers_told(space, fact, space.plans(alone).tolist()):
        counts = np.bincount(headlines[completions.plans[np.isin(codes, alike)]], minlength=1)
        if counts.sum() and fact_definitions()[fact].is_usual(answer):
            best = int(counts.argmax())
            found.append(
                LeadsTo(
                    answer=as_data(answer),
                    plan=planner.plans[plan],
                    headline=planner.paths[best],
                    share=round(float(counts[best] / counts.sum()), 4),
                )
            )
    return tuple(found)


def answers_told(
    space: Space, fact: str, plans: Sequence[int]
) -> Iterator[tuple[FactValue, list[int], int]]:
    """The answers to be told, each with the numbers of those that it stands for, and its plan.

    Of sets those of one word; neighbouring numbers that lead to one plan are one range.
    """
    answers = space.answers[fact]
    if not fact_definitions()[fact].is_number:
        for code, answer in enumerate(answers):
            if not isinstance(answer, tuple) or len(answer) < 2:
                yield answer, [code], plans[code]
        return
    first = 0
    for plan, group in itertools.groupby(plans):
        last = first + len(list(group)) - 1
        low = high = None
        if first > 0:
            low = _edge(space, fact, plan, answers[first], plainly(answers[first], math.ceil))
        if last + 1 < len(answers):
            below = next_to(fact, answers[last + 1], -1)
            high = _edge(space, fact, plan, answers[last], plainly(below, math.floor), below)
        within: FactValue = NumberRange(at_least=low, at_most=high)
        if low is high is None:
            # Any number, or any within the range that is known.
            within = space.scenario.get(fact) or NumberRange(at_least=0)
        yield within, list(range(first, last + 1)), plan
        first = last + 1


def _edge(space: Space, fact: str, plan: int, sure: FactValue, *better: int | float) -> int | float:
    """The first of these numbers that leads to the plan as well as the sure one does."""
    tried = [space.scenario.with_facts(**{fact: number}) for number in better]
    columns = space.decider.vocabulary.columns(tried)
    holds = space.decider.plans(columns, space.view) == plan
    found = next((number for number, good in zip(better, holds, strict=True) if good), sure)
    assert isinstance(found, (int, float))
    return found


def _entropy(counts: NDArray[np.intp]) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def _gain(codes: NDArray[np.intp], plans: NDArray[np.int16], corrected: bool) -> float:
    """How many bits of the doubt about the plan an answer settles on average.

    corrected: less what many answers seem to settle in a sample by chance alone (Miller and
    Madow 1955).
    """
    joint = codes * (int(plans.max()) + 1) + plans
    both = np.unique(joint, return_counts=True)[1]
    answer = np.unique(codes, return_counts=True)[1]
    plan = np.unique(plans, return_counts=True)[1]
    gain = _entropy(answer) + _entropy(plan) - _entropy(both)
    if corrected:
        surplus = len(both) - len(answer) - len(plan) + 1
        gain -= surplus / (2 * len(plans) * math.log(2))
    return max(0.0, gain)
