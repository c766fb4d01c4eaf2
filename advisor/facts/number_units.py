"""Units, scales, currencies and periods of numbers, each with its spellings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

EXAMPLES = "40k · 1,000,000 · 1e6 · 100-1000 · >= 1000"

DAYS_A_MONTH = 30
"""Days by which a number a day is told for a month: a round month (our judgement)."""

WORKING_DAYS_A_MONTH = 21
"""Of 365 days, five in seven, over twelve months: 21.7 (our judgement: rounded down)."""

TOKENS_A_PAGE = 400
"""As the question for the size of the knowledge says it."""

WORDS_A_PAGE = 300
"""Words on the same page: a token is about three quarters of an English word (our judgement)."""

CHARACTERS_A_TOKEN = 4
"""Of English text, one byte a character (our judgement)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """How numbers of one unit are written.

    sizes: units that it can be worked out from, each with how many of ours it is; period: whether
    the number counts something by the month; money: whether it is a sum; letters: scales that
    may be a unit here (5m: minutes or million), or two scales; doubt: which; examples: how to
    write it.
    """

    name: str = ""
    sizes: Mapping[str, float] = field(default_factory=dict)
    period: bool = False
    money: bool = False
    letters: str = ""
    doubt: str = "a unit or for a number"
    examples: str = EXAMPLES


def _each(**sizes: tuple[float, str]) -> dict[str, float]:
    """Sizes by each of their spellings: how many, and the spellings with spaces between."""
    return {word: many for many, texts in sizes.values() for word in texts.split()}


_MS = _each(
    ms=(1, "ms msec msecs millisecond milliseconds"),
    s=(1000, "s sec secs second seconds"),
    min=(60_000, "min mins minute minutes"),
    h=(3_600_000, "h hr hrs hour hours"),
    d=(86_400_000, "day days"),
)
_WEEKS = _each(
    d=(1 / 7, "d day days"),
    w=(1, "w wk wks week weeks"),
    f=(2, "fortnight fortnights"),
    m=(52 / 12, "mo mos month months"),
    q=(13, "quarter quarters"),
    y=(52, "y yr yrs year years"),
)
BYTES = _each(
    b=(1, "byte bytes"),
    kb=(10**3, "kb kilobyte kilobytes"),
    mb=(10**6, "mb megabyte megabytes"),
    gb=(10**9, "gb gigabyte gigabytes"),
    tb=(10**12, "tb terabyte terabytes"),
    kib=(2**10, "kib"),
    mib=(2**20, "mib"),
    gib=(2**30, "gib"),
    tib=(2**40, "tib"),
)
TOKENS = {
    **_each(
        token=(1, "token tokens tok toks"),
        page=(TOKENS_A_PAGE, "page pages pp"),
        word=(TOKENS_A_PAGE / WORDS_A_PAGE, "word words"),
        character=(1 / CHARACTERS_A_TOKEN, "character characters char chars"),
    ),
    **{word: size / CHARACTERS_A_TOKEN for word, size in BYTES.items()},
}
FILE_KINDS = frozenset(
    (
        *("pdf", "pdfs", "doc", "docs", "docx", "word", "xlsx", "excel", "pptx", "powerpoint"),
        *("html", "xml", "txt", "rtf", "odt", "markdown", "md", "file", "files", "document"),
        *("documents", "a4", "scanned"),
    )
)
"""Words that may stand behind a size: "3500 pages pdf", "20 MB of Word files"."""
EXPLAINED = {
    "page": f"x {TOKENS_A_PAGE} tokens a page",
    "word": f"at {WORDS_A_PAGE} words a page of {TOKENS_A_PAGE} tokens",
    "char": f"at {CHARACTERS_A_TOKEN} characters a token",
    "byte": f"at {CHARACTERS_A_TOKEN} bytes of text a token",
}

_T = "thousand or for trillion"

