"""Kinds of systems to begin with: what they propose stands so in worked scenarios."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from advisor.cli import main
from advisor.documents import read_text
from advisor.facts.read import read_facts
from advisor.knowledge import load_knowledge

BEGINNINGS = load_knowledge().beginnings


def test_there_are_a_dozen_to_choose_from() -> None:
    assert len(BEGINNINGS) >= 12


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_each_typical_fact_stands_so_in_a_worked_scenario(kind: str) -> None:
    beginning = BEGINNINGS[kind]
    worked = [load_knowledge().scenarios[each].facts for each in beginning.like]

    assert read_facts(beginning.typical).read_as == ()
    for fact, value in beginning.typical.items():
        assert any(facts.get(fact) == value for facts in worked), fact


def test_a_template_proposes_and_states_nothing() -> None:
    text = CliRunner().invoke(main, ["init", "-", "--like", "Policy Assistant"]).stdout
    proposed = [line.removeprefix("# ") for line in text.splitlines() if "# typical" in line]
    confirmed = read_text("\n".join(proposed), "it").data

    assert read_text(text, "it").data == {}
    assert read_facts(confirmed).scenario.known() == dict(BEGINNINGS["policy-assistant"].typical)


def test_a_kind_that_is_none_is_refused_with_the_nearest() -> None:
    result = CliRunner().invoke(main, ["init", "-", "--like", "polcy-assistant"])

    assert result.exit_code == 2
    assert 'Did you mean "policy-assistant"?' in result.stderr
