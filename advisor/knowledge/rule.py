"""A rule: conditions, what follows, why, and who says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    model_validator,
)

from advisor.knowledge.base import Citation, Frozen, Slug, Text, View
from advisor.knowledge.conclusions import Conclusion, Conclusions, by_kind

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
    "empty",
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
    `empty` asks of a fact with several answers whether somebody stated that there is none: like any
    test of an answer it is unknown while nobody has said, which `stated` never is.
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
    empty: StrictBool | None = None
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
    judgement: why the rule says what no source gives, such as a bound: then it is ours, in one
    sentence. None where the sources carry it all.
    tips: which of the source document's nine exam tips the rule carries.
    milder_only: why what it recommends is not kept under a stricter answer of a fact that it reads;
    None where nothing is lost.
    """

    id: Slug
    kind: Slug
    title: Text
    when: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    then: Annotated[tuple[Conclusion, ...], Field(min_length=1)]
    because: Text
    judgement: Text | None = None
    exam_tip: str | None = None
    tips: tuple[Annotated[int, Field(ge=1, le=9)], ...] = ()
    milder_only: Text | None = None
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
    def concludes(self) -> Conclusions:
        """What follows from the rule, by kind."""
        return by_kind(self.then)

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
