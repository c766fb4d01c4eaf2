"""Final or provisional: the share of completions that agree, and the plans of the others."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.reasoning.advice import Certainty, NextQuestion, RunnerUp
from advisor.reasoning.engines.columns import OpenRules
from advisor.what_if.possible import Possibilities
from advisor.what_if.proof import proves
from advisor.what_if.questions import Completions, questions
from advisor.what_if.space import AnswerCodes, Space

MOST_SWEPT = 20_000
"""Up to this number, every completion is decided; beyond it, a sample."""
SAMPLE = 4_096
"""How many completions are decided if there are too many to sweep."""
FIRST = 128
"""How many of them are decided first, where only the status is asked for."""
MOST_LOOKS_FOR_ONE = 512
"""Partly answered scenarios looked at to see whether one question more would prove the plan."""
RUNNERS_UP = 5
"""The most other plans that an answer lists."""


@dataclass(frozen=True)
class Outlook:
    """Whether the plan can still change, how likely, to what, and what to ask about it.

    All of it over the unknown circumstances, while the assumptions hold: what nobody asks for is
    not asked for. plan: the paths of the plan as things stand; irrelevant_facts: the unknown facts
    that cannot change it whatever else is answered.
    """

    plan: tuple[str, ...]
    final: bool
    agreement: float
    certainty: Certainty
    runners_up: tuple[RunnerUp, ...]
    irrelevant_facts: tuple[str, ...]
    questions: tuple[NextQuestion, ...]

    @property
    def worth_asking(self) -> tuple[NextQuestion, ...]:
        """The questions; none where every outcome that was found is the plan as things stand."""
        settling = self.runners_up or any(each.settles for each in self.questions)
        return self.questions if settling else ()


class _Waiting(NamedTuple):
    """What is open about a scenario.

    rules: the rules that are open; readers: for each open fact how many of them read it; matter:
    the open facts that any reads. No other can change the plan.
    """

    rules: OpenRules
    readers: Mapping[str, int]
    matter: tuple[str, ...]

    @classmethod
    def of(cls, space: Space) -> _Waiting:
        possibilities = Possibilities(space, space.unanswered(1))
        readers = possibilities.readers()
        return cls(
            possibilities.open_rules(),
            {fact: int(numbers[0]) for fact, numbers in readers.items()},
            tuple(fact for fact, numbers in readers.items() if numbers[0] > 0),
        )

    def can_be_swept(self, space: Space) -> bool:
        return math.prod(len(space.answers[fact]) for fact in self.matter) <= MOST_SWEPT


class _Found(NamedTuple):
    """What was looked at, and whether it shows that no completion changes the plan."""

    present: int
    answered: AnswerCodes
    plans: NDArray[np.int16]
    swept: bool
    final: bool


def is_final(space: Space) -> bool:
    """Whether no completion of the open facts changes the plan, as `outlook` says it.

    A few completions are decided first: most scenarios that are not final show it there.
    """
    completions = space.sample(space.facts, FIRST)
    present, *plans = space.plans(np.concatenate([space.unanswered(1), completions])).tolist()
    if {*plans} - {present}:
        return False
    waiting = _Waiting.of(space)
    if not waiting.matter:
        return True
    if waiting.can_be_swept(space):
        swept = space.plans(space.every(waiting.matter), waiting.rules)
        return bool((swept == present).all())
    # What is proven needs no sample, and what a sample leaves open no sample settles.
    return proves(space, present, among=waiting.rules)


def _present(space: Space) -> int:
    return int(space.plans(space.unanswered(1))[0])


def _found(space: Space, waiting: _Waiting) -> _Found:
    present = _present(space)
    swept = waiting.can_be_swept(space)
    answered = space.every(waiting.matter) if swept else space.sample(waiting.matter, SAMPLE)
    plans = space.plans(answered, waiting.rules)
    final = bool((plans == present).all()) and (
        swept or proves(space, present, among=waiting.rules)
    )
    return _Found(present, answered, plans, swept, final)


def outlook(space: Space) -> Outlook:
    """What the completions of the open facts of a scenario lead to."""
    waiting = _Waiting.of(space)
    found = _found(space, waiting)
    matter, present, answered, plans = waiting.matter, found.present, found.answered, found.plans
    swept, final = found.swept, found.final
    agree = int(np.count_nonzero(plans == present))
    agreement = agree / len(plans)
    how: Literal["swept", "proven", "sampled"] = "swept" if swept else "sampled"
    low, high = (agreement, agreement) if swept else _bounds(agree, len(plans))
    if final and not swept:
        how, low = "proven", 1.0
    unknown = [fact for fact in space.answers if space.scenario.get(fact) is None]
    if final:
        irrelevant = tuple(unknown)
    else:
        irrelevant = tuple(
            fact
            for fact in unknown
            if fact not in matter or (swept and not _matters(space, answered, plans, fact))
        )
    open_facts = tuple(fact for fact in matter if not final and fact not in irrelevant)
    names = space.decider.planner.plans
    headlines = np.array([plan[-1] == names[present][-1] for plan in names])
    completions = Completions(space, answered, plans, swept)
    alone = space.by_one_answer(open_facts)
    changing = tuple(fact for fact, each in alone.items() if {*each} - {present})
    closing = () if final or agree < len(plans) else _closing(space, open_facts, present)
    return Outlook(
        plan=names[present],
        final=final,
        agreement=round(agreement, 6),
        certainty=Certainty(
            how=how,
            completions=len(plans),
            low=round(low, 6),
            high=round(high, 6),
            headline=round(float(headlines[plans].mean()), 6),
            open_facts=open_facts,
            by_one_answer=changing,
        ),
        runners_up=_runners_up(space, plans, present),
        irrelevant_facts=irrelevant,
        questions=questions(completions, waiting.readers, alone, changing, closing),
    )


def _closing(space: Space, open_facts: tuple[str, ...], present: int) -> tuple[str, ...]:
    """The open facts that alone keep the plan unproven.

    While one of them stays unanswered, no answers to the others change the plan.
    """
    return tuple(
        fact
        for fact in open_facts
        if proves(space.without(fact), present, most_looks=MOST_LOOKS_FOR_ONE)
    )


def _runners_up(space: Space, plans: NDArray[np.int16], present: int) -> tuple[RunnerUp, ...]:
    names = space.decider.planner.plans
    found, counts = np.unique(plans, return_counts=True)
    shares = sorted(
        ((int(number), int(plan)) for number, plan in zip(counts, found, strict=True)),
        key=lambda each: (-each[0], each[1]),
    )
    return tuple(
        RunnerUp(headline=names[plan][-1], paths=names[plan], share=round(number / len(plans), 6))
        for number, plan in shares
        if plan != present
    )[:RUNNERS_UP]


def _bounds(agree: int, number: int) -> tuple[float, float]:
    """Wilson's interval for a share: 95 of 100 samples give one that contains it."""
    z = 1.959964
    share = agree / number
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = (z * math.sqrt(share * (1 - share) / number + z * z / (4 * number * number))) / (
        1 + z * z / number
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def _matters(space: Space, answered: AnswerCodes, plans: NDArray[np.int16], fact: str) -> bool:
    """Whether, in a sweep of all completions, this fact ever makes a difference.

    Not answering it counts as an answer: an unknown fact that is never asked for stays so.
    """
    groups: dict[bytes, set[int]] = defaultdict(set)
    place = space.place(fact)
    rest = np.delete(answered, place, axis=1)
    first = answered[:, place] == 0
    left_open = answered[first].copy()
    left_open[:, place] = -1
    for row, plan in zip(rest, plans, strict=True):
        groups[row.tobytes()].add(int(plan))
    for row, plan in zip(rest[first], space.plans(left_open), strict=True):
        groups[row.tobytes()].add(int(plan))
    return any(len(each) > 1 for each in groups.values())
