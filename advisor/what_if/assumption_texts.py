"""An assumption in words: what may be asked for, along with what, and the plan that follows."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from advisor.estimates.words import inside_sentence
from advisor.facts.definitions import FactDefinition, fact_definitions
from advisor.knowledge.knowledge import Knowledge
from advisor.reasoning.advice import IfAsked, in_words
from advisor.reasoning.wording import listed, plan_in_words

TOLD = 2
"""The most plans that the text of one assumption names."""
FEW = 3
"""The most answers that it names for each plan."""


def holds_unless(
    knowledge: Knowledge,
    definition: FactDefinition,
    leads: Sequence[IfAsked],
    along_with: Mapping[str, Any],
    where: Mapping[str, Any],
) -> str:
    """The assumption that nobody asks for this, as a sentence.

    leads: what its answers lead to, at least one; along_with, where: as in `Assumption`.
    """
    assert definition.silence is not None
    then = _then(knowledge, definition, leads)
    return f"Holds unless {definition.silence.unless}{_along(along_with)}{_where(where)} ({then})."


def _along(along_with: Mapping[str, Any]) -> str:
    """The other request that it takes: what it is about, and the answer."""
    definitions = fact_definitions()
    return "".join(
        f" while {definitions[fact].silence.unless}: {_told(fact, answer)}"  # type: ignore[union-attr]
        for fact, answer in along_with.items()
    )


def _where(where: Mapping[str, Any]) -> str:
    """The circumstances that it takes besides."""
    definitions = fact_definitions()
    told = [
        f"{inside_sentence(definitions[fact].title)}: {_told(fact, answer)}"
        for fact, answer in where.items()
    ]
    return f", with {listed(told)}" if told else ""


def _then(knowledge: Knowledge, definition: FactDefinition, leads: Sequence[IfAsked]) -> str:
    """The plans that answers lead to, and which answer leads where."""
    by_plan: dict[tuple[str, ...], list[str]] = {}
    for each in leads:
        by_plan.setdefault(each.plan, []).append(_told(definition.name, each.answer))
    names = {plan: plan_in_words(knowledge, plan) for plan in by_plan}
    if definition.kind == "flag":
        return f"then: {names[leads[0].plan]}"
    told = [
        f"{_few(words)}: {names[plan]}" for plan, words in itertools.islice(by_plan.items(), TOLD)
    ]
    more = ["or another plan"] if len(by_plan) > TOLD else []
    return "; ".join([*told, *more])


def _told(fact: str, answer: Any) -> str:
    """An answer in words; what other numbers count, the sentence says already."""
    return f"{in_words(answer, fact)}{'%' if fact_definitions()[fact].unit == '%' else ''}"


def _few(words: Sequence[str]) -> str:
    """Some of these words as alternatives."""
    return listed(words, "or") if len(words) <= FEW else f"{', '.join(words[:FEW])} and others"
