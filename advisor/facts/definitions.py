"""What each fact is: its question, kind, choices and unit, read off the scenario model."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from advisor.facts.scenario import Scenario
from advisor.facts.values import LARGEST_NUMBER, THE_WHOLE, NumberRange

FactKind: TypeAlias = Literal["flag", "choice", "choices", "count", "amount"]


@dataclass(frozen=True, slots=True)
class FactDefinition:
    """What a fact is: its question, type, choices and unit. Read off the scenario model.

    choices: the allowed words, from least to most where ordered; empty for flags and numbers,
    and for `existing_services`, whose choices are the services of the catalogue.
    """

    name: str
    title: str
    question: str
    section: str
    kind: FactKind
    choices: tuple[str, ...] = ()
    ordered: bool = False
    unit: str | None = None

    @property
    def most(self) -> int:
        """The largest number that the fact can have."""
        return THE_WHOLE if self.unit == "%" else LARGEST_NUMBER

    @property
    def is_number(self) -> bool:
        """Whether the fact is a count or an amount."""
        return self.kind in ("count", "amount")


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
        )
    return types.MappingProxyType(definitions)


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
