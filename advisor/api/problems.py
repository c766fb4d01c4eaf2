"""Refusals as problem details (RFC 9457): every wrong value with its place and remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, get_args

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.facts.written_names import written_name

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, tuple[str, str]] = {
    400: ("unreadable", "The request cannot be read"),
    401: ("key-required", "An API key is required"),
    404: ("not-found", "There is no such thing"),
    405: ("wrong-method", "The route does not know this method"),
    408: ("too-slow", "The request came in too slowly"),
    409: ("not-possible", "This cannot follow on what was done before"),
    412: ("changed-meanwhile", "Somebody else changed it in the meantime"),
    413: ("too-large", "The request is too large"),
    415: ("not-json", "The body is not JSON"),
    421: ("wrong-host", "The service does not go by this name"),
    422: ("bad-input", "The request cannot be answered as it stands"),
    429: ("too-many-requests", "Too many requests"),
    500: ("defect", "The service failed"),
    503: ("busy", "The service cannot answer now"),
}
"""The word that ends the problem's type, and its title, by status."""


class InvalidValue(BaseModel):
    """One thing that is wrong with a request.

    pointer: where, as a JSON pointer (RFC 6901) into the body, or the name of a parameter with
    a question mark before it.
    """

    model_config = ConfigDict(title="InvalidValue")

    pointer: str = Field(examples=["/facts/knowledge_change"])
    problem: str = Field(examples=['knowledge_change cannot be "wekly".'])
    remedy: str = Field(examples=['Did you mean "weekly"?'])


class ProblemDetails(BaseModel):
    """Why a request was refused (RFC 9457).

    type: a name of the kind of problem, which does not change; request_id: to be named when the
    problem is reported; problems: every invalid value of the request.
    """

    model_config = ConfigDict(title="ProblemDetails")

    type: str = Field(examples=["urn:advisor:problem:bad-input"])
    title: str
    status: int = Field(examples=[422])
    detail: str
    instance: str | None = None
    request_id: str | None = None
    problems: list[InvalidValue] = []


class Refusal(HTTPException):
    """A request is refused with this status and these reasons."""

    def __init__(
        self,
        status: int,
        detail: str,
        problems: Sequence[InvalidValue] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers or {}))
        self.problems = list(problems)


def details(
    refusal: Refusal, path: str | None = None, request_id: str | None = None
) -> ProblemDetails:
    """The problem details of a refusal."""
    word, title = TITLES.get(refusal.status_code, ("other", "The request was refused"))
    return ProblemDetails(
        type=f"urn:advisor:problem:{word}",
        title=title,
        status=refusal.status_code,
        detail=refusal.detail,
        instance=path,
        request_id=request_id,
        problems=refusal.problems,
    )


def response(refusal: Refusal, path: str | None, request_id: str | None) -> JSONResponse:
    """The HTTP response for a refusal."""
    return JSONResponse(
        details(refusal, path, request_id).model_dump(exclude_none=True),
        status_code=refusal.status_code,
        headers=refusal.headers,
        media_type=MEDIA_TYPE,
    )


def refuse(error: BadInput, within: str = "") -> Refusal:
    """The refusal of a bad input. within: the pointer of the object that holds `facts`."""
    return refuse_values([_value(each, within) for each in error.problems])


def refuse_at(field: str, error: BadInput) -> Refusal:
    """The refusal of a bad input whose places are names within this field of the body."""
    return refuse_values(
        [
            InvalidValue(
                # Places that are options of a command stand for the field itself.
                pointer=_safe(pointer([field, *_names(each.place)])),
                problem=_safe(each.problem),
                remedy=_safe(each.remedy),
            )
            for each in error.problems
        ]
    )


def _names(place: str) -> list[str]:
    return [] if not place or place.startswith("--") else [place]


def refuse_values(values: list[InvalidValue]) -> Refusal:
    """The refusal of a request with these invalid values."""
    detail = values[0].problem if len(values) == 1 else f"{len(values)} values are invalid."
    return Refusal(422, detail, values)


def invalid_values(errors: Iterable[Any], shape: Any = None) -> list[InvalidValue]:
    """Every invalid value, from pydantic's errors of a request; shape: the type of its body."""
    found: list[InvalidValue] = []
    for error in errors:
        source, *where = error["loc"] or ("body",)
        cause = error.get("ctx", {}).get("error")
        if isinstance(cause, BadInput):
            outside = pointer(where[:-1] if where and where[-1] == "facts" else where)
            found += [_value(each, outside) for each in cause.problems]
        else:
            found.append(_other_value(error, str(source), where, shape))
    return found


