"""The answers that could be given to open facts, tried by two at once."""

from __future__ import annotations

from advisor.facts.scenario import Scenario
from advisor.what_if import Sensitivities


def test_plans_by_two_are_those_of_each_pair(sensitivities: Sensitivities) -> None:
    space = sensitivities.space(Scenario(), "production")
    half = len(space.facts) // 2
    ones, others = space.cells(space.facts[:half])[::7], space.cells(space.facts[half:])[::11]

    found = space.plans_by_two(ones, others).tolist()

    assert found == [space.plans_with([(one, other) for other in others]) for one in ones]
    # Both sides count, or a mistake of one would not be seen.
    assert len({tuple(row) for row in found}) > 5
    assert len({tuple(column) for column in zip(*found, strict=True)}) > 5
