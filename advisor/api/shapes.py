"""What a request holds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    StrictBool,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from advisor.errors import BadInput, Problem
from advisor.facts.read import read_facts, read_scenario
from advisor.facts.resembling import fact_hint
from advisor.facts.scenario import Scenario
from advisor.facts.written import ReadAs
from advisor.facts.written_names import written_name
from advisor.knowledge.base import View

Facts = Annotated[
    Scenario,
    # The scenario's own reader: every wrong fact with its remedy, not only the first.
    BeforeValidator(lambda value: read_scenario(value)),
    Field(
        description="What is known of the use case. A fact that is left out is unknown. A value "
        'may be text as people write it ("50k", "2 s", "yes", "Q&A", "TBD"); what was read stands '
        "in `read_as` of the answer."
    ),
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


def _fact_name(value: object) -> object:
    found = written_name(value) if isinstance(value, str) else None
    if found is None:
        near = fact_hint(str(value))
        hint = f"{near} `GET /v1/facts` lists them all."
        raise BadInput(Problem(f'There is no fact "{str(value)[:60]}".', remedy=hint.strip()))
    return found.fact


FactName = Annotated[str, BeforeValidator(_fact_name), named("FactName")]
FactNames = Annotated[tuple[FactName, ...], Field(max_length=100)]


class Shape(BaseModel):
    """A request, or a part of one; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ScenarioRequest(Shape):
    """A scenario, and how to look at it.

    view: what a new customer can use on the day (production), or what the exam teaches (exam).
    as_of: the day; today where it is left out. Name it, and the answer stays the same.
    models: ids of managed models to estimate with, in place of those that would be chosen.
    """

    facts: Facts = Scenario()
    view: View = "production"
    as_of: Day = Field(None, examples=["2026-11-22"])
    models: Annotated[tuple[str, ...], Field(max_length=5)] = ()

    _read_as: tuple[ReadAs, ...] = PrivateAttr(())

    @model_validator(mode="wrap")
    @classmethod
    def _with_notes(cls, data: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        asked = read(data)
        facts = data.get("facts") if isinstance(data, Mapping) else None
        if isinstance(facts, Mapping):
            # The facts hold what was read; beside it stands what was typed.
            asked._read_as = read_facts(facts).read_as
        return asked

    @property
    def read_as(self) -> tuple[ReadAs, ...]:
        """What was typed for a fact beside what was read, wherever something was interpreted."""
        return self._read_as

    @property
    def day(self) -> datetime.date:
        """The day asked for; today where none is."""
        return self.as_of or datetime.date.today()


class AdviseRequest(ScenarioRequest):
    """A scenario, and how much to say of it.

    sensitivity: also work out how sure the answer is and what would change it; takes longer.
    fixed: facts that no such change may touch. detail: `plan` for the decision alone, a small
    answer (`advice-plan/1`); `full` for all of it.
    """

    sensitivity: StrictBool = False
    fixed: FactNames = ()
    detail: Literal["plan", "full"] = "full"


class CompareRequest(Shape):
    """Two scenarios, each with its view and day."""

    before: ScenarioRequest
    after: ScenarioRequest


class NoParameters(Shape):
    """A route without parameters refuses any."""
