"""Who reads pages, and at what cost: the model where it reads pictures, else one ready service.

A model that reads pictures needs no service before it: then none is counted, and each that is
recommended is told with what it would add. Whoever gives `structured_page_share` has chosen the
service. Before a model that reads text alone, the cheapest of those that are recommended is
counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from advisor.estimates import ready
from advisor.estimates.formulas import anywhere
from advisor.estimates.inputs import Inputs
from advisor.estimates.prompts import asked_tokens
from advisor.estimates.quantities import Quantity, exactly
from advisor.estimates.served import Served, sees
from advisor.estimates.wanted import Wanted
from advisor.estimates.words import listed, money


class Reader(NamedTuple):
    """A ready service that reads pages.

    kind: of the part of a month; cost: a month of it, in USD; plain, structured: the prices of a
    page of text, and of one from which it takes fields or tables as well; takes: what that is, in
    words; other_calls: whether it has calls for more, at other prices; tiers: whether a price of
    the same name and "_beyond" holds beyond the first million of a month.
    """

    item: str
    kind: str
    cost: Callable[[Inputs], Quantity]
    plain: str
    structured: str
    takes: str
    other_calls: bool = False
    tiers: bool = False


def _pages(inputs: Inputs) -> Quantity:
    return inputs.work_out(
        "pages_of_a_month",
        "Pages that are read in a month",
        ready.pages_of_a_month,
        input_tokens=asked_tokens(inputs),
    )


def _more(inputs: Inputs, name: str, what: str, plain: str, structured: str) -> Quantity:
    """What a page with fields or tables costs more than one of text alone."""
    page, whole = inputs.priced(plain), inputs.priced(structured)
    return exactly(
        name,
        whole.likely - page.likely,
        whole.unit,
        "price",
        f"What {what} to a page",
        (*page.sources, *whole.sources),
    )


def _data_automation_cost(inputs: Inputs) -> Quantity:
    page, custom = "data_automation_page", "data_automation_custom_page"
    return inputs.work_out(
        "data_automation_cost",
        "Bedrock Data Automation: reading pages",
        ready.data_automation_cost,
        pages_of_a_month=_pages(inputs),
        data_automation_page=inputs.priced(page),
        custom_page_more=_more(inputs, "custom_page_more", "fields of one's own add", page, custom),
    )


def _textract_cost(inputs: Inputs) -> Quantity:
    page, tables = "textract_page", "textract_tables_page"
    more = "tables_page_more"
    return inputs.work_out(
        "textract_cost",
        "Amazon Textract: reading pages",
        ready.textract_cost,
        pages_of_a_month=_pages(inputs),
        **{each: inputs.priced(each) for each in (page, f"{page}_beyond")},
        **{
            f"{more}{tier}": _more(
                inputs, f"{more}{tier}", "tables add", f"{page}{tier}", f"{tables}{tier}"
            )
            for tier in ("", "_beyond")
        },
    )


READERS = (
    Reader(
        "amazon-textract",
        "textract",
        _textract_cost,
        "textract_page",
        "textract_tables_page",
        "with its tables",
        other_calls=True,
        tiers=True,
    ),
    Reader(
        "bedrock-data-automation",
        "pages",
        _data_automation_cost,
        "data_automation_page",
        "data_automation_custom_page",
        "with fields of your own",
    ),
)


READERS_OF_PAGES = frozenset(each.item for each in READERS)
"""Items that say that pages are read."""

AS_DOCUMENTS = {"input_tokens": "document_tokens"}
"""The assumption that is taken for the length of a prompt where pages are read."""

AS_PICTURES = "as pictures, which may take more tokens than their text"
"""What is said of pages that a model reads itself."""

KINDS = frozenset(each.kind for each in READERS)
"""The kinds of parts of a month that are paid for reading pages."""


def _recommended(inputs: Inputs, wanted: Wanted) -> list[Reader]:
    """The services of a plan that read pages, the cheapest at likely values first."""
    found = [each for each in READERS if each.item in wanted.items]
    return sorted(found, key=lambda each: float(each.cost(inputs).likely))


def _model_reads(inputs: Inputs, model: Served | None) -> bool:
    """Whether the model reads the pages itself, and nobody asked for a service's fields."""
    if model is None or "structured_page_share" in inputs.given:
        return False
    return sees(inputs.knowledge, model)


