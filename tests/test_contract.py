"""The names, types and choices that clients send and read are those of the contract."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.facts.definitions import fact_definitions
from advisor.knowledge import load_knowledge

CONTRACT = Path(__file__).parent / "contract"
FACTS: dict[str, dict[str, dict[str, Any]]] = yaml.safe_load(
    (CONTRACT / "facts.yaml").read_text(encoding="utf-8")
)
PROMISED = [
    (section, name, promise) for section, facts in FACTS.items() for name, promise in facts.items()
]
CATALOGUE: dict[str, dict[str, str]] = yaml.safe_load(
    (CONTRACT / "catalogue.yaml").read_text(encoding="utf-8")
)


def test_the_facts_are_those_of_the_contract_in_its_order() -> None:
    promised = [name for _, name, _ in PROMISED]

    # Facts may be added beside those promised; none is dropped or moved.
    assert [name for name in fact_definitions() if name in promised] == promised


@pytest.mark.parametrize(
    ("section", "name", "promise"), PROMISED, ids=[name for _, name, _ in PROMISED]
)
def test_a_fact_is_as_the_contract_promises(
    section: str, name: str, promise: dict[str, Any]
) -> None:
    fact = fact_definitions()[name]
    choices = promise.get("choices", [])

    assert (fact.section, fact.kind, fact.question) == (section, promise["type"], promise["ask"])
    assert fact.unit == promise.get("unit")
    assert fact.ordered == promise.get("ordered", False)
    # Where the contract describes the choices in words, the catalogue holds them.
    promised = [] if isinstance(choices, str) else choices
    # Choices may be added beside those promised; none is dropped or moved.
    assert [choice for choice in fact.choices if choice in promised] == promised


def test_the_paths_are_those_of_the_contract_from_least_to_most_costly() -> None:
    ladder = sorted(load_knowledge().paths.values(), key=lambda path: path.position)

    assert [path.id for path in ladder] == list(CATALOGUE["paths"])


@pytest.mark.parametrize("path", CATALOGUE["paths"])
def test_a_path_has_the_contracts_name(path: str) -> None:
    promised = CATALOGUE["paths"][path].removesuffix("*")

    assert load_knowledge().paths[path].name == promised.split(" (")[0] or (
        load_knowledge().paths[path].name == promised
    )
