"""The shapes of the answer, `advice/1`: data only; `reports` tells it in text and Markdown.

The shape is stable: fields are added, never renamed.
"""

from __future__ import annotations

import datetime
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from advisor.estimates.shapes import Estimates
from advisor.estimates.words import inside_sentence
from advisor.facts.definitions import fact_definitions
from advisor.facts.values import NumberRange
from advisor.facts.written import ReadAs
from advisor.knowledge.base import Confidence, Degree, Level, Rank, View
from advisor.knowledge.catalogue import Dimension, ItemKind
from advisor.reasoning.wording import PathVerdict, answer_in_words, changed_number, spoken

Status: TypeAlias = Literal["final", "provisional"]
AvailabilityState: TypeAlias = Literal[
    "open", "closed_to_new_customers", "maintenance", "no_current_base_model", "retired"
]


class Shape(BaseModel):
    """A part of the answer; it does not change once made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ConditionFound(Shape):
    """One condition of a rule: what was tested, what was found, and the verdict.

    fact: a fact's name, or "need", "path", "signal" or "item" with the id after a colon, where
    the condition reads what other rules concluded.
    """

    fact: str
    test: str
    found: Any = None
    verdict: Literal["met", "not met", "unknown"]


class CitedSource(Shape):
    """The clause of a source that says so."""

    id: str
    title: str
    address: str
    where: str
    says: str | None = None
    read_on: datetime.date
    confidence: Confidence


class Reason(Shape):
    """Why something is said: the rule, what it found, and who says so.

    follows_from: rules whose conclusions this rule read; judgement: what of it no source gives
    and why we say it all the same; None where sources carry all of it.
    """

    text: str
    rule: str
    title: str
    conditions: tuple[ConditionFound, ...] = ()
    follows_from: tuple[str, ...] = ()
    sources: tuple[CitedSource, ...] = ()
    exam_tip: str | None = None
    judgement: str | None = None


class PlanShape(Shape):
    """The paths used together. headline: the costliest of them to build.

    bought: the ready assistants that are bought instead of building on a model, by their items.
    """

    headline: str
    paths: tuple[str, ...]
    summary: str
    policy: str
    policy_reason: str
    bought: tuple[str, ...] = ()


class NeedShape(Shape):
    """A need of the scenario and how far the plan meets it, by which path.

    provided: what has to be done besides for a need that is met in full; words for after an "if".
    means: what gives it where that is no single path; words for after a "by".
    """

    id: str
    name: str
    level: Level
    coverage: Degree
    met_by: str | None
    coverage_reason: str
    coverage_sources: tuple[CitedSource, ...] = ()
    coverage_judgement: str | None = None
    provided: str | None = None
    means: str | None = None
    by_path: dict[str, Degree]
    reasons: tuple[Reason, ...]


class PathShape(Shape):
    """A path, whether the plan uses it, and if not, why not.

    leaves: needs that the best plan with this path as its costliest leaves less met.
    """

    id: str
    name: str
    short_name: str
    verdict: PathVerdict
    text: str
    leaves: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Availability(Shape):
    """Whether a new customer can use the item on the day of the answer.

    instead_of: the closed item whose place it takes; successors: what takes its place;
    left_guide: in the exam view, that and when the exam's guide ceased to name it.
    """

    state: AvailabilityState = "open"
    since: datetime.date | None = None
    note: str | None = None
    instead_of: str | None = None
    successors: tuple[str, ...] = ()
    left_guide: str | None = None


class ItemShape(Shape):
    """A recommended item, how strongly, and why."""

    id: str
    kind: ItemKind
    name: str
    purpose: str
    rank: Rank
    reasons: tuple[Reason, ...]
    availability: Availability = Availability()
    dimensions: tuple[Dimension, ...] = ()


class FurtherItem(Shape):
    """An item that would fit too, by its name and the rules that speak for it."""

    id: str
    name: str
    rank: Rank
    rules: tuple[str, ...]


class StageShape(Shape):
    """A stage of the lifecycle and what is recommended in it, essential items first.

    activities: what happens in the stage for each path of the plan, the costliest first;
    further: items that would fit too, where a stage has more than a reader can act on.
    """

    id: str
    name: str
    activities: tuple[str, ...] = ()
    items: tuple[ItemShape, ...]
    further: tuple[FurtherItem, ...] = ()


class NotRecommended(Shape):
    """An item that something spoke for and that is not recommended, and why not."""

    id: str
    name: str
    text: str
    instead: str | None = None
    reasons: tuple[Reason, ...] = ()


class Diagnosis(Shape):
    """For a running system: where to go back to, what to change first, what to measure."""

    stage: str
    change: str
    measure: str
    reasons: tuple[Reason, ...]


class WarningShape(Shape):
    """Something to look out for; first: it is told before all others."""

    title: str
    text: str
    reasons: tuple[Reason, ...] = ()
    first: bool = Field(False, exclude_if=lambda first: not first)


class RoadmapStep(Shape):
    """What to climb to if evaluation shows that a need is not met well enough."""

    need: str
    path: str
    text: str


class Change(Shape):
    """One fact that would have to be otherwise. was: None where it is not known."""

    fact: str
    was: Any = None
    to: Any

    def __str__(self) -> str:
        title = inside_sentence(fact_definitions()[self.fact].title)
        before = "" if self.was is None else f"{in_words(self.was)} -> "
        return f"{title}: {before}{self.becomes}"

    @property
    def becomes(self) -> str:
        """The new value in words; of a number the round edge that it lies behind."""
        if _is_number(self.was) and _is_number(self.to):
            return changed_number(self.to, self.was)
        return in_words(self.to)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def in_words(value: Any, fact: str = "") -> str:
    """A value of a fact, as the answer holds it, in words.

    fact: where it is told in a sentence, whose fact it answers; a choice is told by its label.
    """
    if isinstance(value, dict):
        return spoken(NumberRange(**value))
    return answer_in_words(fact, tuple(value) if isinstance(value, list) else value)


class Relaxation(Shape):
    """What would have to change for a must that the plan leaves unmet to be met.

    changes: the smallest change of facts under which the plan meets it, where it was worked out.
    """

    need: str
    path: str
    text: str
    rules: tuple[str, ...]
    changes: tuple[Change, ...] = ()


class Flip(Shape):
    """The smallest change of facts that would make another path the headline.

    plan: the paths of the plan that would be chosen then; leaves: the musts that it would not
    fully meet.
    """

    path: str
    plan: tuple[str, ...]
    changes: tuple[Change, ...]
    text: str
    leaves: tuple[str, ...] = ()


class RunnerUp(Shape):
    """Another plan that some answers to the open questions lead to, and their share (0 to 1)."""

    headline: str
    paths: tuple[str, ...]
    share: float


class Certainty(Shape):
    """How the status was worked out.

    how: "swept" (every completion of the open facts), "proven" (no completion can change the
    plan, shown without counting them) or "sampled"; completions: how many were decided; low,
    high: bounds of the agreement, 95 of 100 such samples would contain it; headline: the share
    of completions with the same headline; open_facts: the unknown facts that can still change
    the plan; by_one_answer: those of them of which one answer, with no other, changes it.
    """

    how: Literal["swept", "proven", "sampled"]
    completions: int
    low: float
    high: float
    headline: float
    open_facts: tuple[str, ...]
    by_one_answer: tuple[str, ...]


class LeadsTo(Shape):
    """What an answer would lead to.

    answer: a value, or a range of numbers that lead to the same; plan: the paths of the plan with
    this answer and no other; headline: the likeliest headline once all else is answered too, and
    its share of those completions.
    """

    answer: Any
    plan: tuple[str, ...]
    headline: str
    share: float


class IfAsked(Shape):
    """What the plan would be if this were asked for: an answer and the paths of the plan.

    answer: a value, or a range of numbers that lead to the same.
    """

    answer: Any
    plan: tuple[str, ...]


class Assumption(Shape):
    """A requirement that nobody states, and of which an answer changes the plan.

    value: what it is taken to be, which changes no plan; None where it stays unknown. text: the
    assumption in a sentence, with what asking for it would lead to; because: why silence may be
    read in this way; leads_to: the answers that change the plan, the furthest up the ladder first;
    along_with: the answer of another requirement that must be given as well, where none of this
    one does it alone; where: the unknown circumstances under which it changes the plan, one or two
    of them, where it takes that: told of a plan that is final otherwise.
    """

    fact: str
    value: Any = None
    text: str
    because: str
    leads_to: tuple[IfAsked, ...]
    along_with: dict[str, Any] = {}
    where: dict[str, Any] = {}


class DimensionShape(Shape):
    """A dimension of responsible AI: what serves it, and the facts that called for that."""

    id: Dimension
    items: tuple[str, ...]
    facts: tuple[str, ...]


class WaitingRule(Shape):
    """A rule that could not tell, and the facts that it waits for."""

    rule: str
    title: str
    waits_for: tuple[str, ...]


class NextQuestion(Shape):
    """An unknown fact and how many rules wait for it.

    settles: how much of the doubt about the plan its answer is expected to settle, from 0 to 1,
    where it was worked out; leads_to: what each answer would lead to.
    """

    fact: str
    question: str
    rules_waiting: int
    settles: float | None = None
    leads_to: tuple[LeadsTo, ...] = ()


class RestsOn(Shape):
    """The only stated fact without which the headline would be another, and the plan without it."""

    fact: str
    value: Any
    without: tuple[str, ...]


class Advice(Shape):
    """The answer to a scenario.

    rests_on: the one answer that the headline rests on, where it is one alone. assumptions: the
    requirements that nobody states and that would change the plan, the most consequential first.
    While they hold: status is final when no answer to the unknown
    circumstances could change the plan; agreement is the share of completions of the unknown
    circumstances that agree with it; certainty says how that share was worked out (None: only the
    status was). irrelevant_facts: unknown facts that cannot change the plan; irrelevant_for_items:
    those that cannot change anything recommended; read_as: what was typed for a fact beside what
    was read, wherever something was interpreted; left out where nothing was.
    """

    format: Literal["advice/1"] = "advice/1"
    knowledge_version: str
    view: View
    as_of: datetime.date
    engine: str
    scenario: dict[str, Any]
    read_as: tuple[ReadAs, ...] = Field((), exclude_if=lambda notes: not notes)
    status: Status
    agreement: float | None = None
    rests_on: RestsOn | None = None
    assumptions: tuple[Assumption, ...] = ()
    certainty: Certainty | None = None
    runners_up: tuple[RunnerUp, ...] = ()
    plan: PlanShape
    needs: tuple[NeedShape, ...]
    paths: tuple[PathShape, ...]
    stages: tuple[StageShape, ...]
    not_recommended: tuple[NotRecommended, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()
    dimensions: tuple[DimensionShape, ...] = ()
    estimates: Estimates = Estimates()
    warnings: tuple[WarningShape, ...] = ()
    roadmap: tuple[RoadmapStep, ...] = ()
    relaxations: tuple[Relaxation, ...] = ()
    flips: tuple[Flip, ...] = ()
    next_questions: tuple[NextQuestion, ...] = ()
    irrelevant_facts: tuple[str, ...] = ()
    irrelevant_for_items: tuple[str, ...] = ()
    waiting_rules: tuple[WaitingRule, ...] = ()
    rules_fired: tuple[str, ...] = ()

    def names(self) -> dict[str, str]:
        """The name of every item that is mentioned, by id."""
        told = [(item.id, item.name) for stage in self.stages for item in stage.items]
        further = [(item.id, item.name) for stage in self.stages for item in stage.further]
        return dict(told + further)

    def items(self) -> tuple[str, ...]:
        """The ids of everything recommended: the plan's paths, then the items, each once."""
        listed = [item.id for stage in self.stages for item in stage.items]
        return tuple(dict.fromkeys([*self.plan.paths, *listed]))

    def to_json(self) -> str:
        """The answer as JSON text; equal answers give equal bytes."""
        return self.model_dump_json(indent=2)

    def __str__(self) -> str:
        from advisor.reports import as_text  # reports lies above; only printing needs it

        return as_text(self)

    def _repr_markdown_(self) -> str:
        from advisor.reports import as_markdown

        return as_markdown(self)
