"""The decision record, in three formats that say the same."""

from __future__ import annotations

import datetime
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge
from advisor.reports.record import as_markdown, as_pdf, as_word, decision_record

DAY = datetime.date(2026, 11, 22)
PARTS = ["Context", "Decision", "Reasons", "Alternatives, and why not", "Consequences", "Controls"]


@pytest.fixture(scope="module")
def advice():
    worked = load_knowledge().scenarios["policy-desk"]
    return default_advisor().advise(worked.facts, "production", DAY)


@pytest.fixture(scope="module")
def record(advice):
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


TITLES = {
    "Polish": "Wybór modelu – Łódź",
    "Greek": "Επιλογή μοντέλου",
    "Ukrainian": "Вибір моделі для Києва",
    "Vietnamese": "Chọn mô hình ở Đà Nẵng",
    "Turkish": "Ağırlık ve İstanbul",
    "Hebrew": "בחירת מודל",
    "Georgian": "მოდელის არჩევა",
    "Armenian": "Մոդելի ընտրություն",
    "Thai": "เลือกแบบจำลอง",
    "Amharic": "ሞዴል መምረጥ",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_pdf_writes_a_title_in_any_script_with_its_font_inside(advice, title):
    pytest.importorskip("reportlab")
    pypdf = pytest.importorskip("pypdf")

    page = pypdf.PdfReader(io.BytesIO(as_pdf(decision_record(advice, title)))).pages[0]

    told = page.extract_text()
    assert all(letter in told for letter in title if letter.isalpha())
    fonts = [each.get_object() for each in page["/Resources"]["/Font"].values()]
    assert any("Noto" in str(each["/BaseFont"]) for each in fonts)
    assert all("/FontFile2" in each["/FontDescriptor"] for each in fonts if "/ToUnicode" in each)


@pytest.mark.parametrize("title", ["模型的选择", "モデルの選択", "모델 선택", "😀 смотри"])
def test_pdf_replaces_no_letter_by_a_question_mark(advice, title):
    pytest.importorskip("reportlab")
    pypdf = pytest.importorskip("pypdf")

    pages = pypdf.PdfReader(io.BytesIO(as_pdf(decision_record(advice, title)))).pages

    assert "?" not in pages[0].extract_text().splitlines()[0]


@given(title=st.text(max_size=400))
@settings(max_examples=30, deadline=None)
def test_any_title_makes_a_record_in_every_format(advice, title):
    docx = pytest.importorskip("docx")
    pytest.importorskip("reportlab")
    record = decision_record(advice, title)

    assert as_markdown(record).encode()
    assert docx.Document(io.BytesIO(as_word(record))).paragraphs[0].text == record.title
    assert as_pdf(record).startswith(b"%PDF")


def test_a_long_title_stands_whole_in_the_document_and_short_in_its_properties(advice):
    docx = pytest.importorskip("docx")
    title = "How the claims desk answers. " * 20

    file = docx.Document(io.BytesIO(as_word(decision_record(advice, title))))

    assert file.paragraphs[0].text == title.strip()
    assert len(file.core_properties.title) == 255


def test_control_characters_of_a_title_become_spaces(advice):
    title = decision_record(advice, "One\x00two\x1b[0m\nthree\ud800").title

    assert title == "One two [0m three"
