"""Questions as an Anki deck, one sub-deck for each domain. Needs the extra `practice`."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterable
from pathlib import Path

import genanki

from advisor.exam.practice.bank import Bank
from advisor.exam.practice.naming import guide
from advisor.exam.practice.question import Question

_MODEL = genanki.Model(
    1_764_026_001,
    "AIF-C01 practice question",
    fields=[{"name": "Question"}, {"name": "Options"}, {"name": "Answer"}, {"name": "Id"}],
    templates=[
        {
            "name": "Question",
            "qfmt": "{{Question}}<ol>{{Options}}</ol>",
            "afmt": "{{FrontSide}}<hr id=answer>{{Answer}}",
        }
    ],
    css=".card { font-family: sans-serif; font-size: 18px; text-align: left; }",
)


class _Note(genanki.Note):  # type: ignore[misc]
    """A note whose identity is the question's, so that a new deck updates the old one."""

    @property
    def guid(self) -> str:
        return str(genanki.guid_for(self.fields[3]))


def write_deck(bank: Bank, questions: Iterable[Question], path: Path) -> int:
    """Writes a deck; how many questions are in it."""
    decks = {
        domain: genanki.Deck(_number(f"domain {domain}"), f"AIF-C01::{domain} {title}")
        for domain, (title, _) in guide().domains.items()
    }
    number = 0
    for question in questions:
        decks[question.domain].add_note(_note(bank, question))
        number += 1
    genanki.Package([deck for deck in decks.values() if deck.notes]).write_to_file(str(path))
    return number


def _note(bank: Bank, question: Question) -> _Note:
    options = "".join(f"<li>{html.escape(each.text)}</li>" for each in question.options)
    lines = [f"<b>{question.key + 1}. {html.escape(question.options[question.key].text)}</b>"]
    lines.append(html.escape(question.why.reason))
    for place, option in enumerate(question.options, start=1):
        if place - 1 != question.key:
            lacks = f" {option.lacks}" if option.lacks else ""
            lines.append(f"{place}: {html.escape(option.explanation + lacks)}")
    if question.why.tip:
        lines.append(f"Exam tip: {html.escape(question.why.tip)}")
    for each in question.sources[:3]:
        cited = bank.cited(each)
        lines.append(html.escape(f"{cited['title']}, {cited['where']}"))
    return _Note(
        model=_MODEL,
        fields=[html.escape(question.text), options, "<br><br>".join(lines), question.id],
        tags=[f"task-{question.task}", question.kind],
    )


def _number(name: str) -> int:
    return int(hashlib.sha256(f"advisor practice {name}".encode()).hexdigest()[:8], 16)
