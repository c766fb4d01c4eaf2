"""The front matter of a record: the YAML before its text, from which it is checked again."""

from __future__ import annotations

import datetime
import json
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from advisor.decisions.basis import Basis
from advisor.documents import Document, content_of, read_text, text_of
from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.read import read_facts
from advisor.knowledge.base import View
from advisor.reports.record import STATUSES
from advisor.reports.record.blocks import typed

FORMAT = "decision/1"
"""The format of the front matter. Fields are added, never renamed."""


class KeptDecision(BaseModel):
    """A decision as a record keeps it.

    day: the day for which its advice held; knowledge: the version that it came from; scenario: the
    facts that were known; since: facts that became known, or changed, after it was decided;
    models: managed models that the user named; basis: what it rests on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    status: str = "proposed"
    date: datetime.date
    owner: str = ""
    view: View = "production"
    day: datetime.date
    knowledge: str
    scenario: dict[str, Any] = {}
    since: dict[str, Any] = {}
    models: tuple[str, ...] = ()
    basis: Basis

    def facts(self) -> dict[str, Any]:
        """What is known now: the scenario with what became known since."""
        return {**self.scenario, **self.since}


def write(kept: KeptDecision) -> str:
    """The front matter as YAML. MADR's names stand first: status, date, decision-makers."""
    owner = typed(kept.owner)
    # In quotes: what people type may look like a number, or like YAML.
    head = [
        f"status: {_quoted(kept.status)}",
        f"date: {kept.date}",
        *([f"decision-makers: {_quoted(owner)}"] if owner else []),
        f"title: {_quoted(typed(kept.title))}",
        f"format: {FORMAT}",
        f"knowledge: {_quoted(kept.knowledge)}",
    ]
    decision: dict[str, Any] = {
        "view": kept.view,
        "day": kept.day,
        "plan": list(kept.basis.plan),
        "models": list(kept.models),
        "scenario": kept.scenario,
        "since": kept.since,
    }
    basis = kept.basis.model_dump(mode="json", exclude={"plan"}, exclude_none=True)
    text = "\n".join(head) + "\n"
    text += _block({name: value for name, value in decision.items() if value not in ([], {})})
    text += "# What the decision rests on; `advisor recheck` compares it with today.\nbasis:\n"
    return text + textwrap.indent(_block(basis), "  ")


def _block(values: Mapping[str, Any]) -> str:
    """One name a line; what belongs to it in brackets, wrapped."""
    return "".join(
        yaml.safe_dump(
            {name: value},
            sort_keys=False,
            allow_unicode=True,
            width=100,
            # None: collections without collections in them in brackets.
            default_flow_style=None if isinstance(value, (dict, list)) else False,
        )
        for name, value in values.items()
    )


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def read_record(path: Path) -> KeptDecision:
    """The decision that a record's file keeps. Raises BadInput with file and line."""
    return read(text_of(content_of(path), str(path)), str(path))


def read(text: str, name: str) -> KeptDecision:
    """The decision in the front matter of a record. name: what error messages call it."""
    document = _document(text, name)
    data = document.data
    if not isinstance(data, dict) or "basis" not in data:
        raise BadInput(
            Problem(
                "This front matter is of no decision of the advisor.",
                f"{name}:1",
                "`advisor record FILE` writes records that can be rechecked.",
            )
        )
    found = data.get("format")
    if found != FORMAT:
        raise BadInput(
            Problem(
                f'The format "{found}" of this record is not known here.',
                document.place(("format",)),
                f"This version reads {FORMAT}; a newer advisor wrote it, or it was edited.",
            )
        )
    return _kept(document, data)


def _document(text: str, name: str) -> Document:
    lines = text.replace("\r\n", "\n").split("\n")
    if not lines or lines[0].strip() != "---":
        raise BadInput(
            Problem(
                "This file begins with no front matter.",
                f"{name}:1",
                "`advisor record FILE` writes records that can be rechecked.",
            )
        )
    end = next((place for place, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), None)
    if end is None:
        raise BadInput(
            Problem(
                "The front matter has no end.", f"{name}:1", "Close it with a line of three dashes."
            )
        )
    # An empty first line keeps the numbers of the lines.
    return read_text("\n" + "\n".join(lines[1:end]), name)


_NAMES = {
    "status": "status",
    "date": "date",
    "decision-makers": "owner",
    "title": "title",
    "format": None,
    "view": "view",
    "day": "day",
    "knowledge": "knowledge",
    "plan": None,
    "models": "models",
    "scenario": "scenario",
    "since": "since",
    "basis": "basis",
}
_PASSED_OVER = ("consulted", "informed", "tags", "id", "nav_order", "parent", "layout")
"""What MADR and site generators add to front matter, which decides nothing."""


def _kept(document: Document, data: dict[str, Any]) -> KeptDecision:
    problems = [
        Problem(
            f'"{key}" is not known in the front matter of a record.',
            document.place((key,)),
            did_you_mean(key, _NAMES) or "Leave it out.",
        )
        for key in data
        if key not in _NAMES and key not in _PASSED_OVER
    ]
    if problems:
        raise BadInput(problems)
    given = {
        field: data[key] for key, field in _NAMES.items() if field and data.get(key) is not None
    }
    owner = given.get("owner")
    if isinstance(owner, list):
        given["owner"] = ", ".join(map(str, owner))
    for field in ("title", "status", "owner", "knowledge"):
        if field in given:
            given[field] = str(given[field])
    if isinstance(given.get("basis"), dict):
        given["basis"] = {"plan": data.get("plan"), **given["basis"]}
    if _state(given.get("status", "proposed")) not in STATUSES:
        problems.append(
            Problem(
                f'"{given["status"]}" is no status.',
                document.place(("status",)),
                f"One of: {', '.join(STATUSES)}.",
            )
        )
    for part in ("scenario", "since"):
        facts = given.get(part, {})
        if not isinstance(facts, Mapping):
            problems.append(
                Problem(f"{part} is a set of facts.", document.place((part,)), "`name: value`.")
            )
            continue
        try:
            given[part] = read_facts(facts).scenario.known()
        except BadInput as error:
            problems += [
                Problem(each.problem, document.place((part, each.place)), each.remedy)
                for each in error.problems
            ]
    if problems:
        raise BadInput(problems)
    try:
        return KeptDecision.model_validate(given)
    except ValidationError as error:
        raise BadInput([_problem(document, each) for each in error.errors()]) from None


def _state(status: str) -> str:
    """The first word of a status: MADR writes "superseded by ADR-0012"."""
    return status.strip().partition(" ")[0].lower()


def _problem(document: Document, error: Any) -> Problem:
    names = {field: key for key, field in _NAMES.items() if field}
    place = tuple(str(each) for each in error["loc"])
    shown = (names.get(place[0], place[0]), *place[1:]) if place else ()
    if shown[:2] == ("basis", "plan"):
        shown = ("plan",)
    said = "it is missing" if error["type"] == "missing" else str(error["msg"]).lower()
    views = f" One of: {', '.join(get_args(View))}." if shown[:1] == ("view",) else ""
    return Problem(
        f"{'.'.join(shown)} of the record cannot be read: {said}.",
        document.place(shown),
        f"Undo the change, or write the record anew with `advisor record`.{views}",
    )
