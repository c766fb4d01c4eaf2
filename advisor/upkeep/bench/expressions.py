"""The rules in the expression language of GoRules ZEN.

Its language knows true and false and nothing third, so each condition is written twice: as the
test that it is met, and as the test that it is not; what is unknown passes neither.
"""

from __future__ import annotations

import math
from typing import Any

from advisor.estimates.derived import definition_of, deriver_over
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.knowledge import Knowledge
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.engines.columns import ColumnarRules
from advisor.reasoning.judge import Known


class Zen:
    """The rules of the first phase, judged and chained by GoRules ZEN."""

    name = "zen-engine"
    does = "and judges too"

    def __init__(self, knowledge: Knowledge) -> None:
        import zen

        self._deriver = deriver_over(knowledge)
        rules = ColumnarRules(knowledge).ordered("infer")
        self._number = {rule.id: number for number, rule in enumerate(rules)}
        self._names = {number: rule for rule, number in self._number.items()}
        self._concluding: dict[str, list[int]] = {}
        for rule in rules:
            for key in rule.concludes.keys:
                self._concluding.setdefault(key, []).append(self._number[rule.id])
        self._facts = sorted({fact for rule in rules for fact in rule.facts})
        graph = {
            "nodes": [
                {"id": "in", "type": "inputNode", "name": "in"},
                {
                    "id": "rules",
                    "type": "expressionNode",
                    "name": "rules",
                    "content": {
                        "expressions": [
                            {
                                "id": f"r{self._number[rule.id]}",
                                "key": f"r{self._number[rule.id]}",
                                "value": self._expression(rule),
                            }
                            for rule in rules
                        ]
                    },
                },
                {"id": "out", "type": "outputNode", "name": "out"},
            ],
            "edges": [
                {"id": "1", "sourceId": "in", "targetId": "rules"},
                {"id": "2", "sourceId": "rules", "targetId": "out"},
            ],
        }
        # Content handed over with the engine is compiled once. What `create_decision` makes of the
        # same text is compiled again for each call: measured, less than a third as fast.
        loader: Any = {"type": "static", "content": {"rules": graph}}
        self._engine = zen.ZenEngine({"loader": loader})

    def run(self, prepared: dict[str, Any]) -> frozenset[str]:
        """Which rules fire, given what was prepared of a scenario."""
        result = self._engine.evaluate("rules", prepared)["result"]
        return frozenset(
            self._names[int(key[1:])]
            for key, holds in result.items()
            if holds is True and key[0] == "r"
        )

    def prepare(self, scenario: Scenario) -> dict[str, Any]:
        """The scenario as JSON data: of a number both ends, of an ordered word its rank."""
        context: dict[str, FactValue] = {
            "view": "production",
            **self._deriver.derive(scenario, "production"),
        }
        known = Known(scenario, context)
        given: dict[str, Any] = {}
        for fact in self._facts:
            value = known.find(fact)
            definition = definition_of(fact)
            given[f"{fact}_known"] = value is not None
            if definition is not None and definition.is_number:
                low, high = -1.0, 1e18
                if isinstance(value, NumberRange):
                    low, high = min(max(value.low, -1.0), 1e18), min(value.high, 1e18)
                elif value is not None:
                    # ZEN counts with 28 digits, and no rule asks for so much.
                    low = high = min(float(value), 1e18)  # type: ignore[arg-type]
                given[f"{fact}_low"], given[f"{fact}_high"] = told_apart(low), told_apart(high)
            elif definition is not None and definition.kind == "choices":
                given[fact] = list(value or ())  # type: ignore[arg-type]
            else:
                given[fact] = "" if value is None else value
                if definition is not None and definition.ordered:
                    given[f"{fact}_rank"] = (
                        -1 if value is None else definition.choices.index(str(value))
                    )
        return given

    def _expression(self, rule: Rule) -> str:
        parts = [self._met(condition) for condition in rule.when]
        if rule.any:
            parts.append(f"({' or '.join(self._met(condition) for condition in rule.any)})")
        parts += [self._unmet(condition) for condition in rule.unless]
        return " and ".join(parts)

    def _met(self, condition: Condition) -> str:
        if condition.fact is None:
            numbers = self._concluding.get(condition.key, [])
            return f"({' or '.join(f'$.r{number}' for number in numbers) or 'false'})"
        return self._test(condition, wanted=True)

    def _unmet(self, condition: Condition) -> str:
        return self._test(condition, wanted=False)

    def _test(self, condition: Condition, wanted: bool) -> str:
        fact, operand = condition.about, condition.operand
        definition = definition_of(fact)
        known = f"{fact}_known"
        match condition.operator:
            case "stated":
                return known if bool(operand) == wanted else f"(not {known})"
            case "at_least" | "above" | "at_most" | "below" as operator:
                symbol = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}[operator]
                opposite = {">=": "<", ">": "<=", "<=": ">", "<": ">="}[symbol]
                chosen = symbol if wanted else opposite
                if definition is not None and definition.is_number:
                    end = "low" if chosen in (">=", ">") else "high"
                    return f"{fact}_{end} {chosen} {operand}"
                assert definition is not None
                rank = definition.choices.index(str(operand))
                return f"({known} and {fact}_rank {chosen} {rank})"
        if definition is not None and definition.is_number:
            equal = (condition.operator == "is") == wanted
            if equal:
                return f"({fact}_low == {operand} and {fact}_high == {operand})"
            return f"({known} and ({fact}_low > {operand} or {fact}_high < {operand}))"
        test = self._words_test(condition)
        return f"({known} and {test})" if wanted else f"({known} and not ({test}))"

    def _words_test(self, condition: Condition) -> str:
        fact, operand = condition.about, condition.operand
        words = (operand,) if isinstance(operand, (str, bool)) else tuple(operand)
        quoted = [str(word).lower() if isinstance(word, bool) else f'"{word}"' for word in words]
        match condition.operator:
            case "is":
                return f"{fact} == {quoted[0]}"
            case "is_not":
                return f"{fact} != {quoted[0]}"
            case "is_one_of":
                return f"{fact} in [{', '.join(quoted)}]"
            case "includes_any_of":
                return f"({' or '.join(f'{word} in {fact}' for word in quoted)})"
            case "includes" | "includes_all_of":
                return f"({' and '.join(f'{word} in {fact}' for word in quoted)})"
            case "excludes":
                return f"(not ({quoted[0]} in {fact}))"
            case "empty":
                return f"len({fact}) {'==' if operand else '>'} 0"
            case "only":
                return f"(len({fact}) > 0 and all({fact}, # in [{', '.join(quoted)}]))"
        raise ValueError(condition.operator)


_LEAST = 1e-12
"""ZEN reads what is nearer to zero as zero."""


def told_apart(number: float) -> float:
    """The number, such that ZEN tells it from a round one beside it.

    ZEN keeps some 15 digits of a number; what lies nearer to a rounder one is moved away from it.
    """
    if 0 < abs(number) < _LEAST:
        return math.copysign(_LEAST, number)
    rounder = float(f"{number:.14g}")
    if rounder == number or not math.isfinite(number):
        return number
    return rounder * (1 + math.copysign(1e-13, number - rounder) * math.copysign(1.0, rounder))
