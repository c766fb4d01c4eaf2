"""What each path costs, whether it fits, how fast it answers."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Request, Response
from pydantic import Field

from advisor.api.problems import refuse, refuse_at
from advisor.api.routing import Answering, Nothing, conditional, group, is_known, unchanged
from advisor.api.shapes import ScenarioRequest, named
from advisor.errors import BadInput
from advisor.estimates.shapes import Estimates
from advisor.reasoning.other_plans import estimates_of

router = group("estimates")


class EstimateRequest(ScenarioRequest):
    """A scenario, and what to assume in the place of the advisor's own assumptions."""

    assumptions: Annotated[
        dict[str, Any],
        # Each name with its kind is told by the description of the service.
        named("GivenAssumptions"),
        Field(
            default_factory=dict,
            description="By the name of an assumption a number, or three: low, likely, high; by "
            "the name of a reference the id of a model or instance. An answer names them all.",
        ),
    ]


@router.post("/estimate", response_model=Estimates, operation_id="estimate")
async def estimate(
    asked: Annotated[EstimateRequest, Body()],
    request: Request,
    answering: Answering,
    _: Nothing,
) -> Response:
    """Cost, memory and time of every path, each a range with its formula, inputs and sources."""
    named = (asked.facts.known(), asked.view, asked.day, asked.assumptions, asked.models)
    etag = answering.etag("estimate", *named)
    if is_known(request, etag):
        return unchanged(etag)

    def work() -> tuple[bytes, str]:
        try:
            advisor = answering.advisor.with_models(asked.models)
            inference = advisor.reasoner.infer(asked.facts, asked.view, asked.day)
        except BadInput as error:
            raise refuse(error) from None
        try:
            estimates = estimates_of(advisor.reasoner, inference, asked.assumptions)
        except BadInput as error:
            raise refuse_at("assumptions", error) from None
        return estimates.model_dump_json().encode(), ""

    return conditional(request, await answering.answer(etag, work), asked)
