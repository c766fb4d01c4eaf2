"""The decision record, in three formats that say the same."""

from __future__ import annotations

import csv
import datetime
import io
import re
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge
from advisor.reports.chart import Chart, as_rows
from advisor.reports.estimates import INDEX_MONTH
from advisor.reports.record import (
    RecordDocument,
    as_markdown,
    as_pdf,
    as_tasks,
    as_wiki,
    as_word,
    decision_record,
)
from advisor.reports.record.blocks import Heading
from advisor.reports.record.picture import Picture
from advisor.reports.record.picture import drawn as drawn_picture
from tests.worked import worked_advice
from ui.drawings.record import record as drawn_record

DAY = datetime.date(2026, 11, 22)
PARTS = [
    "## Context and Problem Statement",
    "## Decision Drivers",
    "## Considered Options",
    "## Decision Outcome",
    "### Consequences",
    "### Confirmation",
    "## Pros and Cons of the Options",
    "## More Information",
]
"""MADR's headings, in its order."""


@pytest.fixture(scope="module")
def advice():
    return worked_advice("policy-desk")


@pytest.fixture(scope="module")
def record(advice):
    return decision_record(advice, "How the policy desk answers")


def test_the_first_page_says_what_service_is_most_of_the_money():
    advice = worked_advice("minutes-of-meetings")
    told = first_page(decision_record(advice, "Minutes"))

    decision = next(line for line in told.splitlines() if line.startswith("**Decision:**"))
    assert "of it for Amazon Transcribe" in decision
    assert "most of it is for Amazon Transcribe: " in told


def test_a_warning_is_told_beside_ready_services_too():
    advice = worked_advice("supplier-invoices")
    estimates = advice.estimates.model_copy(update={"warnings": ("Know this first.",)})
    told = first_page(
        decision_record(advice.model_copy(update={"estimates": estimates}), "Invoices")
    )

    assert "Know this first." in told
    assert "Ready services, without a foundation model" in told


def test_the_first_page_says_what_the_table_of_models_warns_of():
    advice = worked_advice("city-chat-in-two-languages")
    told = first_page(decision_record(advice, "City"))

    assert any("first word within 10 s" in each for each in advice.estimates.warnings)
    assert all(each in told for each in advice.estimates.warnings)


def test_the_condition_on_which_a_need_is_met_stands_in_brackets():
    told = first_page(decision_record(worked_advice("policy-desk"), "Desk"))

    assert "grounded answers (if answers are checked against their sources)" in told


def test_the_month_of_the_index_is_that_of_its_source():
    published = load_knowledge().sources["artificial-analysis-2026"].published

    assert published is not None
    assert f"{published:%B %Y}" == INDEX_MONTH


def test_where_errors_weigh_heavily_the_decision_names_the_strongest_model_too():
    advice = worked_advice("claims-by-several-agents")
    strongest = advice.estimates.models[-1]

    assert advice.scenario["decision_impact"] == "high"
    told = first_page(decision_record(advice, "Claims"))
    listed = f"{strongest.name}, the strongest by Intelligence Index of {INDEX_MONTH} (low effort)"
    assert f"With {listed}, {strongest.month.text}" in told


def test_a_record_has_the_headings_of_an_architecture_decision_record(record):
    text = as_markdown(record)

    places = [text.index(f"\n{part}\n") for part in [*PARTS, "### Sources"]]
    assert places == sorted(places)
    assert text.startswith("# How the policy desk answers\n")


def first_page(record) -> str:
    return as_markdown(RecordDocument(record.title, record.first_page()))


def test_the_first_page_says_what_was_decided_why_what_it_costs_and_what_would_change_it(
    advice, record
):
    told = first_page(record)

    assert advice.plan.summary in told
    assert "The knowledge changes weekly" in told
    for model in advice.estimates.models:
        assert f"{model.month.text} ({model.month.range})" in told
        assert model.year.text in told
    assert "(next cheaper) | not chosen" in told
    assert advice.assumptions[0].text.split(" (")[0] in told
    assert "**Would change it:** role of the documents: input" in told
    assert "| Name | Agrees or objects | Date | Signature |" in told


def test_a_decision_says_where_the_usual_model_misses_a_limit_and_which_one_misses_less():
    facts = {"knowledge_source": "private_documents", "knowledge_tokens": 20_000_000}
    slow = default_advisor().advise({**facts, "p95_latency_ms": 3000}, "production", DAY)
    free = default_advisor().advise(facts, "production", DAY)

    told = first_page(decision_record(slow))
    assert "That misses what was stated (at least " in told
    assert "Nova Micro at $" in told
    assert "may be too slow" in told
    assert "misses what was stated" not in first_page(decision_record(free))


def test_the_status_the_owner_and_a_path_taken_instead_stand_on_the_first_page(advice):
    told = first_page(
        decision_record(
            advice,
            "Desk",
            owner="Ana Ruiz",
            decided="accepted",
            on=datetime.date(2026, 12, 1),
            instead="Agents",
            reason="The team has one already",
        )
    )

    assert "| Accepted | Ana Ruiz | 2026-12-01 |" in told
    assert "Agents, against the advice. The team has one already. The advice was: Retr" in told


