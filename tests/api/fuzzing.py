"""Requests with faults: what clients send who mistype, guess, retry, or mean harm."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from advisor.facts.definitions import fact_definitions
from advisor.knowledge import load_knowledge

ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    0.5,
    10**30,
    -(10**30),
    1e308,
    "",
    " ",
    "60k",
    "about a dozen",
    "=1+1",
    "<script>alert(1)</script>",
    "\u0000",
    "\u202etxet",
    "ß" * 2_000,
    [],
    {},
    [[]],
    [None, 1, "x"],
    {"at_least": 5},
    {"at_most": -5},
    {"at_least": 9, "at_most": 3},
    {"at_least": "many"},
    ["private_documents", "private_documents"],
)
"""Values that stand where another belongs."""

PARAMETERS = (
    "",
    "?limit=-1",
    "?limit=abc",
    "?cursor=%00",
    "?view=exam",
    "?as_of=2026-13-45",
    "?x=1",
)
TYPES = (
    "application/json",
    "application/x-ndjson",
    "text/plain",
    "application/json; charset=x",
    "",
)
IDS = ("parts-questions", "0", "..", "%2e%2e%2f", "%00", "a" * 300, "name with spaces", "ü")


class Request(NamedTuple):
    """One request: its method, address below the service, content type and body."""

    method: str
    address: str
    content_type: str
    body: bytes


def requests(described: dict[str, Any], seed: int) -> Iterator[Request]:
    """Endless requests to all that a service describes of itself, most of them with a fault."""
    chance = random.Random(seed)
    routes = [
        (method.upper(), path)
        for path, methods in described["paths"].items()
        for method in methods
        if method in ("get", "post")
    ]
    while True:
        method, path = chance.choice(routes)
        if path.endswith("/export") and chance.random() > 0.02:
            continue  # it is as long as all that was kept
        address = "/".join(
            chance.choice(IDS) if part.startswith("{") else part for part in path.split("/")
        )
        if chance.random() < 0.2:
            address += chance.choice(PARAMETERS)
        if chance.random() < 0.02:
            method = chance.choice(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"])
        kind, body = "", b""
        if method != "GET":
            kind = "application/x-ndjson" if path.endswith("/stream") else "application/json"
            body = _broken(chance, _content(chance, path))
            if chance.random() < 0.05:
                kind = chance.choice(TYPES)
        yield Request(method, address, kind, body)


def _content(chance: random.Random, path: str) -> bytes:
    facts = _facts(chance)
    asked: dict[str, Any] = {"facts": facts}
    if chance.random() < 0.3:
        asked |= {"view": chance.choice(["production", "exam", "Exam", 7])}
    if chance.random() < 0.2:
        asked |= {"as_of": chance.choice(["2026-11-22", "1999-01-01", "9999-12-31", "today", 3])}
    if path.endswith("/stream"):
        return b"\n".join(json.dumps(each).encode() for each in (facts, _facts(chance)))
    name = path.rsplit("/", 1)[1]
    extra: dict[str, dict[str, Any]] = {
        "check-reasoning": {"choice": [chance.choice(["rag", "agents", "?", *ODD[10:13]])]},
        "sweep": {"vary": [{"fact": chance.choice([*fact_definitions()]), "values": [1, "x"]}]},
        "next-question": {"skipped": [chance.choice([*fact_definitions(), "?"])]},
        "read": {"text": " ".join(map(str, facts.values()))},
        "answer": {"choice": chance.choice([0, 1, 99, -1, "a"])},
        "override": {"instead": "rag", "reason": chance.choice(["cheaper", "", None])},
        "supersede": {"by": chance.choice(IDS)},
        "decisions": {"title": chance.choice(["A title", "", "x" * 10_000]), "owner": "team"},
    }
    asked |= extra.get(name, {})
    if chance.random() < 0.1:
        asked[chance.choice(["fact", "detail", "models", "fixed", "sensitivity"])] = chance.choice(
            ODD
        )
    if name == "compare":
        asked = {"before": asked, "after": {"facts": _facts(chance)}}
    content: Any = [asked, {"facts": _facts(chance)}] if name == "batch" else asked
    if chance.random() < 0.03:
        content = chance.choice(ODD)
    return json.dumps(content).encode()


def _facts(chance: random.Random) -> dict[str, Any]:
    """The facts of a worked scenario with up to four of them changed, dropped or misspelt."""
    worked = chance.choice([*load_knowledge().scenarios.values()])
    facts: dict[str, Any] = copy.deepcopy(dict(worked.facts))
    for _ in range(chance.randint(0, 4)):
        fact = chance.choice([*fact_definitions()])
        change = chance.randrange(4)
        if change == 0:
            facts.pop(chance.choice([*facts, fact]), None)
        elif change == 1:
            facts[fact[:-1] + chance.choice("aeinrst")] = chance.choice(ODD)
        else:
            facts[fact] = chance.choice(ODD)
    return facts


def _broken(chance: random.Random, body: bytes) -> bytes:
    """The body, one time in ten no longer what it was."""
    if chance.random() > 0.1:
        return body
    place = chance.randrange(len(body) + 1)
    return chance.choice(
        [
            b"",
            body[:place],
            body[:place] + bytes([chance.randrange(256)]) + body[place + 1 :],
            b"\xef\xbb\xbf" + body,
            b"[" * 3_000,
            b'{"facts": {"labelled_examples": NaN}}',
            b'{"facts": {}, "facts": {}}',
            body * 2,
            b"\xff\xfe" + body,
        ]
    )
