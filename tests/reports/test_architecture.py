"""The architecture of a plan as a picture: it says what the answer says, and no more."""

from __future__ import annotations

import itertools
import re

import pytest

from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Advice
from advisor.reports.record.architecture import (
    ASSISTANTS,
    BATCHES,
    BUILT,
    CONNECTED,
    MANAGED,
    OR,
    READERS,
    REVIEWS,
    ROLES,
    SITES,
    picture,
)
from advisor.reports.record.picture import (
    GAP_X,
    LABEL_LETTERS,
    LINE_LETTERS,
    WIDTH,
    Picture,
    as_mermaid,
    drawn,
)
from tests.worked import DAY, worked_plan
from ui.drawings.record import architecture

both_views = pytest.mark.parametrize("view", ["production", "exam"])
each_worked = pytest.mark.parametrize("worked", list(load_knowledge().scenarios))
each_on_a_device = pytest.mark.parametrize(
    "worked",
    [
        name
        for name, worked in load_knowledge().scenarios.items()
        if worked.facts.get("deployment_target") == "edge_device"
    ],
)


def ranks(advice: Advice) -> dict[str, set[str]]:
    """How strongly each item of an answer is recommended, by its id."""
    found: dict[str, set[str]] = {}
    for stage in advice.stages:
        for item in stage.items:
            found.setdefault(item.id, set()).add(item.rank)
    return found


def essential(advice: Advice) -> set[str]:
    return {each for each, found in ranks(advice).items() if "essential" in found}


def shown_items(shown: Picture) -> set[str]:
    return {item for box in shown.boxes for item in box.items}


def ids(shown: Picture) -> set[str]:
    return {box.id for box in shown.boxes}


@both_views
@each_worked
def test_every_box_stands_on_its_own_place_and_is_reached(worked, view):
    shown = picture(worked_plan(worked, view))

    assert len({(box.column, box.row) for box in shown.boxes}) == len(shown.boxes)
    assert {end for each in shown.arrows for end in (each.start, each.end)} == ids(shown)


@both_views
@each_worked
def test_every_essential_item_of_a_role_has_a_box(worked, view):
    advice = worked_plan(worked, view)
    of_roles = {each for role in ROLES.values() for each in role}

    assert (essential(advice) & of_roles) - shown_items(picture(advice)) == set()


OURS = re.compile(r"\b(Amazon|AWS|Bedrock|SageMaker|IAM|Kiro)\b")
"""What a line holds that names a service."""


@both_views
@each_worked
def test_no_box_names_a_service_that_is_not_in_the_answer(worked, view):
    advice = worked_plan(worked, view)
    names = {item.name: identity for identity, item in load_knowledge().items.items()}
    told = " ".join(advice.to_json().split())
    shown = picture(advice)

    assert shown_items(shown) <= set(advice.items())
    for line in (line.removeprefix(OR) for box in shown.boxes for line in box.lines):
        if line in names:
            assert names[line] in advice.items()
        elif OURS.search(line):
            assert line in told


@both_views
@each_worked
def test_documents_and_vectors_are_drawn_where_documents_are_looked_up_and_nowhere_else(
    worked, view
):
    advice = worked_plan(worked, view)
    facts = advice.scenario
    sources = {facts.get("knowledge_source"), *facts.get("further_knowledge_sources", ())}
    looks_up = "retrieval-augmented-generation" in advice.plan.paths
    documents = "private_documents" in sources or sources == {None} or "chunking" in ranks(advice)

    shown = picture(advice)
    drawn_boxes = ids(shown) & {"documents", "retrieval"}
    assert drawn_boxes == ({"documents", "retrieval"} if looks_up and documents else set())
    assert ("vectors" in shown.caption) == bool(drawn_boxes)


@both_views
@each_worked
def test_a_managed_knowledge_base_is_one_part_and_keeps_its_vectors_itself(worked, view):
    shown = picture(worked_plan(worked, view))

    kept = [box for box in shown.boxes if "keeps the vectors" in box.lines]
    assert len(kept) == (MANAGED in shown_items(shown))
    assert not kept or "store" not in ids(shown)


def test_who_asks_is_told_to_the_application_which_filters_by_it():
    shown = picture(worked_plan("policy-desk", "production"))

    assert "User → Sign-in (names the role) → Application" in shown.flows
    assert "filtered by role" in shown.box("retrieval").lines


def test_where_nobody_programs_the_ready_assistant_is_drawn():
    shown = picture(worked_plan("campaign-ideas-without-code", "production"))

    assert shown.flows[0] == "User ⇄ Amazon Quick ⇄ Your documents"
    assert {each.when for each in shown.arrows if "model" in (each.start, each.end)} == {BUILT}


def test_of_two_services_that_do_the_same_the_second_stands_after_an_or():
    shown = picture(worked_plan("supplier-invoices", "production"))

    assert any("or Amazon Bedrock Data Automation" in box.lines for box in shown.boxes)


