"""A mock exam: 65 questions in the guide's proportions, 90 minutes by the clock, 50 counted.

The exam is what the log says of it: begun, answered, finished. Whoever comes back after a crash
finds it where it was left, and the clock has gone on.
"""

from __future__ import annotations

import datetime
import random
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from advisor.errors import BadInput, Problem
from advisor.exam.practice.bank import Bank
from advisor.exam.practice.learning import Tally, mixed
from advisor.exam.practice.naming import guide
from advisor.exam.practice.progress import Event, Log, now
from advisor.exam.practice.question import Question

QUESTIONS = 65
COUNTED = 50
MINUTES = 90
PASS_MARK = 700
LEAST_SCORE, MOST_SCORE = 100, 1000

ESTIMATE_NOTE = (
    "The scaled score is our estimate, not AWS's: 100 points and 900 times the share of the "
    "counted questions that were right. AWS does not publish how it scales."
)


@dataclass(frozen=True)
class Exam:
    """A mock exam as it stands. counted: the questions that the score rests on."""

    id: str
    started: datetime.datetime
    questions: tuple[str, ...]
    counted: frozenset[str]
    answers: Mapping[str, int] = field(default_factory=dict)
    finished: bool = False

    @property
    def ends(self) -> datetime.datetime:
        """When the time is up."""
        return self.started + datetime.timedelta(minutes=MINUTES)

    def is_over(self, at: datetime.datetime) -> bool:
        """Whether no more answers are taken."""
        return self.finished or at >= self.ends

    def next(self) -> str | None:
        """The first question without an answer."""
        return next((each for each in self.questions if each not in self.answers), None)


@dataclass(frozen=True)
class Result:
    """What a mock exam came to. scaled: our estimate, from 100 to 1000."""

    scaled: int
    passed: bool
    right: int
    counted: int
    by_domain: Mapping[int, Tally]
    note: str = ESTIMATE_NOTE


def drawn(bank: Bank, seed: str) -> tuple[Question, ...]:
    """65 questions in the proportions of the guide, always the same for one seed."""
    chance = random.Random(seed)
    places = _places()
    chosen: list[Question] = []
    for domain, number in places.items():
        pool = sorted(bank.chosen(domain=domain), key=lambda each: each.id)
        if len(pool) < number:
            raise BadInput(
                Problem(
                    f"There are only {len(pool)} questions of domain {domain}.",
                    "exam",
                    "The questions have to be made anew: advisor practise make",
                )
            )
        chosen += chance.sample(pool, number)
    chance.shuffle(chosen)
    return tuple(mixed(chosen))


def _places() -> dict[int, int]:
    """How many of the questions each domain has; the largest remainders get what is left."""
    weights = {domain: weight for domain, (_, weight) in guide().domains.items()}
    exact = {
        domain: QUESTIONS * weight / sum(weights.values()) for domain, weight in weights.items()
    }
    places = {domain: int(share) for domain, share in exact.items()}
    left = QUESTIONS - sum(places.values())
    for domain in sorted(exact, key=lambda each: places[each] - exact[each])[:left]:
        places[domain] += 1
    return places


def start(bank: Bank, progress: Log, at: datetime.datetime | None = None) -> Exam:
    """Begins a mock exam. Raises BadInput while another is running."""
    begun = at or now()
    running = latest(progress.events())
    if running is not None and not running.is_over(begun):
        raise BadInput(
            Problem("A mock exam is running.", "exam", "Go on with it, or finish it first.")
        )
    identity = uuid.uuid4().hex[:12]
    questions = [each.id for each in drawn(bank, identity)]
    counted = _counted(questions, identity)
    progress.did(
        "exam_started", identity, {"questions": questions, "counted": sorted(counted)}, begun
    )
    return Exam(identity, begun, tuple(questions), counted)


def _counted(questions: Iterable[str], seed: str) -> frozenset[str]:
    return frozenset(random.Random(f"{seed} counted").sample(sorted(questions), COUNTED))


def answer(
    progress: Log, exam: Exam, question: str, choice: int, at: datetime.datetime | None = None
) -> None:
    """Notes an answer of a running exam, from 1 to 4; a later one takes its place."""
    moment = at or now()
    if exam.is_over(moment):
        raise BadInput(Problem("The time of this mock exam is up.", "exam", "Look at its result."))
    if question not in exam.questions or not 1 <= choice <= 4:
        raise BadInput(Problem("That is no answer of this exam.", "choice", "Choose from 1 to 4."))
    progress.did("exam_answered", exam.id, {"question": question, "choice": choice}, moment)


def finish(progress: Log, exam: Exam, at: datetime.datetime | None = None) -> None:
    """Ends an exam before its time."""
    progress.did("exam_finished", exam.id, at=at)


def exams(events: Iterable[Event]) -> list[Exam]:
    """All mock exams of a log, the oldest first."""
    begun: dict[str, Event] = {}
    answers: dict[str, dict[str, int]] = defaultdict(dict)
    finished: set[str] = set()
    for each in events:
        if each.verb == "exam_started":
            begun[each.subject] = each
        elif each.verb == "exam_answered":
            answers[each.subject][str(each.data["question"])] = int(each.data["choice"])
        elif each.verb == "exam_finished":
            finished.add(each.subject)
    return [
        Exam(
            name,
            each.at,
            tuple(each.data["questions"]),
            frozenset(each.data["counted"]),
            answers[name],
            name in finished,
        )
        for name, each in begun.items()
    ]


def latest(events: Iterable[Event]) -> Exam | None:
    """The mock exam that was begun last."""
    found = exams(events)
    return found[-1] if found else None


def result(bank: Bank, exam: Exam) -> Result:
    """What an exam came to. What was not answered is wrong; what was retired does not count."""
    by_domain: dict[int, list[bool]] = defaultdict(list)
    for name in exam.questions:
        question = bank.questions.get(name)
        if name in exam.counted and question is not None:
            by_domain[question.domain].append(exam.answers.get(name) == question.key + 1)
    marks = [each for domain in by_domain.values() for each in domain]
    share = sum(marks) / len(marks) if marks else 0.0
    scaled = round(LEAST_SCORE + (MOST_SCORE - LEAST_SCORE) * share)
    return Result(
        scaled,
        scaled >= PASS_MARK,
        sum(marks),
        len(marks),
        {name: Tally(len(each), sum(each)) for name, each in sorted(by_domain.items())},
    )
