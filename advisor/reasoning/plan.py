"""Choose the plan: needs, limits and coverage in, plans in order out; for one scenario or many.

A plan is a set of paths used together. No weights: plans are compared by an ordered list of
criteria, which is data (data/policies.yaml) and depends on what matters most to the user.

The criteria are counts with known bounds, so an order of criteria is one whole number, each
criterion a digit; it is a sum over needs, and a matrix product gives it for all plans in all
situations. Double precision holds it exactly, which is checked when the digits are laid out.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.facts.values import FactValue
from advisor.knowledge.base import Degree, Level
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Criterion, Path, Policy
from advisor.reasoning.coverage import SHORTFALL, Coverings

BALANCED = "balanced"
"""The policy where the scenario does not say what matters most."""

_PRODUCTS = 200_000
"""Products in one multiplication of matrices: few enough for the cache, and for one thread.
Measured: OpenBLAS shares more than some 260,000 between threads, which then keep their cores busy
for milliseconds, waiting for the next."""
_IDLE = 2.0**50
_BARRED = 2.0**51


class Plan(NamedTuple):
    """Paths used together, in the order of the ladder; the costliest is its headline."""

    paths: tuple[str, ...]

    @property
    def headline(self) -> str:
        """The costliest path to build."""
        return self.paths[-1]


class Planned(NamedTuple):
    """The admissible plans, best first, and the paths not considered for want of their need."""

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
    # The costliest path first: climbing less high beats using fewer paths.
    plans.sort(key=lambda plan: sorted((path.position for path in plan), reverse=True))
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


class Situations(NamedTuple):
    """Distinct situations that a plan is chosen for, as one boolean for each and thing.

    musts, needs: of shape (situations, needs); ruled_out: (situations, paths);
    overrides: (situations, coverage conclusions); policy: number of the policy.
    """

    musts: NDArray[np.bool_]
    needs: NDArray[np.bool_]
    ruled_out: NDArray[np.bool_]
    overrides: NDArray[np.bool_]
    policy: NDArray[np.intp]

    def take(self, rows: Any) -> Situations:
        """These situations only."""
        return Situations(*(each[rows] for each in self))


class Planner:
    """Puts the plans in order, for one situation or many. Threads may share it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.plans = possible_plans(knowledge.paths)
        self.needs = tuple(knowledge.needs)
        self.paths = tuple(knowledge.paths)
        self.policies: tuple[Policy, ...] = tuple(knowledge.policies.values())
        self.overrides: tuple[tuple[str, str, Degree], ...] = tuple(
            dict.fromkeys(
                (each.by, each.cover, each.degree)
                for rule in knowledge.rules.values()
                for each in rule.concludes.coverage
            )
        )
        self._members = np.array(
            [[path in plan for path in self.paths] for plan in self.plans], dtype=np.bool_
        )
        # The same as bits, one for each path.
        self.uses = self._members @ (np.uint64(1) << np.arange(len(self.paths), dtype=np.uint64))
        self._latency = self._members @ np.array(
            [path.latency for path in knowledge.paths.values()], dtype=np.float64
        )
        self._serves_only = {
            place: self.needs.index(path.only_for)
            for place, path in enumerate(knowledge.paths.values())
            if path.only_for in self.needs
        }
        self._never = [
            place
            for place, path in enumerate(knowledge.paths.values())
            if path.only_for is not None and path.only_for not in self.needs
        ]
        self.overrides_of: Mapping[str, list[int]] = {
            need: [place for place, each in enumerate(self.overrides) if each[1] == need]
            for need in self.needs
        }
        self.weights = lru_cache(maxsize=4096)(self._weights)
        self.coverage = lru_cache(maxsize=1024)(self._coverage)
        self.fixed = lru_cache(maxsize=64)(self._fixed)

    def policy_number(self, priority: str | None) -> int:
        """The number of the policy for a value of the fact `priority`."""
        names = [policy.id for policy in self.policies]
        return names.index(priority if priority in names else BALANCED)

    def situation(
        self,
        needs: Mapping[str, Level],
        ruled_out: Collection[str] = (),
        coverage: Collection[tuple[str, str, Degree]] = (),
        priority: str | None = None,
    ) -> Situations:
        """One situation.

        needs: each concluded need and its level; ruled_out: paths that limits exclude; coverage:
        what rules conclude on paths, needs and degrees; priority: what matters most to the user.
        """
        return Situations(
            np.array([[needs.get(need) == "must" for need in self.needs]]),
            np.array([[need in needs for need in self.needs]]),
            np.array([[path in ruled_out for path in self.paths]]),
            np.array([[each in coverage for each in self.overrides]], dtype=np.bool_),
            np.array([self.policy_number(priority)]),
        )

    def rank(self, situation: Situations) -> Planned:
        """All admissible plans of one situation, best first.

        A path that serves one need only is not considered without that need, unless nothing
        else is left.
        """
        ((_, (scores,)),) = self._scores(situation)
        best_first = scores.argsort(kind="stable").tolist()
        considered = [plan for plan in best_first if scores[plan] < _IDLE]
        left = considered or [plan for plan in best_first if scores[plan] < _BARRED] or [0]
        idle, _ = self.excluded(situation.needs, situation.ruled_out)
        not_considered = {
            path for place, path in enumerate(self.paths) if int(idle[0]) >> place & 1
        }
        return Planned(
            tuple(Plan(self.plans[plan]) for plan in left),
            frozenset(not_considered if considered else ()),
        )

    def facts_of(self, plan: Collection[str]) -> dict[str, FactValue]:
        """What rules may read of a plan."""
        paths = self.knowledge.paths
        headline = max(plan, key=lambda path: paths[path].position)
        return {
            "plan_headline": headline,
            "plan_trains": any(paths[path].changes_weights for path in plan),
        }

    def choose(self, situations: Situations) -> NDArray[np.int16]:
        """The number of the best plan in each situation."""
        chosen = np.zeros(len(situations.policy), dtype=np.int16)
        for rows, scores in self._scores(situations):
            best = scores.argmin(axis=1)
            # Where every plan is ruled out, the first stands for want of any.
            best[scores.min(axis=1) >= _BARRED] = 0
            chosen[rows] = best
        return chosen

    def distances(self, situations: Situations) -> NDArray[np.float64]:
        """How far each path is from being the headline: 0 where it is.

        Of shape (situations, paths): by how much the best plan with this headline scores worse
        than the best of all. Scores compare; their size has no meaning of its own.
        """
        found = np.zeros((len(situations.policy), len(self.paths)))
        headline = np.array([self.paths.index(plan[-1]) for plan in self.plans])
        for rows, scores in self._scores(situations):
            least = scores.min(axis=1)
            for path in range(len(self.paths)):
                found[rows, path] = scores[:, headline == path].min(axis=1, initial=np.inf) - least
        return found

    def _scores(
        self, situations: Situations
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64]]]:
        """Situations and the scores of all plans in them, block by block; the least is best."""
        features, present = self._features(situations)
        idle, barred = self.excluded(situations.needs, situations.ruled_out)
        for policy in np.unique(situations.policy).tolist():
            weights = np.array([self.weights(policy, *feature) for feature in features])
            weights = weights.reshape(len(features), len(self.plans))
            fixed = self.fixed(policy)
            rows = np.flatnonzero(situations.policy == policy)
            many = max(1, _PRODUCTS // max(1, weights.size))
            for start in range(0, len(rows), many):
                block = rows[start : start + many]
                score = present[block].astype(np.float64) @ weights
                score += fixed
                # An idle path stands back behind every other plan, a ruled-out one behind those.
                score += ((idle[block, None] & self.uses) != 0) * _IDLE
                score += ((barred[block, None] & self.uses) != 0) * _BARRED
                yield block, score

    def _features(self, situations: Situations) -> tuple[list[Feature], NDArray[np.bool_]]:
        """What adds to scores anywhere: a need, its level and coverage; and where it is so.

        The second is of shape (situations, features).
        """
        features: list[Feature] = []
        present: list[NDArray[np.bool_]] = []
        for place, need in enumerate(self.needs):
            needed = situations.needs[:, place]
            if not needed.any():
                continue
            must = situations.musts[:, place]
            changing = self.overrides_of[need]
            code = situations.overrides[:, changing] @ (1 << np.arange(len(changing)))
            for combination in np.flatnonzero(np.bincount(code[needed])).tolist():
                here = needed & (code == combination)
                for level in (must, ~must):
                    if (here & level).any():
                        features.append(Feature(place, level is must, combination))
                        present.append(here & level)
        if not present:
            return features, np.zeros((len(situations.policy), 0), dtype=np.bool_)
        return features, np.column_stack(present)

    def excluded(
        self, needs: NDArray[np.bool_], ruled_out: NDArray[np.bool_]
    ) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
        """The idle paths and the ruled-out ones of each situation, a bit for each path."""
        idle = np.full(len(needs), sum(1 << path for path in self._never), dtype=np.uint64)
        for path, need in self._serves_only.items():
            idle |= np.where(needs[:, need], 0, 1 << path).astype(np.uint64)
        return idle, ruled_out @ (np.uint64(1) << np.arange(len(self.paths), dtype=np.uint64))

    def coverings(self, need: int, combination: int) -> Coverings:
        """How far paths meet a need where this combination of its overrides holds."""
        name = self.needs[need]
        degrees: dict[tuple[str, str], list[Degree]] = defaultdict(list)
        for place, override in enumerate(self.overrides_of[name]):
            if combination >> place & 1:
                path, _, degree = self.overrides[override]
                degrees[path, name].append(degree)
        return Coverings(self.knowledge, degrees)

    def _coverage(self, need: int, combination: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """How far each plan falls short of a need, and whether any of its paths harms it."""
        name, coverings = self.needs[need], self.coverings(need, combination)
        harms = np.array([coverings.of(path, name) == "harms" for path in self.paths])
        shortfall = np.array([SHORTFALL[coverings.of_plan(plan, name)] for plan in self.plans])
        return shortfall, self._members @ harms

    def _weights(self, policy: int, need: int, must: bool, combination: int) -> NDArray[np.float64]:
        """What a need, at a level and under overridden coverage, adds to each plan's score."""
        shortfall, harmed = self.coverage(need, combination)
        weights = np.zeros(len(self.plans))
        for criterion, unit in self._digits(policy):
            match criterion:
                case "fewest musts unmet" if must:
                    weights += unit * (shortfall == 2)
                case "fewest musts partly met" if must:
                    weights += unit * (shortfall == 1)
                case "fewest musts harmed" if must:
                    weights += unit * harmed
                case "fewest shoulds unmet" if not must:
                    weights += unit * (shortfall == 2)
                case "fewest shoulds partly met" if not must:
                    weights += unit * (shortfall == 1)
        return weights

    def _fixed(self, policy: int) -> NDArray[np.float64]:
        """What each plan's score has of itself."""
        fixed = np.zeros(len(self.plans))
        for criterion, unit in self._digits(policy):
            match criterion:
                case "lowest on the ladder":
                    fixed += unit * np.arange(len(self.plans))
                case "lowest latency":
                    fixed += unit * self._latency
        return fixed

    def _digits(self, policy: int) -> list[tuple[Criterion, float]]:
        """The criteria of a policy, and how much one more of each weighs."""
        largest: Mapping[Criterion, float] = {
            "fewest musts harmed": len(self.needs) * len(self.paths),
            "lowest on the ladder": len(self.plans),
            "lowest latency": float(self._latency.max()),
        }
        digits: list[tuple[Criterion, float]] = []
        unit = 1.0
        # From the last digit up.
        for criterion in reversed(self.policies[policy].criteria):
            digits.append((criterion, unit))
            unit *= largest.get(criterion, len(self.needs)) + 1
        if unit > _IDLE:
            raise ValueError("the criteria of a policy are too many for one number")
        return digits


class Feature(NamedTuple):
    """A need (its number), whether it is a must, and which overrides of its coverage hold.

    combination: bit n is the n-th override of this need.
    """

    need: int
    must: bool
    combination: int
