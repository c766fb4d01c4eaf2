"""What speaks for a choice and what against it: rules, and the stated facts behind them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from advisor.estimates.derived import rests_on
from advisor.estimates.words import inside_sentence
from advisor.exam.choice import Choice
from advisor.exam.situation import Situation
from advisor.knowledge.base import Degree
from advisor.knowledge.rule import CONTEXT_FACTS, Condition, Rule
from advisor.reasoning.advice import ConditionFound, Reason
from advisor.reasoning.coverage import falls_short_of
from advisor.reasoning.explain.reasons import Reasons, cited
from advisor.reasoning.judge import Verdict
from advisor.reasoning.wording import condition_in_words, spoken, test_in_words

_MOST_NEAR = 3
"""How many of the rules that nearly recommend an item are named."""


@dataclass(frozen=True)
class Ground:
    """A rule that speaks for or against a choice, with the stated facts and needs behind it."""

    facts: tuple[str, ...]
    needs: tuple[str, ...]
    reason: Reason


class Grounds:
    """Finds the grounds for and against paths and items in one situation."""

    def __init__(self, situation: Situation, reasons: Reasons) -> None:
        self._situation = situation
        self._inference = situation.inference
        self._knowledge = situation.knowledge
        self._reasons = reasons

    def speaking_for(self, choice: Choice) -> tuple[Ground, ...]:
        """What speaks for the choice; for paths also what keeps rivals away."""
        rules = [rule for path in choice.paths for rule in self.rules_for_path(path)]
        rules += [rule for item in choice.items for rule in self._rules_for_item(item)]
        return self._of_rules(rules)

    def speaking_against(self, choice: Choice) -> tuple[Ground, ...]:
        """What speaks against the choice, other rules' conditions that do not hold included."""
        rules = self._rules_against_paths(choice.paths)
        rules += [rule for item in choice.items for rule in self._rules_against_item(item)]
        grounds = self._of_rules(rules)
        for item in choice.items:
            if item not in self._inference.items_concluded:
                grounds += tuple(self._contradicted(item))
        return grounds

    def facts_behind(self, rule: Rule) -> tuple[str, ...]:
        """The stated facts on which this rule's firing rests, through other rules too."""
        return tuple(dict.fromkeys(self._facts_behind(rule, frozenset())))

    # Paths

    def rules_for_path(self, path: str) -> list[str]:
        """The rules whose needs the path gives, and those that rule out rivals."""
        inference, coverings = self._inference, self._inference.coverings
        plan = inference.plan.paths
        if path not in plan:
            plan = tuple(self._situation.with_those_of_every_plan([path]))
        rest = [other for other in plan if other != path]
        gained = [
            need
            for need in inference.needs
            if coverings.of(path, need) in ("full", "partial")
            and falls_short_of(self._together(rest, need), coverings.of(path, need))
        ]
        rules: list[str] = []
        for need in gained:
            rules += inference.need_rules[need]
            for (_, covered), by in inference.coverage_rules.items():
                rules += by if covered == need else ()
        if path == inference.plan.headline:
            rules += self._rules_against_rivals()
        return rules

    def _rules_against_rivals(self) -> list[str]:
        plan, coverings = self._inference.plan.paths, self._inference.coverings
        return [
            rule
            for rival, rules in self._inference.limits.items()
            if any(
                falls_short_of(coverings.of_plan(plan, need), coverings.of(rival, need))
                for need in self._inference.needs
            )
            for rule in rules
        ]

    def _rules_against_paths(self, paths: Collection[str]) -> list[str]:
        inference, coverings = self._inference, self._inference.coverings
        rules: list[str] = []
        for path in paths:
            rules += inference.limits.get(path, ())
        if not paths:
            return rules
        alone = self._situation.with_those_of_every_plan(paths)
        for need, level in inference.needs.items():
            left = falls_short_of(
                self._together(alone, need), coverings.of_plan(inference.plan.paths, need)
            )
            harmed = any(coverings.of(path, need) == "harms" for path in paths)
            if level == "must" and (left or harmed):
                rules += inference.need_rules[need]
                for path in paths:
                    rules += inference.coverage_rules.get((path, need), ())
        return rules

    def _together(self, paths: Collection[str], need: str) -> Degree:
        return self._inference.coverings.of_plan(paths, need) if paths else "none"

    # Items

    def _rules_for_item(self, item: str) -> list[str]:
        fired = self._inference.fired_rules("recommend")
        return [rule.id for rule in fired if _recommends(rule, item)] + [
            rule
            for entry in self._situation.recommendations.items
            if entry.item == item
            for rule in entry.rules
        ]

    def _rules_against_item(self, item: str) -> list[str]:
        for rejected in self._situation.recommendations.rejected:
            if rejected.item != item:
                continue
            if rejected.why == "vetoed":
                return list(rejected.rules)
            return [
                rule
                for entry in self._situation.recommendations.items
                if entry.item == rejected.instead
                for rule in entry.rules
            ]
        return [
            rule.id
            for rule in self._inference.fired_rules("recommend")
            if any(getattr(each, "advise_against", None) == item for each in rule.then)
        ]

    def kept_from(self, item: str) -> bool:
        """Whether what is known keeps some rule from recommending the item."""
        rules = rules_recommending(self._situation, item)
        return any(any(self._failing(rule)) for rule in rules)

    def _contradicted(self, item: str) -> Iterator[Ground]:
        """The rules that come nearest to recommending the item, and what each would take.

        A rule for the other view is about another question and says nothing here.
        """
        near: list[tuple[tuple[int, int], Ground]] = []
        for rule in rules_recommending(self._situation, item):
            failing = list(self._failing(rule))
            if failing and not any(condition.fact == "view" for condition, _ in failing):
                distance = (len(failing), -self._stated_and_met(rule))
                near.append((distance, self._what_it_would_take(rule, failing)))
        near.sort(key=lambda each: each[0])
        yield from (ground for _, ground in near[:_MOST_NEAR])

    def _stated_and_met(self, rule: Rule) -> int:
        return sum(
            condition.fact in self._situation.facts
            and self._inference.verdict(condition) is Verdict.MET
            for condition in (*rule.when, *rule.any)
        )

    def _what_it_would_take(self, rule: Rule, failing: Sequence[tuple[Condition, str]]) -> Ground:
        wanted = "; ".join(dict.fromkeys(words for _, words in failing))
        facts = (
            fact
            for condition, _ in failing
            if condition.fact and condition.fact not in CONTEXT_FACTS
            for fact in rests_on(condition.fact)
        )
        return Ground(
            facts=tuple(dict.fromkeys(facts)),
            needs=(),
            reason=Reason(
                text=f"{rule.title}. That would take: {wanted}.",
                rule=rule.id,
                title=rule.title,
                conditions=tuple(self._found(condition) for condition, _ in failing),
                sources=cited(self._knowledge, rule.sources),
                exam_tip=rule.exam_tip,
                judgement=rule.judgement,
            ),
        )

    def _failing(self, rule: Rule) -> Iterator[tuple[Condition, str]]:
        """The conditions that keep a rule from firing, and what each would take, in words."""
        verdict = self._inference.verdict
        for condition in rule.when:
            if verdict(condition) is Verdict.NOT_MET:
                yield condition, self._wanted(condition)
        if rule.any and all(verdict(each) is Verdict.NOT_MET for each in rule.any):
            together = " or ".join(self._wanted(each) for each in rule.any)
            yield from ((each, together) for each in rule.any)
        for condition in rule.unless:
            if verdict(condition) is Verdict.MET:
                yield condition, f"not that {self._wanted(condition)}"

    def _wanted(self, condition: Condition) -> str:
        """What a condition asks for, without the ids of what rules conclude for each other."""
        knowledge, about = self._knowledge, condition.about
        match condition.subject:
            case "signal":
                return inside_sentence(knowledge.signals[about].meaning.rstrip("."))
            case "need":
                return f"a need for {inside_sentence(knowledge.needs[about].name)}"
            case "path":
                return f"a plan with {knowledge.paths[about].short_name}"
            case "item":
                return f"the use of {knowledge.items[about].name}"
        if condition.fact == "plan_headline":
            return "another plan"
        if condition.fact == "plan_trains":
            return "a plan that trains a model" if condition.operand else "a plan without training"
        found = spoken(self._inference.known.find(about))
        return f"{condition_in_words(condition)} (here: {found})"

    def _found(self, condition: Condition) -> ConditionFound:
        verdict = self._inference.verdict(condition)
        fact = condition.fact
        stated = self._situation.facts.get(fact) if fact else verdict is Verdict.MET
        if fact in CONTEXT_FACTS:
            stated = self._inference.known.find(str(fact))
        return ConditionFound(
            fact=fact or condition.key,
            test=test_in_words(condition),
            found=stated,
            verdict=verdict.value,
        )

    # What lies behind a rule

    def _of_rules(self, rules: Iterable[str]) -> tuple[Ground, ...]:
        ids = tuple(dict.fromkeys(rules))
        return tuple(
            Ground(
                facts=self.facts_behind(self._knowledge.rules[reason.rule]),
                needs=tuple(dict.fromkeys(self._needs_behind(self._knowledge.rules[reason.rule]))),
                reason=reason,
            )
            for reason in self._reasons.of(ids)
        )

    def _facts_behind(self, rule: Rule, seen: frozenset[str]) -> Iterator[str]:
        for condition in (*self._inference.calling(rule), *rule.unless):
            if condition.fact is not None and condition.fact not in CONTEXT_FACTS:
                yield from (
                    fact for fact in rests_on(condition.fact) if fact in self._situation.facts
                )
                continue
            for source in self._concluding(condition):
                if source not in seen and source != rule.id:
                    behind = self._knowledge.rules[source]
                    yield from self._facts_behind(behind, seen | {rule.id})

    def _concluding(self, condition: Condition) -> Iterable[str]:
        inference = self._inference
        match condition.subject:
            case "need":
                return inference.need_rules.get(condition.about, ())
            case "signal":
                return inference.signals.get(condition.about, ())
            case "path" if condition.about in inference.plan.paths:
                return self.rules_for_path(condition.about)
            case "item":
                return self._rules_for_item(condition.about)
            case "fact" if condition.about == "plan_headline":
                return self.rules_for_path(inference.plan.headline)
            case "fact" if condition.about == "plan_trains":
                trained = [
                    path
                    for path in inference.plan.paths
                    if self._knowledge.paths[path].changes_weights
                ]
                return [rule for path in trained for rule in self.rules_for_path(path)]
        return ()

    def _needs_behind(self, rule: Rule) -> Iterator[str]:
        for conclusion in rule.then:
            need = getattr(conclusion, "need", None) or getattr(conclusion, "cover", None)
            if need is not None:
                yield need
        for condition in (*self._inference.calling(rule), *rule.unless):
            if condition.need is not None:
                yield condition.need


def _recommends(rule: Rule, item: str) -> bool:
    concludes = rule.concludes
    # A diagnosis recommends what to change and what to measure.
    diagnosed = (each for one in concludes.diagnoses for each in (one.change, one.measure))
    return item in {*diagnosed, *(each.recommend for each in concludes.items)}


def rules_recommending(situation: Situation, item: str) -> tuple[Rule, ...]:
    """The rules that recommend an item, whether they fire here or not."""
    rules = situation.knowledge.rules.values()
    return tuple(rule for rule in rules if _recommends(rule, item))
