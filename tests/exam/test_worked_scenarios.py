"""On every worked scenario a choice is judged as the advice judges it."""

from __future__ import annotations

import datetime
from functools import cache

import pytest

from advisor.advisor import default_advisor
from advisor.exam import CheckedReasoning, Examiner, check_reasoning
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Advice

KNOWLEDGE = load_knowledge()
SCENARIOS = KNOWLEDGE.scenarios
DAY = datetime.date(2026, 11, 22)


def day_of(scenario: str) -> datetime.date:
    return SCENARIOS[scenario].as_of or DAY


@pytest.fixture(scope="module", params=SCENARIOS)
def scenario(request: pytest.FixtureRequest) -> str:
    """One after the other with all its tests: what was tried for one is there for the next."""
    name: str = request.param
    return name


@cache
def advice_on(scenario: str) -> Advice:
    worked = SCENARIOS[scenario]
    return default_advisor().explained(
        dict(worked.facts), worked.view, day_of(scenario), estimates=False
    )


def checked(
    scenario: str, *choice: str, because: tuple[str, ...] | None = None
) -> CheckedReasoning:
    worked = SCENARIOS[scenario]
    return check_reasoning(
        worked.facts, choice, because=because, view=worked.view, as_of=day_of(scenario)
    )


@cache
def deciding(scenario: str) -> tuple[tuple[str, bool], ...]:
    found = checked(scenario, advice_on(scenario).plan.headline).decides
    return tuple((each.fact, each.alone) for each in found)


def test_the_headline_with_its_decisive_facts_is_right(scenario: str) -> None:
    facts = tuple(fact for fact, _ in deciding(scenario))

    answer = checked(scenario, advice_on(scenario).plan.headline, because=facts or None)

    assert answer.verdict == "right"
    assert answer.missed == ()
    assert {reason.side for reason in answer.because} <= {"supports"}


def test_the_plan_as_a_whole_is_right(scenario: str) -> None:
    assert checked(scenario, *advice_on(scenario).plan.paths).verdict == "right"


# What decides is worked out in the tests: else a process that runs others would wait for it.


def left_out_of(scenario: str) -> list[str]:
    """The facts of which each alone decides, where there is another besides."""
    facts = deciding(scenario)
    return [fact for fact, alone in facts if alone] if len(facts) > 1 else []


def test_a_decisive_fact_that_is_left_out_is_noticed(scenario: str) -> None:
    for fact in left_out_of(scenario):
        others = tuple(name for name, _ in deciding(scenario) if name != fact)

        answer = checked(scenario, advice_on(scenario).plan.headline, because=others)

        assert answer.verdict == "right_but_missed", fact
        assert fact in [each.fact for each in answer.missed], fact


def test_many_worked_scenarios_have_a_decisive_fact_to_leave_out() -> None:
    assert sum(len(left_out_of(each)) for each in SCENARIOS) > 10


def test_a_reason_that_does_not_bear_on_it_is_another_reason(scenario: str) -> None:
    unstated = next(
        name
        for name in ("payload_mb", "teacher_available")
        if name not in SCENARIOS[scenario].facts
    )

    answer = checked(scenario, advice_on(scenario).plan.headline, because=(unstated,))

    assert answer.verdict == "right_for_another_reason"
    assert answer.because[0].side == "irrelevant"


OTHERS = [
    (scenario, path)
    for scenario in SCENARIOS
    for path in KNOWLEDGE.paths
    if path != SCENARIOS[scenario].headline
]


def test_each_other_path_is_refused_for_the_reason_that_the_advice_gives(
    scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What would make it right is looked for in a test of its own: it takes a search each.
    monkeypatch.setattr(Examiner, "_right_where", lambda *_: None)
    for shape in advice_on(scenario).paths:
        if shape.id == advice_on(scenario).plan.headline:
            continue

        answer = checked(scenario, shape.id)

        assert answer.verdict in ("wrong", "not_decided"), shape.id
        assert answer.part_of_plan == (shape.verdict == "chosen")
        assert shape.text in answer.text
        if not answer.part_of_plan and shape.reasons:
            assert answer.reasons == shape.reasons


@pytest.mark.parametrize(("scenario", "path"), OTHERS[::29])
def test_the_change_that_is_named_makes_the_choice_right(scenario: str, path: str) -> None:
    where = checked(scenario, path).right_where

    if where is not None:
        worked = SCENARIOS[scenario]
        facts = {**worked.facts, **{edit.fact: edit.after for edit in where.edits}}
        changed = check_reasoning(facts, path, view=worked.view, as_of=day_of(scenario))
        assert changed.verdict == "right"
        others = {*changed.plan.paths} - {path, "prompt-engineering"}
        assert ("alone, this choice stays wrong" in where.text) == bool(others)


def test_almost_every_other_path_has_a_change_that_makes_it_right() -> None:
    found = [checked(*each).right_where for each in OTHERS[::31]]

    assert sum(each is None for each in found) <= len(found) // 10


def test_each_recommended_item_is_right_and_each_vetoed_one_wrong(
    scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Examiner, "_right_where", lambda *_: None)
    advice = advice_on(scenario)
    essential = [
        item.id for stage in advice.stages for item in stage.items if item.rank == "essential"
    ]

    for item in essential[:3]:
        assert checked(scenario, item).verdict == "right", item
    for rejected in advice.not_recommended[:3]:
        answer = checked(scenario, rejected.id)
        assert answer.verdict == "wrong", rejected.id
        assert rejected.text in answer.text
