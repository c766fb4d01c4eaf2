"""What differs between two advices."""

from __future__ import annotations

import datetime

import pytest
from click.testing import CliRunner

from advisor.advisor import default_advisor
from advisor.cli import main
from advisor.knowledge import load_knowledge
from advisor.what_if.compare import compare

DAY = datetime.date(2026, 11, 22)


@pytest.fixture(scope="module")
def answers():
    advisor = default_advisor()
    worked = load_knowledge().scenarios["policy-desk"]
    return {
        change: advisor.advise({**worked.facts, "knowledge_change": change}, "production", DAY)
        for change in ("weekly", "never")
    }


def test_an_advice_does_not_differ_from_itself(answers):
    found = compare(answers["weekly"], answers["weekly"], load_knowledge())

    assert found.same_answer
    assert found.summary == "The same plan, needs and items."
    assert [*found.facts, *found.rules, *found.needs, *found.items] == []


def test_a_changed_fact_switches_the_rules_that_read_it(answers):
    found = compare(answers["weekly"], answers["never"], load_knowledge())

    assert [each.fact for each in found.facts] == ["knowledge_change"]
    assert found.facts[0].text == "Knowledge change: weekly, then never"
    assert "current-knowledge" in {each.need for each in found.needs}
    assert {each.change for each in found.rules} <= {"fires now", "fires no longer"}


def test_the_way_back_tells_the_same_differences_turned_round(answers):
    there = compare(answers["weekly"], answers["never"], load_knowledge())
    back = compare(answers["never"], answers["weekly"], load_knowledge())

    assert {(each.item, each.stage, each.before, each.after) for each in there.items} == {
        (each.item, each.stage, each.after, each.before) for each in back.items
    }
    assert there.plan.gained == back.plan.lost
    assert {each.rule for each in there.rules} == {each.rule for each in back.rules}


def test_the_command_prints_what_differs(tmp_path):
    (tmp_path / "a.yaml").write_text("knowledge_source: private_documents\n")
    (tmp_path / "b.yaml").write_text("knowledge_source: general\n")

    printed = CliRunner().invoke(
        main, ["compare", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml")]
    )

    assert printed.exit_code == 0, printed.output
    assert "Knowledge source: private documents, then general" in printed.output
