"""The page Practise: an answer is judged only once it is given, and a mock exam goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("fsrs")

from streamlit.testing.v1 import AppTest

from advisor.decisions.store import default_url
from advisor.exam.practice.bank import default_bank
from advisor.exam.practice.progress import Progress
from tests.patience import PATIENCE

SCREEN = Path(__file__).resolve().parents[2] / "ui" / "screens" / "practise.py"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("ADVISOR_STORE", f"sqlite:///{tmp_path / 'kept.db'}")
    monkeypatch.setattr("ui.practice.is_here", lambda: True)
    return opened()


def opened() -> AppTest:
    test = AppTest.from_file(str(SCREEN), default_timeout=PATIENCE).run()
    assert not test.exception
    return test


def shown(test: AppTest) -> str:
    return " ".join(each.proto.body for each in test.get("html"))


def press(test: AppTest, label: str) -> None:
    next(each for each in test.button if each.label == label).click().run()
    assert not test.exception


def test_an_answer_is_explained_once_it_is_given(page: AppTest) -> None:
    press(page, "Begin: 10 questions")
    assert "Why not the others" not in shown(page)
    page.radio[0].set_value(2).run()
    page.radio[1].set_value("sure").run()
    press(page, "Answer")

    assert "Why not the others" in shown(page)
    press(page, "Next question")
    assert "2 of 10" in shown(page)
    assert "Why not the others" not in shown(page)


def part(test: AppTest, name: str) -> None:
    test.segmented_control[0].set_value(name).run()


def begin_a_mock_exam(test: AppTest) -> None:
    part(test, "Mock exam")
    press(test, "Begin a mock exam")
    test.radio[0].set_value(1).run()
    press(test, "Answer")
    assert "2 of 65" in shown(test)


def test_on_her_own_machine_a_mock_exam_is_there_again(page: AppTest) -> None:
    begin_a_mock_exam(page)
    again = opened()
    part(again, "Mock exam")

    assert "2 of 65" in shown(again)
    press(again, "Finish the exam")
    assert "64 questions are open" in shown(again)
    press(again, "Finish now")
    assert "our estimate" in shown(again)


def test_what_was_wrong_in_a_mock_exam_is_asked_again_with_its_explanation(page: AppTest) -> None:
    part(page, "Mock exam")
    press(page, "Begin a mock exam")
    # The questions are drawn by chance: of so many, the second option is not always right.
    for _ in range(9):
        page.radio[0].set_value(1).run()
        press(page, "Answer")
    press(page, "Finish the exam")
    press(page, "Finish now")
    press(page, next(each.label for each in page.button if "got wrong" in each.label))
    assert "1 of" in shown(page)
    page.radio[0].set_value(2).run()
    page.radio[1].set_value("sure").run()
    press(page, "Answer")

    assert "Why not the others" in shown(page)


@pytest.fixture
def others_reach_it(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.practice.is_here", lambda: False)


@pytest.mark.usefixtures("others_reach_it")
def test_where_others_reach_it_progress_ends_with_the_visit(page: AppTest) -> None:
    begin_a_mock_exam(page)
    again = opened()
    part(again, "Mock exam")

    assert "of 65" not in shown(again)


@pytest.mark.usefixtures("others_reach_it")
def test_a_code_brings_progress_to_another_device(page: AppTest) -> None:
    begin_a_mock_exam(page)
    part(page, "Progress")
    press(page, "Keep my progress")
    again = opened()
    part(again, "Progress")
    again.text_input[0].set_value(page.code[0].value).run()
    part(again, "Mock exam")

    assert "2 of 65" in shown(again)


@pytest.mark.usefixtures("others_reach_it")
def test_no_name_that_somebody_types_leads_to_progress(page: AppTest) -> None:
    Progress(default_url(), "ada").did("planned", "exam", {"exam_day": "2030-01-15"})
    part(page, "Progress")
    page.text_input[0].set_value("ada").run()

    assert "no progress code" in shown(page)
    assert "Your next days" not in shown(page)


@pytest.mark.usefixtures("others_reach_it")
def test_two_codes_are_never_alike_and_are_not_in_the_store(page: AppTest, tmp_path: Path) -> None:
    codes = []
    for test in (page, opened()):
        begin_a_mock_exam(test)
        part(test, "Progress")
        press(test, "Keep my progress")
        codes.append(test.code[0].value)
    kept = b"".join(each.read_bytes() for each in tmp_path.glob("kept.db*"))

    assert len({*codes}) == 2
    assert not any(code.encode() in kept for code in codes)


@pytest.mark.usefixtures("others_reach_it")
def test_a_mistyped_code_is_refused_and_the_visit_goes_on(page: AppTest) -> None:
    begin_a_mock_exam(page)
    part(page, "Progress")
    page.text_input[0].set_value("A" * 24).run()

    assert "No progress is kept under this code." in shown(page)
    assert "Your progress ends with this visit." in shown(page)
    part(page, "Mock exam")
    assert "2 of 65" in shown(page)


@pytest.mark.usefixtures("others_reach_it")
def test_where_the_store_cannot_be_written_the_visit_goes_on(
    page: AppTest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin_a_mock_exam(page)
    part(page, "Progress")
    (tmp_path / "no-store.db").write_text("This is no database, but a text.", encoding="utf-8")
    monkeypatch.setenv("ADVISOR_STORE", f"sqlite:///{tmp_path / 'no-store.db'}")
    press(page, "Keep my progress")

    assert not page.code
    assert "no-store.db" in shown(page)
    part(page, "Mock exam")
    assert "2 of 65" in shown(page)


FORGET = 'data-learner=""'


@pytest.mark.usefixtures("others_reach_it")
def test_a_tab_without_a_code_leaves_the_code_of_the_browser(page: AppTest) -> None:
    part(page, "Progress")

    assert FORGET not in shown(page)


@pytest.mark.parametrize("here", [True, False])
def test_the_browser_forgets_the_code_where_it_is_asked_to(
    page: AppTest, monkeypatch: pytest.MonkeyPatch, here: bool
) -> None:
    monkeypatch.setattr("ui.practice.is_here", lambda: False)
    begin_a_mock_exam(page)
    part(page, "Progress")
    press(page, "Keep my progress")
    monkeypatch.setattr("ui.practice.is_here", lambda: here)
    press(page, "Forget it in this browser")

    assert FORGET in shown(page)


def test_only_the_chosen_domain_is_asked(page: AppTest) -> None:
    page.selectbox[0].set_value(4).run()
    press(page, "Begin: 10 questions")
    stems = {each.ask for each in default_bank().chosen(domain=4)}

    assert any(ask in shown(page).replace("&quot;", '"') for ask in stems)
