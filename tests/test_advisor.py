"""The laws of an advice: it never fails, it is the same twice, and every sentence can be traced."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import Advice, BadInput, Scenario, advise
from advisor.advisor import Advisor, default_advisor
from advisor.estimates.shapes import Estimates
from advisor.facts.definitions import fact_definitions
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.knowledge.conclusions import ItemConclusion
from advisor.reasoning.advice import Reason
from advisor.reasoning.items import is_closed
from advisor.reports import as_markdown, as_text
from tests.strategies import scenarios, values

KNOWLEDGE = load_knowledge()
DAY = datetime.date(2026, 11, 22)
VIEWS = st.sampled_from(["production", "exam"])
DAYS = st.dates(datetime.date(2023, 1, 1), datetime.date(2027, 12, 31))
few = settings(max_examples=25)


@cache
def advisor() -> Advisor:
    """The plain evaluator; that durable-rules fires the same is another test's matter."""
    return default_advisor("plain")


@cache
def another_advisor() -> Advisor:
    return Advisor(KNOWLEDGE, "plain")


def advice_on(scenario: Scenario, view: View = "production") -> Advice:
    """The advice without how sure it is and its figures: what is decided does not hang on them."""
    return advisor().explained(scenario, view, DAY, estimates=False)


def reasons_in(advice: Advice) -> Iterator[Reason]:
    for need in advice.needs:
        yield from need.reasons
    for path in advice.paths:
        yield from path.reasons
    for stage in advice.stages:
        for item in stage.items:
            yield from item.reasons
    for group in (advice.not_recommended, advice.diagnosis, advice.warnings):
        for each in group:
            yield from each.reasons


@settings(max_examples=50)
@given(scenarios(), VIEWS, DAYS)
def test_any_scenario_gets_an_advice_that_can_be_printed(
    scenario: Scenario, view: View, day: datetime.date
) -> None:
    advice = advisor().advise(scenario, view, day)

    assert Advice.model_validate_json(advice.to_json()).to_json() == advice.to_json()
    assert as_markdown(advice)
    assert max(len(line) for line in as_text(advice, details=True).splitlines()) <= 80


@settings(max_examples=10)
@given(scenarios(), VIEWS)
def test_without_its_figures_an_advice_says_the_same(scenario: Scenario, view: View) -> None:
    whole = advisor().explained(scenario, view, DAY)

    assert whole.estimates.figures
    assert advice_on(scenario, view) == whole.model_copy(update={"estimates": Estimates()})


@few
@given(scenarios(), VIEWS)
def test_the_same_scenario_gets_the_same_bytes(scenario: Scenario, view: View) -> None:
    again = another_advisor().advise(dict(reversed(scenario.known().items())), view, DAY)

    assert advisor().advise(scenario, view, DAY).to_json() == again.to_json()


def decided(advice: Advice) -> dict[str, Any]:
    """What was decided, and by which rules.

    A further alternative of a rule that fires already may be told in its reason; it decides
    nothing.
    """
    return {
        "plan": advice.plan.paths,
        "needs": [(need.id, need.level, need.coverage) for need in advice.needs],
        "paths": [(path.id, path.verdict) for path in advice.paths],
        "items": [
            (stage.id, item.id, item.rank) for stage in advice.stages for item in stage.items
        ],
        "rules": advice.rules_fired,
    }


@few
@given(scenarios(), st.data())
def test_adding_an_unknown_fact_changes_nothing(scenario: Scenario, data: st.DataObject) -> None:
    unknown = [name for name in fact_definitions() if scenario.get(name) is None]
    stated = dict.fromkeys(data.draw(st.sets(st.sampled_from(unknown or ["tasks"]))))
    if not unknown:
        return

    before = advisor().advise(scenario, "production", DAY)
    after = advisor().advise(scenario.with_facts(**stated), "production", DAY)

    assert before.to_json() == after.to_json()


