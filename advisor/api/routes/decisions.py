"""Decisions of the caller's team: kept, accepted, overridden, superseded, checked again.

Each has its version as ETag. Send it back as If-Match, and the change is made only where nobody
else was quicker; else 412.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from typing import Annotated, Any, TypeVar

from fastapi import Body, Depends, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from advisor.api.answering import Answerer
from advisor.api.logs import logger
from advisor.api.problems import Refusal, refuse
from advisor.api.routing import JSON, Answering, Nothing, group, is_known, unchanged
from advisor.api.shapes import Day, ScenarioRequest, Shape
from advisor.decisions import KeptDecision, Rechecked, kept_decision
from advisor.decisions import recheck as recheck_one
from advisor.decisions.recheck import Verdict
from advisor.decisions.store import (
    CannotFollow,
    Conflict,
    Decision,
    DecisionStore,
    Event,
    NoSuchDecision,
    Override,
    StoreFault,
)
from advisor.decisions.store.history import Status
from advisor.errors import BadInput

router = group("decisions")

T = TypeVar("T")


class Caller:
    """Whose decisions, and who acts: the team and the name of the key."""

    def __init__(self, store: DecisionStore, team: str, actor: str) -> None:
        self.store = store
        self.team = team
        self.actor = actor


def _caller(request: Request) -> Caller:
    store = request.app.state.store
    if store is None:
        raise Refusal(
            404, "This service keeps no decisions. Its setting ADVISOR_API_STORE names a store."
        )
    team, key = request.scope["state"].get("caller", ("main", "anyone"))
    return Caller(store, team, key)


Calling = Annotated[Caller, Depends(_caller)]
Id = Annotated[
    str,
    Path(
        pattern=r"^[a-z0-9]{4,32}$",
        description="The id of a decision, or its first letters where no other begins so.",
    ),
]


# What comes in


class NewDecision(ScenarioRequest):
    """A scenario whose answer is to be kept. title: the plan by default; owner: who decides."""

    title: Annotated[str, Field(max_length=1_000)] = ""
    owner: Annotated[str, Field(max_length=1_000)] = ""


class Acceptance(Shape):
    """The advice is followed."""

    note: Annotated[str, Field(max_length=2_000)] = ""


_Said = Annotated[str, Field(min_length=1, max_length=2_000, pattern=r"[A-Za-z0-9]")]


class Overriding(Shape):
    """Another path is taken. instead: which; reason: why."""

    instead: Annotated[_Said, Field(examples=["agents"])]
    reason: Annotated[_Said, Field(examples=["We run an agent already."])]


class Superseding(Shape):
    """Another decision takes its place. by: its id, or what people call it."""

    by: Annotated[_Said, Field(examples=["ADR 0012"])]


class CheckingAgain(Shape):
    """as_of: the day to check on; today where it is left out."""

    as_of: Day = Field(None, examples=["2026-11-22"])


_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")


def _since(value: object) -> object:
    text = str(value)
    if re.fullmatch(r"\d{1,15}", text):
        return int(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        text = f"{text}T00:00:00Z"
    if _TIME.fullmatch(text):
        try:
            # A plus sign of a zone arrives as a space where it was not encoded.
            moment = datetime.datetime.fromisoformat(text.upper())
            return moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            pass
    raise PydanticCustomError(
        "since", "it is neither a revision of the store nor a time such as 2026-11-22T08:00:00Z"
    )


Since = Annotated[
    Any,
    BeforeValidator(_since),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 999_999_999_999_999},
                {"type": "string", "format": "date-time"},
            ]
        }
    ),
]


class Wanted(Shape):
    """Which decisions.

    changed_since: only what was changed later: the `revision` of an answer before, or a time;
    cursor: the `next` of the page before.
    """

    status: Status | None = None
    verdict: Verdict | None = None
    changed_since: Since = None
    cursor: Annotated[int, Field(ge=0, le=999_999_999_999_999)] = 0
    limit: Annotated[int, Field(ge=1, le=200)] = 50


# What goes out


class Decisions(BaseModel):
    """A page of decisions, those that were changed longest ago first.

    next: the cursor of the following page; null where there is none. revision: of the store; ask
    with it as `changed_since` to hear of later changes.
    """

    model_config = ConfigDict(extra="forbid")

    decisions: tuple[Decision, ...]
    next: int | None
    revision: int


class History(BaseModel):
    """Everything that was done to a decision, in order."""

    model_config = ConfigDict(extra="forbid")

    events: tuple[Event, ...]


class Overrides(BaseModel):
    """What was decided otherwise, how often and why."""

    model_config = ConfigDict(extra="forbid")

    overrides: tuple[Override, ...]


class CheckedAgain(BaseModel):
    """A decision and what came of checking it again."""

    model_config = ConfigDict(extra="forbid")

    decision: Decision
    result: Rechecked


# The routes


@router.get("/decisions", response_model=Decisions, operation_id="decisions")
async def decisions(
    request: Request, calling: Calling, answering: Answering, wanted: Annotated[Wanted, Query()]
) -> Response:
    """The decisions of the caller's team, a page at a time."""

    def work() -> Decisions:
        page = calling.store.page(
            calling.team,
            wanted.limit,
            wanted.cursor,
            wanted.changed_since,
            wanted.status,
            wanted.verdict,
        )
        return Decisions(decisions=page.decisions, next=page.next, revision=page.revision)

    found = await _asked(answering, work)
    parts = [f"{each.id}-{each.version}" for each in found.decisions]
    return _tagged(
        request, found, answering.etag("decisions", calling.team, parts, found.next, found.revision)
    )


