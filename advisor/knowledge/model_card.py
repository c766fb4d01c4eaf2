"""Model cards: what AWS says of a Bedrock model besides its price, and until when it is offered."""

from __future__ import annotations

import calendar
import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from advisor.knowledge.base import Citation, Frozen, Text

LEAST_NOTICE_MONTHS = 6
"""A model of Bedrock is legacy for at least so long before its end (Model lifecycle, Legacy)."""

Tuning: TypeAlias = Literal[
    "supervised fine-tuning", "reinforcement fine-tuning", "distillation student"
]

Capacity: TypeAlias = Literal["on_demand", "batch", "flex", "priority", "reserved", "provisioned"]

LifeState: TypeAlias = Literal["active", "legacy", "ended", "not listed", "by approval"]


class Region(Frozen):
    """A Region of AWS: what it is called, and the geography whose residency it serves.

    profile_leaves_to: where geographic profiles called from it route to besides its geography.
    """

    id: Text
    name: Text
    geography: Text
    profile_leaves_to: str | None = None
    sources: tuple[Citation, ...] = ()


class ModelRegions(Frozen):
    """From which Regions a model is called, by how requests are routed.

    in_region: served within the Region; geographic: routed over the Regions of a geography;
    worldwide: routed over all commercial Regions.
    """

    in_region: tuple[str, ...] = ()
    geographic: tuple[str, ...] = ()
    worldwide: tuple[str, ...] = ()

    @property
    def anywhere(self) -> frozenset[str]:
        """Every Region from which the model is called in some way."""
        return frozenset((*self.in_region, *self.geographic, *self.worldwide))


class ModelCard(Frozen):
    """What sources say of a Bedrock model besides its price; what is left out is not known.

    id: without routing. kind: what it does. launched, end_no_sooner, legacy, end_of_life: days of
    its life cycle; short_notice: whether its end is told 45 days ahead, in place of six months;
    listed: whether AWS's list of models names it; by_approval: whether AWS has to admit a customer.
    call_as: its id at Bedrock, where that is not the id of the price library that is the key here;
    reads: kinds of content that it takes in, none where no source was read. cache_from_tokens: the
    shortest prompt prefix that a cache keeps. tuned_by: ways in which Bedrock tunes it; tuned_in:
    in which Regions;
    knowledge_bases: whether Bedrock Knowledge Bases answer with it;
    quota_per_written_token: how many tokens of the quota of bedrock-runtime one output token
    uses; None where a model is on bedrock-mantle alone, or where neither AWS's page nor its card
    names it.
    runtime_in_region: the Regions that serve it within the Region on the endpoint bedrock-runtime,
    where not all do; the others do on bedrock-mantle, without guardrails and the log of prompts.
    reviewed_by_aws: whether it is called only where AWS may keep and review what is sent and
    answered. dearer_above_tokens: from how many tokens a prompt costs more, where no source gives
    that price.
    preference_pairs: whether Bedrock tunes it on pairs. sold, not_sold: ways of buying capacity
    that it is, and is not, offered in. regions: None where no source was read.
    """

    id: str
    kind: Literal["chat", "embedding", "speech"]
    launched: datetime.date | None = None
    end_no_sooner: datetime.date | None = None
    legacy: datetime.date | None = None
    end_of_life: datetime.date | None = None
    short_notice: bool = False
    listed: bool = True
    by_approval: bool = False
    call_as: str | None = None
    reads: tuple[Literal["text", "image", "audio", "video"], ...] = ()
    context_tokens: int | None = None
    output_tokens: int | None = None
    caches: bool | None = None
    cache_from_tokens: int | None = None
    calls_functions: bool | None = None
    thinks: bool | None = None
    structured_output: bool | None = None
    knowledge_bases: bool | None = None
    quota_per_written_token: int | None = None
    tuned_by: tuple[Tuning, ...] = ()
    tuned_in: tuple[str, ...] = ()
    preference_pairs: bool | None = None
    sold: tuple[Capacity, ...] = ()
    not_sold: tuple[Capacity, ...] = ()
    regions: ModelRegions | None = None
    runtime_in_region: tuple[str, ...] | None = None
    dearer_above_tokens: int | None = None
    reviewed_by_aws: bool = False
    note: str | None = None
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> ModelCard:
        if self.legacy and self.end_of_life and self.legacy >= self.end_of_life:
            raise ValueError("a model is legacy before it ends")
        if set(self.sold) & set(self.not_sold):
            raise ValueError("capacity is sold or it is not")
        served = self.regions.in_region if self.regions else ()
        if not set(self.runtime_in_region or ()) <= set(served):
            raise ValueError("runtime_in_region is of Regions that serve it within the Region")
        if self.call_as == self.id:
            raise ValueError("call_as is for an id that differs from the key")
        if self.cache_from_tokens is not None and not self.caches:
            raise ValueError("only a model that caches has a shortest prefix")
        return self

    @property
    def legacy_since(self) -> datetime.date | None:
        """The day from which new customers are refused, as far as is known.

        Where only the end is told, the least notice before it: AWS tells the end of a model when
        it becomes legacy, never later.
        """
        if self.legacy is not None or self.end_of_life is None:
            return self.legacy
        if self.short_notice:
            return self.end_of_life - datetime.timedelta(days=45)
        return months_before(self.end_of_life, LEAST_NOTICE_MONTHS)

    def state(self, day: datetime.date) -> LifeState:
        """What a new customer meets on a day: only an active model can be taken up."""
        if self.end_of_life is not None and self.end_of_life <= day:
            return "ended"
        if not self.listed:
            return "not listed"
        since = self.legacy_since
        if since is not None and since <= day:
            return "legacy"
        return "by approval" if self.by_approval else "active"


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The day so many months earlier; the last of that month where it is shorter."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))
