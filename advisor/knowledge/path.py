"""Needs, and the paths that meet them: coverage, the ladder, the policies that rank plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, field_validator

from advisor.knowledge.base import Citation, Degree, Frozen, Slug, Text


class Signal(Frozen):
    """An intermediate fact that rules conclude for other rules."""

    id: Slug
    meaning: Text


class Need(Frozen):
    """Something that the solution must give.

    every_path_counts: the path of a plan that gives least decides, where the paths add up (time,
    cost); else the one that gives most. provided: what has to be done besides, in words that follow
    an "if", where the best path makes it possible and does not yet make it so. means: what gives
    it, in words that follow a "by", where that is no single path.
    """

    id: Slug
    name: Text
    meaning: Text
    every_path_counts: bool = False
    provided: Text | None = None
    means: Text | None = None


class Coverage(Frozen):
    """How far a path meets a need, and who says so."""

    need: Slug
    degree: Degree
    because: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class Path(Frozen):
    """A customization approach.

    position: its place on the ladder from cheap (0) to costly to build; latency: its place in
    the order of answer time; always: part of every plan that nothing excludes it from;
    changes_weights: whether a model is trained; not_with: paths that no plan uses beside it;
    only_for: the need without which it is not considered; lifecycle: what happens in each stage
    when a plan uses it; lifecycle_when: the same by a signal that holds; also_called:
    abbreviations and synonyms, each of which names this path alone. What the table `covers` does
    not name, the path does not cover.
    """

    id: Slug
    name: Text
    short_name: Text
    also_called: tuple[Text, ...] = ()
    meaning: Text
    position: int
    latency: int
    always: bool = False
    changes_weights: bool = False
    not_with: tuple[Slug, ...] = ()
    only_for: Slug | None = None
    lifecycle: Mapping[Slug, Text] = Field(default_factory=dict)
    lifecycle_when: Mapping[Slug, Mapping[Slug, Text]] = Field(default_factory=dict)
    covers: tuple[Coverage, ...] = ()
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


Criterion: TypeAlias = Literal[
    "fewest musts unmet",
    "fewest musts partly met",
    "fewest musts harmed",
    "fewest shoulds unmet",
    "fewest shoulds partly met",
    "lowest on the ladder",
    "lowest latency",
]


class Policy(Frozen):
    """In which order plans are compared when this is what matters most.

    id: a value of the fact `priority`, or "balanced" where that is unknown.
    criteria: the last is the place on the ladder, which no two plans share.
    """

    id: str
    name: Text
    criteria: tuple[Criterion, ...]
    because: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]

    @field_validator("criteria")
    @classmethod
    def _the_ladder_is_last(cls, criteria: tuple[Criterion, ...]) -> tuple[Criterion, ...]:
        if "lowest on the ladder" in criteria[:-1] or criteria[-1:] != ("lowest on the ladder",):
            raise ValueError(
                "the last criterion has to be 'lowest on the ladder': each plan has a place of its "
                "own there, so that nothing after it decides"
            )
        return criteria
