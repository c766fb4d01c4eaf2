"""Check the whole knowledge: does it hold together, and do the rules' examples hold?

Each check says which failure it prevents. `advisor check` prints the findings; the test suite
demands that there are none.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from advisor.knowledge.knowledge import Knowledge
from advisor.upkeep.checks.advising import (
    look_alikes,
    misjudged_misconceptions,
    untaught_tips,
    worked_scenarios,
)
from advisor.upkeep.checks.catalogue import (
    ambiguous_names,
    circular_kinds,
    dead_ends,
    repeated_alternatives,
    unrelated_items,
    unserved_dimensions,
    unsourced_items,
    untimely_closings,
)
from advisor.upkeep.checks.contract import broken_promises
from advisor.upkeep.checks.cues import cues_against_scenarios, failing_cues
from advisor.upkeep.checks.examples import (
    failing_examples,
    failing_misconceptions,
    one_sided_examples,
)
from advisor.upkeep.checks.facts import unfilled_facts
from advisor.upkeep.checks.finding import Finding, Found
from advisor.upkeep.checks.gaps import (
    never_concluded,
    silent_stages,
    uncovered_needs,
    unread_facts,
)
from advisor.upkeep.checks.proofs import failing_proofs
from advisor.upkeep.checks.references import (
    dangling_conclusions,
    dangling_conditions,
    dangling_examples,
    dangling_figures,
    dangling_references,
    uncovered_guides,
)
from advisor.upkeep.checks.rules import (
    duplicate_rules,
    implied_rules,
    impossible_rules,
    lost_to_the_stricter,
    opposite_rules,
    unmarked_silence,
    unread_placeholders,
    wrong_phase,
)
from advisor.upkeep.checks.sources import (
    repeated_addresses,
    stale_sources,
    undated_sources,
    unused_sources,
)
from advisor.upkeep.ranges import musts_from_silence, split_ranges
from advisor.upkeep.sourced_numbers import unsourced_numbers

__all__ = ["ADVISING_CHECKS", "CHECKS", "Finding", "check_knowledge"]

CHECKS: Mapping[str, Callable[[Knowledge], Found]] = {
    "broken promise": broken_promises,
    "unfilled fact": unfilled_facts,
    "dangling condition": dangling_conditions,
    "dangling conclusion": dangling_conclusions,
    "dangling example": dangling_examples,
    "dangling reference": dangling_references,
    "dangling figure": dangling_figures,
    "uncovered guide": uncovered_guides,
    "wrong phase": wrong_phase,
    "unread placeholder": unread_placeholders,
    "one-sided examples": one_sided_examples,
    "failing example": failing_examples,
    "failing misconception": failing_misconceptions,
    "unread fact": unread_facts,
    "never concluded": never_concluded,
    "uncovered need": uncovered_needs,
    "unmarked silence": unmarked_silence,
    "duplicate rule": duplicate_rules,
    "silent stage": silent_stages,
    "unused source": unused_sources,
    "undated source": undated_sources,
    "repeated address": repeated_addresses,
    "implied rule": implied_rules,
    "opposite rule": opposite_rules,
    "impossible rule": impossible_rules,
    "dead end": dead_ends,
    "ambiguous name": ambiguous_names,
    "circular kinds": circular_kinds,
    "unrelated item": unrelated_items,
    "unsourced item": unsourced_items,
    "untimely closing": untimely_closings,
    "unserved dimension": unserved_dimensions,
    "repeated alternative": repeated_alternatives,
    "failing proof": failing_proofs,
    "lost to the stricter": lost_to_the_stricter,
    "unsourced number": unsourced_numbers,
    "must from silence": musts_from_silence,
    "split range": split_ranges,
    "failing cue": failing_cues,
    "misleading cue": cues_against_scenarios,
}
"""The checks that read the knowledge, by name. A new check gets its line here."""

ADVISING_CHECKS: Mapping[str, Callable[[Knowledge], Found]] = {
    "worked scenario": worked_scenarios,
    "look-alike": look_alikes,
    "misjudged misconception": misjudged_misconceptions,
    "untaught tip": untaught_tips,
}
"""The checks that ask for advice, which takes seconds. They need knowledge that holds together."""


def check_knowledge(
    knowledge: Knowledge, day: datetime.date | None = None, *, advising: bool = True
) -> list[Finding]:
    """Every finding of every check, in a stable order; empty when the knowledge is sound.

    day: where given, sources that were read more than a year before it are findings too.
    advising: whether to run the checks that ask for advice; they run only where the others find
    nothing.
    """
    findings = _found(CHECKS, knowledge)
    if advising and not findings:
        findings = _found(ADVISING_CHECKS, knowledge)
    if day is not None:
        findings += [Finding("stale source", *found) for found in stale_sources(knowledge, day)]
    return findings


def _found(
    checks: Mapping[str, Callable[[Knowledge], Found]], knowledge: Knowledge
) -> list[Finding]:
    return [
        Finding(name, subject, message)
        for name, check in checks.items()
        for subject, message in check(knowledge)
    ]
