"""Which models the table shows: the cheapest that fits, a balanced one, the strongest.

Of the models that fit the plan, those that were measured come first, and where somebody waits,
those whose first word does not keep her waiting. Quality is the Intelligence Index of the way of
thinking that answers soonest. Balanced is the strongest of those that cost no more than halfway,
in powers, from the cheapest to the strongest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from advisor.estimates.served import Served
from advisor.estimates.shapes import Role
from advisor.estimates.wanted import Wanted

PATIENCE_MS = 10_000.0
"""Longer than this nobody waits for a first word. Our judgement: the limit at which people turn to
something else."""


class Candidate(NamedTuple):
    """A model that fits, and what its tokens cost each month at likely values, in USD."""

    likely: float
    model: Served


def choose(candidates: Sequence[Candidate], wanted: Wanted) -> list[tuple[Role, Served]]:
    """Up to three models with their roles, cheapest first.

    candidates: those that fit, cheapest first.
    """
    measured = [each for each in candidates if each.model.variant is not None]
    prompt = [each for each in measured if _is_soon(each, wanted)]
    indexed = [each for each in prompt if _index(each) is not None]
    pool = indexed or prompt or measured or list(candidates)
    if not pool:
        return []
    cheapest = pool[0]
    strongest = max(pool, key=lambda each: (_index(each) or 0.0, -each.likely))
    halfway = (max(cheapest.likely, 1e-9) * max(strongest.likely, 1e-9)) ** 0.5
    balanced = max(
        (each for each in pool if each.likely <= max(halfway, cheapest.likely)),
        key=lambda each: (_index(each) or 0.0, -each.likely),
    )
    found: list[tuple[Role, Served]] = []
    for role, each in (("cheapest", cheapest), ("balanced", balanced), ("strongest", strongest)):
        if all(each.model is not other for _, other in found):
            found.append((role, each.model))  # type: ignore[arg-type]
    return found


def _index(candidate: Candidate) -> float | None:
    variant = candidate.model.variant
    return variant.index if variant else None


def _is_soon(candidate: Candidate, wanted: Wanted) -> bool:
    if wanted.stated.get("serving_mode") in ("batch", "asynchronous"):
        return True
    variant = candidate.model.variant
    return variant is not None and variant.first_word_ms[1] <= PATIENCE_MS


def tier_of(wanted: Wanted) -> str:
    """The tier of service that the recommended items come to."""
    mode = wanted.stated.get("serving_mode")
    if "batch-inference" in wanted.items and mode != "interactive":
        return "batch"
    if "service-tiers" in wanted.items and mode in ("asynchronous", "batch"):
        return "flex"
    return "on_demand"
