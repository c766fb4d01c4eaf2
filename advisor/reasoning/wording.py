"""How facts, tests and amounts are said in plain words; used by every part that tells a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from advisor.estimates.derived import definition_of
from advisor.estimates.words import inside_sentence
from advisor.estimates.words import listed as listed
from advisor.facts.labels import labels
from advisor.facts.phrases import phrases
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.base import Degree
from advisor.knowledge.conclusions import (
    AgainstConclusion,
    Conclusion,
    CoverageConclusion,
    DiagnosisConclusion,
    ItemConclusion,
    LimitConclusion,
    NeedConclusion,
    SignalConclusion,
    WarningConclusion,
)
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition

_TESTS = {
    "is": "{operand}",
    "is_not": "not {operand}",
    "is_one_of": "one of: {operand}",
    "at_least": "at least {operand}",
    "at_most": "at most {operand}",
    "above": "above {operand}",
    "below": "below {operand}",
    "includes": "includes {operand}",
    "includes_any_of": "includes any of: {operand}",
    "includes_all_of": "includes all of: {operand}",
    "excludes": "does not include {operand}",
    "only": "only: {operand}",
}


def spoken(value: FactValue | None) -> str:
    """A value in words: `private_documents` is "private documents"; None is "not stated"."""
    if value is None:
        return "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, NumberRange):
        return _range_in_words(value)
    if isinstance(value, (int, float)):
        return f"{value:,}"
    if isinstance(value, tuple):
        return listed(word.replace("_", " ") for word in value) or "nothing"
    return value.replace("_", " ")


def answer_in_words(fact: str, value: FactValue | None) -> str:
    """An answer inside a sentence, by its label: `input` is "they are the work itself"."""
    shown = labels().get(fact, {})
    words = value if isinstance(value, tuple) else (value,)
    if not words or not all(word in shown for word in words):
        return spoken(value)
    return listed(inside_sentence(shown[str(word)].label) for word in words)


def in_a_reason(fact: str, value: FactValue | None) -> str:
    """A value inside the sentence of a reason: `slow` of the symptoms is "slow responses"."""
    phrase = phrases().get(fact)
    if phrase is not None and isinstance(value, str):
        return phrase[value]
    if phrase is not None and isinstance(value, tuple):
        return listed(phrase[word] for word in value) or "nothing"
    return spoken(value)


def _range_in_words(numbers: NumberRange) -> str:
    """A range by its round ends: "under 200,000" for at most 199,999."""
    least, most = numbers.at_least, numbers.at_most
    if least is not None and least == most:
        return f"{least:,}"
    over = least is not None and least > 1 and _rounder(least - 1, least)
    under = most is not None and _rounder(most + 1, most)
    if least is not None and most is not None and least > 0:
        if over:
            high = f"under {most + 1:,}" if under else f"at most {most:,}"
            return f"over {least - 1:,} and {high}"
        return f"{least:,} to under {most + 1:,}" if under else f"{least:,} to {most:,}"
    if most is not None:
        return f"under {most + 1:,}" if under else f"at most {most:,}"
    if least is not None:
        return f"over {least - 1:,}" if over else f"at least {least:,}"
    return "any number"


def changed_number(number: float, was: float) -> str:
    """A number that another becomes, by the round edge that it lies behind: "under 200,000"."""
    if number < was and _rounder(number + 1, number):
        return f"under {number + 1:,}"
    if number > was and _rounder(number - 1, number):
        return f"over {number - 1:,}"
    return f"{number:,}"


def _rounder(one: float, other: float) -> bool:
    """Whether the first of two numbers has fewer figures before its zeros."""
    return len(f"{one:.15g}".rstrip("0")) < len(f"{other:.15g}".rstrip("0")) and one >= 10


def percent(share: float) -> str:
    """A share from 0 to 1 as a whole percentage; what is neither none nor all is not told so."""
    if 0 < share < 0.01:
        return "under 1%"
    if 0.99 < share < 1:
        return "over 99%"
    return f"{share:.0%}"


PathVerdict: TypeAlias = Literal["chosen", "not_needed", "ruled_out", "does_not_meet", "costs_more"]

PATH_VERDICTS: Mapping[PathVerdict, str] = {
    "chosen": "in the plan",
    "not_needed": "not needed",
    "costs_more": "costs more",
    "does_not_meet": "does not meet",
    "ruled_out": "ruled out",
}
"""What every face says of a path."""

NEED_MET: Mapping[Degree, str] = {
    "full": "fully met",
    "partial": "partly met",
    "none": "not met",
    "harms": "harmed",
}
"""What every face says of a need, by how far the plan covers it."""


def plan_in_words(knowledge: Knowledge, paths: Sequence[str]) -> str:
    """A plan by the short names of its paths, the costliest first: "PEFT with RAG"."""
    first, *rest = (knowledge.paths[path].short_name for path in reversed(paths))
    return f"{first} with {listed(rest)}" if rest else first


def test_in_words(condition: Condition) -> str:
    """The test of a condition: "at least weekly"; "concluded" where rules concluded it."""
    if condition.operator is None:
        return "in the plan" if condition.subject == "path" else "concluded"
    if condition.operator == "stated":
        return "stated" if condition.operand else "not stated"
    if condition.operator == "empty":
        return "none" if condition.operand else "at least one"
    operand: Any = condition.operand
    return _TESTS[condition.operator].format(
        operand=spoken(operand) if not isinstance(operand, str) else operand.replace("_", " ")
    )


def condition_in_words(condition: Condition) -> str:
    """The whole condition, to be read aloud: "knowledge change: at least weekly"."""
    if condition.fact is None:
        kind = {"path": "the plan uses", "item": "recommended:"}.get(condition.subject)
        return f"{kind or condition.subject} {condition.about.replace('-', ' ')}"
    definition = definition_of(condition.fact)
    title = inside_sentence(definition.title) if definition else condition.fact.replace("_", " ")
    unit = f" {definition.unit}" if definition and definition.unit and definition.is_number else ""
    return f"{title}: {test_in_words(condition)}{unit if condition.operator != 'stated' else ''}"


def conclusion_in_words(
    conclusion: Conclusion, name: Callable[[str, str], str] = lambda kind, identity: identity
) -> str:
    """A conclusion, to be read aloud: "ruled out: PEFT".

    name: how a need, path, signal, item or stage is called; by default by its id, as it is
    written in the rule.
    """
    match conclusion:
        case NeedConclusion(need=need, level=level):
            return f"the solution {level} give {name('need', need)}"
        case LimitConclusion(rule_out=paths):
            return f"ruled out: {', '.join(name('path', path) for path in paths)}"
        case CoverageConclusion(cover=need, by=path, degree=degree):
            return f"{name('path', path)} covers {name('need', need)}: {degree}"
        case SignalConclusion(signal=signal):
            return f"it holds: {name('signal', signal)}"
        case ItemConclusion(recommend=item, rank=rank, stage=None):
            return f"recommend {name('item', item)} ({rank})"
        case ItemConclusion(recommend=item, rank=rank, stage=str(stage)):
            return f"recommend {name('item', item)} ({rank}, at {name('stage', stage)})"
        case AgainstConclusion(advise_against=item):
            return f"advise against {name('item', item)}"
        case WarningConclusion(warn=title):
            return f"warn: {title}"
        case DiagnosisConclusion(go_back_to=stage, change=change, measure=measure):
            change, measure = name("item", change), name("item", measure)
            return f"go back to {name('stage', stage)}: change {change}, measure {measure}"
    raise TypeError(f"not a conclusion: {conclusion!r}")
