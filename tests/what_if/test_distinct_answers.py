"""The answers that rules can tell apart."""

from __future__ import annotations

from hypothesis import given, settings

from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge import load_knowledge
from advisor.reasoning.judge import Known, judge
from advisor.what_if import default_sensitivities
from tests.strategies import scenarios


@given(scenario=scenarios())
@settings(max_examples=30)
def test_answers_that_are_told_apart_cover_all_that_rules_can_tell(scenario: Scenario) -> None:
    """No value has verdicts that none of the example answers has."""
    rules = [rule for rule in load_knowledge().rules.values() if rule.phase == "infer"]
    conditions = [condition for rule in rules for condition in rule.conditions]
    for fact, value in scenario.values():
        tests = [each for each in conditions if each.fact == fact]
        rough = fact_definitions()[fact].is_number and not isinstance(value, (int, float))
        if not tests or rough:
            continue
        answers = default_sensitivities().answers.of(fact, "plan")
        wanted = [judge(each, Known(scenario, {})) for each in tests]
        assert wanted in [
            [judge(each, Known(read_scenario({fact: answer}), {})) for each in tests]
            for answer in answers
        ]
