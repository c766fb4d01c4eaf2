"""What a question rests on, as a digest: it tells when a question has to be made anew."""

from __future__ import annotations

import hashlib

from advisor.exam.practice.question import Question
from advisor.knowledge.knowledge import Knowledge


def rests_on(knowledge: Knowledge, question: Question) -> str:
    """A digest of the rules, items, paths, misconceptions and sources that a question rests on."""
    digest = hashlib.sha256()
    for name in sorted({*question.rules}):
        rule = knowledge.rules.get(name)
        digest.update(
            rule.model_dump_json(exclude={"examples"}, exclude_defaults=True).encode()
            if rule
            else b"gone"
        )
    things = {question.choice, *(each.about for each in question.options)} - {None}
    for name in sorted(str(each) for each in things):
        found = knowledge.items.get(name) or knowledge.paths.get(name)
        if found is not None:
            digest.update(found.model_dump_json(exclude_defaults=True).encode())
    for name in sorted({*question.misconceptions}):
        misconception = knowledge.misconceptions.get(name)
        told = misconception.model_dump_json(exclude_defaults=True) if misconception else "gone"
        digest.update(told.encode())
    for citation in question.sources:
        source = knowledge.sources.get(citation.source)
        digest.update(f"{citation.source} {source.address if source else ''}".encode())
    return digest.hexdigest()[:16]
