"""The rule base compiled to operations on NumPy columns: many scenarios judged at once.

A fact is a column: a choice or flag as a small integer, a set of choices as bits, a number as its
two bounds, unknown as a mask. A verdict is a plane: one bit for each scenario, so that joining
conditions is a bitwise AND. Chaining runs the rules in the order in which they read
each other. Fires the same rules as the other engines on every scenario.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.estimates.derived import (
    DERIVED_FACTS,
    NumberColumn,
    deriver_over,
    load_columns,
)
from advisor.estimates.load_numbers import WAITING
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition, Phase, Rule
from advisor.reasoning.columns import EVERYWHERE, Column, Columns, Plane, Vocabulary
from advisor.reasoning.judge_columns import ColumnJudge


class FiredPlanes(NamedTuple):
    """Where each rule fires, and where each key ("need:id", "item:id" ...) is concluded.

    What happens nowhere is left out.
    """

    rules: dict[str, Plane]
    concluded: dict[str, Plane]


class _Step(NamedTuple):
    """A rule as it is run over columns: its conditions, and the keys that it concludes."""

    rule: str
    when: tuple[Condition, ...]
    any: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    keys: tuple[str, ...]


class OpenRules(NamedTuple):
    """The rules of a phase that are open for a scenario while some of its facts are.

    rules: in reading order, those that fire for some answers alone; certain, concluded: the
    rules that fire whatever is answered, and the keys that they conclude.
    """

    rules: tuple[Rule, ...]
    certain: tuple[str, ...]
    concluded: tuple[str, ...]
    ordered: tuple[_Step, ...]
    circular: tuple[_Step, ...]


class ColumnarRules:
    """The rules of one body of knowledge, in the order in which they read each other."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.vocabulary = Vocabulary(knowledge)
        self._order: dict[Phase, tuple[list[Rule], list[Rule]]] = {
            phase: _in_reading_order(
                [rule for rule in knowledge.rules.values() if rule.phase == phase]
            )
            for phase in ("infer", "recommend")
        }
        self._steps = {
            phase: (_steps(ordered), _steps(circular))
            for phase, (ordered, circular) in self._order.items()
        }
        self._derived: Mapping[Phase, frozenset[str]] = {
            phase: frozenset(
                fact
                for rule in knowledge.rules.values()
                for fact in rule.facts
                if fact in DERIVED_FACTS and phase in (rule.phase, "recommend")
            )
            for phase in ("infer", "recommend")
        }

    def ordered(self, phase: Phase) -> tuple[Rule, ...]:
        """The rules of a phase, those first that others read; in a circle, in any order."""
        ordered, circular = self._order[phase]
        return (*ordered, *circular)

    def open_rules(self, phase: Phase, certain: FiredPlanes, possible: FiredPlanes) -> OpenRules:
        """The rules that are open, from where each fires for one scenario alone.

        certain, possible: as `fire` gives them for the two readings.
        """
        fires = {rule for rule, plane in certain.rules.items() if plane & 1}
        names = {rule for rule, plane in possible.rules.items() if plane & 1} - fires
        ordered, circular = self._steps[phase]
        return OpenRules(
            tuple(rule for rule in self.ordered(phase) if rule.id in names),
            tuple(fires),
            tuple(key for key, plane in certain.concluded.items() if plane & 1),
            tuple(step for step in ordered if step.rule in names),
            tuple(step for step in circular if step.rule in names),
        )

    def prepared(self, columns: Columns, view: View, until: Phase = "recommend") -> Columns:
        """The columns with the context that rules read: the view, and what estimates derive.

        until: the last phase whose rules will run; what only later rules read is left out.
        """
        place = self.vocabulary.place("view", view)
        context: dict[str, Column] = {"view": np.full(columns.size, place, dtype=np.int8)}
        derived = self._derived[until]
        if derived:
            numbers = self.numbers(columns)
            context |= deriver_over(self.knowledge).derive_columns(numbers, derived)
        return columns.with_columns(context)

    def numbers(self, columns: Columns) -> dict[str, NumberColumn]:
        """What estimates read of the columns: stated numbers, and those of `load_numbers`."""
        numbers = {
            name: column
            for name, column in columns.facts.items()
            if isinstance(column, NumberColumn)
        }
        waits = self._is_one_of(columns, "serving_mode", WAITING)
        general = self._is_one_of(columns, "knowledge_source", ("general",))
        return numbers | load_columns(numbers, waits, general)

    def _is_one_of(
        self, columns: Columns, fact: str, choices: Sequence[str]
    ) -> NDArray[np.float64] | None:
        """1.0 where a fact is one of these choices; None where nobody states it."""
        column = columns.facts.get(fact)
        if column is None:
            return None
        places = [self.vocabulary.place(fact, each) for each in choices]
        return np.isin(column, places).astype(np.float64)

    def fire(
        self,
        phase: Phase,
        judge: ColumnJudge,
        settled: Mapping[str, Plane],
        reading: Literal["certain", "possible"] = "certain",
        denied: Mapping[str, Plane] | None = None,
        among: OpenRules | None = None,
    ) -> FiredPlanes:
        """Where each rule of a phase fires.

        settled: where needs, signals and paths are known to hold before the phase begins; denied:
        the same as `unless` reads it, where the two differ: what could hold, while the rules that
        fire for certain are sought, and what holds for certain, while those that could fire are.
        reading: "possible" takes every unknown condition as met: the rules that could fire yet.
        among: of scenarios that answer open facts of one scenario, the rules that are open for
        that one; the others need not be run.
        """
        ordered, circular = self._steps[phase]
        found = FiredPlanes({}, dict(settled))
        if among is not None:
            ordered, circular = among.ordered, among.circular
            found.rules.update(dict.fromkeys(among.certain, EVERYWHERE))
            found.concluded.update(dict.fromkeys(among.concluded, EVERYWHERE))
        run = _Run(judge, settled if denied is None else denied, found, reading == "possible")
        for step in ordered:
            run.take(step)
        # Rules that read each other in a circle: again until nothing new is concluded.
        anything = bool(circular)
        while anything:
            anything = any(run.take(step) for step in circular)
        return found


