"""How sure the answer is: final or provisional, what would change it, what to ask next.

The space of answers to the open questions is finite (`answers`). What cannot matter is found
first, by asking which rules could still fire; what is left is swept whole where it is small, and
else sampled with a fixed seed. Where a sample finds no other plan, a proof is tried that no
completion can change it. The same scenario gives the same figures.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from advisor.advice import (
    Advice,
    Certainty,
    Change,
    Flip,
    LeadsTo,
    NextQuestion,
    Relaxation,
    RunnerUp,
)
from advisor.answers import Aim, Answers
from advisor.deciding import Decider, Situations, default_decider
from advisor.estimates.derived import DERIVED_FACTS, NumberColumn, rests_on
from advisor.inference.columnar import (
    Column,
    Columns,
    FiredPlanes,
    Judge,
    Plane,
    SetColumn,
    pack,
    unpack,
)
from advisor.inference.joins import conclusion_keys
from advisor.knowledge.models import (
    CoverageConclusion,
    LimitConclusion,
    NeedConclusion,
    Phase,
    Rule,
    View,
)
from advisor.scenario import FactValue, NumberRange, Scenario, fact_definitions
from advisor.wording import listed, spoken

MOST_SWEPT = 20_000
"""Up to so many completions every one is decided; beyond, a sample."""
SAMPLE = 4_096
"""Completions decided where there are too many to sweep."""
MOST_PROVING = 8_192
"""Partly answered scenarios looked at in a proof that nothing can change the plan."""
MOST_PAIRS = 30_000
"""Pairs of changes tried for flips; where there are more, the most promising ones."""
MOST_TRIPLES = 12_000
"""Triples of changes tried for flips, along the most promising pairs."""
SEED = 20_261_122

Answered = NDArray[np.intp]
"""Which answer each scenario gives to each open fact; -1: not answered.

