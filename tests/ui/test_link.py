"""Links that carry a scenario."""

from __future__ import annotations

import datetime
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from tests.strategies import scenarios
from ui.link import LONGEST_TEXT, Shared, from_text, to_text

DAY = datetime.date(2026, 11, 22)


@given(scenarios(), st.sampled_from(["production", "exam"]), st.sampled_from([None, DAY]))
def test_a_link_brings_back_scenario_view_and_day(scenario, view, day):
    shared = Shared(read_scenario(scenario), view, day)

    assert from_text(to_text(shared)) == shared


@given(scenarios())
def test_a_link_needs_no_escaping_and_is_never_too_long(scenario):
    text = to_text(Shared(read_scenario(scenario)))

    assert all(each.isalnum() or each in "-_" for each in text)
    assert len(text) <= LONGEST_TEXT


def test_a_worked_scenario_fits_into_a_mail():
    longest = max(
        len(to_text(Shared(read_scenario(dict(each.facts)), each.view, DAY)))
        for each in load_knowledge().scenarios.values()
    )

    assert longest < 900


@given(st.text(max_size=300))
def test_any_other_text_is_refused_and_never_an_accident(text):
    with pytest.raises(BadInput):
        from_text(text)


@given(scenarios(), st.data())
def test_a_link_that_was_cut_or_changed_never_breaks(scenario, data):
    text = to_text(Shared(read_scenario(scenario)))
    cut = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from("abcXYZ019-_ %é"))
    for damaged in (text[:cut], text[:cut] + letter + text[cut + 1 :]):
        # It may by chance say something else; whatever else happens is a BadInput.
        with suppress(BadInput):
            from_text(damaged)


def test_a_text_that_unpacks_to_very_much_is_refused():
    import base64
    import zlib

    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = packer.compress(b"0" * 3_000_000) + packer.flush()
    with pytest.raises(BadInput):
        from_text("a" + base64.urlsafe_b64encode(bomb).decode().rstrip("="))
