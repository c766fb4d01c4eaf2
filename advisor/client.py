"""Ask a running advisor service: a small client without dependencies.

>>> from advisor.client import Client
>>> client = Client("http://127.0.0.1:8000")                            # doctest: +SKIP
>>> client.advise({"knowledge_change": "weekly"})["plan"]["headline"]   # doctest: +SKIP
'retrieval-augmented-generation'
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any, cast

from advisor.errors import BadInput, Problem

Facts = Mapping[str, Any]
Json = dict[str, Any]

_AGAIN = (429, 503)


class ServiceError(Exception):
    """The service refused or failed; `status` and `problem` (RFC 9457) say why."""

    def __init__(self, status: int, problem: Json) -> None:
        super().__init__(problem.get("detail") or problem.get("title") or f"status {status}")
        self.status = status
        self.problem = problem


class Client:
    """A service at an address.

    address: as "http://127.0.0.1:8000"; key: an API key, where the service asks for one;
    timeout: seconds to wait for an answer; attempts: how often a request is sent at most where
    the service is busy. Answers are plain data; invalid values raise BadInput, which names each
    of them; everything else that goes wrong raises ServiceError or, without a connection, OSError.
    """

    def __init__(
        self, address: str, key: str | None = None, *, timeout: float = 60.0, attempts: int = 3
    ) -> None:
        self._address = address.rstrip("/")
        self._key = key
        self._timeout = timeout
        self._attempts = attempts

    def advise(
        self,
        facts: Facts,
        view: str = "production",
        as_of: str | None = None,
        *,
        models: Sequence[str] = (),
        detail: str = "full",
        sensitivity: bool = False,
    ) -> Json:
        """The advice on a scenario, as advice/1; with detail="plan" the decision alone.

        models: the managed models to cost it with, by name or id, instead of three that fit;
        sensitivity: with what is left to find out and what would change it.
        """
        asked = {**_request(facts, view, as_of, models), "detail": detail}
        return cast(Json, self._post("advise", {**asked, "sensitivity": sensitivity}))

    def compare(
        self,
        before: Facts,
        after: Facts,
        view: str = "production",
        as_of: str | None = None,
        *,
        models: Sequence[str] = (),
    ) -> Json:
        """What differs between the advice on two scenarios; models: as in `advise`."""
        one, other = (_request(facts, view, as_of, models) for facts in (before, after))
        pair = {"before": one, "after": other}
        return cast(Json, self._post("compare", pair))

    def read(self, text: str, by_model: bool = False) -> Json:
        """The facts that a description proposes, each with the words that say it.

        by_model: whether the model that the service names reads it too; the text is sent to Amazon
        Bedrock then.
        """
        asked = {"text": text, **({"by_model": True} if by_model else {})}
        return cast(Json, self._post("read", asked))

    def batch(
        self, scenarios: Sequence[Facts], view: str = "production", as_of: str | None = None
    ) -> list[Json]:
        """The answers to many scenarios in their order: `advice`, or the `problem` with it."""
        requests = [_request(facts, view, as_of) for facts in scenarios]
        return cast(list[Json], self._post("batch", requests))

    def facts(self) -> list[Json]:
        """The questions that a scenario may answer."""
        return cast(list[Json], self._get("facts")["facts"])

    def rules(self, **wanted: str) -> list[Json]:
        """The rules in short; wanted: `kind`, `fact`."""
        return cast(list[Json], self._get("rules", wanted)["rules"])

    def rule(self, identity: str) -> Json:
        """One rule, whole."""
        return self._get(f"rules/{urllib.parse.quote(identity, safe='')}")

    def catalogue(self, **wanted: str) -> list[Json]:
        """What can be recommended; wanted: `kind`, `stage`."""
        return cast(list[Json], self._get("catalogue", wanted)["items"])

    def sources(self) -> list[Json]:
        """The bibliography."""
        return cast(list[Json], self._get("sources")["sources"])

    def scenarios(self) -> list[Json]:
        """The worked scenarios."""
        return cast(list[Json], self._get("scenarios")["scenarios"])

    def knowledge(self) -> Json:
        """The version of the knowledge, and what it holds."""
        return self._get("knowledge")

    def decisions(self, **wanted: str | int) -> Json:
        """A page of the team's decisions; wanted: `status`, `changed_since`, `cursor`, `limit`."""
        return self._get("decisions", {name: str(value) for name, value in wanted.items()})

    def decision(self, identity: str) -> Json:
        """One decision, whole."""
        return self._get(f"decisions/{urllib.parse.quote(identity, safe='')}")

    def keep(
        self,
        facts: Facts,
        title: str = "",
        owner: str = "",
        view: str = "production",
        as_of: str | None = None,
    ) -> Json:
        """Keep the answer to a scenario as a decision."""
        request = {**_request(facts, view, as_of), "title": title, "owner": owner}
        # It is sent once: a second attempt could keep it twice.
        return cast(Json, self._post("decisions", request, attempts=1))

    def change(self, seen: Json, verb: str, **said: str) -> Json:
        """Change a decision: `accept`, `override`, `supersede`, `recheck`.

        seen: the decision as it was last read; ServiceError with status 412 where somebody else
        changed it since. said: what belongs to the verb, as `instead` and `reason`.
        """
        route = f"decisions/{seen['id']}/{verb}"
        headers = {"If-Match": f'"{seen["id"]}-{seen["version"]}"'}
        return cast(Json, self._post(route, said, headers, attempts=1))

    def _get(self, route: str, wanted: Mapping[str, str] | None = None) -> Json:
        query = f"?{urllib.parse.urlencode(wanted)}" if wanted else ""
        return cast(Json, self._send("GET", route + query, None))

    def _post(
        self,
        route: str,
        body: Any,
        more: Mapping[str, str] | None = None,
        attempts: int | None = None,
    ) -> Any:
        return self._send("POST", route, json.dumps(body).encode(), more, attempts)

    def _send(
        self,
        method: str,
        route: str,
        body: bytes | None,
        more: Mapping[str, str] | None = None,
        attempts: int | None = None,
    ) -> Any:
        headers = {"Accept": "application/json", **(more or {})}
        most = attempts or self._attempts
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        address = f"{self._address}/v1/{route}"
        for attempt in range(1, most + 1):
            request = urllib.request.Request(address, body, headers, method=method)
            try:
                with urllib.request.urlopen(request, timeout=self._timeout) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code in _AGAIN and attempt < most:
                        time.sleep(_seconds(error.headers.get("Retry-After")))
                        continue
                    raise _failure(error) from None
        raise AssertionError("the last attempt returns or raises")


def _request(
    facts: Facts, view: str, as_of: str | None, models: Sequence[str] = ()
) -> dict[str, Any]:
    request: dict[str, Any] = {"facts": dict(facts), "view": view}
    if as_of is not None:
        request["as_of"] = as_of
    if models:
        request["models"] = list(models)
    return request


def _seconds(text: str | None) -> float:
    return min(float(text), 60.0) if text and text.isdigit() else 1.0


def _failure(error: urllib.error.HTTPError) -> Exception:
    try:
        problem = json.load(error)
    except ValueError:
        problem = {"title": str(error)}
    if error.code == 422 and problem.get("problems"):
        return BadInput(
            Problem(each["problem"], each["pointer"], each["remedy"])
            for each in problem["problems"]
        )
    return ServiceError(error.code, problem)
