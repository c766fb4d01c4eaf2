"""Is it alive, is it ready, what has it counted."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from advisor import __version__
from advisor.api.problems import Refusal
from advisor.api.routing import Nothing, group

router = group("operation")
at_root = APIRouter(include_in_schema=False)


class Health(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"
    version: str


class Readiness(BaseModel):
    """Advice can be asked for."""

    status: Literal["ready"] = "ready"
    knowledge_version: str
    engine: str


@router.get("/healthz", operation_id="healthz")
async def healthz(_: Nothing) -> Health:
    """Whether the process is alive. Asks no key."""
    return Health(version=__version__)


@router.get("/readyz", operation_id="readyz")
async def readyz(request: Request, _: Nothing) -> Readiness:
    """Whether requests may be sent here: 503 while the service shuts down. Asks no key."""
    if request.app.state.draining():
        raise Refusal(503, "The service is shutting down.")
    answerer = request.app.state.answerer
    return Readiness(
        knowledge_version=answerer.knowledge.version, engine=answerer.advisor.reasoner.engine_name
    )


@router.get("/openapi.json", include_in_schema=False)
async def description(request: Request) -> Response:
    """This service's description, OpenAPI 3.1."""
    described = request.app.openapi()
    if root := request.scope.get("root_path"):
        servers = [{**each, "url": root} for each in described["servers"]]
        described = {**described, "servers": servers}
    return JSONResponse(described)


@at_root.get("/metrics")
async def metrics(request: Request, _: Nothing) -> Response:
    """What the service has counted, for Prometheus."""
    counted = request.app.state.metrics
    return Response(counted.text(), media_type=counted.media_type)
