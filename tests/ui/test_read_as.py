"""Beside a field stands what was read of what was typed, and an old link is taken in part."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import pytest

from advisor.facts.read import read_scenario
from tests.patience import PATIENCE

pytest.importorskip("streamlit")
from streamlit.testing.v1 import AppTest

import ui.panels
from ui.link import Shared, from_text, to_text

SCREEN = Path(ui.panels.__file__).parents[1] / "screens" / "advise.py"


def opened(**address: str) -> AppTest:
    test = AppTest.from_file(str(SCREEN), default_timeout=PATIENCE)
    test.query_params.update(address)
    return test.run()


def shown(test: AppTest) -> str:
    parts = [each.proto.body for each in test.get("html")]
    return "\n".join(parts + [each.value for each in test.markdown])


def of_another_version(facts: dict[str, object]) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(json.dumps({"f": facts}).encode()) + packer.flush()
    return "a" + base64.urlsafe_b64encode(packed).decode().rstrip("=")


def test_what_was_read_stands_beside_the_field() -> None:
    test = opened(s=to_text(Shared(read_scenario({"tasks": ["search"]}))), at="all")
    field = next(each for each in test.text_input if each.key.endswith(":labelled_examples"))
    field.set_value("about 50k").run()

    page = shown(test)
    assert "Read as 50,000 examples" in page
    assert "“about 50k”: about." in page


def test_a_link_of_another_version_is_taken_in_part_and_names_the_rest() -> None:
    facts = {"knowledge_change": "weekly", "knowledge_source": "private_documents"}
    text = of_another_version({**facts, "fact_of_last_year": 3})
    found = from_text(text)

    assert found.scenario.known() == dict(sorted(facts.items(), reverse=True))
    assert "fact_of_last_year" in found.left_out[0].problem
    test = opened(s=text)
    assert "could not be taken over" in shown(test)
    assert "fact_of_last_year" in shown(test)
    assert test.query_params["s"] in (text, [text])


def test_a_kind_of_system_proposes_facts_and_takes_those_that_are_ticked() -> None:
    test = opened()
    test.button(key="start:begin").click().run()
    kinds = next(each for each in test.selectbox if each.key == "beginning:kind")
    kinds.set_value("policy-assistant").run()
    taking = next(each for each in test.button if each.key == "beginning:take")
    assert taking.disabled
    next(each for each in test.checkbox if each.key.endswith(":audience")).check().run()
    next(each for each in test.button if each.key == "beginning:take").click().run()

    assert test.session_state["facts:s"] == {"audience": "internal"}
