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
    waiting: Mapping[str, int],
    alone: Mapping[str, Sequence[int]],
    changing: Collection[str] = (),
    closing: Collection[str] = (),
) -> tuple[NextQuestion, ...]:
    """A question for each open fact, the one first that settles most.

    A detail comes after the fact that it says more about.

    waiting: how many rules wait for each fact; of two that settle alike, more rules go first.
    alone: for each open fact the number of the plan with each of its answers; changing: those of
    them of which one answer changes the plan: it is told what their answers lead to; closing:
    those of them that alone stand between the plan and its proof: of two that settle alike, they
    go first.
    """
    doubt = _entropy(np.unique(completions.plans, return_counts=True)[1])
    settles = {}
    for fact in alone:
        gain = _gain(completions.codes(fact), completions.plans, corrected=not completions.swept)
        settles[fact] = min(1.0, gain / doubt) if doubt > 0 else 0.0
    ranked = sorted(
        alone,
        key=lambda fact: (-round(settles[fact], 3), fact not in closing, -waiting.get(fact, 0)),
    )
    definitions = fact_definitions()
    ranked.sort(key=lambda fact: definitions[fact].detail_of in alone)
    told = {*ranked[:TOLD], *changing}
    leads = _leads(completions, {fact: alone[fact] for fact in ranked if fact in told})
    return tuple(
        NextQuestion(
            fact=fact,
            question=definitions[fact].question,
            rules_waiting=waiting.get(fact, 0),
            settles=round(settles[fact], 4),
            leads_to=leads.get(fact, ()),
        )
        for fact in ranked
    )


def _leads(
    completions: Completions, alone: Mapping[str, Sequence[int]]
) -> dict[str, tuple[LeadsTo, ...]]:
    """For each of these facts what its answers lead to."""
    planner = completions.space.decider.planner
    headlines = np.array([planner.paths.index(plan[-1]) for plan in planner.plans])
    found: dict[str, tuple[LeadsTo, ...]] = {}
    for fact, answers in answers_told(completions.space, alone).items():
        codes = completions.codes(fact)
        leads = []
        for answer, alike, plan in answers:
            counts = np.bincount(headlines[completions.plans[np.isin(codes, alike)]], minlength=1)
            if counts.sum() and fact_definitions()[fact].is_usual(answer):
                best = int(counts.argmax())
                leads.append(
                    LeadsTo(
                        answer=as_data(answer),
                        plan=planner.plans[plan],
                        headline=planner.paths[best],
                        share=round(float(counts[best] / counts.sum()), 4),
                    )
                )
        found[fact] = tuple(leads)
    return found


class Told(NamedTuple):
    """An answer to be told, the numbers of the answers that it stands for, and its plan."""

    answer: FactValue
    alike: list[int]
    plan: int


def answers_told(space: Space, plans: Mapping[str, Sequence[int]]) -> dict[str, list[Told]]:
    """For each fact the answers to be told.

    plans: for each fact the number of the plan with each of its answers. Of sets those of one
    word; neighbouring numbers that lead to one plan are one range.
    """
    numbers = [fact for fact in plans if fact_definitions()[fact].is_number]
    stretches = [
        stretch
        for fact in numbers
        for stretch in _stretches(fact, space.answers[fact], plans[fact])
    ]
    ranges = _ranges(space, stretches)
    found: dict[str, list[Told]] = {
        fact: [
            Told(answer, [code], plans[fact][code])
            for code, answer in enumerate(space.answers[fact])
            if fact not in numbers and (not isinstance(answer, tuple) or len(answer) < 2)
        ]
        for fact in plans
    }
    for each in stretches:
        found[each.fact].append(Told(ranges[each], [*range(each.first, each.last + 1)], each.plan))
    return found


class _Stretch(NamedTuple):
    """Neighbouring answers to a fact, by the numbers of the first and the last, of one plan."""

    fact: str
    first: int
    last: int
    plan: int


def _stretches(fact: str, answers: Sequence[FactValue], plans: Sequence[int]) -> Iterator[_Stretch]:
    ends = [place for place, (one, next_) in enumerate(itertools.pairwise(plans)) if one != next_]
    for first, last in zip([0, *(end + 1 for end in ends)], [*ends, len(plans) - 1], strict=True):
        yield _Stretch(fact, first, last, plans[first])


def _ranges(space: Space, stretches: Sequence[_Stretch]) -> dict[_Stretch, FactValue]:
    """The range of numbers that each stretch stands for, with ends that a person would say.

    An end is the first of the numbers in `_ends` that leads to the plan of the stretch; the last
    of them, which is one of its answers, does.
    """
    tried = [
        (stretch, side, number)
        for stretch in stretches
        for side, numbers in _ends(space, stretch).items()
        for number in numbers
    ]
    variants = [space.scenario.with_facts(**{each.fact: number}) for each, _, number in tried]
    plans = space.decider.plans(space.decider.vocabulary.columns(variants), space.view)
    ends: dict[_Stretch, dict[str, int | float]] = {stretch: {} for stretch in stretches}
    for (stretch, side, number), plan in zip(tried, plans.tolist(), strict=True):
        if plan == stretch.plan:
            ends[stretch].setdefault(side, number)
    for each in ends.values():
        if "at_most" in each and each.get("at_least") == 0:
            del each["at_least"]
    return {
        stretch: NumberRange(**each)
        if each
        # Any number, or any within the range that is known.
        else space.scenario.get(stretch.fact) or NumberRange(at_least=0)
        for stretch, each in ends.items()
    }


def _ends(space: Space, stretch: _Stretch) -> dict[str, list[int | float]]:
    """For each end that a stretch has, the numbers that could be told for it, the best first.

    The least answer is one that somebody gives; what lies below it may lead elsewhere.
    """
    answers = space.answers[stretch.fact]
    first, last = answers[stretch.first], answers[stretch.last]
    assert isinstance(first, (int, float))
    assert isinstance(last, (int, float))
    found: dict[str, list[int | float]] = {}
    if stretch.first > 0:
        found["at_least"] = [plainly(first, math.ceil), first]
    elif space.scenario.get(stretch.fact) is None:
        found["at_least"] = [0, first]
    if stretch.last + 1 < len(answers):
        below = next_to(stretch.fact, answers[stretch.last + 1], -1)
        found["at_most"] = [plainly(below, math.floor), below, last]
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
