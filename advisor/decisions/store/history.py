"""A decision is what its events add up to."""

from __future__ import annotations

import datetime
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from advisor.decisions.front_matter import KeptDecision
from advisor.decisions.recheck import Rechecked, Verdict
from advisor.errors import BadInput, Problem

Verb: TypeAlias = Literal["added", "revised", "accepted", "overridden", "superseded", "rechecked"]
Status: TypeAlias = Literal["proposed", "accepted", "overridden", "superseded"]


class Event(BaseModel):
    """One thing that was done to a decision; it never changes.

    decision: its id; version: of the decision after it, from 1 on; revision: its place in the
    store; at: when, by the clock of who wrote it; knowledge: the version that was used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["decision-event/1"] = "decision-event/1"
    decision: str = Field(pattern=r"^[a-z0-9]{4,32}$")
    team: str = Field(min_length=1, max_length=64)
    version: int = Field(ge=1)
    revision: int = Field(0, ge=0)
    at: datetime.datetime
    actor: str = Field(min_length=1, max_length=200)
    verb: Verb
    knowledge: str = Field(max_length=64)
    data: dict[str, Any]


class Decision(BaseModel):
    """A decision as it is now.

    version: how many events it has; revision: of the last of them; kept: the answer and what it
    rests on; instead, reason: of an override; superseded_by: the id, or a name, of what took its
    place; verdict, checked_on: of the last recheck of this answer.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    team: str
    version: int
    revision: int
    title: str
    owner: str
    status: Status
    kept: KeptDecision
    note: str = ""
    instead: str = ""
    reason: str = ""
    superseded_by: str = ""
    verdict: Verdict | None = None
    verdict_text: str = ""
    checked_on: datetime.date | None = None
    created_at: datetime.datetime
    created_by: str
    updated_at: datetime.datetime
    updated_by: str


class Override(BaseModel):
    """How often, and why, the advice for a path was decided otherwise.

    advised, instead: what was advised (the headline of its plan) and what was chosen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    advised: str
    instead: str
    times: int
    reasons: tuple[str, ...]
    decisions: tuple[str, ...]


class CannotFollow(BadInput):
    """What is to be done cannot follow on what was done; nothing was changed."""


def after(decision: Decision | None, event: Event) -> Decision:
    """The decision after an event. Raises CannotFollow."""
    if event.verb == "added":
        if decision is not None:
            raise _cannot(event, "it is there already")
        kept = KeptDecision.model_validate(event.data["kept"])
        return Decision(
            id=event.decision,
            team=event.team,
            version=event.version,
            revision=event.revision,
            title=kept.title,
            owner=kept.owner,
            status="proposed",
            kept=kept,
            created_at=event.at,
            created_by=event.actor,
            updated_at=event.at,
            updated_by=event.actor,
        )
    if decision is None:
        raise _cannot(event, "it was never added")
    if event.version != decision.version + 1:
        raise _cannot(event, f"version {decision.version + 1} comes next")
    if decision.status == "superseded":
        raise _cannot(event, f"it was superseded by {decision.superseded_by}")
    changes = _CHANGES[event.verb](decision, event)
    return decision.model_copy(
        update={
            **changes,
            "version": event.version,
            "revision": event.revision,
            "updated_at": event.at,
            "updated_by": event.actor,
        }
    )


def _revised(decision: Decision, event: Event) -> dict[str, Any]:
    kept = KeptDecision.model_validate(event.data["kept"])
    # Another answer: who had accepted or checked the one before has not seen it.
    return {
        "kept": kept,
        "title": kept.title,
        "owner": kept.owner,
        "status": "proposed",
        "instead": "",
        "reason": "",
        "verdict": None,
        "verdict_text": "",
        "checked_on": None,
    }


def _accepted(decision: Decision, event: Event) -> dict[str, Any]:
    if decision.status == "accepted":
        raise _cannot(event, f"{decision.updated_by} accepted it already")
    note = str(event.data.get("note", ""))
    return {"status": "accepted", "note": note, "instead": "", "reason": ""}


def _overridden(decision: Decision, event: Event) -> dict[str, Any]:
    instead, reason = str(event.data["instead"]), str(event.data["reason"])
    return {"status": "overridden", "instead": instead, "reason": reason}


def _superseded(decision: Decision, event: Event) -> dict[str, Any]:
    return {"status": "superseded", "superseded_by": str(event.data["by"])}


def _rechecked(decision: Decision, event: Event) -> dict[str, Any]:
    found = Rechecked.model_validate(event.data["result"])
    return {"verdict": found.verdict, "verdict_text": found.text, "checked_on": found.day}


_CHANGES = {
    "revised": _revised,
    "accepted": _accepted,
    "overridden": _overridden,
    "superseded": _superseded,
    "rechecked": _rechecked,
}


def _cannot(event: Event, why: str) -> CannotFollow:
    return CannotFollow(
        Problem(
            f"The decision {event.decision} cannot be {event.verb}: {why}.",
            remedy="`advisor decisions show ID` tells its history.",
        )
    )
