"""The catalogue of items: what closed when, and what AWS's own API definitions prove.

That the catalogue is complete, linked and sourced is for `advisor check` (tests/upkeep).
"""

from __future__ import annotations

import pytest

from advisor.knowledge import load_knowledge
from advisor.knowledge.catalogue import Proof
from advisor.upkeep.checks.proofs import what_is_wrong_with


def test_clarify_was_open_in_january_2026_and_is_closed_since_july() -> None:
    closing = load_knowledge().items["sagemaker-clarify"].closing

    assert closing is not None
    assert str(closing.since) == "2026-07-30"


@pytest.mark.parametrize(
    ("proof", "said"),
    [
        (Proof(service="bedrok", operation="Converse"), "has no service bedrok"),
        (Proof(service="bedrock", operation="CreateMiracle"), "has no operation CreateMiracle"),
        (
            Proof(service="bedrock", operation="CreateGuardrail", shape="CacheTTL"),
            "does not use CacheTTL",
        ),
        (
            Proof(
                service="bedrock-runtime",
                operation="Converse",
                shape="InferenceConfiguration",
                member="mood",
            ),
            "has no member mood",
        ),
        (
            Proof(service="bedrock-runtime", operation="Converse", shape="CacheTTL", value="9d"),
            "has no value 9d",
        ),
    ],
    ids=["service", "operation", "shape", "member", "value"],
)
def test_a_proof_that_awss_api_does_not_hold_is_found(proof: Proof, said: str) -> None:
    assert said in (what_is_wrong_with(proof) or "")
