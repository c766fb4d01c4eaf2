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


def _in_order(value: Any) -> Any:
    """The bounds of every range in order: the one thing that JSON Schema cannot say."""
    if isinstance(value, list):
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
    case.body = _in_order(case.body)

    case.call_and_validate()


class Sequences(SCHEMA.as_state_machine()):  # type: ignore[misc]
    def before_call(self, case: Any) -> None:
        case.body = _in_order(case.body)


TestSequences = Sequences.TestCase
TestSequences.settings = settings(BOUNDED, max_examples=10, stateful_step_count=5)
