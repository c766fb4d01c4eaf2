"""Advice: on one scenario, on many; and two scenarios side by side."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Body, Request, Response
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from advisor.api.answering import Answerer, Deadline
from advisor.api.problems import (
    ProblemDetails,
    Refusal,
    details,
    invalid_values,
    refuse,
    refuse_values,
)
from advisor.api.routing import (
    JSON,
    Answering,
    Nothing,
    conditional,
    group,
    is_known,
    unchanged,
    with_read_as,
)
from advisor.api.shapes import AdviseRequest, CompareRequest, ScenarioRequest
from advisor.errors import BadInput
from advisor.reasoning.advice import Advice
from advisor.reasoning.advice_plan import AdvicePlan
from advisor.what_if.compare import Comparison
from advisor.what_if.compare import compare as compare_advices

router = group("advice")


@router.post("/advise", response_model=Advice | AdvicePlan, operation_id="advise")
async def advise(
    asked: Annotated[AdviseRequest, Body()], request: Request, answering: Answering, _: Nothing
) -> Response:
    """The advice on a scenario.

    The answer carries an ETag of the knowledge, the view, the day and the facts. Send it back as
    `If-None-Match`, and the answer is 304 as long as nothing has changed.
    """
    etag = answering.advice_etag(asked)
    if is_known(request, etag):
        return unchanged(etag)
    return conditional(request, await answering.advice(asked), asked)


@router.post("/compare", response_model=Comparison, operation_id="compare")
async def compare(
    asked: Annotated[CompareRequest, Body()], request: Request, answering: Answering, _: Nothing
) -> Response:
    """What differs between the advice on two scenarios: facts, plan, needs, rules, items."""
    pair = (asked.before, asked.after)
    etag = answering.etag(
        "compare", *((each.facts.known(), each.view, each.day, each.models) for each in pair)
    )
    if is_known(request, etag):
        return unchanged(etag)

    def work() -> tuple[bytes, str]:
        before, after = (
            _advise(answering, each, f"/{name}") for name, each in zip(_SIDES, pair, strict=True)
        )
        return compare_advices(before, after, answering.knowledge).model_dump_json().encode(), ""

    return conditional(request, await answering.answer(etag, work), *pair)


_SIDES = ("before", "after")


def _advise(answering: Answerer, asked: ScenarioRequest, within: str) -> Advice:
    try:
        advisor = answering.advisor.with_models(asked.models)
        return advisor.advise(asked.facts, asked.view, asked.day)
    except BadInput as error:
        raise refuse(error, within) from None


class AnswerOfBatch(BaseModel):
    """The answer to one request of a batch: an advice (200), or why there is none."""

    model_config = ConfigDict(extra="forbid")

    status: int
    advice: Advice | AdvicePlan | None = None
    problem: ProblemDetails | None = None


_REQUEST: TypeAdapter[AdviseRequest] = TypeAdapter(AdviseRequest)


@router.post("/batch", response_model=list[AnswerOfBatch], operation_id="batch")
async def batch(
    asked: Annotated[
        list[Any],
        Body(
            description="Requests as for `advise`. One that cannot be answered gets its problem "
            "in its place; the others are answered."
        ),
    ],
    answering: Answering,
    _: Nothing,
) -> Response:
    """The advice on many scenarios, in their order."""
    most = answering.settings.max_batch_rows
    if len(asked) > most:
        raise Refusal(422, f"A batch has at most {most} requests; this one has {len(asked)}.")
    deadline = answering.deadline()
    parts = [await _one(each, answering, deadline) for each in asked]
    return Response(b"[" + b",".join(parts) + b"]", media_type=JSON)


async def _one(asked: Any, answering: Answerer, deadline: Deadline) -> bytes:
    try:
        deadline.check()
        wanted = _REQUEST.validate_python(asked)
        answer = await answering.advice(wanted)
    except ValidationError as error:
        shifted = [{**each, "loc": ("body", *each["loc"])} for each in error.errors()]
        return _refused(refuse_values(invalid_values(shifted, AdviseRequest)))
    except BadInput as error:
        return _refused(refuse(error))
    except Refusal as refusal:
        return _refused(refusal)
    return b'{"status":200,"advice":' + with_read_as(answer.body, wanted) + b"}"


def _refused(refusal: Refusal) -> bytes:
    problem = details(refusal).model_dump(exclude_none=True)
    return json.dumps({"status": refusal.status_code, "problem": problem}).encode()
