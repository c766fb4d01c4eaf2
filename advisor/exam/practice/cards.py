"""Questions written by hand in full: cards on what no rule decides, and the order of things."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from advisor.documents import knowledge_folder, read_file
from advisor.exam.practice.asking import finished
from advisor.exam.practice.question import Kind, Option, Question, Why
from advisor.knowledge.base import Citation


def cards() -> Iterator[Question]:
    """Every card of data/practice/cards/, as a question."""
    folder = knowledge_folder() / "data" / "practice" / "cards"
    for path in sorted(folder.glob("*.yaml")):
        for name, entry in read_file(path).data.items():
            sources = (
                Citation(source=source, where=where, confidence="read")
                for source, where in entry["sources"].items()
            )
            yield _question("card", name, entry, entry["right"], entry["wrong"], sources)


def orders() -> Iterator[Question]:
    """Every order of data/practice/orders.yaml, as a question."""
    path = knowledge_folder() / "data" / "practice" / "orders.yaml"
    for name, entry in read_file(path).data.items():
        wrong = dict(_wrong_order(**each) for each in entry["wrong"])
        sources = (Citation.model_validate(each) for each in entry["sources"])
        yield _question("order", name, entry, ", ".join(entry["right"]), wrong, sources)


def _wrong_order(order: Sequence[str], because: str) -> tuple[str, str]:
    """A wrong order and why it is wrong; a further key is an error, as of a text cut at a comma."""
    return ", ".join(order), because


def _question(
    kind: Kind,
    name: str,
    entry: Mapping[str, Any],
    right: str,
    wrong: Mapping[str, str],
    sources: Iterable[Citation],
) -> Question:
    """wrong: each wrong option, and why it is wrong."""
    because = entry["because"]
    return finished(
        f"{kind}-{name}",
        kind,
        str(entry["task"]),
        [
            Option(text=right, sort="key", explanation=because),
            *(Option(text=text, sort="other", explanation=why) for text, why in wrong.items()),
        ],
        stem="",
        ask=entry["ask"],
        why=Why(reason=because, tip=entry.get("tip")),
        deciding=(name,),
        sources=tuple(sources),
    )
