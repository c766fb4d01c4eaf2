"""Each item of the catalogue, and plain situations that must bring it.

Prevents conditions that are one too many: an item that a source recommends for a situation, and
that the rules give only where a task, a symptom or a kind of system was named besides.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge

DAY = datetime.date(2026, 11, 25)
SITUATIONS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "item_situations.yaml").read_text(encoding="utf-8")
)
JUDGED = [pytest.param(each, id=each["case"]) for each in SITUATIONS]


def test_a_situation_states_few_facts_and_items_that_exist() -> None:
    known = load_knowledge().items.keys()

    assert len({each["case"] for each in SITUATIONS}) == len(SITUATIONS)
    for each in SITUATIONS:
        assert each.keys() <= {"case", "view", "facts", "items", "without"}, each["case"]
        assert 1 <= len(each["facts"]) <= 4, each["case"]
        assert {*each["items"], *each.get("without", ())} <= known, each["case"]


def test_every_item_that_is_open_to_new_customers_has_a_situation() -> None:
    expected = {item for each in SITUATIONS for item in each["items"]}

    items = load_knowledge().items.values()
    assert [item.id for item in items if not item.closing and item.id not in expected] == []


@pytest.mark.parametrize("situation", JUDGED)
def test_a_plain_situation_brings_the_item(situation: dict[str, Any]) -> None:
    advice = default_advisor().explained(
        situation["facts"], situation.get("view", "exam"), DAY, estimates=False
    )
    given = set(advice.items())

    assert set(situation["items"]) - given == set()
    assert set(situation.get("without", ())) & given == set()
