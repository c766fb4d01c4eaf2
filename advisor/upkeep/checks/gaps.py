"""Nothing is written in vain: each thing is read, concluded or covered by another."""

from __future__ import annotations

from collections import defaultdict

from advisor.estimates.derived import DERIVATIONS, rests_on
from advisor.facts.definitions import fact_definitions
from advisor.knowledge.conclusions import CoverageConclusion
from advisor.knowledge.knowledge import Knowledge
from advisor.upkeep.checks.finding import Found, ids
from advisor.upkeep.checks.references import concluded


def unread_facts(knowledge: Knowledge) -> Found:
    """A question whose answer nothing reads wastes its reader's time."""
    read = {fact for rule in knowledge.rules.values() for fact in rule.facts}
    # These are read by the planning and the gate rather than by a rule.
    read |= {"priority", "existing_services"}
    read |= {fact for name in read for fact in rests_on(name)}
    for name in fact_definitions():
        if name not in read:
            yield name, "no rule reads this fact"
    for each in DERIVATIONS:
        if each.standing not in read:
            yield each.standing, "no rule reads this derived fact"


def never_concluded(knowledge: Knowledge) -> Found:
    """A need, signal or item that no rule concludes can never be part of an answer."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for rule in knowledge.rules.values():
        for kind, identity in concluded(rule):
            by_kind[kind].add(identity)
    for kind in ("need", "signal", "item"):
        for identity in ids(knowledge)[kind]:
            if identity not in by_kind[kind]:
                yield identity, f"no rule concludes this {kind}"


def uncovered_needs(knowledge: Knowledge) -> Found:
    """A need that no path covers fully leaves every plan wanting."""
    covered = {
        coverage.need
        for path in knowledge.paths.values()
        for coverage in path.covers
        if coverage.degree == "full"
    }
    covered |= {
        conclusion.cover
        for rule in knowledge.rules.values()
        for conclusion in rule.then
        if isinstance(conclusion, CoverageConclusion) and conclusion.degree == "full"
    }
    for need in knowledge.needs:
        if need not in covered:
            yield need, "no path covers this need fully"


def silent_stages(knowledge: Knowledge) -> Found:
    """A path that says nothing of a stage leaves a gap between data preparation and monitoring."""
    for path in knowledge.paths.values():
        for stage in knowledge.stages:
            if stage not in path.lifecycle:
                yield path.id, f"does not say what happens in {stage}"