Of shape (scenarios, open facts).
"""


@dataclass(frozen=True)
class Sensitivity:
    """How sure the plan of a scenario is, and what would change it."""

    final: bool
    agreement: float
    certainty: Certainty
    runners_up: tuple[RunnerUp, ...]
    irrelevant_facts: tuple[str, ...]
    irrelevant_for_items: tuple[str, ...]
    questions: tuple[NextQuestion, ...]
    flips: tuple[Flip, ...]
    relaxations: Mapping[str, Relaxed]


class Relaxed(NamedTuple):
    """The smallest change of facts under which a plan meets a need, and that plan."""

    changes: tuple[Change, ...]
    plan: tuple[str, ...]


class Sensitivities:
    """Works out sensitivities over one body of knowledge. Threads may share it."""

    def __init__(self, decider: Decider) -> None:
        self.decider = decider
        self.answers = Answers(decider.rules)

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

        skipped: facts that the user cannot answer: they stay unknown. fixed: facts that no flip
        may change. flips: whether to look for flips and relaxations.
        """
        space = self.space(scenario, view, skipped)
        outlook = self.outlook(space)
        return Sensitivity(
            final=outlook.final,
            agreement=outlook.agreement,
            certainty=outlook.certainty,
            runners_up=outlook.runners_up,
            irrelevant_facts=outlook.irrelevant,
            irrelevant_for_items=self._irrelevant_for_items(scenario, view, skipped),
            questions=outlook.questions,
            flips=self.flips(scenario, view, fixed) if flips else (),
            relaxations=self.relaxations(scenario, view, fixed) if flips else {},
        )

    def told(self, advice: Advice, scenario: Scenario, fixed: Collection[str] = ()) -> Advice:
        """The advice for this scenario, with how sure it is and what would change it."""
        found = self.of(scenario, advice.view, fixed=fixed)
        waiting = {each.fact: each for each in advice.next_questions}
        first = tuple(
            each.model_copy(
                update={"rules_waiting": waiting[each.fact].rules_waiting}
                if each.fact in waiting
                else {}
            )
            for each in found.questions
        )
        asked = {each.fact for each in first}
        return advice.model_copy(
            update={
                "status": "final" if found.final else "provisional",
                "agreement": found.agreement,
                "certainty": found.certainty,
                "runners_up": found.runners_up,
                "flips": found.flips,
                # Those that decide on the plan first, then those that decide on items.
                "next_questions": (
                    *first,
                    *(each for each in advice.next_questions if each.fact not in asked),
                ),
                "irrelevant_facts": found.irrelevant_facts,
                "irrelevant_for_items": found.irrelevant_for_items,
                "relaxations": self._relaxed(advice, found),
            }
        )

    def _relaxed(self, advice: Advice, found: Sensitivity) -> tuple[Relaxation, ...]:
        """The relaxations of the advice, each with its smallest change of facts."""
        knowledge = self.decider.knowledge
        told = []
        for each in advice.relaxations:
            relaxed = found.relaxations.get(each.need)
            changes = relaxed.changes if relaxed else ()
            told.append(each.model_copy(update={"changes": changes}))
        named = {each.need for each in told}
        for need, relaxed in found.relaxations.items():
            if need not in named:
                name = knowledge.needs[need].name
                plan = listed(knowledge.paths[path].short_name for path in relaxed.plan)
                text = f"{name} would be met by {plan} with {_told(relaxed.changes)}."
                told.append(
                    Relaxation(
                        need=need,
                        path=relaxed.plan[-1],
                        text=text,
                        rules=(),
                        changes=relaxed.changes,
                    )
                )
        return tuple(told)

    def space(
        self, scenario: Scenario, view: View, skipped: Collection[str] = (), aim: Aim = "plan"
    ) -> Space:
        """All completions of a scenario that rules can tell apart."""
        cuts = self.answers.cuts(scenario)
        open_facts: dict[str, tuple[FactValue, ...]] = {}
        for fact in self.answers.facts(aim):
            value = scenario.get(fact)
            if value is None and fact not in skipped:
                open_facts[fact] = self.answers.of(fact, aim, None, cuts.get(fact, ()))
            elif isinstance(value, NumberRange):
                within = self.answers.of(fact, aim, value, cuts.get(fact, ()))
                if len(within) > 1:
                    open_facts[fact] = within
        return Space(self.decider, scenario, view, open_facts)

    # Final or provisional

    def outlook(self, space: Space) -> Outlook:
        """Whether the plan can still change, how likely, and which question tells most."""
        matter = space.mattering()
        size = math.prod(len(space.answers[fact]) for fact in matter)
        present = int(space.plans(space.unanswered(1))[0])
        answered = space.every(matter) if size <= MOST_SWEPT else space.sample(matter, SAMPLE)
        plans = space.plans(answered)
        agree = int(np.count_nonzero(plans == present))
        agreement = agree / len(plans)
        swept = size <= MOST_SWEPT
        final = swept and agree == len(plans)
        how: Literal["swept", "proven", "sampled"] = "swept" if swept else "sampled"
        low, high = (agreement, agreement) if swept else _bounds(agree, len(plans))
        if not swept and agree == len(plans) and space.proves(present):
            final, how, low = True, "proven", 1.0
        if final:
            irrelevant = {fact for fact in space.answers if space.scenario.get(fact) is None}
        else:
            irrelevant = {
                fact
                for fact in space.answers
                if space.scenario.get(fact) is None and fact not in matter
            }
            if swept:
                irrelevant |= {
                    fact for fact in matter if not _matters(space, answered, plans, fact)
                }
        open_facts = tuple(fact for fact in matter if not final and fact not in irrelevant)
        certainty = Certainty(
            how=how,
            completions=len(plans),
            low=round(low, 6),
            high=round(high, 6),
            open_facts=open_facts,
        )
        names = self.decider.planner.plans
        found, counts = np.unique(plans, return_counts=True)
        others = sorted(
            ((int(number), plan) for number, plan in zip(counts, found, strict=True)),
            key=lambda each: (-each[0], each[1]),
        )
        runners_up = tuple(
            RunnerUp(
                headline=names[plan][-1], paths=names[plan], share=round(number / len(plans), 6)
            )
            for number, plan in others
            if plan != present
        )
        never = tuple(
            fact
            for fact in fact_definitions()
            if space.scenario.get(fact) is None
            and (fact in irrelevant or fact not in self.answers.facts("plan"))
        )
        return Outlook(
            final=final,
            agreement=round(agreement, 6),
            certainty=certainty,
            runners_up=runners_up[:5],
            irrelevant=never,
            questions=() if final else self._questions(space, open_facts, answered, plans, swept),
        )

    def _questions(
        self,
        space: Space,
        open_facts: Sequence[str],
        answered: Answered,
        plans: NDArray[np.int16],
        swept: bool,
    ) -> tuple[NextQuestion, ...]:
        """The open facts, the one first whose answer is expected to settle most."""
        doubt = _entropy(np.unique(plans, return_counts=True)[1])
        waiting = space.waiting()
        ranked = []
        for place, fact in enumerate(open_facts):
            codes = answered[:, space.place(fact)]
            gain = _gain(codes, plans, corrected=not swept)
            settles = min(1.0, gain / doubt) if doubt > 0 else 0.0
            ranked.append((-round(settles, 3), -waiting.get(fact, 0), place, fact, settles))
        ranked.sort()
        definitions = fact_definitions()
        return tuple(
            NextQuestion(
                fact=fact,
                question=definitions[fact].question,
                rules_waiting=waiting.get(fact, 0),
                settles=round(settles, 4),
                leads_to=self._leads(space, fact, answered, plans) if number < 5 else (),
            )
            for number, (_, _, _, fact, settles) in enumerate(ranked)
        )

    def _leads(
        self, space: Space, fact: str, answered: Answered, plans: NDArray[np.int16]
    ) -> tuple[LeadsTo, ...]:
        headlines = np.array(
            [self.decider.planner.paths.index(p[-1]) for p in self.decider.planner.plans]
        )
        codes = answered[:, space.place(fact)]
        found = []
        for code, answer in enumerate(space.answers[fact]):
            if isinstance(answer, tuple) and len(answer) > 1:
                continue
            counts = np.bincount(headlines[plans[codes == code]], minlength=1)
            if counts.sum():
                best = int(counts.argmax())
                found.append(
                    LeadsTo(
                        answer=list(answer) if isinstance(answer, tuple) else answer,
                        headline=self.decider.planner.paths[best],
                        share=round(float(counts[best] / counts.sum()), 4),
                    )
                )
        return tuple(found)

    def _irrelevant_for_items(
        self, scenario: Scenario, view: View, skipped: Collection[str]
    ) -> tuple[str, ...]:
        space = self.space(scenario, view, skipped, "items")
        matter = set(space.mattering_for_items())
        read = set(self.answers.facts("items"))
        return tuple(
            fact
            for fact in fact_definitions()
            if scenario.get(fact) is None
            and fact not in skipped
            and (fact not in read or fact not in matter)
        )

    # What would change it

    def flips(
        self, scenario: Scenario, view: View, fixed: Collection[str] = ()
    ) -> tuple[Flip, ...]:
        """For each other path, the smallest change of facts that makes it the headline.

        One change and two are looked for everywhere, as far as `MOST_PAIRS` goes; three along
        the most promising pairs. fixed: facts that may not change. In the order of the ladder.
        """
        search = self._search(scenario, view, fixed)
        paths = self.decider.planner.paths
        present = search.headline
        wanted = [path for path in paths if path != present]
        found = search.flips([paths.index(path) for path in wanted])
        ladder = sorted(wanted, key=lambda path: self.decider.knowledge.paths[path].position)
        flips = []
        for path in ladder:
            if (place := paths.index(path)) in found:
                chosen, plan = found[place]
                changes = tuple(search.change(number) for number in chosen)
                name = self.decider.knowledge.paths[path].short_name
                flips.append(
                    Flip(
                        path=path,
                        plan=self.decider.planner.plans[plan],
                        changes=changes,
                        text=f"{_told(changes)} {_verb(changes)} it {name}",
                    )
                )
        return tuple(flips)

    def relaxations(
        self, scenario: Scenario, view: View, fixed: Collection[str] = ()
    ) -> Mapping[str, Relaxed]:
        """For each must that the plan leaves unmet, the smallest change under which it is met.

        The need stays a must; one change or two. A need that no such change meets is left out.
        """
        search = self._search(scenario, view, fixed)
        return {
            need: Relaxed(
                tuple(search.change(number) for number in chosen), self.decider.planner.plans[plan]
            )
            for need, (chosen, plan) in search.relaxations().items()
        }

    @lru_cache(maxsize=64)  # noqa: B019  (flips and relaxations of one scenario share it)
    def _search_cached(self, key: str, view: View, fixed: frozenset[str]) -> Search:
        scenario = Scenario.model_validate_json(key)
        cuts = self.answers.cuts(scenario)
        changes: dict[str, tuple[FactValue, ...]] = {}
        for fact in self.answers.facts("plan"):
            if fact not in fixed:
                values = _changes(self.answers, scenario, fact, cuts.get(fact, ()))
                if values:
                    changes[fact] = values
        return Search(Space(self.decider, scenario, view, changes))

    def _search(self, scenario: Scenario, view: View, fixed: Collection[str]) -> Search:
        return self._search_cached(scenario.model_dump_json(), view, frozenset(fixed))


