"""Choose the plan: needs, coverage and limits in, plans in order out.

A plan is a set of paths used together. No weights: plans are compared by an ordered list of
criteria, which is data (data/policies.yaml) and depends on what matters most to the user.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from advisor.knowledge.base import Degree, Level
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Criterion, Path, Policy

BALANCED = "balanced"
"""The policy where the scenario does not say what matters most."""

SHORTFALL: Mapping[Degree, int] = {"full": 0, "partial": 1, "none": 2, "harms": 2}
"""How much a degree lacks: what is not given and what is harmed lack the same."""


class Coverings:
    """How far each path meets each need in one scenario.

    overrides: (path, need) to the degrees that rules conclude; the least of them holds, since
    what failed once is the safer evidence.
    """

    def __init__(
        self, knowledge: Knowledge, overrides: Mapping[tuple[str, str], Iterable[Degree]]
    ) -> None:
        self._table: dict[tuple[str, str], Degree] = {
            (path.id, coverage.need): coverage.degree
            for path in knowledge.paths.values()
            for coverage in path.covers
        }
        for cell, degrees in overrides.items():
            self._table[cell] = max(degrees, key=lambda each: (SHORTFALL[each], each))
        self._adding = {need.id for need in knowledge.needs.values() if need.every_path_counts}

    def of(self, path: str, need: str) -> Degree:
        """How far one path meets one need."""
        return self._table.get((path, need), "none")

    def of_plan(self, plan: Collection[str], need: str) -> Degree:
        """How far the paths together meet a need: as far as the best of them does.

        Where every path counts, as far as the least of them does.
        """
        degrees = [self.of(path, need) for path in plan]
        if need in self._adding:
            return least_coverage(degrees)
        best = min(degrees, key=lambda each: SHORTFALL[each])
        return "harms" if SHORTFALL[best] == 2 and "harms" in degrees else best


@dataclass(frozen=True)
class Plan:
    """Paths used together, in the order of the ladder, and how it stands on each criterion."""

    paths: tuple[str, ...]
    headline: str
    score: tuple[tuple[int, ...], ...]


class Planned(NamedTuple):
    """The admissible plans, best first, and those that a limit or a missing need excludes."""

    plans: tuple[Plan, ...]
    not_considered: frozenset[str]

    @property
    def chosen(self) -> Plan:
        """The best plan."""
        return self.plans[0]

    def best_with(self, path: str) -> Plan | None:
        """The best plan that uses this path; None when the path is ruled out."""
        return next((plan for plan in self.plans if path in plan.paths), None)


def possible_plans(paths: Mapping[str, Path]) -> tuple[tuple[str, ...], ...]:
    """Every set of paths that may be used together, cheapest to build first."""
    ladder = sorted(paths.values(), key=lambda path: path.position)
    plans = [
        combination
        for size in range(1, len(ladder) + 1)
        for combination in itertools.combinations(ladder, size)
        if _fits_together(combination, ladder)
    ]
    plans.sort(key=_climb)
    return tuple(tuple(path.id for path in plan) for plan in plans)


def _fits_together(combination: tuple[Path, ...], ladder: list[Path]) -> bool:
    ids = {path.id for path in combination}
    if any(other in ids for path in combination for other in path.not_with):
        return False
    # A path that belongs to every plan is missing only where another excludes it.
    return all(
        path.id in ids or any(path.id in other.not_with for other in combination)
        for path in ladder
        if path.always
    )


def _climb(combination: Iterable[Path]) -> tuple[int, ...]:
    # The costliest path first: climbing less high beats using fewer paths.
    return tuple(sorted((path.position for path in combination), reverse=True))


def choose(
    knowledge: Knowledge,
    policy: Policy,
    needs: Mapping[str, Level],
    ruled_out: Collection[str],
    coverings: Coverings,
) -> Planned:
    """All admissible plans in the policy's order.

    needs: each concluded need and its level; ruled_out: paths that limits exclude. A path that
    serves one need only is not considered without that need, unless nothing else is left.
    """
    idle = {
        path.id
        for path in knowledge.paths.values()
        if path.only_for is not None and path.only_for not in needs
    }
    every = possible_plans(knowledge.paths)
    admissible = [plan for plan in every if not {*plan} & {*ruled_out, *idle}]
    if not admissible:
        admissible = [plan for plan in every if not {*plan} & {*ruled_out}] or list(every[:1])
        idle = set()
    scored = [
        Plan(
            paths=plan,
            headline=plan[-1],
            score=tuple(
                _measure(criterion, plan, needs, coverings, knowledge)
                for criterion in policy.criteria
            ),
        )
        for plan in admissible
    ]
    # Stable: where all criteria tie, the plan that is cheaper to build comes first.
    return Planned(tuple(sorted(scored, key=lambda plan: plan.score)), frozenset(idle))


def _measure(
    criterion: Criterion,
    plan: tuple[str, ...],
    needs: Mapping[str, Level],
    coverings: Coverings,
    knowledge: Knowledge,
) -> tuple[int, ...]:
    musts = [need for need, level in needs.items() if level == "must"]
    shoulds = [need for need, level in needs.items() if level == "should"]

    def count(of: list[str], shortfall: int) -> tuple[int, ...]:
        return (sum(SHORTFALL[coverings.of_plan(plan, need)] == shortfall for need in of),)

    match criterion:
        case "fewest musts unmet":
            return count(musts, 2)
        case "fewest musts partly met":
            return count(musts, 1)
        case "fewest musts harmed":
            return (sum(coverings.of(path, need) == "harms" for path in plan for need in musts),)
        case "fewest shoulds unmet":
            return count(shoulds, 2)
        case "fewest shoulds partly met":
            return count(shoulds, 1)
        case "lowest on the ladder":
            return _climb(knowledge.paths[path] for path in plan)
        case "fewest paths":
            return (len(plan),)
        case "lowest latency":
            return (sum(knowledge.paths[path].latency for path in plan),)


def least_coverage(degrees: Iterable[Degree]) -> Degree:
    """The least of these degrees."""
    return max(degrees, key=lambda each: SHORTFALL[each])


def falls_short_of(one: Degree, other: Degree) -> bool:
    """Whether the first degree covers less than the second."""
    return SHORTFALL[one] > SHORTFALL[other]