def pointer(parts: Iterable[object]) -> str:
    """A JSON pointer (RFC 6901) to the value at this path."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def _value(problem: Problem, within: str) -> InvalidValue:
    is_fact = written_name(problem.place) is not None or "is not a fact" in problem.problem
    within += "/facts" if is_fact else ""
    # The place of an element of a list, such as models/0, is two steps.
    listed = re.fullmatch(r"([a-z]+)/(\d+)", problem.place)
    where = listed.groups() if listed else [problem.place] if problem.place else []
    # The library names its commands; a caller of the service has routes.
    remedy = problem.remedy.replace("`advisor facts` lists", "`GET /v1/facts` lists")
    remedy = remedy.replace("`advisor catalogue` lists", "`GET /v1/catalogue` lists")
    remedy = remedy.replace("`advisor init FILE` writes a template", "`GET /v1/facts` lists them")
    return InvalidValue(
        pointer=within + pointer(where), problem=_safe(problem.problem), remedy=_safe(remedy)
    )


def _other_value(error: Any, source: str, where: list[Any], shape: Any) -> InvalidValue:
    place = pointer(where) if source == "body" else f"?{where[0] if where else ''}"
    name = str(where[-1]) if where else ""
    kind = error["type"]
    if kind == "extra_forbidden":
        return InvalidValue(
            pointer=_safe(place),
            problem=_safe(f'"{name[:60]}" is not known here.'),
            remedy=_safe(_where_it_belongs(name, _fields(shape, where[:-1])) or "Leave it out."),
        )
    if kind == "missing":
        what = f'"{name}" is missing.' if name else "The body is missing."
        return InvalidValue(pointer=place, problem=what, remedy="Send it as JSON.")
    what, remedy = _said(error, name)
    subject = f'"{name}"' if name and source == "body" else name or "The body"
    return InvalidValue(
        pointer=_safe(place), problem=_safe(f"{subject}: {what}."), remedy=_safe(remedy)
    )


def _where_it_belongs(name: str, fields: Collection[str]) -> str:
    """What to do with a field that the request does not have; fields: those that it has there."""
    if "facts" in fields and written_name(name) is not None:
        return f'It is a fact: put it under "facts", as {{"facts": {{"{name[:60]}": ...}}}}.'
    return did_you_mean(name[:60], fields)


def _fields(shape: Any, where: Sequence[Any]) -> tuple[str, ...]:
    """The fields of the object at this place in a body of this type; none where it is no object."""
    models = list(_models(shape))
    for step in where:
        models = [
            each
            for model in models
            for each in (
                _models(model.model_fields[step].annotation)
                if step in model.model_fields
                # The place of an element in a list: its type is in the list's already.
                else [model]
                if isinstance(step, int)
                else ()
            )
        ]
    return tuple(dict.fromkeys(name for model in models for name in model.model_fields))


def _models(shape: Any) -> Iterator[type[BaseModel]]:
    """The models in a type: itself, or what it is a list, a choice or an annotation of."""
    if isinstance(shape, type) and issubclass(shape, BaseModel):
        yield shape
    for part in get_args(shape):
        yield from _models(part)


def _said(error: Any, name: str) -> tuple[str, str]:
    """What is wrong and what to do, for the kinds of errors that a request can have."""
    found = str(error.get("input"))
    found = f'"{found[:60]}..."' if len(found) > 60 else f'"{found}"'
    kind = str(error["type"])
    if "expected" in error.get("ctx", {}):
        return f"{found} is not among the choices", f"Give {error['ctx']['expected']}."
    if kind.startswith("date"):
        return f"{found} is not a day", "Write it as 2026-11-22."
    if kind.startswith(("model", "dict")):
        return "it is not a JSON object", 'Give an object such as {"facts": {}}.'
    if kind.startswith(("list", "tuple")):
        if not name:
            return "it is not a JSON array", "Give an array of requests."
        one = error.get("input")
        given = json.dumps(one if isinstance(one, str) and len(one) < 60 else "...")
        return "it is not a JSON array", f'Give an array, even of one: {{"{name}": [{given}]}}.'
    return str(error["msg"]).removeprefix("Value error, "), "Look it up in `GET /v1/openapi.json`."


def _safe(text: str) -> str:
    # A lone surrogate cannot be sent as UTF-8.
    return text.encode("utf-8", "replace").decode("utf-8")
