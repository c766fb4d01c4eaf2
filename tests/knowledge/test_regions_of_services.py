"""The Regions that the catalogue gives for AWS's AI services are those that botocore knows."""

from __future__ import annotations

import re

import pytest

from advisor.knowledge import load_knowledge
from advisor.knowledge.catalogue import Item

ONLY_ON_THE_PAGE = {
    # streams are transcribed there, which has no client in botocore
    "amazon-transcribe": {"ap-southeast-5", "ap-southeast-7", "mx-central-1"},
}

KNOWLEDGE = load_knowledge()


def endpoints_of(item: Item) -> list[str]:
    """The services of botocore whose endpoints are named as a source of the item's Regions."""
    named = [
        re.fullmatch(r"endpoints, ([\w-]+)", source.where)
        for source in item.sources
        if source.source == "botocore-service-models"
    ]
    return [found[1] for found in named if found]


RESTING_ON_BOTOCORE = [
    item for item in KNOWLEDGE.items.values() if item.regions and endpoints_of(item)
]


@pytest.mark.parametrize("item", RESTING_ON_BOTOCORE, ids=lambda item: item.id)
def test_the_regions_of_a_service_are_those_of_botocore(item: Item) -> None:
    session = pytest.importorskip("botocore.session").get_session()
    offered = {
        region
        for service in endpoints_of(item)
        for partition in ("aws", "aws-us-gov")
        for region in session.get_available_regions(service, partition)
    }

    expected = offered & set(KNOWLEDGE.regions) | ONLY_ON_THE_PAGE.get(item.id, set())

    assert set(item.regions) == expected


def test_most_ready_ai_services_have_their_regions_from_botocore() -> None:
    assert {item.id for item in RESTING_ON_BOTOCORE} >= {
        "amazon-comprehend",
        "amazon-textract",
        "amazon-translate",
        "comprehend-medical",
    }


TOLD_AS_LACKING = {
    # the warning: the services that the Regions which it names all lack
    "no-transcribe-in-the-region": ("amazon-transcribe",),
    "no-polly-in-the-region": ("amazon-polly",),
    "no-translate-in-the-region": ("amazon-translate",),
    "no-comprehend-in-the-region": ("amazon-comprehend",),
    "no-rekognition-in-the-region": ("amazon-rekognition",),
    "no-textract-in-the-region": ("amazon-textract", "bedrock-data-automation"),
    "no-lex-in-the-region": ("amazon-lex",),
    "no-managed-knowledge-base-in-the-region": ("bedrock-managed-knowledge-base",),
}


@pytest.mark.parametrize("warning", TOLD_AS_LACKING)
def test_a_warning_names_every_region_that_lacks_the_service(warning: str) -> None:
    named = {
        region
        for condition in KNOWLEDGE.rules[warning].when
        if condition.fact == "region"
        for region in condition.operand
    }
    having = {
        region for item in TOLD_AS_LACKING[warning] for region in KNOWLEDGE.items[item].regions
    }

    assert named == set(KNOWLEDGE.regions) - having
