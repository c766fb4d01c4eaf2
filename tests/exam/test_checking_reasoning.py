"""The verdict on a choice and its reasons: what each says, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest

from advisor.errors import BadInput
from advisor.exam import CheckedReasoning, check_reasoning
from advisor.reports.checked_reasoning import as_text

RAG = "retrieval-augmented-generation"
PEFT = "parameter-efficient-fine-tuning"
POLICY_DESK = {
    "knowledge_source": "private_documents",
    "knowledge_change": "weekly",
    "citations_required": True,
    "labelled_examples": 40,
    "audience": "internal",
}


def checked(*choice: str, facts: Any = POLICY_DESK, **more: Any) -> CheckedReasoning:
    return check_reasoning(facts, choice, view="exam", as_of="2026-11-22", **more)


def sides(answer: CheckedReasoning) -> dict[str, str]:
    return {reason.reason: reason.side for reason in answer.because}


def test_a_fact_supports_is_irrelevant_or_speaks_against() -> None:
    right = checked(RAG, because=["knowledge_change", "audience"])
    wrong = checked(PEFT, because=["labelled_examples", "knowledge_change", "audience"])

    assert sides(right) == {"knowledge_change": "supports", "audience": "irrelevant"}
    assert sides(wrong) == {
        "labelled_examples": "against",
        "knowledge_change": "against",
        "audience": "irrelevant",
    }


def test_each_reason_that_bears_on_the_choice_names_a_rule_and_a_source() -> None:
    for reason in checked(PEFT, because=["labelled_examples", "knowledge_change"]).because:
        assert reason.reasons
        assert all(each.sources for each in reason.reasons)


def test_what_would_make_a_choice_right_says_what_has_to_stand_beside_it() -> None:
    where = checked("full-fine-tuning").right_where

    assert where is not None
    assert where.text.endswith(
        "The answer is then full fine-tuning together with RAG; alone, this choice stays wrong."
    )


def test_what_is_right_instead_is_told_by_its_name() -> None:
    answer = checked(PEFT)

    assert RAG in answer.misconceptions[0].instead
    assert "Instead: Retrieval-augmented generation (RAG)" in as_text(answer)


def test_a_need_is_judged_by_whether_the_path_meets_it() -> None:
    needs = ["named-sources", "uniform-style"]

    assert sides(checked(RAG, because=needs)) == {
        "named-sources": "supports",
        "uniform-style": "irrelevant",
    }
    assert sides(checked(PEFT, because=needs))["named-sources"] == "against"


def test_who_names_a_need_means_the_facts_that_show_it() -> None:
    assert checked(RAG, because=["current-knowledge"]).verdict == "right"


def test_a_fact_that_is_not_stated_supports_nothing() -> None:
    answer = checked(RAG, because=["p95_latency_ms"])

    assert answer.verdict == "right_for_another_reason"
    assert "does not state it" in answer.because[0].text


def test_nothing_stated_decides_nothing_and_the_deciding_fact_is_asked() -> None:
    answer = checked(RAG, facts={"audience": "internal"})

    assert answer.verdict == "not_decided"
    assert "knowledge_source" in [each.fact for each in answer.undecided]


def test_a_missing_count_leaves_tuning_undecided() -> None:
    facts = {"output_consistency": "brand_voice", "knowledge_change": "never"}

    answer = checked(PEFT, facts=facts)

    assert answer.verdict == "not_decided"
    assert "labelled_examples" in [each.fact for each in answer.undecided]


def test_a_part_of_the_plan_is_not_the_whole_of_it() -> None:
    facts = {**POLICY_DESK, "actions": "transactional"}

    answer = checked(RAG, facts=facts)

    assert answer.verdict == "wrong"
    assert answer.part_of_plan
    assert "agents" in answer.text.lower()


def test_a_plan_with_a_path_too_many_says_which() -> None:
    answer = checked(RAG, PEFT)

    assert answer.verdict == "wrong"
    assert "few labelled examples" in answer.text


def test_options_come_in_the_order_of_fit() -> None:
    options = ["continued-pre-training", PEFT, RAG, "agents"]

    answer = checked(PEFT, options=options)

    assert [option.place for option in answer.options] == [1, 2, 3, 4]
    assert answer.options[0].id == RAG
    assert [option.state for option in answer.options] == ["right", "wrong", "wrong", "wrong"]
    assert all(option.text for option in answer.options)


def test_items_are_options_too_essential_ones_first() -> None:
    facts = {"serving_mode": "interactive", "safety_concerns": ["harmful_content"]}

    answer = checked(
        "sagemaker-clarify",
        facts=facts,
        options=["sagemaker-clarify", "batch-inference", "bedrock-guardrails"],
    )

    assert answer.options[0].id == "bedrock-guardrails"
    assert answer.options[0].state == "right"


def test_the_order_in_which_options_are_given_does_not_matter() -> None:
    options = ["agents", RAG, PEFT, "no-foundation-model"]

    one, other = (checked(RAG, options=each).options for each in (options, options[::-1]))

    assert one == other


def test_a_closed_service_is_wrong_today_and_right_in_the_exam() -> None:
    facts = {
        "fairness_sensitive": True,
        "system_kind": "classical_model",
        "tasks": ["tabular_prediction"],
    }

    today = check_reasoning(facts, "sagemaker-clarify", as_of="2026-11-22")
    before = check_reasoning(facts, "sagemaker-clarify", as_of="2026-01-15")

    assert checked("sagemaker-clarify", facts=facts).verdict == "right"
    assert before.verdict == "right"
    assert today.verdict == "wrong"
    assert "2026-07-30" in today.text


def test_the_smallest_change_names_one_fact_where_one_will_do() -> None:
    answer = checked(
        "batch-inference", facts={"serving_mode": "interactive", "tasks": ["summarization"]}
    )

    assert answer.right_where is not None
    assert [edit.fact for edit in answer.right_where.edits] == ["serving_mode"]


def test_the_change_is_one_that_explains_the_choice() -> None:
    answer = checked("agents", facts={"tasks": ["question_answering"]})

    assert answer.right_where is not None
    # Agents would also be right if they were in place already, which explains nothing.
    assert [edit.fact for edit in answer.right_where.edits] == ["actions"]


def test_a_closed_service_is_right_for_those_who_use_it_already() -> None:
    facts = {"system_kind": "classical_model", "tasks": ["forecasting"]}

    answer = check_reasoning(facts, "amazon-forecast", as_of="2026-11-22")

    assert answer.verdict == "wrong"
    assert answer.right_where is not None
    assert "existing_services" in [edit.fact for edit in answer.right_where.edits]


def test_a_right_choice_needs_no_change_and_has_a_tip() -> None:
    answer = checked(RAG)

    assert answer.right_where is None
    assert answer.exam_tip


@pytest.mark.parametrize(
    ("choice", "more", "place", "says"),
    [
        (["bedrok"], {}, "choice", "Did you mean"),
        ([], {}, "choice", "Nothing was chosen"),
        ([" + "], {}, "choice", "Nothing was chosen"),
        ([RAG], {"because": []}, "because", "A reason is empty"),
        ([RAG], {"because": ["knowledge_change", " "]}, "because", "A reason is empty"),
        ([RAG], {"because": ["knowledge_age"]}, "because", 'Did you mean "knowledge_change"?'),
        ([RAG], {"options": [RAG, "agnts"]}, "options", 'Did you mean "agents"?'),
        ([RAG], {"options": ["agents", PEFT]}, "options", "not among the options"),
    ],
)
def test_bad_input_gets_one_clear_error(
    choice: list[str], more: dict[str, Any], place: str, says: str
) -> None:
    with pytest.raises(BadInput) as refused:
        checked(*choice, **more)

    (problem,) = refused.value.problems
    assert problem.place == place
    assert says in str(problem)
    assert problem.remedy


def test_an_unknown_fact_of_the_scenario_is_refused_as_everywhere() -> None:
    with pytest.raises(BadInput, match="is not a fact"):
        checked(RAG, facts={"knowledge_age": 3})


def test_the_same_question_gets_the_same_bytes() -> None:
    asked = {"because": ["knowledge_change"], "options": [RAG, "agents"]}

    assert checked(RAG, **asked).to_json() == checked(RAG, **asked).to_json()


def test_the_answer_is_json_and_reads_as_text() -> None:
    answer = checked(PEFT, because=["knowledge_change"], options=[PEFT, RAG])

    text = as_text(answer)

    assert json.loads(answer.to_json())["verdict"] == "wrong"
    assert text.startswith("Wrong: ")
    assert max(map(len, text.splitlines())) <= 80
    for heading in ("Your reasons", "The options", "misconception", "make it right", "Exam tip"):
        assert heading in text