def _steps(rules: Sequence[Rule]) -> tuple[_Step, ...]:
    """These rules to be run. The engines join premises: without any there is nothing to join."""
    return tuple(
        _Step(rule.id, rule.when, rule.any, rule.unless, tuple(rule.concludes.keys))
        for rule in rules
        if rule.conditions
    )


class _Run:
    """One run of the rules of a phase over the columns of a judge."""

    def __init__(
        self, judge: ColumnJudge, denied: Mapping[str, Plane], found: FiredPlanes, possible: bool
    ) -> None:
        self._judged = judge.could if possible else judge.judge
        self._denied = denied
        self._found = found

    def take(self, step: _Step) -> bool:
        """Fires one rule; whether that is new anywhere."""
        plane = self._plane(step)
        if plane is None:
            return False
        before = self._found.rules.get(step.rule)
        if before is not None and not plane & ~before:
            return False
        self._found.rules[step.rule] = plane
        concluded = self._found.concluded
        for key in step.keys:
            concluded[key] = concluded[key] | plane if key in concluded else plane
        return True

    def _plane(self, step: _Step) -> Plane | None:
        """Where a rule fires; None where it fires nowhere."""
        joined = EVERYWHERE
        for condition in step.when:
            plane = self._holds(condition)
            if plane is None:
                return None
            joined &= plane
        if step.any:
            either: Plane | None = None
            for condition in step.any:
                plane = self._holds(condition)
                if plane is not None:
                    either = plane if either is None else either | plane
            if either is None:
                return None
            joined &= either
        for condition in step.unless:
            plane = self._fails(condition)
            if plane is None:
                return None
            joined &= plane
        return joined

    def _holds(self, condition: Condition) -> Plane | None:
        if condition.fact is None:
            return self._found.concluded.get(condition.key)
        return self._judged(condition).met

    def _fails(self, condition: Condition) -> Plane | None:
        if condition.fact is None:
            plane = self._denied.get(condition.key)
            return EVERYWHERE if plane is None else ~plane
        return self._judged(condition).unmet


def _in_reading_order(rules: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """The rules, each after all that conclude what it reads; and those that read in a circle."""
    concluding: dict[str, int] = {}
    for rule in rules:
        for key in rule.concludes.keys:
            concluding[key] = concluding.get(key, 0) + 1
    ordered: list[Rule] = []
    waiting = rules
    while waiting:
        ready = [
            rule
            for rule in waiting
            if not any(
                concluding.get(each.key) for each in (*rule.when, *rule.any) if each.fact is None
            )
        ]
        if not ready:
            break
        for rule in ready:
            for key in rule.concludes.keys:
                concluding[key] -= 1
        ordered += ready
        done = {rule.id for rule in ready}
        waiting = [rule for rule in waiting if rule.id not in done]
    return ordered, waiting
