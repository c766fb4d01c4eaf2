"""One question a screen, the answers to check, Undo, and Back and Forward, without a browser."""

from __future__ import annotations

import datetime

import pytest

from advisor.facts.labels import labels
from advisor.facts.read import read_scenario
from tests.ui.test_pages import asked, link_to, opened, shown
from ui.link import Shared, to_text

pytest.importorskip("streamlit")
from streamlit.testing.v1 import AppTest

import ui.state

DAY = datetime.date(2026, 11, 22)
BRAND_TEXTS = {
    "tasks": ["content_generation"],
    "output_consistency": "brand_voice",
    "training_allowed": True,
}


def press(test: AppTest, key: str) -> None:
    next(each for each in test.button if each.key == key).click().run()
    assert not test.exception, test.exception
    assert "could not be shown" not in shown(test)


def place(test: AppTest) -> str:
    held = test.query_params.get("at", "")
    return held if isinstance(held, str) else held[0]


def tick(test: AppTest, choice: str) -> None:
    next(each for each in test.checkbox if each.key.endswith(f":{choice}")).check().run()


def link(facts: dict[str, object]) -> str:
    return to_text(Shared(read_scenario(facts), as_of=DAY))


def begun() -> AppTest:
    """A visit that has arrived at the first question."""
    test = opened()
    press(test, "start:questions")
    return test


def back_to(test: AppTest, monkeypatch: pytest.MonkeyPatch, **address: str) -> None:
    """What happens where the browser goes back or forward to an address."""
    for key in list(test.query_params):
        del test.query_params[key]
    for key, value in address.items():
        test.query_params[key] = value
    with monkeypatch.context() as patched:
        patched.setattr(ui.state, "came_by_history", lambda: True)
        test.run()
    assert not test.exception


def address(test: AppTest) -> dict[str, str]:
    held = {key: test.query_params[key] for key in test.query_params}
    return {key: value if isinstance(value, str) else value[0] for key, value in held.items()}


def test_a_new_visitor_is_asked_one_question_with_a_line_for_each_choice():
    test = begun()

    assert place(test) == "question.tasks"
    boxes = [each.label for each in test.checkbox]
    for told in labels()["tasks"].values():
        assert told.label in boxes
        assert told.meaning in shown(test)
    assert "The answer decides whether the solution needs" in shown(test)
    assert "Question 1 · at most" in shown(test)


def test_an_answer_counts_at_once_and_continue_asks_the_next_question():
    test = begun()
    tick(test, "question_answering")
    assert asked(test).scenario.tasks == ("question_answering",)
    assert place(test) == "question.tasks"

    press(test, "one:continue")

    assert place(test).startswith("question.")
    assert place(test) != "question.tasks"


def test_to_continue_without_an_answer_is_told_beside_the_question():
    test = begun()
    press(test, "one:continue")

    assert place(test) == "question.tasks"
    assert "Nothing is chosen yet." in shown(test)

    tick(test, "search")
    assert "Nothing is chosen yet." not in shown(test)


def test_what_is_not_known_is_not_asked_again_and_survives_a_reload():
    test = begun()
    press(test, "one:unknown")
    second = place(test)
    assert second != "question.tasks"
    again = opened(**address(test))

    assert place(again) == second
    press(again, "one:unknown")
    assert place(again) not in ("question.tasks", second)


def test_the_way_ends_with_the_answers_to_check_and_each_can_be_changed():
    test = opened(s=link({"system_kind": "classical_model"}), at="check")
    assert "Nothing that is left to ask can change the plan." in shown(test)
    press(test, "change:system_kind")
    assert place(test) == "question.system_kind"
    next(iter(test.radio)).set_value("ready_service").run()
    press(test, "one:continue")

    assert place(test) == "check"
    assert "Ready-made AI service" in shown(test)
    press(test, "check:answer")
    assert place(test) == ""


def test_a_number_is_taken_as_people_write_it_and_what_cannot_be_read_stays_in_the_field():
    test = opened(s=link(BRAND_TEXTS), at="question.labelled_examples")
    test.text_input[0].set_value("a few")
    press(test, "one:continue")
    assert "is not a whole number that can be read." in shown(test)
    assert test.text_input[0].value == "a few"
    assert place(test) == "question.labelled_examples"

    test.text_input[0].set_value("5-10k")
    press(test, "one:continue")

    held = asked(test).scenario.known()["labelled_examples"]
    assert held == {"at_least": 5000, "at_most": 10000}
    assert place(test) != "question.labelled_examples"


