"""Read a scenario from plain data: every wrong fact is refused with its place and remedy."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import (
    ValidationError,
)

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.resembling import fact_hint
from advisor.facts.scenario import Scenario
from advisor.facts.values import as_data, quoted
from advisor.facts.written import ReadAs, Written, doubt_of, read_value, read_words
from advisor.facts.written_names import written_name


@dataclass(frozen=True)
class Reading:
    """A scenario, and what had to be interpreted to read it."""

    scenario: Scenario
    read_as: tuple[ReadAs, ...] = ()


def read_scenario(facts: Mapping[str, Any] | Scenario) -> Scenario:
    """The scenario that these facts describe.

    facts: plain data, as read from YAML or JSON; `read_facts` says what it takes. Raises BadInput
    that names every wrong fact, with the fact's name as place.
    """
    return facts if isinstance(facts, Scenario) else read_facts(facts).scenario


def refuse_unknown_services(named: Iterable[object], services: Collection[str]) -> None:
    """Raise BadInput where a name in `existing_services` is none of the catalogue's services."""
    problems = [
        Problem(
            f'existing_services: there is no service "{str(name)[:60]}" in the catalogue.',
            "existing_services",
            f"{did_you_mean(str(name)[:60], services)} `advisor catalogue` lists them all.".strip(),
        )
        for name in named
        if name not in services
    ]
    if problems:
        raise BadInput(problems)


def read_facts(facts: Mapping[str, Any] | Scenario) -> Reading:
    """The scenario that these facts describe, and how each was read that needed it.

    Names are recognised in other spellings and by other words; values that are text are read as
    people write them ("50k", "yes", "Q&A"); other values are taken as they are. Raises BadInput
    that names every wrong fact, with its name, as it was given, as place.
    """
    if isinstance(facts, Scenario):
        return Reading(facts, _with_doubts(facts, ()))
    if not isinstance(facts, Mapping):
        raise BadInput(
            Problem(
                "A scenario is a set of facts, one `name: value` each.",
                remedy="`advisor init FILE` writes a template to start from.",
            )
        )
    values: dict[str, Any] = {}
    given_as: dict[str, str] = {}
    notes: list[ReadAs] = []
    problems: list[Problem] = []
    for given, value in facts.items():
        name, unit = _name(given)
        if name is None:
            problems.append(_no_fact(given))
        elif name in given_as:
            problems.append(_twice(name, given_as[name], str(given)))
        else:
            given_as[name] = str(given)
            try:
                read, note = read_given(fact_definitions()[name], value, unit, str(given))
            except BadInput as error:
                problems += error.problems
            else:
                values[name] = read
                notes += [note] if note else []
    try:
        scenario = Scenario.model_validate(values)
    except ValidationError as error:
        # A fact is reported once, however many types its value was tried against.
        first = {each["loc"][:1]: each for each in reversed(error.errors(include_url=False))}
        problems += [_problem(each) for each in first.values()]
    if problems:
        raise BadInput(_placed(problems, given_as))
    return Reading(scenario, _with_doubts(scenario, notes))


def read_as_far_as_possible(
    facts: Mapping[str, Any] | Scenario,
) -> tuple[Reading, tuple[Problem, ...]]:
    """The scenario of the facts that can be read, and what is wrong with the others.

    Raises BadInput where `facts` is no set of facts at all.
    """
    try:
        return read_facts(facts), ()
    except BadInput as error:
        if not isinstance(facts, Mapping):
            raise
        places = {problem.place for problem in error.problems}
        # A fact that is given twice is wrong under each of its names.
        wrong = {_name(place)[0] for place in places}
        good = {
            name: value
            for name, value in facts.items()
            if str(name) not in places and _name(name)[0] not in wrong
        }
        return read_facts(good), error.problems


def _with_doubts(scenario: Scenario, notes: Iterable[ReadAs]) -> tuple[ReadAs, ...]:
    """The notes, and those on unlikely numbers."""
    told = {note.fact: note for note in notes}
    for name, value in scenario.values():
        if doubt := doubt_of(fact_definitions()[name], value):
            note = told.get(name, ReadAs(fact=name, read=as_data(value)))
            told[name] = note.model_copy(update={"doubt": doubt})
    # In the order of the questionnaire: equal scenarios have equal notes.
    return tuple(told[name] for name in fact_definitions() if name in told)


