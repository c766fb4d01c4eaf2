"""Practice: questions without their answers, and the judgement of an answer once it is given."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Body, Path, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from advisor.api.problems import Refusal
from advisor.api.routing import JSON, Answering, Nothing, group, steady
from advisor.api.shapes import Shape
from advisor.errors import BadInput
from advisor.exam.practice.bank import answered, asked, default_bank
from advisor.exam.practice.naming import guide
from advisor.exam.practice.question import Kind, Why

router = group("practice")


def _whole(value: object) -> object:
    """A number without a fraction as an integer: to JSON Schema, 4.0 is one as well."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Place = Annotated[int, Field(ge=1, le=4, strict=True), BeforeValidator(_whole)]


_TASK = rf"^({'|'.join(re.escape(task) for task in guide().tasks)})$"


class QuestionsQuery(Shape):
    """Which questions, and how many of them.

    domain, task: of the exam guide; offset: so many are passed over.
    """

    domain: Annotated[int | None, Field(ge=1, le=5)] = None
    task: Annotated[str | None, Field(pattern=_TASK)] = None
    kind: Kind | None = None
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000)] = 0


class AskedQuestion(BaseModel):
    """A question as it is asked. Nothing in it tells the answer."""

    model_config = ConfigDict(extra="forbid")

    id: str
    kind: Kind
    domain: int
    task: str
    stem: str
    ask: str
    options: tuple[str, str, str, str]


class Questions(BaseModel):
    """Questions, and how many there are of this choice.

    retired: how many are not asked any more, since what they rest on has changed.
    """

    model_config = ConfigDict(extra="forbid")

    knowledge_version: str
    total: int
    retired: int
    questions: tuple[AskedQuestion, ...]


class GivenAnswer(Shape):
    """The option chosen, by its place from 1 to 4."""

    choice: Place


class Explanation(BaseModel):
    """Why an option is right or wrong; lacks: what it would take for it to be right."""

    model_config = ConfigDict(extra="forbid")

    option: int
    text: str
    right: bool
    explanation: str
    lacks: str | None = None
    misconception: str | None = None


class CitedClause(BaseModel):
    """A source, and the clause of it."""

    model_config = ConfigDict(extra="forbid")

    id: str
    title: str
    address: str
    where: str
    read_on: str


class AnsweredQuestion(AskedQuestion):
    """The judgement of an answer: the key, why, and what is wrong with each other option."""

    choice: int
    right: bool
    key: int
    why: Why
    explanations: tuple[Explanation, ...]
    rules: tuple[str, ...]
    sources: tuple[CitedClause, ...]
    knowledge_version: str


@router.get("/questions", response_model=Questions, operation_id="listQuestions")
def list_questions(
    request: Request, answering: Answering, query: Annotated[QuestionsQuery, Query()]
) -> Response:
    """Practice questions, without their answers."""

    def make() -> Questions:
        bank = default_bank()
        found = bank.chosen(query.domain, query.task, query.kind)
        part = found[query.offset : query.offset + query.limit]
        return Questions(
            knowledge_version=answering.advisor.knowledge.version,
            total=len(found),
            retired=len(bank.retired),
            questions=tuple(AskedQuestion.model_validate(asked(each)) for each in part),
        )

    return steady(request, answering, ("questions", *query.model_dump().values()), make)


@router.post(
    "/questions/{id}/answer", response_model=AnsweredQuestion, operation_id="answerQuestion"
)
def answer_question(
    identity: Annotated[
        str, Path(alias="id", description="An id, as the list gives it.", max_length=120)
    ],
    given: Annotated[GivenAnswer, Body()],
    _: Nothing,
) -> Response:
    """Judge an answer: the key, the reason, and why each other option is wrong. Nothing is kept."""
    bank = default_bank()
    try:
        judged = answered(bank, bank.question(identity), given.choice)
    except BadInput as error:
        problem = error.problems[0]
        raise Refusal(404, f"{problem.problem} {problem.remedy}".strip()) from None
    body = AnsweredQuestion.model_validate(judged).model_dump_json()
    return Response(body, media_type=JSON)
