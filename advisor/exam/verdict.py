"""How a choice stands in a situation: right, wrong or not decided, and in which order of fit."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from advisor.estimates.derived import rests_on
from advisor.exam.choice import Choice
from advisor.exam.grounds import Grounds, rules_recommending
from advisor.exam.misconceptions import revealed_by
from advisor.exam.nearest_change import goal_of
from advisor.exam.situation import Situation, Trials
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import FactValue
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.advice import Advice, NotRecommended, PathShape, Reason
from advisor.reasoning.items import RANKS
from advisor.reasoning.judge import Verdict, verdict_on
from advisor.reasoning.wording import listed
from advisor.what_if import Sensitivities

State: TypeAlias = Literal["right", "nearly_right", "not_decided", "wrong"]


@dataclass(frozen=True)
class Standing:
    """Whether a choice is right, why in a sentence, by which rules, and what would decide it.

    answer: what is right instead, in a sentence (empty where that is plain); fit: a key by which
    choices are ordered, the best first; undecided: unknown facts that would decide; part_of_plan:
    it belongs to the plan and is not the whole of it.
    """

    state: State
    text: str
    reasons: tuple[Reason, ...]
    fit: tuple[int, ...]
    undecided: tuple[str, ...] = ()
    part_of_plan: bool = False
    answer: str = ""


class Standings:
    """How choices stand in one situation. advice: what `advise` says of it."""

    def __init__(
        self,
        trials: Trials,
        sensitivities: Sensitivities,
        situation: Situation,
        grounds: Grounds,
        advice: Advice,
    ) -> None:
        self._trials = trials
        self._sensitivities = sensitivities
        self._situation = situation
        self._grounds = grounds
        self._advice = advice
        self._paths = {path.id: path for path in advice.paths}

    def of(self, choice: Choice) -> Standing:
        """How this choice stands; of several things chosen together, the worst decides.

        What reveals a misconception is wrong where nothing decides it otherwise: what may be
        considered beside the answer is not the answer.
        """
        standing = self._by_rules(choice)
        mistaken = [each for each in revealed_by(self._situation, choice) if not each.beside]
        merely_considered = standing.fit[:2] == (0, RANKS.index("consider"))
        if not mistaken or not (standing.state == "not_decided" or merely_considered):
            return standing
        if merely_considered:
            before = f"{choice.name} may be considered besides. "
        else:
            # A path keeps the reason that the advice gives for not choosing it.
            before = f"{standing.text} " if choice.paths else ""
        return Standing(
            state="wrong",
            text=f"{before}{mistaken[0].correction.strip()}",
            reasons=standing.reasons,
            fit=(2, 0, *standing.fit),
        )

    def _by_rules(self, choice: Choice) -> Standing:
        parts = [self._item(item) for item in choice.items]
        if len(choice.paths) == 1:
            parts.append(self._path(choice.paths[0]))
        elif choice.paths:
            parts.append(self._plan(choice))
        if len(parts) == 1:
            return parts[0]
        worst = max(parts, key=lambda each: each.fit)
        texts = [part.text for part in parts if part.state == worst.state]
        return Standing(
            state=worst.state,
            text=" ".join(texts),
            reasons=_each_once(
                reason for part in parts if part.state == worst.state for reason in part.reasons
            ),
            fit=worst.fit,
            undecided=tuple(dict.fromkeys(fact for part in parts for fact in part.undecided)),
            part_of_plan=any(part.part_of_plan for part in parts),
        )

    # Paths

    def _path(self, path: str) -> Standing:
        plan = self._situation.inference.plan
        shape = self._paths[path]
        if path == plan.headline:
            beside = [self._paths[other].name for other in plan.paths if other != path]
            more = f" The plan uses it with {listed(beside)}." if beside else ""
            return Standing("right", f"{_sentence(shape)}{more}", shape.reasons, (0,))
        headline = self._paths[plan.headline]
        if path in plan.paths:
            text = (
                f"{shape.name} is part of the plan ({shape.text}) and not enough alone: "
                f"{headline.name} is needed too; it {headline.text}."
            )
            return Standing("wrong", text, headline.reasons, (2, 0), part_of_plan=True)
        open_facts = self._would_decide_for_path(shape)
        if open_facts:
            return Standing(
                "not_decided",
                _sentence(shape),
                shape.reasons,
                (1, self._place(path)),
                open_facts,
            )
        it = f": it {headline.text}" if headline.text.startswith("gives") else f", {headline.text}"
        return Standing(
            "wrong",
            _sentence(shape),
            shape.reasons or headline.reasons,
            (2, self._place(path)),
            answer=f"The answer is {headline.name}{it}.",
        )

    def _place(self, path: str) -> int:
        inference = self._situation.inference
        plans = inference.planned.plans
        best = inference.planned.best_with(path)
        if best is not None:
            return 1 + plans.index(best)
        return 1 + len(plans) + (path in inference.limits)

    def _plan(self, choice: Choice) -> Standing:
        if self._situation.makes_paths_right(choice.paths):
            headline = self._paths[self._situation.inference.plan.headline]
            return Standing(
                "right", f"That is the plan. {_sentence(headline)}", headline.reasons, (0,)
            )
        plan = self._situation.inference.plan.paths
        chosen = self._situation.with_those_of_every_plan(choice.paths)
        surplus = [self._paths[path] for path in self._paths if path in chosen - {*plan}]
        missing = [self._paths[path] for path in plan if path not in chosen]
        said = [_sentence(shape) for shape in surplus]
        said += [f"{shape.name} is missing: it {shape.text}." for shape in missing]
        reasons = _each_once(reason for shape in (*surplus, *missing) for reason in shape.reasons)
        place = max((self._place(shape.id) for shape in surplus), default=0)
        return Standing(
            "wrong", " ".join(said), reasons, (2, place, len(missing)), part_of_plan=not surplus
        )

    def _would_decide_for_path(self, shape: PathShape) -> tuple[str, ...]:
        if shape.verdict not in ("not_needed", "costs_more"):
            return ()
        inference = self._situation.inference
        covered = {
            coverage.need
            for coverage in self._situation.knowledge.paths[shape.id].covers
            if coverage.degree == "full"
        }
        nothing_decides = "must" not in inference.needs.values()
        goal = goal_of(self._situation, Choice((shape.id,), (shape.id,), (), shape.name))
        found: list[tuple[int, str]] = []
        for rule in inference.waiting_rules:
            concerns = any(each.need in covered for each in rule.concludes.needs)
            if not concerns or not (nothing_decides or self._partly_met(rule)):
                continue
            unknown = frozenset(self._unknown_facts(rule))
            search = self._sensitivities.search(
                inference.scenario,
                inference.view,
                fixed=fact_definitions().keys() - unknown,
                allowed=self._answers_towards(rule),
            )
            most = 3 if nothing_decides else 1
            change = search.smallest({shape.id: goal}, most).get(shape.id)
            if change is None:
                continue
            changed = {each.fact: each.to for each in change.changes}
            if rule.id in self._trials.changed(self._situation, changed).inference.first.fired:
                found += [(len(changed), fact) for fact in changed]
        # What alone decides first; then as the questionnaire asks, the situation before its status.
        order = {fact: place for place, fact in enumerate(fact_definitions())}
        found.sort(key=lambda each: (each[0], order[each[1]]))
        return tuple(dict.fromkeys(fact for _, fact in found))

    @staticmethod
    def _answers_towards(rule: Rule) -> Callable[[str, FactValue], bool]:
        """Which answers to unknown facts bring a rule nearer to firing."""

        def allowed(fact: str, value: FactValue) -> bool:
            return not any(
                condition.fact == fact and verdict_on(condition, value) is Verdict.NOT_MET
                for condition in rule.when
            )

        return allowed

    # Items

    def _item(self, item: str) -> Standing:
        situation = self._situation
        known = situation.knowledge.items[item]
        entries = [entry for entry in situation.recommendations.items if entry.item == item]
        order = list(situation.knowledge.items).index(item)
        if entries:
            rank = min(RANKS.index(entry.rank) for entry in entries)
            rules = [rule for entry in entries for rule in entry.rules]
            reasons = self._reasons_of(item, rules)
            said = (f"{known.name}: this fits here.", *(each.text for each in reasons[:1]))
            choice = Choice((item,), (), (item,), known.name)
            behind = {fact for each in self._grounds.speaking_for(choice) for fact in each.facts}
            # Of equally strong items, the one that more of what is stated calls for comes first.
            return Standing("right", " ".join(said), reasons, (0, rank, -len(behind), order))
        rejected = next((each for each in self._advice.not_recommended if each.id == item), None)
        if rejected is not None:
            return self._rejected(rejected, order)
        against = self._grounds.speaking_against(Choice((item,), (), (item,), known.name))
        if item not in situation.inference.items_concluded:
            waiting, partly = self._waiting_for(item)
            if waiting and (partly or not self._grounds.kept_from(item)):
                return Standing(
                    "not_decided",
                    f"Nothing stated calls for {known.name}, and nothing speaks against it.",
                    (),
                    (1, 0 if partly else 1, order),
                    waiting,
                )
        reasons = tuple(ground.reason for ground in against)
        why = reasons[0].text if reasons else "Nothing that is stated calls for it."
        text = f"{known.name}: this is not the answer here. {why}"
        return Standing("wrong", text, reasons, (2, 1, order))

    def _reasons_of(self, item: str, rules: list[str]) -> tuple[Reason, ...]:
        shown = next(
            (each for stage in self._advice.stages for each in stage.items if each.id == item),
            None,
        )
        if shown is not None:
            return shown.reasons
        choice = Choice((item,), (), (item,), item)
        return tuple(
            ground.reason
            for ground in self._grounds.speaking_for(choice)
            if ground.reason.rule in rules
        )

    def _rejected(self, rejected: NotRecommended, order: int) -> Standing:
        winner = rejected.instead
        reasons = rejected.reasons
        if winner is not None and winner in self._situation.recommended:
            rules = [
                rule
                for entry in self._situation.recommendations.items
                if entry.item == winner
                for rule in entry.rules
            ]
            reasons = self._reasons_of(winner, rules) or reasons
        text = f"{rejected.name} is not the one to use here. {rejected.text}"
        return Standing("wrong", text, reasons, (2, 0 if winner else 2, order))

    def _waiting_for(self, item: str) -> tuple[tuple[str, ...], bool]:
        """The unknown facts that rules for the item wait for; whether one is met in part."""
        waiting = {rule.id for rule in self._situation.inference.waiting_rules}
        rules = [rule for rule in rules_recommending(self._situation, item) if rule.id in waiting]
        partly = [rule for rule in rules if self._partly_met(rule)]
        facts = itertools.chain.from_iterable(
            self._unknown_facts(rule) for rule in (partly or rules)
        )
        return tuple(dict.fromkeys(facts)), bool(partly)

    def _partly_met(self, rule: Rule) -> bool:
        """Whether something stated meets a condition of the rule."""
        verdict = self._situation.inference.verdict
        return any(
            verdict(condition) is Verdict.MET and self._tells(condition)
            for condition in (*rule.when, *rule.any)
        )

    def _tells(self, condition: Condition, above: frozenset[str] = frozenset()) -> bool:
        """Whether a condition that is met rests on something stated, and not on silence alone.

        above: the keys of the conclusions that are looked into already.
        """
        if condition.fact is not None:
            return condition.fact in self._situation.facts
        if condition.path is not None:
            # Every plan but one has prompts: that the plan uses them says nothing of the scenario.
            return not self._situation.knowledge.paths[condition.path].always
        if condition.key in above:
            return False
        inference = self._situation.inference
        return any(
            self._tells(each, above | {condition.key})
            for rule in inference.concluded.get(condition.key, ())
            for each in inference.calling(inference.rules[rule])
        )

    def _unknown_facts(self, rule: Rule) -> Iterator[str]:
        for condition in rule.conditions:
            unknown = self._situation.inference.verdict(condition) is Verdict.UNKNOWN
            if condition.fact is not None and unknown:
                yield from (
                    fact for fact in rests_on(condition.fact) if fact not in self._situation.facts
                )


def _sentence(shape: PathShape) -> str:
    return f"{shape.name}: {shape.text}."


def _each_once(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    return tuple({reason.rule: reason for reason in reasons}.values())
