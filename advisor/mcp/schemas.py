"""What the tools take, in the part of JSON Schema that every large client accepts.

One plain `type` everywhere, also beside `enum`; every array says what its items are; no null, no
reference. A client that turns schemas into function declarations may refuse the whole list of
tools over one that has more.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from advisor.facts.definitions import FactDefinition, FactKind, fact_definitions
from advisor.knowledge.base import View
from advisor.knowledge.rule import RULE_KINDS
from advisor.reasoning.advice import Advice


def _plain(schema: dict[str, Any]) -> None:
    # Leaving out says what null would say; "anyOf" with null is refused by some.
    schema.pop("default", None)
    schema.update(schema.pop("anyOf", [{}])[0])


OPTIONAL: Any = Field(json_schema_extra=_plain)
"""Marks an argument that may be left out."""


def _number(kind: str) -> dict[str, Any]:
    bounds = {"at_least": {"type": kind}, "at_most": {"type": kind}}
    several = [{"type": kind}, {"type": "object", "properties": bounds}, {"type": "string"}]
    return {"anyOf": several}


def _compact(definition: FactDefinition) -> dict[str, Any]:
    words: dict[str, Any] = {"type": "string"}
    if definition.choices:
        words["enum"] = list(definition.choices)
    kinds: dict[FactKind, dict[str, Any]] = {
        "flag": {"type": "boolean"},
        "choice": words,
        "choices": {"type": "array", "items": words},
        "count": _number("integer"),
        "amount": _number("number"),
    }
    unit = f" [{definition.unit}]" if definition.unit else ""
    return {**kinds[definition.kind], "description": definition.question + unit}


Facts = Annotated[
    dict[str, Any],
    WithJsonSchema(
        {
            "type": "object",
            "properties": {name: _compact(each) for name, each in fact_definitions().items()},
            "description": "What is known of the use case; leave out what is not. A number may "
            'be a range such as {"at_least": 100, "at_most": 1000}. Text is read as people write '
            'it ("50k", "2 s", "yes", "Q&A"); `read_as` of the answer says how.',
        }
    ),
]
"""The facts, without what an agent does not need: it pays for every word."""

OtherFacts = Annotated[
    dict[str, Any],
    WithJsonSchema({"type": "object", "description": "Facts, as `advise` takes them."}),
]


_VALUE = [
    *({"type": each} for each in ("string", "number", "boolean")),
    {"type": "array", "items": {"type": "string"}},
]
Proposals = Annotated[
    list[dict[str, Any]],
    WithJsonSchema(
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "fact": {"type": "string"},
                    "value": {"anyOf": _VALUE},
                    "quote": {"type": "string"},
                },
            },
            "description": 'Each {"fact": ..., "value": ..., "quote": exact words of the text}.',
        }
    ),
]

PARTS = tuple(name for name in Advice.model_fields if name != "format")
"""The parts of advice/1 that can be asked for whole."""

Day = Annotated[
    str | None,
    OPTIONAL,
    Field(description="The day of the answer, as 2026-11-22; today if left out."),
]
Models = Annotated[
    list[str] | None,
    OPTIONAL,
    Field(description="Managed models to cost it with, by name or id; else three that fit."),
]
Parts = Annotated[
    list[str] | None,
    OPTIONAL,
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "string", "enum": list(PARTS)},
            "description": "Parts of advice/1 to give whole, with conditions and sources.",
        }
    ),
]
Kind = Annotated[
    str | None,
    OPTIONAL,
    WithJsonSchema(
        {"type": "string", "enum": list(RULE_KINDS), "description": "Only rules of this kind."}
    ),
]
Looked = Annotated[
    View,
    Field(
        description="production: what a new customer can use on the day; "
        "exam: what AIF-C01 teaches."
    ),
]
