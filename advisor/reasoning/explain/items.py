"""What to use and to watch at each stage, what was set aside, and what to look out for."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from advisor.knowledge.catalogue import Closing, Dimension, Item
from advisor.knowledge.path import Path
from advisor.knowledge.rule import Rule
from advisor.reasoning.advice import (
    Availability,
    Diagnosis,
    DimensionShape,
    FurtherItem,
    ItemShape,
    NotRecommended,
    StageShape,
    WarningShape,
)
from advisor.reasoning.explain.reasons import Reasons
from advisor.reasoning.items import (
    ELSEWHERE,
    MOST_ITEMS_IN_A_STAGE,
    VETOED,
    Recommendations,
    Recommended,
    Rejected,
    is_closed,
)
from advisor.reasoning.wording import listed


def stages(reasons: Reasons, recommendations: Recommendations) -> Iterator[StageShape]:
    """The six stages, with what to do and what to use in each."""
    knowledge, inference = reasons.knowledge, reasons.inference
    by_stage: dict[str, list[Recommended]] = defaultdict(list)
    for entry in recommendations.items:
        by_stage[entry.stage].append(entry)
    planned = [knowledge.paths[path] for path in reversed(inference.plan.paths)]
    for stage in sorted(knowledge.stages.values(), key=lambda stage: stage.position):
        entries = by_stage[stage.id]
        essential = sum(entry.rank == "essential" for entry in entries)
        shown = max(essential, MOST_ITEMS_IN_A_STAGE[inference.view])
        told = [
            text
            for path in planned
            if (text := _activity(path, stage.id, inference.signals)) is not None
        ]
        yield StageShape(
            id=stage.id,
            name=stage.name,
            activities=tuple(dict.fromkeys(told)),
            items=tuple(_item(reasons, entry) for entry in entries[:shown]),
            further=tuple(
                FurtherItem(
                    id=entry.item,
                    name=knowledge.items[entry.item].name,
                    rank=entry.rank,
                    rules=entry.rules,
                )
                for entry in entries[shown:]
            ),
        )


def _activity(path: Path, stage: str, signals: Collection[str]) -> str | None:
    """What happens in a stage when a plan uses this path."""
    for signal, told in path.lifecycle_when.items():
        if signal in signals and stage in told:
            return told[stage]
    return path.lifecycle.get(stage)


def _item(reasons: Reasons, entry: Recommended) -> ItemShape:
    item = reasons.knowledge.items[entry.item]
    return ItemShape(
        id=item.id,
        kind=item.kind,
        name=item.name,
        purpose=item.purpose,
        rank=entry.rank,
        reasons=reasons.of(entry.rules),
        availability=_availability(reasons.knowledge.items, entry),
        dimensions=item.dimensions,
    )


def _availability(items: Mapping[str, Item], entry: Recommended) -> Availability:
    """Whether new customers can use it; in the exam view also whether the guide still names it."""
    found = _open_or_closed(items, entry)
    if entry.left_guide is None:
        return found
    note = f"It {entry.left_guide}." + (f" {found.note}" if found.note else "")
    return found.model_copy(update={"note": note, "left_guide": entry.left_guide})


def _open_or_closed(items: Mapping[str, Item], entry: Recommended) -> Availability:
    if entry.closing is not None:
        closing = entry.closing
        names = listed((items[each].name for each in closing.successors), "or")
        return Availability(
            state=closing.state,
            since=closing.since,
            note=f"{_closed_since(closing)} New customers use {names or 'nothing of its kind'}."
            f" {closing.note}",
            successors=closing.successors,
        )
    for old in entry.instead_of:
        closing_of_old = items[old].closing
        assert closing_of_old is not None
        return Availability(
            instead_of=old,
            note=f"You may read {items[old].name} in older guides. "
            f"{_closed_since(closing_of_old)} Use {items[entry.item].name}.",
        )
    return Availability()


def not_recommended(reasons: Reasons, recommendations: Recommendations) -> Iterator[NotRecommended]:
    """What something spoke for and is left out, and why."""
    items = reasons.knowledge.items
    for rejected in recommendations.rejected:
        yield NotRecommended(
            id=rejected.item,
            name=items[rejected.item].name,
            text=_why_rejected(reasons, rejected),
            instead=rejected.instead,
            reasons=reasons.of(rejected.rules),
        )


def _why_rejected(reasons: Reasons, rejected: Rejected) -> str:
    items = reasons.knowledge.items
    instead = items[rejected.instead].name if rejected.instead else None
    if rejected.group is not None:
        return f"{reasons.knowledge.alternatives[rejected.group].because} Here: {instead}."
    if rejected.why == VETOED:
        return " ".join(reasons.because(rule) for rule in rejected.rules)
    if rejected.why == ELSEWHERE:
        return f"It is not offered in {reasons.inference.scenario.region}, says AWS's list."
    closing = items[rejected.item].closing
    assert closing is not None
    return f"{_closed_since(closing)} " + (f"Use {instead}." if instead else closing.note)


def dimensions(reasons: Reasons, recommendations: Recommendations) -> Iterator[DimensionShape]:
    """The dimensions of responsible AI that items serve, and the facts that called for them."""
    serving: dict[Dimension, list[Recommended]] = defaultdict(list)
    for entry in recommendations.items:
        for dimension in reasons.knowledge.items[entry.item].dimensions:
            serving[dimension].append(entry)
    for dimension in sorted(serving):
        entries = serving[dimension]
        rules = dict.fromkeys(rule for entry in entries for rule in entry.rules)
        yield DimensionShape(
            id=dimension,
            items=tuple(dict.fromkeys(entry.item for entry in entries)),
            facts=tuple(dict.fromkeys(reasons.facts_behind(rules))),
        )


def diagnoses(reasons: Reasons, recommendations: Recommendations) -> Iterator[Diagnosis]:
    """For a running system: the stage to go back to, what to change first, what to measure.

    A change that rules advise against here is none, nor is one to what the Region does not offer.
    """
    fired = reasons.inference.fired_rules("recommend")
    out = {item for rule in fired for item in rule.concludes.vetoes}
    out |= {each.item for each in recommendations.rejected if each.why == ELSEWHERE}
    for rule in fired:
        for diagnosis in rule.concludes.diagnoses:
            if diagnosis.change in out:
                continue
            yield Diagnosis(
                stage=diagnosis.go_back_to,
                change=diagnosis.change,
                measure=diagnosis.measure,
                reasons=reasons.of((rule.id,)),
            )


def warnings(reasons: Reasons) -> Iterator[WarningShape]:
    """What to look out for; and what is in use already though it is closed."""
    inference = reasons.inference
    fired = (*inference.fired_rules("infer"), *inference.fired_rules("recommend"))

    def later(rule: Rule) -> tuple[bool, bool]:
        # Without a model in the Region there is nothing to warn of besides.
        first = rule.concludes.warns_first
        return not first, first and "region" not in reasons.facts_behind([rule.id])

    for rule in sorted(fired, key=later):
        for title in rule.concludes.warnings:
            yield WarningShape(
                title=title,
                text=reasons.because(rule.id),
                reasons=reasons.of((rule.id,)),
                first=rule.concludes.warns_first,
            )
    yield from _closed_in_use(reasons, inference.as_of)


def _closed_in_use(reasons: Reasons, day: datetime.date) -> Iterator[WarningShape]:
    for name in reasons.inference.scenario.existing_services or ():
        item = reasons.knowledge.items[name]
        if is_closed(item, day) and item.closing is not None:
            yield WarningShape(
                title=f"{item.name} is closed to new customers",
                text=f"It is in use already and may stay. {_closed_since(item.closing)}"
                f" {item.closing.note}",
            )


def _closed_since(closing: Closing) -> str:
    if closing.on is None:
        return f"Announced on {closing.announced} as closing to new customers."
    return f"Closed to new customers since {closing.on}."
