"""The application: routes, guard, refusals."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route

from advisor.advisor import Advisor
from advisor.api import problems
from advisor.api.answering import Answerer
from advisor.api.guarding import Guard
from advisor.api.metrics import Metrics
from advisor.api.openapi import describe
from advisor.api.problems import Refusal
from advisor.api.routes import ROUTERS
from advisor.api.settings import Settings
from advisor.decisions.store import DecisionStore
from advisor.errors import BadInput
from advisor.keys import KeyRing
from advisor.knowledge import load_knowledge
from advisor.reading import Reader


def create_app(
    settings: Settings | None = None,
    advisor: Advisor | None = None,
    draining: Callable[[], bool] = lambda: False,
    reader: Reader | None = None,
) -> FastAPI:
    """The application, ready to answer.

    settings: by default those of the environment. advisor: by default one over the project's
    own knowledge. draining: says whether the service is shutting down. reader: a model that
    reads descriptions where a caller asks for it; by default the one that the settings name.
    Raises BadInput when settings, keys or knowledge are wrong.
    """
    settings = settings or Settings.from_environment(os.environ)
    # Read here and not on the first request: what is wrong must be said at the start.
    keys = KeyRing(settings.keys_file) if settings.keys_file else None
    metrics = Metrics()
    answerer = Answerer(advisor or Advisor(load_knowledge(), settings.engine), settings, metrics)

    app = FastAPI(
        title="Foundation model lifecycle advisor",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    app.state.answerer = answerer
    app.state.store = DecisionStore(settings.store) if settings.store else None
    app.state.reader = reader or _reader(settings)
    app.state.metrics = metrics
    app.state.draining = draining
    for router in ROUTERS:
        app.include_router(router)
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = describe(app, answerer.knowledge, bool(settings.keys_file))
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
    app.add_middleware(Guard, settings=settings, keys=keys, metrics=metrics, draining=draining)
    if settings.cors_origins:
        # Outside the guard: a browser asks for permission before it shows its key.
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "If-Match",
                "If-None-Match",
                "X-API-Key",
            ],
            expose_headers=["ETag", "Location", "Retry-After", "X-Request-ID"],
        )
    return app


def _reader(settings: Settings) -> Reader | None:
    if not settings.reader_model:
        return None
    from advisor.reading.converse import ConverseReader

    region = settings.reader_region or None
    return ConverseReader(settings.reader_model, region, seconds=_LONGEST_CALL, attempts=1)


_LONGEST_CALL = 10.0
"""Seconds that one call of a model may take: a caller waits for one call after the other."""


def _respond(request: Request, refusal: Refusal) -> Response:
    return problems.response(refusal, request.url.path, request.state.request_id)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if not isinstance(error, Refusal):
        # Of the framework itself: no such route, no such method.
        said = _SAID.get(error.status_code, str(error.detail))
        headers = {**(error.headers or {})}
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(_methods(request)))
        error = Refusal(error.status_code, said, headers=headers)
    return _respond(request, error)


def _methods(request: Request) -> set[str]:
    """The methods of every route at this address; the framework names those of the first."""
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    return {
        method
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, Route) and route.path_regex.match(path)
        for method in route.methods or ()
    }


_SAID = {
    404: "There is no such route; `GET /v1/openapi.json` lists them.",
    405: "The Allow header names the methods of this route.",
}


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    body = getattr(request.scope.get("route"), "body_field", None)
    shape = None if body is None else body.field_info.annotation
    return _respond(request, problems.refuse_values(problems.invalid_values(error.errors(), shape)))


async def _bad_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, BadInput)
    return _respond(request, problems.refuse(error))


_HANDLERS: dict[type[Exception], Any] = {
    HTTPException: _refused,
    RequestValidationError: _invalid,
    BadInput: _bad_input,
}
