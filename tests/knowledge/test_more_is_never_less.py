"""A stricter answer keeps every control, monitoring and evaluation that the milder one had.

`advisor check` reads that off each rule; here whole decisions are compared, with signals, needs
and plans. Prevents advice in which graver data or graver errors are guarded less.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from typing import Any

import pytest

from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.knowledge.base import View
from advisor.reasoning.infer_many import Decider
from advisor.upkeep.stricter import KEPT, STRICTER_FIRST, STRICTER_LAST, from_mild_to_strict

KNOWLEDGE = load_knowledge()
DECIDER = Decider(KNOWLEDGE)
DAY = datetime.date(2026, 11, 25)
AMID: tuple[dict[str, Any], ...] = (
    {},
    {"tasks": ["conversation"], "audience": "customers"},
    {"tasks": ["summarization"], "audience": "internal"},
    {"tasks": ["question_answering"], "knowledge_source": "private_documents"},
    {"knowledge_source": "structured_records"},
    {"knowledge_source": "live_data"},
    {"tasks": ["tabular_prediction"]},
    {"regulations": ["finance"]},
    {"current_path": "prompt_engineering"},
    {"untrusted_input": True},
)
"""What else is said of the scenario: nothing, and what brings much with it."""


def decisions(
    fact: str, amid: dict[str, Any], view: View
) -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    """For each answer, from mild to strict: what guards the plan, and which rules fire."""
    answers = from_mild_to_strict(fact)
    scenarios = [read_scenario({**amid, fact: answer}) for answer in answers]
    decided = DECIDER.decide(DECIDER.vocabulary.columns(scenarios), view, DAY)
    for row, answer in enumerate(answers):
        items = {item for item, _, _ in decided.items_of(row)}
        guards = {item for item in items if KNOWLEDGE.items[item].kind in KEPT}
        yield answer, frozenset(guards), decided.fired(row)


@pytest.mark.parametrize("view", ["production", "exam"])
@pytest.mark.parametrize("fact", [*STRICTER_LAST, *STRICTER_FIRST])
def test_a_stricter_answer_is_guarded_as_well_as_a_milder_one(fact: str, view: View) -> None:
    lost = []
    for amid in AMID:
        if fact in amid:
            continue
        for milder, stricter in itertools.pairwise(decisions(fact, amid, view)):
            excused = any(KNOWLEDGE.rules[rule].milder_only for rule in milder[2] - stricter[2])
            if not excused and milder[1] - stricter[1]:
                lost.append((amid, milder[0], stricter[0], sorted(milder[1] - stricter[1])))

    assert lost == []
