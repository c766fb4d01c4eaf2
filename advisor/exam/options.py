"""Which of several right options is the answer, and why the others are only nearly right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from advisor.exam.choice import Choice
from advisor.exam.verdict import Standing, Standings
from advisor.knowledge.knowledge import Knowledge

_RANK_WORDS = ("essential", "recommended", "worth considering")


class Option(NamedTuple):
    """A choice that was offered, and how it stands among the others."""

    choice: Choice
    standing: Standing


def ranked(
    knowledge: Knowledge, standings: Standings, choices: Iterable[Choice]
) -> tuple[Option, ...]:
    """The options in the order of fit. Of those that fit, only the better answers stay right."""
    options = [Option(choice, standings.of(choice)) for choice in choices]
    if not any(option.standing.state == "right" for option in options):
        options = [_part_as_answer(knowledge, option) for option in options]
    right = [option for option in options if option.standing.state == "right"]
    compared = []
    for option in options:
        why = _why_not_the_answer(knowledge, option, right) if option in right else None
        if why is not None:
            standing = option.standing
            option = Option(
                option.choice,
                replace(standing, state="nearly_right", text=why, fit=(0, 9, *standing.fit)),
            )
        compared.append(option)
    return tuple(sorted(compared, key=lambda option: option.standing.fit))


def _part_as_answer(knowledge: Knowledge, option: Option) -> Option:
    """A part of the plan is the answer if nothing that is offered is the whole of it.

    Prompts are part of almost every plan and answer nothing alone.
    """
    choice, standing = option
    always = all(knowledge.paths[path].always for path in choice.paths)
    if not standing.part_of_plan or always:
        return option
    text = f"{standing.text} Of what is offered, only this belongs to the plan."
    return Option(choice, replace(standing, state="right", text=text, fit=(0,)))


def _why_not_the_answer(
    knowledge: Knowledge, option: Option, right: Sequence[Option]
) -> str | None:
    """Which other right option is the better answer, and why; None if none is."""
    chosen = option.choice
    others = [other.choice for other in right if other.choice != chosen]
    for other in others:
        if _is_more_specific(knowledge, other, chosen):
            return f"{chosen.name}: this fits, and {other.name} is the more specific answer."
    for other in others:
        if {*chosen.ids} < {*other.ids} and {*chosen.paths} < {*other.paths}:
            return (
                f"{chosen.name}: this is part of the answer, and the whole of it is {other.name}."
            )
    if any(_is_more_specific(knowledge, chosen, other) for other in others):
        return None
    for other in others:
        if other.paths and not chosen.paths:
            return f"{chosen.name}: this goes with the answer, and {other.name} is the answer."
    best = min((other.standing for other in right), key=lambda each: each.fit)
    rank, least = _rank(option.standing), _rank(best)
    if rank > least:
        better = next(other.choice for other in right if other.standing is best)
        return (
            f"{chosen.name}: this is {_RANK_WORDS[rank]} here, and {better.name} comes before it: "
            f"it is {_RANK_WORDS[least]}."
        )
    return None


def _is_more_specific(knowledge: Knowledge, one: Choice, other: Choice) -> bool:
    """Whether one choice names a kind, or a part of the platform, that the other names."""
    broader = {each for item in one.items for each in knowledge.more_general(item)}
    return bool(broader & {*other.ids} - {*one.ids})


def _rank(standing: Standing) -> int:
    """How strongly a right choice is recommended: 0 is essential, as the plan itself is."""
    return standing.fit[1] if len(standing.fit) > 1 else 0