@few
@given(scenarios(), st.data())
def test_a_fact_that_nothing_waits_for_changes_nothing(
    scenario: Scenario, data: st.DataObject
) -> None:
    before = advice_on(scenario)
    asked = {each.fact for each in before.next_questions}
    read_as_unstated = {
        condition.fact
        for rule in KNOWLEDGE.rules.values()
        for condition in rule.conditions
        if condition.operator == "stated"
    }
    # The planning and the gate read these two without a rule.
    outside = {"priority", "existing_services"}
    idle = [
        name
        for name in fact_definitions()
        if scenario.get(name) is None and name not in asked | read_as_unstated | outside
    ]
    # Facts that estimates rest on are waited for under the estimates' names.
    idle = [name for name in idle if not _feeds_estimates(name)]
    if not idle:
        return
    name = data.draw(st.sampled_from(idle))
    value = data.draw(values(fact_definitions()[name]))

    after = advice_on(scenario.with_facts(**{name: value}))

    assert decided(after) == decided(before)


def _feeds_estimates(name: str) -> bool:
    from advisor.estimates.derived import DERIVED_FACTS, rests_on

    return any(name in rests_on(derived) for derived in DERIVED_FACTS)


@few
@given(scenarios(), VIEWS)
def test_every_reason_can_be_traced_to_a_rule_its_findings_and_its_sources(
    scenario: Scenario, view: View
) -> None:
    advice = advice_on(scenario, view)
    for reason in reasons_in(advice):
        rule = KNOWLEDGE.rules[reason.rule]
        assert rule.id in advice.rules_fired or rule.phase == "recommend"
        assert reason.text
        assert "{" not in reason.text, reason.rule
        assert set(reason.follows_from) <= set(advice.rules_fired)
        assert reason.sources
        for source in reason.sources:
            assert source.address
            assert source.read_on <= datetime.date.today()
            assert source.id in KNOWLEDGE.sources
        for condition in reason.conditions:
            assert condition.verdict != "unknown", (reason.rule, condition)


@few
@given(scenarios(), VIEWS)
def test_every_item_is_recommended_by_rules_that_fired(scenario: Scenario, view: View) -> None:
    advice = advice_on(scenario, view)
    for stage in advice.stages:
        for item in stage.items:
            assert item.reasons, item.id
            assert {reason.rule for reason in item.reasons} <= set(advice.rules_fired), item.id
        for further in stage.further:
            assert further.rules, further.id
            assert set(further.rules) <= set(advice.rules_fired), further.id


@few
@given(scenarios(), VIEWS)
def test_an_advice_has_all_six_stages_in_order(scenario: Scenario, view: View) -> None:
    assert [stage.id for stage in advice_on(scenario, view).stages] == [
        "data-preparation",
        "pre-training",
        "fine-tuning",
        "evaluation",
        "deployment",
        "monitoring",
    ]


@settings(max_examples=50)
@given(scenarios())
def test_nothing_closed_is_recommended_in_production(scenario: Scenario) -> None:
    in_use = scenario.existing_services or ()
    closed = {item.id for item in KNOWLEDGE.items.values() if is_closed(item, DAY)}

    assert not {*advice_on(scenario).items()} & closed - {*in_use}


@few
@given(scenarios())
def test_the_exam_view_notes_what_has_closed_since(scenario: Scenario) -> None:
    for stage in advice_on(scenario, "exam").stages:
        for item in stage.items:
            if is_closed(KNOWLEDGE.items[item.id], DAY):
                assert item.availability.state != "open"
                assert str(item.availability.since)[:2] == "20"
                assert item.availability.note


@few
@given(scenarios(), VIEWS)
def test_every_path_is_explained_and_the_plan_is_among_them(scenario: Scenario, view: View) -> None:
    advice = advice_on(scenario, view)

    assert {path.id for path in advice.paths} == set(KNOWLEDGE.paths)
    assert all(path.text for path in advice.paths)
    chosen = {path.id for path in advice.paths if path.verdict == "chosen"}
    assert chosen == set(advice.plan.paths)
    assert advice.plan.headline in chosen


@few
@given(scenarios())
def test_each_dimension_that_is_touched_names_its_items(scenario: Scenario) -> None:
    advice = advice_on(scenario)
    further = [item.id for stage in advice.stages for item in stage.further]
    for dimension in advice.dimensions:
        assert dimension.items
        assert set(dimension.items) <= {*advice.items(), *further}
        for item in dimension.items:
            assert dimension.id in KNOWLEDGE.items[item].dimensions
        assert set(dimension.facts) <= set(fact_definitions()), dimension.facts


