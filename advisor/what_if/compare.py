"""What differs between two advices: facts, plan, needs, rules that fired, and items."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge.base import Degree, Level, Rank, View
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.advice import Advice, ItemShape, NeedShape, Status
from advisor.reasoning.wording import listed, spoken


class Difference(BaseModel):
    """A part of a comparison; it does not change once made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FactChange(Difference):
    """A fact that the two state differently; None where one does not state it."""

    fact: str
    title: str
    before: Any = None
    after: Any = None

    @property
    def text(self) -> str:
        """The change in words: "Knowledge change: weekly, then never"."""
        return f"{self.title}: {_spoken(self.fact, self.before)}, then " + _spoken(
            self.fact, self.after
        )


class PlanChange(Difference):
    """The two plans; gained and lost are paths. changed: whether the paths differ at all."""

    before: str
    after: str
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the plans differ."""
        return bool(self.gained or self.lost)


class NeedChange(Difference):
    """A need whose level or coverage differs; None where the scenario does not have the need."""

    need: str
    name: str
    level_before: Level | None = None
    level_after: Level | None = None
    coverage_before: Degree | None = None
    coverage_after: Degree | None = None

    @property
    def text(self) -> str:
        """The change in words: "Uniform style: no need, then should, partial"."""
        before = _standing_in_words(self.level_before, self.coverage_before)
        return f"{self.name}: {before}, then " + _standing_in_words(
            self.level_after, self.coverage_after
        )


class RuleSwitch(Difference):
    """A rule that fires in one of the two only."""

    rule: str
    title: str
    kind: str
    change: Literal["fires now", "fires no longer"]


class ItemChange(Difference):
    """An item that is recommended in one only, or with another rank; None: not recommended."""

    item: str
    name: str
    stage: str
    stage_name: str
    before: Rank | None = None
    after: Rank | None = None

    @property
    def text(self) -> str:
        """The change in words: "Chunking (Data preparation): not named, then essential"."""
        before, after = self.before or "not named", self.after or "not named"
        return f"{self.name} ({self.stage_name}): {before}, then {after}"


class Comparison(Difference):
    """What differs between an advice and a second one, in the order of the advice."""

    format: Literal["comparison/1"] = "comparison/1"
    views: tuple[View, View]
    days: tuple[datetime.date, datetime.date]
    statuses: tuple[Status, Status]
    plan: PlanChange
    facts: tuple[FactChange, ...] = ()
    needs: tuple[NeedChange, ...] = ()
    rules: tuple[RuleSwitch, ...] = ()
    items: tuple[ItemChange, ...] = ()

    @property
    def same_answer(self) -> bool:
        """Whether plan, needs and items are the same, whatever else differs."""
        return not (self.plan.changed or self.needs or self.items)

    @property
    def summary(self) -> str:
        """The difference in a sentence."""
        if self.same_answer:
            return "The same plan, needs and items."
        if self.plan.changed:
            plan = f"{self.plan.before.rstrip('.')} becomes {self.plan.after.rstrip('.')}"
        else:
            plan = "The plan stays the same"
        counts = [_counted(len(self.needs), "need"), _counted(len(self.items), "item")]
        differing = listed(each for each in counts if each)
        return f"{plan}. Different: {differing}." if differing else f"{plan}."


def compare(before: Advice, after: Advice, knowledge: Knowledge) -> Comparison:
    """What differs between two advices that rest on this knowledge."""
    return Comparison(
        views=(before.view, after.view),
        days=(before.as_of, after.as_of),
        statuses=(before.status, after.status),
        plan=_plan(before, after),
        facts=tuple(_facts(before, after)),
        needs=tuple(_needs(before, after)),
        rules=tuple(_rules(before, after, knowledge)),
        items=tuple(_items(before, after)),
    )


def _plan(before: Advice, after: Advice) -> PlanChange:
    return PlanChange(
        before=before.plan.summary,
        after=after.plan.summary,
        gained=tuple(each for each in after.plan.paths if each not in before.plan.paths),
        lost=tuple(each for each in before.plan.paths if each not in after.plan.paths),
    )


def _facts(before: Advice, after: Advice) -> Iterator[FactChange]:
    for name, definition in fact_definitions().items():
        old, new = before.scenario.get(name), after.scenario.get(name)
        if old != new:
            yield FactChange(fact=name, title=definition.title, before=old, after=new)


def _needs(before: Advice, after: Advice) -> Iterator[NeedChange]:
    old = {need.id: need for need in before.needs}
    new = {need.id: need for need in after.needs}
    for identity in _either(old, new):
        first, second = old.get(identity), new.get(identity)
        if _standing(first) != _standing(second):
            shown = second or first
            assert shown is not None
            yield NeedChange(
                need=identity,
                name=shown.name,
                level_before=first and first.level,
                level_after=second and second.level,
                coverage_before=first and first.coverage,
                coverage_after=second and second.coverage,
            )


def _standing(need: NeedShape | None) -> tuple[Level, Degree] | None:
    return None if need is None else (need.level, need.coverage)


def _rules(before: Advice, after: Advice, knowledge: Knowledge) -> Iterator[RuleSwitch]:
    old, new = set(before.rules_fired), set(after.rules_fired)
    for identity in sorted(old ^ new):
        rule = knowledge.rules[identity]
        yield RuleSwitch(
            rule=identity,
            title=rule.title,
            kind=rule.kind,
            change="fires now" if identity in new else "fires no longer",
        )


def _items(before: Advice, after: Advice) -> Iterator[ItemChange]:
    stages = {stage.id: stage.name for stage in (*before.stages, *after.stages)}
    old, new = _by_stage(before), _by_stage(after)
    order = {stage: place for place, stage in enumerate(stages)}
    for stage, identity in sorted(_either(old, new), key=lambda key: order[key[0]]):
        first, second = old.get((stage, identity)), new.get((stage, identity))
        if (first and first.rank) != (second and second.rank):
            shown = second or first
            assert shown is not None
            yield ItemChange(
                item=identity,
                name=shown.name,
                stage=stage,
                stage_name=stages[stage],
                before=first and first.rank,
                after=second and second.rank,
            )


def _by_stage(advice: Advice) -> dict[tuple[str, str], ItemShape]:
    return {(stage.id, item.id): item for stage in advice.stages for item in stage.items}


def _either(old: Iterable[Any], new: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys([*old, *new]))


def _standing_in_words(level: Level | None, coverage: Degree | None) -> str:
    return f"{level}, {coverage} coverage" if level else "no need"


def _counted(count: int, noun: str) -> str:
    if not count:
        return ""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _spoken(fact: str, value: Any) -> str:
    return spoken(None if value is None else read_scenario({fact: value}).get(fact))
