"""Many scenarios at once: rows in, decisions out, line by line as they are made."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from advisor.api.answering import Answerer, Deadline
from advisor.api.bodies import read_json
from advisor.api.problems import InvalidValue, Refusal
from advisor.api.routing import Answering, group
from advisor.api.shapes import Day, Shape
from advisor.knowledge.base import View
from advisor.tables import RowAnswer, advise_rows

router = group("tables")

LINES = "application/x-ndjson"
_AT_ONCE = 200

_DESCRIPTION = {
    "requestBody": {
        "required": True,
        "content": {
            # A line each is what counts; a schema would speak of the whole.
            LINES: {
                "schema": {"title": "Lines"},
                "example": '{"knowledge_change": "weekly"}\n{"audience": "public"}\n',
            }
        },
    },
    "responses": {
        "200": {
            "description": "A JSON object a line: the number of the row, what was decided, and "
            "the problems of a row that could not be read. A last line with `problem` alone "
            "says that the time was over.",
            "content": {LINES: {"schema": {"type": "string"}}},
        }
    },
}


class Looked(Shape):
    """How to look at the rows."""

    view: View = "production"
    as_of: Day = Field(None, examples=["2026-11-22"])


@router.post(
    "/batch/stream",
    operation_id="batchStream",
    response_class=Response,
    openapi_extra=_DESCRIPTION,
)
async def batch_stream(
    request: Request, answering: Answering, looked: Annotated[Looked, Query()]
) -> Response:
    """Decide on many scenarios, one a line: facts by name in, plan, needs and items out.

    Faster by far than `batch`: decisions only, without reasons. A line that is wrong is answered
    with its problems in its place.
    """
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != LINES:
        problem = "The body is not said to be JSON lines."
        remedy = f"Send it with `Content-Type: {LINES}`."
        raise Refusal(415, problem, [InvalidValue(pointer="", problem=problem, remedy=remedy)])
    # A row is found by the number of its line, blank ones among them.
    every = enumerate((await request.body()).split(b"\n"), start=1)
    lines = [(number, line) for number, line in every if line.strip()]
    most = answering.settings.max_stream_rows
    if len(lines) > most:
        raise Refusal(422, f"A streamed batch has at most {most} rows; this one has {len(lines)}.")
    deadline = Deadline(answering.settings.stream_seconds)
    portions = _portions(lines, looked, answering)
    # Before the status is sent: a service without room says so by its status.
    first = await anext(portions, b"")
    return StreamingResponse(_told(first, portions, deadline), media_type=LINES)


async def _portions(
    lines: list[tuple[int, bytes]], looked: Looked, answering: Answerer
) -> AsyncIterator[bytes]:
    """The lines of the answer, some at a time. Raises Refusal where there is too much to do."""
    unread: dict[int, Refusal] = {}
    answers = advise_rows(
        _rows(lines, unread), view=looked.view, as_of=looked.as_of, at_once=_AT_ONCE
    )
    while several := await answering.pool.run(
        lambda: list(islice(answers, _AT_ONCE)), patient=True
    ):
        yield b"".join(_line(each, lines[each.row - 1][0], unread) for each in several)


async def _told(
    first: bytes, portions: AsyncIterator[bytes], deadline: Deadline
) -> AsyncIterator[bytes]:
    try:
        deadline.check()
        yield first
        async for each in portions:
            deadline.check()
            yield each
    except Refusal as refusal:
        # The answer has begun: its status is sent. So the last line says what went wrong.
        yield json.dumps({"problem": refusal.detail}).encode() + b"\n"


def _rows(lines: list[tuple[int, bytes]], unread: dict[int, Refusal]) -> Iterator[Any]:
    """What each line holds; None for one that is no JSON, whose refusal is kept by its number."""
    for number, line in lines:
        try:
            yield read_json(line)
        except Refusal as refusal:
            unread[number] = refusal
            yield None


def _line(answer: RowAnswer, number: int, unread: dict[int, Refusal]) -> bytes:
    data = answer.as_data() | {"row": number}
    if number in unread:
        (value,) = unread[number].problems
        data["problems"] = [{"column": "", "problem": value.problem, "remedy": value.remedy}]
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
