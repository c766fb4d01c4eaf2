"""The service's description (OpenAPI 3.1), such that a client generator can use it.

FastAPI describes the routes; here are added the errors, the keys, names for what is shared, and
examples from the worked scenarios.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from advisor import __version__
from advisor.api.problems import MEDIA_TYPE, TITLES, ProblemDetails
from advisor.api.shapes import NAMED
from advisor.estimates.inputs import bounds, known_to
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import THE_WHOLE
from advisor.knowledge import Knowledge

_DESCRIPTION = """\
Facts of a scenario in, an explained recommendation out: the path to adapt a foundation model,
and what belongs to it in every stage of the lifecycle.

Every fact may be left out; one that is left out is unknown, which is never read as false.
Typed values are taken as they are; text is read as people write it ("50k", "2 s", "30%", "yes",
"Q&A", "TBD"), names in other spellings and by known other words. What was typed and what was read
stand side by side in `read_as` of the answer; what may mean two things is refused.
Refusals are problem details (RFC 9457) that name every invalid value with its remedy.
"""

_ANY = (401, 404, 405, 421, 422, 429, 500, 503)
_WITH_BODY = (400, 408, 413, 415)
_RESPONSES = {
    400: "BadRequest",
    401: "Unauthorized",
    404: "NotFound",
    405: "MethodNotAllowed",
    408: "RequestTimeout",
    409: "Conflict",
    412: "PreconditionFailed",
    413: "ContentTooLarge",
    415: "UnsupportedMediaType",
    421: "MisdirectedRequest",
    422: "UnprocessableContent",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "ServiceUnavailable",
}
_EXAMPLES = 3
_ETAG = {
    "description": "The answer's name: equal as long as the answer is.",
    "schema": {"type": "string"},
}
_ASKED_AGAIN = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of an answer that the caller holds; 304 where it still holds.",
    "schema": {"type": "string"},
}
_SEEN = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The ETag of the decision that the caller has seen; 412 where somebody else "
    "changed it since. Without it the change is made on whatever is there.",
    "schema": {"type": "string"},
}
_REQUEST_ID = {
    "description": "To be named when something is reported.",
    "schema": {"type": "string"},
}


def describe(app: FastAPI, knowledge: Knowledge, keys: bool) -> dict[str, Any]:
    """The description of these routes over this knowledge. keys: whether a key is a must."""
    schema = get_openapi(
        title=app.title,
        version=__version__,
        description=_DESCRIPTION,
        routes=app.routes,
        separate_input_output_schemas=False,
        license_info={"name": "MIT", "identifier": "MIT"},
        servers=[{"url": "/", "description": "This service."}],
    )
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for left_over in ("HTTPValidationError", "ValidationError"):
        schemas.pop(left_over, None)
    problem = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["ProblemDetails"] = problem
    components["headers"] = {"ETag": _ETAG, "X-Request-ID": _REQUEST_ID}
    components["parameters"] = {"IfMatch": _SEEN, "IfNoneMatch": _ASKED_AGAIN}
    components["responses"] = {
        "NotModified": {
            "description": "The caller holds the answer already.",
            "headers": {"ETag": {"$ref": "#/components/headers/ETag"}},
        },
        **{name: _refusal(status) for status, name in _RESPONSES.items()},
    }
    components["securitySchemes"] = {
        "bearer": {"type": "http", "scheme": "bearer", "description": "An API key."},
        "header": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
        "basic": {
            "type": "http",
            "scheme": "basic",
            "description": "For browsers: any name, an API key as password.",
        },
    }
    schema["security"] = [{"bearer": []}, {"header": []}, {"basic": []}, *([] if keys else [{}])]
    _name_ranges(schemas)
    _name_services(schemas, knowledge)
    _add_read_as(schemas)
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            _complete(path, operation)
    _name_choices(schema, knowledge)
    schemas["GivenAssumptions"] = _assumptions(knowledge)
    schemas["ChoiceId"] = _one_of(
        "ChoiceId", "A path, or an item of the catalogue.", (*knowledge.paths, *knowledge.items)
    )
    schemas["FactName"] = _one_of("FactName", "A fact of a scenario.", fact_definitions())
    schemas["ReasonId"] = _one_of(
        "ReasonId", "A fact, or a need.", (*fact_definitions(), *knowledge.needs)
    )
    _give_examples(schema, knowledge)
    _link(schema)
    named: dict[str, Any] = _with_names(schema)
    return named


def _with_names(value: Any) -> Any:
    """The same with a reference wherever a schema was only named."""
    if isinstance(value, list):
        return [_with_names(each) for each in value]
    if not isinstance(value, dict):
        return value
    reference = {"$ref": f"#/components/schemas/{value[NAMED]}"} if NAMED in value else {}
    return reference | {key: _with_names(each) for key, each in value.items() if key != NAMED}


def _refusal(status: int) -> dict[str, Any]:
    headers: dict[str, Any] = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    if status in (429, 503):
        headers["Retry-After"] = {
            "description": "Seconds after which to try again.",
            "schema": {"type": "integer"},
        }
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {"description": f"{TITLES[status][1]}.", "headers": headers, "content": content}


def _complete(path: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    with_body = "requestBody" in operation
    for status in sorted((*_ANY, *(_WITH_BODY if with_body else ()))):
        responses[str(status)] = {"$ref": f"#/components/responses/{_RESPONSES[status]}"}
    if path.endswith(("healthz", "readyz")):
        operation["security"] = []
        return
    if "/batch" in path or path.endswith("/export"):
        return
    if with_body and path.startswith("/v1/decisions"):
        _complete_change(path, responses, operation)
        return
    responses["304"] = {"$ref": "#/components/responses/NotModified"}
    responses["200"]["headers"] = {
        "ETag": {"$ref": "#/components/headers/ETag"},
        "X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"},
    }
    parameters = operation.setdefault("parameters", [])
    parameters.append({"$ref": "#/components/parameters/IfNoneMatch"})


def _complete_change(path: str, responses: dict[str, Any], operation: dict[str, Any]) -> None:
    """What belongs to a change of a decision: its new name, and what it may be refused for."""
    done = responses["201" if "201" in responses else "200"]
    done["headers"] = {
        "ETag": {"$ref": "#/components/headers/ETag"},
        "X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"},
    }
    if "{id}" in path:
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IfMatch"})
        for status in (409, 412):
            responses[str(status)] = {"$ref": f"#/components/responses/{_RESPONSES[status]}"}


def _name_ranges(schemas: dict[str, Any]) -> None:
    """Gives each kind of numbers a name: client generators make one type of it."""
    for fact in schemas["Scenario"]["properties"].values():
        kinds = fact.get("anyOf", [])
        if len(kinds) > 2 and kinds[1].get("type") == "object":
            share = kinds[0]["maximum"] == THE_WHOLE
            whole = kinds[0]["type"] == "integer"
            name = "CountRange" if whole else "ShareRange" if share else "AmountRange"
            what = "a whole number" if whole else "a number"
            bound = {"anyOf": [kinds[0], {"type": "null"}]}
            schemas[name] = {
                "title": name,
                "description": f"A rough size: {what} between the two, both included. "
                "At least one is given, and at_least is no larger than at_most.",
                "type": "object",
                "properties": {"at_least": bound, "at_most": bound},
                "additionalProperties": False,
                "anyOf": [
                    {"required": [given], "properties": {given: kinds[0]}}
                    for given in ("at_least", "at_most")
                ],
            }
            kinds[1] = {"$ref": f"#/components/schemas/{name}"}


def _add_read_as(schemas: dict[str, Any]) -> None:
    """Says which answers tell what had to be interpreted in a scenario."""
    for name in (
        "AdvicePlan",
        "Comparison",
        "Estimates",
        "CheckedReasoning",
        "Sweep",
        "NextQuestions",
    ):
        schemas[name]["properties"]["read_as"] = {
            "title": "Read as",
            "description": "What was typed for a fact beside what was read; left out where nothing "
            "had to be interpreted.",
            "type": "array",
            "items": {"$ref": "#/components/schemas/ReadAs"},
        }


def _name_services(schemas: dict[str, Any], knowledge: Knowledge) -> None:
    services = [item.id for item in knowledge.items.values() if item.kind == "service"]
    schemas["ServiceId"] = _one_of("ServiceId", "A service of the catalogue.", services)
    for kind in schemas["Scenario"]["properties"]["existing_services"]["anyOf"]:
        if kind.get("type") == "array":
            kind["items"] = {"$ref": "#/components/schemas/ServiceId"}


def _name_choices(schema: dict[str, Any], knowledge: Knowledge) -> None:
    """Lists what a filter may name."""
    filters = {
        ("/v1/rules", "kind"): sorted({rule.kind for rule in knowledge.rules.values()}),
        ("/v1/rules", "fact"): list(fact_definitions()),
        ("/v1/catalogue", "stage"): list(knowledge.stages),
    }
    for (path, name), choices in filters.items():
        for parameter in schema["paths"][path]["get"]["parameters"]:
            if parameter.get("name") == name:
                parameter["schema"] = {"type": "string", "enum": choices}


def _one_of(title: str, description: str, choices: Iterable[str]) -> dict[str, Any]:
    return {
        "title": title,
        "description": description,
        "type": "string",
        "enum": sorted(set(choices)),
    }


def _assumptions(knowledge: Knowledge) -> dict[str, Any]:
    """What may be assumed: each assumption with its unit, each reference with what it may name."""
    sizes = {
        each.id: {
            "title": each.name,
            "description": f"Low, likely and high run upwards. Default: {each.low:g}, "
            f"{each.likely:g}, {each.high:g}.",
            "anyOf": _sizes(*bounds(each)),
            "unit": each.unit,
        }
        for each in knowledge.assumptions.values()
    }
    words = {
        each.id: {
            "title": each.name,
            "type": "string",
            "enum": sorted(known_to(knowledge, each.id)),
        }
        for each in knowledge.references.values()
    }
    return {
        "title": "GivenAssumptions",
        "type": "object",
        "properties": {**sizes, **words},
        "additionalProperties": False,
    }


def _sizes(least: float, most: float) -> list[dict[str, Any]]:
    size = {"type": "number", "minimum": least, "maximum": most}
    return [size, {"type": "array", "items": size, "minItems": 3, "maxItems": 3}]


def _give_examples(schema: dict[str, Any], knowledge: Knowledge) -> None:
    worked = list(knowledge.scenarios.values())[:_EXAMPLES]
    requests = {
        each.id: {
            "summary": each.title,
            "value": {
                "facts": dict(each.facts),
                "view": each.view,
                "as_of": each.as_of.isoformat() if each.as_of else "2026-11-22",
            },
        }
        for each in worked
    }
    if not requests:
        return
    content = schema["paths"]["/v1/advise"]["post"]["requestBody"]["content"]
    content["application/json"]["examples"] = requests
    content = schema["paths"]["/v1/estimate"]["post"]["requestBody"]["content"]
    content["application/json"]["examples"] = requests
    if len(worked) > 1:
        first, second = list(requests.values())[:2]
        content = schema["paths"]["/v1/compare"]["post"]["requestBody"]["content"]
        content["application/json"]["examples"] = {
            "two": {
                "summary": f"{first['summary']}; {second['summary']}",
                "value": {"before": first["value"], "after": second["value"]},
            }
        }
    content = schema["paths"]["/v1/batch"]["post"]["requestBody"]["content"]
    content["application/json"]["examples"] = {
        "several": {
            "summary": "Several scenarios at once",
            "value": [each["value"] for each in requests.values()],
        }
    }


def _link(schema: dict[str, Any]) -> None:
    """Says which answers lead to which requests."""
    paths = schema["paths"]
    paths["/v1/rules"]["get"]["responses"]["200"]["links"] = {
        "FirstRule": {
            "operationId": "rule",
            "parameters": {"id": "$response.body#/rules/0/id"},
        }
    }
    paths["/v1/scenarios"]["get"]["responses"]["200"]["links"] = {
        "FirstScenario": {
            "operationId": "scenario",
            "parameters": {"id": "$response.body#/scenarios/0/id"},
        }
    }
    paths["/v1/decisions"]["post"]["responses"]["201"]["links"] = {
        name: {"operationId": name, "parameters": {"id": "$response.body#/id"}}
        for name in ("decision", "decisionHistory", "acceptDecision", "recheckDecision")
    }
    paths["/v1/scenarios/{id}"]["get"]["responses"]["200"]["links"] = {
        "Advice": {
            "operationId": "advise",
            "requestBody": {"facts": "$response.body#/facts", "view": "$response.body#/view"},
        }
    }
    paths["/v1/advise"]["post"]["responses"]["200"]["links"] = {
        "FirstRuleFired": {
            "operationId": "rule",
            "parameters": {"id": "$response.body#/rules_fired/0"},
        }
    }
