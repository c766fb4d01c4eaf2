"""Plans beside each other: each says what speaks against it, once, the chosen one too."""

from __future__ import annotations

import dataclasses
import datetime

from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge
from ui.drawings.plans import plans_table
from ui.plans import compared_plans

DAY = datetime.date(2026, 11, 26)
INVENTS = {
    "tasks": ["question_answering"],
    "knowledge_source": "private_documents",
    "current_path": "retrieval_augmented_generation",
    "symptoms": ["invented_answers"],
    "requests_per_month": 60_000,
    "p95_latency_ms": 3_000,
}


def compared():
    advice = default_advisor("plain").advise(INVENTS, "production", DAY)
    return compared_plans(advice, load_knowledge())


def test_the_chosen_plan_shows_the_limit_that_it_misses():
    (chosen,) = [plan for plan in compared() if plan.cost.chosen]
    missed = [each.text for each in chosen.cost.verdicts if each.verdict == "out"]

    row = plans_table([chosen])

    assert missed
    assert all(text in row for text in missed)


def test_what_a_plan_has_no_price_for_stands_beside_its_model():
    (plan,) = [plan for plan in compared() if plan.cost.chosen]
    lacking = dataclasses.replace(
        plan, cost=plan.cost.model_copy(update={"without": ("Amazon Quick",)})
    )

    assert "without Amazon Quick" in plans_table([lacking])
    assert "without" not in plans_table(
        [dataclasses.replace(plan, cost=plan.cost.model_copy(update={"without": ()}))]
    )


def test_a_need_met_by_one_path_and_harmed_by_another_is_told_so():
    facts = dict(load_knowledge().scenarios["policy-desk"].facts)
    advice = default_advisor("plain").advise(facts, "production", DAY)
    found = {plan.name: plan for plan in compared_plans(advice, load_knowledge())}

    tuned = found["PEFT with RAG"]
    told = "Grounded answers: met by RAG; PEFT works against it"
    assert told in (*tuned.harmed, tuned.why_not), tuned
    assert told in plans_table([tuned])


def test_a_need_that_a_plan_harms_is_named_once():
    found = {plan.name: plan for plan in compared()}

    tuned = found["PEFT with RAG"]

    assert "harms: grounded answers" in tuned.why_not
    assert tuned.harmed == ()
