"""Tables of scenarios: every row is answered as it would be alone, however it is typed or cut."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.advice import Advice
from advisor.advising import default_advisor
from advisor.batch import OUTCOMES, advise_frame, advise_rows
from advisor.batch.frames import BETWEEN
from advisor.knowledge import load_knowledge
from advisor.knowledge.models import View
from advisor.scenario import NumberRange, Scenario
from tests.strategies import scenarios

DAY = datetime.date(2026, 11, 22)
VIEWS: st.SearchStrategy[View] = st.sampled_from(["production", "exam"])


def told_alone(advice: Advice) -> dict[str, Any]:
    """What the columns of a table say, read off the advice for one scenario."""
    knowledge = load_knowledge()
    musts = [need for need in advice.needs if need.level == "must"]
    shown = [item for stage in advice.stages for item in stage.items]
    chosen = [path for path in advice.paths if path.verdict == "chosen"]
    headline = advice.estimates.of(advice.plan.headline)
    told: dict[str, Any] = {
        "headline": advice.plan.headline,
        "paths": advice.plan.paths,
        "status": advice.status,
        "unmet_needs": tuple(need.id for need in musts if need.coverage not in ("full", "partial")),
        "partly_met_needs": tuple(need.id for need in musts if need.coverage == "partial"),
        "deciding_rules": tuple(
            sorted({reason.rule for path in chosen for reason in path.reasons})
        ),
        "limiting_rules": tuple(
            rule
            for rule in advice.rules_fired
            if any(hasattr(each, "rule_out") for each in knowledge.rules[rule].then)
        ),
        "essential_items": tuple(
            dict.fromkeys(item.id for item in shown if item.rank == "essential")
        ),
        "items": tuple(dict.fromkeys(item.id for item in shown)),
    }
    for cost, part in (("build_cost_usd", "build_cost"), ("monthly_cost_usd", "monthly_cost")):
        figure = advice.estimates.figure(getattr(headline, part)) if headline else None
        for end in ("low", "likely", "high"):
            told[f"{cost}_{end}"] = getattr(figure, end) if figure else None
    return told


def same(answer: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    for name in OUTCOMES:
        found = answer[name]
        if OUTCOMES[name] == "number" and found is not None:
            assert found == pytest.approx(expected[name]), name
        else:
            assert found == expected[name], name


def typed(value: Any) -> str:
    """A value as somebody types it in a spreadsheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, NumberRange):
        if value.at_most is None:
            return f">={value.at_least!r}"
        return (
            f"<={value.at_most!r}"
            if value.at_least is None
            else (f"{value.at_least!r} - {value.at_most!r}")
        )
    if isinstance(value, tuple):
        return "; ".join(value) if value else "[]"
    return str(value)


@given(st.lists(scenarios(), min_size=1, max_size=4), VIEWS)
@settings(max_examples=40)
def test_each_row_gets_the_answer_that_it_gets_alone(several: list[Scenario], view: View) -> None:
    answers = list(advise_rows((each.known() for each in several), view=view, as_of=DAY))

    assert [each.row for each in answers] == list(range(1, len(several) + 1))
    for scenario, row in zip(several, answers, strict=True):
        assert row.answer is not None
        same(row.answer, told_alone(default_advisor().advise(scenario, view, DAY)))


@given(st.lists(scenarios(), min_size=1, max_size=3))
@settings(max_examples=40)
def test_a_typed_cell_means_what_the_value_means(several: list[Scenario]) -> None:
    names = sorted({name for each in several for name, _ in each.values()})
    as_typed = pd.DataFrame(
        {name: [typed(each.get(name)) for each in several] for name in names},
        index=range(len(several)),
    )
    answers = advise_frame(as_typed, as_of=DAY)

    assert answers["problems"].tolist() == [""] * len(several)
    for row, known in zip(
        advise_rows([e.known() for e in several], as_of=DAY),
        answers.to_dict("records"),
        strict=True,
    ):
        assert row.answer is not None
        assert known["items"] == BETWEEN.join(row.answer["items"])
        assert known["headline"] == row.answer["headline"]
        assert known["status"] == row.answer["status"]