def test_before_a_model_that_reads_pages_no_other_service_is_drawn():
    shown = picture(worked_plan("half-a-million-a-night", "production"))

    assert "before" not in ids(shown)


@both_views
@each_on_a_device
def test_no_cloud_stands_in_the_way_of_a_device_without_a_network(worked, view):
    advice = worked_plan(worked, view)
    shown = picture(advice)

    reached = {"user"}
    for _ in shown.arrows:
        reached |= {each.end for each in shown.arrows if each.start in reached and not each.when}
    named = {line for box in shown.boxes if box.id in reached for line in box.lines}
    items = {item for box in shown.boxes if box.id in reached for item in box.items}
    greengrass = {SITES[0]} & set(advice.items())

    assert "app" in reached
    assert shown.box("app").lines[0] == "Device"
    assert greengrass <= items <= set(SITES) | {"prompt-injection-defence"}
    assert not [each for each in named if OURS.search(each) and "Greengrass" not in each]
    outside = ids(shown) - reached
    for each in shown.arrows:
        if (each.start in outside) != (each.end in outside):
            assert each.when == CONNECTED


@both_views
@each_worked
def test_a_person_checks_where_human_review_is_essential(worked, view):
    advice = worked_plan(worked, view)

    assert ("review" in ids(picture(advice))) == bool(essential(advice) & set(REVIEWS))


@both_views
@each_worked
def test_a_batch_goes_through_files_and_a_job_and_no_user_waits(worked, view):
    advice = worked_plan(worked, view)
    shown = picture(advice)
    batch = advice.scenario.get("serving_mode") == "batch"

    assert ("Batch job" in [box.lines[0] for box in shown.boxes]) == batch
    if batch:
        assert "User" not in [box.lines[0] for box in shown.boxes]
        assert {"amazon-s3"} & set(advice.items()) <= set(shown.box("files").items)
        assert set(BATCHES) & set(advice.items()) <= set(shown.box("app").items)


@both_views
@each_worked
def test_services_that_read_sound_and_pages_stand_before_what_works_on_text(worked, view):
    advice = worked_plan(worked, view)
    model = "no-foundation-model" not in advice.plan.paths
    strong = {"essential", "recommended"}
    wanted = {each for each in READERS if model and strong & ranks(advice).get(each, set())}
    shown = picture(advice)

    assert wanted <= shown_items(shown)
    assert not wanted or shown.box("before").lines[-1] == "before the model"


@both_views
@each_worked
def test_somebody_signs_in_where_not_all_may_see_the_same(worked, view):
    advice = worked_plan(worked, view)
    facts = advice.scenario
    whose = {"per_role": "role", "per_user": "user", "per_tenant": "tenant"}
    differs = whose.get(facts.get("access_control", ""))
    shown = picture(advice)

    if differs and facts.get("serving_mode") != "batch":
        assert shown.box("sign-in").lines == ("Sign-in", f"names the {differs}")
    else:
        assert "sign-in" not in ids(shown) or set(ASSISTANTS) & set(shown.box("app").items)


@both_views
@each_worked
def test_arrows_meet_neighbours_only_and_a_page_holds_the_picture(worked, view):
    shown = picture(worked_plan(worked, view))

    assert shown.columns <= 5
    assert shown.rows <= 3
    for each in shown.arrows:
        start, end = shown.box(each.start), shown.box(each.end)
        assert max(abs(start.column - end.column), abs(start.row - end.row)) == 1
    plan = drawn(shown)
    for one, other in itertools.combinations(plan.boxes, 2):
        apart = abs(one.x - other.x) >= WIDTH + GAP_X
        assert apart or one.y + one.height < other.y or other.y + other.height < one.y
    for box in plan.boxes:
        assert all(len(line) <= LINE_LETTERS for line in box.lines if " " in line)
        assert box.y < box.middles()[0] < box.middles()[-1] + 1 < box.y + box.height + 1
    for line in plan.lines:
        # About 0.55 of a letter's height is its width.
        assert line.label_at[0] + len(line.label) * LABEL_LETTERS * 0.55 < plan.width


@both_views
@each_worked
def test_what_stands_beside_the_picture_names_every_line_of_every_box(worked, view):
    shown = picture(worked_plan(worked, view))

    told = " ".join(shown.flows)
    assert [line for box in shown.boxes for line in box.lines if line not in told] == []
    assert shown.caption == f"Data flow: {'; '.join(shown.flows)}."


def test_every_role_of_the_picture_is_played_by_items_of_the_catalogue():
    assert {each for role in ROLES.values() for each in role} <= set(load_knowledge().items)


