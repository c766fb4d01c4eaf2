"""Figures that estimates rest on: assumptions, prices, instances, models, training runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import (
    Field,
    model_validator,
)

from advisor.knowledge.base import Citation, Frozen, Slug, Text


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
    of: Literal["instance", "accelerator", "model", "open model"]
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
    """A machine with accelerators, and its hourly prices on demand, cheapest first.

    hosts: whether it is offered for hosting behind an endpoint; reserved: the offer for a year's
    commitment, where a source gives it.
    """

    id: Slug
    name: Text
    accelerator: Slug
    accelerators: int
    hourly: Annotated[tuple[Offer, ...], Field(min_length=1)]
    hosts: bool = False
    reserved: Offer | None = None
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class Price(Frozen):
    """A price in US dollars for one unit. None where no source was found: the user is asked.

    high: the most that it costs, where offers differ; doubt: what to know before counting on it,
    where sources differ widely.
    """

    id: str
    name: Text
    unit: Text
    usd: float | None = None
    high: float | None = None
    doubt: Text | None = None
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
    length from which it does, and the prices then. sources: who gives these prices, where it is not
    that library.
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
    sources: tuple[Citation, ...] = ()


MANAGED_MODELS_CITATION = Citation(
    source="genai-prices", where="provider aws, by model id", confidence="read"
)

"""Where every price and context window of a managed model comes from."""


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


class MeasuredModel(Frozen):
    """How fast a model of Amazon Bedrock was measured to answer, in one way of thinking.

    model: its id without routing; variant: how it thinks; tokens_per_second, first_word_ms: the
    lowest, the middle and the highest day, the first word being the first of the answer; index: a
    measure of quality over many tasks, where it was taken.
    """

    id: str
    model: Text
    variant: Text
    thinks: bool
    tokens_per_second: tuple[float, float, float]
    first_word_ms: tuple[float, float, float]
    index: float | None = None
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class PriceTier(Frozen):
    """What a million tokens of a model cost in other tiers than on demand, in USD.

    batch: within a day; flex: slower; priority: sooner.
    """

    id: str
    batch_input_usd: float | None = None
    batch_output_usd: float | None = None
    flex_input_usd: float | None = None
    flex_output_usd: float | None = None
    priority_input_usd: float | None = None
    priority_output_usd: float | None = None
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class RegionalPrice(Frozen):
    """What a million tokens of a model cost in Regions outside the United States, in USD.

    model: its id among the managed models; regions: those from which a call costs it.
    """

    id: str
    model: str
    regions: Annotated[tuple[str, ...], Field(min_length=1)]
    input_usd: float
    output_usd: float | None = None
    cache_read_usd: float | None = None
    cache_write_usd: float | None = None
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class Customization(Frozen):
    """What tuning a model on Bedrock costs, and answering with the tuned one, in USD.

    id: the model's, without routing. training_usd: per million tokens trained on; on_demand:
    whether the tuned model answers at the price of tokens; unit_hour_usd: an hour of the unit that
    it needs otherwise, or may have.
    """

    id: str
    training_usd: float | None = None
    on_demand: bool | None = None
    unit_hour_usd: float | None = None
    note: str | None = None
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]


class ItemCost(Frozen):
    """Whether a recommended item costs money, and where an estimate counts it.

    counted: the part of the estimate that holds it, and otherwise why it is not counted in a plan
    without that part; else because says why it is not counted. may_be_most: whether what is not
    counted is charged by use or by the hour, and may cost more than all that is counted. left_out:
    what that is, in words that follow "without", where it is not the item as a whole.
    """

    id: str
    counted: str | None = None
    otherwise: str | None = None
    because: str | None = None
    may_be_most: bool = False
    left_out: str | None = None
    sources: tuple[Citation, ...] = ()

    @model_validator(mode="after")
    def _one_of_two(self) -> ItemCost:
        if (self.counted is None) == (self.because is None):
            raise ValueError("an item is counted in a part, or says why it is not counted")
        if self.counted is None and self.otherwise is not None:
            raise ValueError("otherwise is said of an item that is counted in a part")
        if self.counted is not None and self.may_be_most:
            raise ValueError("may_be_most is said of an item that is not counted")
        if self.left_out is not None and not self.may_be_most:
            raise ValueError("left_out names what may be most")
        return self


class Bill(Frozen):
    """A published bill or quotation with what it was for, to hold the estimates against.

    usd: what was published, where it is a span from least to most; of: the kinds or names of the
    parts that it is compared with, or "month"; paths, items, facts, assumptions: what was asked
    for.
    """

    id: str
    name: Text
    usd: Annotated[tuple[float, ...], Field(min_length=1, max_length=2)]
    of: Annotated[tuple[Text, ...], Field(min_length=1)]
    model: str | None = None
    paths: tuple[str, ...] = ("prompt-engineering",)
    items: tuple[str, ...] = ()
    facts: Mapping[str, Any] = Field(default_factory=dict)
    assumptions: Mapping[str, Any] = Field(default_factory=dict)
    note: str | None = None
    sources: Annotated[tuple[Citation, ...], Field(min_length=1)]
