"""What a check yields: the subject, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from advisor.errors import did_you_mean
from advisor.knowledge.knowledge import Knowledge

Found: TypeAlias = Iterator[tuple[str, str]]
"""What a check finds: the id of the subject, and a message that says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in the knowledge that should be mended: which check, where, and what."""

    check: str
    subject: str
    message: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.message} [{self.check}]"


def ids(knowledge: Knowledge) -> Mapping[str, Mapping[str, Any]]:
    """What there is of each kind of thing that a rule or an entry may name, by id."""
    return {
        "need": knowledge.needs,
        "path": knowledge.paths,
        "signal": knowledge.signals,
        "item": knowledge.items,
        "source": knowledge.sources,
        "stage": knowledge.stages,
    }


def missing(knowledge: Knowledge, kind: str, identity: str) -> str | None:
    """What to say where there is nothing of this kind and id; None where there is."""
    known = ids(knowledge)[kind]
    if identity in known:
        return None
    return f'there is no {kind} "{identity}". {did_you_mean(identity, known)}'.strip()
