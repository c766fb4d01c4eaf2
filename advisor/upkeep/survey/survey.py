"""Decide the scenarios of a survey and count what they show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.facts.definitions import fact_definitions
from advisor.reasoning.columns import Columns, Plane, count, unpack
from advisor.reasoning.infer_many import CHUNK, Decider, Decisions
from advisor.upkeep.survey.conclusions import ConclusionIndex
from advisor.upkeep.survey.scenarios import DAY, RandomScenarios, Setting, settings

SCENARIOS = 20_000
"""Random scenarios of a survey, in each setting."""
VARIED = 500
"""Scenarios, in each setting, in which each fact is changed to see whether it matters."""
SEED = 20_261_122


@dataclass(frozen=True)
class Survey:
    """What a survey of the rule base found.

    scenarios: how many were decided, by setting; fired: in how many each rule fired; alone: in
    how many of these no other rule concludes as much; implied: rules that fired only where
    another did that concludes the same; muted: rules and an item of theirs that is advised
    against wherever they fire, and by whom; clashing: coverage rules that give one path and need
    different degrees at once, and in how many scenarios; headlines, paths, needs, signals, items:
    in how many each was reached; without_plan: in how many every plan was ruled out; unmet: in
    how many a must stays unmet; varied: in how many each fact was changed; plan_changes,
    item_changes: the share of these in which that changed the plan, or anything recommended.
    """

    scenarios: Mapping[str, int]
    fired: Mapping[str, int]
    alone: Mapping[str, int]
    implied: tuple[tuple[str, str], ...]
    muted: tuple[tuple[str, str, tuple[str, ...]], ...]
    clashing: tuple[tuple[str, str, int], ...]
    headlines: Mapping[str, int]
    paths: Mapping[str, int]
    needs: Mapping[str, int]
    signals: Mapping[str, int]
    items: Mapping[str, int]
    without_plan: int
    unmet: int
    varied: int
    plan_changes: Mapping[str, float]
    item_changes: Mapping[str, float]

    @property
    def total(self) -> int:
        """How many scenarios were decided."""
        return sum(self.scenarios.values())

    @property
    def never_fired(self) -> tuple[str, ...]:
        """Rules that fired in no scenario."""
        return tuple(rule for rule, number in self.fired.items() if not number)

    @property
    def always_fired(self) -> tuple[str, ...]:
        """Rules that fired in every scenario: they say something that needs no rule."""
        return tuple(rule for rule, number in self.fired.items() if number == self.total)

    @property
    def never_alone(self) -> tuple[str, ...]:
        """Rules that fire, and never conclude what others together do not: they give a reason."""
        return tuple(rule for rule, number in self.alone.items() if self.fired[rule] and not number)

    @property
    def never_mattered(self) -> tuple[str, ...]:
        """Facts whose change altered nothing anywhere."""
        return tuple(
            fact
            for fact in self.item_changes
            if not self.item_changes[fact] and not self.plan_changes[fact]
        )

    def findings(self) -> Iterator[tuple[str, str, str]]:
        """What has to be mended: which check, the subject, and what was found."""
        for rule in self.never_fired:
            yield "never fires", rule, f"fired in none of {self.total:,} scenarios"
        for rule in self.always_fired:
            yield "always fires", rule, f"fired in all of {self.total:,} scenarios"
        for rule, other in self.implied:
            yield "implied", rule, f"fires only where {other} does, which concludes the same"
        for rule, item, others in self.muted:
            yield (
                "contradicted",
                rule,
                f"{item} is advised against wherever it fires, by {', '.join(others)}",
            )
        for one, other, number in self.clashing:
            yield "contradicted", one, f"covers otherwise than {other} in {number:,} scenarios"
        for kind, reached in (
            ("headline", self.headlines),
            ("path", self.paths),
            ("need", self.needs),
            ("signal", self.signals),
            ("item", self.items),
        ):
            for name, number in reached.items():
                if not number:
                    yield f"never reached ({kind})", name, "was reached in no scenario"
        if self.without_plan:
            yield (
                "no admissible plan",
                "plans",
                f"every plan was ruled out in {self.without_plan:,} scenarios",
            )
        for fact in self.never_mattered:
            yield "never matters", fact, "no change of it altered the plan or an item"


def survey(decider: Decider, scenarios: int = SCENARIOS, varied: int = VARIED) -> Survey:
    """Surveys the rule base over so many random scenarios in each setting, and its examples.

    varied: in how many of each setting every fact is changed; 0 leaves out what facts change.
    """
    return _Surveying(decider).survey(scenarios, varied)


class _Surveying:
    def __init__(self, decider: Decider) -> None:
        self._decider = decider
        self._knowledge = decider.knowledge
        self._chance = np.random.Generator(np.random.PCG64(SEED))
        self._random = RandomScenarios(decider, self._chance)
        self._settings = tuple(settings(decider))
        self._conclusions = ConclusionIndex(self._knowledge)
        self._scenarios: Counter[str] = Counter()
        self._fired: Counter[str] = Counter()
        self._alone: Counter[str] = Counter()
        self._heard: Counter[tuple[str, str]] = Counter()
        self._needs: Counter[str] = Counter()
        self._signals: Counter[str] = Counter()
        self._items: Counter[str] = Counter()
        self._clashing = Counter(dict.fromkeys(self._conclusions.clashing(), 0))
        self._implying = self._conclusions.implying()
        self._plans = np.zeros(len(decider.planner.plans), dtype=np.int64)
        self._without_plan = self._unmet = 0

    def survey(self, scenarios: int, varied: int) -> Survey:
        knowledge, planner = self._knowledge, self._decider.planner
        for setting in self._settings:
            for columns in self._random.tables(setting, scenarios):
                self._count(setting, columns)
        headlines: dict[str, int] = dict.fromkeys(planner.paths, 0)
        paths: dict[str, int] = dict.fromkeys(planner.paths, 0)
        for plan, number in zip(planner.plans, self._plans.tolist(), strict=True):
            headlines[plan[-1]] += number
            for path in plan:
                paths[path] += number
        changes = self._changes(varied)
        fired = {rule: self._fired[rule] for rule in knowledge.rules}
        return Survey(
            scenarios=dict(self._scenarios),
            fired=fired,
            alone={rule: self._alone[rule] for rule in knowledge.rules},
            implied=tuple(pair for pair in self._implying if fired[pair[0]]),
            muted=tuple(
                (rule, item, self._conclusions.against(item))
                for rule, item in self._conclusions.recommending
                if fired[rule] and not self._heard[rule, item]
            ),
            clashing=tuple((*pair, number) for pair, number in self._clashing.items() if number),
            headlines=headlines,
            paths=paths,
            needs={need: self._needs[need] for need in knowledge.needs},
            signals={signal: self._signals[signal] for signal in knowledge.signals},
            items={item: self._items[item] for item in knowledge.items},
            without_plan=self._without_plan,
            unmet=self._unmet,
            varied=varied * len(self._settings),
            plan_changes={fact: float(share) for fact, (share, _) in changes.items()},
            item_changes={fact: float(share) for fact, (_, share) in changes.items()},
        )

    def _count(self, setting: Setting, columns: Columns) -> None:
        size = columns.size
        decisions = setting.decider.decide(columns, setting.view, DAY)
        assert decisions.second is not None
        planes = {**decisions.first.rules, **decisions.second.rules}
        self._scenarios[setting.name] += size
        for rule, plane in planes.items():
            self._fired[rule] += count(plane, size)
            self._alone[rule] += count(self._conclusions.alone(planes, rule), size)
        for rule, item in self._conclusions.recommending:
            if rule in planes:
                heard = planes[rule]
                for veto in self._conclusions.against(item):
                    heard = heard & ~planes[veto] if veto in planes else heard
                self._heard[rule, item] += count(heard, size)
        for need, plane in decisions.needs.items():
            self._needs[need] += count(plane, size)
        for key, plane in decisions.first.concluded.items():
            kind, _, name = key.partition(":")
            if kind == "signal":
                self._signals[name] += count(plane, size)
        for item, plane in _items(decisions).items():
            self._items[item] += count(plane, size)
        self._plans += np.bincount(decisions.plan, minlength=len(self._plans))
        self._implying = [pair for pair in self._implying if _within(planes, pair, size)]
        for one, other in self._clashing:
            if one in planes and other in planes:
                self._clashing[one, other] += count(planes[one] & planes[other], size)
        barred, lacking = _lacking(setting.decider, decisions, columns)
        self._without_plan += barred
        self._unmet += lacking

    def _changes(self, varied: int) -> dict[str, NDArray[np.float64]]:
        """For each fact, how often another answer changes the plan, and how often anything."""
        if not varied:
            return {}
        found = {fact: np.zeros(2) for fact in fact_definitions()}
        for setting in self._settings:
            space = self._random.space(setting)
            answered = self._random.answered(space, varied)
            for facts in _batched(space.facts, max(1, CHUNK // varied - 1)):
                blocks = [answered]
                for fact in facts:
                    other = answered.copy()
                    answers = len(self._random.answers[fact])
                    other[:, space.place(fact)] = self._chance.integers(0, answers, varied)
                    blocks.append(other)
                columns = space.columns(np.concatenate(blocks))
                decisions = setting.decider.decide(columns, setting.view, DAY)
                plan, anything = _differing(decisions, len(blocks))
                for place, fact in enumerate(facts, start=1):
                    found[fact] += [plan[place].mean(), anything[place].mean()]
        return {fact: shares / len(self._settings) for fact, shares in found.items()}


def _batched(facts: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (facts[start : start + size] for start in range(0, len(facts), size))


def _differing(decisions: Decisions, blocks: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where the plan, and where anything, differs from the first of so many equal blocks."""
    plans = decisions.plan.reshape(blocks, -1)
    plan = plans != plans[0]
    anything = plan.copy()
    for plane in decisions.items.values():
        recommended = unpack(plane, decisions.size).reshape(blocks, -1)
        anything |= recommended != recommended[0]
    return plan, anything


