"""Situations as an expert judges them who has not read the rules: the advice holds to them.

Prevents advice that is right by each rule and wrong as a whole: an item that makes no sense in the
situation, an obvious one that is missing, a path that guidance does not give.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.advisor import default_advisor
from advisor.knowledge import load_knowledge

DAY = datetime.date(2026, 11, 22)
SITUATIONS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "situations.yaml").read_text(encoding="utf-8")
)
JUDGED = [
    pytest.param(situation, view, id=f"{situation['case']} ({view})")
    for situation in SITUATIONS
    for view in ([situation["view"]] if "view" in situation else ["production", "exam"])
]


def test_every_situation_says_what_it_expects() -> None:
    expectations = {"headline", "items", "with_paths", "without_paths", "without"}

    assert len({situation["case"] for situation in SITUATIONS}) == len(SITUATIONS) >= 140
    for situation in SITUATIONS:
        assert expectations & situation.keys(), situation["case"]
        assert situation.keys() <= expectations | {"case", "view", "facts"}, situation["case"]


def test_every_situation_names_paths_and_items_that_exist() -> None:
    knowledge = load_knowledge()
    known = knowledge.items.keys() | knowledge.paths.keys()

    for situation in SITUATIONS:
        keys = ("headline", "with_paths", "without_paths", "without")
        named = {each for key in keys for each in situation.get(key, [])}
        named |= {each for alternatives in situation.get("items", []) for each in alternatives}
        assert named <= known, situation["case"]


@pytest.mark.parametrize(("situation", "view"), JUDGED)
def test_the_advice_is_what_an_expert_expects(situation: dict[str, Any], view: Any) -> None:
    advice = default_advisor().explained(situation["facts"], view, DAY, estimates=False)
    given = set(advice.items())

    assert advice.plan.headline in situation.get("headline", [advice.plan.headline])
    assert set(situation.get("with_paths", [])) <= set(advice.plan.paths)
    assert not set(situation.get("without_paths", [])) & set(advice.plan.paths)
    for alternatives in situation.get("items", []):
        assert set(alternatives) & given, f"none of {alternatives}"
    assert not set(situation.get("without", [])) & given