@dataclass(frozen=True)
class Outlook:
    """Whether the plan can still change, and how likely."""

    final: bool
    agreement: float
    certainty: Certainty
    runners_up: tuple[RunnerUp, ...]
    irrelevant: tuple[str, ...]
    questions: tuple[NextQuestion, ...]


class Space:
    """A scenario and the answers that could be given to some of its facts.

    answers: for each open fact the values that it could take. Not answered, it stays as the
    scenario has it: unknown, or known roughly.
    """

    def __init__(
        self,
        decider: Decider,
        scenario: Scenario,
        view: View,
        answers: Mapping[str, tuple[FactValue, ...]],
    ) -> None:
        self.decider = decider
        self.scenario = scenario
        self.view = view
        self.answers = answers
        self.facts = tuple(answers)
        vocabulary = decider.vocabulary
        # What is not answered stands last: number -1 finds it.
        self._values = {
            fact: vocabulary.column(fact, (*values, scenario.get(fact)))
            for fact, values in answers.items()
        }
        self._stated = {
            name: vocabulary.column(name, [value])
            for name, value in scenario.values()
            if name not in answers
        }

    def place(self, fact: str) -> int:
        """The place of an open fact among the columns of answers."""
        return self.facts.index(fact)

    def unanswered(self, size: int) -> Answered:
        """So many scenarios in which nothing more is answered."""
        return np.full((size, len(self.facts)), -1, dtype=np.intp)

    def every(self, facts: Sequence[str]) -> Answered:
        """Every completion of these facts; the others get their first answer."""
        answered = np.zeros(
            (math.prod(len(self.answers[fact]) for fact in facts), len(self.facts)), dtype=np.intp
        )
        repeat = 1
        for fact in facts:
            number = len(self.answers[fact])
            answered[:, self.place(fact)] = np.arange(len(answered)) // repeat % number
            repeat *= number
        return answered

    def sample(self, facts: Sequence[str], size: int) -> Answered:
        """So many completions of these facts, at random; the others get their first answer."""
        chance = np.random.Generator(np.random.PCG64(SEED))
        answered = np.zeros((size, len(self.facts)), dtype=np.intp)
        for fact in facts:
            answered[:, self.place(fact)] = chance.integers(0, len(self.answers[fact]), size)
        return answered

    def columns(self, answered: Answered) -> Columns:
        """The facts of the scenarios in which so is answered."""
        size = len(answered)
        nothing = np.zeros(size, dtype=np.intp)
        facts: dict[str, Column] = {}
        for name, column in self._stated.items():
            facts[name] = _rows(column, nothing)
        for place, fact in enumerate(self.facts):
            codes = answered[:, place]
            if self.scenario.get(fact) is None and not np.any(codes >= 0):
                continue
            facts[fact] = _rows(self._values[fact], codes)
        return Columns(size, facts)

    def plans(self, answered: Answered) -> NDArray[np.int16]:
        """The number of the plan in each of these scenarios."""
        return self.decider.plans(self.columns(answered), self.view)

    # What can still matter

    def look(self, answered: Answered) -> Look:
        """What is certain and what is possible yet, whatever is answered to the rest."""
        return Look(self, answered)

    def mattering(self) -> tuple[str, ...]:
        """The open facts that can still change the plan, as far as the rules that read them show.

        A fact that is left out cannot change it.
        """
        counts = self.look(self.unanswered(1)).readers()
        return tuple(fact for fact, numbers in counts.items() if numbers[0] > 0)

    def waiting(self) -> dict[str, int]:
        """How many rules that can still change the plan wait for each open fact."""
        counts = self.look(self.unanswered(1)).readers()
        return {fact: int(numbers[0]) for fact, numbers in counts.items()}

    def mattering_for_items(self) -> tuple[str, ...]:
        """The open facts that can still change anything recommended."""
        return self.look(self.unanswered(1)).reading_items()

    def proves(self, plan: int) -> bool:
        """Whether no completion leads to another plan than this one.

        Splits the space by the fact that most open rules read, and drops each part in which
        what is certain settles the plan. False where that takes too long, or is not so.
        """
        pending = [self.unanswered(1)]
        looked = 0
        while pending:
            answered = pending.pop()
            looked += len(answered)
            if looked > MOST_PROVING:
                return False
            look = self.look(answered)
            settled, other = look.settles(plan)
            if other.any():
                return False
            rows = np.flatnonzero(~settled)
            if not len(rows):
                continue
            readers = look.readers()
            table = np.column_stack([readers[fact][rows] for fact in self.facts])
            # A fact with few answers splits into few parts.
            sizes = np.array([len(self.answers[fact]) for fact in self.facts])
            table = np.where(answered[rows] >= 0, 0.0, table / np.log2(sizes + 1.0))
            split = table.argmax(axis=1)
            if (table.max(axis=1) <= 0).any():
                return False
            for place in np.unique(split).tolist():
                parts = answered[rows[split == place]]
                children = np.repeat(parts, sizes[place], axis=0)
                children[:, place] = np.tile(np.arange(sizes[place]), len(parts))
                pending += [
                    children[start : start + 1024] for start in range(0, len(children), 1024)
                ]
        return True


