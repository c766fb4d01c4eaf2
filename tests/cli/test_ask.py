"""The questionnaire in the terminal: skip, back, help, interruption and going on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from advisor import advise
from advisor.cli import main
from advisor.documents import read_file
from advisor.facts.definitions import fact_definitions
from advisor.facts.read import read_scenario
from advisor.knowledge import load_knowledge
from advisor.what_if import default_sensitivities

FACTS = list(fact_definitions())


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Asks every question in order and answers with these replies, then closes the input."""
    monkeypatch.chdir(tmp_path)

    def answered(*replies: str, every: bool = True) -> Result:
        arguments = ["ask", "mine.yaml", "--as-of", "2026-11-22", *(["--all"] if every else [])]
        given = "".join(f"{reply}\n" for reply in replies)
        result = CliRunner().invoke(main, arguments, input=given, prog_name="advisor")
        assert result.exit_code == 0, result.output
        return result

    return answered


def kept() -> dict[str, Any]:
    facts: dict[str, Any] = read_file(Path("mine.yaml")).data
    return facts


def question(name: str) -> str:
    return fact_definitions()[name].question


def test_answers_are_kept_as_they_are_given(ask: Callable[..., Result]) -> None:
    ask("1, 3", "foundation model", "n", "q")

    assert kept() == {
        "tasks": ["question_answering", "summarization"],
        "system_kind": "foundation_model",
        "exact_rules_suffice": False,
    }


def test_an_interruption_loses_nothing_and_the_next_call_goes_on(
    ask: Callable[..., Result],
) -> None:
    first = ask("search", "1")

    second = ask("yes", "q")

    assert "`advisor ask mine.yaml` goes on" in first.stdout
    assert "Going on with 2 answers" in second.stdout
    assert question("tasks") not in second.stdout
    assert list(kept()) == ["tasks", "system_kind", "exact_rules_suffice"]


def test_enter_leaves_a_fact_unknown(ask: Callable[..., Result]) -> None:
    result = ask("", "1", "q")

    assert kept() == {"system_kind": "foundation_model"}
    assert "1 answered, 1 skipped" in result.stdout


def test_back_takes_the_last_answer_back(ask: Callable[..., Result]) -> None:
    result = ask("search", "b", "translation", "q")

    assert kept() == {"tasks": ["translation"]}
    assert result.stdout.count(question("tasks")) == 2


def test_back_takes_back_a_skipped_question_too(ask: Callable[..., Result]) -> None:
    ask("", "b", "translation", "q")

    assert kept() == {"tasks": ["translation"]}


def test_there_is_nothing_before_the_first_question(ask: Callable[..., Result]) -> None:
    assert "This is the first question" in ask("b", "q").stdout


def test_help_names_rules_that_read_the_fact(ask: Callable[..., Result]) -> None:
    assert "rules read this" in ask("?", "q").stdout


@pytest.mark.parametrize(
    ("reply", "said"),
    [("dancing", "cannot be"), ("99", "cannot be"), ("search, dancing", "cannot be")],
)
def test_a_wrong_answer_is_told_and_asked_again(
    ask: Callable[..., Result], reply: str, said: str
) -> None:
    result = ask(reply, "search", "q")

    assert said in result.stdout
    assert kept() == {"tasks": ["search"]}


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("1000", 1000),
        ("1,000", 1000),
        ("100-1000", {"at_least": 100, "at_most": 1000}),
    ],
)
def test_a_number_may_be_exact_or_rough(ask: Callable[..., Result], reply: str, value: Any) -> None:
    before = FACTS.index("labelled_examples")

    ask(*[""] * before, reply, "q")

    assert kept() == {"labelled_examples": value}


def test_nothing_of_a_list_is_an_answer(ask: Callable[..., Result]) -> None:
    ask("none", "q")

    assert kept() == {"tasks": []}


def test_the_advice_so_far_can_be_seen_at_any_time(ask: Callable[..., Result]) -> None:
    result = ask("search", "a", "q")

    assert "What it assumes" in result.stdout
    assert kept() == {"tasks": ["search"]}


def test_after_the_last_question_comes_the_advice(ask: Callable[..., Result]) -> None:
    result = ask(*[""] * len(FACTS))

    assert "Prompt engineering" in result.stdout
    assert "The answers are in mine.yaml" in result.stdout


def test_help_says_what_the_plan_would_be_with_each_answer(ask: Callable[..., Result]) -> None:
    told = ask("?", "q", every=False).stdout

    leads = [line for line in told.splitlines() if "->" in line]
    assert len(leads) == len(fact_definitions()["tasks"].choices)
    assert "  summarization -> Prompting" in leads
    assert "  recommendation -> No foundation model" in leads


def final_but_for_what_is_asked_for() -> dict[str, Any]:
    """A worked scenario that is final, without what it says of exact rules."""
    facts = dict(load_knowledge().scenarios["due-dates"].facts)
    del facts["exact_rules_suffice"]
    return facts


def test_what_the_plan_assumes_is_listed_once_at_the_end_to_be_confirmed(
    ask: Callable[..., Result],
) -> None:
    Path("mine.yaml").write_text(json.dumps(final_but_for_what_is_asked_for()))

    told = ask(*[""] * 40, every=False).stdout

    assert told.count("The plan holds unless any of these is asked for:") == 1
    assert "exact rules give the right answer every time" in told
    assert kept()["exact_rules_suffice"] is False


def test_an_assumption_that_does_not_hold_is_asked_for(ask: Callable[..., Result]) -> None:
    facts = final_but_for_what_is_asked_for()
    Path("mine.yaml").write_text(json.dumps(facts))
    skip = [""] * _questions_left(facts)
    listed = advise(facts, as_of="2026-11-22").assumptions
    place = next(n for n, each in enumerate(listed, 1) if each.fact == "exact_rules_suffice")

    told = ask(*skip, "99", str(place), "yes", "", every=False).stdout

    assert '"99" is none of the numbers' in told
    assert kept()["exact_rules_suffice"] is True
    assert "No foundation model." in told


def _questions_left(facts: dict[str, Any]) -> int:
    """How many questions come one by one for who can answer none."""
    sensitivities, skipped = default_sensitivities(), list[str]()
    while questions := sensitivities.outlook(read_scenario(facts), "production", skipped).questions:
        skipped.append(questions[0].fact)
    return len(skipped)


def test_without_all_the_fact_that_decides_most_is_asked_first(
    ask: Callable[..., Result],
) -> None:
    first = advise({}, as_of="2026-11-22", sensitivity=True).next_questions[0]

    assert first.question in ask("q", every=False).stdout


def test_it_ends_when_no_answer_can_change_the_plan_any_more(
    ask: Callable[..., Result],
) -> None:
    Path("mine.yaml").write_text("system_kind: ready_service\n")

    result = ask(*[""] * 200, every=False)

    assert f"After 1 of {len(FACTS)} questions" in result.stdout
    assert kept() == {"system_kind": "ready_service"}


def test_it_ends_when_nothing_more_can_change(ask: Callable[..., Result]) -> None:
    Path("mine.yaml").write_text("exact_rules_suffice: true\n")

    result = ask(*[""] * 200, every=False)

    assert "No foundation model" in result.stdout
    assert kept() == {"exact_rules_suffice": True}
