"""How sure the answer to a scenario is: outlook, questions, flips and relaxations together."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from types import MappingProxyType

from advisor.estimates.kept import Kept
from advisor.estimates.words import inside_sentence
from advisor.facts.definitions import fact_definitions
from advisor.facts.scenario import Scenario
from advisor.facts.values import FactValue, NumberRange
from advisor.knowledge.base import View
from advisor.reasoning.advice import Advice, Assumption, Flip, Relaxation, RestsOn
from advisor.reasoning.infer_many import Decider, default_decider
from advisor.reasoning.wording import listed
from advisor.what_if.assumptions import assumptions, unstated_requirements
from advisor.what_if.changes import can_be_made, changed_values, effort
from advisor.what_if.distinct_answers import Aim, DistinctAnswers
from advisor.what_if.outlook import Outlook, is_final, outlook
from advisor.what_if.relevance import mattering_for_items
from advisor.what_if.rests_on import rests_on
from advisor.what_if.search import Effort, Search, SmallestChange
from advisor.what_if.space import Space


@dataclass(frozen=True)
class Sensitivity(Outlook):
    """How sure the plan of a scenario is, and what would change it.

    assumptions: the unstated requirements that matter to the plan;
    irrelevant_for_items: the unknown facts that cannot change anything recommended; relaxations:
    for each must that the plan leaves unmet the smallest change under which it is met, where there
    is one of at most two facts.
    """

    assumptions: tuple[Assumption, ...] = ()
    irrelevant_for_items: tuple[str, ...] = ()
    flips: tuple[Flip, ...] = ()
    relaxations: Mapping[str, SmallestChange] = field(default_factory=dict)


_KEPT = 256
"""So many scenarios: who saw a first answer asks for the whole one next."""


class Sensitivities:
    """Works out sensitivities over one body of knowledge. Threads may share it."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.answers = DistinctAnswers(decider.rules)
        self._final: Kept[bool] = Kept(_KEPT)
        self._assumed: Kept[tuple[Assumption, ...]] = Kept(_KEPT)

    def of(
        self,
        scenario: Scenario,
        view: View,
        *,
        skipped: Collection[str] = (),
        fixed: Collection[str] = (),
        flips: bool = True,
    ) -> Sensitivity:
        """The whole answer.

        skipped: facts that the user cannot answer: they stay as they are. fixed: facts that no
        flip may change. flips: whether to look for flips and relaxations.
        """
        found = self.outlook(scenario, view, skipped)
        search = self.search(scenario, view, fixed, allowed=can_be_made) if flips else None
        return Sensitivity(
            **{each.name: getattr(found, each.name) for each in fields(found)},
            assumptions=self.assumptions(scenario, view, skipped, final=found.final),
            irrelevant_for_items=self._irrelevant_for_items(scenario, view, skipped),
            flips=self._flips(search) if search else (),
            relaxations=search.relaxations() if search else {},
        )

    def outlook(self, scenario: Scenario, view: View, skipped: Collection[str] = ()) -> Outlook:
        """Whether the plan can still change, how likely, and what to ask next.

        skipped: facts that the user cannot answer: they stay as they are.
        """
        found = outlook(self.circumstances(scenario, view, skipped))
        read = self.answers.facts("plan")
        irrelevant = tuple(
            fact
            for fact in fact_definitions()
            if scenario.get(fact) is None and (fact in found.irrelevant_facts or fact not in read)
        )
        return replace(found, irrelevant_facts=irrelevant)

    def is_final(self, scenario: Scenario, view: View) -> bool:
        """Whether no unknown circumstance can change the plan while the assumptions hold.

        The same as `outlook` says, sooner.
        """
        return self._final.get(
            (scenario, view), lambda: is_final(self.circumstances(scenario, view))
        )

    def assumptions(
        self,
        scenario: Scenario,
        view: View,
        skipped: Collection[str] = (),
        *,
        final: bool | None = None,
    ) -> tuple[Assumption, ...]:
        """The unstated requirements that matter to the plan, the most consequential first.

        skipped: facts that the user cannot answer: they stay as they are; final: whether the plan
        is, where that is known already.
        """

        def work_out() -> tuple[Assumption, ...]:
            circumstances: Mapping[str, tuple[FactValue, ...]] = {}
            if final is not False:
                space = self.circumstances(scenario, view, skipped)
                if final or is_final(space):
                    circumstances = space.answers
            return assumptions(self.decider, self.answers, scenario, view, circumstances)

        return self._assumed.get((scenario, view, frozenset(skipped)), work_out)

    def rests_on(self, scenario: Scenario, view: View) -> RestsOn | None:
        """The one stated fact without which the headline would be another; None if none or more."""
        return rests_on(self.decider, scenario, view)

    def circumstances(self, scenario: Scenario, view: View, skipped: Collection[str] = ()) -> Space:
        """The completions of the unknown circumstances by usual answers.

        What nobody asks for stays unstated: to state what this silence means would lead to the
        same plans. Numbers that nobody could state in earnest are left out, and so are the details
        of what is skipped, and numbers of what there is none of.
        """
        details = {
            name
            for name, each in fact_definitions().items()
            if each.detail_of in skipped or each.is_none(scenario.get)
        }
        left_out = {*skipped, *details, *unstated_requirements(scenario)}
        return self.space(scenario, view, left_out, usual=True)

    def space(
        self,
        scenario: Scenario,
        view: View,
        skipped: Collection[str] = (),
        aim: Aim = "plan",
        *,
        usual: bool = False,
    ) -> Space:
        """All completions of a scenario that rules can tell apart; usual: by usual numbers."""
        cuts = self.answers.cuts(scenario)
        open_facts: dict[str, tuple[FactValue, ...]] = {}
        for fact in self.answers.facts(aim):
            if fact in skipped:
                continue
            value = scenario.get(fact)
            if value is None:
                limits = fact_definitions()[fact].usual if usual else None
                within = NumberRange(at_least=limits[0], at_most=limits[1]) if limits else None
                open_facts[fact] = self.answers.of(fact, aim, within, cuts.get(fact, ()))
            elif isinstance(value, NumberRange):
                answers = self.answers.of(fact, aim, value, cuts.get(fact, ()))
                if len(answers) > 1:
                    open_facts[fact] = answers
        return Space(self.decider, scenario, view, open_facts)

    def _irrelevant_for_items(
        self, scenario: Scenario, view: View, skipped: Collection[str]
    ) -> tuple[str, ...]:
        """The unknown facts that cannot change anything recommended."""
        matter = mattering_for_items(self.space(scenario, view, skipped, "items"))
        return tuple(
            fact
            for fact in fact_definitions()
            if scenario.get(fact) is None and fact not in skipped and fact not in matter
        )

    # What would change it

    def flips(
        self, scenario: Scenario, view: View, fixed: Collection[str] = ()
    ) -> tuple[Flip, ...]:
        """For each other path the smallest change of facts that makes it the headline.

        In the order of the ladder; a path is left out where no change of up to three facts was
        found. fixed: facts that may not change.
        """
        return self._flips(self.search(scenario, view, fixed, allowed=can_be_made))

    def relaxations(
        self, scenario: Scenario, view: View, fixed: Collection[str] = ()
    ) -> Mapping[str, SmallestChange]:
        """For each must that the plan leaves unmet, the smallest change under which it is met.

        The need stays a must; one change or two. A need that no such change meets is left out.
        """
        return self.search(scenario, view, fixed, allowed=can_be_made).relaxations()

    def search(
        self,
        scenario: Scenario,
        view: View,
        fixed: Collection[str] = (),
        *,
        aim: Aim = "plan",
        day: datetime.date | None = None,
        more: Mapping[str, tuple[FactValue, ...]] = MappingProxyType({}),
        allowed: Callable[[str, FactValue], bool] = lambda fact, value: True,
        effort: Effort = effort,
    ) -> Search:
        """The search for the smallest change of this scenario.

        fixed: facts that may not change; aim: whether goals concern the plan alone, or items too;
        day: the day on which items are offered; more: further values that a fact could take;
        allowed: which changes are tried; effort: what makes one change easier than another.
        """
        cuts = self.answers.cuts(scenario)
        changes: dict[str, tuple[FactValue, ...]] = {}
        for fact in self.answers.facts(aim):
            if fact not in fixed:
                values = changed_values(self.answers, scenario, fact, cuts.get(fact, ()), aim)
                values = (*values, *more.get(fact, ()))
                changes[fact] = tuple(value for value in values if allowed(fact, value))
        changes = {fact: values for fact, values in changes.items() if values}
        return Search(Space(self.decider, scenario, view, changes), day, effort)

    def _flips(self, search: Search) -> tuple[Flip, ...]:
        paths = self.decider.knowledge.paths
        ladder = sorted(paths, key=lambda path: paths[path].position)
        found = search.flips()
        return tuple(
            Flip(
                path=path,
                plan=found[path].plan,
                changes=found[path].changes,
                text=f"{listed(map(str, found[path].changes))} {_make(found[path])} it "
                f"{paths[path].short_name}{self._but(found[path])}",
                leaves=tuple(found[path].leaves),
            )
            for path in ladder
            if path in found
        )

    def _but(self, found: SmallestChange) -> str:
        """What a plan that a change leads to does not meet: it may be no better answer."""
        needs = self.decider.knowledge.needs
        left = listed(inside_sentence(needs[need].name) for need in found.leaves)
        return f", which does not fully meet {left}" if left else ""

    # Put into an advice

    def with_status(self, advice: Advice, scenario: Scenario) -> Advice:
        """The advice for this scenario, with its status and assumptions."""
        final = self.is_final(scenario, advice.view)
        return advice.model_copy(
            update={
                "status": "final" if final else "provisional",
                "rests_on": self.rests_on(scenario, advice.view),
                "assumptions": self.assumptions(scenario, advice.view, final=final),
            }
        )

    def completed(self, advice: Advice, scenario: Scenario, fixed: Collection[str] = ()) -> Advice:
        """The advice for this scenario, completed by how sure it is and what would change it."""
        found = self.of(scenario, advice.view, fixed=fixed)
        waiting = {each.fact: each for each in advice.next_questions}
        pointless = {
            name for name, each in fact_definitions().items() if each.is_pointless(scenario.get)
        }
        alone = found.certainty.by_one_answer
        first = tuple(
            each.model_copy(
                update={"rules_waiting": waiting[each.fact].rules_waiting}
                if each.fact in waiting
                else {}
            )
            for each in found.questions
            if each.fact not in pointless or each.fact in alone
        )
        asked = {each.fact for each in first}
        return advice.model_copy(
            update={
                "status": "final" if found.final else "provisional",
                "rests_on": self.rests_on(scenario, advice.view),
                "assumptions": found.assumptions,
                "agreement": found.agreement,
                "certainty": found.certainty,
                "runners_up": found.runners_up,
                "flips": found.flips,
                # Those that decide on the plan first, then those that decide on items.
                "next_questions": (
                    *first,
                    *(each for each in advice.next_questions if each.fact not in asked | pointless),
                ),
                "irrelevant_facts": found.irrelevant_facts,
                "irrelevant_for_items": found.irrelevant_for_items,
                "relaxations": self._relaxed(advice, found),
            }
        )

    def _relaxed(self, advice: Advice, found: Sensitivity) -> tuple[Relaxation, ...]:
        """The relaxations of the advice, each with its smallest change of facts."""
        knowledge = self.decider.knowledge
        relaxations = []
        for each in advice.relaxations:
            relaxed = found.relaxations.get(each.need)
            changes = relaxed.changes if relaxed else ()
            relaxations.append(each.model_copy(update={"changes": changes}))
        named = {each.need for each in relaxations}
        for need, relaxed in found.relaxations.items():
            if need not in named:
                name = knowledge.needs[need].name
                plan = listed(knowledge.paths[path].short_name for path in relaxed.plan)
                text = f"{name} would be met by {plan} with {listed(map(str, relaxed.changes))}."
                relaxations.append(
                    Relaxation(
                        need=need,
                        path=relaxed.plan[-1],
                        text=text,
                        rules=(),
                        changes=relaxed.changes,
                    )
                )
        return tuple(relaxations)


def _make(found: SmallestChange) -> str:
    return "makes" if len(found.changes) == 1 else "make"


@lru_cache(maxsize=2)
def default_sensitivities() -> Sensitivities:
    """Sensitivities over the project's own knowledge; made once per process."""
    return Sensitivities(default_decider())
