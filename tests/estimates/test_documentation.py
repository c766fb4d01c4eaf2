"""docs/estimates.md tells every formula, assumption and missing price as it is."""

from __future__ import annotations

import pytest

import advisor.estimates.estimate  # noqa: F401  (all formulas are there once it is imported)
from advisor.estimates.formulas import FORMULAS
from advisor.knowledge import knowledge_folder, load_knowledge

KNOWLEDGE = load_knowledge()
PAGE = (knowledge_folder() / "docs" / "estimates.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", FORMULAS)
def test_the_page_shows_every_formula_with_its_unit(name: str) -> None:
    formula = FORMULAS[name]

    assert f"| `{name}` | `{formula.text}` | {formula.unit} |" in PAGE


@pytest.mark.parametrize("name", KNOWLEDGE.assumptions)
def test_the_page_shows_every_assumption_with_its_numbers(name: str) -> None:
    assumption = KNOWLEDGE.assumptions[name]
    columns = f"{assumption.low:g} | {assumption.likely:g} | {assumption.high:g}"

    assert f"| `{name}` | {columns} | {assumption.unit} |" in PAGE


def test_the_page_names_every_price_that_no_source_gives() -> None:
    for price in KNOWLEDGE.prices.values():
        if price.usd is None:
            assert f"`{price.id}`" in PAGE
