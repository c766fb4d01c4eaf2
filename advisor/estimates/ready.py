"""The arithmetic of ready services around a model: speech, pages, pictures, translation, voice."""

from __future__ import annotations

from advisor.estimates.formulas import Amount, ceiling, formula, larger, smaller


@formula("minutes", lowered_by=("spoken_tokens_per_minute",))
def spoken_minutes(input_tokens: Amount, spoken_tokens_per_minute: Amount) -> Amount:
    """Minutes of sound of a request: those whose transcript is as long as the prompt."""
    return input_tokens / spoken_tokens_per_minute


@formula("USD per month")
def speech_cost(
    requests_per_month: Amount, spoken_minutes: Amount, speech_minute_usd: Amount
) -> Amount:
    """What turning speech into text costs each month, in USD."""
    return requests_per_month * spoken_minutes * speech_minute_usd


@formula("pages per month", lowered_by=("page_tokens",))
def pages_of_a_month(
    requests_per_month: Amount, input_tokens: Amount, page_tokens: Amount
) -> Amount:
    """Pages that are read in a month: by the length of a prompt, and at least one a request."""
    return requests_per_month * larger(1.0, input_tokens / page_tokens)


@formula("USD per month")
def data_automation_cost(
    pages_of_a_month: Amount,
    data_automation_page: Amount,
    structured_page_share: Amount,
    custom_page_more: Amount,
) -> Amount:
    """What Data Automation costs each month in USD: pages, and more where it extracts fields.

    custom_page_more: what a page with fields of one's own costs more than one without.
    """
    return pages_of_a_month * (data_automation_page + structured_page_share * custom_page_more)


@formula("USD per month")
def textract_cost(
    pages_of_a_month: Amount,
    textract_page: Amount,
    textract_page_beyond: Amount,
    structured_page_share: Amount,
    tables_page_more: Amount,
    tables_page_more_beyond: Amount,
) -> Amount:
    """What Textract costs each month in USD: the text of pages, and more where it reads tables.

    tables_page_more: what a page with its tables, which holds its text, costs more than the text
    alone. Of either the first million pages of a month cost more.
    """
    tables = pages_of_a_month * structured_page_share
    return (
        smaller(pages_of_a_month, 1e6) * textract_page
        + larger(0.0, pages_of_a_month - 1e6) * textract_page_beyond
        + smaller(tables, 1e6) * tables_page_more
        + larger(0.0, tables - 1e6) * tables_page_more_beyond
    )


@formula("USD per month")
def pictures_cost(
    requests_per_month: Amount, images_per_request: Amount, rekognition_image: Amount
) -> Amount:
    """What labelling images costs each month, in USD."""
    return requests_per_month * images_per_request * rekognition_image


@formula("USD per month")
def translation_cost(
    requests_per_month: Amount,
    input_tokens: Amount,
    output_tokens: Amount,
    characters_per_token: Amount,
    translate_million_characters: Amount,
) -> Amount:
    """What translating questions and answers costs each month, in USD."""
    characters = (input_tokens + output_tokens) * characters_per_token
    return requests_per_month * characters * translate_million_characters / 1e6


@formula("USD per month")
def voice_cost(
    requests_per_month: Amount,
    output_tokens: Amount,
    characters_per_token: Amount,
    polly_million_characters: Amount,
) -> Amount:
    """What speaking the answers costs each month, in USD."""
    characters = output_tokens * characters_per_token
    return requests_per_month * characters * polly_million_characters / 1e6


@formula("USD per month")
def text_analysis_cost(
    requests_per_month: Amount,
    input_tokens: Amount,
    characters_per_token: Amount,
    comprehend_unit: Amount,
) -> Amount:
    """What one analysis of each text costs each month in USD, at least three units a text."""
    units = larger(3.0, ceiling(input_tokens * characters_per_token / 100.0))
    return requests_per_month * units * comprehend_unit