class Look:
    """What is certain, and what is possible yet, where some open facts are not answered."""

    def __init__(self, space: Space, answered: Answered) -> None:
        self._space = space
        self._answered = answered
        self._size = len(answered)
        decider = space.decider
        self._rules = decider.rules
        self._columns = decider.rules.prepared(space.columns(answered), space.view)
        self._undecided = self._undecided_planes()
        # Every open fact will have been stated, whatever the answer.
        self._judge = Judge(
            decider.vocabulary, self._columns, frozenset(space.facts), self._undecided
        )
        self._certain = self._rules.fire("infer", self._judge, {})
        self._possible = self._rules.fire("infer", self._judge, {}, "possible")
        self._sure = decider.outcome(self._certain)
        self._could = decider.outcome(self._possible)

    def _undecided_planes(self) -> dict[str, Plane]:
        """Where each fact, of the scenario or derived, waits for an answer."""
        waiting = {
            fact: self._answered[:, place] < 0 for place, fact in enumerate(self._space.facts)
        }
        planes = {fact: pack(rows) for fact, rows in waiting.items()}
        for fact in DERIVED_FACTS:
            on = [waiting[name] for name in rests_on(fact) if name in waiting]
            if on:
                planes[fact] = pack(np.logical_or.reduce(on))
        return planes

    def _open(self, rule: Rule, certain: FiredPlanes, possible: FiredPlanes) -> Plane | None:
        """Where it is open whether the rule fires."""
        could = possible.rules.get(rule.id)
        if could is None:
            return None
        sure = certain.rules.get(rule.id)
        plane = could if sure is None else could & ~sure
        return plane if unpack(plane, self._size).any() else None

    def readers(self) -> dict[str, NDArray[np.float64]]:
        """For each open fact, how many open rules that bear on the plan read it.

        An array over the scenarios; 0 where the fact is answered or cannot matter.
        """
        found = {fact: np.zeros(self._size) for fact in self._space.facts}
        for rule, plane in self._bearing():
            open_here = unpack(plane, self._size)
            for fact in self._undecided_facts(rule):
                found[fact] += open_here
        if "priority" in found:
            found["priority"] += 0.5
        for place, fact in enumerate(self._space.facts):
            found[fact][self._answered[:, place] >= 0] = 0
        return found

    def _bearing(self) -> Iterator[tuple[Rule, Plane]]:
        """The rules of the first phase whose firing is open and could change the situation."""
        signals: dict[str, Plane] = {}
        for rule in reversed(self._rules.ordered("infer")):
            plane = self._open(rule, self._certain, self._possible)
            if plane is None:
                continue
            matters: list[Plane] = []
            for conclusion in rule.then:
                match conclusion:
                    case NeedConclusion(need=need, level=level):
                        known = self._sure.musts if level == "must" else self._sure.needs
                        matters.append(self._where_not(known.get(need)))
                    case LimitConclusion():
                        matters += [
                            self._where_not(self._sure.limits.get(path))
                            for path in conclusion.rule_out
                        ]
                    case CoverageConclusion():
                        matters.append(self._judge.everywhere)
            for key in conclusion_keys(rule):
                if key in signals:
                    matters.append(signals[key] & self._where_not(self._certain.concluded.get(key)))
            if not matters:
                continue
            plane = plane & np.bitwise_or.reduce(matters)
            for condition in rule.conditions:
                if condition.fact is None:
                    before = signals.get(condition.key)
                    signals[condition.key] = plane if before is None else before | plane
            yield rule, plane

    def _where_not(self, plane: Plane | None) -> Plane:
        return self._judge.everywhere if plane is None else ~plane

    def _undecided_facts(self, rule: Rule) -> set[str]:
        """The open facts for which conditions of the rule wait."""
        found: set[str] = set()
        for condition in rule.conditions:
            if condition.fact is None:
                continue
            could = self._judge.could(condition)
            if could.met is None or could.unmet is None:
                continue
            if unpack(could.met & could.unmet, self._size).any():
                names = rests_on(condition.fact)
                found.update(name for name in names if name in self._space.answers)
        return found

    def reading_items(self) -> tuple[str, ...]:
        """The open facts that an open rule of either phase reads, or that the gate reads."""
        space, size = self._space, self._size
        planner = space.decider.planner
        sure, could = (
            {
                key: plane
                for key, plane in planes.concluded.items()
                if key.startswith(("need:", "signal:"))
            }
            for planes in (self._certain, self._possible)
        )
        plan = int(space.plans(self._answered)[0])
        settled, _ = self.settles(plan)
        for path in planner.paths:
            used = np.full(size, path in planner.plans[plan])
            sure[f"path:{path}"] = pack(used & settled)
            could[f"path:{path}"] = pack(used | ~settled)
        self._judge.add(space.decider.plan_facts(np.full(size, plan)))
        for fact in ("plan_headline", "plan_trains"):
            self._undecided[fact] = pack(~settled)
        certain = self._rules.fire("recommend", self._judge, sure, "certain", could)
        possible = self._rules.fire("recommend", self._judge, could, "possible", sure)
        found: set[str] = set()
        parts: tuple[tuple[Phase, FiredPlanes, FiredPlanes], ...] = (
            ("infer", self._certain, self._possible),
            ("recommend", certain, possible),
        )
        for phase, fired, could_fire in parts:
            for rule in self._rules.ordered(phase):
                if self._open(rule, fired, could_fire) is not None:
                    found |= self._undecided_facts(rule)
        if "priority" in space.answers and not settled.all():
            found.add("priority")
        if "existing_services" in space.answers and space.view == "production":
            found.add("existing_services")
        return tuple(fact for fact in space.facts if fact in found)

    def settles(self, plan: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Where this plan is proven to be chosen, and where another plan is for certain.

        The plan is proven where, whatever is concluded of what is open, each other plan scores
        worse. Scores are sums over needs, so the least difference is a sum of least differences.
        """
        planner, size = self._space.decider.planner, self._size
        sure = self._space.decider.situations(self._sure, self._columns)
        could = self._space.decider.situations(self._could, self._columns)
        decided = (
            (sure.musts == could.musts).all(axis=1)
            & (sure.needs == could.needs).all(axis=1)
            & (sure.ruled_out == could.ruled_out).all(axis=1)
            & (sure.overrides == could.overrides).all(axis=1)
        )
        open_policy = np.zeros(size, dtype=np.bool_)
        policies = set(np.unique(sure.policy).tolist())
        if "priority" in self._space.answers:
            open_policy = self._answered[:, self._space.place("priority")] < 0
            words = self._space.answers["priority"]
            policies |= {planner.policy_number(str(word)) for word in words}
        uses = int(planner.uses[plan])
        _, barred_sure = planner.excluded(sure.needs, sure.ruled_out)
        idle_could, _ = planner.excluded(could.needs, could.ruled_out)
        idle_sure, barred_could = planner.excluded(sure.needs, could.ruled_out)
        # The plan itself is admissible for certain ...
        settled = ((barred_could | idle_sure) & np.uint64(uses)) == 0
        # ... and these others are out of the question for certain.
        out = ((barred_sure | idle_could)[:, None] & planner.uses) != 0
        for policy in sorted(policies):
            rows = np.flatnonzero(settled & (open_policy | (sure.policy == policy)))
            if not len(rows):
                continue
            fixed = planner.fixed(policy)
            margin = np.tile(fixed - fixed[plan], (len(rows), 1))
            for place, need in enumerate(planner.needs):
                margin += self._least(policy, place, need, plan, sure.take(rows), could.take(rows))
            worse = (margin > 0) | out[rows]
            worse[:, plan] = True
            settled[rows[~worse.all(axis=1)]] = False
        other = np.zeros(size, dtype=np.bool_)
        rows = np.flatnonzero(decided & ~open_policy & ~settled)
        if len(rows):
            other[rows] = planner.choose(sure.take(rows)) != plan
            settled[rows] = ~other[rows]
        return settled, other

    def _least(
        self,
        policy: int,
        place: int,
        need: str,
        plan: int,
        sure: Situations,
        could: Situations,
    ) -> NDArray[np.float64]:
        """The least that a need can add to each other plan's lag behind this one."""
        planner = self._space.decider.planner
        size = len(sure.policy)
        possible = could.needs[:, place]
        least = np.zeros((size, len(planner.plans)))
        if not possible.any():
            return least
        lag = np.full((size, len(planner.plans)), np.inf)
        lag[~sure.needs[:, place]] = 0.0
        changing = planner.overrides_of[need]
        fits_all = np.ones(size, dtype=np.bool_)
        for combination in range(1 << len(changing)):
            fits = fits_all.copy()
            for bit, override in enumerate(changing):
                holds = bool(combination >> bit & 1)
                # An override holds for certain, not at all, or either way.
                fits &= could.overrides[:, override] if holds else ~sure.overrides[:, override]
            if not fits.any():
                continue
            for must in (False, True):
                level = could.musts[:, place] if must else possible & ~sure.musts[:, place]
                rows = np.flatnonzero(fits & level)
                if len(rows):
                    weights = planner.weights(policy, place, must, combination)
                    lag[rows] = np.minimum(lag[rows], weights - weights[plan])
        least[possible] = lag[possible]
        return least


class Search:
    """Looks for the smallest changes of facts that lead to something else."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._decider = space.decider
        self._changes = [
            (place, code)
            for place, fact in enumerate(space.facts)
            for code in range(len(space.answers[fact]))
        ]
        self._planner = space.decider.planner
        start = self._decide(space.unanswered(1))
        self._start = start
        self.headline = self._planner.plans[int(start.plans[0])][-1]
        self._single = self._decide(self._applied([(number,) for number in self._numbers()]))
        self._pair_numbers: list[tuple[int, int]] | None = None
        self._pair: Decided | None = None

    def _numbers(self) -> range:
        return range(len(self._changes))

    def change(self, number: int) -> Change:
        """A change, as it is told."""
        place, code = self._changes[number]
        fact = self._space.facts[place]
        known = self._space.scenario.known()
        value = self._space.answers[fact][code]
        return Change(
            fact=fact,
            was=known.get(fact),
            to=list(value) if isinstance(value, tuple) else value,
        )

    def _applied(self, chosen: Sequence[tuple[int, ...]]) -> Answered:
        answered = self._space.unanswered(len(chosen))
        rows = np.arange(len(chosen))
        table = np.array(self._changes, dtype=np.intp).reshape(-1, 2)
        if len(chosen):
            for number in np.array(chosen, dtype=np.intp).T:
                answered[rows, table[number, 0]] = table[number, 1]
        return answered

    def _decide(self, answered: Answered) -> Decided:
        decider = self._decider
        columns = decider.rules.prepared(self._space.columns(answered), self._space.view, "infer")
        outcome = decider.outcome(
            decider.rules.fire("infer", Judge(decider.vocabulary, columns), {})
        )
        situations = decider.situations(outcome, columns)
        return Decided(situations, self._planner.choose(situations))

    def _pairs(self) -> tuple[list[tuple[int, int]], Decided]:
        """Pairs of changes of two facts, and what they lead to."""
        if self._pair is None or self._pair_numbers is None:
            pairs = [
                (one, two)
                for one, two in itertools.combinations(self._numbers(), 2)
                if self._changes[one][0] != self._changes[two][0]
            ]
            if len(pairs) > MOST_PAIRS:
                pairs = self._promising(pairs)
            self._pair_numbers = pairs
            self._pair = self._decide(self._applied(pairs))
        return self._pair_numbers, self._pair

    def _promising(self, pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        # A change that alone changes nothing in the situation matters only beside one that does
        # or one that the same rules read; those that change something come first.
        start = np.hstack([each[0:1].reshape(1, -1) for each in self._start.situations])
        single = np.hstack([each.reshape(len(each), -1) for each in self._single.situations])
        changes = (single != start).any(axis=1)
        order = sorted(
            range(len(pairs)),
            key=lambda place: -int(changes[pairs[place][0]]) - int(changes[pairs[place][1]]),
        )
        return [pairs[place] for place in sorted(order[:MOST_PAIRS])]

    def flips(self, paths: Sequence[int]) -> dict[int, tuple[tuple[int, ...], int]]:
        """For each path number, the fewest changes that make it the headline, and the plan."""
        headline = np.array([self._planner.paths.index(plan[-1]) for plan in self._planner.plans])
        found: dict[int, tuple[tuple[int, ...], int]] = {}

        def note(chosen: Sequence[tuple[int, ...]], decided: Decided) -> None:
            for path in paths:
                rows = np.flatnonzero(headline[decided.plans] == path)
                if path not in found and len(rows):
                    best = min(rows.tolist(), key=lambda row: self._effort(chosen[row]))
                    found[path] = (chosen[best], int(decided.plans[best]))

        note([(number,) for number in self._numbers()], self._single)
        if len(found) < len(paths):
            pairs, decided = self._pairs()
            note(pairs, decided)
            missing = [path for path in paths if path not in found]
            if missing and pairs:
                triples = self._triples(pairs, decided, missing)
                note(triples, self._decide(self._applied(triples)))
        return found

    def _triples(
        self, pairs: list[tuple[int, int]], decided: Decided, missing: Sequence[int]
    ) -> list[tuple[int, ...]]:
        distances = self._planner.distances(decided.situations)
        each = max(1, MOST_TRIPLES // (len(missing) * max(1, len(self._changes))))
        triples: dict[tuple[int, ...], None] = {}
        for path in missing:
            nearest = np.argsort(distances[:, path], kind="stable")[:each]
            for row in nearest.tolist():
                facts = {self._changes[number][0] for number in pairs[row]}
                for third in self._numbers():
                    if self._changes[third][0] not in facts:
                        triples[tuple(sorted((*pairs[row], third)))] = None
        return list(triples)

    def _effort(self, chosen: tuple[int, ...]) -> tuple[float, ...]:
        """Of equally many changes the least: answers to open facts before changed facts."""
        effort = 0.0
        for number in chosen:
            place, code = self._changes[number]
            fact = self._space.facts[place]
            now, then = self._space.scenario.get(fact), self._space.answers[fact][code]
            if now is None:
                effort += 0.5 + (len(then) / 8 if isinstance(then, tuple) else 0)
            else:
                effort += 1 + _distance(fact, now, then)
        return (effort, *map(float, chosen))

    def relaxations(self) -> dict[str, tuple[tuple[int, ...], int]]:
        """For each must left unmet, the fewest changes under which it is met, and the plan."""
        unmet = [
            place
            for place in range(len(self._planner.needs))
            if self._start.situations.musts[0, place] and not self._met(self._start, place)[0]
        ]
        found: dict[str, tuple[tuple[int, ...], int]] = {}
        for step in (1, 2):
            if len(found) == len(unmet):
                break
            if step == 1:
                chosen: Sequence[tuple[int, ...]] = [(number,) for number in self._numbers()]
                decided = self._single
            else:
                chosen, decided = self._pairs()
            for place in unmet:
                need = self._planner.needs[place]
                rows = np.flatnonzero(
                    decided.situations.musts[:, place] & self._met(decided, place)
                )
                if need not in found and len(rows):
                    best = min(rows.tolist(), key=lambda row: self._effort(chosen[row]))
                    found[need] = (chosen[best], int(decided.plans[best]))
        return found

    def _met(self, decided: Decided, place: int) -> NDArray[np.bool_]:
        """Where the plan meets a need fully."""
        planner = self._planner
        changing = planner.overrides_of[planner.needs[place]]
        code = decided.situations.overrides[:, changing] @ (1 << np.arange(len(changing)))
        met = np.zeros(len(decided.plans), dtype=np.bool_)
        for combination in np.unique(code).tolist():
            shortfall, _ = planner.coverage(place, int(combination))
            rows = code == combination
            met[rows] = shortfall[decided.plans[rows]] == 0
        return met


@dataclass(frozen=True)
class Decided:
    """Situations and the plans chosen in them."""

    situations: Situations
    plans: NDArray[np.int16]


def _rows(column: Column, codes: NDArray[np.intp]) -> Column:
    if isinstance(column, SetColumn):
        return SetColumn(np.ascontiguousarray(column.bits[:, codes]), column.known[codes])
    if isinstance(column, NumberColumn):
        return NumberColumn(column.low[codes], column.high[codes], column.known[codes])
    return column[codes]


def _changes(
    answers: Answers, scenario: Scenario, fact: str, cuts: Sequence[float]
) -> tuple[FactValue, ...]:
    """The values that a fact could be changed to, other than rules take it for now."""
    definition = fact_definitions()[fact]
    now = scenario.get(fact)
    if definition.is_number and now is not None:
        near = now if isinstance(now, (int, float)) else max(0.0, _middle(now))
        values = answers.of(fact, "plan", None, cuts, float(near))
        return tuple(value for value in values if value != near)
    values = answers.of(fact, "plan", None, cuts)
    if definition.kind == "choices":
        # One word more or less, or one alone: a change that can be told in a few words.
        chosen = set(now) if isinstance(now, tuple) else set()
        words = {value[0] for value in values if isinstance(value, tuple) and len(value) == 1}
        options = [(), *((word,) for word in sorted(words))]
        options += [tuple(sorted(chosen | {word})) for word in sorted(words - chosen)]
        options += [tuple(sorted(chosen - {word})) for word in sorted(chosen)]
        return tuple(dict.fromkeys(each for each in options if now is None or set(each) != chosen))
    return tuple(value for value in values if value != now)


def _middle(value: FactValue) -> float:
    assert isinstance(value, NumberRange)
    if not math.isfinite(value.high):
        return value.low
    return value.high if not math.isfinite(value.low) else (value.low + value.high) / 2


def _distance(fact: str, now: FactValue, then: FactValue) -> float:
    """How far a changed fact lies from what it was, from 0 to below 1."""
    if isinstance(now, tuple) and isinstance(then, tuple):
        return len({*now} ^ {*then}) / 50
    if isinstance(now, NumberRange):
        now = _middle(now)
    if isinstance(now, (int, float)) and isinstance(then, (int, float)):
        return abs(math.log10(1 + float(then)) - math.log10(1 + float(now))) / 50
    definition = fact_definitions()[fact]
    if definition.ordered and now in definition.choices and then in definition.choices:
        steps = definition.choices.index(str(then)) - definition.choices.index(str(now))
        return abs(steps) / 50
    return 1 / 50


def _verb(changes: Sequence[object]) -> str:
    return "makes" if len(changes) == 1 else "make"


def _told(changes: Iterable[Change]) -> str:
    definitions = fact_definitions()

    def value(given: object) -> str:
        if isinstance(given, dict):
            return spoken(NumberRange(**given))
        if isinstance(given, list):
            return spoken(tuple(given))
        return spoken(given)  # type: ignore[arg-type]

    def told(change: Change) -> str:
        title = definitions[change.fact].title.lower()
        if change.was is None:
            return f"{title}: {value(change.to)}"
        return f"{title}: {value(change.was)} -> {value(change.to)}"

    return listed(told(change) for change in changes)


def _bounds(agree: int, number: int) -> tuple[float, float]:
    """Wilson's interval for a share: 95 of 100 samples give one that contains it."""
    z = 1.959964
    share = agree / number
    middle = (share + z * z / (2 * number)) / (1 + z * z / number)
    half = (z * math.sqrt(share * (1 - share) / number + z * z / (4 * number * number))) / (
        1 + z * z / number
    )
    return max(0.0, middle - half), min(1.0, middle + half)


def _entropy(counts: NDArray[np.intp]) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def _gain(codes: NDArray[np.intp], plans: NDArray[np.int16], corrected: bool) -> float:
    """How many bits of the doubt about the plan an answer settles on average.

    corrected: less what many answers seem to settle in a sample by chance alone (Miller and
    Madow 1955).
    """
    joint = codes * (int(plans.max()) + 1) + plans
    both = np.unique(joint, return_counts=True)[1]
    answer = np.unique(codes, return_counts=True)[1]
    plan = np.unique(plans, return_counts=True)[1]
    gain = _entropy(answer) + _entropy(plan) - _entropy(both)
    if corrected:
        surplus = len(both) - len(answer) - len(plan) + 1
        gain -= surplus / (2 * len(plans) * math.log(2))
    return max(0.0, gain)


def _matters(space: Space, answered: Answered, plans: NDArray[np.int16], fact: str) -> bool:
    """Whether, in a sweep of all completions, this fact ever makes a difference.

    Not answering it counts as an answer: an unknown fact that is never asked for stays so.
    """
    groups: dict[bytes, set[int]] = defaultdict(set)
    place = space.place(fact)
    rest = np.delete(answered, place, axis=1)
    first = answered[:, place] == 0
    left_open = answered[first].copy()
    left_open[:, place] = -1
    for row, plan in zip(rest, plans, strict=True):
        groups[row.tobytes()].add(int(plan))
    for row, plan in zip(rest[first], space.plans(left_open), strict=True):
        groups[row.tobytes()].add(int(plan))
    return any(len(each) > 1 for each in groups.values())


@lru_cache(maxsize=2)
def default_sensitivities() -> Sensitivities:
    """Sensitivities over the project's own knowledge; made once per process."""
    return Sensitivities(default_decider())
