"""A choice and its reasons, checked against the rules."""

from __future__ import annotations

from typing import Annotated

from fastapi import Body, Request, Response
from pydantic import Field

from advisor.api.problems import refuse
from advisor.api.routing import Answering, Nothing, conditional, group
from advisor.api.shapes import ScenarioRequest, named
from advisor.errors import BadInput
from advisor.exam import CheckedReasoning, examiner_over

router = group("exam")

Chosen = Annotated[str, Field(max_length=200), named("ChoiceId")]
ReasonId = Annotated[str, Field(max_length=200), named("ReasonId")]
Together = Annotated[list[Chosen], Field(min_length=1, max_length=5)]


class CheckRequest(ScenarioRequest):
    """A scenario, what was chosen in it, and why.

    choice: paths or items of the catalogue, chosen together. because: the facts and needs that
    were relied on; null where none are to be judged. options: what there was to choose from, the
    choice among them; an array within is one option of several things.
    """

    choice: Together
    because: Annotated[list[ReasonId], Field(min_length=1, max_length=20)] | None = None
    options: Annotated[list[Chosen | Together], Field(max_length=8)] = Field(default_factory=list)

    @property
    def options_in_words(self) -> tuple[str, ...]:
        """The options as the library takes them: "a+b" is both together."""
        return tuple(
            option if isinstance(option, str) else "+".join(option) for option in self.options
        )


@router.post("/check-reasoning", response_model=CheckedReasoning, operation_id="checkReasoning")
async def check_reasoning(
    asked: Annotated[CheckRequest, Body()], request: Request, answering: Answering, _: Nothing
) -> Response:
    """Whether a choice is right, what each reason is worth, and what would make it right."""
    etag = answering.etag(
        "check-reasoning",
        asked.facts.known(),
        asked.view,
        asked.day,
        asked.choice,
        asked.because,
        asked.options_in_words,
    )

    def work() -> tuple[bytes, str]:
        try:
            checked = examiner_over(answering.advisor).check(
                asked.facts,
                asked.choice,
                asked.because,
                asked.options_in_words,
                asked.view,
                asked.day,
            )
        except BadInput as error:
            raise refuse(error) from None
        return checked.model_dump_json().encode(), ""

    return conditional(request, await answering.answer(etag, work), asked)
