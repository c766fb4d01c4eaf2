"""schemathesis against the served description: every check, single requests and sequences."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

schemathesis = pytest.importorskip("schemathesis")

from advisor.advisor import default_advisor  # noqa: E402
from advisor.api import Settings, create_app  # noqa: E402
from advisor.facts.definitions import fact_definitions  # noqa: E402
from advisor.reading.proposals import checked  # noqa: E402
from advisor.reading.readings import Read  # noqa: E402
from tests.patience import PATIENCE  # noqa: E402


@schemathesis.serializer("application/x-ndjson")
def as_lines(_: Any, value: Any) -> Any:
    return (
        value.encode("utf-8", "replace") if isinstance(value, str) else json.dumps(value).encode()
    )


class ReaderThatFindsNothing:
    """A model that the server names, which reads nothing out of any description."""

    name = "a-model"

    def read(self, text: str) -> Read:
        return checked(text, [], self.name)


# Both engines give the same advice, and this one gives it sooner.
APP = create_app(
    Settings(allowed_hosts=("*",)), default_advisor("plain"), reader=ReaderThatFindsNothing()
)
WHOLE = schemathesis.openapi.from_asgi("/v1/openapi.json", APP)
SAMPLED = schemathesis.openapi.from_asgi("/v1/openapi.json", APP)
# Every boundary of every fact is tried on one route, whose short answer comes soonest; those that
# take the same facts get a sample, and so do its longer answers.
SAMPLED.config.phases.coverage.enabled = False
TAKES_FACTS = ["advise", "compare", "batch", "estimate", "checkReasoning", "nextQuestion", "sweep"]

# Whatever is sent is lines, right or wrong: schemathesis finds nothing to make one wrong.
LINES = schemathesis.openapi.from_asgi("/v1/openapi.json", APP)
LINES.config.phases.coverage.enabled = False
LINES.config.generation.update(modes=[schemathesis.GenerationMode.POSITIVE])


def bounded(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )


READABLE = {"flag": "yes", "choice": "TBD", "choices": "none", "count": "5k", "amount": "5"}


def _readable(value: Any) -> Any:
    """The same with text of facts such as somebody would write."""
    if isinstance(value, list):
        return [_readable(each) for each in value]
    if not isinstance(value, dict):
        return value
    facts = fact_definitions()
    return {
        name: READABLE[facts[name].kind]
        if name in facts and isinstance(each, str) and each not in facts[name].choices
        else _readable(each)
        for name, each in value.items()
    }


def sensible(body: Any) -> Any:
    """What JSON Schema cannot say: ranges run upwards, text says a value, a choice is an option.

    A description holds a letter.
    """
    body = _readable(_in_order(body))
    if isinstance(body, dict):
        text = body.get("text")
        if isinstance(text, str) and text and not any(each.isalnum() for each in text):
            body["text"] = f"{text[:-1]}a"
        body = _models_named(body)
        options, choice = body.get("options"), body.get("choice")
        if options and choice and isinstance(options, list) and isinstance(choice, list):
            body["options"] = [*options[:7], choice]
    return body


def _models_named(body: dict[str, Any]) -> dict[str, Any]:
    """Models that there are: the schema leaves open how a name is written."""
    named = {name: _models_named(each) for name, each in body.items() if isinstance(each, dict)}
    if isinstance(body.get("models"), list):
        named["models"] = ["Nova Lite", "claude sonnet 4.5"][: len(body["models"])]
    return body | named


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


# How schemathesis names a request that tries one value of one fact.
ONE_FACT = re.compile(r"Object with valid 'facts' value: Object with valid '(\w+)' value")


def with_its_fact_alone(case: Any) -> Any:
    """The facts of a request without those that are the same in every one and only take time.

    All of it where it does not try one fact.
    """
    tried = ONE_FACT.match(getattr(case.meta.phase.data, "description", None) or "")
    facts = case.body["facts"]
    return {tried[1]: facts[tried[1]]} if tried else facts


@WHOLE.exclude(operation_id=[*TAKES_FACTS, "batchStream"]).parametrize()
@bounded(15)
def test_every_answer_is_as_described(case: Any) -> None:
    case.body = sensible(case.body)

    case.call_and_validate(timeout=PATIENCE)


@WHOLE.include(operation_id="advise").parametrize()
@bounded(1)
def test_every_boundary_of_every_fact_is_answered_as_described(case: Any) -> None:
    case.body = sensible(case.body)
    if isinstance(case.body, dict) and case.body.get("detail", "full") == "full":
        case.body["detail"] = "plan"
    if isinstance(case.body, dict) and "facts" in case.body:
        case.body["facts"] = with_its_fact_alone(case)

    case.call_and_validate(timeout=PATIENCE)


@SAMPLED.include(operation_id=TAKES_FACTS).parametrize()
@bounded(10)
def test_every_answer_about_a_scenario_is_as_described(case: Any) -> None:
    case.body = sensible(case.body)

    case.call_and_validate(timeout=PATIENCE)


@LINES.include(operation_id="batchStream").parametrize()
@bounded(15)
def test_every_answer_to_lines_is_as_described(case: Any) -> None:
    case.call_and_validate(timeout=PATIENCE)


class Sequences(SAMPLED.exclude(operation_id="batchStream").as_state_machine()):  # type: ignore[misc]
    def before_call(self, case: Any) -> None:
        case.body = sensible(case.body)


TestSequences = Sequences.TestCase
TestSequences.settings = settings(bounded(8), stateful_step_count=5)
