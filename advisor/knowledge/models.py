"""What the knowledge consists of: rules, needs, paths, policies, items, sources.

Each model refuses keys that it does not know. The folder a rule lies in is its kind; the file
name is its id. `loading` fills both in; neither is written twice.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    Tag,
    model_validator,
)

View: TypeAlias = Literal["production", "exam"]
Level: TypeAlias = Literal["must", "should"]
Degree: TypeAlias = Literal["full", "partial", "none", "harms"]
Rank: TypeAlias = Literal["essential", "recommended", "consider"]
Confidence: TypeAlias = Literal["read", "excerpt", "title_only", "second_hand", "inference"]
ItemKind: TypeAlias = Literal[
    "technique", "service", "optimization", "evaluation", "control", "monitoring"
]
Dimension: TypeAlias = Literal[
    "fairness",
    "explainability",
    "privacy-and-security",
    "safety",
    "controllability",
    "veracity-and-robustness",
    "governance",
    "transparency",
]

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]


class Frozen(BaseModel):
    """A value: it does not change, and it refuses keys that it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True
    )


# Sources


class Source(Frozen):
    """One entry of the bibliography: where a statement can be checked.

    read_on: the day on which the text was last read; published: the day the text gives itself.
    """

    id: Slug
    title: Text
    publisher: Text
    address: Text
    read_on: datetime.date
    published: datetime.date | None = None
    note: str | None = None


class Citation(Frozen):
    """The clause of a source that says something.

    where: heading, table or practice; says: what it states, in our words, given where sources
    disagree or a figure must be traced; confidence: how the text reached us.
    """

    source: Slug
    where: Text
    confidence: Confidence
    says: str | None = None


# Conditions

Operator: TypeAlias = Literal[
    "is",
    "is_not",
    "is_one_of",
    "at_least",
    "at_most",
    "above",
    "below",
    "includes",
    "includes_any_of",
    "includes_all_of",
    "excludes",
    "only",
    "stated",
]
OPERATORS: tuple[Operator, ...] = Operator.__args__  # type: ignore[attr-defined]
Subject: TypeAlias = Literal["fact", "need", "path", "signal", "item"]
SUBJECTS: tuple[Subject, ...] = Subject.__args__  # type: ignore[attr-defined]
Scalar: TypeAlias = StrictBool | StrictInt | StrictFloat | StrictStr
Words: TypeAlias = Annotated[tuple[StrictStr, ...], Field(min_length=1)]


class Condition(Frozen):
    """One test of one fact, or of something that other rules concluded.

    Exactly one subject. A `fact` takes exactly one operator; a need, path, signal or item takes
    none: the condition asks whether it was concluded (a path: whether the plan uses it).
    """

    fact: str | None = None
    need: Slug | None = None
    path: Slug | None = None
    signal: Slug | None = None
    item: Slug | None = None
    is_: Scalar | None = Field(None, alias="is")
    is_not: Scalar | None = None
    is_one_of: Words | None = None
    at_least: Scalar | None = None
    at_most: Scalar | None = None
    above: Scalar | None = None
    below: Scalar | None = None
    includes: StrictStr | None = None
    includes_any_of: Words | None = None
    includes_all_of: Words | None = None
    excludes: StrictStr | None = None
    only: Words | None = None
    stated: StrictBool | None = None

    @model_validator(mode="after")
    def _one_subject_one_operator(self) -> Condition:
        subjects = [name for name in SUBJECTS if getattr(self, name) is not None]
        if len(subjects) != 1:
            raise ValueError(f"a condition has one subject ({', '.join(SUBJECTS)})")
        operators = list(self._operators())
        if self.fact is not None and len(operators) != 1:
            raise ValueError(f"a condition on a fact has one operator ({', '.join(OPERATORS)})")
        if self.fact is None and operators:
            raise ValueError(f"a condition on a {subjects[0]} takes no operator")
        return self

    def _operators(self) -> Iterator[tuple[Operator, Any]]:
        for operator in OPERATORS:
            value = getattr(self, "is_" if operator == "is" else operator)
            if value is not None:
                yield operator, value

    @cached_property
    def subject(self) -> Subject:
        """Which kind of thing is tested."""
        return next(name for name in SUBJECTS if getattr(self, name) is not None)

    @cached_property
    def about(self) -> str:
        """The id of what is tested: the fact's name, the need's id ..."""
        value: str = getattr(self, self.subject)
        return value

    @cached_property
    def operator(self) -> Operator | None:
        """The test; None where the subject is something concluded."""
        return next((operator for operator, _ in self._operators()), None)

    @cached_property
    def operand(self) -> Any:
        """What the fact is held against; None where the subject is something concluded."""
        return next((value for _, value in self._operators()), None)

    @cached_property
    def key(self) -> str:
        """A text that equal conditions share and different ones do not."""
        if self.operator is None:
            return f"{self.subject}:{self.about}"
        operand = self.operand
        spelled = "|".join(operand) if isinstance(operand, tuple) else str(operand)
        return f"{self.about} {self.operator} {spelled}"


