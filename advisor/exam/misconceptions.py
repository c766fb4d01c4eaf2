"""Named misconceptions: which of them a choice reveals in a scenario."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.exam.checked_reasoning import Revealed
from advisor.exam.choice import Choice
from advisor.exam.situation import Situation
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.learning import Misconception
from advisor.reasoning.explain.reasons import cited
from advisor.reasoning.judge import Known, Verdict, reveals


def revealed_by(situation: Situation, choice: Choice) -> tuple[Misconception, ...]:
    """The misconceptions that this choice reveals."""
    known = Known(situation.inference.scenario, {"view": situation.inference.view})
    return tuple(
        each
        for each in situation.knowledge.misconceptions.values()
        if reveals(each, choice.ids, known) is Verdict.MET
    )


def revealed(misconceptions: Iterable[Misconception], knowledge: Knowledge) -> tuple[Revealed, ...]:
    """Misconceptions with their corrections and sources, in the shape of the answer."""
    return tuple(
        Revealed(
            id=each.id,
            title=each.title,
            belief=each.belief,
            correction=each.correction,
            instead=each.instead,
            instead_names=knowledge.names_of(each.instead),
            sources=cited(knowledge, each.sources),
        )
        for each in misconceptions
    )
