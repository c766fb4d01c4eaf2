"""How sure an answer is, and which question is worth asking next."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from advisor.api.problems import refuse_at
from advisor.api.routing import Answering, Nothing, conditional, group, is_known, unchanged
from advisor.api.shapes import FactName, FactNames, ScenarioRequest
from advisor.errors import BadInput
from advisor.reasoning.advice import Assumption, NextQuestion, RunnerUp
from advisor.reports.sweep import as_json
from advisor.what_if.sweep import sweep as sweep_over

router = group("sensitivity")


class NextQuestionRequest(ScenarioRequest):
    """A scenario, and the facts that cannot be answered: they are not asked for again."""

    skipped: FactNames = ()


class NextQuestions(BaseModel):
    """What to ask next, what matters most first.

    plan: the paths of the plan as things stand; final: no unknown circumstance can change it
    while the assumptions hold, there is nothing to ask; assumptions: what nobody has asked for
    and would change it, to be confirmed at the end; agreement: the share of completions of the
    unknown circumstances that lead to it; irrelevant_facts: unknown facts that cannot change it.
    """

    model_config = ConfigDict(extra="forbid")

    knowledge_version: str
    plan: tuple[str, ...]
    final: bool
    agreement: float = Field(ge=0, le=1)
    assumptions: tuple[Assumption, ...]
    runners_up: tuple[RunnerUp, ...]
    questions: tuple[NextQuestion, ...]
    irrelevant_facts: tuple[str, ...]


class SweepRequest(ScenarioRequest):
    """A scenario, and the one or two different facts whose values are to be tried."""

    vary: Annotated[
        tuple[FactName, ...],
        Field(min_length=1, max_length=2, json_schema_extra={"uniqueItems": True}),
    ]


class Axis(BaseModel):
    """A fact and its values, null for unknown; present: the place of what is so now.

    A number comes as ranges within which the plan is the same. labels: each value in words.
    """

    model_config = ConfigDict(extra="forbid")

    fact: str
    values: tuple[Any, ...]
    labels: tuple[str, ...]
    present: int


class Turning(BaseModel):
    """A cell through which the border between plans runs: the further plans in it."""

    model_config = ConfigDict(extra="forbid")

    row: int
    column: int
    plans: tuple[tuple[str, ...], ...]


class Sweep(BaseModel):
    """The plan of each combination, as its paths: a row for each value of the second fact.

    turning: of two numbers that rules hold against each other, the cells in which it depends on
    both together which plan it is.
    """

    model_config = ConfigDict(extra="forbid")

    facts: tuple[Axis, ...]
    plans: tuple[tuple[tuple[str, ...], ...], ...]
    turning: tuple[Turning, ...] = ()


@router.post("/sweep", response_model=Sweep, operation_id="sweep")
async def sweep(
    asked: Annotated[SweepRequest, Body()], request: Request, answering: Answering, _: Nothing
) -> Response:
    """What if: the plan over the values of one or two facts."""
    etag = answering.etag("sweep", asked.facts.known(), asked.view, asked.day, asked.vary)
    if is_known(request, etag):
        return unchanged(etag)

    def work() -> tuple[bytes, str]:
        advisor = answering.advisor
        advisor.reasoner.infer(asked.facts, asked.view, asked.day)
        try:
            found = sweep_over(advisor.sensitivities, asked.facts, asked.view, asked.vary)
        except BadInput as error:
            raise refuse_at("vary", error) from None
        return as_json(found).encode(), ""

    return conditional(request, await answering.answer(etag, work), asked)


@router.post("/next-question", response_model=NextQuestions, operation_id="nextQuestion")
async def next_question(
    asked: Annotated[NextQuestionRequest, Body()],
    request: Request,
    answering: Answering,
    _: Nothing,
) -> Response:
    """Which unknown fact is worth asking for next, and whether any is."""
    etag = answering.etag(
        "next-question", asked.facts.known(), asked.view, asked.day, sorted(asked.skipped)
    )
    if is_known(request, etag):
        return unchanged(etag)

    def work() -> tuple[bytes, str]:
        advisor = answering.advisor
        # What is wrong with the facts is said as for any advice.
        advisor.reasoner.infer(asked.facts, asked.view, asked.day)
        outlook = advisor.sensitivities.outlook(asked.facts, asked.view, asked.skipped)
        found = NextQuestions(
            knowledge_version=advisor.knowledge.version,
            plan=outlook.plan,
            final=outlook.final,
            assumptions=advisor.sensitivities.assumptions(
                asked.facts, asked.view, asked.skipped, final=outlook.final
            ),
            agreement=outlook.agreement,
            runners_up=outlook.runners_up,
            questions=outlook.questions,
            irrelevant_facts=outlook.irrelevant_facts,
        )
        return found.model_dump_json().encode(), ""

    return conditional(request, await answering.answer(etag, work), asked)
