"""What can be set about the service, and the environment variables that set it.

Workers are processes of their own, so settings travel in the environment: the setting
`max_body_bytes` is the variable ADVISOR_API_MAX_BODY_BYTES. Lists are separated by commas.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from advisor.errors import BadInput, Problem, did_you_mean
from advisor.reasoning.infer import EngineName

PREFIX = "ADVISOR_API_"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


def _list(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


ROOT_PATH = re.compile(r"(?:/[A-Za-z0-9._~-]+){1,10}")
"""What a root path looks like: no slash at its end, and nothing that a page could take for more."""


def _root_path(value: object) -> object:
    path = value.rstrip("/") if isinstance(value, str) else value
    if path and not (isinstance(path, str) and ROOT_PATH.fullmatch(path)):
        raise ValueError("a root path begins with a slash, as /advisor")
    return path


Words = Annotated[tuple[str, ...], BeforeValidator(_list)]


class Settings(BaseModel):
    """How the service runs: who may call it, and how much of it.

    Limits hold for one worker; where several run, each keeps its own count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: EngineName | None = Field(
        None, description="durable or plain; by default durable-rules where it is installed."
    )
    keys_file: Path | None = Field(
        None, description="The file of API keys. Where it is set, every route but health asks one."
    )
    store: str = Field(
        "",
        description="Where decisions are kept, as sqlite:///decisions.db or "
        "postgresql://user@host/name. Without it, /v1/decisions answers 404.",
    )
    reader_model: str = Field(
        "",
        description="A model on Amazon Bedrock that may read descriptions, by id or ARN. Without "
        "it no text leaves this machine; with it, the texts of callers who ask for it do.",
    )
    reader_region: str = Field("", description="The AWS Region of that model.")
    allowed_hosts: Words = Field(
        LOOPBACK_NAMES,
        description="Names by which the service may be called; others get 421. * allows any.",
    )
    cors_origins: Words = Field(
        (), description="Origins whose web pages may call the service. None unless named."
    )
    root_path: Annotated[str, BeforeValidator(_root_path)] = Field(
        "", description="The path under which a proxy shows the service, as /advisor."
    )
    max_body_bytes: int = Field(1_000_000, ge=1, description="Largest body; above it 413.")
    max_batch_bytes: int = Field(
        10_000_000, ge=1, description="Largest body of a batch; above it 413."
    )
    max_batch_rows: int = Field(500, ge=1, description="Most requests in one batch; above it 422.")
    max_stream_rows: int = Field(
        20_000, ge=1, description="Most rows in one streamed batch; above it 422."
    )
    stream_seconds: float = Field(
        300.0, gt=0, description="Longest that a streamed batch may take; it ends with a problem."
    )
    time_limit_seconds: float = Field(
        30.0, gt=0, description="Longest that one answer may take; after it 503."
    )
    body_seconds: float = Field(
        10.0, gt=0, description="Longest that a client may take to send its request; after it 408."
    )
    threads: int = Field(2, ge=1, le=64, description="Answers worked out at the same time.")
    max_waiting: int = Field(
        64, ge=0, description="Answers that may wait for a thread; one more gets 503."
    )
    longest_wait_seconds: float = Field(
        1.0,
        gt=0,
        description="Who would wait longer for a thread, by the pace of late, gets 503 at once.",
    )
    requests_per_minute: int = Field(
        0,
        ge=0,
        description="Requests a minute of one client (key, else address); then 429. 0: any.",
    )
    answer_cache_bytes: int = Field(
        64_000_000, ge=0, description="Memory for answers already given. 0 keeps none."
    )
    drain_seconds: float = Field(
        1.0, ge=0, description="How long idle connections are still listened to on shutdown."
    )
    shutdown_seconds: int = Field(
        30, ge=1, description="Longest wait on shutdown for answers under way."
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """The settings that the environment gives. Raises BadInput that names every wrong one."""
        given = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in environment.items()
            if name.startswith(PREFIX) and value
        }
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            raise BadInput([_problem(each) for each in error.errors()]) from None

    def to_environment(self) -> dict[str, str]:
        """The environment variables that give these settings."""
        return {
            PREFIX + name.upper(): ",".join(value) if isinstance(value, tuple) else str(value)
            for name, value in self
            if value is not None and value != ""
        }


def _problem(error: Any) -> Problem:
    name = str(error["loc"][0])
    variable = PREFIX + name.upper()
    if error["type"] == "extra_forbidden":
        known = [PREFIX + each.upper() for each in Settings.model_fields]
        return Problem("There is no such setting.", variable, did_you_mean(variable, known))
    what = str(Settings.model_fields[name].description)
    return Problem(f'"{error["input"]}" does not do: {error["msg"]}.', variable, what)