@router.post("/decisions", response_model=Decision, status_code=201, operation_id="addDecision")
async def add(
    asked: Annotated[NewDecision, Body()], calling: Calling, answering: Answering, _: Nothing
) -> Response:
    """Keep the answer to a scenario as a decision; it is proposed."""

    def work() -> Decision:
        return calling.store.add(_kept(answering, asked), calling.actor, calling.team)

    done = await _asked(answering, work)
    return _changed(done, 201, {"Location": f"/v1/decisions/{done.id}"})


def _kept(answering: Answerer, asked: NewDecision) -> KeptDecision:
    advice = answering.advisor.with_models(asked.models).advise(
        asked.facts, asked.view, asked.day, sensitivity=True
    )
    return kept_decision(advice, answering.knowledge, asked.title, asked.owner, models=asked.models)


@router.get("/decisions/overrides", response_model=Overrides, operation_id="overrides")
async def overrides(
    request: Request, calling: Calling, answering: Answering, _: Nothing
) -> Response:
    """What the team decided otherwise than advised, how often and why."""
    found = await _asked(
        answering, lambda: Overrides(overrides=calling.store.overrides(calling.team))
    )
    return _tagged(request, found, answering.etag("overrides", found.model_dump_json()))


@router.get(
    "/decisions/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}},
    operation_id="exportDecisions",
)
def export(calling: Calling, _: Nothing) -> Response:
    """Every event of the team's decisions, one JSON object a line."""
    lines = calling.store.export(calling.team)
    # The first is read now: what is wrong with the store is said before the answer begins.
    try:
        first = next(lines, None)
    except BadInput as error:
        raise _refusal(error) from None

    def told() -> Iterator[str]:
        if first is not None:
            yield f"{first}\n"
            yield from (f"{line}\n" for line in lines)

    return StreamingResponse(told(), media_type="application/x-ndjson")


@router.get("/decisions/{id}", response_model=Decision, operation_id="decision")
async def decision(
    id: Id, request: Request, calling: Calling, answering: Answering, _: Nothing
) -> Response:
    """One decision, whole."""
    found = await _asked(answering, lambda: calling.store.get(id, calling.team))
    return _tagged(request, found, _etag(found))


@router.get("/decisions/{id}/history", response_model=History, operation_id="decisionHistory")
async def history(
    id: Id, request: Request, calling: Calling, answering: Answering, _: Nothing
) -> Response:
    """Who did what, when, and on which version of the knowledge."""
    found = await _asked(answering, lambda: History(events=calling.store.history(id, calling.team)))
    last = found.events[-1]
    return _tagged(request, found, f'"{last.decision}-history-{last.version}"')


@router.post("/decisions/{id}/revise", response_model=Decision, operation_id="reviseDecision")
async def revise(
    id: Id,
    asked: Annotated[NewDecision, Body()],
    request: Request,
    calling: Calling,
    answering: Answering,
    _: Nothing,
) -> Response:
    """Keep the answer to a scenario as a new version of a decision; it is proposed again."""

    def work() -> Decision:
        seen = _seen(request, calling, id)
        kept = _kept(answering, asked)
        return calling.store.revise(id, kept, calling.actor, calling.team, seen)

    return _changed(await _asked(answering, work))