TOLD = {
    "wind-turbines-without-a-network": (
        "Sensors → Device (AWS IoT Greengrass V2, classical model on it) → Machine or person "
        "(that acts on the result)",
        "when connected: Device → Logs (Amazon CloudWatch)",
        "when connected: Device → Collected data",
        "Collected data → Training (SageMaker training jobs)",
        "when connected: Training → Device",
    ),
    "questions-over-the-warehouse": (
        "Application ⇄ Query that only reads (as the asker's role, AWS Lambda) "
        "⇄ Records (AWS Lake Formation)",
        "User → Sign-in (names the role) → Application",
    ),
    "assistant-for-developers": (
        "Developer ⇄ Kiro ⇄ Your repositories",
        "Developer ⇄ Sign-in (AWS IAM Identity Center)",
    ),
    "minutes-of-meetings": ("Application ⇄ Amazon Transcribe (before the model)",),
    "claims-by-several-agents": ("Application ⇄ Reviewer (checks what is doubtful)",),
    "staff-handbook": ("Documents (whole in the prompt) → Application",),
    "loan-defaults": ("Training data → Training (SageMaker training jobs) → Classical model",),
}


@pytest.mark.parametrize(("worked", "flows"), TOLD.items(), ids=TOLD)
def test_the_picture_tells_what_the_plan_is_about(worked, flows):
    told = picture(worked_plan(worked, "production")).flows

    assert [each for each in flows if each not in told] == []


def test_a_knowledge_base_queries_records_only_where_all_may_see_the_same():
    facts = dict(load_knowledge().scenarios["questions-over-the-warehouse"].facts)
    facts["access_control"] = "none"
    shown = picture(default_advisor().advise(facts, "production", DAY))

    assert (
        "Application ⇄ Query that only reads (Amazon Bedrock Knowledge Bases) "
        "⇄ Records (Amazon Redshift)"
    ) in shown.flows


def test_a_night_of_documents_goes_from_files_through_a_job_to_the_model():
    told = picture(worked_plan("half-a-million-a-night", "production")).flows[0]

    assert told.startswith(
        "Application ⇄ Inputs and results (Amazon S3) ⇄ Batch job (Batch inference) ⇄ "
    )


def test_a_bought_assistant_has_no_model_of_ones_own():
    shown = picture(worked_plan("assistant-for-developers", "production"))

    assert "Bedrock" not in shown.caption
    assert "model" not in ids(shown)


RECORDS = {"knowledge_source": "structured_records", "knowledge_change": "daily"}


@pytest.mark.parametrize(
    ("facts", "boxes"),
    [
        (RECORDS, {"query", "records"}),
        (
            {**RECORDS, "further_knowledge_sources": ["private_documents"]},
            {"records", "retrieval", "store", "documents"},
        ),
        ({**RECORDS, "further_knowledge_sources": ["live_data"]}, {"tools"}),
        (
            {"knowledge_source": "general", "citations_required": True},
            {"retrieval", "store", "documents"},
        ),
    ],
    ids=["records", "documents too", "live values too", "sources to be named"],
)
def test_each_source_of_knowledge_is_looked_up_in_its_own_way(facts, boxes):
    asked = {"tasks": ["question_answering"], **facts}
    shown = picture(default_advisor().advise(asked, "production", DAY))

    looked_up = {"query", "records", "retrieval", "store", "documents", "tools"}
    assert ids(shown) & looked_up == boxes


def test_where_no_place_is_left_the_user_box_says_who_signs_in():
    facts = {
        **load_knowledge().scenarios["claims-desk-that-acts"].facts,
        "access_control": "per_role",
        "further_knowledge_sources": ["structured_records"],
    }
    shown = picture(default_advisor().advise(facts, "production", DAY))

    assert shown.box("user").lines == ("User", "signed in: role known")
    assert {"review", "records", "tools", "retrieval", "training"} <= ids(shown)
    assert shown.rows == 3


def test_the_picture_leads_from_the_user_by_the_guardrail_to_the_model_and_the_store():
    text = as_mermaid(picture(worked_plan("policy-desk", "production")))

    assert text.startswith("flowchart LR\n")
    assert "user <--> app" in text
    assert "app <--> guard" in text
    assert "guard <--> model" in text
    assert "documents --> retrieval" in text
    assert 'guard{{"Amazon Bedrock Guardrails<br>Contextual grounding check"}}' in text


def test_what_waits_for_a_network_is_dashed_and_says_so_once():
    shown = picture(worked_plan("wind-turbines-without-a-network", "production"))

    dashed = [each for each in drawn(shown).lines if each.dashes]
    assert len(dashed) == 3
    assert [each.label for each in dashed if each.label] == [CONNECTED]
    assert "training -. when connected .-> app" in as_mermaid(shown)
    svg = architecture(shown)
    assert svg.count("stroke-dasharray") == 3
    assert svg.count(f">{CONNECTED}</text>") == 1
