"""What there is to study, read off the catalogue and the rules: nothing is written twice.

The lifecycle in order, the nine exam tips with their look-alikes, and where the exam's answer and
today's availability differ.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from advisor.knowledge.base import Citation
from advisor.knowledge.catalogue import Closing, Item, ItemKind, Stage
from advisor.knowledge.conclusions import ItemConclusion
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import Tip, WorkedScenario
from advisor.knowledge.rule import Rule

KIND_NAMES: dict[ItemKind, str] = {
    "technique": "Techniques",
    "service": "Services",
    "optimization": "Optimizations",
    "evaluation": "Evaluation",
    "control": "Controls",
    "monitoring": "Monitoring",
}
"""What each kind of item is called, in the order in which a stage tells them."""


@dataclass(frozen=True)
class StagePage:
    """A stage of the lifecycle: what happens, why, and what belongs to it by kind.

    tips: exam tips of rules that recommend something in this stage; leads_back: symptoms of a
    running system that lead back to it, as titles of the rules that say so.
    """

    stage: Stage
    items: dict[ItemKind, tuple[Item, ...]]
    tips: tuple[Rule, ...]
    leads_back: tuple[Rule, ...]


def stage_pages(knowledge: Knowledge) -> tuple[StagePage, ...]:
    """The stages in order."""
    return tuple(
        StagePage(
            stage=stage,
            items={
                kind: found
                for kind in KIND_NAMES
                if (
                    found := tuple(
                        item
                        for item in knowledge.items.values()
                        if item.kind == kind and item.stages[0] == stage.id
                    )
                )
            },
            tips=tuple(
                rule
                for rule in knowledge.rules.values()
                if rule.tips and rule.exam_tip and stage.id in set(_stages_of(knowledge, rule))
            ),
            leads_back=tuple(
                rule
                for rule in knowledge.rules.values()
                if any(getattr(each, "go_back_to", None) == stage.id for each in rule.then)
            ),
        )
        for stage in sorted(knowledge.stages.values(), key=lambda each: each.position)
    )


def _stages_of(knowledge: Knowledge, rule: Rule) -> Iterator[str]:
    for conclusion in rule.then:
        if isinstance(conclusion, ItemConclusion):
            yield conclusion.stage or knowledge.items[conclusion.recommend].stages[0]


@dataclass(frozen=True)
class LookAlikePair:
    """Two scenarios that differ in one fact, and what is right in the first and in the second."""

    decisive_fact: str
    scenarios: tuple[WorkedScenario, WorkedScenario]
    answers: tuple[str, str]


@dataclass(frozen=True)
class TipPage:
    """An exam tip, the rules that carry it, and its pair of look-alikes."""

    tip: Tip
    rules: tuple[Rule, ...]
    pair: LookAlikePair


def tip_pages(knowledge: Knowledge) -> tuple[TipPage, ...]:
    """The nine tips in order."""
    return tuple(
        TipPage(
            tip=tip,
            rules=tuple(rule for rule in knowledge.rules.values() if tip.number in rule.tips),
            pair=_pair(knowledge, tip),
        )
        for tip in sorted(knowledge.tips.values(), key=lambda each: each.number)
    )


def _pair(knowledge: Knowledge, tip: Tip) -> LookAlikePair:
    one, two = tip.look_alikes
    first, second = (knowledge.scenarios[each.scenario] for each in (one, two))
    decisive = second.decisive_fact or first.decisive_fact or ""
    return LookAlikePair(decisive, (first, second), (one.answer, two.answer))


@dataclass(frozen=True)
class TaughtAndToday:
    """A place where the exam's answer and what a customer can use today differ.

    kind: an item that has closed or that the guide no longer names, or a rule of one view only.
    taught: what the exam says (empty where it says nothing of it); today: what holds now; since:
    the day from which, where a source gives one.
    """

    kind: Literal["closed", "left the guide", "exam only", "today only"]
    subject: str
    taught: str
    today: str
    since: datetime.date | None
    sources: tuple[Citation, ...]


def taught_and_today(knowledge: Knowledge) -> tuple[TaughtAndToday, ...]:
    """Every such place: items that have closed by their day, then rules of one view."""
    closed = [
        _closed(knowledge, item, item.closing) for item in knowledge.items.values() if item.closing
    ]
    closed.sort(key=lambda each: (each.since or datetime.date.max, each.subject))
    return (*closed, *_left_the_guide(knowledge), *_rules_of_one_view(knowledge))


def _left_the_guide(knowledge: Knowledge) -> Iterator[TaughtAndToday]:
    guide = knowledge.guide
    if guide is None:
        return
    latest = guide.revisions[-1].since
    for item, revision in guide.left(latest).items():
        yield TaughtAndToday(
            kind="left the guide",
            subject=knowledge.items[item].name,
            taught=knowledge.items[item].purpose,
            today=f"It {guide.mark(item, latest)}. Older questions may still key it.",
            since=revision.on,
            sources=revision.sources,
        )


def _closed(knowledge: Knowledge, item: Item, closing: Closing) -> TaughtAndToday:
    names = [knowledge.items[each].name for each in closing.successors]
    instead = f"Today: {' or '.join(names)}. " if names else ""
    return TaughtAndToday(
        kind="closed",
        subject=item.name,
        taught=item.purpose,
        today=f"{instead}{closing.note}",
        since=closing.since,
        sources=closing.sources,
    )


def _rules_of_one_view(knowledge: Knowledge) -> Iterator[TaughtAndToday]:
    for rule in knowledge.rules.values():
        view = view_of(rule)
        if view == "exam":
            said = rule.exam_tip or _plain_reason(rule)
            yield TaughtAndToday("exam only", rule.title, said, "", None, rule.sources)
        elif view == "production" and rule.kind in _ABOUT_OFFERS:
            said = _plain_reason(rule)
            yield TaughtAndToday("today only", rule.title, "", said, None, rule.sources)


_ABOUT_OFFERS = ("limits", "optimizations", "services", "warnings")
# A rule on practice (controls, evaluation) may hold in production only because exam scenarios
# state little; that is no difference between what is taught and what is offered.


def _plain_reason(rule: Rule) -> str:
    """The reason where it names no fact of a scenario; else nothing, and the title must do."""
    return "" if "{" in rule.because else rule.because


def view_of(rule: Rule) -> str | None:
    """The one view in which a rule holds; None where it holds in both."""
    for condition in rule.when:
        if condition.fact == "view" and condition.operator == "is":
            return str(condition.operand)
    return None