def test_the_first_page_names_the_controls_of_the_plan_and_no_others(advice, record):
    items = [item for stage in advice.stages for item in stage.items]
    controls = {item.name for item in items if item.kind == "control"}
    line = next(each for each in first_page(record).splitlines() if "**Controls:**" in each)

    assert {*line.split("** ")[1].rstrip(".").split(", ")} == {
        *controls,
        "Amazon Bedrock Guardrails",
    }


@pytest.mark.parametrize("worked", ["policy-desk", "claims-desk-that-acts", "loan-defaults"])
def test_a_record_names_no_id_of_an_item(worked):
    advice = worked_advice(worked)
    told = " ".join(each for each in decision_record(advice).texts() if not each.startswith("http"))
    ids = [each for each in load_knowledge().items if "-" in each]

    shown = [each for each in ids if re.search(rf"(?<![\w/-]){each}(?![\w-])", told)]
    # Words that are written with a hyphen in plain text too.
    assert set(shown) <= {"red-teaming", "auto-scaling", "least-privilege"}


def test_every_mark_of_a_source_leads_to_an_entry(record):
    told = " ".join(record.texts())
    marks = {int(each) for each in re.findall(r"\[(\d+)\]", told)}
    entries = {each.number for each in record.blocks if hasattr(each, "number")}

    assert marks == entries


def test_an_empty_scenario_has_a_record_too():
    advice = default_advisor().advise({}, "production", DAY, sensitivity=True)

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


def test_wiki_text_says_what_the_record_says(record):
    told = _words(as_wiki(record))

    assert [text for text in record.texts() if _words(text) not in told] == []


def test_markdown_says_what_the_record_says(record):
    told = _words(as_markdown(record))

    assert [text for text in record.texts() if _words(text) not in told] == []


@pytest.mark.parametrize(
    "title", ["How the policy desk answers", "A long title that goes on and on. " * 29]
)
@pytest.mark.parametrize("worked", ["policy-desk", "claims-desk-that-acts", "court-summaries"])
def test_what_decides_stands_on_one_page_of_the_pdf(worked, title):
    pytest.importorskip("reportlab")
    pypdf = pytest.importorskip("pypdf")
    record = decision_record(worked_advice(worked), title)

    pages = pypdf.PdfReader(io.BytesIO(as_pdf(record))).pages

    told = _words(pages[0].extract_text())
    stays = RecordDocument(record.title, tuple(_what_stays(record)))
    assert [text for text in stays.texts() if _words(text) not in told] == []
    pointed = pages[0].extract_text().partition("In the appendix:")[2]
    for each in record.first_page():
        if isinstance(each, Heading) and each.gives_way and _words(each.text) not in told:
            assert _words(each.text) in _words(pointed)
            assert _words(each.text) in _words(pages[1].extract_text())
    assert "Pros and Cons of the Options" not in pages[0].extract_text()
    later = "".join(page.extract_text() for page in pages[1:3])
    assert "Pros and Cons of the Options" in later


def _what_stays(record):
    """The blocks of the first page below headings that do not give way."""
    stays = True
    for each in record.first_page():
        if isinstance(each, Heading):
            stays = not each.gives_way
        if stays and not isinstance(each, Picture):
            yield each


@pytest.mark.parametrize("worked", ["policy-desk", "claims-desk-that-acts", "court-summaries"])
def test_no_text_of_the_pdf_is_smaller_than_can_be_read_on_paper(worked):
    pytest.importorskip("reportlab")
    pypdf = pytest.importorskip("pypdf")
    record = decision_record(worked_advice(worked))
    drawn = {line for each in record.blocks if isinstance(each, Picture) for line in _drawn(each)}
    drawn |= {word.text for each in record.blocks if isinstance(each, Chart) for word in each.words}
    small = set()

    def look(text, page, matrix, font, size):
        letters = size * page[0] * matrix[0]
        if text.strip() and letters < 7.99:
            small.add(text.strip())

    for page in pypdf.PdfReader(io.BytesIO(as_pdf(record))).pages:
        page.extract_text(visitor_text=look)
    assert {each for each in small if each not in drawn} == set()


def _drawn(picture):
    return [line for box in drawn_picture(picture).boxes for line in box.lines]


def test_tables_and_texts_of_the_first_page_are_equally_wide():
    pytest.importorskip("reportlab")
    pypdf = pytest.importorskip("pypdf")
    pdf = as_pdf(decision_record(worked_advice("claims-desk-that-acts")))

    page = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]

    scales = set()
    page.extract_text(visitor_operand_before=lambda sign, given, matrix, _: scales.add(matrix[0]))
    assert scales == {1.0}


SMUGGLED = (
    "[click](https://evil.example/x) ![pixel](http://evil.example/p.png) <img src=x onerror=a()> "
    "<https://evil.example> https://evil.example www.evil.example ana@evil.example "
    "javascript:alert(1) |a|b| [ref]: http://evil.example {toc} !http://evil.example/p.png!"
)


