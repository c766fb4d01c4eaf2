"""The decision record, in three formats that say the same."""

from __future__ import annotations

import datetime
import io
import re

import pytest

from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge
from advisor.reports.record import as_markdown, as_pdf, as_word, decision_record

DAY = datetime.date(2026, 11, 22)
PARTS = ["Context", "Decision", "Reasons", "Alternatives, and why not", "Consequences", "Controls"]


@pytest.fixture(scope="module")
def record():
    worked = load_knowledge().scenarios["policy-desk"]
    advice = default_advisor().advise(worked.facts, "production", DAY)
    return decision_record(advice, "How the policy desk answers")


def test_a_record_has_the_parts_of_an_architecture_decision_record(record):
    text = as_markdown(record)

    places = [text.index(f"\n## {part}\n") for part in [*PARTS, "Sources"]]
    assert places == sorted(places)
    assert text.startswith("# How the policy desk answers\n")


def test_every_mark_of_a_source_leads_to_an_entry(record):
    told = " ".join(record.texts())
    marks = {int(each) for each in re.findall(r"\[(\d+)\]", told)}
    entries = {each.number for each in record.blocks if hasattr(each, "number")}

    assert marks == entries


def test_an_empty_scenario_has_a_record_too():
    advice = default_advisor().advise({}, "production", DAY)

    assert "Nothing is known of the scenario." in as_markdown(decision_record(advice))


def _words(text: str) -> str:
    return re.sub(r"\W+", "", text)


def test_word_says_what_the_record_says(record):
    docx = pytest.importorskip("docx")
    file = docx.Document(io.BytesIO(as_word(record)))
    said = [each.text for each in file.paragraphs]
    said += [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    told = _words(" ".join(said))

    for text in record.texts():
        assert _words(text) in told


def test_pdf_says_what_the_record_says(record):
    pytest.importorskip("reportlab")
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(io.BytesIO(as_pdf(record))).pages
    told = _words("".join(re.sub(r"^\d+\n|\n\d+$", "", page.extract_text()) for page in pages))

    missing = [text for text in record.texts() if _words(text[:40]) not in told]
    assert missing == []


def test_equal_records_give_equal_bytes(record):
    pytest.importorskip("docx")
    pytest.importorskip("reportlab")

    assert as_word(record) == as_word(record)
    assert as_pdf(record) == as_pdf(record)
