"""Named misconceptions: which of them a choice reveals in a scenario."""

from __future__ import annotations

from advisor.conditions import Known, Verdict, reveals
from advisor.exam.choosing import Choice
from advisor.exam.shapes import Revealed
from advisor.exam.situation import Situation
from advisor.explaining import Explainer


def revealed(situation: Situation, choice: Choice, explainer: Explainer) -> tuple[Revealed, ...]:
    """The misconceptions that this choice reveals, each with its correction and sources."""
    known = Known(situation.inference.scenario, {"view": situation.inference.view})
    return tuple(
        Revealed(
            id=each.id,
            title=each.title,
            belief=each.belief,
            correction=each.correction,
            instead=each.instead,
            sources=explainer.cited(each.sources),
        )
        for each in situation.knowledge.misconceptions.values()
        if reveals(each, choice.ids, known) is Verdict.MET
    )
