"""The page Practise: an answer is judged only once it is given, and a mock exam goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("streamlit")
pytest.importorskip("fsrs")

from streamlit.testing.v1 import AppTest

from advisor.exam.practice.bank import default_bank
from tests.patience import PATIENCE

SCREEN = Path(__file__).resolve().parents[2] / "ui" / "screens" / "practise.py"


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("ADVISOR_STORE", f"sqlite:///{tmp_path / 'kept.db'}")
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


def test_a_mock_exam_is_there_again_under_the_name_of_the_learner(page: AppTest) -> None:
    page.segmented_control[0].set_value("Progress").run()
    page.text_input[0].set_value("ada").run()
    page.segmented_control[0].set_value("Mock exam").run()
    press(page, "Begin a mock exam")
    page.radio[0].set_value(1).run()
    press(page, "Answer")
    assert "2 of 65" in shown(page)
    again = opened()
    again.segmented_control[0].set_value("Progress").run()
    again.text_input[0].set_value("ada").run()
    again.segmented_control[0].set_value("Mock exam").run()

    assert "2 of 65" in shown(again)
    press(again, "Finish the exam")
    assert "our estimate" in shown(again)


def test_only_the_chosen_domain_is_asked(page: AppTest) -> None:
    page.selectbox[0].set_value(4).run()
    press(page, "Begin: 10 questions")
    stems = {each.ask for each in default_bank().chosen(domain=4)}

    assert any(ask in shown(page).replace("&quot;", '"') for ask in stems)