def test_no_link_and_no_picture_that_somebody_typed_is_live(advice):
    docx = pytest.importorskip("docx")
    pypdf = pytest.importorskip("pypdf")
    record = decision_record(advice, SMUGGLED, owner=SMUGGLED, instead=SMUGGLED, reason=SMUGGLED)

    markdown = as_markdown(record)
    assert not re.search(
        r"(?<!\\)[\[<]|(?<!\\)!\[", re.sub(r"```.*?```", "", _typed(markdown), flags=re.S)
    )
    for told in (markdown, as_wiki(record), record.title):
        assert "://evil" not in told
        assert "www.evil" not in told
        assert "@evil" not in told
        assert "javascript:alert" not in told
    pdf = pypdf.PdfReader(io.BytesIO(as_pdf(record)))
    links = [
        each.get_object()["/A"]["/URI"] for page in pdf.pages for each in page.get("/Annots", [])
    ]
    assert links
    assert not [each for each in links if "evil" in each]
    word = docx.Document(io.BytesIO(as_word(record)))
    assert not [each for each in word.part.rels.values() if each.is_external]


def _typed(markdown: str) -> str:
    """The lines that hold what somebody typed."""
    return "\n".join(line for line in markdown.splitlines() if "evil" in line)


def test_the_picture_is_told_in_words_in_every_format(record):
    caption = next(each for each in record.blocks if isinstance(each, Picture)).caption

    assert caption.startswith("Data flow: User ⇄ Application ⇄ Amazon Bedrock Guardrails (")
    assert caption in as_markdown(record)


def test_word_shows_the_picture_and_tells_it_to_who_cannot_see_it(record):
    docx = pytest.importorskip("docx")
    file = docx.Document(io.BytesIO(as_word(record)))

    charts = [each for each in record.blocks if isinstance(each, Chart)]
    assert len(file.inline_shapes) == 1 + len(charts)
    caption = next(each for each in record.blocks if isinstance(each, Picture)).caption
    told = [each._inline.docPr.get("descr") for each in file.inline_shapes]
    assert told == [caption, *(each.description for each in charts)]


def test_the_cost_is_charted_in_every_format_with_the_same_in_words(record):
    charts = [each for each in record.blocks if isinstance(each, Chart)]

    assert [each.title.split(" ")[0] for each in charts] == ["A", "What", "Paid", "A", "The"]
    for each in charts:
        assert "\n".join(as_rows(each)) in as_markdown(record)
        assert "\n".join(as_rows(each)) in as_wiki(record)
    html = drawn_record(record)
    assert html.count('class="adv-ranges"') == len(charts)
    said = [text for each in charts for text in (each.title, *each.said)]
    assert [text for text in said if escape(text) not in html] == []


def test_tasks_are_the_items_of_the_stages_in_their_order(advice):
    rows = list(csv.DictReader(io.StringIO(as_tasks(advice, "Policy desk"))))

    assert [row["Summary"] for row in rows] == [
        item.name for stage in advice.stages for item in stage.items
    ]
    assert {row["Labels"] for row in rows} == {"policy-desk"}
    assert {row["Priority"] for row in rows} <= {"High", "Medium", "Low"}


def test_no_cell_of_the_tasks_is_a_formula(advice):
    rows = list(csv.DictReader(io.StringIO(as_tasks(advice, '=HYPERLINK("x")'))))

    assert rows
    assert all(row["Labels"].startswith("'=") for row in rows)


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


@pytest.mark.parametrize(
    "title", ["モデルの選択：保険金", "模型的选择", "모델 선택", "Łódź と 東京"]
)
def test_pdf_embeds_every_letter_of_chinese_japanese_and_korean(advice, title):
    pytest.importorskip("reportlab")
    pytest.importorskip("fontTools")
    pytest.importorskip("manimgx_fonts_cjk")
    pypdf = pytest.importorskip("pypdf")

    page = pypdf.PdfReader(io.BytesIO(as_pdf(decision_record(advice, title)))).pages[0]

    assert _words(title) in _words(page.extract_text())
    fonts = [each.get_object() for each in page["/Resources"]["/Font"].values()]
    assert all("/FontFile2" in each["/FontDescriptor"] for each in fonts if "/ToUnicode" in each)
    assert not [each for each in fonts if each["/Subtype"] == "/Type0"]


@pytest.mark.parametrize("title", ["模型的选择", "モデルの選択", "모델 선택", "😀 смотри"])
def test_pdf_replaces_no_letter_by_a_question_mark(advice, title):
    pytest.importorskip("reportlab")
    pypdf = pytest.importorskip("pypdf")

    pages = pypdf.PdfReader(io.BytesIO(as_pdf(decision_record(advice, title)))).pages

    assert "?" not in pages[0].extract_text().splitlines()[0]


@given(title=st.text(max_size=400))
@settings(max_examples=12, deadline=None)
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
