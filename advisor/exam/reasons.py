"""Judge a learner's reasons one by one: each supports her choice, is irrelevant, or speaks against.

A reason is a fact of the scenario or a need.
"""

from __future__ import annotations

from collections.abc import Collection

from advisor.exam.checked_reasoning import JudgedReason, Side
from advisor.exam.choice import Choice
from advisor.exam.grounds import Ground, Grounds
from advisor.exam.situation import Situation
from advisor.facts.definitions import fact_definitions
from advisor.knowledge.path import Coverage
from advisor.reasoning.explain.reasons import Reasons, cited
from advisor.reasoning.wording import listed


class ReasonJudge:
    """Judges reasons for one choice. deciding: the facts on which it stands or falls."""

    def __init__(
        self,
        situation: Situation,
        choice: Choice,
        right: bool,
        deciding: Collection[str],
        grounds: Grounds,
        rules: Reasons,
    ) -> None:
        self._situation = situation
        self._choice = choice
        self._right = right
        self._deciding = deciding
        self._rules = rules
        self._for = grounds.speaking_for(choice)
        self._against = grounds.speaking_against(choice)

    def judged(self, reason: str) -> JudgedReason:
        """What this reason, a fact or a need, does for the choice."""
        if reason in fact_definitions():
            return self._fact(reason)
        return self._need(reason)

    def facts_meant(self, reasons: Collection[str]) -> set[str]:
        """The stated facts that these reasons stand for: who names a need means what shows it."""
        meant = {reason for reason in reasons if reason in self._situation.facts}
        for ground in (*self._for, *self._against):
            if {*reasons} & {*ground.needs}:
                meant |= {*ground.facts}
        return meant

    def _fact(self, fact: str) -> JudgedReason:
        title = fact_definitions()[fact].title
        found = self._situation.facts.get(fact)
        if found is None:
            text = "The scenario does not state it, so nothing follows from it."
            return JudgedReason(reason=fact, title=title, side="irrelevant", text=text)
        supporting = [ground for ground in self._for if fact in ground.facts]
        opposing = [ground for ground in self._against if fact in ground.facts]
        decides = fact in self._deciding
        if self._right:
            supports = bool(supporting) or decides
            against = bool(opposing) and not supports
        else:
            against = bool(opposing) or (decides and not supporting)
            supports = bool(supporting) and not against
        if supports:
            text = f"Without it, {self._choice.name} would not be the answer."
            return self._told(fact, title, found, "supports", supporting, text)
        if against:
            text = f"It is one of the facts that decide against {self._choice.name}."
            return self._told(fact, title, found, "against", opposing, text)
        text = f"No rule that speaks for or against {self._choice.name} here rests on it."
        return JudgedReason(reason=fact, title=title, found=found, side="irrelevant", text=text)

    def _told(
        self, reason: str, title: str, found: object, side: Side, grounds: list[Ground], text: str
    ) -> JudgedReason:
        # The rule that reads the fact itself says more than one that rests on it from afar.
        direct = [
            ground
            for ground in grounds
            if any(each.fact == reason for each in ground.reason.conditions)
        ]
        told = direct or grounds
        return JudgedReason(
            reason=reason,
            title=title,
            found=found,
            side=side,
            text=told[0].reason.text if told else text,
            reasons=tuple(ground.reason for ground in told[:3]),
        )

    def _need(self, need: str) -> JudgedReason:
        inference = self._situation.inference
        name = self._situation.knowledge.needs[need].name
        if need not in inference.needs:
            text = "Nothing that is stated calls for it."
            return JudgedReason(reason=need, title=name, side="irrelevant", text=text)
        rules = self._rules.of(inference.need_rules[need][:3])
        if not self._choice.paths:
            supporting = [ground for ground in self._for if need in ground.needs]
            if supporting:
                return self._told(need, name, None, "supports", supporting, "")
            text = f"No rule that recommends {self._choice.name} rests on it."
            return JudgedReason(reason=need, title=name, side="irrelevant", text=text)
        degrees = {path: inference.coverings.of(path, need) for path in self._choice.paths}
        best = next(
            (path for degree in ("full", "partial") for path in degrees if degrees[path] == degree),
            None,
        )
        coverage = self._coverage(need, best or self._choice.paths[0])
        sources = cited(self._situation.knowledge, coverage.sources) if coverage else ()
        says = f" {coverage.because}" if coverage else ""
        if best is not None:
            how = "It meets this need" if degrees[best] == "full" else "It meets this need in part"
            return JudgedReason(
                reason=need,
                title=name,
                side="supports",
                text=f"{how}.{says}",
                reasons=rules,
                sources=sources,
            )
        harms = "harms" in degrees.values()
        if not harms and inference.needs[need] == "should":
            text = "It does nothing for this need, which is no must."
            return JudgedReason(reason=need, title=name, side="irrelevant", text=text)
        meets = [
            self._situation.knowledge.paths[path].name
            for path in inference.plan.paths
            if inference.coverings.of(path, need) in ("full", "partial")
        ]
        text = f"{self._choice.name} {'harms this need' if harms else 'does not meet this need'}."
        if meets:
            text += f" {listed(meets)} {'does' if len(meets) == 1 else 'do'}."
        return JudgedReason(
            reason=need,
            title=name,
            side="against",
            text=f"{text}{says}",
            reasons=rules,
            sources=sources,
        )

    def _coverage(self, need: str, path: str) -> Coverage | None:
        covers = self._situation.knowledge.paths[path].covers
        return next((each for each in covers if each.need == need), None)
