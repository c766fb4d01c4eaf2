"""The bibliography: every citation, and whether its source can be found and still holds."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from advisor.knowledge.base import Citation
from advisor.knowledge.figures import MANAGED_MODELS_CITATION
from advisor.knowledge.knowledge import Knowledge
from advisor.upkeep.checks.finding import Found

OWN_DOCUMENT = "lifecycle-document"
"""The one source that has no address on the web: it was given as a text."""
_A_YEAR = datetime.timedelta(days=365)
_ADDRESS = re.compile(r"https://\S+")


def citations_of(knowledge: Knowledge) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    """Everything that cites, and its citations."""
    for rule in knowledge.rules.values():
        yield rule.id, rule.sources
    for path in knowledge.paths.values():
        yield path.id, path.sources
        for coverage in path.covers:
            yield f"{path.id}, {coverage.need}", coverage.sources
    for policy in knowledge.policies.values():
        yield policy.id, policy.sources
    for group in knowledge.alternatives.values():
        yield group.id, group.sources
    for item in knowledge.items.values():
        yield item.id, item.sources
        if item.closing:
            yield item.id, item.closing.sources
    for misconception in knowledge.misconceptions.values():
        yield misconception.id, misconception.sources
    for notion in knowledge.glossary.values():
        yield notion.id, notion.sources
    for guide in knowledge.guides.values():
        for citations in guide.citations():
            yield guide.id, citations
    for region in knowledge.regions.values():
        yield region.id, region.sources
    yield from _of_figures(knowledge)


def _of_figures(knowledge: Knowledge) -> Iterator[tuple[str, tuple[Citation, ...]]]:
    for figures in (
        knowledge.assumptions,
        knowledge.accelerators,
        knowledge.instances,
        knowledge.prices,
        knowledge.model_sizes,
        knowledge.models,
        knowledge.training_runs,
        knowledge.measured_models,
        knowledge.price_tiers,
        knowledge.regional_prices,
        knowledge.customizations,
        knowledge.item_costs,
        knowledge.bills,
    ):
        for identity, figure in figures.items():
            yield identity, figure.sources
    for instance in knowledge.instances.values():
        for offer in instance.hourly:
            yield instance.id, offer.sources
        if instance.reserved:
            yield instance.id, instance.reserved.sources
    if knowledge.managed_models:
        yield "managed_models", (MANAGED_MODELS_CITATION,)


def unused_sources(knowledge: Knowledge) -> Found:
    """A source that nothing cites is dead weight in the bibliography."""
    cited = {each.source for _, citations in citations_of(knowledge) for each in citations}
    for identity in knowledge.sources:
        if identity not in cited:
            yield identity, "nothing cites this source"


def undated_sources(knowledge: Knowledge) -> Found:
    """A source without an address cannot be opened; one read in the future was not read."""
    latest = max((source.read_on for source in knowledge.sources.values()), default=None)
    for source in knowledge.sources.values():
        if not source.address.strip():
            yield source.id, "has no address"
        elif source.id != OWN_DOCUMENT and not _ADDRESS.fullmatch(source.address):
            yield source.id, f"has an address that no browser opens: {source.address}"
        if source.published and latest and source.published > source.read_on:
            yield source.id, f"was read on {source.read_on}, before it was published"


def repeated_addresses(knowledge: Knowledge) -> Found:
    """Two entries with one address are one source, and each would be kept current alone."""
    first: dict[str, str] = {}
    for source in knowledge.sources.values():
        if source.address in first:
            yield source.id, f"has the address of {first[source.address]}"
        first.setdefault(source.address, source.id)


def stale_sources(knowledge: Knowledge, day: datetime.date) -> Found:
    """What was read more than a year before this day may no longer hold: read it again."""
    for source in knowledge.sources.values():
        if day - source.read_on > _A_YEAR:
            yield source.id, f"was last read on {source.read_on}, more than a year ago"