def page_reader(inputs: Inputs, wanted: Wanted, model: Served | None) -> Reader | None:
    """The service that is paid for reading pages; None where the model reads them, or none does."""
    if _model_reads(inputs, model):
        return None
    return next(iter(_recommended(inputs, wanted)), None)


def readers_not_counted(inputs: Inputs, wanted: Wanted, model: Served | None) -> Iterator[str]:
    """The services that read pages and are in no total, each with what it would cost."""
    paid = page_reader(inputs, wanted, model)
    for each in _recommended(inputs, wanted):
        if each is paid:
            continue
        usd = money(float(each.cost(inputs).likely))
        prices = _prices(inputs, each)
        if paid is not None:
            because = (
                f"only one service reads the pages, and {_name(inputs, paid)} is counted. Using "
                "this one instead"
            )
        else:
            assert model is not None
            because = (
                f"{model.model.name} reads the pages itself, {AS_PICTURES}. Adding this service"
            )
        yield f"{_name(inputs, each)}: {because} would cost about {usd} a month ({prices})"


def dear_readers(
    inputs: Inputs, wanted: Wanted, model: Served | None, month_usd: float
) -> str | None:
    """What to know where a recommended service that is in no total costs more than all of it.

    month_usd: what a month costs with the model, which reads the pages itself; None where none is
    so dear.
    """
    if model is None or page_reader(inputs, wanted, model) is not None:
        return None
    costs = [(each, float(each.cost(inputs).likely)) for each in _recommended(inputs, wanted)]
    dear = [f"{_name(inputs, each)} about {money(usd)}" for each, usd in costs if usd > month_usd]
    if not dear:
        return None
    return (
        f"A service that reads the pages would add more than all else costs: {listed(dear)} a "
        f"month. {model.model.name} reads them itself: take such a service only where a test shows "
        "that the model reads them too badly."
    )


def _name(inputs: Inputs, reader: Reader) -> str:
    known = inputs.knowledge.items.get(reader.item)
    return known.name if known else reader.item


def _prices(inputs: Inputs, reader: Reader) -> str:
    """The prices of a page, in words; both tiers where there are two."""

    def usd(name: str) -> str:
        told = f"{inputs.priced(name).likely:g} USD"
        if not reader.tiers:
            return told
        beyond = inputs.priced(f"{name}_beyond").likely
        return f"{told} up to a million a month and {beyond:g} beyond"

    return f"a page of text {usd(reader.plain)}; {reader.takes} {usd(reader.structured)}"


FORMS = (
    "Amazon Textract: counted at its price for tables; forms cost more, and its call for invoices "
    "and receipts less: about 0.012 USD a page, by a note of May 2026"
)
"""What is said where Textract takes fields or tables from pages: see data/prices.yaml."""


def fields_not_counted(inputs: Inputs, wanted: Wanted, model: Served | None) -> str | None:
    """What fields would cost that the paid service takes from pages itself; None where counted.

    Of tables that Textract reads the same is said; where they are counted, what they are counted
    at.
    """
    reader = page_reader(inputs, wanted, model)
    if reader is None:
        return None
    if anywhere(inputs.of("structured_page_share").high):
        return FORMS if reader.other_calls else None
    if reader.other_calls:
        what = "Tables that Textract itself reads"
    else:
        what = "Fields that Data Automation itself extracts"
    plain, structured = (inputs.priced(name).likely for name in (reader.plain, reader.structured))
    return f"{what}: {structured:g} USD a page in place of {plain:g} (structured_page_share)"
