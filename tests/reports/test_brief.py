"""The answer in short: what a reader in a hurry needs, and never more than 40 lines."""

from __future__ import annotations

import pytest

from advisor.advisor import advise
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Advice, Change
from advisor.reasoning.advice_plan import AdvicePlan
from advisor.reports import as_brief
from advisor.reports.brief import MOST_LINES, strongest_reasons
from advisor.reports.sentences import (
    NOTHING_MORE,
    reason_without_needs,
    status,
    would_change_it,
)
from tests.worked import worked_advice

DAY = "2026-11-22"
READ_ON = "The whole answer: the same command with --full."


@pytest.mark.parametrize("name", sorted(load_knowledge().scenarios))
def test_the_answer_in_short_is_short(name: str) -> None:
    advice = worked_advice(name)

    lines = as_brief(advice, read_on=READ_ON).splitlines()

    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= 80
    assert lines[-1] == READ_ON
    assert len(AdvicePlan.of(advice).to_json().encode()) <= 15_000


def test_a_plan_that_no_need_asks_for_says_what_is_bought_or_that_nothing_more_is_needed() -> None:
    bought = worked_advice("assistant-for-developers")
    cheapest = advise({"tasks": ["content_generation"]}, as_of=DAY)

    assert bought.needs == cheapest.needs == ()
    assert bought.plan.bought == ("kiro",)
    assert "Kiro is the one that AWS names today" in reason_without_needs(bought)
    assert reason_without_needs(cheapest) == NOTHING_MORE


def test_it_says_what_it_holds_unless_and_what_is_left_to_find_out() -> None:
    facts = load_knowledge().scenarios["broker-assistant"].facts
    text = as_brief(advise(facts, as_of=DAY, sensitivity=True))

    assert "Provisional: 1 question left." in text
    assert "Holds unless you must hold the weights or design the model (design the model:" in text
    assert "How many human preference judgements" in text
    assert "Under 1,000: PEFT with RAG and Prompting" in text


def test_a_sentence_that_stands_alone_is_told_whole_where_it_fits() -> None:
    credit = " ".join(as_brief(worked_advice("credit-with-reasons"), read_on=READ_ON).split())

    assert "nor an endpoint for it is priced here. Look out" in credit


def test_no_essential_item_is_told_by_half() -> None:
    text = as_brief(worked_advice("seismic-reports"), read_on=READ_ON)

    assert "Pre-training: Self-supervised learning" in text
    assert "..." not in text.partition("Essential, by stage")[2]


def beyond_the_sources() -> Advice:
    """The answer on suppliers and their owners, were answers not bound to the sources."""
    facts = load_knowledge().scenarios["suppliers-and-their-owners"].facts
    stated = {**facts, "strict_grounding": False}
    return advise(stated, as_of=DAY, sensitivity=True)


def test_one_question_alone_is_told_with_all_its_answers() -> None:
    text = " ".join(as_brief(beyond_the_sources()).split())

    assert "at least 1,000: Preference alignment with RAG and Prompting. Cost" in text


def test_what_to_look_out_for_is_told_in_short_the_gravest_first() -> None:
    text = " ".join(as_brief(worked_advice("city-chat-in-two-languages"), read_on=READ_ON).split())

    assert (
        "Look out The usual models leave this Region. Most guardrail policies in one Region read "
        "three languages. And 3 more."
    ) in text
    owners = " ".join(as_brief(worked_advice("suppliers-and-their-owners")).split())
    assert "Look out Take complete lists from a query, not from retrieval. " in owners


@pytest.mark.parametrize("name", sorted(load_knowledge().scenarios))
def test_no_answer_in_short_leaves_out_that_there_is_something_to_look_out_for(name: str) -> None:
    advice = worked_advice(name)

    text = as_brief(advice, read_on=READ_ON)

    # What a running system has to mend comes first, where there is no room for both.
    assert "Look out" in text or not advice.warnings or "What to mend first" in text


@pytest.mark.parametrize("name", sorted(load_knowledge().scenarios))
def test_no_sentence_about_why_or_cost_ends_in_the_middle(name: str) -> None:
    lines = as_brief(worked_advice(name), read_on=READ_ON)

    for title in ("Why", "Cost and time", "Look out"):
        assert "..." not in lines.partition(f"\n{title}\n")[2].partition("\n\n")[0]


def test_where_room_is_short_all_stages_but_the_fullest_share_a_line() -> None:
    text = " ".join(as_brief(beyond_the_sources(), read_on=READ_ON).split())

    assert "Look out Take complete lists from a query, not from retrieval. And 4 more." in text
    assert "Essential, by stage Deployment: Metadata filtering, Query of the graph" in text
    assert "Other stages: Compliance mapping and evidence, Human evaluation and 3 more" in text


def test_a_running_system_is_told_in_short_what_to_mend_first() -> None:
    text = " ".join(as_brief(worked_advice("throttled-contact-centre")).split())

    assert "What to mend first Prompt caching. Cross-Region inference." in text
    assert "What to mend first" not in as_brief(worked_advice("minutes-of-meetings"))


def test_the_first_reason_is_what_no_cheaper_path_would_meet() -> None:
    orders, handbook = worked_advice("parts-orders"), worked_advice("staff-handbook")

    assert strongest_reasons(orders)[0].text.startswith("Actions on other systems: transactional.")
    assert strongest_reasons(handbook)[0].text.startswith("The knowledge lives in private")


def test_nothing_known_is_told_in_short_too() -> None:
    advice = advise({}, as_of=DAY, sensitivity=True)

    assert len(as_brief(advice).splitlines()) <= MOST_LINES
    assert len(AdvicePlan.of(advice).to_json().encode()) <= 15_000


def test_a_provisional_answer_tells_open_questions_from_assumptions() -> None:
    advice = worked_advice("minutes-of-meetings")

    told = status(advice)
    assert advice.assumptions
    assert told == (
        "Provisional: of the open questions, only several together could change the plan; "
        "a single assumption could as well"
    )
    without = advice.model_copy(update={"assumptions": ()})
    assert status(without).endswith("only several together could change the plan")


def test_no_sentence_moves_a_budget_into_a_window_or_leaves_a_must_unmet() -> None:
    advice = worked_advice("broker-assistant")
    dropped = [each for each in advice.flips if each.leaves]

    assert dropped
    told = would_change_it(advice)
    assert told
    assert not any(each.text in told for each in dropped)
    window = Change(fact="monthly_budget_usd", was=None, to={"at_least": 578, "at_most": 1_001})
    moved = advice.flips[0].model_copy(update={"changes": (window,), "leaves": ()})
    assert would_change_it(advice.model_copy(update={"flips": (moved,)})) == []


@pytest.mark.parametrize("name", ["supplier-invoices", "assistant-for-developers"])
def test_where_no_model_is_called_no_length_of_an_answer_is_assumed(name: str) -> None:
    assert "Not stated, so assumed" not in as_brief(worked_advice(name))


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, "500 tokens a question after the shared prefix"),
        ({"input_tokens": 3_500}, ""),
    ],
)
def test_the_length_of_a_question_after_a_stated_prefix_is_told(
    more: dict[str, int], told: str
) -> None:
    facts = {"tasks": ["content_generation"], "shared_prefix_tokens": 3_000, **more}
    text = " ".join(as_brief(advise(facts, as_of=DAY)).split())

    assert "Not stated, so assumed: 10,000 requests a month, " in text
    assert ("a question after the shared prefix" in text) == bool(told)
    assert told in text
