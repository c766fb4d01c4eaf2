"""How far paths meet needs: the table of the paths, and what rules put in place of its entries."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from advisor.knowledge.base import Degree
from advisor.knowledge.knowledge import Knowledge

SHORTFALL: Mapping[Degree, int] = {"full": 0, "partial": 1, "none": 2, "harms": 2}
"""How much a degree lacks: what is not given and what is harmed lack the same."""


class Coverings:
    """How far each path meets each need in one scenario.

    overrides: (path, need) to the degrees that rules conclude; the least of them holds, since
    what failed once is the safer evidence.
    """

    def __init__(
        self, knowledge: Knowledge, overrides: Mapping[tuple[str, str], Iterable[Degree]]
    ) -> None:
        self._table: dict[tuple[str, str], Degree] = {
            (path.id, coverage.need): coverage.degree
            for path in knowledge.paths.values()
            for coverage in path.covers
        }
        for cell, degrees in overrides.items():
            self._table[cell] = max(degrees, key=lambda each: (SHORTFALL[each], each))
        self._adding = {need.id for need in knowledge.needs.values() if need.every_path_counts}
        self._prompting = {path.id for path in knowledge.paths.values() if path.always}
        self._training = {path.id for path in knowledge.paths.values() if path.changes_weights}

    def of(self, path: str, need: str) -> Degree:
        """How far one path meets one need."""
        return self._table.get((path, need), "none")

    def of_plan(self, plan: Collection[str], need: str) -> Degree:
        """How far the paths together meet a need: as far as the best of them does.

        Where every path counts, as far as the least of them does. A plan that trains a model
        prompts that model: how quick and cheap prompting another is says nothing of it.
        """
        degrees = [self.of(path, need) for path in plan]
        if need in self._adding:
            if self._training & {*plan}:
                degrees = [self.of(path, need) for path in plan if path not in self._prompting]
            return least_coverage(degrees)
        best = min(degrees, key=lambda each: SHORTFALL[each])
        return "harms" if SHORTFALL[best] == 2 and "harms" in degrees else best


def least_coverage(degrees: Iterable[Degree]) -> Degree:
    """The least of these degrees."""
    return max(degrees, key=lambda each: SHORTFALL[each])


def falls_short_of(one: Degree, other: Degree) -> bool:
    """Whether the first degree covers less than the second."""
    return SHORTFALL[one] > SHORTFALL[other]
