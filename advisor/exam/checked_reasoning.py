"""The shapes of a checked choice, `reasoning/1`: data only; `telling` puts it in words.

The shape is stable: fields are added, never renamed.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal, TypeAlias

from advisor.knowledge.base import View
from advisor.reasoning.advice import CitedSource, PlanShape, Reason, Shape

Verdict: TypeAlias = Literal[
    "right", "right_for_another_reason", "right_but_missed", "nearly_right", "wrong", "not_decided"
]
Side: TypeAlias = Literal["supports", "irrelevant", "against"]

VERDICTS: dict[Verdict, str] = {
    "right": "Right",
    "right_for_another_reason": "Right, for another reason",
    "right_but_missed": "Right, but a decisive fact was missed",
    "nearly_right": "Nearly right: another option is the better answer",
    "wrong": "Wrong",
    "not_decided": "Not decided by what is stated",
}
"""What each verdict is called."""


class DecidingFact(Shape):
    """A stated fact on which the choice stands or falls.

    alone: whether the answer is another as soon as this one fact is not known; otherwise others
    say the same, and it takes several to be unknown.
    """

    fact: str
    title: str
    found: Any
    alone: bool


class JudgedReason(Shape):
    """One of the learner's reasons: what it does for her choice, by which rules.

    reason: the fact or need; said: the words that she gave for it, if it was not its name; found:
    the fact's value, None where the scenario does not state it or where it is a need.
    """

    reason: str
    title: str
    found: Any = None
    side: Side
    text: str
    reasons: tuple[Reason, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    said: str | None = None


class OpenQuestion(Shape):
    """An unknown fact that would decide for or against the choice, once it is known."""

    fact: str
    question: str


class FactEdit(Shape):
    """One fact as it is and as it would have to be; None is "not stated"."""

    fact: str
    title: str
    before: Any = None
    after: Any = None


class RightWhere(Shape):
    """The smallest change of facts that was found under which the choice would be right."""

    edits: tuple[FactEdit, ...]
    text: str


class Revealed(Shape):
    """A known misconception that the choice reveals, and its correction.

    instead: what is right, by its ids; instead_names: the same as people call it.
    """

    id: str
    title: str
    belief: str
    correction: str
    instead: tuple[str, ...]
    instead_names: tuple[str, ...] = ()
    sources: tuple[CitedSource, ...]


class RankedOption(Shape):
    """One of the options given, in the order of fit; place counts from 1.

    state: "nearly_right" if the option fits and another of the options is the better answer.
    """

    place: int
    id: str
    name: str
    state: Literal["right", "nearly_right", "not_decided", "wrong"]
    text: str
    reasons: tuple[Reason, ...] = ()


class CheckedReasoning(Shape):
    """A choice that was checked against the rules.

    choice: paths and items as given; text: the verdict in a sentence or two; decides: the facts
    on which it stands or falls; missed: those of them that the learner did not name; undecided:
    what would decide it, where nothing stated does; part_of_plan: the choice belongs to the plan
    and is not the whole of it; right_where: None where the choice is right, or no change found.
    """

    format: Literal["reasoning/1"] = "reasoning/1"
    knowledge_version: str
    view: View
    as_of: datetime.date
    scenario: dict[str, Any]
    choice: tuple[str, ...]
    choice_name: str
    verdict: Verdict
    text: str
    part_of_plan: bool = False
    plan: PlanShape
    decides: tuple[DecidingFact, ...] = ()
    missed: tuple[DecidingFact, ...] = ()
    undecided: tuple[OpenQuestion, ...] = ()
    reasons: tuple[Reason, ...] = ()
    because: tuple[JudgedReason, ...] = ()
    options: tuple[RankedOption, ...] = ()
    misconceptions: tuple[Revealed, ...] = ()
    right_where: RightWhere | None = None
    exam_tip: str | None = None

    def to_json(self) -> str:
        """The answer as JSON text; equal answers give equal bytes."""
        return self.model_dump_json(indent=2)
