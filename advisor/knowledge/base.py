"""What all of the knowledge is made of: sources, citations, and the words that grade things."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
)

View: TypeAlias = Literal["production", "exam"]

Level: TypeAlias = Literal["must", "should"]

Degree: TypeAlias = Literal["full", "partial", "none", "harms"]

Rank: TypeAlias = Literal["essential", "recommended", "consider"]

Confidence: TypeAlias = Literal["read", "excerpt", "title_only", "second_hand", "inference"]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]

Text = Annotated[str, Field(min_length=1)]


class Frozen(BaseModel):
    """A value: it does not change, and it refuses keys that it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True
    )


class Source(Frozen):
    """One entry of the bibliography: where a statement can be checked.

    read_on: the day on which the text was last read; published: the day the text gives itself.
    """

    id: Slug
    title: Text
    publisher: Text
    address: Text
    read_on: datetime.date
    published: datetime.date | None = None
    note: str | None = None


class Citation(Frozen):
    """The clause of a source that says something.

    where: heading, table or practice; says: what it states, in our words, given where sources
    disagree or a figure must be traced; confidence: how the text reached us.
    """

    source: Slug
    where: Text
    confidence: Confidence
    says: str | None = None
