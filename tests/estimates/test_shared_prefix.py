"""The beginning that prompts share: how long a prompt is with it, and what a cache holds of it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from advisor.estimates.estimate import estimate
from advisor.estimates.shapes import Estimates, ModelEstimate
from advisor.knowledge import load_knowledge
from advisor.knowledge.knowledge import Knowledge

DAY = datetime.date(2026, 11, 26)
LOAD = {"requests_per_month": 1_000_000, "output_tokens": 300}
SONNET = "global.anthropic.claude-sonnet-4-6-v1:0"


def of(facts: dict[str, Any], *items: str, **given: object) -> Estimates:
    return estimate(facts, as_of=DAY, items=items, assumptions=given, models=[SONNET])


def row(facts: dict[str, Any], *items: str, **given: object) -> ModelEstimate:
    return of(facts, *items, **given).models[0]


def part(model: ModelEstimate, kind: str) -> float:
    return sum(each.likely for each in model.month_parts if each.kind == kind)


def test_a_prompt_of_unknown_length_holds_its_stated_beginning_and_a_question() -> None:
    model = row({**LOAD, "shared_prefix_tokens": 3_000}, "prompt-caching")

    assert part(model, "read") == pytest.approx(500 * 3)
    # Read by nine requests in ten at 0.30 a million, written by the tenth at 3.75.
    assert part(model, "cached") == pytest.approx(3_000 * (0.9 * 0.30 + 0.1 * 3.75))


def test_the_length_of_the_question_is_told_as_our_judgement() -> None:
    found = of({**LOAD, "shared_prefix_tokens": 3_000})
    (question,) = [each for each in found.assumptions if each.id == "question_tokens"]

    assert question.likely == 500
    assert "Our judgement" in question.because


@pytest.mark.parametrize("stated", [True, False])
def test_a_length_that_somebody_gives_is_taken_as_it_is(stated: bool) -> None:
    facts = {**LOAD, "shared_prefix_tokens": 3_000}
    model = row({**facts, "input_tokens": 3_200}) if stated else row(facts, input_tokens=3_200)

    assert part(model, "read") == pytest.approx(3_200 * 3)


def test_the_shared_beginning_is_not_screened_with_each_question() -> None:
    alone = row(LOAD, "content-filters", characters_per_token=4)
    prefixed = row(
        {**LOAD, "shared_prefix_tokens": 3_000}, "content-filters", characters_per_token=4
    )

    assert part(prefixed, "guardrails") == pytest.approx(part(alone, "guardrails"))


@pytest.mark.parametrize(
    ("items", "plan", "kind"),
    [
        (("content-filters",), ("prompt-engineering",), "guardrails"),
        (
            ("s3-vectors",),
            ("prompt-engineering", "retrieval-augmented-generation"),
            "retrieval",
        ),
        (("amazon-translate",), ("prompt-engineering",), "translation"),
    ],
)
def test_a_question_costs_the_same_however_the_length_of_its_prompt_is_stated(
    items: tuple[str, ...], plan: tuple[str, ...], kind: str
) -> None:
    facts = {**LOAD, "shared_prefix_tokens": 3_000}
    stated, asked = (
        part(estimate(each, as_of=DAY, items=items, plan=plan, models=[SONNET]).models[0], kind)
        for each in ({**facts, "input_tokens": 3_500}, facts)
    )

    assert stated == pytest.approx(asked)


def test_a_beginning_longer_than_the_prompt_leaves_nothing_to_screen_but_the_answer() -> None:
    facts = {**LOAD, "input_tokens": 2_000, "shared_prefix_tokens": 3_000}
    model = row(facts, "prompt-injection-defence")

    assert part(model, "guardrails") == 0


def test_a_beginning_shorter_than_a_model_caches_is_not_cached_and_that_is_said() -> None:
    facts = {**LOAD, "input_tokens": 2_000, "shared_prefix_tokens": 800}
    model = row(facts, "prompt-caching")

    assert part(model, "cached") == 0
    assert part(model, "read") == pytest.approx(2_000 * 3)
    (told,) = [each for each in model.not_counted if each.startswith("Savings from caching")]
    assert told == (
        "Savings from caching: none. Claude Sonnet 4.6 caches only prefixes of 1,024 tokens or "
        "more, and yours is shorter"
    )


def test_where_no_source_tells_the_shortest_beginning_that_is_cached_the_estimate_says_so() -> None:
    known = load_knowledge()
    card = "anthropic.claude-sonnet-4-6"
    (key,) = [each for each in known.models if each.startswith(card)]
    unsaid = known.models[key].model_copy(update={"cache_from_tokens": None})
    facts = {**LOAD, "input_tokens": 2_000, "shared_prefix_tokens": 1_024}

    def told(knowledge: Knowledge) -> list[str]:
        found = estimate(
            facts, as_of=DAY, items=["prompt-caching"], models=[SONNET], knowledge=knowledge
        )
        return [each for each in found.models[0].not_counted if "caches a prefix" in each]

    # A version of its own: estimates are kept by the version of the knowledge.
    other = known.model_copy(
        update={"models": {**known.models, key: unsaid}, "version": "without-the-shortest"}
    )
    assert told(known) == []
    assert len(told(other)) == 1
    assert "no source here says from how many tokens it caches" in told(other)[0]


def test_a_beginning_as_long_as_a_model_caches_is_cached() -> None:
    model = row({**LOAD, "input_tokens": 2_000, "shared_prefix_tokens": 1_024}, "prompt-caching")

    assert part(model, "cached") > 0
    assert not any(each.startswith("Savings from caching") for each in model.not_counted)
