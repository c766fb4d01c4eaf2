"""`freshness(...)`: everything that has aged on a day, and what could not be looked at."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from advisor.knowledge import load_knowledge
from advisor.knowledge.knowledge import Knowledge
from advisor.upkeep.freshness.aged import KIND_NAMES, Aged
from advisor.upkeep.freshness.ageing import (
    ending_models,
    ending_services,
    judgements,
    old_guides,
    old_sources,
)
from advisor.upkeep.freshness.api import (
    Loader,
    api_differences,
    beyond_the_catalogue,
    installed_loader,
    read_api,
    read_known,
)
from advisor.upkeep.freshness.prices import price_differences


@dataclass(frozen=True)
class Freshness:
    """What has aged on a day. read: versions of what was read; skipped: what could not be."""

    day: datetime.date
    aged: tuple[Aged, ...]
    read: Mapping[str, str]
    skipped: tuple[str, ...] = ()

    @property
    def due(self) -> tuple[Aged, ...]:
        """What somebody has to act on."""
        return tuple(each for each in self.aged if each.due)

    def to_data(self) -> dict[str, Any]:
        """The report as data for JSON."""
        return {
            "day": self.day.isoformat(),
            "due": len(self.due),
            "read": dict(self.read),
            "skipped": list(self.skipped),
            "findings": [
                {
                    key: value.isoformat() if isinstance(value, datetime.date) else value
                    for key, value in asdict(each).items()
                }
                for each in self.aged
            ],
        }


def freshness(
    day: datetime.date,
    knowledge: Knowledge | None = None,
    loader: Loader | None = None,
    online: Iterable[Aged] = (),
) -> Freshness:
    """Everything that has aged on a day, without network.

    loader: in the place of the installed botocore's; online: what AWS says besides.
    """
    body = knowledge or load_knowledge()
    read: dict[str, str] = {}
    skipped: list[str] = []
    aged: list[Aged] = []
    reads: Mapping[str, Callable[[], Iterator[Aged]]] = {
        "botocore": lambda: _of_api(loader or installed_loader(), body),
        "genai-prices": lambda: price_differences(body.managed_models, day),
    }
    for package, look in reads.items():
        try:
            aged += look()
            read[package] = version(package)
        except ImportError:
            skipped.append(f"{package} is not installed: pip install {package}")
    aged += old_sources(body, day)
    aged += old_guides(body, day)
    aged += ending_models(body, day)
    aged += ending_services(body, day)
    aged += online
    aged += judgements(body)
    order = list(KIND_NAMES)
    aged.sort(key=lambda each: (order.index(each.kind), not each.due))
    return Freshness(day, tuple(aged), read, tuple(skipped))


def _of_api(loader: Loader, knowledge: Knowledge) -> Iterator[Aged]:
    installed = read_api(loader)
    yield from api_differences(read_known(), installed, knowledge)
    yield from beyond_the_catalogue(installed, knowledge)
