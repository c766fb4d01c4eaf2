"""The exam guide by revision: what it names on a day, what left it, what covers it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor import advise
from advisor.exam.study_pages import taught_and_today
from advisor.knowledge import load_knowledge
from advisor.knowledge.exam_guide import ExamGuide

KNOWLEDGE = load_knowledge()
GUIDE = KNOWLEDGE.guides["aif-c01"]
FIRST, SECOND, TODAY = (
    datetime.date(2026, 4, 1),
    datetime.date(2026, 5, 1),
    datetime.date(2026, 11, 25),
)
IN_SCOPE = """
AWS Data Exchange; Amazon EMR; AWS Glue; AWS Glue DataBrew; AWS Lake Formation;
Amazon OpenSearch Service; Amazon Quick; Amazon Redshift; AWS Budgets; AWS Cost Explorer;
Amazon EC2; AWS Lambda; Amazon ECS; Amazon EKS; Amazon Aurora; Amazon DocumentDB;
Amazon DynamoDB; Amazon ElastiCache; Amazon Neptune; Amazon RDS; Kiro; Strands Agents;
Amazon Bedrock; Amazon Bedrock AgentCore; Amazon Comprehend; Amazon Lex; Amazon Nova;
Amazon Personalize; Amazon Polly; Amazon Rekognition; Amazon SageMaker AI;
Amazon SageMaker JumpStart; Amazon Textract; Amazon Transcribe; Amazon Translate;
AWS Transform; AWS CloudTrail; Amazon CloudWatch; AWS Config; AWS Trusted Advisor;
AWS Well-Architected Tool; Amazon CloudFront; Amazon VPC; AWS Artifact;
AWS Identity and Access Management (IAM); Amazon Inspector;
AWS Key Management Service (AWS KMS); Amazon Macie; AWS Secrets Manager; Amazon S3;
Amazon S3 Glacier
"""


def scope(day: datetime.date) -> set[str]:
    return {each.name for each in GUIDE.services_on(day) if each.where is None}


def items_of(facts: dict[str, Any], day: datetime.date) -> dict[str, Any]:
    advice = advise(facts, view="exam", as_of=day)
    return {item.id: item for stage in advice.stages for item in stage.items}


def test_the_list_in_scope_is_that_of_the_newest_copy() -> None:
    read = " ".join(IN_SCOPE.split())

    assert scope(TODAY) == {each.strip() for each in read.split(";")}


def test_every_service_in_scope_is_told_by_an_item_or_a_notion_and_has_a_domain() -> None:
    known = {*KNOWLEDGE.items, *KNOWLEDGE.glossary}
    for each in GUIDE.services:
        assert set(each.covered_by) <= known, each.name
        assert each.domain in GUIDE.domains, each.name


def test_every_objective_of_the_five_domains_is_covered() -> None:
    numbers = [each.id for each in GUIDE.objectives_on(TODAY)]
    by_task: dict[str, list[int]] = {}
    for number in numbers:
        task, place = number.rsplit(".", 1)
        by_task.setdefault(task, []).append(int(place))

    assert {task: max(places) for task, places in by_task.items()} == {
        "1.1": 5, "1.2": 6, "1.3": 6, "2.1": 6, "2.2": 4, "2.3": 4, "3.1": 6, "3.2": 5,
        "3.3": 3, "3.4": 5, "4.1": 7, "4.2": 4, "5.1": 5, "5.2": 3,
    }  # fmt: skip
    for places in by_task.values():
        assert places == list(range(1, len(places) + 1))


@pytest.mark.parametrize("number", ["1.2.6", "2.1.4", "2.1.5", "2.1.6", "3.2.5", "3.4.5", "5.1.5"])
def test_an_objective_that_version_1_1_added_is_asked_from_its_day(number: str) -> None:
    assert number not in {each.id for each in GUIDE.objectives_on(FIRST)}
    assert number in {each.id for each in GUIDE.objectives_on(SECOND)}


@pytest.mark.parametrize(
    ("name", "first", "second", "today"),
    [
        ("Amazon MemoryDB", True, False, False),
        ("Amazon Fraud Detector", True, False, False),
        ("Amazon Kendra", True, True, False),
        ("AWS Audit Manager", True, True, False),
        ("Amazon Augmented AI (Amazon A2I)", True, True, False),
        ("Amazon Q", False, True, False),
        ("Kiro", False, True, True),
        ("Strands Agents", False, True, True),
        ("Amazon Bedrock AgentCore", False, True, True),
    ],
)
def test_a_service_is_in_scope_from_its_revision_to_its_revision(
    name: str, first: bool, second: bool, today: bool
) -> None:
    assert [name in scope(day) for day in (FIRST, SECOND, TODAY)] == [first, second, today]


def test_what_left_with_a_numbered_version_has_its_day_and_the_rest_the_days_between() -> None:
    assert GUIDE.mark("memorydb", TODAY) == ("left the guide on 2026-04-30 (AIF-C01, version 1.1)")
    kendra = GUIDE.mark("amazon-kendra", TODAY)
    assert kendra is not None
    assert kendra.startswith("left the guide on or before 2026-11-25 (AIF-C01; after 2026-08-31")
    assert GUIDE.mark("amazon-kendra", SECOND) is None
    assert GUIDE.mark("kiro", TODAY) is None


BIAS = {
    "system_kind": "classical_model",
    "tasks": ["tabular_prediction"],
    "fairness_sensitive": True,
    "evaluation_aspects": ["bias"],
}


def test_in_the_exam_view_an_item_that_left_the_guide_stays_and_is_marked() -> None:
    today = items_of(BIAS, TODAY)["sagemaker-clarify"]
    before = items_of(BIAS, SECOND)["sagemaker-clarify"]

    assert today.availability.left_guide is not None
    assert "left the guide on" in (today.availability.note or "")
    assert before.availability.left_guide is None


def test_nothing_that_left_the_guide_is_shown_in_the_exam_view_without_its_mark() -> None:
    left = GUIDE.left(TODAY)
    for scenario in KNOWLEDGE.scenarios.values():
        if scenario.view != "exam":
            continue
        for identity, item in items_of(dict(scenario.facts), TODAY).items():
            assert (item.availability.left_guide is not None) == (identity in left), identity


def test_the_production_view_says_nothing_of_the_guide() -> None:
    advice = advise(BIAS, view="production", as_of=TODAY)

    for stage in advice.stages:
        assert all(item.availability.left_guide is None for item in stage.items)


def test_in_the_exam_view_what_the_guide_names_comes_first_within_a_rank() -> None:
    named = GUIDE.names(TODAY)
    advice = advise(BIAS, view="exam", as_of=TODAY)
    for stage in advice.stages:
        for rank in ("essential", "recommended", "consider"):
            order = [item.id in named for item in stage.items if item.rank == rank]
            assert order == sorted(order, reverse=True)


def test_taught_and_today_tells_what_left_the_guide_with_sources() -> None:
    told = [each for each in taught_and_today(KNOWLEDGE) if each.kind == "left the guide"]

    assert {each.subject for each in told} == {
        KNOWLEDGE.items[each].name for each in GUIDE.left(GUIDE.revisions[-1].since)
    }
    assert all(each.sources for each in told)


def test_a_second_exam_is_another_file() -> None:
    other = ExamGuide.model_validate(
        {
            "id": "aip-c01",
            "name": "Another exam",
            "code": "AIP-C01",
            "domains": {1: "One"},
            "revisions": [
                {
                    "id": "1.0",
                    "on": "2026-01-01",
                    "copy": "none",
                    "sources": [
                        {"source": "aif-c01-revisions", "where": "x", "confidence": "read"}
                    ],
                }
            ],
            "services": [
                {
                    "name": "Kiro",
                    "category": "x",
                    "domain": 1,
                    "covered_by": ["kiro"],
                    "since": "1.0",
                }
            ],
            "objectives": [{"id": "1.1.1", "asks": "x", "covered_by": ["kiro"]}],
        }
    )

    assert other.names(TODAY) == {"kiro"}


@pytest.mark.parametrize(
    "notion",
    [
        "auc", "rmse", "roi", "nondeterminism", "interpretability", "partial-dependence",
        "human-centred-design", "sampling-bias", "neural-network", "aws-trusted-advisor",
        "amazon-inspector", "well-architected-tool", "amazon-redshift", "amazon-emr",
        "glue-databrew", "aws-data-exchange", "amazon-dynamodb",
    ],
)  # fmt: skip
def test_a_notion_that_was_missing_is_in_the_glossary(notion: str) -> None:
    assert KNOWLEDGE.glossary[notion].meaning