TOUCHED = {
    "fairness": {"fairness_sensitive": True},
    "explainability": {"explainability": "per_decision"},
    "privacy-and-security": {"data_sensitivity": "special_category"},
    "safety": {"safety_concerns": ["harmful_content"], "tasks": ["conversation"]},
    "controllability": {"human_review": "every_output"},
    "veracity-and-robustness": {"strict_grounding": True, "knowledge_source": "private_documents"},
    "governance": {"governance_needs": ["accountability"]},
    "transparency": {"citations_required": True, "knowledge_source": "private_documents"},
}


@pytest.mark.parametrize("dimension", TOUCHED)
@settings(max_examples=5)
@given(scenario=scenarios())
def test_a_dimension_that_the_facts_touch_has_a_control(dimension: str, scenario: Scenario) -> None:
    # Where exact rules suffice there is no foundation model to control.
    facts = {"exact_rules_suffice": False, **TOUCHED[dimension]}
    advice = advice_on(scenario.with_facts(**facts))

    assert dimension in {each.id for each in advice.dimensions}


@few
@given(scenarios(), VIEWS)
def test_of_alternatives_one_is_recommended(scenario: Scenario, view: View) -> None:
    recommended = set(advice_on(scenario, view).items())
    for group in KNOWLEDGE.alternatives.values():
        assert len(recommended & set(group.items)) <= 1, group.id


@few
@given(scenarios(), VIEWS)
def test_what_is_advised_against_is_not_recommended(scenario: Scenario, view: View) -> None:
    advice = advice_on(scenario, view)
    recommended = set(advice.items())

    assert not recommended & {each.id for each in advice.not_recommended}


def test_rules_that_could_not_tell_say_what_they_wait_for() -> None:
    advice = advice_on(Scenario(knowledge_source="private_documents"))
    waiting = {each.rule: each.waits_for for each in advice.waiting_rules}

    assert waiting["current-knowledge"] == ("knowledge_change",)
    assert "knowledge_change" in {each.fact for each in advice.next_questions}


def test_unknown_is_not_read_as_false() -> None:
    fires = advice_on(Scenario(knowledge_source="private_documents", knowledge_change="weekly"))
    silent = advice_on(Scenario(knowledge_source="private_documents"))

    assert "current-knowledge" in {need.id for need in fires.needs}
    assert "current-knowledge" not in {need.id for need in silent.needs}


def test_a_closed_service_gives_way_to_its_successor_with_a_note() -> None:
    facts = {"tasks": ["agentic_automation"], "actions": "transactional"}
    today = advise(facts, as_of=DAY)
    agentcore = next(
        item for stage in today.stages for item in stage.items if item.id == "bedrock-agentcore"
    )

    assert agentcore.availability.instead_of == "bedrock-agents"
    assert "older guides" in str(agentcore.availability.note)


def test_a_closed_service_in_use_may_stay() -> None:
    closed = next(
        rule
        for rule in KNOWLEDGE.rules.values()
        if any(
            isinstance(conclusion, ItemConclusion) and conclusion.recommend == "amazon-kendra"
            for conclusion in rule.then
        )
    )
    facts = {
        "tasks": ["search"],
        "knowledge_source": "private_documents",
        "audience": "internal",
        "access_control": "per_user",
        "existing_services": ["amazon-kendra"],
    }
    advice = advise(facts, as_of=DAY)

    assert closed.id in advice.rules_fired or "amazon-kendra" not in advice.items()
    assert any("Kendra is closed" in warning.title for warning in advice.warnings)


def test_the_day_may_be_a_date_or_text() -> None:
    as_text_ = advise({}, as_of="2026-11-22")

    assert as_text_.as_of == DAY
    assert advise({}, as_of=DAY) == as_text_
    assert advise({}, as_of=datetime.datetime(2026, 11, 22, 8, 30)) == as_text_


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "22.11.2026", 5])
def test_what_is_no_day_is_refused(day: Any) -> None:
    with pytest.raises(BadInput, match="is not a day"):
        advise({}, as_of=day)


def test_what_is_no_view_is_refused() -> None:
    with pytest.raises(BadInput, match='no view "test"'):
        advise({}, view="test")  # type: ignore[arg-type]


def test_a_service_that_is_none_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(BadInput, match='Did you mean "amazon-kendra"'):
        advise({"existing_services": ["amazon-kendro"]})


def test_an_advice_prints_itself_in_a_terminal_and_in_a_notebook() -> None:
    advice = advise({"audience": "public"}, as_of=DAY)

    assert str(advice).startswith("Prompt engineering")
    assert advice._repr_markdown_().startswith("#")
