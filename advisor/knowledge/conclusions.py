"""What a rule may conclude, and what one rule concludes, read off once and sorted by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, NamedTuple, TypeAlias

from pydantic import Discriminator, Field, Tag

from advisor.knowledge.base import Degree, Frozen, Level, Rank, Slug, Text

Reference: TypeAlias = tuple[str, str]
"""A kind of thing ("need", "path", "signal", "item" or "stage") and the id of one."""


class NeedConclusion(Frozen):
    """The solution must, or should, give this."""

    need: Slug
    level: Level

    @property
    def refers_to(self) -> tuple[Reference, ...]:
        """What it names, by kind and id."""
        return (("need", self.need),)


class LimitConclusion(Frozen):
    """These paths are ruled out."""

    rule_out: Annotated[tuple[Slug, ...], Field(min_length=1)]

    @property
    def refers_to(self) -> tuple[Reference, ...]:
        """What it names, by kind and id."""
        return tuple(("path", path) for path in self.rule_out)


class CoverageConclusion(Frozen):
    """In this scenario, the path covers the need so far (in place of the table's entry)."""

    cover: Slug
    by: Slug
    degree: Degree = Field(alias="as")

    @property
    def refers_to(self) -> tuple[Reference, ...]:
        """What it names, by kind and id."""
        return ("need", self.cover), ("path", self.by)


class SignalConclusion(Frozen):
    """An intermediate fact, which further rules read."""

    signal: Slug

    @property
    def refers_to(self) -> tuple[Reference, ...]:
        """What it names, by kind and id."""
        return (("signal", self.signal),)


class ItemConclusion(Frozen):
    """This item is recommended, at this stage (by default the item's first), this strongly."""

    recommend: Slug
    rank: Rank
    stage: Slug | None = None

    @property
    def refers_to(self) -> tuple[Reference, ...]:
        """What it names, by kind and id."""
        return ("item", self.recommend), *((("stage", self.stage),) if self.stage else ())


class AgainstConclusion(Frozen):
    """This item does not fit here, whatever speaks for it."""

    advise_against: Slug

    @property
    def refers_to(self) -> tuple[Reference, ...]:
        """What it names, by kind and id."""
        return (("item", self.advise_against),)


class WarningConclusion(Frozen):
    """Something to look out for; the rule's reason tells it.

    first: whether it is told before all others, since the plan may fall with it.
    """

    warn: Text
    first: bool = False

    @property
    def refers_to(self) -> tuple[Reference, ...]:
        """What it names, by kind and id."""
        return ()


class DiagnosisConclusion(Frozen):
    """For a running system: the stage to go back to, what to change first, what to measure."""

    go_back_to: Slug
    change: Slug
    measure: Slug

    @property
    def refers_to(self) -> tuple[Reference, ...]:
        """What it names, by kind and id."""
        return ("stage", self.go_back_to), ("item", self.change), ("item", self.measure)


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


class Conclusions(NamedTuple):
    """What one rule concludes, by kind; each in the order in which the rule states it.

    limits: paths that it rules out; signals: those that it sets; vetoes: items that it advises
    against; warns_first: whether one of its warnings is told before all others; keys: what other
    rules may read of it ("need:id", "signal:id", "item:id").
    """

    needs: tuple[NeedConclusion, ...]
    limits: tuple[str, ...]
    coverage: tuple[CoverageConclusion, ...]
    signals: tuple[str, ...]
    items: tuple[ItemConclusion, ...]
    vetoes: tuple[str, ...]
    warnings: tuple[str, ...]
    warns_first: bool
    diagnoses: tuple[DiagnosisConclusion, ...]
    keys: tuple[str, ...]


def by_kind(conclusions: Iterable[Conclusion]) -> Conclusions:
    """These conclusions, by kind."""
    needs: list[NeedConclusion] = []
    limits: list[str] = []
    coverage: list[CoverageConclusion] = []
    signals: list[str] = []
    items: list[ItemConclusion] = []
    vetoes: list[str] = []
    warnings: list[WarningConclusion] = []
    diagnoses: list[DiagnosisConclusion] = []
    for conclusion in conclusions:
        match conclusion:
            case NeedConclusion():
                needs.append(conclusion)
            case LimitConclusion():
                limits += conclusion.rule_out
            case CoverageConclusion():
                coverage.append(conclusion)
            case SignalConclusion():
                signals.append(conclusion.signal)
            case ItemConclusion():
                items.append(conclusion)
            case AgainstConclusion():
                vetoes.append(conclusion.advise_against)
            case WarningConclusion():
                warnings.append(conclusion)
            case DiagnosisConclusion():
                diagnoses.append(conclusion)
    keys = (
        *(f"need:{each.need}" for each in needs),
        *(f"signal:{signal}" for signal in signals),
        *(f"item:{each.recommend}" for each in items),
    )
    return Conclusions(
        tuple(needs),
        tuple(limits),
        tuple(coverage),
        tuple(signals),
        tuple(items),
        tuple(vetoes),
        tuple(each.warn for each in warnings),
        any(each.first for each in warnings),
        tuple(diagnoses),
        tuple(dict.fromkeys(keys)),
    )
