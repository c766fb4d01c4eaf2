"""What is there to learn from: worked scenarios, misconceptions, look-alikes, exam tips."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import (
    Field,
)

from advisor.knowledge.base import Citation, Frozen, Slug, Text, View
from advisor.knowledge.rule import Condition, Outcome


class WorkedScenario(Frozen):
    """A situation that an architect would recognise, and the path expected for it."""

    id: Slug
    title: Text
    story: Text
    view: View = "production"
    as_of: datetime.date | None = None
    headline: Slug
    why: Text
    differs_from: Slug | None = None
    decisive_fact: str | None = None
    facts: Mapping[str, Any]


class Beginning(Frozen):
    """A kind of system to begin with: facts that are typical of it, each to be confirmed.

    typical: facts as data; like: the worked scenarios in which they stand so.
    """

    id: Slug
    title: Text
    like: Annotated[tuple[Slug, ...], Field(min_length=1)]
    typical: Annotated[Mapping[str, Any], Field(min_length=1)]


class MisconceptionExample(Frozen):
    """A choice in a situation, and whether it reveals the misconception; run as a test."""

    name: Text
    choice: Annotated[tuple[Slug, ...], Field(min_length=1)]
    facts: Mapping[str, Any] = Field(default_factory=dict)
    view: View = "exam"
    expect: Outcome


class Misconception(Frozen):
    """A way of thinking that leads to a wrong choice, and what is right instead.

    choice: paths or items; choosing one of them reveals it where the conditions hold (as in a
    rule: all of `when`, one of `any`, none of `unless`; facts only). without: what must not be
    chosen beside it, since together they would be right. instead: paths or items that do what
    was wanted. belief: what somebody who thinks so would say. beside: the choice may be right all
    the same, and not for what it is believed to do.
    """

    id: Slug
    title: Text
    belief: Text
    choice: Annotated[tuple[Slug, ...], Field(min_length=1)]
    without: tuple[Slug, ...] = ()
    when: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    correction: Text
    instead: Annotated[tuple[Slug, ...], Field(min_length=1)]
    beside: bool = False
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    examples: tuple[MisconceptionExample, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, in the order in which they are written."""
        return self.when + self.any + self.unless


class LookAlike(Frozen):
    """One of two scenarios that differ in one fact, and what is right in this one only."""

    scenario: Slug
    answer: Slug


class Tip(Frozen):
    """One of the nine exam tips of the source document; `Rule.tips` says which rules carry it.

    look_alikes: two scenarios that differ in one fact, whose answers differ.
    """

    id: Slug
    number: Annotated[int, Field(ge=1, le=9)]
    title: Text
    says: Text
    look_alikes: tuple[LookAlike, LookAlike]
