"""What conditions say of each other: which follows from which, and which exclude each other.

Read off the conditions alone, without a scenario; what is not plain from them is not claimed.
"""

from __future__ import annotations

from advisor.estimates.derived import definition_of
from advisor.facts.scenario import Scenario
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.judge import Known, Verdict, judge


def fires_wherever(one: Rule, other: Rule) -> bool:
    """Whether the first rule fires wherever the second does, as far as their conditions show.

    False where that cannot be read off the conditions.
    """
    exceptions = {condition.key for condition in other.unless}
    if any(condition.key not in exceptions for condition in one.unless):
        return False
    if not all(_given(condition, other) for condition in one.when):
        return False
    alternatives = one.any
    return (
        not alternatives
        or any(_given(condition, other) for condition in alternatives)
        or (
            bool(other.any)
            and all(any(entails(each, wanted) for wanted in alternatives) for each in other.any)
        )
    )


def _given(condition: Condition, rule: Rule) -> bool:
    """Whether the condition is met wherever the rule fires."""
    return any(entails(each, condition) for each in rule.when) or (
        bool(rule.any) and all(entails(each, condition) for each in rule.any)
    )


def entails(one: Condition, other: Condition) -> bool:
    """Whether the second condition is met wherever the first is. False where that is not plain."""
    if one.key == other.key:
        return True
    if one.fact is None or one.about != other.about or one.operator == "stated":
        return False
    if other.operator == "stated":
        return other.operand is True
    if one.operator == "is_one_of":
        return all(entails(Condition(fact=one.fact, is_=word), other) for word in one.operand)
    if _asks_for_one_value(one):
        return _judged(one, other) is Verdict.MET
    if other.operator == "empty":
        return other.operand is False and one.operator in _NAMING
    if one.operator in _UPWARDS and other.operator in _UPWARDS:
        low, bound = _rank_of(one), _rank_of(other)
        strict = one.operator == "at_least" and other.operator == "above"
        return low > bound if strict else low >= bound
    if one.operator in _DOWNWARDS and other.operator in _DOWNWARDS:
        high, bound = _rank_of(one), _rank_of(other)
        strict = one.operator == "at_most" and other.operator == "below"
        return high < bound if strict else high <= bound
    if one.operator in ("includes", "includes_any_of") and other.operator == "includes_any_of":
        return set(_words(one)) <= set(_words(other))
    if one.operator == "includes_all_of" and other.operator in ("includes", "includes_any_of"):
        return bool(set(_words(one)) & set(_words(other)))
    if one.operator == "only" and other.operator in ("only", "includes_any_of"):
        return set(_words(one)) <= set(_words(other))
    return False


_NAMING = ("includes", "includes_any_of", "includes_all_of", "only")
_UPWARDS = ("at_least", "above")
_DOWNWARDS = ("at_most", "below")


def excludes(one: Condition, other: Condition) -> bool:
    """Whether the two can never be met together, where the first asks for one value."""
    if one.fact is None or one.about != other.about or not _asks_for_one_value(one):
        return False
    if other.operator == "stated":
        return other.operand is False
    return _judged(one, other) is Verdict.NOT_MET


def _judged(one: Condition, other: Condition) -> Verdict:
    """The second condition's verdict where the fact has the value that the first asks for."""
    value = () if one.operator == "empty" else one.operand
    return judge(other, Known(Scenario(), {one.about: value}))


def _asks_for_one_value(condition: Condition) -> bool:
    return condition.operator == "is" or (condition.operator, condition.operand) == ("empty", True)


def _words(condition: Condition) -> tuple[str, ...]:
    operand = condition.operand
    return (operand,) if isinstance(operand, str) else tuple(operand)


def _rank_of(condition: Condition) -> float:
    definition = definition_of(condition.about)
    if definition is not None and definition.ordered:
        return definition.choices.index(str(condition.operand))
    return float(condition.operand)
