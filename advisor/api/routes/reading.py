"""Somebody's own words in, proposed facts out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Request, Response
from pydantic import Field

from advisor.api.logs import logger
from advisor.api.problems import InvalidValue, Refusal, refuse
from advisor.api.routing import JSON, Answering, Nothing, group
from advisor.api.shapes import Shape
from advisor.errors import BadInput
from advisor.reading import Reader, ReadText, read_text
from advisor.reading.converse import Unreachable
from advisor.reading.quotes import LONGEST_TEXT

router = group("reading")


class ReadRequest(Shape):
    """A description of a use case, as somebody tells it."""

    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=LONGEST_TEXT,
            examples=["Clerks ask in plain words. The manuals change every Friday."],
        ),
    ]
    by_model: Annotated[
        bool,
        Field(
            strict=True,
            description="Whether the model that this server names reads the text too. It is sent "
            "to Amazon Bedrock then, and nowhere otherwise.",
        ),
    ] = False


@router.post("/read", response_model=ReadText, operation_id="read")
async def read(
    asked: Annotated[ReadRequest, Body()], request: Request, answering: Answering, _: Nothing
) -> Response:
    """The facts that a description proposes, each with the words that say it.

    Nothing is decided by it: show each fact beside its quote, and send to `advise` what was
    confirmed. The text is read on this server, by cues, and sent nowhere else unless `by_model`
    asks for the model that the server names.
    """
    readers = (_model(request.app.state.reader),) if asked.by_model else ()

    def work() -> bytes:
        try:
            return read_text(asked.text, readers).model_dump_json().encode()
        except Unreachable as error:
            # What is wrong with the server's account is for its operator to read.
            logger.warning("The model that reads descriptions gave no answer: %s", error)
            raise Refusal(503, _NO_ANSWER, headers={"Retry-After": "60"}) from None
        except BadInput as error:
            raise refuse(error) from None

    pool = answering.model_reads if asked.by_model else answering.pool
    told = await pool.run(work)
    return Response(told, media_type=JSON, headers={"Cache-Control": "no-store"})


_NO_ANSWER = "The model gave no answer. Without `by_model` the text is read by cues."


def _model(reader: Reader | None) -> Reader:
    if reader is None:
        problem = "This server names no model that reads descriptions."
        remedy = "Leave it out: the text is read by cues. Or set ADVISOR_API_READER_MODEL."
        value = InvalidValue(pointer="/by_model", problem=problem, remedy=remedy)
        raise Refusal(422, problem, [value])
    return reader
