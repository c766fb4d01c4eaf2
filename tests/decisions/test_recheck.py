"""Kept decisions, checked again: what closed or changed is told, and nothing else."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest

from advisor.advisor import Advisor, default_advisor
from advisor.decisions import kept_decision, read, read_record, recheck, write
from advisor.decisions.basis import basis_of
from advisor.decisions.front_matter import KeptDecision
from advisor.decisions.recheck import VERDICTS
from advisor.errors import BadInput
from advisor.estimates.prices import read_prices, with_prices
from advisor.estimates.served import card_of
from advisor.knowledge import load_knowledge

HERE = Path(__file__).parent
KEPT_ON = datetime.date(2026, 1, 1)
TODAY = datetime.date(2026, 11, 25)
WORKED = [
    "branch-sales-forecast",
    "broker-assistant",
    "call-recordings",
    "campaign-ideas-without-code",
    "claim-letters-without-consent",
    "claim-letters",
    "claims-desk-that-acts",
    "court-summaries",
    "due-dates",
    "first-conversation",
    "help-desk-with-hard-questions",
    "hiring-bias-in-january",
    "live-captions-helper",
    "loan-defaults",
    "mail-sorting-that-drifted",
    "own-architecture-by-budget",
    "own-assistant-model",
    "parts-orders",
    "parts-questions",
    "plant-on-the-floor",
    "policy-desk",
    "product-texts-at-scale",
    "protein-sequences-on-a-grant",
    "protein-sequences",
    "queries-that-run",
    "search-that-misses-part-numbers",
    "seismic-reports-for-a-few",
    "seismic-reports",
    "service-manuals",
    "staff-handbook",
]


def keep(advisor: Advisor, facts, day: datetime.date = KEPT_ON, **more) -> KeptDecision:
    advice = advisor.advise(facts, "production", day)
    return kept_decision(advice, advisor.knowledge, **more)


def kept_scenario(name: str, day: datetime.date = KEPT_ON) -> KeptDecision:
    worked = load_knowledge().scenarios[name]
    return keep(default_advisor(), worked.facts, day, title=worked.title)


@pytest.fixture(scope="module")
def rechecked():
    return {name: recheck(default_advisor(), kept_scenario(name), TODAY) for name in WORKED}


def closed_in_between(name: str) -> set[str]:
    """What the catalogue closed between the two days, of what was shown as recommended."""
    facts = load_knowledge().scenarios[name].facts
    advice = default_advisor().advise(facts, "production", KEPT_ON)
    items = load_knowledge().items
    shown = {i.id for stage in advice.stages for i in stage.items if i.rank != "consider"}
    return {
        each
        for each in shown
        if (closing := items[each].closing) and KEPT_ON < closing.since <= TODAY
    }


@pytest.mark.parametrize("name", WORKED)
def test_what_closed_in_between_is_told_and_no_other(rechecked, name):
    told = {each.about for each in rechecked[name].changes if each.kind == "service_closed"}

    assert told == closed_in_between(name)
    others = {each.kind for each in rechecked[name].changes} - {"service_closed"}
    assert others <= {"model_legacy", "model_retired"}
    assert (rechecked[name].verdict == "holds") == (not rechecked[name].changes)


@pytest.mark.golden
def test_thirty_decisions_of_january_are_rechecked_as_recorded(rechecked, recorded):
    assert len(WORKED) == 30
    told = {
        name: {
            "verdict": found.verdict,
            "changes": [each.text for each in found.changes],
        }
        for name, found in rechecked.items()
    }
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    recorded(HERE.parent / "golden" / "recheck" / "of-january-2026.json", text)


@pytest.mark.parametrize("name", WORKED[:6])
def test_a_decision_rechecked_on_its_own_day_holds(name):
    assert recheck(default_advisor(), kept_scenario(name), KEPT_ON).verdict == "holds"


def test_a_record_of_todays_format_is_read_by_every_later_version():
    kept = read_record(HERE / "fixtures" / "decision-1.md")

    assert kept.title == "Who owns our suppliers"
    assert kept.status == "accepted"
    assert kept.owner == "Compliance"
    assert kept.day == KEPT_ON
    assert kept.scenario["existing_vector_store"] == "graph"
    assert kept.basis.plan == ("prompt-engineering", "retrieval-augmented-generation")
    assert "amazon-kendra" in kept.basis.items
    found = recheck(default_advisor(), kept, TODAY)
    assert found.verdict == "decided_otherwise"
    assert "Amazon Kendra is closed to new customers since 2026-07-30" in found.text


def test_a_record_reads_back_as_it_was_kept():
    kept = kept_scenario("policy-desk").model_copy(
        update={"since": {"monthly_budget_usd": 50.0}, "title": '1e5: "yes" # no', "owner": "no"}
    )

    assert read(f"---\n{write(kept)}---\n# Text\n", "x.md") == kept


# What is kept stands for an earlier world; the knowledge of today is the later one.


def with_basis(kept: KeptDecision, **changes) -> KeptDecision:
    return kept.model_copy(update={"basis": kept.basis.model_copy(update=changes)})


def test_a_rule_that_says_something_else_is_told_and_the_plan_holds_for_other_reasons():
    kept = kept_scenario("policy-desk", TODAY)
    kept = with_basis(kept, rules={**kept.basis.rules, "current-knowledge": "x00000000"})

    found = recheck(default_advisor(), kept, TODAY)

    assert found.verdict == "holds_for_other_reasons"
    title = load_knowledge().rules["current-knowledge"].title
    assert [each.text for each in found.changes] == [f'The rule "{title}" says something else now.']


def test_a_rule_and_a_source_that_are_gone_are_told():
    kept = kept_scenario("policy-desk", TODAY)
    kept = with_basis(
        kept,
        rules={**kept.basis.rules, "an-old-rule": "x00000000"},
        sources={**kept.basis.sources, "an-old-page": "x00000000"},
    )

    texts = [each.text for each in recheck(default_advisor(), kept, TODAY).changes]

    assert 'The rule "an old rule" is no longer in the knowledge.' in texts
    assert 'The source "an old page" is no longer in the bibliography.' in texts


def test_a_source_that_changed_is_told():
    kept = kept_scenario("policy-desk", TODAY)
    kept = with_basis(kept, sources=dict.fromkeys(kept.basis.sources, "x00000000"))

    found = recheck(default_advisor(), kept, TODAY)

    assert {each.kind for each in found.changes} == {"source"}
    assert len(found.changes) == len(kept.basis.sources)


def test_another_plan_is_told_by_name():
    kept = with_basis(kept_scenario("policy-desk", TODAY), plan=("prompt-engineering",))

    found = recheck(default_advisor(), kept, TODAY)

    assert found.verdict == "decided_otherwise"
    assert found.changes[0].text == "The advice is now RAG and Prompting; it was Prompting."


def test_a_fact_that_is_answered_now_is_told():
    kept = kept_scenario("policy-desk", TODAY).model_copy(
        update={"since": {"knowledge_tokens": 100_000, "access_control": "none"}}
    )

    found = recheck(default_advisor(), kept, TODAY)

    assert found.verdict == "decided_otherwise"
    texts = [each.text for each in found.changes]
    assert "Knowledge tokens is now 100,000 tokens; it was 3,000,000 tokens." in texts


def test_a_scenario_that_was_edited_in_the_record_is_told():
    kept = kept_scenario("policy-desk", TODAY)
    kept = kept.model_copy(update={"scenario": {**kept.scenario, "knowledge_tokens": 2_000_000}})

    found = recheck(default_advisor(), kept, TODAY)

    assert found.verdict != "holds"
    assert "The scenario of the record was changed after it was kept" in found.text


def test_an_open_question_that_is_answered_in_the_scenario_is_told_by_name():
    worked = load_knowledge().scenarios["claims-desk-that-acts"]
    advice = default_advisor().advise(worked.facts, "production", TODAY, sensitivity=True)
    kept = kept_decision(advice, load_knowledge())
    (name, *_) = kept.basis.open
    assert name == "preference_pairs"

    answered = kept.model_copy(update={"scenario": {**kept.scenario, name: 0}})
    found = recheck(default_advisor(), answered, TODAY)

    assert "fact_answered" in {each.kind for each in found.changes}
    assert "became known" in found.text


def test_a_budget_that_the_estimate_exceeds_is_told():
    kept = kept_scenario("policy-desk", TODAY).model_copy(
        update={"since": {"monthly_budget_usd": 20.0}}
    )

    found = recheck(default_advisor(), kept, TODAY)

    assert found.verdict == "decided_otherwise"
    budgets = [each for each in found.changes if each.kind == "budget"]
    assert budgets
    assert budgets[0].about == "monthly_budget_usd"


def test_a_budget_that_was_kept_and_is_past_now_is_told():
    facts = {**load_knowledge().scenarios["policy-desk"].facts, "monthly_budget_usd": 20.0}
    kept = keep(default_advisor(), facts, TODAY)
    models = {
        name: each.model_copy(update={"verdicts": {"monthly_budget_usd": "fits"}})
        for name, each in kept.basis.models.items()
    }

    found = recheck(default_advisor(), with_basis(kept, models=models), TODAY)

    assert found.verdict == "decided_otherwise"
    assert {each.kind for each in found.changes} == {"budget"}
    assert "(it was: within it)" in found.text


@pytest.mark.parametrize(("factor", "told"), [(2.0, "50% less"), (0.5, "100% more"), (1.05, "")])
def test_a_cost_that_moved_notably_is_told(factor, told):
    kept = kept_scenario("policy-desk", TODAY)
    models = {
        name: each.model_copy(update={"month_usd": each.month_usd * factor})
        for name, each in kept.basis.models.items()
    }

    found = recheck(default_advisor(), with_basis(kept, models=models), TODAY)

    assert told in found.text
    assert {each.kind for each in found.changes} == ({"price"} if told else set())


# A plan of ready services, which calls no foundation model

INVOICES = "supplier-invoices"


def with_services(kept: KeptDecision, **changes) -> KeptDecision:
    assert kept.basis.services is not None
    return with_basis(kept, services=kept.basis.services.model_copy(update=changes))


@pytest.mark.parametrize("name", [INVOICES, "call-recordings"])
def test_what_ready_services_cost_is_kept_with_the_decision(name):
    facts = {**load_knowledge().scenarios[name].facts, "monthly_budget_usd": 100_000.0}
    found = default_advisor().advise(facts, "production", TODAY).estimates.services

    kept = keep(default_advisor(), facts, TODAY).basis

    assert kept.models == {}
    assert kept.services.month_usd == pytest.approx(found.month.likely, rel=1e-4)
    assert kept.services.year_usd == pytest.approx(found.year.likely, rel=1e-4)
    assert kept.services.verdicts == {"monthly_budget_usd": "fits"}


def test_a_plan_with_models_keeps_no_cost_of_ready_services():
    kept = kept_scenario("policy-desk", TODAY)

    assert kept.basis.services is None
    assert "services:" not in write(kept)


def test_what_ready_services_cost_reads_back_as_it_was_kept():
    facts = {**load_knowledge().scenarios[INVOICES].facts, "monthly_budget_usd": 8_000.0}
    kept = keep(default_advisor(), facts, TODAY)

    assert read(text_of(kept), "x.md") == kept


@pytest.mark.parametrize("name", [INVOICES, "call-recordings"])
def test_a_decision_on_ready_services_rechecked_on_its_own_day_holds(name):
    assert recheck(default_advisor(), kept_scenario(name, TODAY), TODAY).verdict == "holds"


@pytest.mark.parametrize(
    ("factor", "told"),
    [
        (2.0, "The ready services cost 50% less: $5,400 a month, it was $10,800."),
        (0.5, "The ready services cost 100% more: $5,400 a month, it was $2,700."),
        (1.05, ""),
    ],
)
def test_a_cost_of_ready_services_that_moved_notably_is_told(factor, told):
    kept = kept_scenario(INVOICES, TODAY)
    kept = with_services(kept, month_usd=kept.basis.services.month_usd * factor)

    found = recheck(default_advisor(), kept, TODAY)

    assert [each.text for each in found.changes] == ([told] if told else [])
    assert {(each.kind, each.about) for each in found.changes} == (
        {("price", "no-foundation-model")} if told else set()
    )
    assert found.verdict == ("holds_for_other_reasons" if told else "holds")


def test_a_new_price_of_a_ready_service_is_told(tmp_path):
    knowledge = load_knowledge()
    own = {
        name: each.usd * 2 for name, each in knowledge.prices.items() if name.startswith("textract")
    }
    (tmp_path / "prices.json").write_text(json.dumps({"prices": own}))
    prices = read_prices(tmp_path / "prices.json", knowledge)
    advisor = Advisor(with_prices(knowledge, prices, TODAY))

    found = recheck(advisor, kept_scenario(INVOICES, TODAY), TODAY)

    assert [each.text for each in found.changes] == [
        "The ready services cost 100% more: $10,800 a month, it was $5,400."
    ]


def test_a_cost_of_ready_services_is_not_compared_where_a_fact_changed():
    kept = kept_scenario(INVOICES, TODAY).model_copy(update={"since": {"requests_per_month": 900}})

    found = recheck(default_advisor(), kept, TODAY)

    assert "price" not in {each.kind for each in found.changes}


def test_a_price_of_ready_services_that_is_gone_is_told():
    kept = kept_scenario("branch-sales-forecast", TODAY)
    some = kept_scenario(INVOICES, TODAY).basis.services
    assert kept.basis.plan == ("no-foundation-model",)
    assert kept.basis.services is None

    found = recheck(default_advisor(), with_basis(kept, services=some), TODAY)

    assert [each.text for each in found.changes] == [
        "The ready services have no price here any more; they cost $5,400 a month."
    ]


@pytest.mark.parametrize("kept_before", [True, False])
def test_a_budget_that_ready_services_exceed_is_told(kept_before):
    kept = kept_scenario(INVOICES, TODAY).model_copy(
        update={"since": {"monthly_budget_usd": 500.0}}
    )
    if not kept_before:
        kept = with_basis(kept, services=None)

    found = recheck(default_advisor(), kept, TODAY)

    (budget,) = [each for each in found.changes if each.kind == "budget"]
    assert found.verdict == "decided_otherwise"
    assert (budget.about, budget.decisive) == ("monthly_budget_usd", True)
    assert budget.text.startswith("Monthly budget, with the ready services: Out: ")


@pytest.mark.parametrize(
    ("budget", "verdict"), [(500.0, "decided_otherwise"), (8_000.0, "holds_for_other_reasons")]
)
def test_a_budget_that_ready_services_stayed_within_and_no_longer_do_is_told(budget, verdict):
    facts = {**load_knowledge().scenarios[INVOICES].facts, "monthly_budget_usd": budget}
    kept = keep(default_advisor(), facts, TODAY)
    kept = with_services(kept, verdicts={"monthly_budget_usd": "fits"})

    found = recheck(default_advisor(), kept, TODAY)

    assert found.verdict == verdict
    assert {each.kind for each in found.changes} == {"budget"}
    assert "(it was: within it)" in found.text


def test_a_record_of_ready_services_from_before_their_cost_was_kept_is_read_and_holds():
    kept = kept_scenario(INVOICES, TODAY)
    text = text_of(kept)
    old = re.sub(r"(?m)^  services:.*\n(?:    .*\n)*", "", text)
    assert "services:" in text
    assert "services:" not in old

    found = read(old, "0007.md")

    assert found == with_basis(kept, services=None)
    assert recheck(default_advisor(), found, TODAY).verdict == "holds"


def test_a_model_that_became_legacy_in_between_is_told():
    knowledge = load_knowledge()
    cards = [(model.id, card_of(knowledge, model)) for model in knowledge.managed_models.values()]
    model = next(
        model
        for model, card in cards
        if card and card.legacy_since and KEPT_ON < card.legacy_since <= TODAY
    )
    kept = kept_scenario("policy-desk")
    some = next(iter(kept.basis.models.values()))
    kept = with_basis(kept, models={model: some})

    found = recheck(default_advisor(), kept, TODAY)

    assert found.verdict == "decided_otherwise"
    kinds = {each.kind for each in found.changes}
    assert kinds & {"model_legacy", "model_retired"}


def test_a_model_that_was_named_and_is_gone_is_told():
    kept = kept_scenario("policy-desk", TODAY).model_copy(update={"models": ("acme.old-1",)})

    found = recheck(default_advisor(), kept, TODAY)

    assert found.verdict == "decided_otherwise"
    assert found.changes[0].about == "acme.old-1"


def test_a_day_before_the_decision_is_refused():
    with pytest.raises(BadInput, match="mend the clock"):
        recheck(default_advisor(), kept_scenario("policy-desk", TODAY), KEPT_ON)


def test_a_service_that_is_in_use_already_stays_and_its_closing_is_told():
    worked = load_knowledge().scenarios["suppliers-and-their-owners"]
    facts = {**worked.facts, "existing_services": ["amazon-kendra"]}
    kept = keep(default_advisor(), facts)

    found = recheck(default_advisor(), kept, TODAY)

    closed = [each for each in found.changes if each.kind == "service_closed"]
    assert found.verdict == "holds_for_other_reasons"
    assert "you use it already and may go on" in closed[0].text


def test_reading_a_source_anew_changes_nothing():
    knowledge = load_knowledge()
    advice = default_advisor().advise(knowledge.scenarios["policy-desk"].facts, "production", TODAY)
    later = knowledge.model_copy(
        update={
            "sources": {
                name: each.model_copy(update={"read_on": datetime.date(2027, 1, 1)})
                for name, each in knowledge.sources.items()
            }
        }
    )

    assert basis_of(advice, later) == basis_of(advice, knowledge)


def test_every_verdict_has_words():
    assert set(VERDICTS) == {"holds", "holds_for_other_reasons", "decided_otherwise"}


# Front matter that somebody edited


def text_of(kept: KeptDecision) -> str:
    return f"---\n{write(kept)}---\n# Text\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("knowledge_change: weekly", "knowledge_change: wekly", 'Did you mean "weekly"?'),
        ("knowledge_change: weekly", "knowledge_chance: weekly", "Did you mean"),
        ('status: "proposed"', 'status: "maybe"', '"maybe" is no status'),
        ("view: production", "view: prod", "view of the record cannot be read"),
        ("day: 2026-01-01", "day: yesterday", "day of the record cannot be read"),
        ("format: decision/1", "format: decision/9", "a newer advisor wrote it"),
        ("view: production", "vjew: production", '"vjew" is not known'),
        ("plan: [", "plan: []\nmodels: [", "plan of the record cannot be read"),
    ],
)
def test_a_mistake_in_the_front_matter_is_told_with_its_line(old, new, said):
    text = text_of(kept_scenario("policy-desk"))
    assert old in text

    with pytest.raises(BadInput) as told:
        read(text.replace(old, new, 1), "0007.md")

    assert said in str(told.value)
    assert re.search(r"0007\.md(:\d+)?", str(told.value))


def test_a_line_of_the_front_matter_is_counted_from_the_start_of_the_file():
    text = text_of(kept_scenario("policy-desk"))
    line = next(
        number for number, each in enumerate(text.splitlines(), 1) if "knowledge_change" in each
    )

    with pytest.raises(BadInput, match=rf"0007\.md:{line}: "):
        read(text.replace("knowledge_change: weekly", "knowledge_change: wekly"), "0007.md")


@pytest.mark.parametrize(
    "text", ["# No front matter\n", "---\nstatus: x\n", "---\nstatus: x\n---\n"]
)
def test_a_file_that_is_no_record_is_refused(text):
    with pytest.raises(BadInput):
        read(text, "0007.md")


def test_what_madr_and_site_generators_add_is_passed_over():
    text = text_of(kept_scenario("policy-desk")).replace(
        'status: "proposed"', 'status: "superseded by ADR-0012"\nconsulted: Ana\ninformed: all', 1
    )

    assert read(text, "x.md").status == "superseded by ADR-0012"