# Conclusions


class NeedConclusion(Frozen):
    """The solution must, or should, give this."""

    need: Slug
    level: Level


class LimitConclusion(Frozen):
    """These paths are ruled out."""

    rule_out: Annotated[tuple[Slug, ...], Field(min_length=1)]


class CoverageConclusion(Frozen):
    """In this scenario, the path covers the need so far (in place of the table's entry)."""

    cover: Slug
    by: Slug
    degree: Degree = Field(alias="as")


class SignalConclusion(Frozen):
    """An intermediate fact, which further rules read."""

    signal: Slug


class ItemConclusion(Frozen):
    """This item is recommended, at this stage (by default the item's first), this strongly."""

    recommend: Slug
    rank: Rank
    stage: Slug | None = None


class AgainstConclusion(Frozen):
    """This item does not fit here, whatever speaks for it."""

    advise_against: Slug


class WarningConclusion(Frozen):
    """Something to look out for; the rule's reason tells it."""

    warn: Text


class DiagnosisConclusion(Frozen):
    """For a running system: the stage to go back to, what to change first, what to measure."""

    go_back_to: Slug
    change: Slug
    measure: Slug


_CONCLUSIONS: Mapping[str, type[Frozen]] = {
    "need": NeedConclusion,
    "rule_out": LimitConclusion,
    "cover": CoverageConclusion,
    "signal": SignalConclusion,
    "recommend": ItemConclusion,
    "advise_against": AgainstConclusion,
    "warn": WarningConclusion,
    "go_back_to": DiagnosisConclusion,
}

CONCLUSION_MODELS = tuple(_CONCLUSIONS.values())


def _conclusion_kind(value: Any) -> str | None:
    keys = value if isinstance(value, Mapping) else type(value).model_fields
    return next((key for key in _CONCLUSIONS if key in keys), None)


Conclusion = Annotated[
    Annotated[NeedConclusion, Tag("need")]
    | Annotated[LimitConclusion, Tag("rule_out")]
    | Annotated[CoverageConclusion, Tag("cover")]
    | Annotated[SignalConclusion, Tag("signal")]
    | Annotated[ItemConclusion, Tag("recommend")]
    | Annotated[AgainstConclusion, Tag("advise_against")]
    | Annotated[WarningConclusion, Tag("warn")]
    | Annotated[DiagnosisConclusion, Tag("go_back_to")],
    Discriminator(
        _conclusion_kind,
        custom_error_type="conclusion",
        custom_error_message="a conclusion has one of: " + ", ".join(_CONCLUSIONS),
    ),
]


# Rules

Outcome: TypeAlias = Literal["fires", "does not fire", "cannot tell"]
Phase: TypeAlias = Literal["infer", "recommend"]


class Given(Frozen):
    """What other rules have concluded where an example takes place.

    paths: those of the plan. What is not named was not concluded. prices: what the user gives
    for prices that no source has, by the names of data/prices.yaml.
    """

    view: View = "production"
    needs: tuple[Slug, ...] = ()
    paths: tuple[Slug, ...] = ()
    signals: tuple[Slug, ...] = ()
    items: tuple[Slug, ...] = ()
    prices: Mapping[str, float] = Field(default_factory=dict)


class Example(Frozen):
    """A situation and what the rule says in it; run as a test."""

    name: Text
    facts: Mapping[str, Any] = Field(default_factory=dict)
    given: Given = Given()
    expect: Outcome