def read_name(given: str) -> str:
    """The fact that a name means, in whatever spelling. Raises BadInput with the nearest one."""
    name, _ = _name(given)
    if name is None:
        raise BadInput(_no_fact(given))
    return name


def read_given(
    definition: FactDefinition,
    value: Any,
    unit: str = "",
    name: str = "",
    decimal_comma: bool = False,
) -> tuple[Any, ReadAs | None]:
    """The value of one fact as plain data, and what is to be told of how it was read.

    unit: of numbers that name none; name: how the fact was called; decimal_comma: as in
    `read_number`. Raises BadInput.
    """
    name = "" if name in (definition.name, definition.title) else name
    written = _written(definition, value, unit, decimal_comma)
    if not (name or written.told):
        return written.value, None
    return written.value, ReadAs(
        fact=definition.name,
        name=name,
        typed=as_typed_text(value) if written.told else "",
        read=written.value,
        how=written.how,
    )


def _written(definition: FactDefinition, value: Any, unit: str, decimal_comma: bool) -> Written:
    if isinstance(value, str):
        return read_value(definition, value, default=unit, decimal_comma=decimal_comma)
    if unit and isinstance(value, (int, float)) and not isinstance(value, bool):
        return read_value(definition, repr(value), default=unit)
    if definition.kind == "count" and isinstance(value, float) and _is_noise(value):
        return Written(round(value), told=True, how="rounded")
    if definition.kind == "choices" and isinstance(value, (list, tuple)):
        try:
            return read_words(definition, value)
        except BadInput as error:
            raise BadInput(
                replace(each, place=definition.name) for each in error.problems
            ) from None
    if definition.is_number and isinstance(value, Mapping):
        ends = {
            end: read_value(definition, each, default=unit, decimal_comma=decimal_comma)
            if isinstance(each, str)
            else each
            for end, each in value.items()
        }
        told = [each for each in ends.values() if isinstance(each, Written)]
        plain = {
            end: each.value if isinstance(each, Written) else each for end, each in ends.items()
        }
        how = "; ".join(each.how for each in told if each.how)
        return Written(plain, any(each.told for each in told), how)
    return Written(value)


def _is_noise(value: float) -> bool:
    """Whether a number is a whole one but for what computing left behind: 5000.0000000001."""
    return math.isfinite(value) and 0 < abs(value - round(value)) <= _NOISE * abs(value)


_NOISE = 1e-12
"""Of a number; a float has some 16 digits (our judgement)."""


def as_typed_text(value: Any) -> str:
    """What was given for a fact, as somebody would have typed it."""
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{end}: {each}" for end, each in value.items())
    return str(value)


def _name(given: Any) -> tuple[str | None, str]:
    """The fact that a name means, and the unit that it names; None where it means none."""
    if given in fact_definitions():
        return str(given), ""
    found = written_name(given) if isinstance(given, str) else None
    return (found.fact, found.unit) if found else (None, "")


def _no_fact(given: Any) -> Problem:
    name = str(given)
    hint = fact_hint(name)
    return Problem(
        f'"{name}" is not a fact.', name, f"{hint} `advisor facts` lists them all.".strip()
    )


def _twice(name: str, first: str, second: str) -> Problem:
    return Problem(f'"{first}" and "{second}" are the same fact, {name}.', name, "Keep one.")


def _placed(problems: Iterable[Problem], given_as: Mapping[str, str]) -> list[Problem]:
    """The problems in the order of the questionnaire, each at the name that was given."""
    order = {name: place for place, name in enumerate(fact_definitions())}
    ordered = sorted(problems, key=lambda each: order.get(each.place, len(order)))
    return [
        Problem(each.problem, given_as.get(each.place, each.place), each.remedy) for each in ordered
    ]


def _problem(error: Any) -> Problem:
    name = str(error["loc"][0]) if error["loc"] else ""
    definition = fact_definitions()[name]
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
        return f"Give a number{unit}, such as 5k or 100-1000, or leave it out when it is not known."
    if definition.kind == "choice":
        return f"Give one of: {', '.join(definition.choices)}."
    if definition.choices:
        return f"Give a list of: {', '.join(definition.choices)}."
    return "Give a list of service ids of the catalogue."
