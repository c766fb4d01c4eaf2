"""What is concluded about a scenario, and the same with some facts changed or unknown."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from advisor.errors import BadInput
from advisor.exam.choice import Choice
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge.base import View
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.path import Path
from advisor.reasoning.infer import Inference, Reasoner
from advisor.reasoning.items import Recommendations, recommend


@dataclass(frozen=True)
class Situation:
    """A scenario in a view on a day, and everything that is concluded about it."""

    knowledge: Knowledge
    inference: Inference
    recommendations: Recommendations

    @property
    def facts(self) -> dict[str, Any]:
        """The facts that are stated, as plain data."""
        return self.inference.scenario.known()

    @cached_property
    def recommended(self) -> frozenset[str]:
        """The items that are recommended."""
        return frozenset(entry.item for entry in self.recommendations.items)

    def makes_right(self, choice: Choice) -> bool:
        """Whether this choice is the answer here.

        One path is the answer where it is the plan's headline; several where they are the plan;
        items where all of them are recommended.
        """
        return self.makes_paths_right(choice.paths) and {*choice.items} <= self.recommended

    def makes_paths_right(self, paths: Collection[str]) -> bool:
        """Whether these paths are the answer; true if there are none."""
        return is_answer(self.knowledge.paths, paths, self.inference.plan.paths)

    def with_those_of_every_plan(self, paths: Collection[str]) -> set[str]:
        """The paths, and those that every plan has beside them."""
        return with_those_of_every_plan(self.knowledge.paths, paths)


def is_answer(known: Mapping[str, Path], paths: Collection[str], plan: Sequence[str]) -> bool:
    """Whether these paths are the answer where this plan is chosen; true if there are none.

    One path is the answer if it is the plan's headline; several if they are the whole plan.
    """
    if len(paths) < 2:
        return not paths or plan[-1] in paths
    return with_those_of_every_plan(known, paths) == {*plan}


def with_those_of_every_plan(known: Mapping[str, Path], paths: Collection[str]) -> set[str]:
    """The paths, and those that every plan has beside them."""
    excluded = {other for path in paths for other in known[path].not_with}
    always = {path.id for path in known.values() if path.always}
    return {*paths} | (always - excluded)


class Trials:
    """Tries a scenario with changed facts; the plain engine does, since it starts quickly."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._reasoner = Reasoner(knowledge, "plain")
        # Who tries one choice tries another: the same changes of the same scenario come again.
        self._concluded = lru_cache(maxsize=256)(self._conclude)

    def of(
        self, scenario: Scenario | Mapping[str, Any], view: View, as_of: datetime.date
    ) -> Situation:
        """What is concluded about a scenario. Raises BadInput if a name is not a fact."""
        facts = scenario if isinstance(scenario, Scenario) else read_scenario(scenario)
        return self._concluded(json.dumps(facts.known()), view, as_of)

    def _conclude(self, facts: str, view: View, as_of: datetime.date) -> Situation:
        inference = self._reasoner.infer(json.loads(facts), view, as_of)
        return Situation(self.knowledge, inference, recommend(self.knowledge, inference))

    def changed(self, situation: Situation, edits: Mapping[str, Any]) -> Situation:
        """The same scenario with these facts; None makes a fact unknown."""
        inference = situation.inference
        scenario = read_scenario({**situation.facts, **edits})
        return self.of(scenario, inference.view, inference.as_of)

    def tried(self, situation: Situation, edits: Mapping[str, Any]) -> Situation | None:
        """As `changed`; None where the facts with these edits are no scenario."""
        try:
            return self.changed(situation, edits)
        except BadInput:
            return None

    def without(self, situation: Situation, fact: str) -> Situation:
        """The same scenario, this fact not known."""
        return self.changed(situation, {fact: None})

    def only(self, situation: Situation, facts: Collection[str]) -> Situation:
        """The same scenario, no other fact known than these."""
        return self.changed(
            situation, {name: None for name in situation.facts if name not in facts}
        )
