"""Survey the whole rule base: what fires, what is reached, what never matters.

The columnar engine decides many thousand scenarios: random ones, and every example of every rule
amid random facts, so that each rule has its chance. The same rule base gives the same survey.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from advisor.answers import Answers
from advisor.deciding import CHUNK, Decider, Decisions
from advisor.estimates.derived import NumberColumn
from advisor.inference.columnar import Column, Columns, Plane, SetColumn, count, unpack
from advisor.knowledge.models import (
    AgainstConclusion,
    CoverageConclusion,
    Knowledge,
    Rule,
    View,
)
from advisor.scenario import FactValue, Scenario, fact_definitions, read_scenario
from advisor.sensitivity import Space

DAY = datetime.date(2026, 11, 22)
SCENARIOS = 20_000
"""Random scenarios of a survey, in each view."""
VARIED = 1_000
"""Scenarios in which each fact is changed, to see whether it matters."""
SEED = 20_261_122
KNOWN = (0.15, 0.4, 0.8)
"""How many of the facts are known, in three kinds of random scenarios."""


@dataclass(frozen=True)
class Survey:
    """What a survey of the rule base found.

    scenarios: how many were decided; fired: in how many each rule fired; implied: rules that
    fired only where another did that concludes the same; vetoed: rules whose item another rule
    advises against wherever they fire; clashing: coverage rules that give one path and need
    different degrees at once, and in how many scenarios; headlines, paths, needs, signals, items:
    in how many each was reached; without_plan: in how many every plan was ruled out; unmet: in
    how many a must stays unmet; plan_changes, item_changes: for each fact, the share of scenarios
    in which another value changed the plan, or anything recommended.
    """

    scenarios: int
    fired: Mapping[str, int]
    implied: tuple[tuple[str, str], ...]
    vetoed: tuple[tuple[str, str], ...]
    clashing: tuple[tuple[str, str, int], ...]
    headlines: Mapping[str, int]
    paths: Mapping[str, int]
    needs: Mapping[str, int]
    signals: Mapping[str, int]
    items: Mapping[str, int]
    without_plan: int
    unmet: int
    plan_changes: Mapping[str, float]
    item_changes: Mapping[str, float]

    @property
    def never_fired(self) -> tuple[str, ...]:
        """Rules that fired in no scenario."""
        return tuple(rule for rule, number in self.fired.items() if not number)

    @property
    def always_fired(self) -> tuple[str, ...]:
        """Rules that fired in every scenario: they say something that needs no rule."""
        return tuple(rule for rule, number in self.fired.items() if number == self.scenarios)

    @property
    def never_mattered(self) -> tuple[str, ...]:
        """Facts whose change altered nothing anywhere."""
        return tuple(
            fact
            for fact in self.item_changes
            if not self.item_changes[fact] and not self.plan_changes[fact]
        )

    def findings(self) -> Iterator[tuple[str, str, str]]:
        """What should be looked at: which check, the subject, and what was found."""
        for rule in self.never_fired:
            yield "never fires", rule, f"fired in none of {self.scenarios:,} scenarios"
        for rule in self.always_fired:
            yield "always fires", rule, f"fired in all of {self.scenarios:,} scenarios"
        for rule, other in self.implied:
            yield "implied", rule, f"fires only where {other} does, which concludes the same"
        for rule, other in self.vetoed:
            yield "contradicted", rule, f"{other} advises against its item wherever it fires"
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


def survey(decider: Decider, scenarios: int = SCENARIOS) -> Survey:
    """Surveys the rule base over so many random scenarios in each view, and its examples."""
    return _Surveying(decider, scenarios).survey()


class _Surveying:
    def __init__(self, decider: Decider, scenarios: int) -> None:
        self._decider = decider
        self._knowledge = decider.knowledge
        self._scenarios = scenarios
        self._chance = np.random.Generator(np.random.PCG64(SEED))
        answers = Answers(decider.rules)
        self._answers: dict[str, tuple[FactValue, ...]] = {
            fact: answers.of(fact, "items") for fact in answers.facts("items")
        }

    def survey(self) -> Survey:
        knowledge, planner = self._knowledge, self._decider.planner
        fired: dict[str, int] = dict.fromkeys(knowledge.rules, 0)
        needs: dict[str, int] = dict.fromkeys(knowledge.needs, 0)
        signals: dict[str, int] = dict.fromkeys(knowledge.signals, 0)
        items: dict[str, int] = dict.fromkeys(knowledge.items, 0)
        plans = np.zeros(len(planner.plans), dtype=np.int64)
        implied, vetoed = _implying(knowledge), _vetoing(knowledge)
        clashing = dict.fromkeys(_covering(knowledge), 0)
        total = without_plan = unmet = 0
        views: tuple[View, ...] = ("production", "exam")
        for view in views:
            for columns in self._tables(view):
                decisions = self._decider.decide(columns, view, DAY)
                size = columns.size
                total += size
                planes = {**decisions.first.rules}
                if decisions.second:
                    planes |= decisions.second.rules
                for rule, plane in planes.items():
                    fired[rule] += count(plane, size)
                for need, plane in decisions.needs.items():
                    needs[need] += count(plane, size)
                for key, plane in decisions.first.concluded.items():
                    kind, _, name = key.partition(":")
                    if kind == "signal":
                        signals[name] += count(plane, size)
                for name, number in _items(decisions).items():
                    items[name] += number
                plans += np.bincount(decisions.plan, minlength=len(plans))
                implied = [pair for pair in implied if _within(planes, pair, size)]
                vetoed = [pair for pair in vetoed if _within(planes, pair, size)]
                for one, other in clashing:
                    if one in planes and other in planes:
                        clashing[one, other] += count(planes[one] & planes[other], size)
                barred, lacking = self._lacking(decisions, columns)
                without_plan += barred
                unmet += lacking
        headlines: dict[str, int] = dict.fromkeys(planner.paths, 0)
        paths: dict[str, int] = dict.fromkeys(planner.paths, 0)
        for plan, number in zip(planner.plans, plans.tolist(), strict=True):
            headlines[plan[-1]] += number
            for path in plan:
                paths[path] += number
        plan_changes, item_changes = self._changes()
        return Survey(
            scenarios=total,
            fired=fired,
            implied=tuple(pair for pair in implied if fired[pair[0]]),
            vetoed=tuple(pair for pair in vetoed if fired[pair[0]]),
            clashing=tuple((*pair, number) for pair, number in clashing.items() if number),
            headlines=headlines,
            paths=paths,
            needs=needs,
            signals=signals,
            items=items,
            without_plan=without_plan,
            unmet=unmet,
            plan_changes=plan_changes,
            item_changes=item_changes,
        )

    def _tables(self, view: View) -> Iterator[Columns]:
        """Random scenarios, then each example of a rule amid random facts, bare and crowded."""
        for start in range(0, self._scenarios, CHUNK):
            yield self._random(min(CHUNK, self._scenarios - start), view)
        stated = [
            read_scenario(dict(example.facts))
            for rule in self._knowledge.rules.values()
            for example in rule.examples
            if example.expect == "fires" and example.given.view == view
        ]
        stated += [
            read_scenario(dict(each.facts))
            for each in self._knowledge.scenarios.values()
            if each.view == view
        ]
        if stated:
            bare = self._decider.vocabulary.columns(stated)
            yield bare
            for _ in range(3):
                yield _overlaid(self._random(len(stated), view), bare)

    def _random(self, size: int, view: View) -> Columns:
        space = Space(self._decider, Scenario(), view, self._answers)
        answered = space.unanswered(size)
        for place, fact in enumerate(space.facts):
            answered[:, place] = self._chance.integers(0, len(self._answers[fact]), size)
        share = self._chance.choice(np.array(KNOWN), size)
        answered[self._chance.random(answered.shape) >= share[:, None]] = -1
        return space.columns(answered)

    def _lacking(self, decisions: Decisions, columns: Columns) -> tuple[int, int]:
        """In how many scenarios every plan is ruled out, and in how many a must stays unmet."""
        planner = self._decider.planner
        situations = self._decider.situations(self._decider.outcome(decisions.first), columns)
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

    def _changes(self) -> tuple[dict[str, float], dict[str, float]]:
        """For each fact, how often another value of it changes the plan, or anything."""
        view: View = "production"
        columns = self._random(VARIED, view)
        before = self._decider.decide(columns, view, DAY)
        items = _table(before)
        plan_changes: dict[str, float] = {}
        item_changes: dict[str, float] = {}
        for fact in fact_definitions():
            if fact not in self._answers:
                plan_changes[fact] = item_changes[fact] = 0.0
                continue
            values = self._answers[fact]
            codes = self._chance.integers(0, len(values), VARIED)
            column = self._decider.vocabulary.column(fact, [values[code] for code in codes])
            after = self._decider.decide(columns.with_columns({fact: column}), view, DAY)
            differs = after.plan != before.plan
            other = np.zeros(VARIED, dtype=np.bool_)
            now = _table(after)
            for placed in items.keys() | now.keys():
                one = items.get(placed)
                two = now.get(placed)
                if one is None or two is None:
                    other |= one if one is not None else two  # type: ignore[arg-type]
                else:
                    other |= one != two
            plan_changes[fact] = float(differs.mean())
            item_changes[fact] = float((other | differs).mean())
        return plan_changes, item_changes


def _table(decisions: Decisions) -> dict[tuple[str, str, str], NDArray[np.bool_]]:
    return {placed: unpack(plane, decisions.size) for placed, plane in decisions.items.items()}


def _items(decisions: Decisions) -> Mapping[str, int]:
    planes: dict[str, Plane] = {}
    for (item, _, _), plane in decisions.items.items():
        planes[item] = planes[item] | plane if item in planes else plane
    return {item: count(plane, decisions.size) for item, plane in planes.items()}


def _within(planes: Mapping[str, Plane], pair: tuple[str, str], size: int) -> bool:
    """Whether the first rule fires only where the second does."""
    one, other = (planes.get(rule) for rule in pair)
    if one is None:
        return True
    return count(one if other is None else one & ~other, size) == 0


def _implying(knowledge: Knowledge) -> list[tuple[str, str]]:
    """Pairs of rules of which the second concludes all that the first does."""
    by_conclusion: dict[str, list[Rule]] = defaultdict(list)
    for rule in knowledge.rules.values():
        for conclusion in rule.then:
            by_conclusion[repr(conclusion)].append(rule)
    found = []
    for rule in knowledge.rules.values():
        mine = {repr(conclusion) for conclusion in rule.then}
        for other in by_conclusion[min(mine)]:
            theirs = {repr(conclusion) for conclusion in other.then}
            if other.id != rule.id and mine <= theirs:
                found.append((rule.id, other.id))
    return found


def _vetoing(knowledge: Knowledge) -> list[tuple[str, str]]:
    """Rules that recommend one item alone, and rules that advise against it."""
    against: dict[str, list[str]] = defaultdict(list)
    for rule in knowledge.rules.values():
        for conclusion in rule.then:
            if isinstance(conclusion, AgainstConclusion):
                against[conclusion.advise_against].append(rule.id)
    return [
        (rule.id, other)
        for rule in knowledge.rules.values()
        if len(rule.then) == 1
        for other in against.get(getattr(rule.then[0], "recommend", ""), ())
    ]


def _covering(knowledge: Knowledge) -> list[tuple[str, str]]:
    """Pairs of rules that say differently how far one path covers one need."""
    cells: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for rule in knowledge.rules.values():
        for conclusion in rule.then:
            if isinstance(conclusion, CoverageConclusion):
                cells[conclusion.by, conclusion.cover].append((rule.id, conclusion.degree))
    return [
        (one, other)
        for rules in cells.values()
        for place, (one, degree) in enumerate(rules)
        for other, another in rules[place + 1 :]
        if degree != another
    ]


def _overlaid(base: Columns, stated: Columns) -> Columns:
    """The base's facts, with those that the other table states in their place."""
    return base.with_columns(
        {
            fact: _over(base.facts[fact], column) if fact in base.facts else column
            for fact, column in stated.facts.items()
        }
    )


