"""What every request passes: name, key, limits; what every answer gets: headers, a log line.

Plain ASGI around the application, so that nothing reaches a route that should not.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import ipaddress
import re
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.api import problems
from advisor.api.limits import RateLimit
from advisor.api.logs import logger
from advisor.api.metrics import Metrics
from advisor.api.problems import Refusal
from advisor.api.settings import ROOT_PATH, Settings
from advisor.errors import EngineError
from advisor.keys import KeyRing

OPEN_ROUTES = frozenset({"/v1/healthz", "/v1/readyz"})
"""Routes that ask no key: a load balancer has none."""

BATCH_ROUTES = frozenset({"/v1/batch", "/v1/batch/stream"})
"""Routes whose body may be as large as a batch."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Headers of every answer, where a route does not set its own."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}$")
_MOST_DISCARDED = 64_000_000


@dataclass
class _Visit:
    """One request on its way through."""

    id: str
    method: str
    path: str
    client: str
    key: str | None = None
    status: int = 0
    sent: int = 0
    started: float = field(default_factory=time.perf_counter)


class Guard:
    """The application with everything around it.

    keys: those of which every request but for health must bring one; None where none are asked.
    draining: says whether the service is shutting down; connections are then not kept.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        keys: KeyRing | None,
        metrics: Metrics,
        draining: Callable[[], bool],
    ) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._draining = draining
        self._keys = keys
        self._rate = RateLimit(settings.requests_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in, or answers it with why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        scope, path = _below_root(scope, self._settings.root_path or _forwarded_prefix(headers))
        asked = headers.get("x-request-id", "")
        visit = _Visit(
            # A caller's own id is taken over, so that its log and ours can be laid side by side.
            id=asked if _REQUEST_ID.match(asked) else uuid.uuid4().hex,
            method=scope["method"],
            path=path,
            client=scope["client"][0] if scope.get("client") else "",
        )
        scope.setdefault("state", {})["request_id"] = visit.id
        outward = self._outward(visit, send)
        self._metrics.running.inc()
        try:
            try:
                self._check_caller(visit, scope, headers)
                body = await self._body(visit, headers, receive)
                await self._app(scope, _replay(body, receive), outward)
            except Refusal as refusal:
                await self._answer(visit, refusal, scope, receive, outward)
            except Exception as error:
                if isinstance(error, EngineError):
                    self._metrics.engine_errors.inc()
                # The trace is for the log alone.
                logger.exception("request %s failed", visit.id)
                if visit.status:
                    raise
                defect = Refusal(500, "This is a defect of the service; its log says more.")
                await self._answer(visit, defect, scope, receive, outward)
        finally:
            self._metrics.running.dec()
            self._record(visit, scope)

    def _check_caller(self, visit: _Visit, scope: Scope, headers: Headers) -> None:
        names = self._settings.allowed_hosts
        if "*" not in names and _host_name(headers.get("host", "")) not in names:
            raise Refusal(421, "The Host header names another service.")
        if self._keys and visit.path not in OPEN_ROUTES:
            key = _offered_key(headers)
            visit.key = self._keys.holder(key) if key else None
            if visit.key is None:
                raise Refusal(
                    401,
                    "The key is not known." if key else "No key came with the request.",
                    headers={"WWW-Authenticate": 'Bearer realm="advisor", Basic realm="advisor"'},
                )
            scope["state"]["caller"] = (self._keys.team(visit.key), visit.key)
        if visit.path not in OPEN_ROUTES:
            wait = self._rate.wait_seconds(visit.key or _network(visit.client))
            if wait:
                raise Refusal(
                    429,
                    f"At most {self._settings.requests_per_minute} requests a minute.",
                    headers={"Retry-After": str(wait)},
                )

    async def _body(self, visit: _Visit, headers: Headers, receive: Receive) -> bytes:
        """The whole body. Raises Refusal when it is too large or too slow."""
        batch = visit.path in BATCH_ROUTES
        most = self._settings.max_batch_bytes if batch else self._settings.max_body_bytes
        length = headers.get("content-length", "")
        has_body = "transfer-encoding" in headers or length not in ("", "0")
        if not has_body:
            return b""
        chunks: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(self._settings.body_seconds):
                async for chunk in _chunks(receive):
                    size += len(chunk)
                    if size <= most:
                        chunks.append(chunk)
                    # Read to the end and thrown away: a caller that is still sending would
                    # see its connection break instead of the answer.
                    elif size > _MOST_DISCARDED:
                        break
        except TimeoutError:
            if size <= most:
                raise Refusal(
                    408,
                    f"The body was not whole after {self._settings.body_seconds:g} s.",
                    headers={"Connection": "close"},
                ) from None
        if size > most:
            raise Refusal(
                413, f"A body has at most {most:,} bytes.", headers={"Connection": "close"}
            )
        return b"".join(chunks)

    def _outward(self, visit: _Visit, send: Send) -> Send:
        async def outward(message: Message) -> None:
            if message["type"] == "http.response.start":
                visit.status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers["X-Request-ID"] = visit.id
                if self._draining():
                    headers["Connection"] = "close"
            elif message["type"] == "http.response.body":
                visit.sent += len(message.get("body", b""))
            await send(message)

        return outward

    async def _answer(
        self, visit: _Visit, refusal: Refusal, scope: Scope, receive: Receive, send: Send
    ) -> None:
        answer: Response = problems.response(refusal, visit.path, visit.id)
        await answer(scope, receive, send)

    def _record(self, visit: _Visit, scope: Scope) -> None:
        seconds = time.perf_counter() - visit.started
        route = getattr(scope.get("route"), "path", None) or "other"
        # The caller went away before an answer: 499, as proxies call it.
        status = visit.status or 499
        method = visit.method if visit.method in _METHODS else "other"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(route).observe(seconds)
        logger.info(
            "request",
            extra={
                "more": {
                    "id": visit.id,
                    "client": visit.client,
                    "key": visit.key,
                    "method": method,
                    # The template, not the address: that may hold what a scenario says.
                    "route": route,
                    "status": status,
                    "ms": round(seconds * 1000, 2),
                    "bytes": visit.sent,
                }
            },
        )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


async def _chunks(receive: Receive) -> Any:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Refusal(400, "The connection ended within the body.")
        yield message.get("body", b"")
        if not message.get("more_body", False):
            return


def _replay(body: bytes, receive: Receive) -> Receive:
    """Gives the body that was read already, then whatever still comes."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _forwarded_prefix(headers: Headers) -> str:
    """The path under which a proxy says it shows the service."""
    prefix = headers.get("x-forwarded-prefix", "").rstrip("/")
    return prefix if ROOT_PATH.fullmatch(prefix) else ""


def _below_root(scope: Scope, root: str) -> tuple[Scope, str]:
    """The request with its root path, and its path below that.

    Some proxies take the root path away before they pass a request on, others leave it.
    """
    path: str = scope["path"]
    if not root:
        return scope, path
    if path == root or path.startswith(f"{root}/"):
        path = path.removeprefix(root) or "/"
    return {**scope, "root_path": root, "path": root + path}, path


def _host_name(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    if host.startswith("["):
        return host[1:].split("]")[0].lower()
    return host.rsplit(":", 1)[0].lower() if host.count(":") == 1 else host.lower()


def _offered_key(headers: Headers) -> str:
    """The key that came along: as bearer token, in X-API-Key, or as a browser's password."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return headers.get("x-api-key", "")


def _network(client: str) -> str:
    """The address of a client; of IPv6 the half that a provider gives to one customer."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return client
