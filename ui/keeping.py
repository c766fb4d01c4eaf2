"""What a visitor takes along and brings back: scenario file, answer, decision record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import yaml

from advisor.advisor import default_advisor
from advisor.decisions import kept_decision, record_markdown
from advisor.documents import read_bytes
from advisor.errors import BadInput, Problem
from advisor.facts.read import Reading, read_facts
from advisor.facts.scenario import Scenario
from advisor.reasoning.advice import Advice
from advisor.reports.record import (
    RecordDocument,
    as_pdf,
    as_tasks,
    as_wiki,
    as_word,
    decision_record,
)
from ui import state
from ui.answers import Answered, in_full

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download. make: its content, made when it is asked for."""

    label: str
    name: str
    media_type: str
    icon: str
    make: Callable[[], bytes]


def kept_record(answered: Answered, title: str) -> RecordDocument:
    """The record of this answer, with the plan that was chosen against it and why."""
    advice = in_full(answered)
    path, why = state.instead()
    known = answered.knowledge.paths.get(path)
    if known is None or path == advice.plan.headline:
        return decision_record(advice, title)
    return decision_record(advice, title, instead=known.name, reason=why)


def downloads(answered: Answered, title: str) -> tuple[Download, ...]:
    """Everything that can be taken along. title: of the decision record; empty for the plan's."""
    advice = in_full(answered)
    record = kept_record(answered, title)
    return (
        Download("Word", "decision.docx", _WORD, ":material/article:", lambda: as_word(record)),
        Download(
            "PDF",
            "decision.pdf",
            "application/pdf",
            ":material/picture_as_pdf:",
            lambda: as_pdf(record),
        ),
        Download(
            "Markdown",
            "decision.md",
            "text/markdown",
            ":material/markdown:",
            lambda: _markdown(advice, record, title),
        ),
        Download(
            "Wiki text",
            "decision.wiki",
            "text/plain",
            ":material/edit_note:",
            lambda: as_wiki(record).encode(),
        ),
        Download(
            "Tasks (CSV)",
            "tasks.csv",
            "text/csv",
            ":material/checklist:",
            lambda: as_tasks(advice, title).encode(),
        ),
        Download(
            "Answer (JSON)",
            "advice.json",
            "application/json",
            ":material/data_object:",
            lambda: answered.advice.to_json().encode(),
        ),
        Download(
            "Scenario (YAML)",
            "scenario.yaml",
            "application/yaml",
            ":material/save:",
            lambda: scenario_file(answered.question.scenario),
        ),
    )


def _markdown(advice: Advice, record: RecordDocument, title: str) -> bytes:
    kept = kept_decision(advice, default_advisor().knowledge, title)
    return record_markdown(record, kept).encode()


def scenario_file(scenario: Scenario) -> bytes:
    """The scenario as `advisor advise` reads it."""
    known = scenario.known()
    return yaml.safe_dump(known, sort_keys=False, allow_unicode=True).encode() if known else b"{}\n"


def read_scenario_file(content: bytes, name: str) -> Scenario:
    """The scenario in a file that was brought back, as `bring_back` reads it."""
    return bring_back(content, name).scenario


def bring_back(content: bytes, name: str) -> Reading:
    """The scenario in a file that was brought back: YAML or JSON, or a worked scenario's file.

    Raises BadInput with every problem and its line.
    """
    document = read_bytes(content, name)
    data = document.data
    if not isinstance(data, Mapping):
        raise BadInput(
            Problem("It holds no facts.", name, "A scenario is one `name: value` a line.")
        )
    inner = data.get("facts")
    facts, where = (inner, ("facts",)) if isinstance(inner, Mapping) else (data, ())
    try:
        return read_facts(facts)
    except BadInput as error:
        raise BadInput(
            Problem(each.problem, document.place((*where, each.place)), each.remedy)
            for each in error.problems
        ) from None
