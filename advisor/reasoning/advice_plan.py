"""The decision alone, `advice-plan/1`: a small answer to programs that want no more."""

from __future__ import annotations

import datetime
from typing import Any, Literal

from advisor.knowledge.base import Degree, Level, View
from advisor.reasoning.advice import (
    Advice,
    Change,
    IfAsked,
    PlanShape,
    Shape,
    Status,
)
from advisor.reasoning.wording import PathVerdict

MOST_QUESTIONS = 5
"""How many of the next questions it tells."""


class PlanNeed(Shape):
    """A need, its level, and how far which path of the plan meets it."""

    id: str
    level: Level
    coverage: Degree
    met_by: str | None


class PlanPath(Shape):
    """A path, whether the plan uses it, and if not, why not."""

    id: str
    verdict: PathVerdict
    text: str


class PlanAssumption(Shape):
    """What nobody asks for and would change the plan, in a sentence.

    value: what the fact is taken to be; None where it stays unknown.
    """

    fact: str
    value: Any
    text: str


class PlanQuestion(Shape):
    """An unknown circumstance that can still change the plan, and what its answers lead to."""

    fact: str
    question: str
    leads_to: tuple[IfAsked, ...]


class PlanFlip(Shape):
    """The smallest change that makes another path the headline."""

    path: str
    changes: tuple[Change, ...]


class AdvicePlan(Shape):
    """The plan of an advice and what it rests on, in the words of `advice/1`.

    essential: the ids of the essential items of each stage.
    """

    format: Literal["advice-plan/1"] = "advice-plan/1"
    knowledge_version: str
    view: View
    as_of: datetime.date
    scenario: dict[str, Any]
    status: Status
    agreement: float | None
    assumptions: tuple[PlanAssumption, ...]
    plan: PlanShape
    needs: tuple[PlanNeed, ...]
    paths: tuple[PlanPath, ...]
    essential: dict[str, tuple[str, ...]]
    warnings: tuple[str, ...]
    next_questions: tuple[PlanQuestion, ...]
    flips: tuple[PlanFlip, ...]

    @classmethod
    def of(cls, advice: Advice) -> AdvicePlan:
        """The decision of an advice."""
        open_facts = advice.certainty.open_facts if advice.certainty else ()
        left = [each for each in advice.next_questions if each.fact in open_facts]
        return cls(
            knowledge_version=advice.knowledge_version,
            view=advice.view,
            as_of=advice.as_of,
            scenario=advice.scenario,
            status=advice.status,
            agreement=advice.agreement,
            assumptions=tuple(
                PlanAssumption(fact=each.fact, value=each.value, text=each.text)
                for each in advice.assumptions
            ),
            plan=advice.plan,
            needs=tuple(
                PlanNeed(id=each.id, level=each.level, coverage=each.coverage, met_by=each.met_by)
                for each in advice.needs
            ),
            paths=tuple(
                PlanPath(id=each.id, verdict=each.verdict, text=each.text) for each in advice.paths
            ),
            essential={
                stage.id: tuple(item.id for item in stage.items if item.rank == "essential")
                for stage in advice.stages
            },
            warnings=tuple(each.title for each in advice.warnings),
            next_questions=tuple(
                PlanQuestion(
                    fact=each.fact,
                    question=each.question,
                    leads_to=tuple(
                        IfAsked(answer=led.answer, plan=led.plan) for led in each.leads_to
                    ),
                )
                for each in left[:MOST_QUESTIONS]
            ),
            flips=tuple(PlanFlip(path=each.path, changes=each.changes) for each in advice.flips),
        )

    def to_json(self) -> str:
        """The decision as JSON text; equal answers give equal bytes."""
        return self.model_dump_json(indent=2)
