"""Numbers as people write them, in the unit that is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput, Problem
from advisor.facts.numbers import read_number, write_number

BETWEEN_1_AND_5K = {"at_least": 1000, "at_most": 5000}


def count(typed: str, **more: Any) -> Any:
    return read_number(typed, "examples", whole=True, **more).value


def amount(typed: str, unit: str = "MB", **more: Any) -> Any:
    return read_number(typed, unit, whole=False, **more).value


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("40", 40),
        ("40k", 40_000),
        ("5,000", 5000),
        ("5.000", 5000),
        ("5 000", 5000),
        ("5'000", 5000),
        ("1,000,000", 1_000_000),
        ("1.000.000", 1_000_000),
        ("12,34,567", 1_234_567),
        ("1e6", 1_000_000),
        ("1.5M", 1_500_000),
        ("2.5 million", 2_500_000),
        ("2bn", 2_000_000_000),
        ("3 lakh", 300_000),
        ("1000-5000", BETWEEN_1_AND_5K),
        ("1,000 – 5,000", BETWEEN_1_AND_5K),
        ("1000 to 5000", BETWEEN_1_AND_5K),
        ("between 1000 and 5000", BETWEEN_1_AND_5K),
        ("from 1k to 5k", BETWEEN_1_AND_5K),
        ("1-5k", BETWEEN_1_AND_5K),
        (">= 1000", {"at_least": 1000}),
        ("1000+", {"at_least": 1000}),
        ("over 1000", {"at_least": 1000}),
        ("at least 1k", {"at_least": 1000}),
        ("1,000 or more", {"at_least": 1000}),
        ("≤ 50", {"at_most": 50}),
        ("up to 50", {"at_most": 50}),
        ("under 50", {"at_most": 50}),
        ("about 2,000", 2000),
        ("~5,000", 5000),
        ("approx. 300", 300),
        ("2,000 examples", 2000),
        ("2,000 (so far)", 2000),
        ("5 (k)", 5000),
    ],
)
def test_a_number_is_read_the_way_it_is_meant(typed: str, meant: Any) -> None:
    assert count(typed) == meant


@pytest.mark.parametrize(
    ("typed", "unit", "meant", "step"),
    [
        ("2 s", "ms", 2000, "2 s"),
        ("2 (s)", "ms", 2000, "2 s"),
        ("500 (per day)", "requests/month", 15_000, "500 a day x 30 days"),
        ("500 (this month)", "requests/month", 500, "without (this month)"),
        ("500 ms", "ms", 500, ""),
        ("1.5 min", "ms", 90_000, "1.5 min"),
        ("90 seconds", "s", 90, ""),
        ("3 months", "weeks", 13, "3 months"),
        ("6 weeks", "weeks", 6, ""),
        ("500 KB", "MB", 0.5, "500 KB"),
        ("2 x 24 GB", "GB", 48, "2 x 24 GB"),
        ("30%", "%", 30, ""),
        ("30 percent", "%", 30, ""),
        ("$50k", "USD", 50_000, ""),
        ("USD 2,500.50", "USD", 2500.5, ""),
        ("$600k a year", "USD/month", 50_000, "600,000 a year over 12 months"),
        ("6,000 a day", "requests/month", 180_000, "6,000 a day x 30 days"),
        ("200 per hour", "requests/month", 144_000, "200 an hour x 720 hours a month"),
        ("1,000/month", "requests/month", 1000, ""),
        ("900 documents of 10 pages", "tokens", 3_600_000, "900 documents x 10 pages x 400"),
        ("40 GB", "tokens", 10**10, "4 bytes of text a token"),
        ("3500 pages pdf", "tokens", 1_400_000, "3,500 pages x 400 tokens a page"),
        ("20 MB of Word files", "tokens", 5_000_000, "4 bytes of text a token"),
        ("3k a day on working days", "requests/month", 63_000, "x 21 working days"),
        ("400 a day, Monday to Friday", "requests/month", 8_400, "x 21 working days"),
        ("120 per shift, three shifts a day", "requests/month", 10_800, "3 x 120 a day x 30 days"),
    ],
)
def test_a_number_in_another_unit_is_worked_out_and_the_arithmetic_told(
    typed: str, unit: str, meant: float, step: str
) -> None:
    found = read_number(typed, unit, whole=unit in ("ms", "weeks", "tokens", "requests/month"))

    assert found.value == meant
    assert step in "; ".join(found.steps)
    assert not found.plainly


@pytest.mark.parametrize("typed", ["many", "10 5", "1-2-3", "k", "5 apples", "1.5.2", "5 of 10"])
def test_what_cannot_be_read_says_how_to_type_it(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        count(typed)

    assert "Type it as" in refused.value.problems[0].remedy


@pytest.mark.parametrize(
    ("typed", "unit", "said"),
    [
        ("4,000 EUR", "USD", "in US dollars"),
        ("€4k", "USD/month", "in US dollars"),
        ("5,000 (EUR)", "USD", "in US dollars"),
        ("5,000 (€, rough)", "USD", "in US dollars"),
        ("5 (m)", "ms", "unit or the number out"),
        ("500 (per day at peak)", "requests/month", "cannot be|can be read"),
        ("500¹", "examples", "power or a note"),
        ("10³", "examples", "power or a note"),
        ("$5k a month", "USD", "paid once"),
        ("$40", "examples", "sum of money"),
        ("5m", "ms", "unit or the number out"),
        ("500k", "MB", "unit or the number out"),
        ("5.000", "USD", "may be 5 or 5,000"),
        ("9-5", "examples", "smaller number first"),
        ("-5", "examples", "below zero"),
    ],
)
def test_what_may_mean_two_things_or_is_in_another_currency_is_asked_about(
    typed: str, unit: str, said: str
) -> None:
    with pytest.raises(BadInput, match=said):
        read_number(typed, unit, whole=False)


def test_the_kind_of_a_file_is_no_size_and_pages_are_named_in_the_remedy() -> None:
    with pytest.raises(BadInput) as refused:
        read_number("3500 pdf", "tokens", whole=True)

    assert "3,500 pages" in refused.value.problems[0].remedy


def test_a_limit_that_is_given_as_one_is_that_number() -> None:
    assert amount("up to $50k", "USD", limit=True) == 50_000
    assert amount("<= 50", "USD", limit=True) == {"at_most": 50}


def test_the_head_of_a_column_may_say_the_unit() -> None:
    assert amount("2", "ms", default="s") == 2000
    assert amount("500 ms", "ms", default="s") == 500
    assert amount("50", "USD", default="$k") == 50_000
    assert amount("100", "requests/month", default="a day") == 3000


@pytest.mark.parametrize(
    ("head", "unit"), [("m ms", "ms"), ("m", "weeks"), ("G GB", "GB"), ("site", "USD")]
)
def test_a_head_that_may_be_a_unit_or_a_scale_is_asked_about(head: str, unit: str) -> None:
    with pytest.raises(BadInput, match="may change the number"):
        amount("5", unit, default=head)


def test_a_head_by_the_year_is_told_by_the_month() -> None:
    assert amount("12000", "USD/month", default="USD/y") == 1000


def test_the_scale_of_a_head_counts_once_in_a_product() -> None:
    assert amount("2 x 24", "USD", default="k USD") == 48_000
    assert amount("2 x 24k", "USD", default="k USD") == 48_000


def test_half_an_example_is_not_rounded() -> None:
    assert count("2.5") == 2.5
    assert count("2.5 examples") == 2.5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1,5", 1.5),
        ("1.000,5", 1000.5),
        ("1,000.5", 1000.5),
        ("1.000.000", 1_000_000),
        ("0,125", 0.125),
        ("1234,567", 1234.567),
        ("1,5-2,5", {"at_least": 1.5, "at_most": 2.5}),
        (">=1.234.567,25", {"at_least": 1_234_567.25}),
        ("1.5", 1.5),
        ("500", 500),
    ],
)
def test_numbers_with_a_decimal_comma_are_read_as_they_are_meant(typed: str, meant: Any) -> None:
    assert amount(typed, decimal_comma=True) == meant


@pytest.mark.parametrize("typed", ["1,500", "1.500", "200-1,500"])
def test_a_number_that_means_two_things_is_refused(typed: str) -> None:
    with pytest.raises(BadInput, match=r"may be 1\.5 or 1,500"):
        amount(typed, decimal_comma=True)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_what_is_written_is_read_back(one: int, other: int) -> None:
    low, high = sorted((one, other))
    for value in (one, {"at_least": low + 1}, {"at_most": high}):
        assert count(write_number(value)) == value
    if low < high:
        spread = {"at_least": low, "at_most": high}
        assert count(write_number(spread)) == spread


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_what_a_program_writes_is_read_back(one: float, other: float) -> None:
    low, high = sorted((one, other))

    assert amount(repr(one)) == pytest.approx(one, abs=1e-8)
    if high > low + 1e-6:
        found = amount(f"{low!r} - {high!r}")
        assert found["at_most"] == pytest.approx(high, abs=1e-8)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_with_a_remedy(typed: str) -> None:
    problems: tuple[Problem, ...] = ()
    try:
        found = read_number(typed, "requests/month", whole=True)
    except BadInput as error:
        problems = error.problems
    else:
        assert isinstance(found.value, (int, float, dict))
    assert all(each.problem and each.remedy for each in problems)


def asked(fact_unit: str, typed: str, **more: Any) -> str:
    """The problem and the remedy with which a number is asked about."""
    whole = fact_unit not in ("USD", "USD/month", "MB", "%")
    with pytest.raises(BadInput) as refused:
        read_number(typed, fact_unit, whole=whole, **more)
    return str(refused.value)


@pytest.mark.parametrize(
    ("typed", "unit", "meant"),
    [
        ("two-three weeks", "weeks", {"at_least": 2, "at_most": 3}),
        ("ten-fifteen thousand", "tokens", {"at_least": 10_000, "at_most": 15_000}),
        ("two-three hundred", "examples", {"at_least": 200, "at_most": 300}),
        ("between two and three thousand", "examples", {"at_least": 2000, "at_most": 3000}),
        ("twenty-five thousand", "examples", 25_000),
        ("two hundred thousand and five", "examples", 200_005),
        ("a quarter of a million", "USD", 250_000),
        ("two and a half months", "weeks", 11),
        ("25 grand", "USD", 25_000),
        ("a fortnight", "weeks", 2),
        ("in 2 weeks", "weeks", 2),
        ("1 min 30 s", "ms", 90_000),
        ("1 year and 6 months", "weeks", 78),
        ("00:00:02", "ms", 2000),
        ("01:00:00", "s", 3600),
        ("30 per cent", "%", 30),
        ("3 out of 10", "%", 30),
        ("312/400", "%", 78),
        ("a quarter", "%", 25),
        ("500 (max)", "examples", {"at_most": 500}),
        ("2,000 (2026)", "examples", 2000),
        ("1,000 tokens per request", "tokens/request", 1000),
        ("10k fortnightly", "requests/month", 21_667),
    ],
)
def test_numbers_in_words_parts_and_pairs(typed: str, unit: str, meant: Any) -> None:
    whole = unit not in ("USD", "%")
    found = read_number(typed, unit, whole=whole)

    assert found.value == meant
    assert not found.plainly


TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@given(st.sampled_from([*ONES, "ten", "twelve", *TENS]), st.sampled_from([*ONES, "ten", *TENS]))
def test_only_tens_and_ones_join_to_one_number(one: str, other: str) -> None:
    alone = {word: count(word) for word in (one, other)}
    if one in TENS and other in ONES:
        assert count(f"{one}-{other}") == alone[one] + alone[other]
    elif alone[one] < alone[other]:
        spread = {"at_least": alone[one], "at_most": alone[other]}
        assert count(f"{one}-{other}") == spread
    else:
        asked("examples", f"{one}-{other}")


@pytest.mark.parametrize(
    "typed", ["one two three", "fifty-fifty", "500 and 700", "0x10", "one-two hundred thousand"]
)
def test_words_that_make_up_no_number_are_not_added_up(typed: str) -> None:
    assert "Type it as" in asked("examples", typed)


@pytest.mark.parametrize("mark", ["", " "])
@given(st.integers(1, 999), st.integers(0, 999))
def test_three_decimals_before_a_unit_that_comes_in_parts_are_asked_about(
    mark: str, one: int, parts: int
) -> None:
    said = asked("ms", f"{one}.{parts:03d}{mark}s")

    assert f"may be {one + parts / 1000:g} or {one * 1000 + parts:,}" in said
    assert "with its unit" in said


@pytest.mark.parametrize(
    ("typed", "unit"), [("1.125 months", "weeks"), ("1.500 GB", "GB"), ("1.125 GB", "MB")]
)
def test_the_same_holds_for_sizes_and_times(typed: str, unit: str) -> None:
    assert "may be 1." in asked(unit, typed)


def test_a_whole_number_in_its_own_unit_has_no_decimals() -> None:
    assert read_number("1.500 ms", "ms", whole=True).value == 1500
    assert read_number("5.000 tokens", "tokens", whole=True).value == 5000


def test_the_unit_of_a_head_counts_for_decimals_too() -> None:
    assert "may be 1.5 or 1,500" in asked("ms", "1,500", default="s", decimal_comma=True)


@pytest.mark.parametrize("typed", ["C$50k", "CA$ 50k", "HK$50k", "NZ$50k", "S$50k", "$50k CAD"])
def test_other_dollars_are_asked_about(typed: str) -> None:
    assert "How much is it in US dollars?" in asked("USD", typed)


@pytest.mark.parametrize("typed", ["50 TUSD", "50t", "$50 T"])
def test_a_t_may_be_thousand_or_trillion(typed: str) -> None:
    assert "thousand or for trillion" in asked("USD", typed)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("$0.02 per request", "USD/month"),
        ("$20 each", "USD"),
        ("$20 per user per month", "USD/month"),
        ("500 per label", "examples"),
        ("500 requests per user", "requests/month"),
        ("at least 500 per call", "requests/month"),
        ("200 users x 5", "requests/month"),
        ("1000 for each page", "tokens/request"),
    ],
)
def test_a_rate_is_no_total(typed: str, unit: str) -> None:
    nouns = ("label", "example", "request", "call", "user request")

    assert "Give the total" in asked(unit, typed, counted_in=nouns)


def test_a_phrase_of_nouns_counts_as_a_whole() -> None:
    assert read_number("5 user requests", "", whole=True, counted_in=["user request"]).value == 5
    asked("requests/month", "1000 users", counted_in=["user request"])


@pytest.mark.parametrize(
    "aside",
    [
        *("x1000", "'000", "in 1000s", "per class", "per 24 h", "growing to 100k", "unlabelled"),
        *("none", "40 a day", "not labelled", "n/a", "5000 in December", "TBC", "planned"),
    ],
)
def test_brackets_that_may_change_the_number_are_asked_about(aside: str) -> None:
    said = asked("examples", f"500 ({aside})", counted_in=["labelled"])

    assert "brackets" in said or "can be read" in said


@pytest.mark.parametrize("head", ["in 1000s", "1000s", "'000", "thousands", "x1000", "k"])
def test_a_head_in_thousands_is_read_however_it_is_written(head: str) -> None:
    assert read_number("5", "examples", whole=True, default=head).value == 5000


def test_a_head_may_name_the_percentile_beside_the_unit() -> None:
    assert read_number("2", "ms", whole=True, default="sec., p95").value == 2000
    assert "may change the number" in asked("ms", "2", default="s, p50")


@pytest.mark.parametrize("head", ["per user", "per class", "per label", "/ user", "TUSD"])
def test_a_head_that_makes_it_a_rate_is_asked_about(head: str) -> None:
    asked("USD" if "USD" in head else "examples", "500", counted_in=["label"], default=head)
