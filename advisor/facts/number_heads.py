"""What the head of a column says of the numbers below it: "(k USD)", "in months", "a day"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass

from advisor.facts.names import shape
from advisor.facts.number_units import (
    ADVERBS,
    DOLLARS,
    OTHER_MONEY,
    PER,
    PERIODS,
    SCALES,
    Unit,
)

_PART = re.compile(r"p\d\d\b|[a-z]{0,3}\$|[€£¥₹]|%|[^\W\d_]+|\d+")
_THOUSANDS = re.compile(r"(?<![\d.,])(?:['’]|x ?1|1)?000s?\b")
_EACH = re.compile(r"(?:\b(?:per|each|every)\s+|/\s*)(?!and\b|or\b)([a-z]+)")
_YEARLY = re.compile(r"\bp\. ?a\b\.?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAYS_NOTHING = frozenset(
    [
        *("approx", "approximately", "estimate", "estimated", "est", "rough", "average", "avg"),
        *("mean", "total", "sum", "current", "expected", "planned", "target", "optional"),
        *("required", "number", "no", "nr", "num", "count", "in", "of", "the", "and", "per", "one"),
        *("off", "time", "once", "p95", "if", "known"),
    ]
)
"""Words of a head that leave a number as it is."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a head says.

    scale: by what numbers are multiplied; size: their unit; period: per what; currency: of sums
    that are not in USD; unclear: words that may change the numbers and cannot be read.
    """

    said: str = ""
    scale: float = 1
    size: str = ""
    period: str = ""
    currency: str = ""
    unclear: str = ""


def read_head(said: str, unit: Unit, nouns: Container[str]) -> Head:
    """What a head says of numbers in this unit; nouns: words that may stand behind the number."""
    text = unicodedata.normalize("NFKC", said).lower().strip()
    if not text:
        return Head()
    found = _YEARLY.sub("yearly", _THOUSANDS.sub("thousand", text))
    period = ""
    if (by := PER.search(found)) and by[1] in PERIODS:
        period, found = by[1], found[: by.start()]
    scale, size, currency = 1.0, "", ""
    # "Per label" makes a rate of the number, though "label" alone says nothing of it.
    unclear = [each for each in _EACH.findall(found) if f"per {shape(each)}" not in nouns]
    for part in _PART.findall(_EACH.sub(" ", found)):
        head, money = scale_and_money(part)
        if part in unit.sizes and not size:
            size = part
        elif part in {*unit.letters}:
            unclear.append(part)
        elif part in ADVERBS:
            period = ADVERBS[part]
        elif money and head in unit.letters:
            unclear.append(part)
        elif part in SCALES or (head in SCALES and money):
            scale *= SCALES[head if money else part]
            currency = OTHER_MONEY.get(money, currency)
        elif part in OTHER_MONEY:
            currency = OTHER_MONEY[part]
        elif part not in DOLLARS and not _says_nothing(part, nouns):
            unclear.append(part)
    return Head(said, scale, size, period, currency, " ".join(unclear))


def _says_nothing(part: str, nouns: Container[str]) -> bool:
    return (
        part in _SAYS_NOTHING
        or part in nouns
        or part.removesuffix("s") in nouns
        or (_YEAR.fullmatch(part) is not None)
    )


def scale_and_money(part: str) -> tuple[str, str]:
    """A scale and the money written behind it without a space, as in "k$" and "keur"."""
    for length in (1, 2):
        if part[:length] in SCALES and (part[length:] in DOLLARS or part[length:] in OTHER_MONEY):
            return part[:length], part[length:]
    return part, ""


_SET_APART = re.compile(r"[(\[](?P<in>[^()\[\]]*)[)\]]|(?:,|\bin\b)\s*(?P<behind>[^,()\[\]]*)$")
_CODE = re.compile(r"[A-Z]{3}|[€£¥₹]")


def head_of_name(name: str, unit: Unit) -> str:
    """The words of a longer name that say how its numbers are written, as `read_head` takes them.

    Anywhere: what each is per, "hourly", units and scales in the plural, codes of currencies. In
    brackets, and behind "in" or a comma: shorter ones too, since there "s" means seconds.
    """
    plain = unicodedata.normalize("NFKC", name)
    found: list[str] = []
    apart = " ".join(each["in"] or each["behind"] or "" for each in _SET_APART.finditer(plain))
    lower, apart = _YEARLY.sub("yearly", plain.lower()), _THOUSANDS.sub("thousand", apart.lower())
    short = {*_PART.findall(apart)}
    for part in _PART.findall(_THOUSANDS.sub(" thousand ", _EACH.sub(" ", lower))):
        if _says_how(part, unit, part in short) or (
            part in OTHER_MONEY and (part in short or _is_code(part, plain))
        ):
            found.append(part)
    # What each is per stands last, as in "thousands per day".
    return " ".join([*dict.fromkeys(found), *(f"per {each}" for each in _EACH.findall(lower))])


def _says_how(part: str, unit: Unit, short: bool) -> bool:
    """Whether a word of a name says a unit, scale or period; short: whether it stands apart."""
    head, money = scale_and_money(part)
    if money and head in SCALES:
        return True
    if part in ADVERBS:
        return unit.period or unit.money
    if part not in unit.sizes and part not in SCALES:
        return False
    long = part in _LONG or (len(part) > 3 and part.endswith("s"))
    return long or short


_LONG = frozenset({"thousand", "million", "billion", "%", "percent"})


def _is_code(part: str, name: str) -> bool:
    return part.upper() in _CODE.findall(name) or part in ("euro", "euros")
