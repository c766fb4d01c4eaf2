"""What ages by the calendar: sources, guides, models, services; and judgements, for the record."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from advisor.estimates.served import without_routing
from advisor.knowledge.knowledge import Knowledge
from advisor.upkeep.freshness.aged import Aged

A_YEAR = datetime.timedelta(days=365)
SOON = datetime.timedelta(days=90)


def old_sources(knowledge: Knowledge, day: datetime.date) -> Iterator[Aged]:
    """Sources that nobody has read for a year on that day."""
    for source in knowledge.sources.values():
        if source.read_on + A_YEAR <= day:
            yield Aged(
                "source",
                source.id,
                f"last read on {source.read_on}: {source.title}",
                f"Read {source.address} again and set read_on.",
                on=source.read_on,
            )


def old_guides(knowledge: Knowledge, day: datetime.date) -> Iterator[Aged]:
    """Exam guides that nobody has read for 90 days: they change without a number."""
    for guide in knowledge.guides.values():
        read = max(
            knowledge.sources[each.source].read_on
            for citations in guide.citations()
            for each in citations
        )
        if read + SOON <= day:
            yield Aged(
                "guide",
                guide.id,
                f"last read on {read}",
                "Compare the guide's lists and objectives, and set read_on of its sources.",
                on=read,
            )


def ending_models(knowledge: Knowledge, day: datetime.date) -> Iterator[Aged]:
    """Models that end, or refuse new customers, within 90 days; and references that rest on one."""
    for card in knowledge.models.values():
        end, since = card.end_of_life, card.legacy_since
        if end is not None and day < end <= day + SOON:
            yield Aged("model", card.id, f"ends on {end}", "Name its successor.", on=end)
        if since is not None and day < since <= day + SOON:
            yield Aged("model", card.id, f"refuses new customers from {since}", on=since)
    for reference in knowledge.references.values():
        named = knowledge.models.get(without_routing(reference.value))
        if reference.of == "model" and named is not None and named.state(day) != "active":
            yield Aged(
                "model",
                reference.id,
                f"estimates take {reference.value}, which is {named.state(day)} on {day}",
                "Name another model in data/references.yaml.",
            )


def ending_services(knowledge: Knowledge, day: datetime.date) -> Iterator[Aged]:
    """Services and features that close to new customers within 90 days."""
    for item in knowledge.items.values():
        if item.closing is not None and day < item.closing.since <= day + SOON:
            since = item.closing.since
            yield Aged("service", item.id, f"closes to new customers on {since}", on=since)


def judgements(knowledge: Knowledge) -> Iterator[Aged]:
    """What rests on our own judgement, since no source says it: told, never due."""
    for rule in knowledge.rules.values():
        if rule.judgement:
            yield Aged("judgement", rule.id, " ".join(rule.judgement.split()), due=False)
    for assumption in knowledge.assumptions.values():
        if not assumption.sources:
            text = " ".join(assumption.because.split())
            yield Aged("judgement", assumption.id, text, due=False)
