"""The facts of a scenario: what is taken, what is refused, and what a range means."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from advisor import BadInput, Scenario
from advisor.errors import Problem
from advisor.facts.definitions import fact_definitions, sections
from advisor.facts.read import read_as_far_as_possible, read_scenario
from advisor.facts.values import LARGEST_NUMBER, NumberRange
from tests.strategies import scenarios


def refusal(**facts: Any) -> str:
    with pytest.raises(BadInput) as caught:
        read_scenario(facts)
    (problem,) = caught.value.problems
    assert problem.place == next(iter(facts))
    assert problem.remedy
    return str(problem)


def test_nothing_known_is_a_scenario() -> None:
    assert Scenario().known() == {}
    assert str(Scenario()) == "(nothing is known)"


def test_what_is_left_out_is_unknown() -> None:
    scenario = Scenario(knowledge_change="weekly")

    assert scenario.known() == {"knowledge_change": "weekly"}
    assert scenario.get("audience") is None


def test_null_is_unknown() -> None:
    assert read_scenario({"audience": None, "labelled_examples": None}) == Scenario()


def test_false_is_known() -> None:
    assert Scenario(training_allowed=False).known() == {"training_allowed": False}


def test_facts_keep_the_order_of_the_questionnaire() -> None:
    scenario = read_scenario({"symptoms": ["slow"], "tasks": ["search"], "audience": "public"})

    assert list(scenario.known()) == ["tasks", "audience", "symptoms"]


def test_a_range_is_a_rough_size() -> None:
    scenario = read_scenario({"labelled_examples": {"at_least": 100, "at_most": 1000}})

    assert scenario.labelled_examples == NumberRange(at_least=100, at_most=1000)
    assert scenario.known() == {"labelled_examples": {"at_least": 100, "at_most": 1000}}


def test_a_range_of_one_number_is_that_number() -> None:
    assert read_scenario({"payload_mb": {"at_least": 4, "at_most": 4}}) == Scenario(payload_mb=4)


def test_at_least_nothing_is_unknown() -> None:
    assert read_scenario({"payload_mb": {"at_least": 0}}) == Scenario()


def test_a_whole_decimal_is_a_whole_number() -> None:
    assert read_scenario({"requests_per_month": 3.0}).known() == {"requests_per_month": 3}


def test_a_repeated_choice_counts_once() -> None:
    assert read_scenario({"tasks": ["search", "search"]}).known() == {"tasks": ["search"]}


def test_an_empty_list_says_that_there_is_none() -> None:
    assert read_scenario({"symptoms": []}).known() == {"symptoms": []}


def test_changing_a_fact_leaves_the_others() -> None:
    scenario = Scenario(audience="public", traffic="steady")

    changed = scenario.with_facts(traffic=None, languages="several")

    assert changed == Scenario(audience="public", languages="several")
    assert scenario.traffic == "steady"


def test_a_scenario_does_not_change() -> None:
    with pytest.raises(ValidationError):
        Scenario().audience = "public"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"knowledge_age": "weekly"}, 'Did you mean "knowledge_change"?'),
        ({"knowledge_change": "weekley"}, 'Did you mean "weekly"?'),
        ({"knowledge_change": ["weekly"]}, "one value"),
        ({"knowledge_change": 3}, "cannot be"),
        ({"tasks": "serch"}, 'Did you mean "search"?'),
        ({"tasks": "[search"}, "does not end"),
        ({"tasks": ["serch"]}, 'Did you mean "search"?'),
        ({"tasks": [1]}, "not a word"),
        ({"citations_required": "perhaps"}, "neither true nor false"),
        ({"citations_required": 1}, "neither true nor false"),
        ({"labelled_examples": -1}, "below zero"),
        ({"labelled_examples": True}, "not a whole number"),
        ({"labelled_examples": 1.5}, "not a whole number"),
        ({"labelled_examples": "many"}, "not a whole number"),
        ({"labelled_examples": float("nan")}, "not a size"),
        ({"labelled_examples": float("inf")}, "not a size"),
        ({"labelled_examples": LARGEST_NUMBER + 1}, "larger than any real scenario"),
        ({"labelled_examples": {"at_least": 9, "at_most": 3}}, "swap them"),
        ({"labelled_examples": {"more_than": 9}}, '"more_than" is neither'),
        ({"labelled_examples": {}}, "at_least, at_most or both"),
        ({"labelled_examples": {"at_least": -3}}, "below zero"),
        ({"labelled_examples": {"at_most": 2.5}}, "not a whole number"),
        ({"monthly_budget_usd": "100 apples"}, "not a number"),
        ({"monthly_budget_usd": "100 EUR"}, "in US dollars"),
        ({"build_budget_usd": "$100 a month"}, "paid once"),
        ({"repeated_requests_percent": 250}, "the most is 100%"),
        ({"repeated_requests_percent": "250%"}, "the most is 100%"),
        ({"audience": "internal; customers"}, "takes one value"),
    ],
    ids=str,
)
def test_a_wrong_fact_is_refused_with_place_and_remedy(facts: dict[str, Any], said: str) -> None:
    assert said in refusal(**facts)


def test_every_wrong_fact_is_named_at_once() -> None:
    with pytest.raises(BadInput) as caught:
        read_scenario({"audience": "martians", "traffic": 3, "labelled_examples": -4})

    assert [problem.place for problem in caught.value.problems] == [
        "audience",
        "labelled_examples",
        "traffic",
    ]


def test_what_is_no_set_of_facts_is_refused() -> None:
    with pytest.raises(BadInput, match="set of facts"):
        read_scenario(["tasks"])  # type: ignore[arg-type]


@given(scenarios())
def test_plain_data_goes_in_and_comes_out_the_same(scenario: Scenario) -> None:
    assert read_scenario(scenario.known()) == scenario
    assert read_scenario(json.loads(scenario.model_dump_json())) == scenario


@given(scenarios())
def test_what_is_taken_is_what_the_schema_allows(scenario: Scenario) -> None:
    validator = Draft202012Validator(Scenario.model_json_schema())

    assert validator.is_valid(json.loads(scenario.model_dump_json()))


@given(st.dictionaries(st.sampled_from(list(fact_definitions())), st.from_type(object) | st.text()))
def test_whatever_is_given_is_taken_or_refused_with_a_message(facts: dict[str, Any]) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        read_scenario(facts)
    except BadInput as error:
        problems = error.problems

    assert all(problem.problem and problem.place for problem in problems)


def test_every_fact_has_a_title_a_question_and_a_section() -> None:
    for fact in fact_definitions().values():
        assert fact.title, fact.name
        assert fact.question.endswith(("?", ")")), fact.name
        assert fact.section in sections(), fact.name


def test_numbers_have_a_unit() -> None:
    assert [
        each.name for each in fact_definitions().values() if each.is_number and not each.unit
    ] == []


@pytest.mark.parametrize("wrong_first", [True, False])
def test_a_fact_under_two_names_leaves_the_others_to_be_read(wrong_first: bool) -> None:
    twice = [("Labelled examples", "5"), ("labelled_examples", "x")]
    facts = dict(reversed(twice) if wrong_first else twice) | {"audience": "minors"}

    found, problems = read_as_far_as_possible(facts)

    assert dict(found.scenario.known()) == {"audience": "minors"}
    assert any("are the same fact, labelled_examples" in each.problem for each in problems)


@pytest.mark.parametrize("typed", ["no-brainer", "No-one knows"])
def test_a_word_that_begins_with_no_is_not_no(typed: str) -> None:
    with pytest.raises(BadInput, match="neither true nor false"):
        read_scenario({"citations_required": typed})


@pytest.mark.parametrize("typed", ["no - never", "no- never", "no, never", "no (never)"])
def test_no_with_more_behind_it_is_no(typed: str) -> None:
    assert read_scenario({"citations_required": typed}).known()["citations_required"] is False
