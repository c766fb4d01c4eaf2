"""The recorded advice of every worked scenario; `make golden` records it anew."""

from __future__ import annotations

import datetime
import difflib
import json
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from advisor import Advice
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Reason
from advisor.reports import as_text
from tests.worked import worked_advice

GOLDEN = Path(__file__).parent / "golden"
DAY = datetime.date(2026, 11, 22)
SCENARIOS = load_knowledge().scenarios

pytestmark = pytest.mark.golden


@lru_cache
def advice_of(scenario_id: str) -> Advice:
    """The advice on the scenario's own day, or on the fixed one, without what is not advice.

    The knowledge version and the engine's name differ without any sentence being different.
    """
    advice = worked_advice(scenario_id)
    return advice.model_copy(update={"knowledge_version": "(masked)", "engine": "(masked)"})


def text_of(advice: Advice) -> str:
    return as_text(advice, details=True)


def json_of(advice: Advice) -> str:
    return advice.to_json() + "\n"


def outline_of(advice: Advice) -> str:
    """What was decided, as data: ids and rules. The words stand in the text beside it."""
    outline = {
        "plan": advice.plan.paths,
        "policy": advice.plan.policy,
        "needs": {
            need.id: [need.level, need.coverage, need.met_by, *rules_of(need.reasons)]
            for need in advice.needs
        },
        "paths": {path.id: [path.verdict, *rules_of(path.reasons)] for path in advice.paths},
        "stages": {
            stage.id: {
                **{item.id: [item.rank, *rules_of(item.reasons)] for item in stage.items},
                **{item.id: ["further", item.rank, *item.rules] for item in stage.further},
            }
            for stage in advice.stages
        },
        "not_recommended": {each.id: each.instead for each in advice.not_recommended},
        "diagnosis": [[each.stage, each.change, each.measure] for each in advice.diagnosis],
        "dimensions": {each.id: each.items for each in advice.dimensions},
        "warnings": [each.title for each in advice.warnings],
        "roadmap": [[step.need, step.path] for step in advice.roadmap],
        "relaxations": [[each.need, each.path, *each.rules] for each in advice.relaxations],
        "status": advice.status,
        "one_answer_changes": advice.certainty.by_one_answer if advice.certainty else (),
        "flips": {flip.path: [str(change) for change in flip.changes] for flip in advice.flips},
        "ask_first": [question.fact for question in advice.next_questions[:5]],
        "rules_fired": advice.rules_fired,
    }
    return json.dumps(outline, indent=1) + "\n"


def rules_of(reasons: Iterable[Reason]) -> list[str]:
    return [reason.rule for reason in reasons]


def shortened(difference: Iterator[str], most: int = 80) -> str:
    lines = list(difference)
    rest = [f"... and {len(lines) - most} more lines"] if len(lines) > most else []
    return "\n".join([line.rstrip("\n") for line in lines[:most]] + rest)


RECORDS = [
    *((scenario_id, f"{scenario_id}.txt", text_of) for scenario_id in SCENARIOS),
    *((scenario_id, f"{scenario_id}.json", outline_of) for scenario_id in SCENARIOS),
    # Every field of the answer, once.
    ("policy-desk", "policy-desk.whole.json", json_of),
]


@pytest.mark.parametrize(
    ("scenario_id", "name", "tell"), RECORDS, ids=[name for _, name, _ in RECORDS]
)
def test_the_advice_is_the_recorded_one(
    request: pytest.FixtureRequest, scenario_id: str, name: str, tell: Callable[[Advice], str]
) -> None:
    path = GOLDEN / name
    now = tell(advice_of(scenario_id))
    if request.config.getoption("--record"):
        path.write_text(now, encoding="utf-8")
    before = path.read_text(encoding="utf-8") if path.is_file() else ""

    if now != before:
        difference = difflib.unified_diff(
            before.splitlines(), now.splitlines(), "recorded", "now", n=2, lineterm=""
        )
        pytest.fail(
            f"The advice on {scenario_id} changed; `make golden` records it, then read the diff.\n"
            + shortened(difference),
            pytrace=False,
        )


def test_nothing_is_recorded_for_a_scenario_that_is_gone() -> None:
    recorded = {path.name for path in GOLDEN.iterdir() if path.is_file()}
    assert recorded == {name for _, name, _ in RECORDS}
