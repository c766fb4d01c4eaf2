"""What a request holds."""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from advisor.knowledge.models import View
from advisor.scenario import Scenario, read_scenario

Facts = Annotated[
    Scenario,
    # The scenario's own reader: every wrong fact with its remedy, not only the first.
    BeforeValidator(lambda value: read_scenario(value)),
    Field(description="What is known of the use case. A fact that is left out is unknown."),
]


def _day(value: object) -> object:
    # Neither a number (pydantic would count seconds) nor another of ISO 8601's spellings.
    if value is None or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("date", "it is not a day")


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Day = Annotated[datetime.date | None, BeforeValidator(_day)]


def named(name: str) -> WithJsonSchema:
    """Stands for a schema that depends on the knowledge; `openapi` puts it in its place."""
    return WithJsonSchema({NAMED: name})


NAMED = "x-named"


class Shape(BaseModel):
    """A request, or a part of one; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AdviseRequest(Shape):
    """A scenario, and how to look at it.

    view: what a new customer can use on the day (production), or what the exam teaches (exam).
    as_of: the day; today where it is left out. Name it, and the answer stays the same.
    """

    facts: Facts = Scenario()
    view: View = "production"
    as_of: Day = Field(None, examples=["2026-11-22"])

    @property
    def day(self) -> datetime.date:
        """The day asked for; today where none is."""
        return self.as_of or datetime.date.today()


class CompareRequest(Shape):
    """Two scenarios, each with its view and day."""

    before: AdviseRequest
    after: AdviseRequest


class NoParameters(Shape):
    """A route without parameters refuses any."""
