"""Describe it in your own words: nothing is taken that was not confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.errors import BadInput, Problem
from advisor.reading import read_text
from advisor.reading.converse import Unreachable
from advisor.reading.proposals import checked
from advisor.reading.readings import Read
from tests.patience import PATIENCE
from ui.drawings.reading import marked
from ui.link import from_text

pytest.importorskip("streamlit")
from streamlit.testing.v1 import AppTest

import ui.panels
from ui import own_model

FOLDER = Path(ui.panels.__file__).parents[1]
TEXT = "The manuals change every week. An agent that calls tools settles it & pays. The cat sat."


def described(text: str) -> AppTest:
    test = AppTest.from_file(str(FOLDER / "screens" / "advise.py"), default_timeout=PATIENCE).run()
    test.button(key="start:describe").click().run()
    test.text_area(key="describe:field").set_value(text).run()
    test.button(key="describe:go").click().run()
    assert not test.exception, test.exception
    return test


def controls(test: AppTest):
    return [each for each in test.get("button_group") if (each.key or "").startswith("describe:")]


def known(test: AppTest) -> dict[str, object]:
    held = test.query_params.get("s")
    return from_text(held if isinstance(held, str) else held[0]).scenario.known() if held else {}


def test_each_fact_stands_with_its_words_and_nothing_is_taken_yet():
    test = described(TEXT)

    said = "\n".join(each.proto.body for each in test.get("html"))
    assert "manuals change every week</q>" in said
    assert "<mark" in said
    assert "&amp;" in said
    assert len(controls(test)) == len(read_text(TEXT).read) == 2
    assert known(test) == {}


def test_what_is_kept_is_taken_and_what_is_dropped_is_not():
    test = described(TEXT)
    controls(test)[0].set_value("Keep").run()
    controls(test)[1].set_value("Drop").run()
    test.button(key="describe:take").click().run()

    assert known(test) == {"knowledge_change": "weekly"}


def test_what_is_not_sure_is_not_kept_by_itself():
    test = described("An agent that calls tools settles the claim.")

    assert test.button(key="describe:take").disabled


def test_one_click_keeps_all_that_was_read():
    test = described(TEXT)
    test.button(key="describe:keep-all").click().run()

    assert not test.exception, test.exception
    assert test.button(key="describe:keep-all").label == "Keep all 2"
    test.button(key="describe:take").click().run()
    assert set(known(test)) == {each.fact for each in read_text(TEXT).read}


def test_keep_all_leaves_two_values_of_a_fact_to_choose():
    test = described(f"{TEXT} It cites its sources. The guides are revised every year.")
    test.button(key="describe:keep-all").click().run()

    torn = [each for each in controls(test) if each.value is None]
    assert len(torn) == 2
    assert test.button(key="describe:take").label == "Take 2 facts"


def test_what_was_not_understood_is_open():
    opened = {each.label: each.proto.expanded for each in described(TEXT).expander}

    assert opened["Not understood (1)"]


def test_a_changed_value_is_taken_instead():
    test = described("The manuals change every week.")
    controls(test)[0].set_value("Change").run()
    assert test.button(key="describe:take").disabled
    test.selectbox(key=f"{controls(test)[0].key}:to").set_value("daily").run()
    test.button(key="describe:take").click().run()

    assert known(test) == {"knowledge_change": "daily"}


def test_two_values_cannot_both_be_kept():
    test = described("The manuals change every week. The guides are revised every year.")
    for each in range(2):
        controls(test)[each].set_value("Keep").run()

    assert test.button(key="describe:take").disabled
    controls(test)[0].set_value("Drop").run()
    test.button(key="describe:take").click().run()
    assert known(test) == {"knowledge_change": "yearly"}


def test_an_empty_description_is_told_what_to_do():
    test = described(" ")

    assert "There is nothing to read" in "\n".join(each.proto.body for each in test.get("html"))


def test_words_of_a_description_are_never_markup():
    assert "<b>" not in marked("<b>x</b>", [])


class Echo:
    """A reader that proposes one fact of the text and one that is not there."""

    name = "a-model"

    def read(self, text: str) -> Read:
        return checked(
            text,
            [
                {"fact": "audience", "value": "internal", "quote": "The cat sat"},
                {"fact": "citations_required", "value": True, "quote": "with sources"},
            ],
            self.name,
        )


def test_without_a_named_model_there_is_nothing_to_switch_on(monkeypatch):
    monkeypatch.delenv(own_model.MODEL, raising=False)

    assert [each.key for each in described(TEXT).toggle if each.key == "describe:model"] == []


def test_a_named_model_reads_only_when_it_is_switched_on(monkeypatch):
    monkeypatch.setattr(own_model, "named", Echo)
    test = described(TEXT)
    assert len(controls(test)) == 2

    test.toggle(key="describe:model").set_value(True).run()
    test.button(key="describe:go").click().run()

    assert not test.exception, test.exception
    said = "\n".join(each.proto.body for each in test.get("html"))
    assert len(controls(test)) == 3
    assert "(a-model)" in said
    assert "The quote is not in the text." in said


def test_a_model_that_cannot_be_asked_says_why(monkeypatch):
    problem = Problem("No Region.", remedy="Name a Region.")
    monkeypatch.setattr(own_model, "named", lambda: BadInput(problem))

    said = "\n".join(each.proto.body for each in described(TEXT).get("html"))
    assert "Name a Region." in said


class Silent:
    """A model whose account may not ask it."""

    name = "a-model"

    def read(self, text):
        raise Unreachable(Problem("AccessDeniedException: role x.", remedy="Allow it."))


@pytest.mark.parametrize("here", [True, False])
def test_why_a_model_gave_no_answer_is_told_on_ones_own_machine_alone(monkeypatch, caplog, here):
    monkeypatch.setattr(own_model, "named", Silent)
    monkeypatch.setattr("ui.panels.describing.is_here", lambda: here)
    test = described(TEXT)
    test.toggle(key="describe:model").set_value(True).run()
    test.button(key="describe:go").click().run()

    said = "\n".join(each.proto.body for each in test.get("html"))
    assert ("role x" in said) == here
    assert ("The model gave no answer." in said) != here
    assert "role x" in caplog.text


def test_what_was_not_understood_is_shown_with_the_reason():
    said = "\n".join(
        each.proto.body
        for each in described("There are €50k for the project. The cat sat.").get("html")
    )

    assert "US dollars" in said
    assert "<q>The cat sat.</q>" in said
