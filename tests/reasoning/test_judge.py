"""Judging: met, not met or unknown; unknown is never read as false."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Scenario
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.rule import Condition
from advisor.reasoning.judge import Known, Verdict, all_of, any_of, judge, judge_rule
from tests.strategies import scenarios

MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
VERDICTS = st.lists(st.sampled_from(Verdict))
OPPOSITES = [
    ("is", "is_not"),
    ("at_least", "below"),
    ("at_most", "above"),
]


def verdict(condition: dict[str, Any], **facts: Any) -> Verdict:
    return judge(Condition.model_validate(condition), Known(read_scenario(facts), {}))


def test_an_unanswered_question_rules_no_path_out() -> None:
    assert verdict({"fact": "labelled_examples", "below": 50}) is UNKNOWN


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"is": True}, True, MET),
        ({"is": True}, False, NOT_MET),
        ({"is": False}, False, MET),
    ],
)
def test_a_flag_is_true_or_false(test: dict[str, Any], value: bool, expected: Verdict) -> None:
    assert verdict({"fact": "citations_required", **test}, citations_required=value) is expected


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"is": "weekly"}, "weekly", MET),
        ({"is_not": "weekly"}, "weekly", NOT_MET),
        ({"is_one_of": ["daily", "weekly"]}, "weekly", MET),
        ({"is_one_of": ["daily", "weekly"]}, "monthly", NOT_MET),
        ({"at_least": "weekly"}, "weekly", MET),
        ({"at_least": "weekly"}, "monthly", NOT_MET),
        ({"at_least": "weekly"}, "real_time", MET),
        ({"above": "weekly"}, "weekly", NOT_MET),
        ({"above": "weekly"}, "daily", MET),
        ({"at_most": "weekly"}, "weekly", MET),
        ({"at_most": "weekly"}, "daily", NOT_MET),
        ({"below": "weekly"}, "never", MET),
        ({"below": "weekly"}, "weekly", NOT_MET),
    ],
    ids=str,
)
def test_ordered_choices_run_from_least_to_most(
    test: dict[str, Any], value: str, expected: Verdict
) -> None:
    assert verdict({"fact": "knowledge_change", **test}, knowledge_change=value) is expected


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"at_least": 50}, 50, MET),
        ({"at_least": 50}, 49, NOT_MET),
        ({"above": 50}, 50, NOT_MET),
        ({"above": 50}, 51, MET),
        ({"at_most": 50}, 50, MET),
        ({"below": 50}, 50, NOT_MET),
        ({"is": 50}, 50, MET),
        ({"is": 50}, 51, NOT_MET),
        # A range is met or not met where the whole range agrees.
        ({"at_least": 50}, {"at_least": 50}, MET),
        ({"at_least": 50}, {"at_least": 49}, UNKNOWN),
        ({"at_least": 50}, {"at_most": 49}, NOT_MET),
        ({"at_least": 50}, {"at_most": 50}, UNKNOWN),
        ({"below": 50}, {"at_least": 10, "at_most": 49}, MET),
        ({"below": 50}, {"at_least": 10, "at_most": 50}, UNKNOWN),
        ({"below": 50}, {"at_least": 50, "at_most": 60}, NOT_MET),
        ({"is": 50}, {"at_least": 10, "at_most": 60}, UNKNOWN),
        ({"is": 50}, {"at_least": 51, "at_most": 60}, NOT_MET),
        ({"is_not": 50}, {"at_least": 51, "at_most": 60}, MET),
    ],
    ids=str,
)
def test_numbers_and_ranges_have_exact_bounds(
    test: dict[str, Any], value: Any, expected: Verdict
) -> None:
    assert verdict({"fact": "labelled_examples", **test}, labelled_examples=value) is expected


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"includes": "search"}, ["search", "translation"], MET),
        ({"includes": "search"}, ["translation"], NOT_MET),
        ({"includes": "search"}, [], NOT_MET),
        ({"includes_any_of": ["search", "extraction"]}, ["extraction"], MET),
        ({"includes_any_of": ["search", "extraction"]}, ["translation"], NOT_MET),
        ({"includes_all_of": ["search", "extraction"]}, ["extraction"], NOT_MET),
        ({"includes_all_of": ["search", "extraction"]}, ["extraction", "search"], MET),
        (
            {"includes_all_of": ["search", "extraction"]},
            ["extraction", "search", "translation"],
            MET,
        ),
        ({"excludes": "search"}, ["translation"], MET),
        ({"excludes": "search"}, [], MET),
        ({"excludes": "search"}, ["search"], NOT_MET),
        ({"only": ["search", "extraction"]}, ["search"], MET),
        ({"only": ["search", "extraction"]}, ["search", "translation"], NOT_MET),
        ({"only": ["search", "extraction"]}, [], NOT_MET),
        ({"empty": True}, [], MET),
        ({"empty": True}, ["search"], NOT_MET),
        ({"empty": False}, ["search"], MET),
        ({"empty": False}, [], NOT_MET),
    ],
    ids=str,
)
def test_choices_are_sets(test: dict[str, Any], value: list[str], expected: Verdict) -> None:
    assert verdict({"fact": "tasks", **test}, tasks=value) is expected


def test_whether_a_fact_was_stated_is_always_known() -> None:
    assert verdict({"fact": "tasks", "stated": False}) is MET
    assert verdict({"fact": "tasks", "stated": True}) is NOT_MET
    assert verdict({"fact": "tasks", "stated": True}, tasks=[]) is MET


def test_an_empty_list_is_known() -> None:
    assert verdict({"fact": "symptoms", "includes": "slow"}, symptoms=[]) is NOT_MET
    assert verdict({"fact": "symptoms", "includes": "slow"}) is UNKNOWN


@pytest.mark.parametrize("empty", [True, False])
def test_a_list_that_nobody_gave_is_not_read_as_an_empty_one(empty: bool) -> None:
    assert verdict({"fact": "existing_services", "empty": empty}) is UNKNOWN


@given(VERDICTS)
def test_all_is_as_sure_as_its_least_sure_part(verdicts: list[Verdict]) -> None:
    expected = NOT_MET if NOT_MET in verdicts else UNKNOWN if UNKNOWN in verdicts else MET

    assert all_of(verdicts) is expected


@given(VERDICTS)
def test_any_is_met_by_one_whatever_is_unknown(verdicts: list[Verdict]) -> None:
    expected = MET if MET in verdicts else UNKNOWN if UNKNOWN in verdicts else NOT_MET

    assert any_of(verdicts) is expected


@given(scenarios(), st.sampled_from(OPPOSITES), st.integers(0, 10_000))
def test_opposite_tests_get_opposite_verdicts(
    scenario: Scenario, pair: tuple[str, str], bound: int
) -> None:
    one, other = (
        judge(
            Condition.model_validate({"fact": "labelled_examples", operator: bound}),
            Known(scenario, {}),
        )
        for operator in pair
    )

    assert ~one is other


@given(scenarios(), st.data())
def test_what_is_met_or_not_met_stays_so_when_more_is_known(
    scenario: Scenario, data: st.DataObject
) -> None:
    """Learning a fact never overturns a verdict: unknown is no opinion."""
    rule = data.draw(st.sampled_from(list(load_knowledge().rules.values())))
    facts = [condition for condition in rule.conditions if condition.fact in scenario.known()]
    forgotten = data.draw(st.sampled_from(facts)).fact if facts else None
    if forgotten is None:
        return
    fewer = Known(scenario.with_facts(**{forgotten: None}), {"view": "production"})
    more = Known(scenario, {"view": "production"})
    for condition in facts:
        if condition.operator != "stated" and judge(condition, fewer) is not UNKNOWN:
            assert judge(condition, fewer) is judge(condition, more)


def rule_verdict(when: list[Verdict], any_: list[Verdict], unless: list[Verdict]) -> Verdict:
    verdicts = {"when": when, "any": any_, "unless": unless}
    groups = {
        group: tuple(
            Condition.model_validate({"fact": "labelled_examples", "at_least": 10 * place + number})
            for number in range(len(verdicts[group]))
        )
        for place, group in enumerate(verdicts)
    }
    table = {
        condition.key: each
        for group, conditions in groups.items()
        for condition, each in zip(conditions, verdicts[group], strict=True)
    }
    rule = next(iter(load_knowledge().rules.values())).model_copy(update=groups)
    return judge_rule(rule, lambda condition: table[condition.key])


@pytest.mark.parametrize(
    ("when", "any_", "unless", "expected"),
    [
        ([MET], [], [], MET),
        ([MET, UNKNOWN], [], [], UNKNOWN),
        ([NOT_MET, UNKNOWN], [], [], NOT_MET),
        ([MET], [NOT_MET, MET], [], MET),
        ([MET], [NOT_MET, UNKNOWN], [], UNKNOWN),
        ([MET], [NOT_MET, NOT_MET], [], NOT_MET),
        ([MET], [], [NOT_MET], MET),
        ([MET], [], [MET], NOT_MET),
        # An unknown exception is no leave to fire.
        ([MET], [], [UNKNOWN], UNKNOWN),
        ([], [MET], [], MET),
    ],
)
def test_a_rule_fires_on_all_any_and_none(
    when: list[Verdict], any_: list[Verdict], unless: list[Verdict], expected: Verdict
) -> None:
    assert rule_verdict(when, any_, unless) is expected