def test_the_bar_says_what_the_last_answer_changed_and_why():
    test = opened(s=link({"tasks": ["question_answering"]}), at="question.knowledge_source")
    test.radio[0].set_value("private_documents").run()

    assert "RAG added, because" in shown(test)

    press(test, "bar-undo")
    assert asked(test).scenario.knowledge_source is None
    assert "RAG added" not in shown(test)


@pytest.mark.parametrize("replacing", ["empty", "load"])
def test_what_replaces_a_case_can_be_undone(replacing):
    test = opened(s=link_to("policy-desk"))
    before = asked(test)
    if replacing == "empty":
        press(test, "empty")
        assert asked(test).scenario.known() == {}
        press(test, "undo")
    else:
        test.selectbox(key="chosen-scenario:s").set_value("due-dates").run()
        assert asked(test) != before
        press(test, "bar-undo")

    assert asked(test) == before


@pytest.mark.parametrize("way", ["describe", "begin"])
def test_a_way_to_begin_survives_a_reload(way):
    test = opened()
    press(test, f"start:{way}")
    again = opened(**address(test))

    assert place(again) == way
    assert again.text_area if way == "describe" else again.selectbox


def test_a_beginning_can_be_undone_and_leads_to_the_first_question():
    test = opened()
    press(test, "start:begin")
    test.selectbox(key="beginning:kind").set_value("support-chat").run()
    press(test, "beginning:all")
    assert len(asked(test).scenario.known()) > 5
    assert place(test).startswith("question.")

    press(test, "bar-undo")

    assert "s" not in test.query_params


def test_several_things_are_undone_one_by_one():
    test = begun()
    seen = []
    for choice in ("search", "summarization", "translation"):
        seen.append(address(test).get("s"))
        tick(test, choice)
    for was in reversed(seen):
        press(test, "bar-undo" if "s" in test.query_params else "undo")
        assert address(test).get("s") == was


def test_back_goes_to_the_question_before_and_loses_no_answer(monkeypatch):
    test = begun()
    tick(test, "question_answering")
    at_first = address(test)
    press(test, "one:continue")
    press(test, "one:unknown")
    tick_free = asked(test)
    back_to(test, monkeypatch, **at_first)

    assert place(test) == "question.tasks"
    assert asked(test) == tick_free


def test_back_from_another_case_brings_the_case_before_and_forward_the_other(monkeypatch):
    test = opened(s=link_to("policy-desk"))
    first = address(test)
    test.selectbox(key="chosen-scenario:s").set_value("due-dates").run()
    second = address(test)
    back_to(test, monkeypatch, **first)
    assert address(test) == first

    back_to(test, monkeypatch, **second)
    assert address(test) == second


def test_back_to_the_first_page_shows_the_doors(monkeypatch):
    test = begun()
    tick(test, "search")
    back_to(test, monkeypatch)

    assert "start:questions" in [each.key for each in test.button]


def test_a_study_case_leaves_the_visitors_own_case_alone():
    test = opened("study", s=link_to("policy-desk"))
    assert "frame:view" not in [each.key for each in test.get("button_group")]
    checking = opened("check_reasoning", s=link_to("policy-desk"))
    checking.selectbox(key="chosen-scenario:e").set_value("due-dates").run()

    assert asked(checking).scenario == asked(opened(s=link_to("policy-desk"))).scenario
    assert "e" in checking.query_params
    press(checking, "undo")
    assert "e" not in checking.query_params


def test_another_plan_can_be_chosen_and_its_reason_stands_in_the_record():
    test = opened("compare", s=link_to("policy-desk"))
    test.selectbox(key="instead:path").set_value("parameter-efficient-fine-tuning").run()
    assert "Say why." in shown(test)
    test.text_area(key="instead:why").set_value("Our vendor tunes it <b>for us</b>.").run()
    assert not test.exception
    again = opened("record", **address(test))

    assert "Our vendor tunes it &lt;b&gt;for us&lt;/b&gt;" in shown(again)
    assert "against the advice" in shown(again)


def test_another_case_forgets_the_plan_that_was_chosen_against_the_advice():
    test = opened("compare", s=link_to("policy-desk"))
    test.selectbox(key="instead:path").set_value("parameter-efficient-fine-tuning").run()
    assert "o" in test.query_params
    press(test, "bar-undo")

    assert "o" not in test.query_params


def test_plans_stand_beside_each_other_with_musts_met_and_why_not():
    test = opened("compare", s=link_to("policy-desk"))

    assert "The plan of the answer" in shown(test)
    assert "4 of 4" in shown(test)
    assert "0 of 4" in shown(test)
    assert "Ruled out: there are too few labelled examples" in shown(test)
    assert '<td data-head="Trains a model">yes</td>' in shown(test)