class Rule(Frozen):
    """Conditions, what follows from them, why, and who says so.

    A rule fires when every condition of `when` is met, at least one of `any` (where there are
    any) and none of `unless`. An unknown condition makes it impossible to tell.
    because: the reason, in which {fact} stands for what was found; it names facts that the rule
    reads and no others.
    tips: which of the source document's nine exam tips the rule carries.
    """

    id: Slug
    kind: Slug
    title: Text
    when: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    then: Annotated[tuple[Conclusion, ...], Field(min_length=1)]
    because: Text
    exam_tip: str | None = None
    tips: tuple[Annotated[int, Field(ge=1, le=9)], ...] = ()
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    examples: tuple[Example, ...] = ()

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, in the order in which they are written."""
        return self.when + self.any + self.unless

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """The facts that the rule reads, each once."""
        return tuple(dict.fromkeys(each.fact for each in self.conditions if each.fact))

    @cached_property
    def phase(self) -> Phase:
        """Whether the rule runs before the plan is made, or after."""
        return "infer" if self.kind in INFERRING_KINDS else "recommend"


INFERRING_KINDS = ("signals", "needs", "coverage", "limits")
RECOMMENDING_KINDS = (
    "techniques",
    "services",
    "optimizations",
    "evaluation",
    "controls",
    "monitoring",
    "diagnosis",
    "warnings",
)
RULE_KINDS = INFERRING_KINDS + RECOMMENDING_KINDS
CONTEXT_FACTS: Mapping[str, tuple[str, ...]] = {
    "view": ("production", "exam"),
    "plan_headline": (),
    "plan_trains": (),
}
"""What a rule may read besides the scenario's facts, always known.

view: production or exam. Only after the plan is made: plan_headline, the id of the plan's
costliest path; plan_trains, whether a path of the plan changes model weights.
"""


# Needs and paths


class Signal(Frozen):
    """An intermediate fact that rules conclude for other rules."""

    id: Slug
    meaning: Text


class Need(Frozen):
    """Something that the solution must give.

    every_path_counts: the path of a plan that gives least decides, where the paths add up (time,
    cost); else the one that gives most.
    """

    id: Slug
    name: Text
    meaning: Text
    every_path_counts: bool = False


class Coverage(Frozen):
    """How far a path meets a need, and who says so."""

    need: Slug
    degree: Degree
    because: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class Path(Frozen):
    """A customization approach.

    position: its place on the ladder from cheap (0) to costly to build; latency: its place in
    the order of answer time; always: part of every plan that nothing excludes it from;
    changes_weights: whether a model is trained; not_with: paths that no plan uses beside it;
    only_for: the need without which it is not considered; lifecycle: what happens in each stage
    when a plan uses it. What the table `covers` does not name, the path does not cover.
    """

    id: Slug
    name: Text
    short_name: Text
    meaning: Text
    position: int
    latency: int
    always: bool = False
    changes_weights: bool = False
    not_with: tuple[Slug, ...] = ()
    only_for: Slug | None = None
    lifecycle: Mapping[Slug, Text] = Field(default_factory=dict)
    covers: tuple[Coverage, ...] = ()
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


Criterion: TypeAlias = Literal[
    "fewest musts unmet",
    "fewest musts partly met",
    "fewest musts harmed",
    "fewest shoulds unmet",
    "fewest shoulds partly met",
    "lowest on the ladder",
    "fewest paths",
    "lowest latency",
]


class Policy(Frozen):
    """In which order plans are compared when this is what matters most.

    id: a value of the fact `priority`, or "balanced" where that is unknown.
    """

    id: str
    name: Text
    criteria: tuple[Criterion, ...]
    because: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


# The catalogue


class Stage(Frozen):
    """A stage of the lifecycle, in order of position: what happens in it, and why it matters."""

    id: Slug
    name: Text
    position: int
    meaning: Text
    why: str = ""


class Closing(Frozen):
    """When an item stopped being open to new customers, and what takes its place.

    on: the day from which new customers are refused; where no source gives it, `announced`
    counts, to be on the safe side.
    """

    on: datetime.date | None = None
    announced: datetime.date | None = None
    state: Literal["closed_to_new_customers", "maintenance", "no_current_base_model", "retired"]
    successors: tuple[Slug, ...]
    note: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _dated(self) -> Closing:
        if self.on is None and self.announced is None:
            raise ValueError("a closing has a day: on, announced, or both")
        return self

    @property
    def since(self) -> datetime.date:
        """The first day on which the item is not to be recommended to a new customer."""
        day = self.on or self.announced
        assert day is not None
        return day


class Proof(Frozen):
    """What AWS's API definition shows of a capability; checked against botocore by a test."""

    service: Text
    operation: Text
    shape: str | None = None
    member: str | None = None
    value: str | None = None


