"""What an exam guide names, from which revision to which; and the notions that it asks for."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import Field, model_validator

from advisor.knowledge.base import Citation, Frozen, Slug, Text


class Revision(Frozen):
    """A state of the guide and the copy in which it was read.

    on: the day that AWS gives it; where AWS gives none, after: the last day on which a copy
    lacked it, and seen: the first on which a copy had it.
    """

    id: Text
    on: datetime.date | None = None
    after: datetime.date | None = None
    seen: datetime.date | None = None
    note: str | None = None
    copy_read: Annotated[Text, Field(alias="copy")]
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _dated(self) -> Revision:
        if (self.on is None) == (self.seen is None):
            raise ValueError("a revision has a day, or the day on which it was seen")
        return self

    @property
    def since(self) -> datetime.date:
        """The first day on which it is known to hold."""
        day = self.on or self.seen
        assert day is not None
        return day


class NamedService(Frozen):
    """A service or feature that a guide names.

    covered_by: items or notions that tell it; since, until: the revision that names it first, and
    the first that no longer does; where: the objective, where it is not on the list in scope.
    """

    name: Text
    category: Text
    domain: Annotated[int, Field(ge=1, le=9)]
    covered_by: Annotated[tuple[Slug, ...], Field(min_length=1)]
    since: Text
    until: str | None = None
    where: str | None = None


class Objective(Frozen):
    """An objective of a guide in our words, and the items and notions that cover it."""

    id: Text
    asks: Text
    covered_by: Annotated[tuple[Slug, ...], Field(min_length=1)]
    since: Text = "1.0"
    until: str | None = None

    @property
    def domain(self) -> int:
        """The domain that it belongs to."""
        return int(self.id.split(".")[0])


class Notion(Frozen):
    """A notion or service that a guide asks for and that is no item of the catalogue."""

    id: Slug
    name: Text
    meaning: Text
    domain: Annotated[int, Field(ge=1, le=9)]
    objective: Text
    also_called: tuple[Text, ...] = ()
    related: tuple[Slug, ...] = ()
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class ExamGuide(Frozen):
    """An exam's guide by revision, oldest first."""

    id: Slug
    name: Text
    code: Text
    domains: Mapping[int, Text]
    revisions: Annotated[tuple[Revision, ...], Field(min_length=1)]
    services: tuple[NamedService, ...]
    objectives: tuple[Objective, ...]

    @model_validator(mode="after")
    def _in_order(self) -> ExamGuide:
        days = [each.since for each in self.revisions]
        if days != sorted(days):
            raise ValueError("revisions stand oldest first")
        known = [each.id for each in self.revisions]
        spans = [(each.since, each.until) for each in self.services]
        spans += [(each.since, each.until) for each in self.objectives]
        for named in (each for span in spans for each in span if each is not None):
            if named not in known:
                raise ValueError(f'there is no revision "{named}"')
        return self

    def revision_on(self, day: datetime.date) -> Revision:
        """The revision in force on a day; before the first, the first."""
        past = [each for each in self.revisions if each.since <= day]
        return past[-1] if past else self.revisions[0]

    def services_on(self, day: datetime.date) -> tuple[NamedService, ...]:
        """What the guide names on a day."""
        return tuple(each for each in self.services if self._holds(each, day))

    def objectives_on(self, day: datetime.date) -> tuple[Objective, ...]:
        """The objectives on a day."""
        return tuple(each for each in self.objectives if self._holds(each, day))

    def names(self, day: datetime.date) -> frozenset[str]:
        """The items and notions that stand for a service or an objective of the guide on a day.

        What has left the list stays out, though an objective can still be told by it.
        """
        told = [each for one in self.services_on(day) for each in one.covered_by]
        asked = [each for one in self.objectives_on(day) for each in one.covered_by]
        return frozenset((*told, *asked)) - frozenset(self.left(day))

    def left(self, day: datetime.date) -> dict[str, Revision]:
        """The items that the guide named and no longer does on a day, and since which revision."""
        named = {each for one in self.services_on(day) for each in one.covered_by}
        in_force = self._place(self.revision_on(day).id)
        gone: dict[str, Revision] = {}
        for one in self.services:
            if one.until is not None and self._place(one.until) <= in_force:
                for each in one.covered_by:
                    if each not in named:
                        last = gone.get(each)
                        revision = self.revisions[self._place(one.until)]
                        if last is None or last.since < revision.since:
                            gone[each] = revision
        return gone

    def mark(self, item: str, day: datetime.date) -> str | None:
        """What is told of an item that left the guide; None where it did not."""
        revision = self.left(day).get(item)
        if revision is None:
            return None
        if revision.on is not None:
            return f"left the guide on {revision.on} ({self.code}, version {revision.id})"
        return (
            f"left the guide on or before {revision.seen} ({self.code}; after {revision.after}, "
            "in a change without a number)"
        )

    def _holds(self, each: NamedService | Objective, day: datetime.date) -> bool:
        in_force = self._place(self.revision_on(day).id)
        if self._place(each.since) > in_force:
            return False
        return each.until is None or self._place(each.until) > in_force

    def _place(self, identity: str) -> int:
        return next(place for place, each in enumerate(self.revisions) if each.id == identity)

    def citations(self) -> Iterator[tuple[Citation, ...]]:
        """The sources of its revisions."""
        for each in self.revisions:
            yield each.sources
