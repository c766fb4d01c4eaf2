"""The questions themselves: each is asked in words of its own."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.load import is_unfilled
from advisor.upkeep.checks.finding import Found


def unfilled_facts(knowledge: Knowledge) -> Found:
    """A question that was begun and not written would be put to users as it is."""
    return unfilled(fact_definitions().values())


def unfilled(facts: Iterable[FactDefinition]) -> Found:
    """The parts of these facts that are still to be filled in."""
    for fact in facts:
        for what, said in (
            ("title", fact.title),
            ("question", fact.question),
            ("unit", fact.unit or ""),
            *(("choice", choice) for choice in fact.choices),
        ):
            if is_unfilled(said):
                yield fact.name, f"its {what} is not filled in, in advisor/facts/scenario.py"
