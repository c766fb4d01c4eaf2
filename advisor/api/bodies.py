"""Read a request's JSON strictly: UTF-8, no NaN, no key twice, no bottomless nesting."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from advisor.api.problems import InvalidValue, Refusal
from advisor.documents import DEEPEST_NESTING


def read_json(body: bytes) -> Any:
    """The data of a JSON text. Raises Refusal (400) that says what cannot be read and where."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(f"Byte {error.start} is not UTF-8.", "Send UTF-8.") from None
    try:
        data = json.loads(
            text, parse_constant=_no_number, parse_int=_whole, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _unreadable(f"It is not JSON: {error.msg} ({place}).", "Send JSON.") from None
    except RecursionError:
        raise _too_deep() from None
    if body.count(b"[") + body.count(b"{") > DEEPEST_NESTING:
        _check_depth(data)
    if "\\u" in text:
        try:
            json.dumps(data, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise _unreadable(
                "It holds half of a surrogate pair.", "Send whole characters."
            ) from None
    return data


def _no_number(word: str) -> Any:
    raise _unreadable(f"{word} is not a JSON number.", "Leave an unknown fact out.")


def _whole(digits: str) -> int | float:
    # Python refuses to convert thousands of digits; as infinity it is refused as no size.
    return int(digits) if len(digits) < 400 else math.inf


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        word = twice[:60].encode("utf-8", "replace").decode()
        raise _unreadable(f'"{word}" is given twice.', "Keep one of the two.")
    return found


def _check_depth(data: Any) -> None:
    level = [data]
    for _ in range(DEEPEST_NESTING + 1):
        level = [
            inner
            for each in level
            if isinstance(each, (dict, list))
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
        if not level:
            return
    raise _too_deep()


def _too_deep() -> Refusal:
    return _unreadable(f"The nesting is deeper than {DEEPEST_NESTING}.", "Flatten the body.")


def _unreadable(problem: str, remedy: str) -> Refusal:
    return Refusal(400, problem, [InvalidValue(pointer="", problem=problem, remedy=remedy)])


class _StrictRequest(Request):
    """A request whose JSON is read strictly."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = read_json(await self.body())
        return self._json


class StrictRoute(APIRoute):
    """A route that reads JSON bodies strictly and takes nothing else for a body."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of a request, which sees its body read strictly."""
        handle = super().get_route_handler()
        takes_body = self.body_field is not None

        async def strictly(request: Request) -> Response:
            if takes_body:
                kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
                if kind != "application/json":
                    raise Refusal(
                        415,
                        f'The body is said to be "{kind or "nothing"}".'.encode(
                            "utf-8", "replace"
                        ).decode(),
                        [
                            InvalidValue(
                                pointer="",
                                problem="The body is not said to be JSON.",
                                remedy="Send it with `Content-Type: application/json`.",
                            )
                        ],
                    )
            try:
                return await handle(_StrictRequest(request.scope, request.receive))
            except RecursionError:
                raise _too_deep() from None

        return strictly
