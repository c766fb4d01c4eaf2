"""What a decision rests on, small enough to keep with it: what is looked at when it is rechecked.

Rules and sources are kept as digests of what they say: enough to see that one has changed.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from advisor import __version__
from advisor.advisor import Advisor
from advisor.estimates.shapes import ModelEstimate, ServicesEstimate
from advisor.facts.read import read_scenario
from advisor.facts.scenario import Scenario
from advisor.knowledge import Knowledge
from advisor.knowledge.base import View
from advisor.reasoning.advice import Advice, FurtherItem, ItemShape, Reason

_DIGITS = 8
"""Hexadecimal digits of a digest: one change in four thousand million goes unseen."""


class KeptModel(BaseModel):
    """What the plan cost with one model, in USD, and how it stood against what was stated.

    verdicts: by the fact that states a budget or limit: fits, tight, out or not_known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    month_usd: float
    year_usd: float
    verdicts: dict[str, str] = {}


class KeptServices(BaseModel):
    """What the ready services of a plan that calls no foundation model cost, in USD.

    verdicts: as in `KeptModel`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    month_usd: float
    year_usd: float
    verdicts: dict[str, str] = {}


class Basis(BaseModel):
    """What an answer was and what it rested on.

    items: what was recommended, as essential or recommended, and shown; further: what was not
    shown, because the stage had more than a reader can act on; reasons: the rules that decide the
    plan; rules, sources: the digest of each that spoke for the answer, by id; models: the models of
    the estimate; services: what ready services cost where no foundation model is called, None where
    they have no price and in records from before it was kept; open: the unknown facts of which one
    answer could change the plan; facts: a digest of what was known.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    advisor: str = __version__
    plan: tuple[str, ...] = Field(min_length=1)
    status: str
    items: tuple[str, ...] = ()
    further: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    rules: dict[str, str] = {}
    sources: dict[str, str] = {}
    models: dict[str, KeptModel] = {}
    services: KeptServices | None = None
    open: tuple[str, ...] = ()
    facts: str = ""


def basis_of(advice: Advice, knowledge: Knowledge) -> Basis:
    """The basis of an advice of this knowledge."""
    deciding = _deciding(advice)
    reasons = [*deciding, *_of_items(advice)]
    rules = {reason.rule for reason in reasons if reason.rule in knowledge.rules}
    cited = {source.id for reason in reasons for source in reason.sources}
    cited |= {source.id for need in advice.needs for source in need.coverage_sources}
    services = advice.estimates.services
    return Basis(
        plan=advice.plan.paths,
        status=advice.status,
        items=_recommended(item for stage in advice.stages for item in stage.items),
        further=_recommended(item for stage in advice.stages for item in stage.further),
        reasons=tuple(sorted({reason.rule for reason in deciding})),
        rules={each: rule_digest(knowledge, each) for each in sorted(rules)},
        sources={
            each: source_digest(knowledge, each) for each in sorted(cited & {*knowledge.sources})
        },
        models={
            each.id: KeptModel(name=each.name, **_cost(each)) for each in advice.estimates.models
        },
        services=KeptServices(**_cost(services)) if services else None,
        open=tuple(sorted(advice.certainty.by_one_answer)) if advice.certainty else (),
        facts=facts_digest(advice.scenario),
    )


def _recommended(items: Iterable[ItemShape | FurtherItem]) -> tuple[str, ...]:
    return tuple(sorted({item.id for item in items if item.rank != "consider"}))


def _deciding(advice: Advice) -> list[Reason]:
    """The reasons for needs, and against paths."""
    needs = [reason for need in advice.needs for reason in need.reasons]
    paths = [reason for path in advice.paths for reason in path.reasons]
    return [*needs, *paths]


def _of_items(advice: Advice) -> list[Reason]:
    return [
        reason
        for stage in advice.stages
        for item in stage.items
        if item.rank != "consider"
        for reason in item.reasons
    ]


def _cost(estimate: ModelEstimate | ServicesEstimate) -> dict[str, Any]:
    return {
        "month_usd": _rounded(estimate.month.likely),
        "year_usd": _rounded(estimate.year.likely),
        "verdicts": {each.fact: each.verdict for each in estimate.verdicts},
    }


def _rounded(usd: float) -> float:
    """To five digits that count: what is kept is read by people too."""
    return float(f"{usd:.5g}")


def rule_digest(knowledge: Knowledge, rule: str) -> str:
    """A digest of what a rule says: its conditions, conclusions, reasons, and what it cites."""
    told = knowledge.rules[rule].model_dump(mode="json", exclude_defaults=True)
    for aside in ("title", "exam_tip", "tips", "examples", "milder_only"):
        # How it is taught and tested decides nothing.
        told.pop(aside, None)
    return _digest(told)


def source_digest(knowledge: Knowledge, source: str) -> str:
    """A digest of a source: what it is, not when it was last read."""
    told = knowledge.sources[source].model_dump(mode="json", exclude_defaults=True)
    told.pop("read_on", None)
    told.pop("note", None)
    return _digest(told)


def facts_digest(facts: Mapping[str, Any]) -> str:
    """A digest of what is known, in whatever order it is written."""
    return _digest(dict(read_scenario(facts).known()))


def _digest(told: Any) -> str:
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    # The letter keeps YAML from reading digits as a number.
    return f"x{hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]}"


def answer_anew(
    advisor: Advisor,
    facts: Scenario | Mapping[str, Any],
    view: View,
    day: datetime.date,
    models: Iterable[str] = (),
    sure: bool = True,
) -> tuple[Advice, Basis]:
    """The advice on these facts and its basis. Raises BadInput.

    sure: whether to work out how sure it is; without, the basis names no open questions.
    """
    with_models = advisor.with_models(tuple(models))
    advice = with_models.advise(facts, view, day, sensitivity=sure)
    return advice, basis_of(advice, advisor.knowledge)