@router.post("/decisions/{id}/accept", response_model=Decision, operation_id="acceptDecision")
async def accept(
    id: Id,
    asked: Annotated[Acceptance, Body()],
    request: Request,
    calling: Calling,
    answering: Answering,
    _: Nothing,
) -> Response:
    """Follow the advice."""

    def work() -> Decision:
        seen = _seen(request, calling, id)
        return calling.store.accept(id, calling.actor, calling.team, asked.note, seen)

    return _changed(await _asked(answering, work))


@router.post("/decisions/{id}/override", response_model=Decision, operation_id="overrideDecision")
async def override(
    id: Id,
    asked: Annotated[Overriding, Body()],
    request: Request,
    calling: Calling,
    answering: Answering,
    _: Nothing,
) -> Response:
    """Decide otherwise than advised, with the path and the reason."""

    def work() -> Decision:
        seen = _seen(request, calling, id)
        return calling.store.override(
            id, asked.instead, asked.reason, calling.actor, calling.team, seen
        )

    return _changed(await _asked(answering, work))


@router.post("/decisions/{id}/supersede", response_model=Decision, operation_id="supersedeDecision")
async def supersede(
    id: Id,
    asked: Annotated[Superseding, Body()],
    request: Request,
    calling: Calling,
    answering: Answering,
    _: Nothing,
) -> Response:
    """Let another decision take the place of this one."""

    def work() -> Decision:
        seen = _seen(request, calling, id)
        return calling.store.supersede(id, asked.by, calling.actor, calling.team, seen)

    return _changed(await _asked(answering, work))


@router.post("/decisions/{id}/recheck", response_model=CheckedAgain, operation_id="recheckDecision")
async def recheck(
    id: Id,
    asked: Annotated[CheckingAgain, Body()],
    request: Request,
    calling: Calling,
    answering: Answering,
    _: Nothing,
) -> Response:
    """Advise anew, say whether the decision still holds, and keep what came of it."""

    def work() -> CheckedAgain:
        seen = _seen(request, calling, id)
        found = calling.store.get(id, calling.team)
        result = recheck_one(answering.advisor, found.kept, asked.as_of or datetime.date.today())
        version = found.version if seen is None else seen
        done = calling.store.note_recheck(found.id, result, calling.actor, calling.team, version)
        return CheckedAgain(decision=done, result=result)

    done = await _asked(answering, work)
    return _response(done, 200, {"ETag": _etag(done.decision)})


# What they share


async def _asked(answering: Answerer, work: Callable[[], T]) -> T:
    """What `work` gives; what the store says against it as a refusal."""
    try:
        return await answering.pool.run(work)
    except BadInput as error:
        raise _refusal(error) from None


def _refusal(error: BadInput) -> Refusal:
    """The status of what a store says."""
    first = error.problems[0]
    if isinstance(error, NoSuchDecision):
        return Refusal(404, f"{first.problem} `GET /v1/decisions` lists those of your team.")
    if isinstance(error, Conflict):
        found = error.found
        return Refusal(412, first.problem, headers={"ETag": _etag(found)})
    if isinstance(error, CannotFollow):
        return Refusal(409, first.problem)
    if isinstance(error, StoreFault):
        # Where the store is, is nobody's business but the operator's.
        logger.error("The store of decisions: %s", error)
        headers = {"Retry-After": "5"} if error.passing else {}
        return Refusal(503, first.problem, headers=headers)
    return refuse(error)


def _etag(decision: Decision) -> str:
    return f'"{decision.id}-{decision.version}"'


_TAG = re.compile(r'(?:W/)?"(?P<id>[a-z0-9]+)-(?P<version>\d{1,9})"')


def _seen(request: Request, calling: Caller, identity: str) -> int | None:
    """The version that the caller has seen, by If-Match; None where she says nothing of it."""
    given = request.headers.get("if-match", "").strip()
    if not given:
        return None
    found = calling.store.get(identity, calling.team)
    if given == "*":
        return found.version
    tags = [_TAG.fullmatch(each.strip()) for each in given.split(",")]
    seen = [int(each["version"]) for each in tags if each and each["id"] == found.id]
    # A name that no version of it has is as good as one that it has no longer.
    return found.version if found.version in seen else (seen or [0])[0]


def _tagged(request: Request, answer: BaseModel, etag: str) -> Response:
    if is_known(request, etag):
        return unchanged(etag)
    return _response(answer, 200, {"ETag": etag, "Cache-Control": "private, no-cache"})


def _changed(done: Decision, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return _response(done, status, {"ETag": _etag(done), **(headers or {})})


def _response(answer: BaseModel, status: int, headers: dict[str, str]) -> Response:
    return Response(answer.model_dump_json(), status, headers, media_type=JSON)
