"""Read a scenario from plain data: every wrong fact is refused with its place and remedy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import (
    ValidationError,
)

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import quoted


def read_scenario(facts: Mapping[str, Any]) -> Scenario:
    """The scenario that these facts describe.

    facts: plain data, as read from YAML or JSON. Raises BadInput that names every wrong fact,
    with the fact's name as place.
    """
    if isinstance(facts, Scenario):
        return facts
    if not isinstance(facts, Mapping):
        raise BadInput(
            Problem(
                "A scenario is a set of facts, one `name: value` each.",
                remedy="`advisor init FILE` writes a template to start from.",
            )
        )
    try:
        return Scenario.model_validate(dict(facts))
    except ValidationError as error:
        # A fact is reported once, however many types its value was tried against.
        first = {each["loc"][:1]: each for each in reversed(error.errors(include_url=False))}
        raise BadInput([_problem(each) for each in reversed(first.values())]) from None


def _problem(error: Any) -> Problem:
    name = str(error["loc"][0]) if error["loc"] else ""
    definition = fact_definitions().get(name)
    if definition is None:
        hint = did_you_mean(name, fact_definitions())
        return Problem(
            f'"{name}" is not a fact.',
            name,
            f"{hint} `advisor facts` lists them all.".strip(),
        )
    if error["type"] in ("literal_error", "string_type"):
        found = error["input"]
        choices = ", ".join(definition.choices)
        return Problem(
            f"{name} cannot be {quoted(found)}.",
            name,
            f"{did_you_mean(found, definition.choices)} It is one of: {choices}.".strip(),
        )
    message = str(error["msg"])
    return Problem(f"{name}: {message}.", name, _how_to_give(definition))


def _how_to_give(definition: FactDefinition) -> str:
    if definition.kind == "flag":
        return "Give true or false, or leave it out when it is not known."
    if definition.is_number:
        unit = f" in {definition.unit}" if definition.unit else ""
        return f"Give a number{unit}, or leave it out when it is not known."
    if definition.kind == "choice":
        return f"Give one of: {', '.join(definition.choices)}."
    if definition.choices:
        return f"Give a list of: {', '.join(definition.choices)}."
    return "Give a list of service ids of the catalogue."
