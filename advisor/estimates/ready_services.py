"""What ready services cost that are recommended beside a model: each is charged by its own unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor.estimates import ready
from advisor.estimates.formulas import Amount
from advisor.estimates.inputs import Inputs
from advisor.estimates.page_readers import page_reader
from advisor.estimates.prompts import asked_tokens
from advisor.estimates.quantities import Quantity
from advisor.estimates.served import Served
from advisor.estimates.wanted import Wanted


def ready_service_parts(
    inputs: Inputs, wanted: Wanted, model: Served | None
) -> Iterator[tuple[str, Quantity]]:
    """The kind and the cost of each ready service of a plan with a model, in USD a month.

    Of services that read pages one is paid at the most: see `page_readers`.
    """
    if "amazon-transcribe" in wanted.items:
        yield "speech", _speech_cost(inputs, wanted)
    if (reader := page_reader(inputs, wanted, model)) is not None:
        yield reader.kind, reader.cost(inputs)
    for each in _BY_ONE_PRICE:
        if each.item in wanted.items:
            needed = {each.price: inputs.priced(each.price), "input_tokens": asked_tokens(inputs)}
            yield each.kind, inputs.work_out(each.figure, each.title, each.cost, **needed)


class _ByOnePrice(NamedTuple):
    """A service of which one price and lengths of texts make the cost.

    kind: of the part of a month; figure, title: its id and name; cost: the formula; price: the
    name of the price, in the formula as well.
    """

    item: str
    kind: str
    figure: str
    title: str
    cost: Callable[..., Amount]
    price: str


_BY_ONE_PRICE = (
    _ByOnePrice(
        "amazon-rekognition",
        "pictures",
        "pictures_cost",
        "Amazon Rekognition: labels of images",
        ready.pictures_cost,
        "rekognition_image",
    ),
    _ByOnePrice(
        "amazon-translate",
        "translation",
        "translation_cost",
        "Amazon Translate: questions and answers",
        ready.translation_cost,
        "translate_million_characters",
    ),
    _ByOnePrice(
        "amazon-polly",
        "voice",
        "voice_cost",
        "Amazon Polly: answers as speech",
        ready.voice_cost,
        "polly_million_characters",
    ),
    _ByOnePrice(
        "amazon-comprehend",
        "text analysis",
        "text_analysis_cost",
        "Amazon Comprehend: one analysis of each text",
        ready.text_analysis_cost,
        "comprehend_unit",
    ),
)


def _speech_cost(inputs: Inputs, wanted: Wanted) -> Quantity:
    """Sound is sent while somebody speaks where somebody waits, as a recording otherwise."""
    return inputs.work_out(
        "speech_cost",
        "Amazon Transcribe: speech into text",
        ready.speech_cost,
        spoken_minutes=inputs.work_out(
            "spoken_minutes",
            "Minutes of sound of a request",
            ready.spoken_minutes,
            input_tokens=asked_tokens(inputs),
        ),
        speech_minute_usd=inputs.priced(_speech_price(wanted)),
    )


def _speech_price(wanted: Wanted) -> str:
    live = wanted.stated.get("serving_mode") == "interactive"
    return "transcribe_live_minute" if live else "transcribe_minute"


def doubtful_price(inputs: Inputs, wanted: Wanted) -> str | None:
    """What to know before counting on the price of speech; None where it is in no doubt."""
    if "amazon-transcribe" not in wanted.items:
        return None
    return inputs.knowledge.prices[_speech_price(wanted)].doubt
