"""The hand-written cards: definitions and notions that no rule decides."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.documents import knowledge_folder, read_file
from advisor.exam.practice.asking import placed
from advisor.exam.practice.question import Option, Question, Why
from advisor.knowledge.base import Citation


def cards() -> Iterator[Question]:
    """Every card of data/practice/cards/, as a question."""
    folder = knowledge_folder() / "data" / "practice" / "cards"
    for path in sorted(folder.glob("*.yaml")):
        for name, entry in read_file(path).data.items():
            identity = f"card-{name}"
            right, because = entry["right"], entry["because"]
            options = [Option(text=right, sort="key", explanation=because)]
            options += [
                Option(text=text, sort="other", explanation=why)
                for text, why in entry["wrong"].items()
            ]
            ordered, key = placed(options, identity)
            yield Question(
                id=identity,
                kind="card",
                domain=int(str(entry["task"])[0]),
                task=str(entry["task"]),
                stem="",
                ask=entry["ask"],
                options=ordered,
                key=key,
                why=Why(reason=because, tip=entry.get("tip")),
                deciding=(name,),
                sources=tuple(
                    Citation(source=source, where=where, confidence="read")
                    for source, where in entry["sources"].items()
                ),
            )
