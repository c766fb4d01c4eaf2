"""From the first page to a checked choice, and the study pages, without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from tests.patience import PATIENCE
from ui.link import Shared, to_text

pytest.importorskip("streamlit")
from streamlit.testing.v1 import AppTest

import ui.panels

FOLDER = Path(ui.panels.__file__).parents[1]
KNOWLEDGE = load_knowledge()
TITLE = "A policy desk whose rules change every week"


def opened(page: str, **address: str) -> AppTest:
    test = AppTest.from_file(str(FOLDER / "screens" / f"{page}.py"), default_timeout=PATIENCE)
    for key, value in address.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception, test.exception
    return test


def shown(test: AppTest) -> str:
    parts = [each.proto.body for each in test.get("html")]
    parts += [each.value for each in test.markdown]
    text = "\n".join(parts)
    assert "could not be shown" not in text
    return text


def policy_desk() -> str:
    facts = KNOWLEDGE.scenarios["policy-desk"].facts
    return to_text(Shared(read_scenario(dict(facts)), "exam"))


def test_three_steps_lead_from_an_empty_page_to_a_checked_choice() -> None:
    test = opened("check_reasoning")
    test.selectbox(key="chosen-scenario:e").set_value("policy-desk").run()
    test.multiselect(key="check:choice").set_value(["retrieval-augmented-generation"]).run()

    assert "Right: Retrieval-augmented generation" in shown(test)


def test_reasons_and_options_are_judged_beside_the_choice() -> None:
    test = opened("check_reasoning", e=policy_desk())
    test.multiselect(key="check:choice").set_value(["parameter-efficient-fine-tuning"])
    test.multiselect(key="check:because").set_value(["labelled_examples"])
    test.multiselect(key="check:options").set_value(["retrieval-augmented-generation"]).run()
    said = shown(test)

    assert "Wrong: Parameter-efficient fine-tuning" in said
    assert "speaks against" in said
    assert "1. <strong>Retrieval-augmented generation" in said
    assert "What would make it right" in said


def test_the_check_says_by_which_view_it_is_made() -> None:
    said = shown(opened("check_reasoning", e=policy_desk()))

    assert "Checked in the Exam view" in said


def test_what_is_right_instead_stands_there_by_its_name() -> None:
    test = opened("check_reasoning", e=policy_desk())
    test.multiselect(key="check:choice").set_value(["parameter-efficient-fine-tuning"]).run()
    said = shown(test)

    assert "Instead: Retrieval-augmented generation (RAG)" in said
    assert not re.search(r"Instead: [^<]*[a-z]-[a-z]+-[a-z]", said)
    assert "Instead: retrieval" not in shown(opened("study"))


def test_a_reason_of_another_scenario_is_dropped_with_it() -> None:
    test = opened("check_reasoning", e=policy_desk())
    test.multiselect(key="check:choice").set_value(["prompt-engineering"])
    test.multiselect(key="check:because").set_value(["labelled_examples"]).run()
    test.selectbox(key="chosen-scenario:e").set_value("due-dates").run()

    assert not test.exception
    assert test.multiselect(key="check:because").value == []
    assert "A false belief behind it" in shown(test)


PASTED = """A cooperative wants answers from its own documents, which change every week.
A. Full fine-tuning of the model
B. Retrieval-augmented generation (RAG)
C. A *new* office for $100
"""


def test_a_question_that_is_pasted_with_its_options_is_checked() -> None:
    test = opened("check_reasoning")
    test.text_area(key="pasted:field").set_value(PASTED)
    test.button(key="pasted:read").click().run()
    assert "A cooperative" not in test.query_params.get("s", "")
    test.radio(key="pasted:chosen").set_value(1).run()
    said = shown(test)

    assert "Right: Retrieval-augmented generation" in said
    assert "An option names nothing that is known here" in said
    test.radio(key="pasted:chosen").set_value(0).run()
    assert "Wrong: Full fine-tuning" in shown(test)


@pytest.mark.parametrize("part", ["Lifecycle", "Exam tips", "Taught and today", "Misconceptions"])
def test_every_part_of_the_study_pages_is_shown(part: str) -> None:
    test = opened("study")
    group = next(each for each in test.get("button_group") if each.key == "study")
    group.set_value(part).run()

    assert not test.exception
    expected = {
        "Lifecycle": [each.name for each in KNOWLEDGE.stages.values()],
        "Exam tips": [each.title for each in KNOWLEDGE.tips.values()],
        "Taught and today": [each.name for each in KNOWLEDGE.items.values() if each.closing],
        "Misconceptions": [each.title for each in KNOWLEDGE.misconceptions.values()],
    }[part]
    said = shown(test).replace("&#x27;", "'")
    assert [each for each in expected if each not in said] == []