def _items(decisions: Decisions) -> Mapping[str, Plane]:
    planes: dict[str, Plane] = {}
    for (item, _, _), plane in decisions.items.items():
        planes[item] = planes[item] | plane if item in planes else plane
    return planes


def _within(planes: Mapping[str, Plane], pair: tuple[str, str], size: int) -> bool:
    """Whether the first rule fires only where the second does."""
    one, other = (planes.get(rule) for rule in pair)
    if one is None:
        return True
    return count(one if other is None else one & ~other, size) == 0


def _lacking(decider: Decider, decisions: Decisions, columns: Columns) -> tuple[int, int]:
    """In how many scenarios every plan is ruled out, and in how many a must stays unmet."""
    planner = decider.planner
    situations = decider.situations(decider.gathered(decisions.first), columns)
    _, barred = planner.excluded(situations.needs, situations.ruled_out)
    without = ((barred[:, None] & planner.uses) != 0).all(axis=1)
    lacking = np.zeros(columns.size, dtype=np.bool_)
    for place, need in enumerate(planner.needs):
        changing = planner.overrides_of[need]
        code = situations.overrides[:, changing] @ (1 << np.arange(len(changing)))
        for combination in np.flatnonzero(np.bincount(code)).tolist():
            shortfall, _ = planner.coverage(place, combination)
            rows = situations.musts[:, place] & (code == combination)
            lacking[rows] |= shortfall[decisions.plan[rows]] == 2
    return int(without.sum()), int(lacking.sum())
