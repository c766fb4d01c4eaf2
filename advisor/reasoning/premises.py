"""What holds for a scenario before rules are joined: the conditions of one phase, as a table.

Most facts of a scenario are unknown. What holds while nothing is known is worked out once; a
scenario then costs only what its known facts change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from advisor.facts.values import FactValue
from advisor.knowledge.rule import Condition, Rule
from advisor.reasoning.engines.joins import any_is_settled, key_any, key_unless
from advisor.reasoning.judge import Known, Verdict, any_of, verdict_on


class Judged(NamedTuple):
    """The verdicts of conditions on facts, by key; the premises that hold, and the open ones."""

    verdicts: dict[str, Verdict]
    certain: set[str]
    unknown: set[str]


class PremiseTable:
    """The conditions of the rules of one phase: by fact, and which rules read each."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_fact: dict[str, dict[str, Condition]] = defaultdict(dict)
        # Rules of which a condition is an alternative, and conditions that a rule excludes.
        self._alternatives: dict[str, list[Rule]] = defaultdict(list)
        self._excluded: dict[str, str] = {}
        self._silent: dict[str, Verdict] = {}
        nothing = Judged({}, set(), set())
        for rule in rules:
            for condition in rule.conditions:
                if condition.fact is not None:
                    self._by_fact[condition.fact][condition.key] = condition
                self._silent[condition.key] = (
                    Verdict.NOT_MET if condition.fact is None else verdict_on(condition, None)
                )
            self._excluded |= {each.key: key_unless(each) for each in rule.unless}
            if rule.any and any_is_settled(rule):
                for condition in rule.any:
                    self._alternatives[condition.key].append(rule)
        self._put(self._silent, nothing)
        self._nothing = nothing

    def judge(self, known: Known, settled: Collection[str]) -> Judged:
        """What holds for what is known.

        settled: needs, signals and paths that were concluded before this phase, as keys.
        """
        return self.judge_further(self._nothing, known.found(), settled)

    def judge_further(
        self, judged: Judged, found: Iterable[tuple[str, FactValue]], settled: Collection[str]
    ) -> Judged:
        """What holds where these facts are known, and this is settled, besides what was judged."""
        changed = dict.fromkeys(settled, Verdict.MET)
        for fact, value in found:
            for key, condition in self._by_fact.get(fact, {}).items():
                changed[key] = verdict_on(condition, value)
        further = Judged(dict(judged.verdicts), set(judged.certain), set(judged.unknown))
        self._put(changed, further)
        return further

    def _put(self, verdicts: dict[str, Verdict], judged: Judged) -> None:
        """Enters these verdicts, and what follows for rules that exclude them or choose."""
        judged.verdicts.update(verdicts)
        choosing: dict[str, Rule] = {}
        for key, verdict in verdicts.items():
            _enter(key, verdict, judged)
            if key in self._excluded:
                _enter(self._excluded[key], ~verdict, judged)
            for rule in self._alternatives.get(key, ()):
                choosing[rule.id] = rule
        for rule in choosing.values():
            either = any_of(judged.verdicts[condition.key] for condition in rule.any)
            _enter(key_any(rule), either, judged)


def _enter(key: str, verdict: Verdict, judged: Judged) -> None:
    judged.certain.discard(key)
    judged.unknown.discard(key)
    if verdict is Verdict.MET:
        judged.certain.add(key)
    elif verdict is Verdict.UNKNOWN:
        judged.unknown.add(key)
