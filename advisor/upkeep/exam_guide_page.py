"""docs/exam-guide.md: what each exam guide names, by revision, and what covers it here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.knowledge.exam_guide import ExamGuide, Revision
from advisor.knowledge.knowledge import Knowledge


def exam_guide_page(knowledge: Knowledge) -> Iterator[str]:
    """The page: revisions, services with domain and marks, objectives with cover, glossary."""
    yield "# Exam guides"
    yield ""
    yield (
        "What the guide names, from which revision to which, and which item of the "
        "[catalogue](catalogue.md) or notion of the [glossary](#glossary) tells it. Objectives are "
        "in our words. The exam view ranks what the guide names on the day first, and marks what "
        "left it."
    )
    for guide in knowledge.guides.values():
        yield from _guide(guide, knowledge)
    yield ""
    yield "## Glossary"
    for notion in sorted(knowledge.glossary.values(), key=lambda each: each.name.lower()):
        yield ""
        yield f"### {notion.id}"
        yield ""
        also = f" Also: {', '.join(notion.also_called)}." if notion.also_called else ""
        yield f"**{notion.name}.** {' '.join(notion.meaning.split())}{also}"
        yield ""
        yield f"- domain {notion.domain}, objective {notion.objective}"
        if notion.related:
            yield f"- related: {_links(notion.related, knowledge)}"


def _guide(guide: ExamGuide, knowledge: Knowledge) -> Iterator[str]:
    latest = guide.revisions[-1]
    yield ""
    yield f"## {guide.name} ({guide.code})"
    yield ""
    yield "| revision | from | copy read |"
    yield "|---|---|---|"
    for each in guide.revisions:
        yield f"| {each.id} | {_day(each)} | {each.copy_read} |"
    yield ""
    yield "### Services and features"
    yield ""
    yield "| named | category | domain | from | until | told by |"
    yield "|---|---|---|---|---|---|"
    by_id = {each.id: each for each in guide.revisions}
    for service in guide.services:
        until = _day(by_id[service.until]) if service.until else ""
        where = service.where or service.category
        told = _links(service.covered_by, knowledge)
        yield (
            f"| {service.name} | {where} | {service.domain} | {_day(by_id[service.since])} "
            f"| {until} | {told} |"
        )
    yield ""
    yield f"### Objectives on {latest.since}"
    for domain, name in guide.domains.items():
        yield ""
        yield f"#### Domain {domain}: {name}"
        yield ""
        yield "| objective | asks | from | covered by |"
        yield "|---|---|---|---|"
        for objective in guide.objectives_on(latest.since):
            if objective.domain == domain:
                since = _day(by_id[objective.since])
                told = _links(objective.covered_by, knowledge)
                yield f"| {objective.id} | {objective.asks} | {since} | {told} |"


def _day(revision: Revision) -> str:
    if revision.on is not None:
        return str(revision.on)
    return f"after {revision.after}, by {revision.seen}"


def _links(identities: Iterable[str], knowledge: Knowledge) -> str:
    return ", ".join(
        f"[{each}](catalogue.md#{each})" if each in knowledge.items else f"[{each}](#{each})"
        for each in identities
    )