UNITS: Mapping[str, Unit] = {
    "ms": Unit("ms", _MS, letters="m", examples=f"2 s · 500 ms · {EXAMPLES}"),
    "s": Unit(
        "s",
        {word: size / 1000 for word, size in _MS.items()},
        letters="m",
        examples=f"90 s · 1.5 min · {EXAMPLES}",
    ),
    "weeks": Unit("weeks", _WEEKS, letters="m", examples=f"6 weeks · 3 months · {EXAMPLES}"),
    "MB": Unit(
        "MB",
        {word: size / 10**6 for word, size in BYTES.items()},
        letters="kmgtb",
        examples=f"500 KB · 1.5 MB · {EXAMPLES}",
    ),
    "GB": Unit(
        "GB",
        {word: size / 10**9 for word, size in BYTES.items()},
        letters="kmgtb",
        examples=f"24 GB · {EXAMPLES}",
    ),
    "%": Unit("%", _each(percent=(1, "% percent pct"))),
    "tokens": Unit("tokens", TOKENS, examples=f"3,500 pages · {EXAMPLES}"),
    "tokens/request": Unit("tokens", TOKENS, examples=f"2 pages · 300 words · {EXAMPLES}"),
    "requests/month": Unit("requests", period=True),
    "USD": Unit("USD", money=True, letters="t", doubt=_T),
    "USD/month": Unit("USD", money=True, period=True, letters="t", doubt=_T),
}
"""How the units of facts are written; one that is not here takes numbers alone."""

SCALES = {
    **dict.fromkeys(("k", "thousand", "thousands", "thsd"), 10**3),
    **dict.fromkeys(("m", "mn", "mm", "mio", "mil", "mill", "million", "millions"), 10**6),
    **dict.fromkeys(("b", "bn", "bil", "g", "billion", "billions"), 10**9),
    **dict.fromkeys(("t", "tn", "trillion", "trillions"), 10**12),
    **dict.fromkeys(("lakh", "lakhs", "lac"), 10**5),
    **dict.fromkeys(("crore", "crores"), 10**7),
    **dict.fromkeys(("hundred", "hundreds"), 100),
    "dozen": 12,
}
DOLLARS = frozenset({"$", "us$", "usd", "dollar", "dollars", "usd$"})
OTHER_MONEY = {
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "sterling"), "GBP"),
    **dict.fromkeys(("¥", "jpy", "yen"), "JPY"),
    **dict.fromkeys(("₹", "inr", "rs", "rupee", "rupees"), "INR"),
    **dict.fromkeys(("c$", "ca$", "can$", "cad"), "CAD"),
    **dict.fromkeys(("a$", "au$", "aus$", "aud"), "AUD"),
    **dict.fromkeys(("hk$", "hkd"), "HKD"),
    **dict.fromkeys(("nz$", "nzd"), "NZD"),
    **dict.fromkeys(("s$", "sg$", "sgd"), "SGD"),
    **dict.fromkeys(("mx$", "mex$", "mxn"), "MXN"),
    **dict.fromkeys(("nt$", "twd"), "TWD"),
    **dict.fromkeys(("cny", "rmb", "yuan"), "CNY"),
    **{word: word.upper() for word in ("chf", "sek", "nok", "dkk", "pln", "czk", "huf", "ron")},
    **{word: word.upper() for word in ("brl", "zar", "krw", "try", "thb", "idr", "aed")},
    "r$": "BRL",
    "zł": "PLN",
}
PERIODS: Mapping[str, tuple[float, str]] = {
    **dict.fromkeys(("second", "sec", "s"), (86_400.0 * DAYS_A_MONTH, "seconds a month")),
    **dict.fromkeys(("minute", "min"), (1440.0 * DAYS_A_MONTH, "minutes a month")),
    **dict.fromkeys(("hour", "hr", "h"), (24.0 * DAYS_A_MONTH, "hours a month")),
    **dict.fromkeys(("day", "d", "calendar day", "night"), (float(DAYS_A_MONTH), "days")),
    **dict.fromkeys(
        ("business day", "working day", "workday", "weekday", "work day"),
        (float(WORKING_DAYS_A_MONTH), "working days"),
    ),
    **dict.fromkeys(("week", "wk"), (52 / 12, "weeks (52 over 12 months)")),
    "fortnight": (26 / 12, "fortnights (26 over 12 months)"),
    **dict.fromkeys(("month", "mo", "mth"), (1.0, "")),
    **dict.fromkeys(("quarter",), (1 / 3, "of a quarter")),
    **dict.fromkeys(("year", "yr", "y", "annum"), (1 / 12, "of a year")),
}
ADVERBS = {
    "hourly": "hour",
    "daily": "day",
    "weekly": "week",
    "fortnightly": "fortnight",
    "monthly": "month",
    "pcm": "month",
    "pm": "month",
    "quarterly": "quarter",
    "yearly": "year",
    "annually": "year",
    "annual": "year",
    "p.a.": "year",
    "rps": "second",
    "qps": "second",
    "tps": "second",
}
PER = re.compile(
    r"(?:\b(?:per|an?|each|every)\b|/)\s*((?:business |working |work |calendar )?[a-z]+)\.?\s*$"
)
