"""What each fact is: its question, kind, choices and unit, read off the scenario model."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from advisor.facts.scenario import Scenario
from advisor.facts.silence import Silence
from advisor.facts.values import LARGEST_NUMBER, THE_WHOLE, FactValue, NumberRange

FactKind: TypeAlias = Literal["flag", "choice", "choices", "count", "amount"]


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """What a fact is: its question, type, choices and unit. Read off the scenario model.

    choices: the allowed words, from least to most where ordered; empty for flags and numbers,
    and for `existing_services`, whose choices are the services of the catalogue. silence: for a
    requirement (what is asked for), what leaving it out means; None for a circumstance (what
    there is), which is unknown while nobody states it. usual: the least and the most that
    somebody could state in earnest. detail_of: the fact that this one says more about.
    pointless_where: by another fact the answers beside which this question asks for nothing, None
    for any answer.
    """

    name: str
    title: str
    question: str
    section: str
    kind: FactKind
    choices: tuple[str, ...] = ()
    ordered: bool = False
    unit: str | None = None
    silence: Silence | None = None
    usual: tuple[int, int] | None = None
    detail_of: str | None = None
    pointless_where: Mapping[str, tuple[str, ...] | None] = dataclasses.field(
        default_factory=dict, hash=False
    )

    def is_pointless(self, answer_to: Callable[[str], object | None]) -> bool:
        """Whether the question asks for nothing. answer_to: what is stated of a fact, or None."""
        for fact, answers in self.pointless_where.items():
            stated = answer_to(fact)
            if stated is not None and (answers is None or stated in answers):
                return True
        return False

    def is_none(self, answer_to: Callable[[str], object | None]) -> bool:
        """Whether another fact says that there are none of these. answer_to: as above."""
        return any(
            answers is not None and "none" in answers and answer_to(fact) == "none"
            for fact, answers in self.pointless_where.items()
        )

    @property
    def is_requirement(self) -> bool:
        """Whether the fact says what is asked for, and not what there is."""
        return self.silence is not None

    @property
    def most(self) -> int:
        """The largest number that the fact can have."""
        return THE_WHOLE if self.unit == "%" else LARGEST_NUMBER

    @property
    def is_number(self) -> bool:
        """Whether the fact is a count or an amount."""
        return self.kind in ("count", "amount")

    def is_usual(self, answer: FactValue) -> bool:
        """Whether somebody could give this answer in earnest; of a range, some number in it."""
        if self.usual is None:
            return True
        least, most = self.usual
        if isinstance(answer, NumberRange):
            return answer.low <= most and answer.high >= least
        return isinstance(answer, (int, float)) and least <= answer <= most


@cache
def fact_definitions() -> Mapping[str, FactDefinition]:
    """Every fact by name, in the order of the questionnaire."""
    definitions = {}
    for name, field in Scenario.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict)
        kind, choices = _kind_of(field.annotation)
        definitions[name] = FactDefinition(
            name=name,
            title=field.title or name,
            question=field.description or "",
            section=str(extra["section"]),
            kind=kind,
            choices=choices,
            ordered=bool(extra.get("ordered", False)),
            unit=str(extra["unit"]) if "unit" in extra else None,
            silence=_silence_of(extra.get("silence")),
            usual=_usual_of(extra.get("usual")),
            detail_of=_detail_of(extra.get("detail_of")),
            pointless_where=_pointless_where(extra.get("pointless_where")),
        )
    return types.MappingProxyType(definitions)


def _silence_of(schema: Any) -> Silence | None:
    if schema is None:
        return None
    value = schema["value"]
    read = tuple(value) if isinstance(value, list) else value
    return Silence(read, schema["unless"], schema["because"])


def _pointless_where(schema: Any) -> dict[str, tuple[str, ...] | None]:
    return {
        fact: None if answers is None else tuple(answers)
        for fact, answers in (schema or {}).items()
    }


def _detail_of(schema: Any) -> str | None:
    return None if schema is None else str(schema)


def _usual_of(schema: Any) -> tuple[int, int] | None:
    return None if schema is None else (schema[0], schema[1])


def _kind_of(annotation: Any) -> tuple[FactKind, tuple[str, ...]]:
    members = [each for each in _union(annotation) if each is not type(None)]
    if bool in members:
        return "flag", ()
    if NumberRange in members:
        return ("amount" if float in members else "count"), ()
    (member,) = members
    if get_origin(member) is tuple:
        inner = get_args(member)[0]
        return "choices", get_args(inner)
    return "choice", get_args(member)


def _union(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Annotated:
        return _union(get_args(annotation)[0])
    return (
        get_args(annotation)
        if get_origin(annotation) in (Union, types.UnionType)
        else (annotation,)
    )


def sections() -> tuple[str, ...]:
    """The sections of the questionnaire, in order."""
    return tuple(dict.fromkeys(each.section for each in fact_definitions().values()))
