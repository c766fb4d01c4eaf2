"""What ready services cost that are recommended beside a model: each is charged by its own unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor.estimates import ready
from advisor.estimates.formulas import Amount, anywhere
from advisor.estimates.inputs import Inputs
from advisor.estimates.quantities import Quantity, exactly
from advisor.estimates.wanted import Wanted


def ready_service_parts(inputs: Inputs, wanted: Wanted) -> Iterator[tuple[str, Quantity]]:
    """The kind and the cost of each ready service of a plan, in USD a month.

    Of two services that read pages one is paid: Data Automation where both are recommended.
    """
    if "amazon-transcribe" in wanted.items:
        yield "speech", _speech_cost(inputs, wanted)
    if "bedrock-data-automation" in wanted.items:
        yield "pages", _data_automation_cost(inputs)
    elif "amazon-textract" in wanted.items:
        yield "textract", _textract_cost(inputs)
    for each in _BY_ONE_PRICE:
        if each.item in wanted.items:
            price = {each.price: inputs.priced(each.price)}
            yield each.kind, inputs.work_out(each.figure, each.title, each.cost, **price)


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
    live = wanted.stated.get("serving_mode") == "interactive"
    return inputs.work_out(
        "speech_cost",
        "Amazon Transcribe: speech into text",
        ready.speech_cost,
        spoken_minutes=inputs.work_out(
            "spoken_minutes", "Minutes of sound of a request", ready.spoken_minutes
        ),
        speech_minute_usd=inputs.priced("transcribe_live_minute" if live else "transcribe_minute"),
    )


def _pages(inputs: Inputs) -> Quantity:
    return inputs.work_out(
        "pages_of_a_month", "Pages that are read in a month", ready.pages_of_a_month
    )


def _data_automation_cost(inputs: Inputs) -> Quantity:
    page, custom = (
        inputs.priced(each) for each in ("data_automation_page", "data_automation_custom_page")
    )
    return inputs.work_out(
        "data_automation_cost",
        "Bedrock Data Automation: reading pages",
        ready.data_automation_cost,
        pages_of_a_month=_pages(inputs),
        data_automation_page=page,
        custom_page_more=exactly(
            "custom_page_more",
            custom.likely - page.likely,
            custom.unit,
            "price",
            "What fields of one's own add to a page",
            custom.sources,
        ),
    )


def _textract_cost(inputs: Inputs) -> Quantity:
    prices = ("textract_page", "textract_page_beyond", "textract_tables_page")
    return inputs.work_out(
        "textract_cost",
        "Amazon Textract: reading pages",
        ready.textract_cost,
        pages_of_a_month=_pages(inputs),
        **{each: inputs.priced(each) for each in prices},
    )


def fields_not_counted(inputs: Inputs, wanted: Wanted) -> str | None:
    """What fields that a service takes from pages itself would cost; None where they are counted.

    Of tables that Textract reads the same is said.
    """
    if anywhere(inputs.of("structured_page_share").high):
        return None
    if "bedrock-data-automation" in wanted.items:
        what, price = "Fields that Data Automation itself extracts", "data_automation_custom_page"
        instead = "a page in place of"
        plain = inputs.priced("data_automation_page").likely
    elif "amazon-textract" in wanted.items:
        what, price = "Tables that Textract itself reads", "textract_tables_page"
        instead = "a page besides"
        plain = inputs.priced("textract_page").likely
    else:
        return None
    usd = inputs.priced(price).likely
    return f"{what}: {usd:g} USD {instead} {plain:g} (structured_page_share)"