def _over(base: Column, stated: Column) -> Column:
    if isinstance(stated, SetColumn):
        assert isinstance(base, SetColumn)
        known = stated.known
        return SetColumn(np.where(known, stated.bits, base.bits), known | base.known)
    if isinstance(stated, NumberColumn):
        assert isinstance(base, NumberColumn)
        known = stated.known
        return NumberColumn(
            np.where(known, stated.low, base.low),
            np.where(known, stated.high, base.high),
            known | base.known,
        )
    assert isinstance(base, np.ndarray)
    return np.where(stated >= 0, stated, base)


def as_page(found: Survey, knowledge: Knowledge) -> list[str]:
    """The survey as the lines of a Markdown page."""

    def share(number: int) -> str:
        return f"{100 * number / found.scenarios:.2g}%" if number else "none"

    lines = [
        "# The rule base, surveyed",
        "",
        f"The columnar engine decided {found.scenarios:,} scenarios: random ones in both views,",
        "and every example of every rule and every worked scenario, bare and amid random facts.",
        "What is told here is what these show; what is rare in them can be frequent in practice.",
        "",
        "## To look at",
        "",
    ]
    told = [f"- {check}: `{subject}` {message}" for check, subject, message in found.findings()]
    lines += told or [
        "Nothing: every rule fires somewhere and none everywhere, none is implied by"
        " another, and everything is reached."
    ]
    lines += [
        "",
        f"Every plan was ruled out in {found.without_plan:,} scenarios; a must stays unmet by the"
        f" best plan in {share(found.unmet)}.",
        "",
        "## Headlines",
        "",
        "| path | is the headline | is part of the plan |",
        "|---|---|---|",
    ]
    for path, number in sorted(found.headlines.items(), key=lambda each: -each[1]):
        name = knowledge.paths[path].name
        lines.append(f"| {name} | {share(number)} | {share(found.paths[path])} |")
    lines += ["", "## Needs", "", "| need | concluded |", "|---|---|"]
    for need, number in sorted(found.needs.items(), key=lambda each: -each[1]):
        lines.append(f"| {knowledge.needs[need].name} | {share(number)} |")
    lines += [
        "",
        "## What facts change",
        "",
        f"In {VARIED:,} random scenarios each fact was given another value: how often that changed",
        "the plan, and how often anything recommended.",
        "",
        "| fact | the plan | anything |",
        "|---|---|---|",
    ]
    for fact in sorted(found.item_changes, key=lambda each: -found.item_changes[each]):
        lines.append(
            f"| `{fact}` | {found.plan_changes[fact]:.1%} | {found.item_changes[fact]:.1%} |"
        )
    lines += ["", "## Rules by how often they fire", "", "| rule | fires |", "|---|---|"]
    for rule, number in sorted(found.fired.items(), key=lambda each: (-each[1], each[0])):
        lines.append(f"| `{rule}` | {share(number)} |")
    return lines
