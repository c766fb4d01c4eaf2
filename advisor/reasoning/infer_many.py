"""Decide for many scenarios at once: which rules fire, which plan is best, which items remain.

The same steps as `reasoning`, `planning` and `recommending`, on columns; the same results on
every scenario. A plan is judged once for each distinct situation (needs, limits, coverage,
policy), however many scenarios share it.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.knowledge import load_knowledge
from advisor.knowledge.base import Degree, Rank, View
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Criterion, Policy
from advisor.knowledge.rule import (
    AgainstConclusion,
    CoverageConclusion,
    DiagnosisConclusion,
    ItemConclusion,
    LimitConclusion,
    NeedConclusion,
    Rule,
)
from advisor.reasoning.columns import Column, Columns, Plane, pack, unpack
from advisor.reasoning.engines.columns import ColumnarRules, FiredPlanes
from advisor.reasoning.items import RANKS, is_closed
from advisor.reasoning.judge_columns import Judge
from advisor.reasoning.plan import BALANCED, SHORTFALL, Coverings, possible_plans

CHUNK = 65_536
"""Scenarios decided at a time: what one chunk needs stays below some tens of megabytes."""

Placed = tuple[str, str, Rank]
"""An item, the stage at which it is recommended, and how strongly."""


@dataclass(frozen=True)
class Decisions:
    """What was decided for each of many scenarios.

    plan: the number of the plan chosen, into `plans`; first, second: where each rule of the two
    phases fires; needs: where each need is a must, and where at least a should; limits: where
    each path is ruled out; items: where each item is recommended at a stage and rank (empty
    where the items were not asked for).
    """

    size: int
    plans: tuple[tuple[str, ...], ...]
    plan: NDArray[np.int16]
    first: FiredPlanes
    second: FiredPlanes | None = None
    musts: Mapping[str, Plane] = field(default_factory=dict)
    needs: Mapping[str, Plane] = field(default_factory=dict)
    limits: Mapping[str, Plane] = field(default_factory=dict)
    items: Mapping[Placed, Plane] = field(default_factory=dict)

    def headline(self, row: int) -> str:
        """The costliest path of the plan chosen for one scenario."""
        return self.plans[int(self.plan[row])][-1]

    def fired(self, row: int) -> frozenset[str]:
        """The ids of the rules that fired for one scenario, in both phases."""
        planes = {**self.first.rules, **(self.second.rules if self.second else {})}
        return frozenset(rule for rule, plane in planes.items() if _bit(plane, row))

    def items_of(self, row: int) -> frozenset[Placed]:
        """What is recommended for one scenario."""
        return frozenset(placed for placed, plane in self.items.items() if _bit(plane, row))


def _bit(plane: Plane, row: int) -> bool:
    return bool(int(plane[row // 64]) >> row % 64 & 1)


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


class Situated(NamedTuple):
    """The distinct situations of many scenarios, and the number of the one each is in."""

    distinct: Situations
    which: NDArray[np.intp]


class Planner:
    """Chooses the plan for many situations at once, as `planning.choose` does for one.

    The criteria of a policy are counts with known bounds, so an order of criteria is one whole
    number, each criterion a digit; it is a sum over needs, and a matrix product gives it for all
    plans. Double precision holds it exactly, which is checked when the weights are made.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self.plans = possible_plans(knowledge.paths)
        self.needs = tuple(knowledge.needs)
        self.paths = tuple(knowledge.paths)
        self.policies: tuple[Policy, ...] = tuple(knowledge.policies.values())
        self.overrides: tuple[tuple[str, str, Degree], ...] = tuple(
            dict.fromkeys(
                (each.by, each.cover, each.degree)
                for rule in knowledge.rules.values()
                for each in rule.then
                if isinstance(each, CoverageConclusion)
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
        self.fixed = lru_cache(maxsize=64)(self._fixed)

    def policy_number(self, priority: str | None) -> int:
        """The number of the policy for a value of the fact `priority`."""
        names = [policy.id for policy in self.policies]
        return names.index(priority if priority in names else BALANCED)

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
            # A block's scores stay in the processor's cache.
            for start in range(0, len(rows), _BLOCK):
                block = rows[start : start + _BLOCK]
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

    def coverage(self, need: int, combination: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """How far each plan falls short of a need, and how many of its paths harm it."""
        name = self.needs[need]
        degrees: dict[tuple[str, str], list[Degree]] = defaultdict(list)
        for place, override in enumerate(self.overrides_of[name]):
            if combination >> place & 1:
                path, _, degree = self.overrides[override]
                degrees[path, name].append(degree)
        coverings = Coverings(self._knowledge, degrees)
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
                case "fewest paths":
                    fixed += unit * self._members.sum(axis=1)
                case "lowest latency":
                    fixed += unit * self._latency
        return fixed

    def _digits(self, policy: int) -> list[tuple[Criterion, float]]:
        """The criteria of a policy, and how much one more of each weighs."""
        largest: Mapping[Criterion, float] = {
            "fewest musts harmed": len(self.needs) * len(self.paths),
            "lowest on the ladder": len(self.plans),
            "fewest paths": len(self.paths),
            "lowest latency": float(self._latency.max()),
        }
        digits: list[tuple[Criterion, float]] = []
        unit = 1.0
        # From the last digit up; the very last is the order in which ties are settled.
        last: Criterion = "lowest on the ladder"
        for criterion in (last, *reversed(self.policies[policy].criteria)):
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


_BLOCK = 4096
_IDLE = 2.0**50
_BARRED = 2.0**51


class Decider:
    """The whole decision over columns, for one body of knowledge. Threads may share it."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.rules = ColumnarRules(knowledge)
        self.vocabulary = self.rules.vocabulary
        self.planner = Planner(knowledge)
        planner = self.planner
        self._paths_of_plan = np.array(
            [[path in plan for path in planner.paths] for plan in planner.plans], dtype=np.bool_
        )
        self._headline = np.array(
            [planner.paths.index(plan[-1]) for plan in planner.plans], dtype=np.int8
        )
        self._trains = np.array(
            [any(knowledge.paths[path].changes_weights for path in plan) for plan in planner.plans],
            dtype=np.int8,
        )
        priorities = self.vocabulary.words["priority"]
        self._policy_of_code = np.array(
            [planner.policy_number(None), *(planner.policy_number(each) for each in priorities)],
            dtype=np.intp,
        )

    def decide(
        self, columns: Columns, view: View, as_of: datetime.date, items: bool = True
    ) -> Decisions:
        """The plan, and where asked the items, of each scenario.

        All columns are worked on at once: hand over many scenarios in chunks of `CHUNK`.
        """
        prepared = self.rules.prepared(columns, view, "recommend" if items else "infer")
        judge = Judge(self.vocabulary, prepared)
        first = self.rules.fire("infer", judge, {})
        outcome = self.outcome(first)
        plan = self._plans(outcome, prepared)
        decisions = Decisions(
            columns.size,
            self.planner.plans,
            plan,
            first,
            None,
            outcome.musts,
            outcome.needs,
            outcome.limits,
        )
        if not items:
            return decisions
        second = self._second(prepared, judge, decisions)
        return Decisions(
            columns.size,
            self.planner.plans,
            plan,
            first,
            second,
            outcome.musts,
            outcome.needs,
            outcome.limits,
            self._items(prepared, second, view, as_of),
        )

    def plans(self, columns: Columns, view: View) -> NDArray[np.int16]:
        """The number of the plan of each scenario, worked out chunk by chunk."""
        found = np.zeros(columns.size, dtype=np.int16)
        for start in range(0, columns.size, CHUNK):
            part = slice(start, start + CHUNK)
            few = columns if columns.size <= CHUNK else columns.take(part)
            distinct, which = self.situated(few, view)
            found[part] = self.planner.choose(distinct)[which]
        return found

    def rules_fired(self, columns: Columns, view: View) -> FiredPlanes:
        """Where each rule of the first phase fires, and nothing more."""
        prepared = self.rules.prepared(columns, view, "infer")
        return self.rules.fire("infer", Judge(self.vocabulary, prepared), {})

    # The plan

    def outcome(self, first: FiredPlanes) -> Outcome:
        """What the rules of the first phase conclude, from where they fire."""
        musts: dict[str, Plane] = {}
        needs: dict[str, Plane] = {}
        limits: dict[str, Plane] = {}
        overrides: dict[tuple[str, str, Degree], Plane] = {}
        for rule, plane in first.rules.items():
            for conclusion in self.knowledge.rules[rule].then:
                match conclusion:
                    case NeedConclusion(need=need, level=level):
                        _add(needs, need, plane)
                        if level == "must":
                            _add(musts, need, plane)
                    case LimitConclusion():
                        for path in conclusion.rule_out:
                            _add(limits, path, plane)
                    case CoverageConclusion():
                        _add(
                            overrides,
                            (conclusion.by, conclusion.cover, conclusion.degree),
                            plane,
                        )
        return Outcome(musts, needs, limits, overrides)

    def situations(self, outcome: Outcome, columns: Columns) -> Situations:
        """The situation of each scenario."""
        planner, size = self.planner, columns.size

        def table(planes: Mapping[Any, Plane], names: Sequence[Any]) -> NDArray[np.bool_]:
            found = np.zeros((size, len(names)), dtype=np.bool_)
            for place, name in enumerate(names):
                if name in planes:
                    found[:, place] = unpack(planes[name], size)
            return found

        priority = columns.facts.get("priority")
        assert priority is None or isinstance(priority, np.ndarray)
        codes = np.full(size, -1, dtype=np.int8) if priority is None else priority
        # Coverage of a need that nobody has decides nothing.
        overrides = {
            cell: plane & outcome.needs[cell[1]]
            for cell, plane in outcome.overrides.items()
            if cell[1] in outcome.needs
        }
        return Situations(
            table(outcome.musts, planner.needs),
            table(outcome.needs, planner.needs),
            table(outcome.limits, planner.paths),
            table(overrides, planner.overrides),
            self._policy_of_code[codes + 1],
        )

    def situated(self, columns: Columns, view: View) -> Situated:
        """The distinct situations of these scenarios; like `plans`, for at most `CHUNK`."""
        prepared = self.rules.prepared(columns, view, "infer")
        first = self.rules.fire("infer", Judge(self.vocabulary, prepared), {})
        return self._situated(self.outcome(first), prepared)

    def _situated(self, outcome: Outcome, columns: Columns) -> Situated:
        situations = self.situations(outcome, columns)
        first, which = _distinct(situations)
        return Situated(situations.take(first), which)

    def _plans(self, outcome: Outcome, columns: Columns) -> NDArray[np.int16]:
        distinct, which = self._situated(outcome, columns)
        return self.planner.choose(distinct)[which]

    # The items

    def _second(self, columns: Columns, judge: Judge, decisions: Decisions) -> FiredPlanes:
        plan = decisions.plan
        settled = {
            key: plane
            for key, plane in decisions.first.concluded.items()
            if key.startswith(("need:", "signal:"))
        }
        for place, path in enumerate(self.planner.paths):
            settled[f"path:{path}"] = pack(self._paths_of_plan[plan, place])
        judge.add(self.plan_facts(plan))
        return self.rules.fire("recommend", judge, settled)

    def plan_facts(self, plan: NDArray[Any]) -> Mapping[str, Column]:
        """What rules may read of the plans with these numbers."""
        return {"plan_headline": self._headline[plan], "plan_trains": self._trains[plan]}

    def _items(
        self, columns: Columns, second: FiredPlanes, view: View, as_of: datetime.date
    ) -> dict[Placed, Plane]:
        knowledge = self.knowledge
        vetoes: dict[str, Plane] = {}
        found: dict[Placed, Plane] = {}
        for rule, plane in second.rules.items():
            for placed in _recommended(knowledge, knowledge.rules[rule]):
                _add(found, placed, plane)
            for conclusion in knowledge.rules[rule].then:
                if isinstance(conclusion, AgainstConclusion):
                    _add(vetoes, conclusion.advise_against, plane)
        for placed in found:
            if placed[0] in vetoes:
                found[placed] = found[placed] & ~vetoes[placed[0]]
        gated: dict[Placed, Plane] = {}
        for placed, plane in found.items():
            self._gate(columns, placed, plane, vetoes, view, as_of, gated)
        chosen: dict[str, Plane] = {}
        for (item, _, _), plane in gated.items():
            _add(chosen, item, plane)
        for group in knowledge.alternatives.values():
            taken: Plane | None = None
            for item in group.items:
                present = chosen.get(item)
                if present is None:
                    continue
                if taken is not None:
                    chosen[item] = present & ~taken
                taken = present if taken is None else taken | present
        final: dict[Placed, Plane] = {}
        for item, stage, rank in sorted(gated, key=lambda placed: RANKS.index(placed[2])):
            plane = gated[item, stage, rank] & chosen[item]
            # At one stage an item has one rank, the strongest.
            for stronger in RANKS[: RANKS.index(rank)]:
                if (item, stage, stronger) in final:
                    plane = plane & ~final[item, stage, stronger]
            final[item, stage, rank] = plane
        return final

    def _gate(
        self,
        columns: Columns,
        placed: Placed,
        plane: Plane,
        vetoes: Mapping[str, Plane],
        view: View,
        as_of: datetime.date,
        gated: dict[Placed, Plane],
    ) -> None:
        identity, stage, rank = placed
        item = self.knowledge.items[identity]
        if view == "exam" or not is_closed(item, as_of):
            _add(gated, placed, plane)
            return
        assert item.closing is not None
        in_use = self._in_use(columns, identity)
        if in_use is not None:
            _add(gated, placed, plane & in_use)
            plane = plane & ~in_use
        for each in item.closing.successors:
            successor = self.knowledge.items[each]
            if is_closed(successor, as_of):
                continue
            where = stage if stage in successor.stages else successor.stages[0]
            veto = vetoes.get(each)
            _add(gated, (each, where, rank), plane if veto is None else plane & ~veto)
            if veto is None:
                return
            plane = plane & veto

    def _in_use(self, columns: Columns, service: str) -> Plane | None:
        column = columns.facts.get("existing_services")
        place = self.vocabulary.place("existing_services", service)
        if column is None or place < 0:
            return None
        bits = column.bits[place // 64]  # type: ignore[union-attr]
        return pack((bits >> np.uint64(place % 64)) & np.uint64(1) != 0)


class Outcome(NamedTuple):
    """Where needs, limits and coverage are concluded. What is concluded nowhere is left out.

    overrides: by path, need and degree.
    """

    musts: dict[str, Plane]
    needs: dict[str, Plane]
    limits: dict[str, Plane]
    overrides: dict[tuple[str, str, Degree], Plane]


def _recommended(knowledge: Knowledge, rule: Rule) -> Collection[Placed]:
    found: list[Placed] = []
    for conclusion in rule.then:
        match conclusion:
            case ItemConclusion():
                stages = knowledge.items[conclusion.recommend].stages
                found.append((conclusion.recommend, conclusion.stage or stages[0], conclusion.rank))
            case DiagnosisConclusion(change=change, measure=measure):
                found.append((change, knowledge.items[change].stages[0], "essential"))
                found.append((measure, knowledge.items[measure].stages[0], "recommended"))
    return found


def _add(planes: dict[Any, Plane], key: Any, plane: Plane) -> None:
    planes[key] = planes[key] | plane if key in planes else plane


def _distinct(situations: Situations) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows that stand for all distinct situations, and for each row which of them it is."""
    bits = np.column_stack(
        [
            situations.musts,
            situations.needs,
            situations.ruled_out,
            situations.overrides,
            *((situations.policy >> place & 1).astype(np.bool_) for place in range(4)),
        ]
    )
    _, first, which = np.unique(_mixed(bits), return_index=True, return_inverse=True)
    return first, which.ravel()


def _mixed(bits: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """One number for each row of bits: equal rows share it and different ones do not.

    Up to 64 bits it is the bits themselves. Raises ValueError in the case, as good as
    impossible, that two different rows of more bits were given one number.
    """
    octets = np.packbits(bits, axis=1)
    words = np.zeros((len(bits), -(-octets.shape[1] // 8)), dtype=np.uint64)
    words.view(np.uint8)[:, : octets.shape[1]] = octets
    mixed = words[:, 0].copy()
    for place in range(1, words.shape[1]):
        mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= words[:, place]
    return mixed


@lru_cache(maxsize=2)
def default_decider() -> Decider:
    """The decider over the project's own knowledge; made once per process."""
    return Decider(load_knowledge())
