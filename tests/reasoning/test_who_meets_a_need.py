"""Who meets a need is told truly: a path, the whole plan, or what no path is."""

from __future__ import annotations

import datetime

from advisor.advisor import advise
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import NeedShape
from advisor.reports.sentences import given_by, on_condition, path_names
from advisor.reports.text import as_text

DAY = datetime.date(2026, 11, 25)
ADVICE = advise(
    load_knowledge().scenarios["plant-on-the-floor"].facts, as_of=DAY, sensitivity=False
)
NEEDS = {each.id: each for each in ADVICE.needs}


def told(need: NeedShape) -> str:
    return given_by(need, path_names(ADVICE)) + on_condition(need)


def test_a_task_is_learned_by_a_path() -> None:
    assert told(NEEDS["task-behaviour"]) == "PEFT"


def test_own_weights_are_met_by_a_model_that_is_held_and_run() -> None:
    assert told(NEEDS["own-weights"]) == "a model whose weights you hold and run"
    assert "by Prompting" not in as_text(ADVICE)


def test_low_latency_is_met_on_the_condition_that_it_is_measured() -> None:
    assert "measured where it runs" in told(NEEDS["low-latency"])


def test_a_form_is_met_where_something_holds_the_output_to_it() -> None:
    assert "a schema enforces the form" in told(NEEDS["strict-format"])


def test_a_need_that_is_not_met_is_given_by_nothing() -> None:
    unmet = NEEDS["own-weights"].model_copy(update={"met_by": None})

    assert given_by(unmet, path_names(ADVICE)) == ""