class Item(Frozen):
    """Anything that can be recommended.

    stages: where in the lifecycle it is used, the usual one first; exam_domain: the domain of
    the AIF-C01 exam guide (1 to 5) that treats it; dimensions: the dimensions of responsible AI
    that it serves.
    """

    id: Slug
    kind: ItemKind
    name: Text
    purpose: Text
    stages: Annotated[tuple[Slug, ...], Field(min_length=1)]
    exam_domain: Annotated[int, Field(ge=1, le=5)] | None = None
    related: tuple[Slug, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    closing: Closing | None = None
    proof: tuple[Proof, ...] = ()
    note: str | None = None
    sources: tuple[Citation, ...] = ()


class Alternatives(Frozen):
    """Items of which an advice names one: the first in this order that the rules conclude."""

    id: Slug
    question: Text
    items: Annotated[tuple[Slug, ...], Field(min_length=2)]
    because: Text
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


# Figures: what the estimates rest on


class Assumption(Frozen):
    """A number that an estimate takes where nobody gave one: from low to high, with the reason.

    stands_for: the fact of a scenario in whose place it stands while that is unknown.
    """

    id: str
    name: Text
    unit: Text
    low: float
    likely: float
    high: float
    because: Text
    stands_for: str | None = None
    sources: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Assumption:
        if not 0 <= self.low <= self.likely <= self.high:
            raise ValueError("low, likely and high run upwards, from 0")
        return self


class Reference(Frozen):
    """Which instance or model an estimate takes where nobody named one."""

    id: str
    name: Text
    value: Text
    of: Literal["instance", "accelerator", "model"]
    because: Text


class Accelerator(Frozen):
    """A chip: peak of dense 16-bit arithmetic, memory, and bandwidth to it."""

    id: Slug
    name: Text
    tflops: float
    memory_gb: float
    bandwidth_tb_s: float
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class Offer(Frozen):
    """What an hour of an instance costs, under which offer, where, and who says so."""

    offer: Text
    region: Text
    usd_per_hour: float
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class Instance(Frozen):
    """A machine with accelerators, and its hourly prices, cheapest first."""

    id: Slug
    name: Text
    accelerator: Slug
    accelerators: int
    hourly: Annotated[tuple[Offer, ...], Field(min_length=1)]
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class Price(Frozen):
    """A price in US dollars for one unit. None where no source was found: the user is asked.

    high: the most that it costs, where offers differ.
    """

    id: str
    name: Text
    unit: Text
    usd: float | None = None
    high: float | None = None
    region: Text | None = None
    note: str | None = None
    sources: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _sourced(self) -> Price:
        if self.usd is not None and not self.sources:
            raise ValueError("a price has a source; without one, leave usd out")
        return self


class OpenModel(Frozen):
    """The shape of a published model: what its memory and speed follow from."""

    id: Slug
    name: Text
    parameters: float
    layers: int
    hidden_size: int
    attention_heads: int
    key_value_heads: int
    head_size: int
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class ManagedModel(Frozen):
    """A model of Amazon Bedrock: prices per million tokens in USD, and context window.

    Compiled from the library genai-prices. above_tokens: where a longer input costs more, the
    length from which it does, and the prices then.
    """

    id: str
    name: Text
    context_tokens: int | None = None
    input_usd: float | None = None
    output_usd: float | None = None
    cache_read_usd: float | None = None
    cache_write_usd: float | None = None
    above_tokens: int | None = None
    input_usd_above: float | None = None
    output_usd_above: float | None = None


MANAGED_MODELS_CITATION = Citation(
    source="genai-prices", where="provider aws, by model id", confidence="read"
)
"""Where every price and context window of a managed model comes from."""


class ModelTrait(Frozen):
    """What sources say of a Bedrock model besides its price; what is left out is not known.

    kind: what it does; reads: kinds of content that it takes in; tuned_by: ways in which Bedrock
    tunes it; legacy, end_of_life: days of its life cycle.
    """

    id: str
    kind: Literal["chat", "embedding", "speech"]
    reads: tuple[Literal["text", "image", "audio"], ...] = ("text",)
    output_tokens: int | None = None
    calls_functions: bool | None = None
    tuned_by: tuple[Text, ...] = ()
    legacy: datetime.date | None = None
    end_of_life: datetime.date | None = None
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class TrainingRun(Frozen):
    """A published training run, to hold the estimates against.

    tokens, accelerator_hours: where sources differ, all that they say, least first.
    """

    id: Slug
    name: Text
    parameters: float
    tokens: Annotated[tuple[float, ...], Field(min_length=1)]
    accelerator: Slug
    accelerator_hours: Annotated[tuple[float, ...], Field(min_length=1)]
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class WorkedScenario(Frozen):
    """A situation that an architect would recognise, and the path expected for it."""

    id: Slug
    title: Text
    story: Text
    view: View = "production"
    as_of: datetime.date | None = None
    headline: Slug
    why: Text
    differs_from: Slug | None = None
    decisive_fact: str | None = None
    facts: Mapping[str, Any]


# Learning


class MisconceptionExample(Frozen):
    """A choice in a situation, and whether it reveals the misconception; run as a test."""

    name: Text
    choice: Annotated[tuple[Slug, ...], Field(min_length=1)]
    facts: Mapping[str, Any] = Field(default_factory=dict)
    view: View = "exam"
    expect: Outcome


class Misconception(Frozen):
    """A way of thinking that leads to a wrong choice, and what is right instead.

    choice: paths or items; choosing one of them reveals it where the conditions hold (as in a
    rule: all of `when`, one of `any`, none of `unless`; facts only). without: what must not be
    chosen beside it, since together they would be right. instead: paths or items that do what
    was wanted. belief: what somebody who thinks so would say. beside: the choice may be right all
    the same, and not for what it is believed to do.
    """

    id: Slug
    title: Text
    belief: Text
    choice: Annotated[tuple[Slug, ...], Field(min_length=1)]
    without: tuple[Slug, ...] = ()
    when: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    correction: Text
    instead: Annotated[tuple[Slug, ...], Field(min_length=1)]
    beside: bool = False
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
    examples: tuple[MisconceptionExample, ...]

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """All conditions, in the order in which they are written."""
        return self.when + self.any + self.unless


class LookAlike(Frozen):
    """One of two scenarios that differ in one fact, and what is right in this one only."""

    scenario: Slug
    answer: Slug


class Tip(Frozen):
    """One of the nine exam tips of the source document; `Rule.tips` says which rules carry it.

    look_alikes: two scenarios that differ in one fact, whose answers differ.
    """

    id: Slug
    number: Annotated[int, Field(ge=1, le=9)]
    title: Text
    says: Text
    look_alikes: tuple[LookAlike, LookAlike]


class Knowledge(Frozen):
    """Everything that the advisor knows, by id, and the version of it.

    version: a digest of all the files, so that two answers can be told to rest on the same.
    """

    version: str
    sources: Mapping[str, Source]
    signals: Mapping[str, Signal]
    needs: Mapping[str, Need]
    paths: Mapping[str, Path]
    policies: Mapping[str, Policy]
    stages: Mapping[str, Stage]
    items: Mapping[str, Item]
    alternatives: Mapping[str, Alternatives]
    rules: Mapping[str, Rule]
    scenarios: Mapping[str, WorkedScenario]
    misconceptions: Mapping[str, Misconception] = Field(default_factory=dict)
    tips: Mapping[str, Tip] = Field(default_factory=dict)
    assumptions: Mapping[str, Assumption] = Field(default_factory=dict)
    references: Mapping[str, Reference] = Field(default_factory=dict)
    accelerators: Mapping[str, Accelerator] = Field(default_factory=dict)
    instances: Mapping[str, Instance] = Field(default_factory=dict)
    prices: Mapping[str, Price] = Field(default_factory=dict)
    model_sizes: Mapping[str, OpenModel] = Field(default_factory=dict)
    managed_models: Mapping[str, ManagedModel] = Field(default_factory=dict)
    model_traits: Mapping[str, ModelTrait] = Field(default_factory=dict)
    training_runs: Mapping[str, TrainingRun] = Field(default_factory=dict)
