"""The columnar engine decides as the engine for one scenario does."""

from __future__ import annotations

import datetime
import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advisor import default_advisor
from advisor.errors import BadInput
from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.rule import Condition
from advisor.reasoning.columns import pack, unpack
from advisor.reasoning.infer import Reasoner
from advisor.reasoning.infer_many import Decider
from advisor.reasoning.items import recommend
from advisor.reasoning.judge import Known, Verdict, judge
from advisor.reasoning.judge_columns import ColumnJudge
from advisor.what_if.sweep import sweep
from tests.strategies import scenarios

DAY = datetime.date(2026, 11, 22)
VIEWS: st.SearchStrategy[View] = st.sampled_from(["production", "exam"])


@pytest.fixture(scope="module")
def decider() -> Decider:
    return Decider(load_knowledge())


@pytest.fixture(scope="module")
def reasoner() -> Reasoner:
    return Reasoner(load_knowledge(), "plain")


@given(st.lists(st.booleans(), min_size=1, max_size=200))
def test_packed_bits_are_unpacked_as_they_were(flags: list[bool]) -> None:
    column = np.array(flags)

    assert unpack(pack(column), len(flags)).tolist() == flags


@given(st.lists(scenarios(), min_size=1, max_size=5))
@settings(max_examples=50)
def test_facts_come_back_from_columns_as_they_went_in(
    decider: Decider, several: list[Scenario]
) -> None:
    columns = decider.vocabulary.columns(several)

    for row, scenario in enumerate(several):
        for name, column in columns.facts.items():
            found = decider.vocabulary.value(name, column, row)
            expected = scenario.get(name)
            if isinstance(expected, tuple) and isinstance(found, tuple):
                assert set(found) == set(expected)
            else:
                assert found == expected


@given(st.lists(scenarios(), min_size=1, max_size=5))
@settings(max_examples=100)
def test_an_empty_list_is_told_from_an_unknown_one_as_it_is_alone(
    decider: Decider, several: list[Scenario]
) -> None:
    judged = ColumnJudge(decider.vocabulary, decider.vocabulary.columns(several))
    lists = [name for name, each in fact_definitions().items() if each.kind == "choices"]

    for fact, empty in itertools.product(lists, (True, False)):
        condition = Condition(fact=fact, empty=empty)
        met, unmet = judged.judge(condition)
        for row, scenario in enumerate(several):
            verdict = judge(condition, Known(scenario, {}))
            is_met = met is not None and unpack(met, len(several))[row]
            is_unmet = unmet is not None and unpack(unmet, len(several))[row]
            assert (is_met, is_unmet) == (verdict is Verdict.MET, verdict is Verdict.NOT_MET)


@given(st.lists(scenarios(), min_size=1, max_size=3))
@settings(max_examples=100)
def test_every_condition_gets_the_verdict_that_it_gets_alone(
    decider: Decider, several: list[Scenario]
) -> None:
    judged = ColumnJudge(decider.vocabulary, decider.vocabulary.columns(several))
    conditions = {
        condition.key: condition
        for rule in load_knowledge().rules.values()
        for condition in rule.conditions
        if condition.fact in Scenario.model_fields
    }

    for condition in conditions.values():
        met, unmet = judged.judge(condition)
        for row, scenario in enumerate(several):
            verdict = judge(condition, Known(scenario, {}))
            is_met = met is not None and unpack(met, len(several))[row]
            is_unmet = unmet is not None and unpack(unmet, len(several))[row]
            assert (is_met, is_unmet) == (verdict is Verdict.MET, verdict is Verdict.NOT_MET), (
                condition.key
            )


@given(st.lists(scenarios(), min_size=1, max_size=4), VIEWS)
@settings(max_examples=200)
def test_rules_plan_and_items_are_those_of_the_engine_for_one_scenario(
    decider: Decider, reasoner: Reasoner, several: list[Scenario], view: View
) -> None:
    decisions = decider.decide(decider.vocabulary.columns(several), view, DAY)

    for row, scenario in enumerate(several):
        inference = reasoner.infer(scenario, view, DAY)
        items = recommend(reasoner.knowledge, inference).items
        assert decisions.fired(row) == inference.first.fired | inference.second.fired
        assert decisions.plans[decisions.plan[row]] == inference.plan.paths
        assert decisions.items_of(row) == {(each.item, each.stage, each.rank) for each in items}


@given(scenarios(), VIEWS)
@settings(max_examples=50)
def test_rules_that_could_fire_yet_are_those_of_the_engine_for_one_scenario(
    decider: Decider, reasoner: Reasoner, scenario: Scenario, view: View
) -> None:
    columns = decider.rules.prepared(decider.vocabulary.columns([scenario]), view)
    possible = decider.rules.fire("infer", ColumnJudge(decider.vocabulary, columns), {}, "possible")
    fired = {rule for rule, plane in possible.rules.items() if unpack(plane, 1)[0]}

    assert fired == reasoner.infer(scenario, view, DAY).first.possible


@given(st.lists(scenarios(), min_size=3, max_size=3), st.integers(0, 2))
@settings(max_examples=30)
def test_a_scenario_is_decided_alike_alone_and_among_others(
    decider: Decider, several: list[Scenario], row: int
) -> None:
    together = decider.decide(decider.vocabulary.columns(several), "production", DAY)
    alone = decider.decide(decider.vocabulary.columns([several[row]]), "production", DAY)

    assert together.plan[row] == alone.plan[0]
    assert together.items_of(row) == alone.items_of(0)


def test_a_service_that_is_none_is_refused_with_its_place_and_remedy(decider: Decider) -> None:
    stray = Scenario(tasks=("search",), existing_services=("no-such-service",))
    rows = [Scenario(), stray]
    sensitivities = default_advisor("plain").sensitivities

    for asked in (
        lambda: decider.vocabulary.columns(rows),
        lambda: sweep(sensitivities, stray, "production", ["labelled_examples"]),
        lambda: sensitivities.outlook(stray, "production", ()),
    ):
        with pytest.raises(BadInput) as refused:
            asked()
        (problem,) = refused.value.problems
        assert problem.place == "existing_services"
        assert "no-such-service" in problem.problem
        assert "advisor catalogue" in problem.remedy
