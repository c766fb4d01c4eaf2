"""What to practise next: spaced repetition, weak areas, a mixed review, a plan to an exam day.

Everything is worked out from the log of `progress`. Repetition is FSRS, by py-fsrs without its
optimizer and without chance, so that the same log gives the same schedule on every device.
"""

from __future__ import annotations

import datetime
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fsrs import Card, Rating, Scheduler

from advisor.exam.practice.bank import Bank
from advisor.exam.practice.naming import guide
from advisor.exam.practice.progress import Event
from advisor.exam.practice.question import Question

_RETENTION = 0.9
"""The share of answers that is to be right when a question comes again: the default of FSRS."""

_RATINGS: Mapping[str, Rating] = {
    "guessing": Rating.Hard,
    "unsure": Rating.Hard,
    "sure": Rating.Good,
}
"""How a right answer counts, by the confidence that was stated before it. A wrong one is Again."""


class Tally(NamedTuple):
    """Answers in an area: how many, and how many of them right."""

    answered: int
    right: int

    @property
    def share(self) -> float:
        """The share that was right, drawn towards one half while there are few answers."""
        return (self.right + 1) / (self.answered + 2)


@dataclass
class Learned:
    """What a log adds up to.

    cards: the FSRS state of each question answered; flags: questions marked by the learner;
    overconfident: questions answered wrongly by somebody who was sure.
    """

    cards: dict[str, Card] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)
    by_domain: dict[int, Tally] = field(default_factory=dict)
    by_task: dict[str, Tally] = field(default_factory=dict)
    by_misconception: dict[str, int] = field(default_factory=dict)
    overconfident: set[str] = field(default_factory=set)
    answers: int = 0
    exam_day: datetime.date | None = None


def learned(bank: Bank, events: Iterable[Event]) -> Learned:
    """What these events add up to. Answers to questions that were retired no longer count."""
    scheduler = Scheduler(desired_retention=_RETENTION, enable_fuzzing=False)
    found = Learned()
    domains: dict[int, list[bool]] = defaultdict(list)
    tasks: dict[str, list[bool]] = defaultdict(list)
    for each in events:
        if each.verb == "planned":
            day = each.data.get("exam_day")
            found.exam_day = datetime.date.fromisoformat(day) if day else None
        if each.verb in ("flagged", "unflagged"):
            (found.flags.add if each.verb == "flagged" else found.flags.discard)(each.subject)
        question = bank.questions.get(each.subject)
        if each.verb != "answered" or question is None:
            continue
        place = int(each.data["choice"]) - 1
        right = place == question.key
        confidence = str(each.data.get("confidence", "sure"))
        rating = _RATINGS.get(confidence, Rating.Good) if right else Rating.Again
        card = found.cards.get(question.id) or Card(card_id=1)
        found.cards[question.id], _ = scheduler.review_card(card, rating, each.at)
        found.answers += 1
        domains[question.domain].append(right)
        tasks[question.task].append(right)
        if right:
            found.overconfident.discard(question.id)
            continue
        if confidence == "sure":
            found.overconfident.add(question.id)
        misconception = question.options[place].misconception
        if misconception and question.kind != "belief":
            count = found.by_misconception.get(misconception, 0)
            found.by_misconception[misconception] = count + 1
    found.by_domain = {name: Tally(len(each), sum(each)) for name, each in domains.items()}
    found.by_task = {name: Tally(len(each), sum(each)) for name, each in tasks.items()}
    return found


def due(bank: Bank, state: Learned, at: datetime.datetime) -> list[Question]:
    """The questions whose repetition is due, those waiting longest first."""
    waiting = [
        (card.due, name)
        for name, card in state.cards.items()
        if card.due <= at and name in bank.questions
    ]
    return [bank.questions[name] for _, name in sorted(waiting)]


def fresh(bank: Bank, state: Learned) -> list[Question]:
    """The questions never answered: of weak areas and heavy domains first."""
    weights = {domain: weight for domain, (_, weight) in guide().domains.items()}

    def wanted(question: Question) -> tuple[float, str]:
        tally = state.by_task.get(question.task, Tally(0, 0))
        missing = 1 - tally.share
        held = bool({each.misconception for each in question.options} & {*state.by_misconception})
        worth = missing * weights[question.domain] * (1.5 if held else 1)
        return -worth, _shuffled(question.id)

    return sorted(
        (each for each in bank.questions.values() if each.id not in state.cards), key=wanted
    )


def _shuffled(name: str) -> str:
    """A key that looks random and is the same each time."""
    return name[::-1]


def session(
    bank: Bank,
    state: Learned,
    at: datetime.datetime,
    number: int,
    among: Sequence[Question] | None = None,
    flagged: bool = False,
) -> list[Question]:
    """What to practise now: what is due first, then new questions, of mixed domains and kinds.

    among: only these; flagged: only those that the learner has marked.
    """
    allowed = {each.id for each in (bank.questions.values() if among is None else among)}
    if flagged:
        allowed &= state.flags
    repeated = [each for each in due(bank, state, at) if each.id in allowed][:number]
    new = [each for each in fresh(bank, state) if each.id in allowed]
    rest = number - len(repeated)
    chosen = [*repeated, *new[:rest]]
    if flagged or len(chosen) < number:
        taken = {each.id for each in chosen}
        later = sorted(
            (card.due, name)
            for name, card in state.cards.items()
            if name in allowed and name not in taken and name in bank.questions
        )
        chosen += [bank.questions[name] for _, name in later[: number - len(chosen)]]
    return mixed(chosen)


def mixed(questions: Sequence[Question]) -> list[Question]:
    """The same questions, so that neighbours differ in domain and kind as far as they can."""
    piles: dict[tuple[int, str], list[Question]] = defaultdict(list)
    for each in questions:
        piles[each.domain, each.kind].append(each)
    rows = itertools.zip_longest(*(piles[name] for name in sorted(piles)))
    return [each for row in rows for each in row if each is not None]


# Plan


class Day(NamedTuple):
    """A day of a plan: new questions, and whether a mock exam is on it."""

    day: datetime.date
    new: int
    mock: bool


def plan(
    bank: Bank, state: Learned, today: datetime.date, exam_day: datetime.date
) -> tuple[Day, ...]:
    """What to do on each day up to the exam: the new questions spread, two mock exams near the end.

    The last day before the exam brings repetitions only. Repetitions come as they fall due.
    """
    days = max(0, (exam_day - today).days)
    left = len(fresh(bank, state))
    learning = max(1, days - 1)
    each_day = math.ceil(left / learning) if days else 0
    found = []
    for number in range(days):
        new = min(each_day, left) if number < learning else 0
        left -= new
        mock = days - number in (2, 7) or (days < 3 and number == 0)
        found.append(Day(today + datetime.timedelta(days=number), new, mock))
    return tuple(found)
