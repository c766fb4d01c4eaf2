"""What the route groups share: their router, the answerer, conditional answers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from advisor.api.answering import Answer, Answerer
from advisor.api.bodies import StrictRoute
from advisor.api.shapes import NoParameters, ScenarioRequest

JSON = "application/json"


def group(tag: str) -> APIRouter:
    """A router for one group of routes under /v1."""
    return APIRouter(prefix="/v1", tags=[tag], route_class=StrictRoute, dependencies=[])


def _answerer(request: Request) -> Answerer:
    found: Answerer = request.app.state.answerer
    return found


Answering = Annotated[Answerer, Depends(_answerer)]
Nothing = Annotated[NoParameters, Query()]


def is_known(request: Request, etag: str) -> bool:
    """Whether the caller holds this answer already."""
    names = request.headers.get("if-none-match", "").split(",")
    return etag in (name.strip().removeprefix("W/") for name in names)


def conditional(request: Request, answer: Answer, *asked: ScenarioRequest) -> Response:
    """The answer, or 304 where the caller holds it.

    asked: the requests that it answers: what had to be interpreted in them is told in `read_as`.
    """
    if is_known(request, answer.etag):
        return unchanged(answer.etag)
    body = with_read_as(answer.body, *asked)
    # With the notes on what was typed it is another text, which the next one does not get.
    etag = answer.etag if body is answer.body else f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if is_known(request, etag):
        return unchanged(etag)
    return Response(body, media_type=JSON, headers=_headers(etag))


def with_read_as(body: bytes, *asked: ScenarioRequest) -> bytes:
    """A JSON object, and in its last field what had to be interpreted in these requests."""
    notes = [note.model_dump(mode="json") for each in asked for note in each.read_as]
    if not notes:
        return body
    told = json.dumps(notes, ensure_ascii=False).encode("utf-8", "replace")
    return body.rstrip()[:-1] + b',"read_as":' + told + b"}"


def unchanged(etag: str) -> Response:
    """304: the caller holds the answer."""
    return Response(status_code=304, headers=_headers(etag))


def _headers(etag: str) -> dict[str, str]:
    # Kept by the caller alone, and asked for again each time: the knowledge may have changed.
    return {"ETag": etag, "Cache-Control": "private, no-cache"}


def steady(
    request: Request, answerer: Answerer, parts: tuple[object, ...], make: Callable[[], Any]
) -> Response:
    """An answer that changes with the knowledge only; made once and kept.

    make: gives the pydantic model of the answer.
    """
    etag = answerer.etag("knowledge", *parts)
    if is_known(request, etag):
        return unchanged(etag)
    answer = answerer.kept.get(etag)
    if answer is None:
        answer = Answer(make().model_dump_json(by_alias=True, exclude_none=True).encode(), etag)
        answerer.kept.put(answer)
    return conditional(request, answer)
