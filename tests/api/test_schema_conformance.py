"""schemathesis against the served description: every check, single requests and sequences."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

schemathesis = pytest.importorskip("schemathesis")

from advisor.advising import default_advisor  # noqa: E402
from advisor.api import Settings, create_app  # noqa: E402

APP = create_app(Settings(allowed_hosts=("*",), max_batch_rows=20), default_advisor())
SCHEMA = schemathesis.openapi.from_asgi("/v1/openapi.json", APP)

BOUNDED = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)


def sensible(body: Any) -> Any:
    """What JSON Schema cannot say: ranges run upwards, and a choice is among its options."""
    body = _in_order(body)
    if isinstance(body, dict):
        options, choice = body.get("options"), body.get("choice")
        if options and choice and isinstance(options, list) and isinstance(choice, list):
            body["options"] = [*options[:19], choice]
    return body


def _in_order(value: Any) -> Any:
    if isinstance(value, list):
        if len(value) == 3 and all(isinstance(each, (int, float)) for each in value):
            return sorted(value)
        return [_in_order(each) for each in value]
    if not isinstance(value, dict):
        return value
    ordered = {name: _in_order(each) for name, each in value.items()}
    low, high = ordered.get("at_least"), ordered.get("at_most")
    if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low > high:
        ordered |= {"at_least": high, "at_most": low}
    return ordered


@SCHEMA.parametrize()
@BOUNDED
def test_every_answer_is_as_described(case: Any) -> None:
    case.body = sensible(case.body)

    case.call_and_validate()


class Sequences(SCHEMA.as_state_machine()):  # type: ignore[misc]
    def before_call(self, case: Any) -> None:
        case.body = sensible(case.body)


TestSequences = Sequences.TestCase
TestSequences.settings = settings(BOUNDED, max_examples=10, stateful_step_count=5)
