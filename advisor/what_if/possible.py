"""What is certain about a scenario, and what is still possible, while some facts are open."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.derived import DERIVED_FACTS, rests_on
from advisor.knowledge.rule import Rule
from advisor.reasoning.columns import EVERYWHERE, Plane, anywhere, pack, unpack
from advisor.reasoning.engines.columns import FiredPlanes, OpenRules
from advisor.reasoning.judge_columns import ColumnJudge
from advisor.what_if.space import AnswerCodes, Space


class Possibilities:
    """What is certain, and what is still possible, in scenarios with open facts.

    certain, possible: the rules of the first phase that fire whatever is answered, and those that
    fire for some answer; sure, could: the needs, limits and coverage that these conclude.

    among: where all of these answer open facts of one scenario, the rules that are open for it.
    """

    def __init__(self, space: Space, answered: AnswerCodes, among: OpenRules | None = None) -> None:
        self.space = space
        self.answered = answered
        self.size = len(answered)
        decider = space.decider
        self.rules = decider.rules
        self.columns = decider.rules.prepared(space.columns(answered), space.view)
        self.undecided = self._undecided_planes()
        # Every open fact will have been stated, whatever the answer.
        self.judge = ColumnJudge(
            decider.vocabulary, self.columns, frozenset(space.facts), self.undecided
        )
        self.certain = self.rules.fire("infer", self.judge, {}, among=among)
        self.possible = self.rules.fire("infer", self.judge, {}, "possible", among=among)
        self._ordered = self.rules.ordered("infer") if among is None else among.rules
        self.sure = decider.gathered(self.certain)
        self.could = decider.gathered(self.possible)

    def open_rules(self) -> OpenRules:
        """The rules that are open; of one scenario alone."""
        assert self.size == 1
        return self.rules.open_rules("infer", self.certain, self.possible)

    def _undecided_planes(self) -> dict[str, Plane]:
        """Where each fact, of the scenario or derived, waits for an answer."""
        waiting = {fact: self.answered[:, place] < 0 for place, fact in enumerate(self.space.facts)}
        planes = {fact: pack(rows) for fact, rows in waiting.items()}
        for fact in DERIVED_FACTS:
            on = [waiting[name] for name in rests_on(fact) if name in waiting]
            if on:
                planes[fact] = pack(np.logical_or.reduce(on))
        return planes

    def open_where(self, rule: Rule, certain: FiredPlanes, possible: FiredPlanes) -> Plane | None:
        """Where it is open whether the rule fires."""
        could = possible.rules.get(rule.id)
        if could is None:
            return None
        sure = certain.rules.get(rule.id)
        plane = could if sure is None else could & ~sure
        return plane if anywhere(plane, self.size) else None

    def readers(self) -> dict[str, NDArray[np.float64]]:
        """For each open fact, how many open rules that bear on the plan read it.

        An array over the scenarios; 0 where the fact is answered or cannot matter.
        """
        found = {fact: np.zeros(self.size) for fact in self.space.facts}
        for rule, plane in self._bearing():
            open_here = unpack(plane, self.size)
            for fact in self.waits_for(rule):
                found[fact] += open_here
        if "priority" in found:
            found["priority"] += 0.5
        for place, fact in enumerate(self.space.facts):
            found[fact][self.answered[:, place] >= 0] = 0
        return found

    def _bearing(self) -> Iterator[tuple[Rule, Plane]]:
        """The rules of the first phase whose firing is open and could change the situation."""
        signals: dict[str, Plane] = {}
        for rule in reversed(self._ordered):
            plane = self.open_where(rule, self.certain, self.possible)
            if plane is None:
                continue
            concludes = rule.concludes
            matters: list[Plane] = []
            for need in concludes.needs:
                known = self.sure.musts if need.level == "must" else self.sure.needs
                matters.append(self._where_not(known.get(need.need)))
            matters += [self._where_not(self.sure.limits.get(path)) for path in concludes.limits]
            matters += [EVERYWHERE for _ in concludes.coverage]
            for key in concludes.keys:
                if key in signals:
                    matters.append(signals[key] & self._where_not(self.certain.concluded.get(key)))
            if not matters:
                continue
            plane = plane & functools.reduce(operator.or_, matters)
            for condition in rule.conditions:
                if condition.fact is None:
                    before = signals.get(condition.key)
                    signals[condition.key] = plane if before is None else before | plane
            yield rule, plane

    def _where_not(self, plane: Plane | None) -> Plane:
        return EVERYWHERE if plane is None else ~plane

    def waits_for(self, rule: Rule) -> set[str]:
        """The open facts for which conditions of the rule wait."""
        found: set[str] = set()
        for condition in rule.conditions:
            if condition.fact is None:
                continue
            could = self.judge.could(condition)
            if could.met is None or could.unmet is None:
                continue
            if anywhere(could.met & could.unmet, self.size):
                names = rests_on(condition.fact)
                found.update(name for name in names if name in self.space.answers)
        return found
