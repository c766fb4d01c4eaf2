"""Somebody's own words in, proposed facts out."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Response
from pydantic import Field

from advisor.api.problems import refuse
from advisor.api.routing import JSON, Nothing, group
from advisor.api.shapes import Shape
from advisor.errors import BadInput
from advisor.reading import ReadText, read_text
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


@router.post("/read", response_model=ReadText, operation_id="read")
def read(asked: Annotated[ReadRequest, Body()], _: Nothing) -> Response:
    """The facts that a description proposes, each with the words that say it.

    Nothing is decided by it: show each fact beside its quote, and send to `advise` what was
    confirmed. The text is read on this server, by cues, and sent nowhere else.
    """
    try:
        told = read_text(asked.text)
    except BadInput as error:
        raise refuse(error) from None
    return Response(told.model_dump_json(), media_type=JSON, headers={"Cache-Control": "no-store"})
