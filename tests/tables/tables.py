"""Tables for the tests: made, answered, and held against what each row is told alone."""

from __future__ import annotations

import csv
import datetime
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.facts.values import NumberRange
from advisor.knowledge import load_knowledge
from advisor.reasoning.advice import Advice
from advisor.tables import OUTCOMES, Run, answer_file

DAY = datetime.date(2026, 11, 22)


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


def any_cell(chance: random.Random, fact: FactDefinition) -> str:
    """Text that somebody could type for a fact; empty half of the time."""
    if chance.random() < 0.5:
        return ""
    match fact.kind:
        case "flag":
            return chance.choice(["yes", "no", "TRUE", "false"])
        case "choice":
            return chance.choice(fact.choices)
        case "choices":
            return "; ".join(chance.sample(fact.choices or ("amazon-bedrock", "amazon-s3"), 2))
        case _ if fact.unit == "%":
            number = chance.randint(0, 100)
            return chance.choice([str(number), f"0-{number}", f">={number}"])
        case _:
            number = chance.randint(0, 10**6)
            return chance.choice([str(number), f"{number}-{number + 100}", f">={number}"])


def write_table(path: Path, rows: int, broken_percent: int = 1) -> list[int]:
    """A CSV of scenarios with names; gives the numbers of the rows that are broken."""
    chance = random.Random(7)
    facts = list(fact_definitions().values())
    broken = []
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["name", *(fact.name for fact in facts)])
        for row in range(2, rows + 2):
            cells = [any_cell(chance, fact) for fact in facts]
            if chance.randrange(100) < broken_percent:
                cells[chance.randrange(len(cells))] = "nonsense?"
                broken.append(row)
            writer.writerow([f"case {row}", *cells])
    return broken


def answered(given: Path, result: Path, **options: Any) -> Run:
    return answer_file(given, result, as_of=DAY, keep_columns=True, **options)
